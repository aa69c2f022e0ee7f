// Putting a command into the queue: a row, inserted by the transaction whose effect it follows, so that neither can exist
// without the other.
//
//   calls.push_back(queue::enqueue_call({.kind = "CMD_SCAN", .key = key, .user_id = user, .payload = json}));
//   co_await db.batch(Scope::user(user), std::move(calls), deadline);      // then: bus.command_committed(kind, payload)
//
// (kind, key) is the idempotency: there is never more than one row of it. The rows these calls answer hold the command's id
// when something was queued; no row means that nothing had to be done.
#pragma once
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "pg/database.h"

namespace jm::queue {

inline constexpr int kAttemptsMax = 8;

struct NewCommand {                          // views: used within the call only
  std::string_view kind = {};                // "CMD_ANALYZE_JOB"
  std::string_view key = {};
  Uuid user_id = {};                         // nil: belongs to no user (only Scope::worker() may queue that)
  std::string_view payload = "{}";           // JSON
  std::optional<Time> run_at = {};           // nothing: at once
  int attempts_max = kAttemptsMax;
};

// Queues it unless a command of that kind and key was ever queued (and not purged since).
pg::Call enqueue_call(const NewCommand& command);

// The same, but one that is over (done or dead) runs again, with this payload. One that waits or runs stays as it is.
pg::Call enqueue_again_call(const NewCommand& command);

// Takes back one that waits. One that runs, or is over, stays as it is.
pg::Call withdraw_call(std::string_view kind, std::string_view key);

// A dead one gets all its attempts again, at once.
pg::Call revive_call(const Uuid& id);

}  // namespace jm::queue
