// Which stored ads may be the same as a new one: an inverted list from keys (domain/same_job.h) to ads, in memory.
//
//   OfferIndex index;
//   index.add(7, keys_of(ad));                    // 7: the caller's number
//   for (auto [ad, hits] : index.find(keys))      // most common keys first
//
// Sorted runs that double, eight bytes a key (about 180 bytes an ad), a hash table only for the newest. Not thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace jm::domain {

class OfferIndex {
 public:
  // A key that more ads share says nothing (a town's commonest words, an employer with hundreds of posts).
  static constexpr std::size_t kListMax = 60;
  static constexpr std::size_t kCandidatesMax = 20;

  void add(std::uint32_t ad, std::span<const std::uint32_t> keys);
  // Many at once: faster, and without holes in memory.
  void add_sorted(std::vector<std::uint64_t> entries);          // key << 32 | ad; any order, it is sorted here

  struct Candidate {
    std::uint32_t ad;
    std::uint32_t hits;
  };
  std::vector<Candidate> find(std::span<const std::uint32_t> keys) const;

  std::size_t bytes() const;

 private:
  static constexpr std::size_t kRecentMax = std::size_t{1} << 15;
  void flush();
  void settle();

  std::vector<std::vector<std::uint64_t>> runs_;                // largest first
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> recent_;
  std::size_t recent_entries_ = 0;
};

}  // namespace jm::domain
