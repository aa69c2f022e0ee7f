#include "domain/gazetteer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "text/fold.h"

namespace jm::domain {

namespace {

struct Departement { std::string_view code, name, region; };
struct Region { std::string_view code, name, others; };
struct Town { std::string_view name, departement; };
struct Cities { std::string_view country, names; };
struct Country { std::string_view code, en, fr, others; };
struct Zone { std::string_view code, names; };
struct State { std::string_view country, code, names; };

#include "domain/gazetteer_data.inc"

struct CommuneLines { std::string_view departement, lines; };
using namespace std::string_view_literals;
#include "communes.inc"

// Groups that are not whole continents; EUROPE and EMEA are spelled out, the rest of the world is WORLD's business only.
struct Members { std::string_view zone, countries; };
constexpr std::string_view kEuropean =
    "FR DE BE NL LU IE GB ES PT IT CH AT SE NO DK FI PL CZ SK HU RO BG GR HR SI EE LV LT CY MT IS LI MC AD RS BA ME MK AL UA MD";
constexpr Members kMembers[] = {
    {"EUROPE", kEuropean},
    {"DACH", "DE AT CH"},
    {"BENELUX", "BE NL LU"},
    {"NORDICS", "SE NO DK FI IS"},
    {"NORTH_AMERICA", "US CA MX"},
    {"LATAM", "MX BR AR CL CO PE UY PY BO EC VE CR PA GT HN SV NI DO CU"},
    {"AMERICAS", "US CA MX BR AR CL CO PE UY PY BO EC VE CR PA GT HN SV NI DO CU PR JM HT"},
    {"APAC", "IN CN TW HK KR JP TH VN ID MY PH SG AU NZ PK BD LK"},
    {"MENA", "AE SA QA KW BH OM JO LB IL EG MA TN DZ TR IQ"},
    {"AFRICA", "MA TN DZ EG SN CI NG KE GH ZA CM ML BF BJ TG NE MG RW UG TZ ET CD CG GA MU ZM ZW BW NA MZ AO"},
    {"OCEANIA", "AU NZ"},
};

template <class F>
void each_name(std::string_view list, F f) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (end > 0) f(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
};

template <class F>
void each_part(std::string_view s, char at, F f) {
  for (;;) {
    const std::size_t end = s.find(at);
    f(s.substr(0, end));
    if (end == std::string_view::npos) return;
    s.remove_prefix(end + 1);
  }
}
double decimal(std::string_view s) {
  double d = 0;
  std::from_chars(s.data(), s.data() + s.size(), d);
  return d;
}

constexpr int kTownPopulationMin = 5'000;      // smaller communes have names that mean other things where nothing says "France"
constexpr std::size_t kTownNameBytesMin = 4;
constexpr int kMuchLarger = 5;

// "st priest cedex" -> "saint priest"; "lyon 3e arrondissement" -> "lyon".
std::string commune_name(std::string_view folded) {
  std::string out;
  for (std::string_view rest = folded; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    std::string_view w = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (w == "cedex" || w == "arrondissement" || w == "arrdt") break;
    const bool ordinal = !out.empty() && w[0] >= '0' && w[0] <= '9';
    if (w.empty() || ordinal) continue;
    if (w == "st") w = "saint";
    if (w == "ste") w = "sainte";
    if (!out.empty()) out += ' ';
    out += w;
  }
  return out;
}

// "01004|Ambérieu-en-Bugey|01500|15934|45.9593|5.3516" (a "~": its neighbours' position), of a former commune "=01015|01015|Arbignieu|".
struct CommuneLine {
  std::array<std::string_view, 6> f;
  std::size_t parts = 0;
  explicit CommuneLine(std::string_view line) {
    each_part(line, '|', [&](std::string_view part) {
      if (parts < f.size()) f[parts] = part;
      ++parts;
    });
  }
  bool is_former() const { return parts == 4 && f[0].starts_with('='); }
  bool is_commune() const { return parts == 6; }
  std::string_view insee() const { return f[0]; }
  std::string_view name() const { return f[1]; }
  std::string_view postal() const { return f[2]; }
  int population() const { return static_cast<int>(decimal(f[3])); }
  std::string_view of() const { return f[0].substr(1); }
  std::string_view former_code() const { return f[1]; }
  std::string_view former_name() const { return f[2]; }
  std::string_view former_postal() const { return f[3]; }
};

// Names of all that is larger than a commune, and of larger towns. What most texts need, so it is made without the communes.
struct Areas {
  std::deque<Area> areas;                                   // addresses stay
  std::unordered_map<std::string, std::vector<const Area*>, NameHash, std::equal_to<>> by_name;
  std::unordered_map<std::string, const Area*, NameHash, std::equal_to<>> departements, regions;

  const Area* add(std::string_view name, const Area& area) {
    areas.push_back(area);
    alias(name, &areas.back());
    return &areas.back();
  }
  void alias(std::string_view name, const Area* area) {
    auto& list = by_name[text::fold_name(name)];
    if (std::find(list.begin(), list.end(), area) == list.end()) list.push_back(area);
  }

  Areas() {
    for (const Region& r : kRegions) {
      const Area* a = add(r.name, {AreaKind::kRegion, r.name, "", r.code, "FR", ""});
      regions.emplace(r.code, a);
      each_name(r.others, [&](std::string_view n) { alias(n, a); });
    }
    for (const Departement& d : kDepartements)
      departements.emplace(d.code, add(d.name, {AreaKind::kDepartement, d.name, d.code, d.region, "FR", ""}));
    for (const Town& t : kTowns) {
      const Area& d = *departements.at(std::string(t.departement));
      add(t.name, {AreaKind::kCity, t.name, d.departement, d.region, "FR", ""});
    }
    for (const Cities& c : kCities)
      each_name(c.names, [&](std::string_view n) { add(n, {AreaKind::kCity, n, "", "", c.country, ""}); });
    // Names of one town: the first is how it is written.
    static constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {{"New York", "NYC"}, {"New York", "New York City"}, {"Munich", "München"}};
    for (const auto& [town, other] : kOtherNames)
      if (const auto it = by_name.find(text::fold_name(town)); it != by_name.end() && it->second.front()->kind == AreaKind::kCity) by_name[text::fold_name(other)] = {it->second.front()};
    for (const Country& c : kCountries) {
      const Area* a = add(c.en, {AreaKind::kCountry, c.en, "", "", c.code, ""});
      alias(c.fr, a);
      each_name(c.others, [&](std::string_view n) { alias(n, a); });
    }
    for (const Zone& z : kZones)
      each_name(z.names, [&](std::string_view n) { add(n, {AreaKind::kZone, n, "", "", "", z.code}); });
    for (const State& s : kStates) {
      const std::string_view name = s.names.substr(0, s.names.find(','));
      each_name(s.names, [&](std::string_view n) { add(n, {AreaKind::kState, name, "", name, s.country, ""}); });
      if (s.code.size() == 3) alias(s.code, &areas.back());      // two letters need a context: see place.cc
    }
    add_towns();
    // The reading that a bare name most often has comes first.
    for (auto& [name, list] : by_name)
      std::sort(list.begin(), list.end(), [](const Area* a, const Area* b) { return std::tie(a->kind, a->country, a->name) < std::tie(b->kind, b->country, b->name); });
  }

  // Larger towns are known without a context too, where the name means nothing else.
  void add_towns() {
    struct Named {
      std::string_view insee, name;
      const Area* departement;
      int population, next;                                 // next: of the second largest of this name
    };
    constexpr int kRivalPopulationMin = kTownPopulationMin / kMuchLarger;      // a smaller one is no rival of any
    std::unordered_map<std::string, Named> towns;
    std::unordered_map<std::string_view, Named> by_insee;
    std::vector<CommuneLine> formers;
    towns.reserve(16'384);
    by_insee.reserve(16'384);
    const auto put = [&](std::string_view name, const Named& t) {
      const auto [at, first] = towns.try_emplace(commune_name(text::fold_name(name)), t);
      Named& largest = at->second;
      if (first || largest.insee == t.insee) return;
      const int less = std::min(largest.population, t.population);
      if (t.population > largest.population) largest = {t.insee, t.name, t.departement, t.population, largest.next};
      largest.next = std::max(largest.next, less);
    };
    for (const CommuneLines& d : kCommuneLines) {
      const auto departement = departements.find(d.departement);
      if (departement == departements.end()) continue;
      each_part(d.lines, '\n', [&](std::string_view whole) {
        const CommuneLine line(whole);
        if (line.is_former()) formers.push_back(line);
        if (!line.is_commune() || line.population() < kRivalPopulationMin) return;
        const Named t{line.insee(), line.name(), departement->second, line.population(), 0};
        by_insee.emplace(t.insee, t);
        put(t.name, t);
      });
    }
    for (const CommuneLine& f : formers)
      if (const auto now = by_insee.find(f.of()); now != by_insee.end()) put(f.former_name(), now->second);
    for (const auto& [name, t] : towns) {
      if (t.population < kTownPopulationMin || name.size() < kTownNameBytesMin || t.next * kMuchLarger > t.population || by_name.contains(name)) continue;
      add(name, {AreaKind::kCity, t.name, t.departement->departement, t.departement->region, "FR", ""});
    }
  }
};

const Areas& areas() {
  static const Areas built;
  return built;
}

struct Communes {
  std::deque<Commune> communes;                             // addresses stay
  std::unordered_map<std::string, std::vector<const Commune*>, NameHash, std::equal_to<>> by_name;
  std::unordered_map<std::string_view, const Commune*> by_insee;
  std::unordered_map<std::string_view, std::vector<const Commune*>> by_postal;

  Communes() {
    std::vector<CommuneLine> formers;
    for (const CommuneLines& d : kCommuneLines) {
      const auto departement = areas().departements.find(d.departement);
      if (departement == areas().departements.end()) continue;
      each_part(d.lines, '\n', [&](std::string_view whole) {
        const CommuneLine line(whole);
        if (line.is_former()) formers.push_back(line);
        if (line.is_commune()) put(line, *departement->second);
      });
    }
    for (const CommuneLine& f : formers) {
      const auto now = by_insee.find(f.of());
      if (now == by_insee.end()) continue;
      by_insee.emplace(f.former_code(), now->second);
      put_once(by_name[commune_name(text::fold_name(f.former_name()))], now->second);
      each_part(f.former_postal(), ',', [&](std::string_view postal) {
        if (!postal.empty()) put_once(by_postal[postal], now->second);
      });
    }
    for (auto& [name, list] : by_name)
      std::stable_sort(list.begin(), list.end(), [](const Commune* a, const Commune* b) { return a->population > b->population; });
  }

  void put(const CommuneLine& line, const Area& departement) {
    const std::string_view at = line.f[4], lat = at.starts_with('~') ? at.substr(1) : at;
    const bool one_code = line.postal().find(',') == std::string_view::npos;
    communes.push_back({line.insee(), line.name(), departement.departement, departement.region, one_code ? line.postal() : std::string_view(), line.population(), decimal(lat), decimal(line.f[5]), !lat.empty(), lat.size() != at.size()});
    const Commune* c = &communes.back();
    by_name[commune_name(text::fold_name(c->name))].push_back(c);
    by_insee.emplace(c->insee, c);
    each_part(line.postal(), ',', [&](std::string_view postal) {
      if (!postal.empty()) by_postal[postal].push_back(c);
    });
  }
  static void put_once(std::vector<const Commune*>& list, const Commune* c) {
    if (std::find(list.begin(), list.end(), c) == list.end()) list.push_back(c);
  }
};

const Communes& communes() {
  static const Communes built;
  return built;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

}  // namespace

const Area* find_area(std::string_view folded) {
  const auto it = areas().by_name.find(folded);
  return it == areas().by_name.end() ? nullptr : it->second.front();
}

const Area* find_area_of(AreaKind kind, std::string_view folded) {
  const auto it = areas().by_name.find(folded);
  if (it == areas().by_name.end()) return nullptr;
  for (const Area* a : it->second)
    if (a->kind == kind) return a;
  return nullptr;
}

const Area* find_departement(std::string_view code) {
  const auto it = areas().departements.find(code);
  return it == areas().departements.end() ? nullptr : it->second;
}

const Area* find_region(std::string_view code) {
  const auto it = areas().regions.find(code);
  return it == areas().regions.end() ? nullptr : it->second;
}

const std::deque<Commune>& all_communes() { return communes().communes; }
const std::deque<Area>& all_areas() { return areas().areas; }
void each_postal_code(const std::function<void(std::string_view, const Commune&)>& found) {
  for (const auto& [code, list] : communes().by_postal)
    for (const Commune* c : list) found(code, *c);
}
std::size_t commune_count() { return communes().communes.size(); }

const Commune* find_commune(std::string_view folded, std::string_view departement, std::string_view region) {
  const auto it = communes().by_name.find(commune_name(folded));
  if (it == communes().by_name.end()) return nullptr;
  const Commune* found = nullptr;
  for (const Commune* c : it->second) {                     // largest first
    if ((!departement.empty() && c->departement != departement) || (!region.empty() && c->region != region)) continue;
    if (!found) found = c;
    else if (c->population * kMuchLarger > found->population) return nullptr;
    else break;
  }
  return found;
}

const Commune* commune_of_insee(std::string_view code) {
  const auto it = communes().by_insee.find(code);
  return it == communes().by_insee.end() ? nullptr : it->second;
}

const Commune* commune_of_postal(std::string_view code) {
  const auto it = communes().by_postal.find(code);
  return it == communes().by_postal.end() || it->second.size() != 1 ? nullptr : it->second.front();
}

std::string_view departement_of_code(std::string_view code) {
  if (code.size() != 5) return {};
  for (std::size_t i = 0; i < 5; ++i)
    if (!(code[i] >= '0' && code[i] <= '9') && !(i == 1 && (code[i] == 'A' || code[i] == 'B') && code[0] == '2')) return {};
  std::string key(code.substr(0, code.starts_with("97") || code.starts_with("98") ? 3 : 2));
  if (key == "20") key = code[2] < '2' ? "2A" : "2B";
  const Area* d = find_departement(key);
  return d ? d->departement : std::string_view();
}

std::string_view country_from_code(std::string_view code) {
  static const auto by_code = [] {
    std::unordered_map<std::string, std::string_view> m;
    for (const Country& c : kCountries) m.emplace(c.code, c.code);
    for (const auto& [from, to] : {std::pair{"UK", "GB"}, {"USA", "US"}, {"UAE", "AE"}, {"FRA", "FR"}, {"GBR", "GB"}, {"DEU", "DE"},
                                   {"ESP", "ES"}, {"ITA", "IT"}, {"CAN", "CA"}, {"IND", "IN"}, {"NLD", "NL"}, {"BEL", "BE"},
                                   {"CHE", "CH"}, {"POL", "PL"}, {"PRT", "PT"}, {"IRL", "IE"}, {"AUS", "AU"}, {"SGP", "SG"}})
      m.emplace(from, m.at(to));
    return m;
  }();
  if (code.size() < 2 || code.size() > 3) return {};
  std::string key;
  for (const char c : code) key += upper(c);
  const auto it = by_code.find(key);
  return it == by_code.end() ? std::string_view() : it->second;
}

std::string_view country_name(std::string_view alpha2, bool french) {
  for (const Country& c : kCountries)
    if (c.code == alpha2) return french ? c.fr : c.en;
  return {};
}

bool zone_holds(std::string_view zone, std::string_view country) {
  if (zone.empty() || country.empty()) return false;
  if (zone == "WORLD") return true;
  if (zone == "EMEA") return zone_holds("EUROPE", country) || zone_holds("MENA", country) || zone_holds("AFRICA", country);
  for (const Members& m : kMembers) {
    if (m.zone != zone) continue;
    for (std::size_t at = 0; at + 2 <= m.countries.size(); at += 3)
      if (m.countries.substr(at, 2) == country) return true;
  }
  return false;
}

}  // namespace jm::domain
