// What a batch of offers means for what is stored: pure. The same (source, source id), or the same canonical URL on any board,
// is the same offer. An offer's content follows the board that showed it first; on other boards it is only seen. An older
// state of an offer (an old file read again) never replaces a newer one: the board's own revision times decide, and where they
// do not, a content that was already replaced once stays replaced.
//
//   plan = plan_batch("adzuna", offers, known, now)
//   offers:   A (new)   B (known, unchanged)   C (known, other content)   D (new here, URL known from greenhouse)   A' (A again)
//   plan:     added {A}   changed {C}   sightings {A, C, D}   duplicates 3 (B, D, A')
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "domain/offer.h"

namespace jm::discovery {

// What is stored about one offer of a batch, by its place there.
struct KnownOffer {
  Uuid offer_id;
  std::string source;                            // the board whose content the offer has
  domain::ContentHash offer_hash{};
  bool closed = false;
  std::optional<Time> revised_at;                // when the board says its content last changed
  // Of a sighting only.
  domain::ContentHash sighting_hash{};
  Time last_seen_at;
  bool had_before = false;                       // the batch brings a content that the offer once had
};
struct Known {
  std::optional<KnownOffer> sighting, url;       // both may be there; the sighting decides
};

struct OfferRef {
  std::size_t index = 0;                         // in the batch
  Uuid offer_id;
};

struct BatchPlan {
  std::vector<OfferRef> added;                   // new offers, with the ids they get
  std::vector<OfferRef> changed;                 // known, with other content than stored
  std::vector<OfferRef> sightings;               // seen at this source for the first time, or with another hash
  std::vector<OfferRef> seen_again;              // unchanged, last noted kSeenAgainAfter ago or more
  std::vector<Uuid> closed, reopened;
  std::size_t duplicates = 0;
};

inline constexpr std::chrono::hours kSeenAgainAfter{24};

// `known` has one entry per offer. Within the batch, the first of equal offers counts.
BatchPlan plan_batch(std::string_view source, std::span<const domain::Offer> offers, std::span<const Known> known, Time now);

}  // namespace jm::discovery
