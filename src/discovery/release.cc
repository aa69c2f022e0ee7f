// Exceptions to red flags: an offer, or a company, that the user wants all the same.
#include "discovery/offer_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"

namespace jm::discovery {

Task<Result<pb::ReleaseReply>> release_from_quarantine(DiscoveryDeps deps, Caller caller, pb::ReleaseRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  const auto entry = Uuid::parse(request.quarantine_id());
  if (!entry) co_return fail(Code::kNotFound, "There is no such offer in your quarantine.");
  const Time now = deps.clock.now();
  std::vector<pg::Call> calls;
  calls.push_back(lock_writers_call());         // no batch of offers decides on exceptions at the same time
  calls.push_back({sql::release, {*entry, caller.user_id, request.whole_company(), new_id(now), now, request.mutation_id(), now + kItemLife}});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (answers[1].empty()) co_return fail(Code::kNotFound, "There is no such offer in your quarantine.");
  const pg::Row row = answers[1].front();
  if (row.boolean(4))
    co_return fail(Code::kFailedPrecondition, "This offer names no company, so there is none to make an exception for. Let out this one offer instead.", "NO_COMPANY");
  if (!row.is_null(3)) {
    std::vector<events::Announcement> news;
    news.push_back({caller.user_id, "QUARANTINE_RELEASED", row.str(3)});
    deps.bus.events_committed(std::move(news));
  }
  const std::string exception_id = row.str(0), item_id = row.is_null(2) ? std::string() : row.str(2);
  pb::ReleaseReply reply;
  reply.set_offers(static_cast<int>(row.i64(1)));
  JM_CO_TRY(list, co_await get_filter_exceptions(deps, caller));
  for (pb::FilterException& e : *list.mutable_exceptions())
    if (e.id() == exception_id) reply.mutable_exception()->Swap(&e);
  if (!item_id.empty()) {
    JM_CO_TRY(item, co_await load_item(deps, std::move(caller), item_id, true));
    *reply.mutable_item() = std::move(item);
  }
  co_return reply;
}

Task<Result<pb::FilterExceptionList>> get_filter_exceptions(DiscoveryDeps deps, Caller caller) {
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::exceptions, {caller.user_id}, caller.deadline));
  pb::FilterExceptionList list;
  for (const pg::Row row : rows) {
    pb::FilterException& e = *list.add_exceptions();
    e.set_id(row.str(0));
    if (!row.is_null(1)) e.set_offer_id(row.str(1));
    if (!row.is_null(2)) e.set_company(row.str(2));
    if (!row.is_null(3)) e.set_title(row.str(3));
    e.set_created_at(to_iso(row.time(4)));
    e.set_offers(static_cast<int>(row.i64(5)));
  }
  co_return list;
}

Task<Result<pb::RemoveExceptionReply>> remove_filter_exception(DiscoveryDeps deps, Caller caller, pb::RemoveExceptionRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  const auto no_such = [] { return fail(Code::kNotFound, "There is no such exception."); };
  const auto id = Uuid::parse(request.exception_id());
  if (!id) co_return no_such();
  std::vector<pg::Call> calls;
  calls.push_back(lock_writers_call());
  calls.push_back({sql::remove_exception, {*id, caller.user_id, deps.clock.now(), request.mutation_id()}});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (answers[1].empty()) co_return no_such();
  const pg::Row row = answers[1].front();
  std::vector<events::Announcement> news;
  news.push_back({caller.user_id, "QUARANTINE_RESTORED", row.str(1)});
  deps.bus.events_committed(std::move(news));
  pb::RemoveExceptionReply reply;
  reply.set_offers(static_cast<int>(row.i64(0)));
  co_return reply;
}

}  // namespace jm::discovery
