#include "discovery/offer_shelf.h"

#include <algorithm>

#include "async/both.h"
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

OfferShelf::OfferShelf(ShelfDeps deps) : deps_(deps), box_(std::make_shared<ShelfBox>(deps.bytes_max)) {}

OfferShelf::View OfferShelf::view() const {
  View v;
  v.box_ = box_;
  v.since_ = since_;
  v.left_out_ = left_out_;
  return v;
}

Task<Result<OfferShelf::View>> OfferShelf::refresh(Deadline deadline) {
  JM_CO_CHECK_OK(co_await turn(true, deadline));
  co_return view();
}

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
  if (asked) {
    asked_at_ = now;
  } else if (!filled_) {
    co_return Result<void>{};
  } else if (now - asked_at_ >= deps_.idle) {
    let_go();
    co_return Result<void>{};
  }
  JM_CO_CHECK_OK(co_await read_changes(deadline));
  // Somebody was writing when we looked for the first time: a second look knows where to go on from.
  if (since_.us == 0) JM_CO_CHECK_OK(co_await read_changes(deadline));
  if (asked) co_return Result<void>{};
  // What was replaced and removed takes room until all is read anew.
  auto count = [](domain::StoredOffers& offers) { return offers.gone() > offers.size() / 2 + kGoneMin; };
  JM_CO_TRY(worn, co_await ask(view(), std::move(count)));
  if (!worn) co_return Result<void>{};
  let_go();
  co_return co_await read_changes(deadline);
}

// Who has a view keeps the offers a little longer.
void OfferShelf::let_go() {
  filled_ = false;
  since_ = {};
  looks_.clear();
  left_out_ = 0;
  std::unordered_map<Uuid, Time>().swap(known_);
  box_ = std::make_shared<ShelfBox>(deps_.bytes_max);
}

// What this look does not see is of a transaction that was running, so of number `oldest_running` or later, or has not begun to write. The time from
// which on such changes can be: that of the latest look whose transactions are all over now. 0: not known.
Time OfferShelf::note_look(std::uint64_t oldest_running, Look look) {
  if (!looks_.empty() && look.next_transaction < looks_.back().next_transaction) looks_.clear();      // another server, or one set back
  looks_.push_back(look);
  const auto over = [&](const Look& one) { return one.next_transaction <= oldest_running; };
  const auto first = std::find_if_not(looks_.begin(), looks_.end(), over);
  if (first == looks_.begin()) return Time{0};
  looks_.erase(looks_.begin(), first - 1);
  return looks_.front().at - kClockSlack;
}

Task<Result<void>> OfferShelf::read_changes(Deadline deadline) {
  // In this order: the list may show more than the look knows of, never less.
  std::vector<pg::Call> calls;
  calls.push_back({sql::running, {}});
  calls.push_back({sql::offers_changed, {since_, kShelfOffersMax, known_.empty() && !filled_}});
  JM_CO_TRY(answers, co_await deps_.db.read_batch(pg::Scope::worker(), std::move(calls), deadline));
  const pg::Row running = answers[0].front();
  work_.listed += answers[1].size();
  std::vector<Uuid> changed;
  std::vector<std::pair<Uuid, Time>> gone;
  for (const pg::Row row : answers[1]) {
    const Uuid id = row.uuid(0);
    const auto known = known_.find(id);
    if (known != known_.end() && known->second == row.time(1)) continue;
    if (row.boolean(2)) gone.emplace_back(id, row.time(1));
    else changed.push_back(id);
  }
  if (!gone.empty()) {
    auto remove_all = [gone](domain::StoredOffers& offers) {
      for (const auto& [id, at] : gone) offers.remove(id);
      return true;
    };
    JM_CO_CHECK_OK(co_await ask(view(), std::move(remove_all)));
    for (const auto& [id, at] : gone) known_[id] = at;
  }
  JM_CO_CHECK_OK(co_await take(std::move(changed), deadline));
  since_ = note_look(static_cast<std::uint64_t>(running.i64(0)), {static_cast<std::uint64_t>(running.i64(1)), running.time(2)});
  filled_ = true;
  std::erase_if(known_, [&](const auto& one) { return one.second < since_; });
  co_return Result<void>{};
}

// While one page is put in, the next one is on its way.
Task<Result<void>> OfferShelf::take(std::vector<Uuid> ids, Deadline deadline) {
  std::size_t at = 0;
  const auto next_page = [&] {
    const std::size_t n = std::min(kShelfBatch, ids.size() - at);
    const std::vector<Uuid> some(ids.begin() + static_cast<std::ptrdiff_t>(at), ids.begin() + static_cast<std::ptrdiff_t>(at + n));
    at += n;
    return deps_.db.read(pg::Scope::worker(), sql::offers_by_id, {some}, deadline);
  };
  if (ids.empty()) co_return Result<void>{};
  JM_CO_TRY(page, co_await next_page());
  for (bool more = true; more;) {
    const auto rows = std::make_shared<const pg::Rows>(std::move(page));
    more = at < ids.size();
    if (!more) {
      JM_CO_CHECK_OK(co_await put(rows));
      break;
    }
    auto [done, next] = co_await both(put(rows), next_page());
    JM_CO_CHECK_OK(std::move(done));
    if (!next) co_return std::unexpected(std::move(next).error());
    page = std::move(*next);
  }
  co_return Result<void>{};
}

Task<Result<void>> OfferShelf::put(std::shared_ptr<const pg::Rows> rows) {
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
  JM_CO_TRY(left_out, co_await ask(view(), std::move(put_all)));
  left_out_ += left_out;
  work_.read += static_cast<std::size_t>(rows->size());
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
