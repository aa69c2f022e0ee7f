// The index of duplicates over everything stored, in memory, kept fresh from the rows of offer_sketches that came since the last
// look. Only committed rows enter it, so an abandoned batch leaves nothing behind, and every process that ingests has the same.
// 370 bytes an offer (tests/identity, identity_scale_bench), read back in seconds at the first batch after a start.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "domain/boilerplate.h"
#include "domain/offer_index.h"
#include "domain/same_job.h"
#include "pg/database.h"

namespace jm::discovery {

class SketchIndex {
 public:
  static constexpr int kPage = 20'000;

  // The statement that reads what came; its answer goes to apply(), which says whether there is more.
  pg::Call changes_call() const;
  bool apply(const pg::Rows& rows);

  // Cards to compare with, most likely first.
  std::vector<Uuid> near(std::span<const std::uint32_t> keys) const;
  const domain::Boilerplate& boilerplate() const { return *boilerplate_; }
  std::size_t size() const { return cards_.size(); }
  std::size_t bytes() const { return index_.bytes() + boilerplate_->bytes() + cards_.capacity() * sizeof(Uuid); }

 private:
  std::int64_t last_ = 0;
  std::vector<Uuid> cards_;                       // by number in the index
  domain::OfferIndex index_;
  std::unique_ptr<domain::Boilerplate> boilerplate_ = std::make_unique<domain::Boilerplate>();
};

struct Sketch {
  Uuid card;
  std::uint64_t employer = 0;
  std::vector<std::uint32_t> keys;
  std::vector<std::uint32_t> sentences;           // of a new card
};
pg::Call sketches_call(std::span<const Sketch> sketches);

}  // namespace jm::discovery
