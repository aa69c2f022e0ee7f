// What others put on a channel, and what a client sends as Last-Event-ID: any bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "events/json_member.h"
#include "events/local_bus.h"
#include "events/sse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)jm::events::user_of(bytes);
  const std::string payload = jm::events::channel_payload(bytes);
  if (payload.size() != bytes.size() && payload.size() != bytes.size() + 6) std::abort();
  if (const auto type = jm::events::string_member(bytes, "type")) {
    if (type->data() < bytes.data() || type->data() + type->size() >= bytes.data() + bytes.size()) std::abort();
    if (!jm::events::string_member(payload, "type")->starts_with("EVENT_")) std::abort();
  }
  if (const auto id = jm::events::parse_last_event_id(bytes); id && *id < 0) std::abort();
  // Whatever the data is, it cannot end its own frame or make a field.
  const std::string frame = jm::events::encode({.id = 1, .data = bytes});
  if (!frame.ends_with("\n\n") || frame.find("\n\n") != frame.size() - 2 || frame.find('\r') != std::string::npos) std::abort();
  return 0;
}
