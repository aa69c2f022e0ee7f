// A user's word on what is one job. It counts for that user alone, in both directions: two items become one, or a sighting becomes
// an item of its own. Ingest never touches it: a merged item stays under its card, and what was split off keeps its item and is no
// longer shown with the old card, however often the boards are read again. Every merge and split can be taken back, back to the
// first.
//
// What a split card shows is an offer of its own, made once from the sighting (for all users who split it) and kept up to date by
// ingest; no search ever meets it. The old card then shows what its other sightings said at that time.
#include "discovery/inbox_store.h"
#include "discovery/offer_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "domain/card.h"
#include "domain/offer_json.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kSourceBytesMax = 100;

void tell(DiscoveryDeps& deps, const Uuid& user, std::string data) {
  std::vector<events::Announcement> news;
  news.push_back({user, "JOB_REGROUPED", std::move(data)});
  deps.bus.events_committed(std::move(news));
}

std::unexpected<Error> merge_problem(std::string_view problem) {
  if (problem == "APPROVED")
    return fail(Code::kFailedPrecondition, "This offer already has an application. Merge the other offer into it instead.", "CARD_HAS_APPLICATION");
  if (problem == "HOLDS")
    return fail(Code::kFailedPrecondition, "Other offers are merged into this one. Merge into it instead, or undo those merges first.", "CARD_HOLDS_OTHERS");
  return fail(Code::kFailedPrecondition, "One of the two is already merged into another offer. Undo that merge first.", "ALREADY_MERGED");
}

struct SplitCase {
  std::optional<domain::Offer> sighting;
  std::optional<Uuid> alone;
  std::vector<domain::Offer> rest;
};

SplitCase read_case(const pg::Rows& rows, std::string_view source, std::string_view source_id) {
  SplitCase c;
  for (const pg::Row row : rows) {
    domain::Offer o;
    (void)domain::read_details(row.text(2), o);
    o.source = row.str(0);
    o.source_id = row.str(1);
    o.closed = row.boolean(3);
    if (o.source == source && o.source_id == source_id) {
      c.alone = row.opt_uuid(4);
      c.sighting = std::move(o);
    } else {
      c.rest.push_back(std::move(o));
    }
  }
  return c;
}

// The offer that shows the sighting by itself, made if it is not there yet. Two at once: the second finds the first's.
Task<Result<Uuid>> offer_of_sighting(DiscoveryDeps deps, domain::Offer sighting, Deadline deadline) {
  const Time now = deps.clock.now();
  const Uuid id = new_id(now);
  const std::string source = sighting.source, source_id = sighting.source_id;
  sighting.canonical_url.clear();                 // its page stays the old card's: found again, it is a sighting of that one
  sighting.content_hash = domain::content_hash(sighting);
  BatchPlan plan;
  plan.added.push_back({0, id});
  std::vector<pg::Call> calls = plan_calls(source, std::span(&sighting, 1), plan, now);
  calls.push_back({sql::mark_alone, {id, source, source_id}});
  const auto made = co_await deps.db.batch(pg::Scope::worker(), std::move(calls), deadline);
  if (!made) co_return std::unexpected(made.error());
  co_return id;
}

pg::Params split_params(const Uuid& user, const Uuid& item, const domain::Offer& sighting, const Uuid& alone, const domain::Offer& rest, Time now, const std::string& mutation_id) {
  pg::Params p;
  const auto text = [&](const std::string& s) { s.empty() ? p.null() : p.text(s); };
  p.uuid(user).uuid(item).text(sighting.source).text(sighting.source_id).uuid(alone).time(now).uuid(new_id(now)).uuid(new_id(now));
  p.text(rest.title);
  text(rest.company);
  text(rest.location());
  text(rest.url);
  p.text(rest.description);
  const bool pay = rest.pay.usable();
  p.add(pay ? rest.pay.yearly_min : std::nullopt).add(pay ? rest.pay.yearly_max : std::nullopt);
  text(pay ? rest.pay.currency : std::string());
  p.text(mutation_id);
  return p;
}

}  // namespace

Task<Result<pb::JobFeedItem>> merge_items(DiscoveryDeps deps, Caller caller, pb::MergeItemsRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  const auto item = Uuid::parse(request.job_feed_id()), into = Uuid::parse(request.into_job_feed_id());
  if (!item || !into) co_return no_such_item();
  if (*item == *into) co_return fail(Code::kInvalidArgument, "An offer cannot be merged into itself. Name two offers.", "SAME_OFFER");
  const Time now = deps.clock.now();
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_two_items, {caller.user_id, *item, *into}});
  calls.push_back({sql::merge_items, {caller.user_id, *item, *into, now, new_id(now), request.mutation_id()}});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (answers[1].empty()) co_return no_such_item();
  const pg::Row row = answers[1].front();
  if (!row.is_null(0)) co_return merge_problem(row.text(0));
  tell(deps, caller.user_id, row.str(1));
  co_return co_await load_item(deps, std::move(caller), into->str(), true);
}

Task<Result<pb::JobFeedItem>> split_sighting(DiscoveryDeps deps, Caller caller, pb::SplitSightingRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  JM_CO_CHECK_OK(check_text("The source", request.source(), kSourceBytesMax));
  JM_CO_CHECK_OK(check_text("The source id", request.source_id(), domain::kSourceIdBytesMax));
  const auto item = Uuid::parse(request.job_feed_id());
  if (!item) co_return no_such_item();
  const pg::Scope scope = pg::Scope::user(caller.user_id);
  std::vector<pg::Call> look;
  look.push_back({sql::items, pg::Params().uuid(caller.user_id).uuid_array(std::span(&*item, 1)).boolean(false).boolean(false).time(deps.clock.now())});
  look.push_back({sql::split_case, {caller.user_id, *item}});
  JM_CO_TRY(seen, co_await deps.db.read_batch(scope, std::move(look), caller.deadline));
  if (seen[0].empty()) co_return no_such_item();
  SplitCase c = read_case(seen[1], request.source(), request.source_id());
  if (!c.sighting)
    co_return fail(Code::kFailedPrecondition, "This offer has no such sighting that could be split off. Its `sightings` say which there are.", "NO_SUCH_SIGHTING");
  if (c.rest.empty()) co_return fail(Code::kFailedPrecondition, "This is the offer's only sighting: there is nothing to split it from.", "LAST_SIGHTING");
  if (!c.alone) {
    auto made = co_await offer_of_sighting(deps, *c.sighting, caller.deadline);
    if (!made && made.error().code == Code::kAlreadyExists) {
      JM_CO_TRY(again, co_await deps.db.read(scope, sql::split_case, {caller.user_id, *item}, caller.deadline));
      made = read_case(again, request.source(), request.source_id()).alone.value_or(Uuid());
    }
    if (!made) co_return std::unexpected(std::move(made).error());
    c.alone = *made;
  }
  const domain::Card rest = domain::make_card(c.rest);
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_item, {*item, caller.user_id}});
  calls.push_back({sql::split_item, split_params(caller.user_id, *item, *c.sighting, *c.alone, rest.offer, deps.clock.now(), request.mutation_id())});
  JM_CO_TRY(answers, co_await deps.db.batch(scope, std::move(calls), caller.deadline));
  if (answers[1].empty()) co_return fail(Code::kAborted, "The offer changed at the same moment. Look at it again.", "CHANGED_MEANWHILE");
  const pg::Row row = answers[1].front();
  tell(deps, caller.user_id, row.str(1));
  std::string made = row.str(0);
  co_return co_await load_item(deps, std::move(caller), std::move(made), true);
}

Task<Result<pb::JobFeedItem>> undo_regroup(DiscoveryDeps deps, Caller caller, pb::UndoRegroupRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  std::optional<Uuid> item;
  if (!request.job_feed_id().empty()) {
    item = Uuid::parse(request.job_feed_id());
    if (!item) co_return no_such_item();
  }
  std::vector<pg::Call> calls;
  if (item) calls.push_back({sql::lock_item, {*item, caller.user_id}});
  calls.push_back({sql::lock_regroup, {caller.user_id, item}});
  calls.push_back({sql::undo_regroup, {caller.user_id, item, deps.clock.now(), request.mutation_id()}});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (item && answers[0].empty()) co_return no_such_item();
  if (answers.back().empty()) co_return fail(Code::kFailedPrecondition, "There is no merge or split to take back.", "NOTHING_TO_UNDO");
  const pg::Row row = answers.back().front();
  if (!row.boolean(1))
    co_return fail(Code::kFailedPrecondition, "The card that the split made has an application or holds merged offers by now. Undo that first.", "CARD_HAS_APPLICATION");
  tell(deps, caller.user_id, row.str(2));
  std::string id = row.str(0);
  co_return co_await load_item(deps, std::move(caller), std::move(id), true);
}

}  // namespace jm::discovery
