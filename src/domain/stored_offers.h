// The stored offers in memory, for the question the other way round: which of them does this search want? An inverted index gives the
// offers that can fit and decides what hangs on single words; where more does (phrases, titles), the words of an offer, kept as numbers,
// decide. Exactly as match_one() on its text would.
//
//   StoredOffers offers(std::size_t{256} << 20);
//   offers.put(id, offer, last_seen);
//   for (const StoredMatch& m : offers.find(search, now)) … offers.id(m.offer), m.lane …
//
// Kept of an offer: its words and what stands between them (about 2 bytes a word), places, pay, remote, dates; no text. About 1.2 kB an
// offer of 2.5 kB together with the index. Not thread-safe: one caller at a time, const ones included.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "domain/match.h"
#include "domain/search.h"

namespace jm::domain {

struct StoredMatch {
  std::uint32_t offer = 0;            // valid until the next put() or remove()
  Lane lane = Lane::kInbox;
  std::uint8_t rank = 0;
  bool operator==(const StoredMatch&) const = default;
};

class StoredOffers {
 public:
  explicit StoredOffers(std::size_t bytes_max);
  ~StoredOffers();

  // Adds or replaces. `until`: when an offer without an end of its own counts as gone. False: there is no room, and the offer is not
  // kept (nor what was there under its id).
  bool put(const Uuid& id, const Offer& offer, Time until);
  void remove(const Uuid& id);
  std::size_t size() const;
  std::size_t gone() const;           // replaced and removed ones, whose memory is not given back
  std::size_t bytes() const;          // used, estimated from the sizes of its parts

  const Uuid& id(std::uint32_t offer) const;
  // All open offers that the search does not refuse, ascending.
  std::vector<StoredMatch> find(const SearchSpec& search, Time now);
  // The same for several searches at once, each with its answer, and if wanted among these offers only.
  std::vector<std::vector<StoredMatch>> find_each(std::span<const SearchSpec> searches, Time now, std::optional<std::span<const std::uint32_t>> among = {});
  std::size_t open(Time now) const;   // offers that are not over

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jm::domain
