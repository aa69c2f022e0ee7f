#include "domain/place.h"

#include <algorithm>
#include <array>
#include <optional>

#include "domain/gazetteer.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::domain {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view s) { return !s.empty() && std::all_of(s.begin(), s.end(), is_digit); }

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\n' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\n' || s.back() == '\t' || s.back() == '.')) s.remove_suffix(1);
  return s;
}

// Cuts at any of `signs` and at the words among `words` (which bring their own blanks).
std::vector<std::string_view> split(std::string_view s, std::string_view signs, std::initializer_list<std::string_view> words) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t cut = signs.find(s[i]) != std::string_view::npos ? 1 : 0;
    if (cut == 0)
      for (const auto w : words)
        if (s.substr(i).starts_with(w)) cut = w.size();
    if (cut == 0) {
      ++i;
      continue;
    }
    if (const auto part = trim(s.substr(start, i - start)); !part.empty()) parts.push_back(part);
    i += cut;
    start = i;
  }
  if (const auto part = trim(s.substr(std::min(start, s.size()))); !part.empty()) parts.push_back(part);
  return parts;
}

enum class Word : std::uint8_t { kPlain, kRemote, kHybrid, kOnSite, kNoise };
struct WordMeaning {
  std::string_view word;
  Word meaning;
};
// Words that stand beside a place and are none. Noise goes only when what is left is still something.
constexpr WordMeaning kWords[] = {
    {"remote", Word::kRemote}, {"remotely", Word::kRemote}, {"teletravail", Word::kRemote}, {"distanciel", Word::kRemote},
    {"telecommute", Word::kRemote}, {"wfh", Word::kRemote}, {"homeoffice", Word::kRemote}, {"distributed", Word::kRemote},
    {"remoto", Word::kRemote}, {"remota", Word::kRemote}, {"hybrid", Word::kHybrid}, {"hybride", Word::kHybrid}, {"onsite", Word::kOnSite}, {"presentiel", Word::kOnSite},
    {"flexible", Word::kNoise}, {"fully", Word::kNoise}, {"full", Word::kNoise}, {"100", Word::kNoise}, {"friendly", Word::kNoise},
    {"only", Word::kNoise}, {"based", Word::kNoise}, {"in", Word::kNoise}, {"within", Word::kNoise}, {"from", Word::kNoise},
    {"across", Word::kNoise}, {"the", Word::kNoise}, {"office", Word::kNoise}, {"offices", Word::kNoise}, {"hq", Word::kNoise},
    {"headquarters", Word::kNoise}, {"greater", Word::kNoise}, {"area", Word::kNoise}, {"metro", Word::kNoise},
    {"metropolitan", Word::kNoise}, {"region", Word::kNoise}, {"anywhere", Word::kNoise}, {"eligible", Word::kNoise},
    {"possible", Word::kNoise}, {"or", Word::kNoise}, {"and", Word::kNoise}, {"cedex", Word::kNoise}, {"city", Word::kNoise},
    {"locations", Word::kNoise}, {"location", Word::kNoise}, {"multiple", Word::kNoise}, {"various", Word::kNoise},
    {"any", Word::kNoise}, {"other", Word::kNoise}, {"countries", Word::kNoise}, {"considered", Word::kNoise}, {"option", Word::kNoise},
    {"n", Word::kNoise}, {"a", Word::kNoise}, {"na", Word::kNoise}, {"tbd", Word::kNoise}, {"local", Word::kNoise}, {"to", Word::kNoise},
    {"frontalier", Word::kNoise}, {"home", Word::kNoise}, {"work", Word::kNoise}, {"site", Word::kNoise}, {"on", Word::kNoise},
};

Word meaning_of(std::string_view word) {
  for (const auto& w : kWords)
    if (w.word == word) return w.meaning;
  return Word::kPlain;
}

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> out;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find(' '), folded.size());
    if (end > 0) out.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return out;
}

std::string join(const std::vector<std::string_view>& words) {
  std::string out;
  for (const auto w : words) {
    if (!out.empty()) out += ' ';
    out += w;
  }
  return out;
}

bool is_ordinal(std::string_view w) {       // "9e", "1er", "8eme", "03"
  std::size_t n = 0;
  while (n < w.size() && is_digit(w[n])) ++n;
  const std::string_view tail = w.substr(n);
  return n > 0 && n <= 2 && (tail.empty() || tail == "e" || tail == "er" || tail == "eme" || tail == "nd" || tail == "ere");
}

// One comma-separated piece of one place.
struct Piece {
  std::string_view original;
  std::string name;                 // folded, without remote words and noise
  std::string code;                 // upper case, when it is two or three letters
  const Area* area = nullptr;
  bool remote_only = false;         // said remote or hybrid and nothing else
};

class PlaceParser {
 public:
  explicit PlaceParser(std::string_view country) : country_(country) {}

  PlaceText run(std::string_view s) {
    for (const auto part : split(s, ";|\n", {" / ", " • ", " or ", " ou ", " OR ", "·", " et ", " and ", " & "})) {
      if (out_.places.size() >= kPlacesMax) break;
      group(part);
    }
    return std::move(out_);
  }

 private:
  void see(Remote r) {
    // "Remote or hybrid" is hybrid: some days in the office are meant.
    if (out_.remote == Remote::kUnknown || r == Remote::kHybrid || (r == Remote::kRemote && out_.remote == Remote::kOnSite)) out_.remote = r;
  }

  // "US time zones", "UTC-1 to UTC+2", "PST preferred": when one works, not where.
  static bool is_time_zone(const std::vector<std::string_view>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view w = words[i];
      if (w == "timezone" || w == "timezones" || w == "utc" || w == "gmt" || w == "pst" || w == "pdt" || w == "edt" || w == "cet" || w == "cest") return true;
      if ((w == "zone" || w == "zones") && i > 0 && words[i - 1] == "time") return true;
    }
    return false;
  }

  Piece piece(std::string_view original) {
    Piece p{original, {}, {}, nullptr, false};
    const std::string folded = text::fold_name(original);
    if (folded == "d c") {                         // "Washington, D.C."
      p.name = "dc";
      p.code = "DC";
      return p;
    }
    p.area = find_area(folded);
    if (p.area) {
      p.name = folded;
      return p;
    }
    if (original.size() == 2 && is_capital(original[0]) && is_capital(original[1])) {     // "OR" and "IN" are states, no words
      p.name = folded;
      p.code = original;
      return p;
    }
    const auto words = words_of(folded);
    if (is_time_zone(words)) {
      // Of "US time zones" the country is kept: one may well have to be there.
      std::vector<std::string_view> rest;
      for (const auto w : words)
        if (w != "time" && w != "zone" && w != "zones" && w != "timezone" && w != "timezones") rest.push_back(w);
      const Area* a = rest.empty() ? nullptr : find_area(join(rest));
      if (a && (a->kind == AreaKind::kCountry || a->kind == AreaKind::kZone)) {
        p.area = a;
        p.name = join(rest);
      }
      return p;
    }
    std::vector<std::string_view> kept, plain;
    bool said = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const Word m = meaning_of(words[i]);
      if (words[i] == "home" && i + 1 < words.size() && (words[i + 1] == "office" || words[i + 1] == "based")) { see(Remote::kRemote); said = true; ++i; continue; }
      if (words[i] == "from" && i + 1 < words.size() && words[i + 1] == "home") { see(Remote::kRemote); said = true; ++i; continue; }
      if (words[i] == "on" && i + 1 < words.size() && words[i + 1] == "site") { see(Remote::kOnSite); said = true; ++i; continue; }
      switch (m) {
        case Word::kRemote: see(Remote::kRemote); said = true; continue;
        case Word::kHybrid: see(Remote::kHybrid); said = true; continue;
        case Word::kOnSite: see(Remote::kOnSite); said = true; continue;
        case Word::kNoise: kept.push_back(words[i]); continue;
        case Word::kPlain: break;
      }
      kept.push_back(words[i]);
      plain.push_back(words[i]);
    }
    if (plain.empty()) {
      p.remote_only = said;
      // "Anywhere" is noise beside a country and a place by itself.
      if (!said && !kept.empty()) p.area = find_area(join(kept));
      p.name = p.area ? join(kept) : std::string();
      return p;
    }
    p.name = join(kept);
    p.area = find_area(p.name);
    if (!p.area && plain.size() < kept.size()) {
      p.area = find_area(join(plain));
      if (p.area) p.name = join(plain);
    }
    if (!p.area) arrondissement(p, plain);
    if (plain.size() == 1 && plain[0].size() <= 3 && !is_digit(plain[0][0])) {
      for (const char c : plain[0]) p.code += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    return p;
  }

  // "Paris 9e Arrondissement", "Lyon 03", "Marseille cedex 8".
  static void arrondissement(Piece& p, const std::vector<std::string_view>& words) {
    std::vector<std::string_view> rest;
    for (const auto w : words)
      if (!is_ordinal(w) && w != "arrondissement" && w != "arrdt" && w != "arr") rest.push_back(w);
    if (rest.empty() || rest.size() == words.size()) return;
    if (const Area* a = find_area(join(rest)); a && a->kind == AreaKind::kCity) {
      p.area = a;
      p.name = join(rest);
    }
  }

  void group(std::string_view part) {
    Place place;
    place.raw = std::string(text::cut_utf8(part, kPlaceBytesMax));
    std::string_view rest = part;
    if (const auto dash = part.find(" - "); dash != std::string_view::npos && dash <= 3) {      // "75 - Paris"
      if (const Area* d = find_departement(part.substr(0, dash))) {
        place.departement = d->departement;
        rest = part.substr(dash + 3);
      }
    }
    if (const Area* d = find_departement(trim(part))) place.departement = d->departement, rest = {};
    std::vector<Piece> pieces;
    for (const auto s : split(rest, ",()[]", {" - ", " – ", " — ", ": "})) {
      if (all_digits(s) && s.size() <= 3 && find_departement(s)) {
        place.departement = find_departement(s)->departement;
        continue;
      }
      std::string_view body = s;
      if (take_postal(body, place) && body.empty()) continue;
      Piece p = piece(body);
      if (p.area || !halves(body, pieces)) pieces.push_back(std::move(p));
    }
    std::erase_if(pieces, [](const Piece& p) { return p.name.empty(); });
    if (several_towns(pieces) || several_countries(pieces)) {
      for (const Piece& p : pieces) {
        if (out_.places.size() >= kPlacesMax) return;
        Place one;
        one.raw = std::string(p.original);
        fill(one, {p});
        finish(std::move(one));
      }
      return;
    }
    fill(place, pieces);
    if (place.city.empty() && place.departement.empty() && place.region.empty() && place.country.empty() && place.zone.empty() &&
        pieces.empty())
      return;                     // "Remote" alone names no place
    finish(std::move(place));
  }

  // "US-Atlanta", "India- Gurugram", "US/Canada": one of the halves is a place, so both are pieces.
  bool halves(std::string_view s, std::vector<Piece>& pieces) {
    const auto parts = split(s, "-/", {});
    if (parts.size() != 2) return false;
    Piece a = piece(parts[0]), b = piece(parts[1]);
    const auto known = [](const Piece& p) {
      return p.area || (p.code.size() >= 2 && p.original.size() == p.code.size() && is_capital(p.original[0]) && !country_from_code(p.code).empty());
    };
    if (!known(a) && !known(b)) return false;
    // "Rosny-Sur": a French name that only begins like a town's.
    if (a.area && a.area->kind == AreaKind::kCity && !known(b)) return false;
    pieces.push_back(std::move(a));
    pieces.push_back(std::move(b));
    return true;
  }

  // "Paris, Lyon, Marseille": every piece a known town, at least two different ones, and not "New York, New York".
  static bool several_towns(const std::vector<Piece>& pieces) {
    if (pieces.size() < 2) return false;
    for (const Piece& p : pieces)
      if (!p.area || p.area->kind != AreaKind::kCity) return false;
    for (std::size_t i = 1; i < pieces.size(); ++i)
      if (pieces[i].area == pieces[0].area || names_area_around(pieces[i].name, *pieces[0].area)) return pieces.size() > 2;
    return true;
  }

  // "UK, Ireland", "USA, Canada": every piece a country or a group of them, and at least two different ones.
  static bool several_countries(const std::vector<Piece>& pieces) {
    if (pieces.size() < 2) return false;
    std::string_view first;
    bool different = false;
    for (const Piece& p : pieces) {
      if (find_area_of(AreaKind::kState, p.name) || (p.area && p.area->kind == AreaKind::kCity)) return false;
      const Area* c = p.area && p.area->kind == AreaKind::kZone ? p.area : find_area_of(AreaKind::kCountry, p.name);
      std::string_view code = !c ? std::string_view() : c->kind == AreaKind::kZone ? c->zone : c->country;
      if (!p.area && is_capital(p.original[0]) && !is_us_state(p.code) && !is_canadian_province(p.code)) code = country_from_code(p.code);
      if (code.empty()) return false;
      if (first.empty()) first = code;
      different |= code != first;
    }
    return different;
  }

  // The state or departement of that name is in the town's country: it may well be where the town is.
  static bool names_area_around(std::string_view name, const Area& town) {
    for (const AreaKind kind : {AreaKind::kState, AreaKind::kDepartement})
      if (const Area* a = find_area_of(kind, name); a && a->country == town.country) return true;
    return false;
  }

  // "75009 Paris" or "Paris 75009": a French postal code beside a name.
  static bool take_postal(std::string_view& s, Place& place) {
    const auto at_word = [&](std::size_t i) {
      return i + 5 <= s.size() && all_digits(s.substr(i, 5)) && (i == 0 || s[i - 1] == ' ') && (i + 5 == s.size() || s[i + 5] == ' ');
    };
    for (const std::size_t i : {std::size_t{0}, s.size() >= 5 ? s.size() - 5 : std::size_t{0}}) {
      if (!at_word(i)) continue;
      const std::string_view code = s.substr(i, 5);
      if (departement_of_code(code).empty()) continue;
      place.postal_code = code;
      s = trim(i == 0 ? s.substr(5) : s.substr(0, i));
      return true;
    }
    return false;
  }

  static bool is_us_state(std::string_view code) {
    static constexpr std::string_view kCodes =
        " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD "
        "TN TX UT VT VA WA WV WI WY DC ";
    return code.size() == 2 && kCodes.find(std::string(" ") + std::string(code) + " ") != std::string_view::npos;
  }
  static bool is_canadian_province(std::string_view code) {
    return code == "ON" || code == "QC" || code == "BC" || code == "AB" || code == "MB" || code == "NS" || code == "NB";
  }

  void fill(Place& place, const std::vector<Piece>& pieces) const {
    if (pieces.size() >= 2 && pieces[0].name == "washington" && pieces[1].code == "DC") {      // the town, not the state
      place.city = "Washington";
      place.region = "DC";
      place.country = "US";
      return;
    }
    std::string_view city_country;
    std::string_view state_country, state_name;
    const Piece* unknown = nullptr;
    const Area* city = nullptr;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Piece& p = pieces[i];
      if (!p.area && !p.code.empty() && code_piece(p, i, pieces, place, state_country, state_name, city_country)) continue;
      if (!p.area) {
        if (!unknown) unknown = &p;
        continue;
      }
      const Area* a = p.area;
      // "38 - Vienne" and "53100 Mayenne" are towns that are called like a departement.
      if (a->kind == AreaKind::kDepartement && !unknown && names_town(p.name, *a, place)) {
        unknown = &p;
        continue;
      }
      // After the town, "New York" or "Luxembourg" is the state or country.
      if (a->kind == AreaKind::kCity && city) {
        if (const Area* other = find_area_of(AreaKind::kState, p.name)) a = other;
        else if (const Area* dep = find_area_of(AreaKind::kDepartement, p.name)) a = dep;
        else if (const Area* c = find_area_of(AreaKind::kCountry, p.name)) a = c;
      } else if (a->kind == AreaKind::kCountry && (city || unknown) && i > 0) {
        // "Atlanta, Georgia" is in the state.
        const Area* s = find_area_of(AreaKind::kState, p.name);
        if (s && (!city || city->country == s->country)) a = s;
      } else if (a->kind == AreaKind::kCity && unknown && pieces.size() > 1 && i > 0) {
        // "Bourg-la-Reine, Paris": the departement is meant, not the town.
        if (const Area* dep = find_area_of(AreaKind::kDepartement, p.name)) a = dep;
      }
      switch (a->kind) {
        case AreaKind::kCity: if (!city) { city = a; city_country = a->country; } break;
        case AreaKind::kDepartement: if (place.departement.empty()) place.departement = a->departement; break;
        case AreaKind::kRegion: if (place.region.empty()) place.region = a->region; if (place.country.empty()) place.country = a->country; break;
        case AreaKind::kState: state_country = a->country; state_name = a->name; break;
        case AreaKind::kCountry: place.country = a->country; break;
        case AreaKind::kZone: place.zone = a->zone; break;
      }
    }
    if (place.country.empty() && !state_country.empty()) place.country = state_country;
    if (place.region.empty() && !state_name.empty() && place.country == state_country) place.region = state_name;
    // A town of the gazetteer counts only where nothing contradicts it (Paris, Texas).
    const bool elsewhere = city && !place.country.empty() && place.country != city->country;
    const bool other_departement = city && !place.departement.empty() && !city->departement.empty() && place.departement != city->departement;
    if (city && !elsewhere && !other_departement) {
      place.city = city->name;
      if (place.departement.empty()) place.departement = city->departement;
      if (place.region.empty()) place.region = city->region;
      if (place.country.empty()) place.country = city->country;
    } else if (city) {
      place.city = usual_case(pieces[static_cast<std::size_t>(std::find_if(pieces.begin(), pieces.end(), [&](const Piece& p) { return p.area == city; }) - pieces.begin())].original);
    } else if (unknown) {
      place.city = usual_case(text::cut_utf8(unknown->original, 100));
    }
    if (place.country.empty() && place.departement.empty() && place.zone.empty()) place.country = country_;
    complete_place(place);
  }

  static bool names_town(std::string_view name, const Area& departement, const Place& place) {
    const std::string_view where = !place.postal_code.empty() ? departement_of_code(place.postal_code) : std::string_view(place.departement);
    return !where.empty() && (where != departement.departement || !place.postal_code.empty()) && find_commune(name, where) != nullptr;
  }

  // "CA" is California after a town, Canada by itself; "DE" is Germany after Berlin.
  static bool code_piece(const Piece& p, std::size_t i, const std::vector<Piece>& pieces, Place& place, std::string_view& state_country,
                         std::string_view& state_name, std::string_view city_country) {
    const std::string_view country = country_from_code(p.code);
    const bool upper = std::all_of(p.original.begin(), p.original.end(), [](char c) { return !(c >= 'a' && c <= 'z'); });
    if (!upper && pieces.size() > 1 && i == 0) return false;
    const bool state = i > 0 && (is_us_state(p.code) || is_canadian_province(p.code));
    if (state && !(country == city_country && !country.empty()) && !(i + 1 == pieces.size() && pieces.size() >= 3 && !country.empty())) {
      state_country = is_us_state(p.code) ? "US" : "CA";
      state_name = {};
      if (place.region.empty() && place.departement.empty()) place.region = p.code;
      return true;
    }
    if (country.empty()) return false;
    place.country = country;
    return true;
  }

  void finish(Place place) {
    if (std::find(out_.places.begin(), out_.places.end(), place) == out_.places.end()) out_.places.push_back(std::move(place));
  }

  PlaceText out_;
  std::string_view country_;
};

}  // namespace

PlaceText parse_places(std::string_view text, std::string_view country) {
  return PlaceParser(country).run(text::cut_utf8(text, 4096));
}

namespace {

bool is_french(std::string_view country) {
  return country.empty() || country == "FR" || country == "GP" || country == "MQ" || country == "GF" || country == "RE" || country == "YT";
}

const Commune* commune_of(const Place& p) {
  if (!is_french(p.country)) return nullptr;
  if (!p.insee.empty()) return commune_of_insee(p.insee);
  if (!p.city.empty() && !p.departement.empty()) {
    const std::string name = text::fold_name(p.city);
    if (const Commune* c = find_commune(name, p.departement)) return c;
    // "Possession", "Tampon": without the article that belongs to the name.
    for (const char* article : {"la ", "le ", "les ", "l "})
      if (const Commune* c = find_commune(article + name, p.departement)) return c;
    return nullptr;
  }
  if (!p.city.empty() && !p.country.empty()) {
    const bool region_code = find_region(p.region) != nullptr;
    return find_commune(text::fold_name(p.city), {}, region_code ? std::string_view(p.region) : std::string_view());
  }
  return p.city.empty() && !p.postal_code.empty() && !p.country.empty() ? commune_of_postal(p.postal_code) : nullptr;
}

// "75009" in Paris is the arrondissement 75109; Lyon's and Marseille's go the same way.
std::string arrondissement_code(const Commune& c, std::string_view postal_code) {
  struct Town { std::string_view insee, postal, code; };
  static constexpr Town kTowns[] = {{"75056", "750", "751"}, {"69123", "6900", "6938"}, {"13055", "130", "132"}};
  for (const Town& t : kTowns)
    if (c.insee == t.insee && postal_code.size() == 5 && postal_code.starts_with(t.postal) && postal_code.substr(t.postal.size()) != std::string(5 - t.postal.size(), '0'))
      return std::string(t.code) + std::string(postal_code.substr(t.postal.size()));
  return std::string(c.insee);
}

}  // namespace

void complete_place(Place& place) {
  if (place.departement.empty() && (place.country.empty() || place.country == "FR")) {
    if (const auto d = departement_of_code(place.insee); !d.empty()) place.departement = d;
    else if (const auto e = departement_of_code(place.postal_code); !e.empty() && place.country == "FR") place.departement = e;
    else if (!e.empty() && !place.city.empty()) place.departement = e;
  }
  if (const Commune* c = commune_of(place)) {
    place.city = c->name;
    if (place.departement.empty()) place.departement = c->departement;
    if (place.insee.empty()) place.insee = arrondissement_code(*c, place.postal_code);
    if (place.postal_code.empty()) place.postal_code = c->postal_code;
    if (!place.lat && !place.lon && c->placed) {
      place.lat = c->lat;
      place.lon = c->lon;
    }
  }
  if (const Area* d = find_departement(place.departement)) {
    if (place.region.empty()) place.region = d->region;
    if (place.country.empty()) place.country = d->country;
  }
}

std::string usual_case(std::string_view name) {
  bool lower = false, letters = false;
  for (const char c : name) {
    lower |= c >= 'a' && c <= 'z';
    letters |= (c >= 'A' && c <= 'Z');
  }
  if (lower || !letters) return std::string(name);
  std::string out;
  bool start = true;
  for (const char c : name) {
    const bool letter = (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    out += letter && !start && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    start = !letter && c != '\'';
  }
  return out;
}

}  // namespace jm::domain
