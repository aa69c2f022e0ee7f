// Who asks, and until when: the first argument of every service method. Made once at the edge (gateway, command line,
// worker) and passed on unchanged, between processes as gRPC metadata.
#pragma once
#include <string>

#include "base/clock.h"
#include "base/ids.h"

namespace jm {

struct Caller {
  Uuid user_id;                       // nil: not signed in (register, login, health)
  std::string request_id;             // in every log line and error of this request
  Deadline deadline = Deadline::in(std::chrono::seconds(10));
  std::string address;                // the client's IP address, for throttling; empty inside
};

}  // namespace jm
