// The end of sessions as a statement, what clients are told of it, and what the edge is answered.
#pragma once
#include <string>

#include "base/clock.h"
#include "events/bus.h"
#include "pg/database.h"
#include "user.pb.h"

namespace jm::profile {
namespace pb = ::jobmate::v1;

struct Ending {
  pg::Call call;                        // within the transaction that is its cause
  events::Announcement news;
  pb::EndedSession session;
};

// `session` empty: all that began up to now, but `kept`. Remembered for as long as their tokens may live.
Ending end_sessions(const Uuid& user, const std::string& session, const std::string& kept, std::int64_t token_lifetime_s, Time now);

}  // namespace jm::profile
