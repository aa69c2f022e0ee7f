#include "domain/place_suggest.h"

#include <algorithm>
#include <map>
#include <set>

#include "domain/location.h"
#include "domain/place.h"
#include "text/fold.h"

namespace jm::domain {

namespace {

// Where nothing is known of how many people live there, so that one order holds for all kinds.
constexpr int kCountryWeight = 1'500'000, kZoneWeight = 1'500'000, kCityWeight = 400'000, kRemoteWeight = 50'000'000;
constexpr int kInnerWordShare = 20;                     // a word inside a name weighs so many times less than its beginning
constexpr int kWholeNameShare = 30;                     // a name typed whole, so many times more: "nant" is rather Nantes than the village of Nant
constexpr std::size_t kInnerWordBytesMin = 3;
constexpr std::string_view kRemoteNames[] = {"Remote", "Télétravail"};      // English, French

// A name, or a part of one that begins at a word, under which something is found.
struct Entry {
  std::uint32_t at;                                     // into names
  std::uint16_t length;
  PlaceKind kind;
  bool inner;                                           // begins inside the name
  int weight;
  const void* what;                                     // Commune, or Area; kRemote: none
};

struct Names {
  std::string names;
  std::vector<Entry> entries;                           // by name
  std::map<std::string_view, int> departement_people, region_people;

  std::string_view name_of(const Entry& e) const { return std::string_view(names).substr(e.at, e.length); }

  void add(PlaceKind kind, std::string_view name, int weight, const void* what, bool with_inner) {
    const std::string folded = text::fold_name(name);
    const auto at = static_cast<std::uint32_t>(names.size());
    names += folded;
    for (std::size_t i = 0; i < folded.size();) {
      const std::size_t end = std::min(folded.find(' ', i), folded.size());
      if (i == 0 || end - i >= kInnerWordBytesMin)
        entries.push_back({at + static_cast<std::uint32_t>(i), static_cast<std::uint16_t>(folded.size() - i), kind, i > 0, i > 0 ? weight / kInnerWordShare : weight, what});
      if (!with_inner) break;
      i = end + 1;
    }
  }

  Names() {
    for (const Commune& c : all_communes()) {
      departement_people[c.departement] += c.population;
      region_people[c.region] += c.population;
      add(PlaceKind::kCommune, c.name, c.population, &c, true);
    }
    each_postal_code([&](std::string_view code, const Commune& c) { add(PlaceKind::kCommune, code, c.population, &c, false); });
    for (const Area& a : all_areas()) {
      switch (a.kind) {
        case AreaKind::kCity:
          // Towns of France are among the communes, where these are known.
          if (a.country != "FR" || all_communes().empty()) add(PlaceKind::kCity, a.name, kCityWeight, &a, true);
          break;
        case AreaKind::kDepartement:
          add(PlaceKind::kDepartement, a.name, departement_people[a.departement], &a, true);
          add(PlaceKind::kDepartement, a.departement, departement_people[a.departement] + kCountryWeight, &a, false);
          break;
        case AreaKind::kRegion: add(PlaceKind::kRegion, a.name, region_people[a.region], &a, true); break;
        case AreaKind::kCountry: {
          const int people = a.country == "FR" ? 68'000'000 : kCountryWeight;
          for (const bool french : {false, true}) add(PlaceKind::kCountry, country_name(a.country, french), people, &a, false);
          break;
        }
        case AreaKind::kZone: add(PlaceKind::kZone, a.name, kZoneWeight, &a, false); break;
        case AreaKind::kState: break;
      }
    }
    for (const std::string_view n : kRemoteNames) add(PlaceKind::kRemote, n, kRemoteWeight, nullptr, false);
    std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) { return name_of(a) < name_of(b); });
    entries.shrink_to_fit();
  }
};

const Names& names() {
  static const Names built;
  return built;
}

// "st etienne" is written out in the list.
std::string typed(std::string_view prefix) {
  std::string folded = text::fold_name(prefix);
  if (folded.starts_with("st ")) return "saint " + folded.substr(3);
  if (folded.starts_with("ste ")) return "sainte " + folded.substr(4);
  return folded;
}

// The first of the texts that a search reads as this place and nothing else.
template <class Is>
std::string first_that(std::initializer_list<std::string> texts, Is is) {
  for (const std::string& t : texts) {
    const auto queries = compile_locations({t});
    if (queries.size() == 1 && is(queries[0], parse_places(t))) return t;
  }
  return {};
}

std::string text_of(const Commune& c) {
  const std::string name(c.name), departement(c.departement);
  return first_that({name, name + " (" + departement + ")", departement + " - " + name, std::string(c.postal_code) + " " + name},
                    [&](const LocationQuery& q, const PlaceText& p) { return q.kind == LocationQuery::Kind::kCity && p.places[0].insee == c.insee; });
}

std::string text_of(const Area& a, Lang lang) {
  using Kind = LocationQuery::Kind;
  const std::string name(a.name), departement(a.departement);
  switch (a.kind) {
    case AreaKind::kCity: return first_that({name, name + ", " + std::string(a.country)}, [&](const auto& q, const auto& p) { return q.kind == Kind::kCity && p.places[0].city == a.name && q.country == a.country; });
    case AreaKind::kDepartement:
      return first_that({name, name + " (" + departement + ")", departement}, [&](const auto& q, const auto&) { return q.kind == Kind::kDepartement && q.departement == a.departement; });
    case AreaKind::kRegion: return first_that({name, name + ", France"}, [&](const auto& q, const auto&) { return q.kind == Kind::kRegion && q.region == a.region; });
    case AreaKind::kCountry:
      return first_that({std::string(country_name(a.country, lang == Lang::kFr)), std::string(country_name(a.country, lang != Lang::kFr)), std::string(a.country)},
                        [&](const auto& q, const auto&) { return q.kind == Kind::kCountry && q.country == a.country; });
    case AreaKind::kZone: return first_that({name}, [&](const auto& q, const auto&) { return q.kind == Kind::kZone && q.zone == a.zone; });
    case AreaKind::kState: break;
  }
  return {};
}

PlaceSuggestion filled(const Entry& e, const Names& n, Lang lang) {
  PlaceSuggestion s;
  s.kind = e.kind;
  if (e.kind == PlaceKind::kRemote) {
    s.text = s.name = kRemoteNames[lang == Lang::kFr];
    return s;
  }
  if (e.kind == PlaceKind::kCommune) {
    const auto& c = *static_cast<const Commune*>(e.what);
    s.text = text_of(c);
    s.name = c.name;
    s.insee = c.insee;
    s.postal_code = c.postal_code;
    s.departement = c.departement;
    s.country = "FR";
    s.population = c.population;
    s.placed = c.placed;
    s.lat = c.lat;
    s.lon = c.lon;
  } else {
    const auto& a = *static_cast<const Area*>(e.what);
    s.text = text_of(a, lang);
    s.name = a.kind == AreaKind::kCountry ? country_name(a.country, lang == Lang::kFr) : a.name;
    s.departement = a.departement;
    s.country = a.country;
    const auto people = [](const std::map<std::string_view, int>& m, std::string_view key) {
      const auto it = m.find(key);
      return it == m.end() ? 0 : it->second;
    };
    if (e.kind == PlaceKind::kDepartement) s.population = people(n.departement_people, a.departement);
    if (e.kind == PlaceKind::kRegion) {
      s.population = people(n.region_people, a.region);
      s.region_name = a.name;
    }
  }
  if (const Area* d = find_departement(s.departement)) {
    s.departement_name = d->name;
    if (const Area* r = find_region(d->region)) s.region_name = r->name;
  }
  s.country_name = country_name(s.country, lang == Lang::kFr);
  return s;
}

}  // namespace

std::string_view name(PlaceKind v) {
  switch (v) {
    case PlaceKind::kCommune: return "COMMUNE";
    case PlaceKind::kCity: return "CITY";
    case PlaceKind::kDepartement: return "DEPARTEMENT";
    case PlaceKind::kRegion: return "REGION";
    case PlaceKind::kCountry: return "COUNTRY";
    case PlaceKind::kZone: return "ZONE";
    case PlaceKind::kRemote: return "REMOTE";
  }
  return {};
}

std::vector<PlaceSuggestion> suggest_places(std::string_view prefix, std::size_t first, Lang lang) {
  const Names& n = names();
  const std::string wanted = typed(prefix.substr(0, kPlacePrefixBytesMax));
  first = std::min(first, kPlaceSuggestionsMax);
  std::vector<PlaceSuggestion> out;
  if (wanted.empty() || first == 0) return out;
  const auto begins = [&](const Entry& e) { return n.name_of(e).substr(0, wanted.size()); };
  const auto from = std::lower_bound(n.entries.begin(), n.entries.end(), wanted, [&](const Entry& e, const std::string& w) { return begins(e) < w; });
  const auto to = std::upper_bound(from, n.entries.end(), wanted, [&](const std::string& w, const Entry& e) { return w < begins(e); });
  std::vector<const Entry*> found;
  for (auto it = from; it != to; ++it) found.push_back(&*it);
  const auto weight = [&](const Entry* e) { return std::int64_t{e->weight} * (!e->inner && e->length == wanted.size() ? kWholeNameShare : 1); };
  const auto better = [&](const Entry* a, const Entry* b) {
    const std::int64_t wa = weight(a), wb = weight(b);
    return wa != wb ? wa > wb : a < b;
  };
  // One place may be there under several names; some lead to no text of their own.
  std::set<std::pair<PlaceKind, std::string>> given;
  for (std::size_t done = 0; done < found.size() && out.size() < first;) {
    const std::size_t end = std::min(found.size(), done + 2 * first);
    std::partial_sort(found.begin() + static_cast<std::ptrdiff_t>(done), found.begin() + static_cast<std::ptrdiff_t>(end), found.end(), better);
    for (; done < end && out.size() < first; ++done) {
      PlaceSuggestion s = filled(*found[done], n, lang);
      if (!s.text.empty() && given.emplace(s.kind, s.text).second) out.push_back(std::move(s));
    }
  }
  return out;
}

}  // namespace jm::domain
