// Commands that more than one service queues: kind, key (at most one command per kind and key is ever stored) and payload.
#pragma once
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json_object.h"

namespace jm::domain {

struct Command {
  std::string kind, key, payload;
};

// The stored offers against one search, once for each version of it.
inline Command scan_command(const Uuid& user_id, const Uuid& search_config_id, std::int64_t version) {
  return {"CMD_SCAN", search_config_id.str() + ':' + std::to_string(version), JsonObject().id("userId", user_id).id("searchConfigId", search_config_id).str()};
}

// Wakes the items that a user has put off until a time: one command, however many they are.
inline Command unsnooze_command(const Uuid& user_id, Time until) {
  return {"CMD_UNSNOOZE", user_id.str() + ':' + std::to_string(until.us / 1000), JsonObject().id("userId", user_id).text("until", to_iso(until)).str()};
}

// Reminds of an application at a time, unless the reminder has changed by then.
inline Command remind_command(const Uuid& user_id, const Uuid& application_id, Time at) {
  return {"CMD_REMIND", application_id.str() + ':' + std::to_string(at.us / 1000),
          JsonObject().id("userId", user_id).id("applicationId", application_id).text("remindAt", to_iso(at)).str()};
}

}  // namespace jm::domain
