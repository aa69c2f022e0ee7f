// What a batch of offers means for what is stored: pure. The same (source, source id), or the same canonical URL on any board,
// is the same offer; what is only alike is cards.h's. While a card has one sighting, its content follows that board. An older
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
  bool several = false;                          // its card has several sightings: hash, closed and revised are this one's
  bool renew = false;                            // a better reading of the same payload: it counts, whatever hashes and dates say
};
struct Known {
  std::optional<KnownOffer> sighting, url;       // both may be there; the sighting decides
};

struct OfferRef {
  std::size_t index = 0;                         // in the batch
  Uuid offer_id;
  bool several = false;                          // of a card with several sightings, which is made anew (cards.h)
  domain::ContentHash before{};                  // with several: the content the sighting had
};

struct BatchPlan {
  std::vector<OfferRef> added;                   // new offers, with the ids they get
  std::vector<OfferRef> changed;                 // known, with other content than stored
  std::vector<OfferRef> sightings;               // seen at this source for the first time, or with another hash
  std::vector<OfferRef> seen_again;              // unchanged, last noted kSeenAgainAfter ago or more
  std::vector<OfferRef> joined;                  // known by their URL, on another board or page: one more sighting of the card
  std::vector<OfferRef> closed, reopened;
  std::size_t duplicates = 0;
};

inline constexpr std::chrono::hours kSeenAgainAfter{24};

// `known` has one entry per offer. Within the batch, the first of equal offers counts.
BatchPlan plan_batch(std::string_view source, std::span<const domain::Offer> offers, std::span<const Known> known, Time now);

}  // namespace jm::discovery
