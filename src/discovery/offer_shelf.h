// The open offers in memory (domain/stored_offers.h), kept in step with the table: for previews, and for scans that go straight to the
// offers that a search can want. Every process has its own; it is filled when somebody first asks, reads what changed since it last
// looked, the newest offers first, and stops at a bound of memory: what finds no room is counted, never forgotten silently. When nobody
// has asked for a while it is emptied.
//
//   OfferShelf shelf({db, cpu, clock, std::size_t{256} << 20});
//   co_await keep_shelf(shelf);                               // background
//   JM_CO_CHECK_OK(co_await shelf.refresh(deadline));
//   auto answer = co_await shelf.ask([search, now](domain::StoredOffers& offers) { return offers.find(search, now); });
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
// changed_at is the time of a statement: what a batch wrote that commits late (kBatchTimeMax in ingest.cc) is found by looking back this far.
inline constexpr std::chrono::seconds kLookBack{150};

struct ShelfDeps {
  pg::Database& db;
  CpuPool& cpu;
  const Clock& clock = Clock::system();
  std::size_t bytes_max = kShelfBytesMax;
  std::chrono::milliseconds idle = kShelfIdle;
};

class OfferShelf {
 public:
  explicit OfferShelf(ShelfDeps deps);

  // What is committed when the call begins is there when it ends. An error leaves what was there.
  Task<Result<void>> refresh(Deadline deadline);
  // For keep_shelf: reads what changed if somebody asked lately, empties it if nobody did.
  Task<Result<void>> tend(Deadline deadline);
  // Runs f(StoredOffers&) and gives its answer.
  template <class F>
  auto ask(F f) {
    auto job = [box = box_, f = std::move(f)]() mutable {
      const std::lock_guard lock(box->mutex);
      return f(*box->offers);
    };
    return deps_.cpu.run(std::move(job));
  }
  // Open offers that found no room.
  std::size_t left_out() const { return left_out_; }

 private:
  struct Box {
    std::mutex mutex;
    std::unique_ptr<domain::StoredOffers> offers;
  };
  Task<Result<void>> turn(bool asked, Deadline deadline);
  Task<Result<void>> read_changes(Deadline deadline);
  Task<Result<void>> let_go();
  Task<Result<void>> take(std::vector<Uuid> ids, Deadline deadline);

  ShelfDeps deps_;
  std::shared_ptr<Box> box_;
  std::unordered_map<Uuid, Time> known_;        // offers looked at -> changed_at; of the last ones, that will be listed again
  Time newest_{0};                              // of changed_at; 0: empty
  std::chrono::steady_clock::time_point asked_at_{};
  std::size_t left_out_ = 0;
  std::shared_ptr<bool> busy_ = std::make_shared<bool>(false);      // outlives us in a refresh that the end of the process leaves waiting
};

// Looks after the shelf until cancelled. `shelf` outlives it.
Task<void> keep_shelf(OfferShelf& shelf, std::chrono::milliseconds period = std::chrono::minutes(1));

}  // namespace jm::discovery
