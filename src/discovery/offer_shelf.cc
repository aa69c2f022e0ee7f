#include "discovery/offer_shelf.h"

#include "base/log.h"
#include "discovery/offer_store.h"
#include "discovery/sql.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kShelfBatch = 500;
constexpr std::chrono::milliseconds kBusyWait{20};
// last_seen_at is noted in changed_at once a week (V0003): until then an offer may be open longer than we know.
constexpr std::chrono::hours kSeenLag{7 * 24};
constexpr std::chrono::seconds kFillTimeMax{600};
constexpr std::size_t kGoneMin = 10'000;

}  // namespace

OfferShelf::OfferShelf(ShelfDeps deps) : deps_(deps), box_(std::make_shared<Box>()) {
  box_->offers = std::make_unique<domain::StoredOffers>(deps.bytes_max);
}

Task<Result<void>> OfferShelf::refresh(Deadline deadline) { return turn(true, deadline); }

Task<Result<void>> OfferShelf::tend(Deadline deadline) { return turn(false, deadline); }

Task<Result<void>> OfferShelf::turn(bool asked, Deadline deadline) {
  while (*busy_) {
    if (deadline.passed()) co_return fail(Code::kUnavailable, "The stored offers are still being read in. Try again in a few seconds.", "NOT_READY");
    co_await sleep_for(kBusyWait);
  }
  struct Busy {
    explicit Busy(std::shared_ptr<bool> f) : flag(std::move(f)) { *flag = true; }
    ~Busy() { *flag = false; }
    std::shared_ptr<bool> flag;
  } busy(busy_);
  const auto now = std::chrono::steady_clock::now();
  if (asked) asked_at_ = now;
  else if (newest_.us == 0) co_return Result<void>{};
  else if (now - asked_at_ >= deps_.idle) co_return co_await let_go();
  JM_CO_CHECK_OK(co_await read_changes(deadline));
  if (asked) co_return Result<void>{};
  // What was replaced and removed takes room until all is read anew.
  auto count = [](domain::StoredOffers& offers) { return offers.gone() > offers.size() / 2 + kGoneMin; };
  JM_CO_TRY(worn, co_await ask(std::move(count)));
  if (!worn) co_return Result<void>{};
  JM_CO_CHECK_OK(co_await let_go());
  co_return co_await read_changes(deadline);
}

Task<Result<void>> OfferShelf::let_go() {
  newest_ = {};
  left_out_ = 0;
  std::unordered_map<Uuid, Time>().swap(known_);
  auto empty = [box = box_, bytes_max = deps_.bytes_max] {
    const std::lock_guard lock(box->mutex);
    box->offers = std::make_unique<domain::StoredOffers>(bytes_max);
    return true;
  };
  JM_CO_CHECK_OK(co_await deps_.cpu.run(std::move(empty)));
  co_return Result<void>{};
}

Task<Result<void>> OfferShelf::read_changes(Deadline deadline) {
  const Time since = newest_.us == 0 ? newest_ : newest_ - kLookBack;
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::worker(), sql::offers_changed, {since, kShelfOffersMax}, deadline));
  std::vector<Uuid> changed;
  Time newest = newest_;
  for (const pg::Row row : rows) {
    const Uuid id = row.uuid(0);
    const Time at = row.time(1);
    newest = std::max(newest, at);
    const auto known = known_.find(id);
    if (known != known_.end() && known->second == at) continue;
    // A closed offer that was never here is of no interest.
    if (known == known_.end() && row.boolean(2)) {
      known_.emplace(id, at);
      continue;
    }
    changed.push_back(id);
  }
  for (std::size_t from = 0; from < changed.size(); from += kShelfBatch) {
    const auto begin = changed.begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<Uuid> ids(begin, begin + static_cast<std::ptrdiff_t>(std::min(kShelfBatch, changed.size() - from)));
    JM_CO_CHECK_OK(co_await take(std::move(ids), deadline));
  }
  newest_ = newest;
  std::erase_if(known_, [&](const auto& one) { return one.second < newest_ - kLookBack; });
  co_return Result<void>{};
}

Task<Result<void>> OfferShelf::take(std::vector<Uuid> ids, Deadline deadline) {
  JM_CO_TRY(page, co_await deps_.db.read(pg::Scope::worker(), sql::offers_by_id, {ids}, deadline));
  const auto rows = std::make_shared<const pg::Rows>(std::move(page));
  auto put_all = [rows](domain::StoredOffers& offers) {
    std::size_t left_out = 0;
    for (const pg::Row row : *rows) {
      if (row.boolean(10)) {
        offers.remove(row.uuid(0));
        continue;
      }
      const StoredOffer s = read_offer(row);
      left_out += !offers.put(s.id, s.offer, row.time(9) + kItemLife + kSeenLag);
    }
    return left_out;
  };
  JM_CO_TRY(left_out, co_await ask(std::move(put_all)));
  left_out_ += left_out;
  for (const pg::Row row : *rows) known_[row.uuid(0)] = row.time(11);
  co_return Result<void>{};
}

Task<void> keep_shelf(OfferShelf& shelf, std::chrono::milliseconds period) {
  for (;;) {
    const Result<void> fresh = co_await shelf.tend(Deadline::in(kFillTimeMax));
    if (!fresh) log::warn("reading the stored offers failed", {{"code", code_name(fresh.error().code)}});
    const bool go_on = co_await sleep_for(period);
    if (!go_on) co_return;
  }
}

}  // namespace jm::discovery
