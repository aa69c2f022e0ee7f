// Wake-ups after a commit. What must not be lost is already a row (events, commands); the bus only makes others look sooner.
//
// A service calls it after its transaction has committed. In this process the SSE hub and the workers are poked directly;
// with REDIS_URL set the documented channels carry the same news to other processes (EVENT_<type>: the client's object with
// the type prefixed by EVENT_; CMD_…: the command's payload). Losing a message costs latency, never an event.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"

namespace jm::events {

struct Announcement {
  Uuid user_id;
  std::string type;        // "CARD_MOVED"
  std::string data;        // the JSON object as stored
};

class Bus {
 public:
  virtual ~Bus() = default;
  // Never waits, never fails. I/O thread only.
  virtual void events_committed(std::vector<Announcement> events) = 0;
  virtual void command_committed(std::string kind, std::string payload) = 0;
};

}  // namespace jm::events
