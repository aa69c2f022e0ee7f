// The statements of ingest and scans: offers in columns (a batch is one set of arrays), and the rows that matching gives.
#pragma once
#include <span>
#include <vector>

#include "discovery/identity.h"
#include "discovery/inbox_rows.h"
#include "domain/search.h"
#include "events/bus.h"
#include "pg/database.h"

namespace jm::discovery {

// An item without an end of its own leaves the inbox this long after it came; an offer without one counts as open this long
// after it was last seen.
inline constexpr std::chrono::hours kItemLife{24 * 60};

pg::Call lock_writers_call();
pg::Call known_offers_call(std::string_view source, std::span<const domain::Offer> offers);
// One entry per offer of the batch.
std::vector<Known> read_known(const pg::Rows& rows, std::size_t offers);

// What the plan of a batch stores, in an order that holds foreign keys.
std::vector<pg::Call> plan_calls(std::string_view source, std::span<const domain::Offer> offers, const BatchPlan& plan, Time now);

// A card of several sightings as it is to be stored (change_offers.sql).
struct MadeCard {
  Uuid id;
  domain::Offer offer;
  std::string provenance;
  std::string before;            // the hash that a changed sighting had; empty: no version
};
pg::Call card_offers_call(std::span<const MadeCard> cards, Time now);
pg::Call change_offers_call(std::string_view source, std::span<const domain::Offer> offers, const std::vector<OfferRef>& refs, Time now);
std::string hash_bytes(const domain::ContentHash& hash);

// What matching stores. The ids of new items are in the answer of the last call, the number of new quarantine entries in that
// of the one before; `rows` must not be empty().
std::vector<pg::Call> inbox_calls(const InboxRows& rows, Time now);

// What to tell the bus after the commit: the events of the new items (`made`: the answer of the last of inbox_calls). Takes
// the events out of `rows`.
std::vector<events::Announcement> take_news(InboxRows& rows, const pg::Rows& made);

struct StoredSearch {
  domain::SearchSpec spec;
  bool active = false;
  std::int64_t version = 0;
  Time updated_at;
};
StoredSearch read_search(const pg::Row& row);     // searches_changed.sql, searches_of_user.sql

struct StoredOffer {
  Uuid id;
  domain::Offer offer;
};
StoredOffer read_offer(const pg::Row& row);       // open_offers.sql

}  // namespace jm::discovery
