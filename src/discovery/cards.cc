#include "discovery/cards.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "discovery/sql.h"
#include "domain/card.h"
#include "domain/offer_json.h"

namespace jm::discovery {
namespace {

using domain::Ad;
using domain::Offer;

constexpr std::size_t kNearMax = 8;               // stored cards that one new offer is compared with

struct StoredCard {
  Offer offer;
  bool closed = false;
  Time last_seen_at;
  std::optional<Uuid> repost_root;
  int repost_number = 1;
};
using StoredCards = std::unordered_map<Uuid, StoredCard>;

StoredCards read_cards(const pg::Rows& rows) {
  StoredCards cards;
  for (const pg::Row row : rows) {
    StoredOffer stored = read_offer(row);
    StoredCard c{std::move(stored.offer), row.boolean(9), row.time(10), row.opt_uuid(11), row.i32(12)};
    c.offer.closed = c.closed;
    c.offer.canonical_url = domain::canonical_url(c.offer.url);
    c.offer.content_hash = domain::content_hash(c.offer);
    c.offer.updated_at = row.opt_time(14);
    cards.emplace(stored.id, std::move(c));
  }
  return cards;
}

bool is_over(const StoredCard& c, Time now) {
  return c.closed || (c.offer.expires_at && *c.offer.expires_at <= now) || c.last_seen_at + kItemLife <= now;
}

// The new offers of a batch, read for comparing.
struct Readings {
  std::vector<Ad> ads;                            // one per entry of plan.added
  std::vector<std::vector<std::uint32_t>> keys;
  std::vector<std::vector<Uuid>> near;
};

Readings read_added(const std::vector<Offer>& batch, const std::vector<OfferRef>& added, const SketchIndex& index) {
  Readings r;
  for (const OfferRef& ref : added) {
    r.ads.push_back(domain::read_ad(batch[ref.index]));
    r.keys.push_back(domain::keys_of(r.ads.back()));
    r.near.push_back(index.near(r.keys.back()));
    if (r.near.back().size() > kNearMax) r.near.back().resize(kNearMax);
  }
  return r;
}

struct Repost {
  Uuid card, root;
  int number;
};
struct Joined {
  OfferRef ref;                                   // its card
  std::optional<double> likeness;                 // found by text; else by URL
};
struct Decisions {
  std::vector<Joined> joined;
  std::vector<Repost> reposts;
  std::unordered_map<Uuid, Uuid> instead;         // the card that a new offer would have been -> the one it is
  std::vector<Sketch> sketches;
};

// The card that an offer is most like. One that is open before one that is over, then the likeness, then the latest posting.
struct Best {
  Uuid card;
  std::tuple<bool, double, int> worth{false, -1, 0};
  bool stored = false;

  bool found() const { return std::get<double>(worth) >= 0; }
  double score() const { return std::get<double>(worth); }
  void take(const Uuid& id, const domain::Likeness& l, bool open, int posting, bool is_stored) {
    const std::tuple<bool, double, int> its{open, l.score, posting};
    if (!l.same || its < worth || (its == worth && !(id < card))) return;
    *this = {id, its, is_stored};
  }
};

Sketch sketch_of(const Uuid& card, const Ad& ad, std::vector<std::uint32_t> keys, bool is_new_card) {
  return {card, ad.employer_hash, std::move(keys), is_new_card ? ad.sentences : std::vector<std::uint32_t>()};
}

Decisions decide(const std::vector<Offer>& batch, const BatchPlan& plan, const Readings& readings, const StoredCards& stored, const domain::Boilerplate& boilerplate, Time now) {
  Decisions d;
  std::unordered_map<Uuid, Ad> stored_ads;
  domain::OfferIndex here;                        // new cards of this batch
  for (std::size_t n = 0; n < plan.added.size(); ++n) {
    const OfferRef& ref = plan.added[n];
    const Ad& ad = readings.ads[n];
    Best best;
    for (const Uuid& id : readings.near[n]) {
      const auto card = stored.find(id);
      if (card == stored.end()) continue;
      auto [known, first] = stored_ads.try_emplace(id);
      if (first) known->second = domain::read_ad(card->second.offer);
      best.take(id, domain::compare(known->second, ad, &boilerplate), !is_over(card->second, now), card->second.repost_number, true);
    }
    for (const auto& c : here.find(readings.keys[n])) best.take(plan.added[c.ad].offer_id, domain::compare(readings.ads[c.ad], ad, &boilerplate), true, 1, false);

    const StoredCard* card = best.stored ? &stored.at(best.card) : nullptr;
    const bool again = card && is_over(*card, now) && !batch[ref.index].closed;
    if (again) d.reposts.push_back({ref.offer_id, card->repost_root.value_or(best.card), card->repost_number + 1});
    if (!best.found() || again) {
      here.add(static_cast<std::uint32_t>(n), readings.keys[n]);
      d.sketches.push_back(sketch_of(ref.offer_id, ad, readings.keys[n], !again));
    } else {
      d.instead.emplace(ref.offer_id, best.card);
      d.joined.push_back({{ref.index, best.card}, best.score()});
      d.sketches.push_back(sketch_of(best.card, ad, readings.keys[n], false));
    }
  }
  return d;
}

// Moves what joined a card out of what is new, and what followed it by its URL along.
void apply(Decisions& d, BatchPlan& plan) {
  for (const OfferRef& ref : plan.joined) d.joined.push_back({ref, {}});
  plan.joined.clear();
  const auto moved = [&](OfferRef& ref) {
    const auto it = d.instead.find(ref.offer_id);
    if (it != d.instead.end()) ref.offer_id = it->second;
    return it != d.instead.end();
  };
  for (OfferRef& ref : plan.sightings) moved(ref);
  for (Joined& j : d.joined) moved(j.ref);
  plan.duplicates += static_cast<std::size_t>(std::erase_if(plan.added, [&](const OfferRef& ref) { return d.instead.contains(ref.offer_id); }));
}

// Making cards -----------------------------------------------------------------------------------------------------------

// One sighting of a card that is made anew.
struct Sighting {
  Offer offer;
  std::string found_by;                           // "URL", "TEXT"; empty: as known
  std::optional<double> likeness;
  std::string before;                             // the hash of the content that this batch replaces
  bool write = false;
  std::optional<Uuid> alone;                      // the card that a user's split made of it
};
// By (source, source id): the same order in every process.
using Sightings = std::map<std::pair<std::string, std::string>, Sighting>;

struct Touched {
  std::map<Uuid, Sightings> cards;
  std::unordered_set<Uuid> added;                 // cards that this batch makes
};

std::pair<std::string, std::string> key_of(const Offer& o) { return {o.source, o.source_id}; }

// What is stored. A card with one sighting keeps that one's content only as its own.
void read_sightings(const pg::Rows& rows, const StoredCards& stored, Touched& touched) {
  for (const pg::Row row : rows) {
    const Uuid card = row.uuid(0);
    Sighting s;
    if (!row.is_null(3)) {
      (void)domain::read_details(row.text(3), s.offer);
      s.offer.canonical_url = domain::canonical_url(s.offer.url);
      s.offer.content_hash = domain::content_hash(s.offer);
    } else {
      const auto own = stored.find(card);
      if (own == stored.end() || own->second.offer.source != row.text(1) || own->second.offer.source_id != row.text(2)) continue;
      s.offer = own->second.offer;
      s.write = true;
    }
    s.offer.source = row.str(1);
    s.offer.source_id = row.str(2);
    s.offer.closed = row.boolean(4) || (row.is_null(3) && s.offer.closed);
    s.alone = row.opt_uuid(6);
    touched.cards[card].insert_or_assign(key_of(s.offer), std::move(s));
  }
}

void put(Sightings& sightings, const Offer& offer, std::string found_by, std::optional<double> likeness, std::string before) {
  Sighting& s = sightings[key_of(offer)];
  s.offer = offer;
  s.write = true;
  if (!found_by.empty()) s.found_by = std::move(found_by), s.likeness = likeness;
  if (!before.empty()) s.before = std::move(before);
}

pg::Call contents_call(const std::vector<const Sighting*>& list, Time now) {
  std::vector<std::string> sources, ids, contents, found_by, before, hashes;
  std::vector<std::uint8_t> gone;
  std::vector<std::optional<Time>> revised;
  std::vector<std::optional<double>> likeness;
  for (const Sighting* s : list) {
    sources.push_back(s->offer.source);
    ids.push_back(s->offer.source_id);
    contents.push_back(domain::details_json(s->offer, false));
    gone.push_back(s->offer.closed);
    revised.push_back(s->offer.updated_at);
    found_by.push_back(s->found_by);
    likeness.push_back(s->likeness);
    before.push_back(s->before);
    hashes.push_back(hash_bytes(s->offer.content_hash));
  }
  pg::Params p;
  p.text_array(sources).text_array(ids).text_array(contents).bool_array(gone).time_array(revised).text_array(found_by).f64_array(likeness);
  p.bytes_array(before).time(now).bytes_array(hashes);
  return {sql::sighting_contents, std::move(p)};
}

struct Made {
  std::vector<MadeCard> cards;
  std::vector<Uuid> closed, reopened;
  std::vector<Uuid> changed;                      // stored before, and searches have to look again
};

Made make_cards(const Touched& touched, const StoredCards& stored) {
  Made made;
  for (const auto& [id, sightings] : touched.cards) {
    std::vector<Offer> offers;
    std::string before;
    for (const auto& [key, s] : sightings) {
      offers.push_back(s.offer);
      if (!s.before.empty()) before = s.before;
    }
    if (offers.empty()) continue;
    domain::Card card = domain::make_card(offers);
    std::string provenance = domain::provenance_json(card, offers);
    if (const auto was = stored.find(id); was != stored.end()) {
      const StoredCard& old = was->second;
      if (old.closed != card.offer.closed) (card.offer.closed ? made.closed : made.reopened).push_back(id);
      if (old.offer.content_hash != card.offer.content_hash || domain::details_json(old.offer) != domain::details_json(card.offer)) made.changed.push_back(id);
    }
    made.cards.push_back({id, std::move(card.offer), std::move(provenance), std::move(before)});
  }
  return made;
}

std::vector<OfferRef> take_several(std::vector<OfferRef>& refs) {
  const auto middle = std::stable_partition(refs.begin(), refs.end(), [](const OfferRef& r) { return !r.several; });
  std::vector<OfferRef> several(middle, refs.end());
  refs.erase(middle, refs.end());
  return several;
}

}  // namespace

Task<Result<SettledCards>> settle_cards(pg::Transaction& tx, CpuPool& cpu, SketchIndex& index, std::string_view source,
                                        const std::vector<Offer>& batch, BatchPlan& plan, Time now) {
  SettledCards out;
  // What is new here, and what it may be.
  Readings readings;
  if (!plan.added.empty()) {
    for (bool more = true; more;) {
      std::vector<pg::Call> look;
      look.push_back(index.changes_call());
      JM_CO_TRY(seen, co_await tx.batch(std::move(look)));
      more = index.apply(seen[0]);
    }
    auto job = [b = &batch, p = &plan, i = &index] { return read_added(*b, p->added, *i); };
    JM_CO_TRY(read, co_await cpu.run(std::move(job)));
    readings = std::move(read);
  }
  const std::vector<OfferRef> changed = take_several(plan.changed), closed = take_several(plan.closed), reopened = take_several(plan.reopened);
  out.changed = changed.size();
  std::unordered_set<Uuid> made_here, wanted;
  for (const OfferRef& ref : plan.added) made_here.insert(ref.offer_id);
  for (const auto& near : readings.near) wanted.insert(near.begin(), near.end());
  for (const auto* list : {&changed, &closed, &reopened, &std::as_const(plan.joined)})
    for (const OfferRef& ref : *list)
      if (!made_here.contains(ref.offer_id)) wanted.insert(ref.offer_id);
  StoredCards stored;
  if (!wanted.empty()) {
    std::vector<pg::Call> look;
    look.push_back({sql::cards, pg::Params().uuid_array(std::vector<Uuid>(wanted.begin(), wanted.end()))});
    JM_CO_TRY(rows, co_await tx.batch(std::move(look)));
    stored = read_cards(rows[0]);
  }
  Decisions decisions;
  if (!plan.added.empty()) {
    auto job = [b = &batch, p = &plan, r = &readings, s = &stored, x = &index.boilerplate(), now] { return decide(*b, *p, *r, *s, *x, now); };
    JM_CO_TRY(decided, co_await cpu.run(std::move(job)));
    decisions = std::move(decided);
  }
  apply(decisions, plan);

  // What the cards say now.
  Touched touched;
  std::vector<Uuid> read_from;
  const auto touch = [&](const Uuid& id) {
    if (touched.cards.try_emplace(id).second && stored.contains(id)) read_from.push_back(id);
  };
  for (const Joined& j : decisions.joined) touch(j.ref.offer_id);
  for (const auto* list : {&changed, &closed, &reopened})
    for (const OfferRef& ref : *list) touch(ref.offer_id);
  if (!read_from.empty()) {
    std::vector<pg::Call> look;
    look.push_back({sql::card_sightings, pg::Params().uuid_array(read_from)});
    JM_CO_TRY(rows, co_await tx.batch(std::move(look)));
    read_sightings(rows[0], stored, touched);
  }
  for (const OfferRef& ref : plan.added)
    if (const auto card = touched.cards.find(ref.offer_id); card != touched.cards.end()) put(card->second, batch[ref.index], {}, {}, {});
  for (const Joined& j : decisions.joined) put(touched.cards.at(j.ref.offer_id), batch[j.ref.index], j.likeness ? "TEXT" : "URL", j.likeness, {});
  std::vector<OfferRef> alone;
  for (const auto* list : {&changed, &closed, &reopened})
    for (const OfferRef& ref : *list) {
      Sightings& sightings = touched.cards.at(ref.offer_id);
      put(sightings, batch[ref.index], {}, {}, list == &changed ? hash_bytes(ref.before) : std::string());
      if (const auto& own = sightings.at(key_of(batch[ref.index])).alone) alone.push_back({ref.index, *own});
    }

  std::vector<const Sighting*> written;
  if (!touched.cards.empty()) {
    auto job = [t = &touched, s = &stored] { return make_cards(*t, *s); };
    JM_CO_TRY(made, co_await cpu.run(std::move(job)));
    for (const Uuid& id : made.closed) plan.closed.push_back({0, id});
    for (const Uuid& id : made.reopened) plan.reopened.push_back({0, id});
    for (const auto& [id, sightings] : touched.cards)
      for (const auto& [key, s] : sightings)
        if (s.write) written.push_back(&s);
    out.calls.push_back(contents_call(written, now));
    out.calls.push_back(card_offers_call(made.cards, now));
    for (MadeCard& c : made.cards) out.made.push_back(std::move(c));
    for (const MadeCard& c : out.made)
      if (made_here.contains(c.id) || std::find(made.changed.begin(), made.changed.end(), c.id) != made.changed.end())
        out.news.push_back({c.id, &c.offer, !made_here.contains(c.id)});
  }
  if (!alone.empty()) out.calls.push_back(change_offers_call(source, batch, alone, now));
  for (const OfferRef& ref : plan.added)
    if (!touched.cards.contains(ref.offer_id)) out.news.push_back({ref.offer_id, &batch[ref.index], false});
  for (const OfferRef& ref : plan.changed) out.news.push_back({ref.offer_id, &batch[ref.index], true});

  // Changed texts are found by their new words as well.
  for (const auto* list : {&std::as_const(plan.changed), &changed})
    for (const OfferRef& ref : *list) {
      const Ad ad = domain::read_ad(batch[ref.index]);
      decisions.sketches.push_back(sketch_of(ref.offer_id, ad, domain::keys_of(ad), false));
    }
  if (!decisions.reposts.empty()) {
    std::vector<Uuid> ids, roots;
    std::vector<std::int64_t> numbers;
    for (const Repost& r : decisions.reposts) {
      ids.push_back(r.card);
      roots.push_back(r.root);
      numbers.push_back(r.number);
    }
    out.calls.push_back({sql::note_reposts, pg::Params().uuid_array(ids).uuid_array(roots).i64_array(numbers)});
  }
  if (!decisions.sketches.empty()) out.calls.push_back(sketches_call(decisions.sketches));
  co_return out;
}

}  // namespace jm::discovery
