// How the last runs went, newest first: what each board gave, kept and refused. The same for every user: of a company that somebody
// follows, or a query made from somebody's search, only the board and the counts are told.
#include "discovery/service.h"
#include "discovery/source_rows.h"
#include "discovery/sql.h"
#include "text/json_read.h"

namespace jm::discovery {

namespace {
constexpr int kFirstDefault = 20, kFirstMax = 100;
constexpr int kSomebodysColumn = 20;    // of source_runs.sql
}

pb::SourceRun read_run(const pg::Row& row, int at) {
  pb::SourceRun run;
  run.set_id(row.str(at));
  run.set_source(row.str(at + 1));
  run.set_started_at(to_iso(row.time(at + 2)));
  if (!row.is_null(at + 3)) run.set_finished_at(to_iso(row.time(at + 3)));
  run.set_fetched(row.i32(at + 4));
  run.set_created(row.i32(at + 5));
  run.set_updated(row.i32(at + 6));
  run.set_duplicates(row.i32(at + 7));
  run.set_rejected(row.i32(at + 8));
  text::JsonReader json(std::size_t{1} << 20);
  if (const auto rejects = json.parse(row.text(at + 9))) {
    for (text::JsonElements e(*rejects); e.next();) {
      pb::RejectCount& reject = *run.add_rejects();
      const auto reason = e.value()["reason"], count = e.value()["count"], example = e.value()["example"];
      if (reason) reject.set_reason(std::string(reason->string().value_or("")));
      if (count) reject.set_count(static_cast<int>(count->integer().value_or(0)));
      if (example) reject.set_example(std::string(example->string().value_or("")));
    }
  }
  if (!row.is_null(at + 10)) run.set_error(row.str(at + 10));
  run.set_discovered(row.i32(at + 11));
  run.set_quarantined(row.i32(at + 12));
  run.set_closed(row.i32(at + 13));
  run.set_truncated(row.boolean(at + 14));
  run.set_complete(row.boolean(at + 15));
  run.set_unchanged(row.boolean(at + 16));
  run.set_requests(row.i32(at + 17));
  run.set_problem(row.str(at + 18));
  run.set_problem_detail(row.str(at + 19));
  return run;
}

Task<Result<pb::SourceRunList>> get_source_runs(DiscoveryDeps deps, Caller caller, pb::GetSourceRunsRequest request) {
  const int first = request.first() == 0 ? kFirstDefault : request.first();
  if (first < 1 || first > kFirstMax) co_return fail(Code::kInvalidArgument, "At most 100 runs at once.");
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::source_runs, {first}, caller.deadline));
  pb::SourceRunList list;
  for (const pg::Row row : rows) {
    pb::SourceRun& run = *list.add_runs();
    run = read_run(row, 0);
    if (!row.boolean(kSomebodysColumn)) continue;
    for (pb::RejectCount& reject : *run.mutable_rejects()) reject.clear_example();
    run.clear_problem_detail();
    run.clear_error();
  }
  co_return list;
}

}  // namespace jm::discovery
