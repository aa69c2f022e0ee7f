// CMD_SCAN: the stored offers against a user's active searches, after a search was made or changed, or when the user asks.
//
// All active searches of the user are matched, also when the command names one: which search wins an offer, and whether a red
// flag keeps it out, depends on all of them. The offers come in batches by id, each batch one transaction; the command is
// completed in the last one. Run again after a crash, the batches done before change nothing.
#include <algorithm>
#include <memory>

#include "base/log.h"
#include "discovery/module.h"
#include "discovery/offer_store.h"
#include "discovery/sql.h"
#include "domain/match.h"
#include "queue/worker.h"
#include "text/json_read.h"

namespace jm::discovery {
namespace {

constexpr int kScanBatch = 500;
constexpr unsigned kScansAtOnce = 1;      // scans are for later; analyses must not wait behind them
constexpr std::chrono::seconds kBatchTimeMax{120};

std::optional<Uuid> user_of(const queue::Command& command) {
  text::JsonReader json(std::size_t{64} << 10);
  const auto payload = json.parse(command.payload);
  if (!payload) return {};
  const auto user = (*payload)["userId"];
  const auto id = user && user->string() ? Uuid::parse(*user->string()) : std::nullopt;
  if (!id || (!command.user_id.is_nil() && *id != command.user_id)) return {};
  return id;
}

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

Task<Result<queue::Outcome>> scan(WorkerDeps deps, queue::Command command, queue::Context context) {
  const auto user = user_of(command);
  if (!user) co_return fail(Code::kInvalidArgument, "The scan names no user.");
  const Deadline deadline = context.deadline();
  JM_CO_TRY(index, co_await load_searches(deps.db, *user, deadline));
  if (index->size() == 0) co_return queue::Outcome::nothing_to_commit();

  Uuid after;
  std::uint64_t offers = 0, found = 0;
  for (;;) {
    const Time now = deps.clock.now();
    JM_CO_TRY(page, co_await deps.db.read(pg::Scope::worker(), sql::open_offers, {after, now, now - kItemLife, kScanBatch}, deadline));
    const bool last = page.size() < kScanBatch;
    const auto rows = std::make_shared<const pg::Rows>(std::move(page));
    auto job = [index, rows, now] { return match_batch(index, rows, now); };
    JM_CO_TRY(batch, co_await deps.cpu.run(std::move(job)));
    if (!batch.offers.empty()) after = batch.offers.back().id;
    offers += batch.offers.size();

    std::vector<pg::Call> calls;
    calls.push_back(lock_writers_call());
    if (!batch.rows.empty()) std::ranges::move(inbox_calls(batch.rows, now), std::back_inserter(calls));
    const std::size_t made = calls.size() - 1;
    if (last) calls.push_back(context.complete());
    if (calls.size() > 1) {
      JM_CO_TRY(written, co_await deps.db.batch(pg::Scope::worker(), std::move(calls), deadline.earlier(Deadline::in(kBatchTimeMax))));
      if (!batch.rows.empty()) {
        found += static_cast<std::uint64_t>(written[made].size());
        if (auto news = take_news(batch.rows, written[made]); !news.empty()) deps.bus.events_committed(std::move(news));
      }
    }
    if (last) break;
  }
  log::info("scan finished", {{"user_id", *user}, {"offers", offers}, {"found", found}});
  co_return queue::Outcome::completed();
}

}  // namespace

void handle_scans(queue::Worker& worker, WorkerDeps deps) {
  worker.on("CMD_SCAN", [deps](queue::Command command, queue::Context context) { return scan(deps, std::move(command), std::move(context)); }, kScansAtOnce);
}

}  // namespace jm::discovery
