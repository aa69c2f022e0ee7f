// Triage: an item is approved or rejected. Approving makes the application, its audit trail, the command for its one analysis
// and the client's event in one statement and one transaction; the reply does not wait for the analysis.
#include "discovery/inbox_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"

namespace jm::discovery {
namespace {

// Columns of approve.sql after the item's: command payload, event data, the application.
constexpr int kCommand = kItemColumns, kEvent = kItemColumns + 1, kApplication = kItemColumns + 2;

pg::Params approve_params(const Uuid& item, const Uuid& user, Time now, const std::string& mutation_id) {
  pg::Params p;
  p.uuid(item).uuid(user).uuid(new_id(now)).time(now).uuid(new_id(now)).text(mutation_id).uuid(new_id(now));
  return p;
}

// Not PENDING, or not there: decided while holding the item.
Task<Result<pg::Rows>> approve_decided(DiscoveryDeps deps, Caller caller, Uuid item, Time now, std::string mutation_id) {
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_item, {item, caller.user_id}});
  calls.push_back({sql::approve_decided, approve_params(item, caller.user_id, now, mutation_id)});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  co_return std::move(answers[1]);
}

Task<Result<pg::Rows>> approve_once(DiscoveryDeps deps, Caller caller, Uuid item, Time now, std::string mutation_id) {
  pg::Params params = approve_params(item, caller.user_id, now, mutation_id);
  JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::user(caller.user_id), sql::approve, std::move(params), caller.deadline));
  if (!rows.empty()) co_return rows;
  co_return co_await approve_decided(deps, std::move(caller), item, now, std::move(mutation_id));
}

Task<Result<pb::SetJobStatusReply>> approve(DiscoveryDeps deps, Caller caller, Uuid item, std::string mutation_id) {
  const Time now = deps.clock.now();
  Result<pg::Rows> answer = co_await approve_once(deps, caller, item, now, mutation_id);
  // createApplication may have made the card at the same time, which the statement could not see: now it can.
  if (!answer && answer.error().code == Code::kAlreadyExists) answer = co_await approve_once(deps, caller, item, now, mutation_id);
  if (!answer) co_return std::unexpected(std::move(answer).error());
  const pg::Rows rows = std::move(*answer);
  if (rows.empty()) co_return no_such_item();
  const pg::Row row = rows.front();
  pb::SetJobStatusReply reply;
  read_item(row, *reply.mutable_item());
  read_application(row, kApplication, *reply.mutable_application());
  if (!row.is_null(kCommand)) deps.bus.command_committed("CMD_ANALYZE_JOB", row.str(kCommand));
  if (!row.is_null(kEvent)) {
    std::vector<events::Announcement> news;
    news.push_back({caller.user_id, "JOB_TRIAGED", row.str(kEvent)});
    deps.bus.events_committed(std::move(news));
  }
  co_return reply;
}

Task<Result<pb::SetJobStatusReply>> reject(DiscoveryDeps deps, Caller caller, Uuid item, std::string reason, std::string mutation_id) {
  const Time now = deps.clock.now();
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_item, {item, caller.user_id}});
  pg::Params params;
  params.uuid(item).uuid(caller.user_id).time(now);
  if (reason.empty()) params.null();
  else params.text(reason);
  params.uuid(new_id(now)).text(mutation_id);
  calls.push_back({sql::reject, std::move(params)});
  calls.push_back({sql::items, pg::Params().uuid(caller.user_id).uuid_array(std::span(&item, 1)).boolean(true).boolean(true)});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (answers[1].empty() || answers[2].empty()) co_return no_such_item();
  const pg::Row row = answers[1].front();
  if (!row.boolean(1))
    co_return fail(Code::kFailedPrecondition,
                   "This offer's application has moved on from TO_APPLY, so the offer can no longer be rejected. Move the card to REJECTED on the board instead.",
                   "APPLICATION_MOVED_ON");
  if (!row.is_null(2)) {
    std::vector<events::Announcement> news;
    news.push_back({caller.user_id, "JOB_TRIAGED", row.str(2)});
    deps.bus.events_committed(std::move(news));
  }
  pb::SetJobStatusReply reply;
  ItemReader reader(true, true);
  reader.read(answers[2].front(), *reply.mutable_item());
  co_return reply;
}

}  // namespace

Task<Result<pb::SetJobStatusReply>> set_job_status(DiscoveryDeps deps, Caller caller, pb::SetJobStatusRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  JM_CO_CHECK_OK(check_text("The reason", request.reason(), kReasonBytesMax));
  const auto item = Uuid::parse(request.job_feed_id());
  if (!item) co_return no_such_item();
  switch (request.status()) {
    case pb::APPROVED: co_return co_await approve(deps, std::move(caller), *item, request.mutation_id());
    case pb::REJECTED_JOB: co_return co_await reject(deps, std::move(caller), *item, request.reason(), request.mutation_id());
    default: co_return fail(Code::kInvalidArgument, "An offer can be set to APPROVED or REJECTED. To take a decision back, undo it.");
  }
}

}  // namespace jm::discovery
