#include "discovery/identity.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace jm::discovery {
namespace {

bool listed(const std::vector<OfferRef>& refs, const Uuid& id) {
  return std::any_of(refs.begin(), refs.end(), [&](const OfferRef& r) { return r.offer_id == id; });
}

bool is_news(const domain::Offer& offer, const KnownOffer& known) {
  if (known.renew) return true;
  if (known.offer_hash == offer.content_hash) return false;
  if (offer.updated_at && known.revised_at && *offer.updated_at != *known.revised_at) return *offer.updated_at > *known.revised_at;
  return !known.had_before;
}

class Planner {
 public:
  Planner(std::string_view source, Time now) : source_(source), now_(now) {}

  void take(std::size_t index, const domain::Offer& offer, const Known& known) {
    const bool again_in_batch = !ids_.insert(offer.source_id).second;
    const auto by_url = offer.canonical_url.empty() ? urls_.end() : urls_.find(offer.canonical_url);
    if (again_in_batch) {
      ++plan_.duplicates;
    } else if (known.sighting) {
      take_known(index, offer, *known.sighting);
    } else if (by_url != urls_.end()) {
      see(index, by_url->second);
    } else if (known.url) {
      see(index, known.url->offer_id);
    } else {
      add(index, offer);
    }
  }

  BatchPlan done() { return std::move(plan_); }

 private:
  void add(std::size_t index, const domain::Offer& offer) {
    const OfferRef ref{index, new_id(now_)};
    plan_.added.push_back(ref);
    plan_.sightings.push_back(ref);
    if (!offer.canonical_url.empty()) urls_.emplace(offer.canonical_url, ref.offer_id);
  }

  // Another link to a known offer.
  void see(std::size_t index, const Uuid& id) {
    plan_.sightings.push_back({index, id});
    plan_.joined.push_back({index, id});
    ++plan_.duplicates;
  }

  void take_known(std::size_t index, const domain::Offer& offer, const KnownOffer& known) {
    if (!offer.canonical_url.empty()) urls_.emplace(offer.canonical_url, known.offer_id);
    const bool same = known.sighting_hash == offer.content_hash && !known.renew;
    const bool leads = known.source == source_;        // the offer's content is this board's
    if (!same) plan_.sightings.push_back({index, known.offer_id});
    // Two pages of one board may be one offer: the first of them in this batch speaks for it.
    const OfferRef ref{index, known.offer_id, known.several, known.offer_hash};
    if (!same && leads && is_news(offer, known) && (known.several || !listed(plan_.changed, known.offer_id))) {
      plan_.changed.push_back(ref);
      return;
    }
    ++plan_.duplicates;
    if (leads && offer.closed != known.closed) (offer.closed ? plan_.closed : plan_.reopened).push_back(ref);
    if (same && known.last_seen_at + kSeenAgainAfter <= now_) plan_.seen_again.push_back({index, known.offer_id});
  }

  std::string_view source_;
  Time now_;
  BatchPlan plan_;
  std::unordered_set<std::string_view> ids_;
  std::unordered_map<std::string_view, Uuid> urls_;
};

}  // namespace

BatchPlan plan_batch(std::string_view source, std::span<const domain::Offer> offers, std::span<const Known> known, Time now) {
  Planner planner(source, now);
  for (std::size_t i = 0; i < offers.size(); ++i) planner.take(i, offers[i], known[i]);
  return planner.done();
}

}  // namespace jm::discovery
