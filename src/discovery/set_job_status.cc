// Triage: an item is approved or rejected. Approving makes the application, its audit trail, the command for its one analysis
// and the client's event in one statement and one transaction; the reply does not wait for the analysis.
#include "base/clock.h"
#include "base/json_text.h"
#include "discovery/inbox_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"

namespace jm::discovery {
namespace {

// Columns of approve_any.sql after the item's: command payload, event data, the application.
constexpr int kCommand = kItemColumns, kEvent = kItemColumns + 1, kApplication = kItemColumns + 2;

struct Approval {
  Uuid item, user;
  Time now;
  std::string mutation_id;
  std::uint32_t fields = 0;              // of the item, that will be read
  Uuid application = new_id(now), audit_event = new_id(now), command = new_id(now);
};

// What approve_any.sql makes in SQL where it has to look first: of an undecided item all of it is known here.
std::string triaged_event(const Approval& a) {
  std::string out = R"({"type":"JOB_TRIAGED","userId":")";
  a.user.append_to(out);
  out += R"(","jobFeedId":")";
  a.item.append_to(out);
  out += R"(","from":"PENDING","to":"APPROVED","applicationId":")";
  a.application.append_to(out);
  out += '"';
  if (!a.mutation_id.empty()) {
    out += ",\"mutationId\":";
    append_json_string(out, a.mutation_id);
  }
  return out += '}';
}

std::string analyse_command(const Approval& a) {
  std::string out = R"({"applicationId":")";
  a.application.append_to(out);
  out += R"(","userId":")";
  a.user.append_to(out);
  return out += "\"}";
}

// The row that approve.sql makes, with the table's defaults.
void new_application(const Approval& a, const pb::JobFeedItem& item, pb::Application& out) {
  out.set_id(a.application.str());
  out.set_current_status(pb::TO_APPLY);
  out.set_history_log_json("[]");
  out.set_job_feed_id(item.id());
  if (item.has_search_config_id()) out.set_search_config_id(item.search_config_id());
  out.set_created_at(to_iso(a.now));
  out.set_updated_at(out.created_at());
}

void announce(DiscoveryDeps& deps, const Uuid& user, std::string event) {
  std::vector<events::Announcement> news;
  news.push_back({user, "JOB_TRIAGED", std::move(event)});
  deps.bus.events_committed(std::move(news));
}

// Not the usual item, or none: decided while holding it.
Task<Result<pb::SetJobStatusReply>> approve_any(DiscoveryDeps deps, Approval a, Deadline deadline) {
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_item, {a.item, a.user}});
  calls.push_back({sql::approve_any, pg::Params(a.item, a.user, a.application, a.now, a.audit_event, a.mutation_id, a.command)});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(a.user), std::move(calls), deadline));
  if (answers[1].empty()) co_return no_such_item();
  const pg::Row row = answers[1].front();
  pb::SetJobStatusReply reply;
  read_item(row, *reply.mutable_item(), a.fields);
  read_application(row, kApplication, *reply.mutable_application());
  if (!row.is_null(kCommand)) deps.bus.command_committed("CMD_ANALYZE_JOB", row.str(kCommand));
  if (!row.is_null(kEvent)) announce(deps, a.user, row.str(kEvent));
  co_return reply;
}

Task<Result<pb::SetJobStatusReply>> approve(DiscoveryDeps deps, Caller caller, Approval a) {
  std::string event = triaged_event(a), command = analyse_command(a);
  for (bool again = false;; again = true) {
    pg::Params params(a.item, a.user, a.application, a.now, a.audit_event, event, a.command, command);
    const Result<pg::Rows> rows = co_await deps.db.write(pg::Scope::user(a.user), sql::approve, std::move(params), caller.deadline);
    if (rows && !rows->empty()) {
      pb::SetJobStatusReply reply;
      read_item(rows->front(), *reply.mutable_item(), a.fields);
      new_application(a, reply.item(), *reply.mutable_application());
      deps.bus.command_committed("CMD_ANALYZE_JOB", std::move(command));
      announce(deps, a.user, std::move(event));
      co_return reply;
    }
    Result<pb::SetJobStatusReply> reply = std::unexpected(rows ? Error() : rows.error());
    if (rows) reply = co_await approve_any(deps, a, caller.deadline);
    // createApplication may have made the card at the same time, which the statement could not see: now it can.
    if (again || reply || reply.error().code != Code::kAlreadyExists) co_return reply;
  }
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
  calls.push_back({sql::items, pg::Params().uuid(caller.user_id).uuid_array(std::span(&item, 1)).boolean(true).boolean(true).time(now)});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (answers[1].empty() || answers[2].empty()) co_return no_such_item();
  const pg::Row row = answers[1].front();
  if (!row.boolean(1))
    co_return fail(Code::kFailedPrecondition,
                   "This offer's application has moved on from TO_APPLY, so the offer can no longer be rejected. Move the card to REJECTED on the board instead.",
                   "APPLICATION_MOVED_ON");
  if (!row.is_null(2)) announce(deps, caller.user_id, row.str(2));
  pb::SetJobStatusReply reply;
  ItemReader reader(true, true);
  reader.read_held(answers[2].front(), *reply.mutable_item());
  co_return reply;
}

}  // namespace

Task<Result<pb::SetJobStatusReply>> set_job_status(DiscoveryDeps deps, Caller caller, pb::SetJobStatusRequest request) {
  using Reply = pb::SetJobStatusReply;
  Result<void> checked = check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax);
  if (checked) checked = check_text("The reason", request.reason(), kReasonBytesMax);
  if (!checked) return answered<Reply>(std::unexpected(std::move(checked).error()));
  const auto item = Uuid::parse(request.job_feed_id());
  if (!item) return answered<Reply>(no_such_item());
  switch (request.status()) {
    case pb::APPROVED: {
      // The application names the item's search, whoever reads it.
      const std::uint32_t fields = request.fields() == 0 ? 0 : request.fields() | 1u << pb::JobFeedItem::kSearchConfigIdFieldNumber;
      const Uuid user = caller.user_id;
      return approve(deps, std::move(caller), {*item, user, deps.clock.now(), std::move(*request.mutable_mutation_id()), fields});
    }
    case pb::REJECTED_JOB: return reject(deps, std::move(caller), *item, request.reason(), request.mutation_id());
    default: return answered<Reply>(fail(Code::kInvalidArgument, "An offer can be set to APPROVED or REJECTED. To take a decision back, undo it."));
  }
}

}  // namespace jm::discovery
