// CMD_SCAN: the stored offers against a user's active searches, after a search was made or changed, or when the user asks.
//
// All active searches of the user are matched, also when the command names one: which search wins an offer, and whether a red
// flag keeps it out, depends on all of them. What no search wants any more leaves inbox and quarantine; what was decided stays. The offers
// come in batches by id, each batch one transaction; a last one completes the command and announces it all as SEARCH_APPLIED. Run again
// after a crash, the batches done before change nothing.
//
// Where the shelf holds all open offers, it says which of them the searches can want, and only those (and what changes meanwhile) are read and
// matched; without, or when offers found no room there, all stored offers are gone through.
#include <algorithm>
#include <memory>

#include "base/json_object.h"
#include "base/log.h"
#include "discovery/module.h"
#include "discovery/offer_shelf.h"
#include "discovery/offer_store.h"
#include "discovery/sql.h"
#include "domain/match.h"
#include "domain/stored_offers.h"
#include "queue/worker.h"
#include "text/json_read.h"

namespace jm::discovery {
namespace {

constexpr int kScanBatch = 500;
constexpr unsigned kScansAtOnce = 1;      // scans are for later; analyses must not wait behind them
constexpr std::chrono::seconds kBatchTimeMax{120};

struct ScanOrder {
  Uuid user;
  std::optional<Uuid> search;        // the one that changed, for the announcement
};

std::optional<ScanOrder> order_of(const queue::Command& command) {
  text::JsonReader json(std::size_t{64} << 10);
  const auto payload = json.parse(command.payload);
  if (!payload) return {};
  const auto id_at = [&](std::string_view key) {
    const auto value = (*payload)[key];
    return value && value->string() ? Uuid::parse(*value->string()) : std::nullopt;
  };
  const auto user = id_at("userId");
  if (!user || (!command.user_id.is_nil() && *user != command.user_id)) return {};
  return ScanOrder{*user, id_at("searchConfigId")};
}

struct Tally {
  std::int64_t offers = 0, found = 0, hidden = 0, quarantined = 0;
};

struct ScanBatch {
  std::vector<StoredOffer> offers;
  InboxRows rows;
};

ScanBatch match_batch(std::shared_ptr<domain::MatchIndex> index, std::shared_ptr<const pg::Rows> rows, Time now) {
  ScanBatch batch;
  for (const pg::Row row : *rows) {
    batch.offers.push_back(read_offer(row));
    const StoredOffer& s = batch.offers.back();
    add_inbox_rows(s.id, s.offer, index->match(s.offer, now), true, now, batch.rows);
  }
  return batch;
}

Task<Result<std::shared_ptr<domain::MatchIndex>>> load_searches(pg::Database& db, Uuid user, Deadline deadline) {
  JM_CO_TRY(rows, co_await db.read(pg::Scope::worker(), sql::searches_of_user, {user}, deadline));
  auto index = std::make_shared<domain::MatchIndex>();
  for (const pg::Row row : rows) index->add(read_search(row).spec);
  co_return index;
}

pg::Call settle_call(const Uuid& user, const ScanBatch& batch, Time now) {
  std::vector<Uuid> offers, accepted, held_searches, held_offers;
  for (const StoredOffer& o : batch.offers) offers.push_back(o.id);
  for (const InboxRow& r : batch.rows.accepted)
    if (!r.by_exception) accepted.push_back(r.offer_id);
  for (const QuarantineRow& r : batch.rows.held) {
    held_searches.push_back(r.search_id);
    held_offers.push_back(r.offer_id);
  }
  return {sql::settle, {user, offers, accepted, held_searches, held_offers, now}};
}

// One page of stored offers: what its offers mean for the user's inbox and quarantine, in one transaction.
Task<Result<void>> store(WorkerDeps deps, Uuid user, ScanBatch batch, Time now, Deadline deadline, std::shared_ptr<Tally> tally) {
  std::vector<pg::Call> calls;
  calls.push_back(lock_writers_call());
  const bool hides = !batch.rows.hidden.empty();
  if (!batch.rows.empty()) std::ranges::move(inbox_calls(batch.rows, now), std::back_inserter(calls));
  calls.push_back(settle_call(user, batch, now));
  JM_CO_TRY(written, co_await deps.db.batch(pg::Scope::worker(), std::move(calls), deadline.earlier(Deadline::in(kBatchTimeMax))));
  const pg::Row settled = written.back().front();
  tally->hidden += settled.i64(1);
  if (batch.rows.empty()) co_return Result<void>{};
  const pg::Rows& made = written[written.size() - 2];
  tally->found += made.size();
  tally->quarantined += written[written.size() - 3].front().i64(0);
  if (hides) tally->hidden += written[1].affected();
  if (auto news = take_news(batch.rows, made); !news.empty()) deps.bus.events_committed(std::move(news));
  co_return Result<void>{};
}

Task<Result<queue::Outcome>> finish(WorkerDeps deps, ScanOrder order, Tally tally, queue::Context context) {
  JsonObject event;
  event.text("type", "SEARCH_APPLIED").id("userId", order.user);
  if (order.search) event.id("searchConfigId", *order.search);
  event.number("offers", tally.offers).number("found", tally.found).number("hidden", tally.hidden).number("quarantined", tally.quarantined);
  const std::string data = event.str();
  std::vector<pg::Call> calls;
  calls.push_back({sql::search_applied, {order.user, data}});
  calls.push_back(context.complete());
  JM_CO_CHECK_OK(co_await deps.db.batch(pg::Scope::worker(), std::move(calls), context.deadline()));
  std::vector<events::Announcement> news;
  news.push_back({order.user, "SEARCH_APPLIED", data});
  deps.bus.events_committed(std::move(news));
  log::info("scan finished", {{"user_id", order.user}, {"offers", tally.offers}, {"found", tally.found}, {"hidden", tally.hidden}});
  co_return queue::Outcome::completed();
}

using Index = std::shared_ptr<domain::MatchIndex>;

// Matches one page and stores what comes of it; the last id, or nothing when the page is empty.
Task<Result<std::optional<Uuid>>> scan_page(WorkerDeps deps, Uuid user, Index index, pg::Rows page, Time now, Deadline deadline, std::shared_ptr<Tally> tally) {
  const auto rows = std::make_shared<const pg::Rows>(std::move(page));
  auto job = [index, rows, now] { return match_batch(index, rows, now); };
  JM_CO_TRY(batch, co_await deps.cpu.run(std::move(job)));
  if (batch.offers.empty()) co_return std::optional<Uuid>();
  const Uuid last = batch.offers.back().id;
  tally->offers += static_cast<std::int64_t>(batch.offers.size());
  JM_CO_CHECK_OK(co_await store(deps, user, std::move(batch), now, deadline, tally));
  co_return std::optional<Uuid>(last);
}

Task<Result<void>> scan_all(WorkerDeps deps, Uuid user, Index index, Deadline deadline, std::shared_ptr<Tally> tally) {
  std::optional<Uuid> after = Uuid();
  for (bool last = false; !last && after;) {
    const Time now = deps.clock.now();
    JM_CO_TRY(page, co_await deps.db.read(pg::Scope::worker(), sql::open_offers, {*after, now, now - kItemLife, kScanBatch}, deadline));
    last = page.size() < kScanBatch;
    JM_CO_TRY(done, co_await scan_page(deps, user, index, std::move(page), now, deadline, tally));
    after = done;
  }
  co_return Result<void>{};
}

struct Chosen {
  std::vector<Uuid> offers;          // every open offer that a search can want is among them, or changed since
  Time since;
};

Task<Result<std::optional<Chosen>>> choose(WorkerDeps deps, OfferShelf* shelf, Uuid user, Deadline deadline) {
  if (!shelf) co_return std::optional<Chosen>();
  const Time now = deps.clock.now();
  const auto view = co_await shelf->refresh(deadline);
  if (!view || view->left_out() > 0) co_return std::optional<Chosen>();
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::worker(), sql::searches_of_user, {user}, deadline));
  std::vector<domain::SearchSpec> searches;
  for (const pg::Row row : rows) searches.push_back(read_search(row).spec);
  auto job = [searches = std::move(searches), now](domain::StoredOffers& offers) {
    std::vector<Uuid> ids;
    for (const domain::SearchSpec& s : searches)
      for (const domain::StoredMatch& m : offers.find(s, now)) ids.push_back(offers.id(m.offer));
    return ids;
  };
  JM_CO_TRY(ids, co_await shelf->ask(*view, std::move(job)));
  JM_CO_TRY(changed, co_await deps.db.read(pg::Scope::worker(), sql::changed_since, {view->since()}, deadline));
  for (const pg::Row row : changed) ids.push_back(row.uuid(0));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  co_return std::optional<Chosen>(Chosen{std::move(ids), view->since()});
}

Task<Result<void>> scan_chosen(WorkerDeps deps, Uuid user, Index index, Chosen chosen, Deadline deadline, std::shared_ptr<Tally> tally) {
  for (std::size_t from = 0; from < chosen.offers.size(); from += kScanBatch) {
    const auto begin = chosen.offers.begin() + static_cast<std::ptrdiff_t>(from);
    const std::vector<Uuid> ids(begin, begin + static_cast<std::ptrdiff_t>(std::min<std::size_t>(kScanBatch, chosen.offers.size() - from)));
    const Time now = deps.clock.now();
    JM_CO_TRY(page, co_await deps.db.read(pg::Scope::worker(), sql::open_offers_by_id, {ids, now, now - kItemLife}, deadline));
    JM_CO_CHECK_OK(co_await scan_page(deps, user, index, std::move(page), now, deadline, tally));
  }
  std::vector<pg::Call> calls;
  calls.push_back(lock_writers_call());
  calls.push_back({sql::settle_others, {user, chosen.offers, deps.clock.now(), chosen.since}});
  JM_CO_TRY(settled, co_await deps.db.batch(pg::Scope::worker(), std::move(calls), deadline));
  tally->hidden += settled.back().front().i64(1);
  co_return Result<void>{};
}

Task<Result<queue::Outcome>> scan(WorkerDeps deps, OfferShelf* shelf, queue::Command command, queue::Context context) {
  const auto order = order_of(command);
  if (!order) co_return fail(Code::kInvalidArgument, "The scan names no user.");
  const Deadline deadline = context.deadline();
  JM_CO_TRY(index, co_await load_searches(deps.db, order->user, deadline));
  const auto tally = std::make_shared<Tally>();
  if (index->size() == 0) {
    std::vector<pg::Call> calls;
    calls.push_back(lock_writers_call());
    calls.push_back({sql::settle_without_searches, {order->user, deps.clock.now()}});
    JM_CO_TRY(settled, co_await deps.db.batch(pg::Scope::worker(), std::move(calls), deadline));
    tally->hidden = settled.back().front().i64(1);
    co_return co_await finish(deps, *order, *tally, context);
  }

  JM_CO_TRY(chosen, co_await choose(deps, shelf, order->user, deadline));
  if (chosen) {
    JM_CO_CHECK_OK(co_await scan_chosen(deps, order->user, index, std::move(*chosen), deadline, tally));
  } else {
    JM_CO_CHECK_OK(co_await scan_all(deps, order->user, index, deadline, tally));
  }
  co_return co_await finish(deps, *order, *tally, context);
}

}  // namespace

void handle_scans(queue::Worker& worker, WorkerDeps deps, OfferShelf* shelf) {
  worker.on("CMD_SCAN", [deps, shelf](queue::Command command, queue::Context context) { return scan(deps, shelf, std::move(command), std::move(context)); }, kScansAtOnce);
}

}  // namespace jm::discovery
