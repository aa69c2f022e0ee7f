#include "discovery/offer_store.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "discovery/sql.h"
#include "domain/offer_json.h"

namespace jm::discovery {
namespace {

domain::ContentHash hash_from(const std::string& bytes) {
  domain::ContentHash hash{};
  std::memcpy(hash.data(), bytes.data(), std::min(bytes.size(), hash.size()));
  return hash;
}

std::optional<std::int64_t> wide(const std::optional<int>& v) { return v ? std::optional<std::int64_t>(*v) : std::nullopt; }

// The parameters that add_offers.sql and change_offers.sql share.
pg::Params offer_columns(std::string_view source, std::span<const domain::Offer> offers, const std::vector<OfferRef>& refs, Time now) {
  const std::size_t n = refs.size();
  std::vector<Uuid> ids(n);
  using Texts = std::vector<std::string_view>;
  Texts url(n), canonical_url(n), title(n), company(n), country(n), departement(n), remote(n), contract(n), currency(n), language(n), description(n);
  std::vector<std::string> location(n), details(n), hash(n);
  std::vector<std::optional<std::int64_t>> salary_min(n), salary_max(n);
  std::vector<std::optional<Time>> posted(n), revised(n), expires(n);
  std::vector<std::uint8_t> closed(n);
  for (std::size_t i = 0; i < n; ++i) {
    const domain::Offer& o = offers[refs[i].index];
    ids[i] = refs[i].offer_id;
    url[i] = o.url;
    canonical_url[i] = o.canonical_url;
    title[i] = o.title;
    company[i] = o.company;
    location[i] = o.location();
    if (const domain::Place* place = o.main_place()) {
      country[i] = place->country;
      departement[i] = place->departement;
    }
    remote[i] = domain::name(o.remote);
    contract[i] = domain::name(o.contract);
    if (o.pay.usable()) {
      salary_min[i] = wide(o.pay.yearly_min);
      salary_max[i] = wide(o.pay.yearly_max);
      currency[i] = o.pay.currency;
    }
    language[i] = o.language;
    description[i] = o.description;
    details[i] = domain::details_json(o);
    hash[i] = hash_bytes(o.content_hash);
    posted[i] = o.posted_at;
    revised[i] = o.updated_at;
    expires[i] = o.expires_at;
    closed[i] = o.closed;
  }
  pg::Params p;
  p.uuid_array(ids).text(source).text_array(url).text_array(canonical_url).text_array(title).text_array(company).text_array(location);
  p.text_array(country).text_array(departement).text_array(remote).text_array(contract).i64_array(salary_min).i64_array(salary_max);
  p.text_array(currency).text_array(language).text_array(description).text_array(details).bytes_array(hash);
  p.time_array(posted).time_array(expires).time(now).bool_array(closed).time_array(revised);
  return p;
}

pg::Call sightings_call(std::string_view source, std::span<const domain::Offer> offers, const std::vector<OfferRef>& refs, Time now) {
  std::vector<std::string_view> ids, urls, bronze;
  std::vector<Uuid> offer_ids;
  std::vector<std::string> hashes;
  for (const OfferRef& ref : refs) {
    const domain::Offer& o = offers[ref.index];
    ids.push_back(o.source_id);
    urls.push_back(o.url);
    bronze.push_back(o.bronze_ref);
    offer_ids.push_back(ref.offer_id);
    hashes.push_back(hash_bytes(o.content_hash));
  }
  pg::Params p;
  p.text(source).text_array(ids).uuid_array(offer_ids).text_array(urls).bytes_array(hashes).time(now).text_array(bronze);
  return {sql::add_sightings, std::move(p)};
}

pg::Call seen_again_call(std::string_view source, std::span<const domain::Offer> offers, const std::vector<OfferRef>& refs, Time now) {
  std::vector<std::string_view> ids;
  std::vector<Uuid> offer_ids;
  for (const OfferRef& ref : refs) {
    ids.push_back(offers[ref.index].source_id);
    offer_ids.push_back(ref.offer_id);
  }
  pg::Params p;
  p.text(source).text_array(ids).uuid_array(offer_ids).time(now);
  return {sql::seen_again, std::move(p)};
}

pg::Call pairs_call(pg::Statement statement, const std::vector<std::pair<Uuid, Uuid>>& pairs) {
  std::vector<Uuid> a, b;
  for (const auto& [first, second] : pairs) {
    a.push_back(first);
    b.push_back(second);
  }
  pg::Params p;
  p.uuid_array(a).uuid_array(b);
  return {statement, std::move(p)};
}

pg::Call hide_call(const std::vector<HiddenRow>& rows, Time now) {
  std::vector<Uuid> users, offers;
  std::vector<std::string_view> companies;
  for (const HiddenRow& r : rows) {
    users.push_back(r.user_id);
    offers.push_back(r.offer_id);
    companies.push_back(r.company_key);
  }
  pg::Params p;
  p.uuid_array(users).uuid_array(offers).time(now).text_array(companies);
  return {sql::hide_items, std::move(p)};
}

pg::Call quarantine_call(const std::vector<QuarantineRow>& rows, Time now) {
  std::vector<Uuid> ids, users, searches, offers;
  std::vector<std::string_view> rules, spans, companies, reasons;
  std::vector<std::int64_t> ranks;
  std::vector<std::optional<Time>> until;
  for (const QuarantineRow& r : rows) {
    ids.push_back(r.id);
    users.push_back(r.user_id);
    searches.push_back(r.search_id);
    offers.push_back(r.offer_id);
    rules.push_back(r.rule);
    spans.push_back(r.spans);
    companies.push_back(r.company_key);
    ranks.push_back(r.rank);
    reasons.push_back(r.reasons);
    until.push_back(r.until);
  }
  pg::Params p;
  p.uuid_array(ids).uuid_array(users).uuid_array(searches).uuid_array(offers).text_array(rules).text_array(spans).time(now);
  p.text_array(companies).i64_array(ranks).text_array(reasons).time_array(until);
  return {sql::quarantine_offers, std::move(p)};
}

pg::Call discover_call(const std::vector<InboxRow>& rows, Time now) {
  std::vector<Uuid> ids, users, searches, offers;
  std::vector<std::int64_t> ranks;
  std::vector<std::string_view> reasons, events, companies;
  std::vector<std::optional<Time>> until;
  std::vector<std::uint8_t> by_exception;
  for (const InboxRow& r : rows) {
    ids.push_back(r.id);
    users.push_back(r.user_id);
    searches.push_back(r.search_id);
    offers.push_back(r.offer_id);
    ranks.push_back(r.rank);
    reasons.push_back(r.reasons);
    events.push_back(r.event);
    until.push_back(r.until);
    companies.push_back(r.company_key);
    by_exception.push_back(r.by_exception);
  }
  pg::Params p;
  p.uuid_array(ids).uuid_array(users).uuid_array(searches).uuid_array(offers).i64_array(ranks).text_array(reasons).time_array(until);
  p.text_array(events).time(now).time(now + kItemLife).text_array(companies).bool_array(by_exception);
  return {sql::discover, std::move(p)};
}

}  // namespace

std::string hash_bytes(const domain::ContentHash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

pg::Call change_offers_call(std::string_view source, std::span<const domain::Offer> offers, const std::vector<OfferRef>& refs, Time now) {
  pg::Params p = offer_columns(source, offers, refs, now);
  p.text_array(std::span<const std::string_view>()).text_array(std::span<const std::string_view>()).bytes_array({});
  return {sql::change_offers, std::move(p)};
}

pg::Call card_offers_call(std::span<const MadeCard> cards, Time now) {
  std::vector<domain::Offer> offers;
  std::vector<OfferRef> refs;
  std::vector<std::string> sources, provenance, before;
  for (const MadeCard& c : cards) {
    refs.push_back({offers.size(), c.id});
    offers.push_back(c.offer);
    sources.push_back(c.offer.source);
    provenance.push_back(c.provenance);
    before.push_back(c.before);
  }
  pg::Params p = offer_columns("", offers, refs, now);
  p.text_array(sources).text_array(provenance).bytes_array(before);
  return {sql::change_offers, std::move(p)};
}

pg::Call lock_writers_call() { return {sql::ingest_lock, {}}; }

pg::Call known_offers_call(std::string_view source, std::span<const domain::Offer> offers) {
  std::vector<std::string_view> ids, urls;
  std::vector<std::string> hashes;
  for (const domain::Offer& o : offers) {
    ids.push_back(o.source_id);
    urls.push_back(o.canonical_url);
    hashes.push_back(hash_bytes(o.content_hash));
  }
  pg::Params p;
  p.text(source).text_array(ids).text_array(urls).bytes_array(hashes);
  return {sql::known_offers, std::move(p)};
}

std::vector<Known> read_known(const pg::Rows& rows, std::size_t offers) {
  std::vector<Known> known(offers);
  for (const pg::Row row : rows) {
    const auto n = static_cast<std::size_t>(row.i64(0));
    if (n < 1 || n > offers) continue;
    KnownOffer k{row.uuid(2), row.str(3), hash_from(row.bytes(4)), row.boolean(5), row.opt_time(6), {}, {}, false, false};
    Known& slot = known[n - 1];
    if (row.boolean(1)) {
      k.sighting_hash = hash_from(row.bytes(7));
      k.last_seen_at = row.time(8);
      k.had_before = row.boolean(9);
      k.several = row.boolean(10);
      slot.sighting = std::move(k);
    } else if (!slot.url || k.offer_id < slot.url->offer_id) {
      slot.url = std::move(k);
    }
  }
  return known;
}

std::vector<pg::Call> plan_calls(std::string_view source, std::span<const domain::Offer> offers, const BatchPlan& plan, Time now) {
  std::vector<pg::Call> calls;
  if (!plan.added.empty()) calls.push_back({sql::add_offers, offer_columns(source, offers, plan.added, now)});
  if (!plan.changed.empty()) calls.push_back(change_offers_call(source, offers, plan.changed, now));
  if (!plan.sightings.empty()) calls.push_back(sightings_call(source, offers, plan.sightings, now));
  if (!plan.seen_again.empty()) calls.push_back(seen_again_call(source, offers, plan.seen_again, now));
  const auto ids = [](const std::vector<OfferRef>& refs) {
    std::vector<Uuid> out;
    for (const OfferRef& ref : refs) out.push_back(ref.offer_id);
    return out;
  };
  if (!plan.closed.empty()) calls.push_back({sql::close_offers, {ids(plan.closed), true, now}});
  if (!plan.reopened.empty()) calls.push_back({sql::close_offers, {ids(plan.reopened), false, now}});
  return calls;
}

std::vector<pg::Call> inbox_calls(const InboxRows& rows, Time now) {
  std::vector<pg::Call> calls;
  if (!rows.hidden.empty()) calls.push_back(hide_call(rows.hidden, now));
  if (!rows.released.empty()) calls.push_back(pairs_call(sql::release_offers, rows.released));
  calls.push_back(quarantine_call(rows.held, now));
  calls.push_back(discover_call(rows.accepted, now));       // last: it takes the users' event counters
  return calls;
}

std::vector<events::Announcement> take_news(InboxRows& rows, const pg::Rows& made) {
  std::vector<events::Announcement> news;
  if (made.empty()) return news;
  std::unordered_map<Uuid, InboxRow*> by_id;
  for (InboxRow& row : rows.accepted) by_id.emplace(row.id, &row);
  news.reserve(static_cast<std::size_t>(made.size()));
  for (const pg::Row row : made)
    if (const auto it = by_id.find(row.uuid(0)); it != by_id.end()) news.push_back({it->second->user_id, "JOB_DISCOVERED", std::move(it->second->event)});
  return news;
}

StoredSearch read_search(const pg::Row& row) {
  StoredSearch s;
  s.spec.id = row.uuid(0);
  s.spec.user_id = row.uuid(1);
  s.spec.job_titles = row.text_array(2);
  s.spec.locations = row.text_array(3);
  s.spec.keywords = row.text_array(4);
  s.spec.red_flags = row.text_array(5);
  s.spec.remote_policy = domain::remote_policy_from(row.text(6)).value_or(domain::RemotePolicy::kOnSite);
  s.spec.salary_min = row.opt_i32(7);
  s.spec.salary_max = row.opt_i32(8);
  s.active = row.boolean(9);
  s.version = row.i64(10);
  s.updated_at = row.time(11);
  s.spec.must_have = row.text_array(12);
  return s;
}

StoredOffer read_offer(const pg::Row& row) {
  StoredOffer s;
  s.id = row.uuid(0);
  s.offer.source = row.str(1);
  s.offer.url = row.str(2);
  s.offer.title = row.str(3);
  s.offer.company = row.str(4);
  s.offer.description = row.str(5);
  // Written by details_json from a valid offer; should it be unreadable, the columns still make an offer.
  (void)domain::read_details(row.text(6), s.offer);
  s.offer.posted_at = row.opt_time(7);
  s.offer.expires_at = row.opt_time(8);
  return s;
}

}  // namespace jm::discovery
