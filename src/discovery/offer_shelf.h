// The open offers in memory (domain/stored_offers.h), kept in step with the table: for previews, and for scans that go straight to the
// offers that a search can want. Every process has its own; it is filled when somebody first asks, reads what changed since it last
// looked, the newest offers first, and stops at a bound of memory: what finds no room is counted, never forgotten silently. When nobody
// has asked for a while it is emptied.
//
//   OfferShelf shelf({db, cpu, clock, std::size_t{256} << 20});
//   co_await keep_shelf(shelf);                               // background
//   JM_CO_TRY(view, co_await shelf.refresh(deadline));
//   auto answer = co_await shelf.ask(view, [search, now](domain::StoredOffers& offers) { return offers.find(search, now); });
//
// What changed is found by offers.changed_at, which is the time of a statement, not of its commit. So each look also notes which transactions
// were running (a snapshot of PostgreSQL's), and the next one goes back to where the oldest of them can have begun to write: what commits late is
// found however late, and where nothing was running only what is new is listed.
//
// I/O thread only; the work on the offers runs on the CpuPool, one job at a time.
#pragma once
#include <memory>
#include <mutex>
#include <unordered_map>

#include "async/async.h"
#include "base/clock.h"
#include "domain/stored_offers.h"
#include "pg/database.h"

namespace jm::discovery {

inline constexpr std::size_t kShelfBytesMax = std::size_t{256} << 20;
inline constexpr std::chrono::minutes kShelfIdle{20};
inline constexpr int kShelfOffersMax = 500'000;
// For steps of the server's clock, and for the moment between taking the time of a change and becoming a transaction that can be seen.
inline constexpr std::chrono::seconds kClockSlack{10};

struct ShelfDeps {
  pg::Database& db;
  CpuPool& cpu;
  const Clock& clock = Clock::system();
  std::size_t bytes_max = kShelfBytesMax;
  std::chrono::milliseconds idle = kShelfIdle;
};

struct ShelfBox {
  explicit ShelfBox(std::size_t bytes_max) : offers(bytes_max) {}
  std::mutex mutex;
  domain::StoredOffers offers;
};

class OfferShelf {
 public:
  explicit OfferShelf(ShelfDeps deps);

  // The offers as of a refresh or later; they stay as long as somebody has a view of them, also when the shelf is emptied meanwhile.
  class View {
   public:
    Time since() const { return since_; }                     // what is not there changed (changed_at) at this time or later
    std::size_t left_out() const { return left_out_; }        // open offers that found no room

   private:
    friend class OfferShelf;
    std::shared_ptr<ShelfBox> box_;
    Time since_{0};
    std::size_t left_out_ = 0;
  };

  // What is committed when the call begins is there when it ends. An error leaves what was there.
  Task<Result<View>> refresh(Deadline deadline);
  // For keep_shelf: reads what changed if somebody asked lately, empties it if nobody did.
  Task<Result<void>> tend(Deadline deadline);
  // Runs f(StoredOffers&) and gives its answer.
  template <class F>
  auto ask(const View& view, F f) {
    auto job = [box = view.box_, f = std::move(f)]() mutable {
      const std::lock_guard lock(box->mutex);
      return f(box->offers);
    };
    return deps_.cpu.run(std::move(job));
  }
  // So far, for tests and measurements: rows listed as changed, and offers read whole.
  struct Work {
    std::size_t listed = 0, read = 0;
  };
  const Work& work() const { return work_; }

 private:
  // Which transactions there can be that we have not seen.
  struct Look {
    std::uint64_t next_transaction = 0;         // everything from this number on began to write after `at`
    Time at{0};
  };
  Task<Result<void>> turn(bool asked, Deadline deadline);
  Task<Result<void>> read_changes(Deadline deadline);
  Task<Result<void>> take(std::vector<Uuid> ids, Deadline deadline);
  Task<Result<void>> put(std::shared_ptr<const pg::Rows> rows);
  Time note_look(std::uint64_t oldest_running, Look look);
  void let_go();
  View view() const;

  ShelfDeps deps_;
  std::shared_ptr<ShelfBox> box_;
  std::unordered_map<Uuid, Time> known_;        // offers looked at -> changed_at; of the last ones, that will be listed again
  std::vector<Look> looks_;                     // by time; the first is the one that `since_` comes from
  bool filled_ = false;
  Time since_{0};                               // see View::since()
  std::chrono::steady_clock::time_point asked_at_{};
  std::size_t left_out_ = 0;
  Work work_;
  std::shared_ptr<bool> busy_ = std::make_shared<bool>(false);      // outlives us in a refresh that the end of the process leaves waiting
};

// Looks after the shelf until cancelled. `shelf` outlives it.
Task<void> keep_shelf(OfferShelf& shelf, std::chrono::milliseconds period = std::chrono::minutes(1));

}  // namespace jm::discovery
