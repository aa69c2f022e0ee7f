#include "domain/location.h"

#include <algorithm>

#include "domain/match.h"
#include "domain/place.h"
#include "text/fold.h"

namespace jm::domain {

namespace {

// `words` as whole words of `text`; both folded names.
bool holds_words(std::string_view text, std::string_view words) {
  if (words.empty()) return false;
  for (std::size_t at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
  }
  return false;
}

bool agree(std::string_view a, std::string_view b) { return a.empty() || b.empty() || a == b; }

PlaceFit fit_one(const LocationQuery& q, const PlaceFacts::One& o) {
  using Kind = LocationQuery::Kind;
  const Place& p = *o.place;
  // The offer says less than the query asks, and nothing against it.
  const bool vague = p.city.empty() && agree(p.departement, q.departement) && agree(p.region, q.region) && agree(p.country, q.country) &&
                     (p.country.empty() ? zone_holds(p.zone, q.country) : !q.country.empty());
  switch (q.kind) {
    case Kind::kCity:
      if (!agree(p.country, q.country) || !agree(p.departement, q.departement)) return PlaceFit::kNo;
      if (o.city == q.city || holds_words(o.raw, q.city)) return PlaceFit::kYes;
      return vague ? PlaceFit::kVague : PlaceFit::kNo;
    case Kind::kDepartement:
      if (p.departement == q.departement) return PlaceFit::kYes;
      return vague && p.departement.empty() ? PlaceFit::kVague : PlaceFit::kNo;
    case Kind::kRegion:
      if (p.country == q.country && p.region == q.region) return PlaceFit::kYes;
      return vague && p.region.empty() ? PlaceFit::kVague : PlaceFit::kNo;
    case Kind::kCountry:
      if (p.country == q.country) return PlaceFit::kYes;
      return p.country.empty() && zone_holds(p.zone, q.country) ? PlaceFit::kVague : PlaceFit::kNo;
    case Kind::kZone:
      if (p.zone == q.zone || zone_holds(q.zone, p.country)) return PlaceFit::kYes;
      return PlaceFit::kNo;
    case Kind::kRemoteOnly: return PlaceFit::kNo;
  }
  return PlaceFit::kNo;
}

// Remote work at this place can be done from where the query is.
bool remote_reaches(const LocationQuery& q, const Place& p) {
  if (p.country.empty() && p.zone.empty()) return true;
  if (q.kind == LocationQuery::Kind::kZone) return p.zone == q.zone || p.zone == "WORLD" || zone_holds(q.zone, p.country);
  if (q.country.empty()) return true;
  return p.country == q.country || zone_holds(p.zone, q.country);
}

}  // namespace

std::vector<LocationQuery> compile_locations(const std::vector<std::string>& locations) {
  using Kind = LocationQuery::Kind;
  std::vector<LocationQuery> out;
  std::string remote_country;
  bool remote_only = false;
  for (const std::string& text : locations) {
    if (out.size() >= kTermsPerListMax) break;
    const PlaceText parsed = parse_places(text);
    if (parsed.places.empty()) {
      if (parsed.remote == Remote::kRemote) remote_only = true;
      continue;
    }
    for (const Place& p : parsed.places) {
      LocationQuery q{Kind::kCity, text::fold_name(p.city), p.departement, p.region, p.country, p.zone};
      if (!p.city.empty()) q.kind = Kind::kCity;
      else if (!p.departement.empty()) q.kind = Kind::kDepartement;
      else if (!p.region.empty()) q.kind = Kind::kRegion;
      else if (!p.country.empty()) q.kind = Kind::kCountry;
      else if (!p.zone.empty()) q.kind = Kind::kZone;
      else q.city = text::fold_name(p.raw);
      if (parsed.remote == Remote::kRemote && q.kind != Kind::kCity) q = {Kind::kRemoteOnly, {}, {}, {}, p.country, p.zone};
      if (remote_country.empty()) remote_country = q.country;
      out.push_back(std::move(q));
    }
  }
  // "Remote" beside "Lyon" means remote from France.
  if (remote_only) out.push_back({Kind::kRemoteOnly, {}, {}, {}, remote_country, {}});
  return out;
}

PlaceFacts place_facts(const Offer& offer) {
  PlaceFacts f;
  f.remote = offer.remote;
  f.places.reserve(offer.places.size());
  for (const Place& p : offer.places) f.places.push_back({text::fold_name(p.city), text::fold_name(p.raw), &p});
  return f;
}

PlaceVerdict fit_place(const std::vector<LocationQuery>& queries, const PlaceFacts& facts) {
  if (queries.empty()) return {PlaceFit::kYes, nullptr};
  PlaceVerdict best;
  const auto better = [&](PlaceFit fit, const Place* place) {
    if (fit > best.fit) best = {fit, place};
  };
  for (const LocationQuery& q : queries) {
    if (facts.places.empty()) {
      if (facts.remote == Remote::kRemote) better(PlaceFit::kRemote, nullptr);
      else if (q.kind != LocationQuery::Kind::kRemoteOnly) better(PlaceFit::kUnknown, nullptr);
      continue;
    }
    for (const auto& o : facts.places) {
      better(fit_one(q, o), o.place);
      if (facts.remote == Remote::kRemote && remote_reaches(q, *o.place)) better(PlaceFit::kRemote, o.place);
    }
  }
  return best;
}

}  // namespace jm::domain
