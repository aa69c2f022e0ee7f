// The sources that the caller's searches need are read now (those read within the last quarter of an hour are left alone), and all
// stored offers are matched against the searches again: durable commands, at most one scan at a time, at most one a minute.
#include "discovery/my_sources.h"
#include "discovery/service.h"
#include "discovery/sql.h"

namespace jm::discovery {

namespace {
constexpr std::chrono::seconds kScanEvery{60};
}

Task<Result<pb::TriggerScanReply>> trigger_scan(DiscoveryDeps deps, Caller caller) {
  const Time now = deps.clock.now();
  // A second turn only when another request queued the command while this one looked.
  for (int turn = 0; turn < 2; ++turn) {
    pg::Params params{new_id(now), caller.user_id, now, now - kScanEvery};
    JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::user(caller.user_id), sql::trigger_scan, std::move(params), caller.deadline));
    const pg::Row row = rows.front();
    pb::TriggerScanReply reply;
    reply.set_searches(row.i32(0));
    if (reply.searches() == 0)
      co_return fail(Code::kFailedPrecondition, "You have no active search to scan for. Create one first.", "NO_SEARCH");
    if (!row.is_null(1)) {
      reply.set_scan_id(row.str(1));
      deps.bus.command_committed("CMD_SCAN", row.str(2));
      JM_CO_TRY(asked, co_await ask_my_sources(deps, caller));
      reply.set_reading(asked.reading);
      reply.set_fresh(asked.fresh);
      if (asked.quiet_until) reply.set_quiet_until(to_iso(*asked.quiet_until));
      co_return reply;
    }
    if (row.is_null(3)) continue;
    if (row.text(4) == "QUEUED" || row.text(4) == "RUNNING") {
      reply.set_scan_id(row.str(3));
      reply.set_already_running(true);
      co_return reply;
    }
    const auto wait = std::chrono::microseconds(row.time(5).us + std::chrono::microseconds(kScanEvery).count() - now.us);
    co_return fail(Code::kResourceExhausted,
                   "Your offers were scanned less than a minute ago. Try again in " +
                       std::to_string(std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count())) + " s.",
                   "TOO_SOON");
  }
  co_return fail(Code::kAborted, "Another request changed this at the same time. Try again.");
}

}  // namespace jm::discovery
