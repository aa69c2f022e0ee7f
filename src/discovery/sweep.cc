// Undecided items whose time is over leave the database; what was decided stays.
#include "base/log.h"
#include "discovery/module.h"
#include "discovery/sql.h"

namespace jm::discovery {

namespace {
constexpr int kSweepRows = 1000;      // per transaction
constexpr std::chrono::seconds kSweepTimeMax{60};
}

Task<Result<std::int64_t>> sweep_inbox(WorkerDeps deps) {
  std::int64_t swept = 0;
  for (;;) {
    JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::worker(), sql::sweep, {deps.clock.now(), kSweepRows}, Deadline::in(kSweepTimeMax)));
    swept += rows.affected();
    if (rows.affected() < kSweepRows) co_return swept;
  }
}

Task<void> keep_inbox(WorkerDeps deps, std::chrono::milliseconds period) {
  for (;;) {
    Result<std::int64_t> swept = co_await sweep_inbox(deps);
    if (!swept) log::warn("sweeping the inbox failed", {{"code", code_name(swept.error().code)}});
    else if (*swept > 0) log::info("inbox swept", {{"items", *swept}});
    const bool go_on = co_await sleep_for(period);
    if (!go_on) co_return;
  }
}

}  // namespace jm::discovery
