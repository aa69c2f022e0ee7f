// Events older than `kept` leave the table; the users' counters stay, so numbers go on. A client that comes back from before
// the oldest row gets "resync" (hub.h).
#pragma once
#include <chrono>

#include "async/async.h"
#include "pg/database.h"

namespace jm::events {

// One purge; how many rows went.
Task<Result<std::int64_t>> purge_events(pg::Database& db, std::chrono::seconds kept, Deadline deadline);
// At once and then every `period`, until cancelled. A failed purge is logged and tried again at the next turn.
Task<void> keep_events(pg::Database& db, std::chrono::seconds kept, std::chrono::milliseconds period = std::chrono::minutes(10));

}  // namespace jm::events
