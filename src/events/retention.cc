#include "events/retention.h"

#include "base/log.h"
#include "events/sql.h"

namespace jm::events {
namespace {

constexpr std::chrono::seconds kPurgeTime{60};

}  // namespace

Task<Result<std::int64_t>> purge_events(pg::Database& db, std::chrono::seconds kept, Deadline deadline) {
  std::int64_t gone = 0;
  for (;;) {                               // in portions: no long transaction, no long lock
    const Result<pg::Rows> rows = co_await db.write(pg::Scope::worker(), sql::purge, {static_cast<double>(kept.count())}, deadline);
    if (!rows) co_return std::unexpected(rows.error());
    if (rows->affected() == 0) co_return gone;
    gone += rows->affected();
  }
}

Task<void> keep_events(pg::Database& db, std::chrono::seconds kept, std::chrono::milliseconds period) {
  for (;;) {
    const Result<std::int64_t> gone = co_await purge_events(db, kept, Deadline::in(kPurgeTime));
    if (!gone) log::warn("old events cannot be purged", {{"code", code_name(gone.error().code)}});
    else if (*gone > 0) log::info("old events purged", {{"events", *gone}});
    const bool slept = co_await sleep_for(period);
    if (!slept) co_return;
  }
}

}  // namespace jm::events
