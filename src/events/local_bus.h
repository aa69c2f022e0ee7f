// The Bus of a process: pokes what lives here, and with Redis what lives elsewhere.
//
//   channel EVENT_<type>   the event's object with its type prefixed: {"type":"EVENT_CARD_MOVED","userId":…}
//   channel CMD_<…>        the command's payload
//
// What this process publishes comes back to it and is not acted on twice. After the connection to Redis was away, everything
// is looked at once. Messages of others are hints from outside: only a user id, or the channel's name, is taken from them.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/bus.h"

namespace jm::queue {
class Worker;
}
namespace jm::redis {
class Client;
}

namespace jm::events {

class Hub;

struct LocalBusDeps {
  Hub* hub = nullptr;                                   // of this process, if it serves streams
  std::vector<queue::Worker*> workers = {};             // of this process; all kinds must be registered by then
  redis::Client* redis = nullptr;                       // all of them outlive the bus; the client's handlers are the bus's
  // To listen for: every type that any process announces. One that is missing is found by polling, and warned of.
  std::vector<std::string> event_types = {"ANALYSIS_DONE", "APPLICATION_CREATED", "APPLICATION_DELETED", "CARD_MOVED", "CARD_UPDATED", "CV_PARSED",
                                          "JOB_DISCOVERED", "JOB_EDITED", "JOB_REGROUPED", "JOB_TRIAGED", "JOBS_RETURNED", "QUARANTINE_RELEASED", "QUARANTINE_RESTORED",
                                          "REMINDER_DUE", "SEARCH_APPLIED", "SEARCH_ARCHIVED", "SESSION_ENDED"};
  // Called when an event of that type was announced, here or elsewhere, and when some may have been missed.
  std::map<std::string, std::function<void()>, std::less<>> hooks = {};
};

class LocalBus final : public Bus {
 public:
  explicit LocalBus(LocalBusDeps deps);
  ~LocalBus() override;

  void events_committed(std::vector<Announcement> events) override;
  void command_committed(std::string kind, std::string payload) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Pure, and used on bytes from outside:
// The object with "EVENT_" before the value of its top-level member "type"; as it is when there is none.
std::string channel_payload(std::string_view event_data);
// The top-level member "userId".
std::optional<Uuid> user_of(std::string_view payload);

}  // namespace jm::events
