// Commands that more than one service queues: kind, key (at most one command per kind and key is ever stored) and payload.
#pragma once
#include <string>

#include "base/clock.h"
#include "base/ids.h"

namespace jm::domain {

struct Command {
  std::string kind, key, payload;
};

// The stored offers against one search, once for each version of it.
inline Command scan_command(const Uuid& user_id, const Uuid& search_config_id, std::int64_t version) {
  const std::string search = search_config_id.str();
  return {"CMD_SCAN", search + ':' + std::to_string(version), R"({"userId":")" + user_id.str() + R"(","searchConfigId":")" + search + "\"}"};
}

// Reminds of an application at a time, unless the reminder has changed by then.
inline Command remind_command(const Uuid& user_id, const Uuid& application_id, Time at) {
  const std::string application = application_id.str();
  return {"CMD_REMIND", application + ':' + std::to_string(at.us / 1000),
          R"({"userId":")" + user_id.str() + R"(","applicationId":")" + application + R"(","remindAt":")" + to_iso(at) + "\"}"};
}

}  // namespace jm::domain
