// Takes back the last decision on an item, or the caller's last decision at all; repeatable, back to the first. And which those would be.
#include "discovery/inbox_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"

namespace jm::discovery {

namespace {

constexpr int kDecisionsMax = 100;

// lock_undo.sql's answer, then undo.sql's.
Task<Result<std::vector<pg::Rows>>> undo_once(DiscoveryDeps deps, Caller caller, std::optional<Uuid> item, std::string mutation_id) {
  const Time now = deps.clock.now();
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_undo, {caller.user_id, item, now}});
  calls.push_back({sql::undo, {caller.user_id, item, now, new_id(now), mutation_id}});
  co_return co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline);
}

}  // namespace

Task<Result<pb::JobFeedItem>> undo_triage(DiscoveryDeps deps, Caller caller, pb::UndoTriageRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  std::optional<Uuid> item;
  if (!request.job_feed_id().empty()) {
    item = Uuid::parse(request.job_feed_id());
    if (!item) co_return no_such_item();
  }
  Result<std::vector<pg::Rows>> result = co_await undo_once(deps, caller, item, request.mutation_id());
  // createApplication made a card at the same time as this brought one back: decided again on what is there now.
  if (!result && result.error().code == Code::kAlreadyExists) result = co_await undo_once(deps, caller, item, request.mutation_id());
  if (!result) co_return std::unexpected(std::move(result).error());
  const std::vector<pg::Rows> answers = std::move(*result);
  if (item && answers[0].empty()) co_return no_such_item();
  if (answers[1].empty()) co_return fail(Code::kFailedPrecondition, "There is no decision to take back.", "NOTHING_TO_UNDO");
  const pg::Row row = answers[1].front();
  if (!row.boolean(1))
    co_return fail(Code::kFailedPrecondition,
                   "This approval can no longer be taken back: its application has moved on from TO_APPLY. Undo the card's moves on the board first.",
                   "APPLICATION_MOVED_ON");
  if (!row.is_null(2)) {
    std::vector<events::Announcement> news;
    news.push_back({caller.user_id, "JOB_TRIAGED", row.str(2)});
    deps.bus.events_committed(std::move(news));
  }
  std::string id = row.str(0);
  co_return co_await load_item(deps, std::move(caller), std::move(id), true);
}

Task<Result<pb::DecisionList>> get_last_decisions(DiscoveryDeps deps, Caller caller, pb::GetLastDecisionsRequest request) {
  if (request.first() < 1 || request.first() > kDecisionsMax) co_return fail(Code::kInvalidArgument, "\"first\" must be from 1 to 100.");
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::last_decisions, {caller.user_id, deps.clock.now(), request.first()}, caller.deadline));
  pb::DecisionList list;
  for (const pg::Row row : rows) {
    pb::Decision& d = *list.add_decisions();
    d.set_job_feed_id(row.str(0));
    d.set_at(to_iso(row.time(1)));
    d.set_from(row.str(2));
    if (!row.is_null(3)) d.set_until(to_iso(row.time(3)));
    d.set_to(row.str(4));
  }
  co_return list;
}

}  // namespace jm::discovery
