// The audit trail of some applications.
#include "tracker/service.h"
#include "tracker/sql.h"
#include "tracker/store.h"

namespace jm::tracker {

// Ids that are not the caller's have no events. Deleted applications keep theirs.
Task<Result<pb::ApplicationEventList>> Service::GetApplicationEvents(Caller caller, pb::GetApplicationEventsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  if (request.application_ids_size() > kTrailApplicationsMax)
    co_return fail(Code::kInvalidArgument, "Ask for the events of at most " + std::to_string(kTrailApplicationsMax) + " applications at once.", "BAD_INPUT");
  std::vector<Uuid> ids;
  for (const std::string& text : request.application_ids())
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);
  const Result<pg::Rows> rows = co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::events, {caller.user_id, ids, kTrailEventsMax, kTrailBytesMax}, caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  if (!rows->empty() && rows->front().i64(7) > rows->size())
    co_return fail(Code::kResourceExhausted, "These applications have too many events for one answer. Ask for fewer at once.", "TOO_MANY_EVENTS");
  pb::ApplicationEventList list;
  list.mutable_events()->Reserve(rows->size());
  for (const pg::Row row : *rows) {
    pb::ApplicationEvent& e = *list.add_events();
    e.set_id(row.str(0));
    e.set_application_id(row.str(1));
    e.set_seq(row.i32(2));
    e.set_kind(row.str(3));
    e.set_data_json(row.str(4));
    e.set_at(to_iso(row.time(5)));
    e.set_hash(row.str(6));
  }
  co_return list;
}

}  // namespace jm::tracker
