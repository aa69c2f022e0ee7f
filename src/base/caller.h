// Who asks, and until when: the first argument of every service method. Made once at the edge (gateway, command line,
// worker) and passed on unchanged, between processes as gRPC metadata.
#pragma once
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace jm {

struct Caller {
  Uuid user_id;                       // nil: not signed in (register, login, health)
  std::string request_id;             // in every log line and error of this request
  Deadline deadline = Deadline::in(std::chrono::seconds(10));
  std::string address;                // the client's IP address, for throttling; empty inside
};

// What every service method for signed-in users begins with.
inline Result<void> require_user(const Caller& caller) {
  if (caller.user_id.is_nil()) return fail(Code::kUnauthenticated, "Sign in first.", "NOT_SIGNED_IN");
  return {};
}

}  // namespace jm
