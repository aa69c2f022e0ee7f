#include "domain/location.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

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

// A town with a radius. An offer that names no town is taken for vague where a departement, region or country says that it may be within.
PlaceFit fit_around(const LocationQuery& q, const PlaceFacts::One& o, double& km) {
  const Place& p = *o.place;
  if (agree(p.country, q.country) && agree(p.departement, q.departement) && (o.city == q.city || holds_words(o.raw, q.city))) return PlaceFit::kYes;
  if (o.placed) {
    km = distance_km(q.lat, q.lon, o.lat, o.lon);
    if (km <= q.radius_km) return PlaceFit::kNear;
  }
  if (!p.city.empty()) return PlaceFit::kNo;
  const auto within = [&](const std::string& d) { return std::find(q.departements.begin(), q.departements.end(), d) != q.departements.end(); };
  if (!p.departement.empty()) return within(p.departement) ? PlaceFit::kVague : PlaceFit::kNo;
  if (!p.region.empty())
    return p.country == q.country && std::any_of(q.departements.begin(), q.departements.end(), [&](const std::string& d) { return find_departement(d)->region == p.region; })
               ? PlaceFit::kVague
               : PlaceFit::kNo;
  return p.country == q.country || (p.country.empty() && zone_holds(p.zone, q.country)) ? PlaceFit::kVague : PlaceFit::kNo;
}

PlaceFit fit_one(const LocationQuery& q, const PlaceFacts::One& o, double& km) {
  using Kind = LocationQuery::Kind;
  const Place& p = *o.place;
  // The offer says less than the query asks, and nothing against it.
  const bool vague = p.city.empty() && agree(p.departement, q.departement) && agree(p.region, q.region) && agree(p.country, q.country) &&
                     (p.country.empty() ? zone_holds(p.zone, q.country) : !q.country.empty());
  switch (q.kind) {
    case Kind::kCity:
      if (q.radius_km > 0) return fit_around(q, o, km);
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

RadiusText split_radius(std::string_view location) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string_view s = location;
  const auto trim = [&] {
    while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
  };
  trim();
  const bool in_brackets = s.ends_with(')');
  if (in_brackets) s.remove_suffix(1);
  trim();
  if (s.size() < 2 || (s[s.size() - 2] | 32) != 'k' || (s.back() | 32) != 'm') return {location, 0};
  s.remove_suffix(2);
  trim();
  const std::size_t end = s.size();
  while (!s.empty() && is_digit(s.back())) s.remove_suffix(1);
  const std::string_view digits(s.data() + s.size(), end - s.size());
  if (digits.empty() || digits.size() > 6) return {location, 0};
  int km = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), km);
  trim();
  const bool plus = s.ends_with('+');
  if (plus) s.remove_suffix(1);
  trim();
  if (in_brackets) {
    if (!s.ends_with('(')) return {location, 0};
    s.remove_suffix(1);
    trim();
  } else if (!plus) {
    return {location, 0};
  }
  while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  if (s.empty()) return {location, 0};
  return {s, km};
}

namespace {

// The commune that a radius is drawn around; nullptr: the text names none, or more than one place.
const Commune* centre_of(const PlaceText& parsed) {
  if (parsed.places.size() != 1 || parsed.places[0].city.empty()) return nullptr;
  const Commune* c = commune_of_insee(parsed.places[0].insee);
  return c && c->placed ? c : nullptr;
}

constexpr double kEarthKm = 6371.0088;
constexpr double kKmPerDegree = kEarthKm * std::numbers::pi / 180;

std::vector<std::string> departements_around(double lat, double lon, int km) {
  std::vector<std::string> out;
  const double reach = km / kKmPerDegree + 1e-6;
  for (const Commune& c : all_communes()) {
    if (!c.placed || std::abs(c.lat - lat) > reach || (!out.empty() && out.back() == c.departement)) continue;
    if (distance_km(lat, lon, c.lat, c.lon) <= km) out.emplace_back(c.departement);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

double distance_km(double lat1, double lon1, double lat2, double lon2) {
  constexpr double kRadian = std::numbers::pi / 180;
  const double a = std::sin((lat2 - lat1) * kRadian / 2), b = std::sin((lon2 - lon1) * kRadian / 2);
  const double h = a * a + std::cos(lat1 * kRadian) * std::cos(lat2 * kRadian) * b * b;      // haversine
  return 2 * kEarthKm * std::asin(std::min(1.0, std::sqrt(h)));
}

Result<void> check_location(std::string_view location) {
  const RadiusText r = split_radius(location);
  if (r.km == 0 && r.place == location) return {};
  const std::string quoted = "\"" + std::string(location.substr(0, 80)) + "\"";
  if (r.km < 1 || r.km > kRadiusKmMax) return fail(Code::kInvalidArgument, "The radius of " + quoted + " must be from 1 to " + std::to_string(kRadiusKmMax) + " km.", "BAD_RADIUS");
  if (!centre_of(parse_places(r.place)))
    return fail(Code::kInvalidArgument, "The radius of " + quoted + " has no middle: write one town of France before it, as in \"Lyon +30 km\".", "BAD_RADIUS");
  return {};
}

std::vector<LocationQuery> compile_locations(const std::vector<std::string>& locations) {
  using Kind = LocationQuery::Kind;
  std::vector<LocationQuery> out;
  std::string remote_country;
  bool remote_only = false;
  for (const std::string& text : locations) {
    if (out.size() >= kTermsPerListMax) break;
    const RadiusText radius = split_radius(text);
    const PlaceText parsed = parse_places(radius.place);
    if (parsed.places.empty()) {
      if (parsed.remote == Remote::kRemote) remote_only = true;
      continue;
    }
    for (const Place& p : parsed.places) {
      LocationQuery q{Kind::kCity, text::fold_name(p.city), p.departement, p.region, p.country, p.zone, 0, 0, 0, {}, {}};
      if (!p.city.empty()) q.kind = Kind::kCity;
      else if (!p.departement.empty()) q.kind = Kind::kDepartement;
      else if (!p.region.empty()) q.kind = Kind::kRegion;
      else if (!p.country.empty()) q.kind = Kind::kCountry;
      else if (!p.zone.empty()) q.kind = Kind::kZone;
      else q.city = text::fold_name(p.raw);
      if (parsed.remote == Remote::kRemote && q.kind != Kind::kCity) q = {Kind::kRemoteOnly, {}, {}, {}, p.country, p.zone, 0, 0, 0, {}, {}};
      if (const Commune* c = radius.km > 0 ? centre_of(parsed) : nullptr) {
        q.radius_km = std::min(radius.km, kRadiusKmMax);
        q.lat = c->lat;
        q.lon = c->lon;
        q.name = c->name;
        q.departements = departements_around(c->lat, c->lon, q.radius_km);
      }
      if (remote_country.empty()) remote_country = q.country;
      out.push_back(std::move(q));
    }
  }
  // "Remote" beside "Lyon" means remote from France.
  if (remote_only) out.push_back({Kind::kRemoteOnly, {}, {}, {}, remote_country, {}, 0, 0, 0, {}, {}});
  return out;
}

PlaceFacts place_facts(const Offer& offer) {
  PlaceFacts f;
  f.remote = offer.remote;
  f.places.reserve(offer.places.size());
  for (const Place& p : offer.places) {
    PlaceFacts::One o{text::fold_name(p.city), text::fold_name(p.raw), &p};
    if (p.lat && p.lon) {
      o.placed = true;
      o.lat = *p.lat;
      o.lon = *p.lon;
    } else if (const Commune* c = !p.insee.empty() ? commune_of_insee(p.insee) : p.departement.empty() ? nullptr : find_commune(o.city, p.departement); c && c->placed) {
      o.placed = true;
      o.lat = c->lat;
      o.lon = c->lon;
    }
    f.places.push_back(std::move(o));
  }
  return f;
}

PlaceVerdict fit_place(const std::vector<LocationQuery>& queries, const PlaceFacts& facts) {
  if (queries.empty()) return {PlaceFit::kYes, nullptr};
  PlaceVerdict best;
  const auto better = [&](PlaceFit fit, const Place* place, double km = 0, const LocationQuery* around = nullptr) {
    if (fit > best.fit || (fit == PlaceFit::kNear && best.fit == fit && km < best.km)) best = {fit, place, km, around};
  };
  for (const LocationQuery& q : queries) {
    if (facts.places.empty()) {
      if (facts.remote == Remote::kRemote) better(PlaceFit::kRemote, nullptr);
      else if (q.kind != LocationQuery::Kind::kRemoteOnly) better(PlaceFit::kUnknown, nullptr);
      continue;
    }
    for (const auto& o : facts.places) {
      double km = 0;
      const PlaceFit fit = fit_one(q, o, km);
      better(fit, o.place, fit == PlaceFit::kNear ? km : 0, fit == PlaceFit::kNear ? &q : nullptr);
      if (facts.remote == Remote::kRemote && remote_reaches(q, *o.place)) better(PlaceFit::kRemote, o.place);
    }
  }
  return best;
}

}  // namespace jm::domain
