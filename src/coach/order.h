// What the coach's commands say: an application of the command's user.
#pragma once
#include "queue/worker.h"
#include "text/json_read.h"

namespace jm::coach {

struct Order {
  Uuid application_id, user_id;
};

inline Result<Order> read_order(const queue::Command& command) {
  text::JsonReader json(std::size_t{64} << 10);
  const auto payload = json.parse(command.payload);
  const auto id = [&](std::string_view key) -> std::optional<Uuid> {
    if (!payload) return {};
    const auto member = (*payload)[key];
    return member && member->string() ? Uuid::parse(*member->string()) : std::nullopt;
  };
  const auto application = id("applicationId"), user = id("userId");
  if (!application || !user || *user != command.user_id) return fail(Code::kInvalidArgument, "The command does not name an application of its user.");
  return Order{*application, *user};
}

}  // namespace jm::coach
