// How the last ingest runs went, newest first: what each board gave, kept and refused. The same for every user.
#include "discovery/service.h"
#include "discovery/sql.h"
#include "text/json_read.h"

namespace jm::discovery {

namespace {
constexpr int kFirstDefault = 20, kFirstMax = 100;
}

Task<Result<pb::SourceRunList>> get_source_runs(DiscoveryDeps deps, Caller caller, pb::GetSourceRunsRequest request) {
  const int first = request.first() == 0 ? kFirstDefault : request.first();
  if (first < 1 || first > kFirstMax) co_return fail(Code::kInvalidArgument, "At most 100 runs at once.");
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::source_runs, {first}, caller.deadline));
  pb::SourceRunList list;
  text::JsonReader json(std::size_t{1} << 20);
  for (const pg::Row row : rows) {
    pb::SourceRun& run = *list.add_runs();
    run.set_id(row.str(0));
    run.set_source(row.str(1));
    run.set_started_at(to_iso(row.time(2)));
    if (!row.is_null(3)) run.set_finished_at(to_iso(row.time(3)));
    run.set_fetched(row.i32(4));
    run.set_created(row.i32(5));
    run.set_updated(row.i32(6));
    run.set_duplicates(row.i32(7));
    run.set_rejected(row.i32(8));
    if (const auto rejects = json.parse(row.text(9))) {
      for (text::JsonElements e(*rejects); e.next();) {
        pb::RejectCount& reject = *run.add_rejects();
        const auto reason = e.value()["reason"], count = e.value()["count"], example = e.value()["example"];
        if (reason) reject.set_reason(std::string(reason->string().value_or("")));
        if (count) reject.set_count(static_cast<int>(count->integer().value_or(0)));
        if (example) reject.set_example(std::string(example->string().value_or("")));
      }
    }
    if (!row.is_null(10)) run.set_error(row.str(10));
  }
  co_return list;
}

}  // namespace jm::discovery
