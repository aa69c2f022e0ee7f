// What a search says about an offer, decided naively: every rule at every word, by comparing strings; no ids, no index, no positions
// kept. And a world of searches and offers over few words, so that everything happens often. Tests hold the indexes against it.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "domain/location.h"
#include "domain/match.h"
#include "domain/place.h"
#include "domain/rule.h"
#include "domain/words.h"
#include "text/stem.h"
#include "text/tokens.h"

namespace jm::domain::oracle {

struct Word {
  std::string folded, written;
  text::Gap gap;
  std::uint32_t offset, length;
};
struct FieldText {
  std::string text;
  std::vector<Word> words;
  bool tight(std::size_t i) const { return i < words.size() && words[i].gap <= text::Gap::kHyphen; }
  std::string at(std::size_t i) const { return i < words.size() ? words[i].folded : ""; }
};

inline FieldText read(std::string text) {
  FieldText f;
  const text::Tokens t = text::tokenize(text);
  for (std::size_t i = 0; i < t.size(); ++i) {
    const auto& k = t.items[i];
    Word w{std::string(t.word(i)), text.substr(k.offset, k.length), k.gap, k.offset, k.length};
    if (w.written == "\xD0\x95SN") w.folded = "esn";            // a Cyrillic Е
    f.words.push_back(std::move(w));
  }
  f.text = std::move(text);
  return f;
}

inline std::string stem(const std::string& w) { return text::stemmed(w); }

// Everything that the words from i on can be read as: the reading, and where it ends.
inline std::vector<std::pair<std::string, std::size_t>> readings(const FieldText& f, std::size_t i) {
  std::vector<std::pair<std::string, std::size_t>> out = {{stem(f.at(i)), i + 1}};
  if (i + 1 < f.words.size()) {
    const bool known = (f.at(i) == "full" && f.at(i + 1) == "stack") || (f.at(i) == "on" && f.at(i + 1) == "call");
    if (f.words[i + 1].gap == text::Gap::kHyphen || (f.words[i + 1].gap == text::Gap::kSpace && known)) out.emplace_back(stem(f.at(i) + f.at(i + 1)), i + 2);
  }
  return out;
}

// Letters set apart by one sign: the longest such stretch that begins at i and does not go on before it.
inline std::pair<std::string, std::size_t> letters(const FieldText& f, std::size_t i) {
  const auto single = [&](std::size_t k) { return f.at(k).size() == 1 && std::isalnum(static_cast<unsigned char>(f.at(k)[0])); };
  const auto between = [&](std::size_t k) { return f.text.substr(f.words[k - 1].offset + f.words[k - 1].length, f.words[k].offset - f.words[k - 1].offset - f.words[k - 1].length); };
  const auto upper = [&](std::size_t k) { return std::isupper(static_cast<unsigned char>(f.words[k].written[0])) != 0; };
  for (std::size_t start = 0; start < f.words.size();) {
    if (!single(start)) { ++start; continue; }
    std::size_t end = start + 1;
    while (end < f.words.size() && single(end) && between(end) == between(start + 1) && std::set<std::string>{" ", "-", ". ", "."}.contains(between(end)) && upper(end) == upper(start)) ++end;
    if (end - start < 3) { ++start; continue; }
    if (start == i) {
      std::string word;
      for (std::size_t k = start; k < end; ++k) word += f.at(k);
      return {stem(word), end};
    }
    start = end;
  }
  return {"", 0};
}

struct Rule {
  FieldMask fields;
  std::vector<std::string> words;           // folded; one with a star is a pattern
  std::string exact;
};
inline Rule rule(const std::string& text, FieldMask otherwise) {
  const RuleText split = split_rule(text);
  Rule r{split.fields ? split.fields : otherwise, {}, {}};
  std::string words(split.words);
  for (std::size_t at = 0; at <= words.size();) {      // a chunk with a star has no other sign in this world
    const std::size_t end = std::min(words.find(' ', at), words.size());
    const std::string chunk = words.substr(at, end - at);
    if (chunk.find('*') != chunk.npos) r.words.push_back(chunk);
    else
      for (const Word& w : read(chunk).words) {
        r.words.push_back(w.folded);
        r.exact = w.written;
      }
    at = end + 1;
  }
  if (r.words.size() != 1 || r.exact.size() > 2) r.exact.clear();
  return r;
}

// Where the rule's words from j on end when they begin at word i; 0: nowhere.
inline std::size_t end_of(const Rule& r, const FieldText& f, std::size_t j, std::size_t i) {
  if (j == r.words.size()) return i;
  if (i >= f.words.size() || (j > 0 && f.words[i].gap == text::Gap::kSentence)) return 0;
  auto all = readings(f, i);
  if (const auto apart = letters(f, i); apart.second != 0) all.push_back(apart);
  for (const auto& [reading, next] : all) {
    const std::string& want = r.words[j];
    if (want.find('*') != want.npos ? next == i + 1 && fits_pattern(want, f.at(i)) : reading == stem(want))
      if (const std::size_t end = end_of(r, f, j + 1, next)) return end;
  }
  for (const auto& [reading, next] : all)
    if (j + 1 < r.words.size() && r.words[j].find('*') == std::string::npos && r.words[j + 1].find('*') == std::string::npos && reading == stem(r.words[j] + r.words[j + 1]))
      if (const std::size_t end = end_of(r, f, j + 2, next)) return end;
  return 0;
}

struct Found {
  std::size_t from, to;
};
inline std::vector<Found> find(const Rule& r, const FieldText& f) {
  std::vector<Found> out;
  for (std::size_t i = 0; i < f.words.size(); ++i) {
    if (!r.exact.empty() && f.words[i].written != r.exact) continue;
    const std::size_t end = end_of(r, f, 0, i);
    if (end == 0) continue;
    if (r.words.size() == 1 && stem(r.words[0]) == "scheme" && i > 0 && f.tight(i) && f.at(i - 1) == "color") continue;
    out.push_back({i, end});
  }
  return out;
}

inline bool one_of(const std::string& w, const std::set<std::string>& words) { return words.contains(w); }
inline const std::set<std::string> kNo = {"pas", "sans", "aucune", "no", "not", "without", "ni", "non"};
inline const std::set<std::string> kSmall = {"d", "de", "any", "is", "required", "for", "need"};
inline const std::set<std::string> kOr = {"ou", "or"};

inline bool no_before(const FieldText& f, std::size_t i) {
  for (std::size_t n = 1; n <= 5 && n <= i; ++n) {
    if (!f.tight(i - n + 1)) return false;
    if (one_of(f.at(i - n), kNo)) return true;
    if (!one_of(f.at(i - n), kSmall)) return false;
  }
  return false;
}
inline bool negated(const FieldText& f, const Found& x) {
  if (no_before(f, x.from)) return true;
  // The other item of "no x or y".
  std::size_t i = x.from;
  std::size_t skipped = 0;
  while (i > 0 && skipped < 5 && f.tight(i) && one_of(f.at(i - 1), kSmall)) --i, ++skipped;
  if (i > 0 && skipped < 5 && f.tight(i) && one_of(f.at(i - 1), kOr)) {
    --i;
    for (int n = 0; n < 4 && i > 0 && f.tight(i); ++n) {
      --i;
      if (no_before(f, i)) return true;
      if (one_of(f.at(i), kOr)) break;
    }
  }
  const std::size_t next = x.to;
  if (next >= f.words.size()) return false;
  if (f.words[next].gap == text::Gap::kColon) return one_of(f.at(next), kNo) && !f.tight(next + 1);
  if (!f.tight(next)) return false;
  if (f.at(next) == "free") return true;
  bool no = false;
  for (std::size_t n = next; n < next + 5 && f.tight(n); ++n) {
    if (f.at(n) == "required") return no;
    if (one_of(f.at(n), kNo)) no = true;
    else if (!one_of(f.at(n), kSmall)) return false;
  }
  return false;
}

struct Hit {
  std::string rule;
  Field field;
  std::uint32_t offset, length;
  auto operator<=>(const Hit&) const = default;
};
struct Answer {
  bool wanted = false;
  std::vector<Hit> hits;         // sorted; some: quarantine
};

inline bool has(const std::string& text, const std::vector<FieldText>& fields, FieldMask otherwise) {
  const Rule r = rule(text, otherwise);
  if (r.words.empty()) return false;
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (r.fields >> f & 1 && !find(r, fields[f]).empty()) return true;
  return false;
}

// Titles in this world have no compounds, seniority or fillers: "every word in the title, or one there and the rest in the text, or
// all as a phrase in the text".
inline bool title_fits(const std::string& wanted, const std::vector<FieldText>& fields) {
  const auto classes = [](const FieldText& f) {
    std::vector<std::string> out;
    for (const Word& w : f.words) {
      const auto cls = trade_class(text::stem_hash(w.folded));
      out.push_back(cls ? "class " + std::to_string(cls) : stem(w.folded));
    }
    return out;
  };
  const auto need = classes(read(wanted)), title = classes(fields[0]), text = classes(fields[2]);
  const auto in = [](const std::vector<std::string>& v, const std::string& w) { return std::find(v.begin(), v.end(), w) != v.end(); };
  std::size_t in_title = 0;
  for (const auto& w : need) {
    if (!in(title, w) && !in(text, w)) return false;
    in_title += in(title, w);
  }
  if (in_title > 0) return true;
  if (std::set(need.begin(), need.end()).size() < 2) return false;
  for (std::size_t i = 0; i + need.size() <= text.size(); ++i) {
    bool whole = true;
    for (std::size_t k = 0; k < need.size() && whole; ++k) whole = text[i + k] == need[k] && (k == 0 || fields[2].words[i + k].gap != text::Gap::kSentence);
    if (whole) return true;
  }
  return false;
}

inline std::vector<FieldText> fields_of(const Offer& o) {
  std::string tags;
  for (const std::string& t : o.tags) tags += (tags.empty() ? "" : "\n") + t;
  std::vector<FieldText> fields;
  for (const std::string& s : {o.title, o.company, o.description, tags}) fields.push_back(read(s));
  return fields;
}

// A radius in words: the town itself, or a place that is no further away than that; where only a departement or region is named, one of
// its communes is within. Distances by chords, not by the formula of the code under test.
inline double chord_km(double lat1, double lon1, double lat2, double lon2) {
  const auto at = [](double lat, double lon) {
    const double a = lat * std::numbers::pi / 180, b = lon * std::numbers::pi / 180;
    return std::array<double, 3>{std::cos(a) * std::cos(b), std::cos(a) * std::sin(b), std::sin(a)};
  };
  const auto p = at(lat1, lon1), q = at(lat2, lon2);
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += (p[i] - q[i]) * (p[i] - q[i]);
  return 2 * 6371.0088 * std::asin(std::sqrt(sum) / 2);
}
inline bool within_radius(const std::string& location, const Offer& o) {
  const std::size_t plus = location.find(" +");
  const Commune& middle = *commune_of_insee(parse_places(location.substr(0, plus)).places.at(0).insee);
  const int km = std::stoi(location.substr(plus + 2));
  static std::map<std::string, std::set<std::pair<std::string, std::string>>> known;      // location -> departements and regions around
  auto& around = known[location];
  if (around.empty())
    for (const Commune& c : all_communes())
      if (c.placed && chord_km(middle.lat, middle.lon, c.lat, c.lon) <= km) around.emplace(c.departement, c.region);
  if (o.remote == Remote::kRemote && o.places.empty()) return true;
  for (const Place& p : o.places) {
    if (o.remote == Remote::kRemote && ((p.country.empty() && p.zone.empty()) || p.country == "FR" || zone_holds(p.zone, "FR"))) return true;
    const Commune* c = p.lat || p.insee.empty() ? nullptr : commune_of_insee(p.insee);
    if (p.lat && chord_km(middle.lat, middle.lon, *p.lat, *p.lon) <= km) return true;
    if (c && c->placed && chord_km(middle.lat, middle.lon, c->lat, c->lon) <= km) return true;
    if (!p.city.empty()) continue;
    for (const auto& [departement, region] : around)
      if (p.departement == departement || (p.departement.empty() && p.country == "FR" && p.region == region)) return true;
  }
  return false;
}
inline bool place_fits(const std::vector<std::string>& locations, const Offer& o) {
  std::vector<std::string> plain;
  bool near = false;
  for (const std::string& l : locations) {
    const std::size_t plus = l.find(" +");
    plain.push_back(l.substr(0, plus));
    near = near || (plus != l.npos && within_radius(l, o));
  }
  return near || fit_place(compile_locations(plain), place_facts(o)).fit != PlaceFit::kNo;
}

inline Answer answer(const SearchSpec& s, const Offer& o, const std::vector<FieldText>& fields) {
  constexpr FieldMask kWish = 0b1101;
  for (const std::string& group : s.must_have) {
    bool any = false;
    for (const std::string_view one : alternatives(group)) any = any || has(std::string(one), fields, kWish);
    if (!any) return {};
  }
  if (!s.job_titles.empty()) {
    if (std::none_of(s.job_titles.begin(), s.job_titles.end(), [&](const auto& t) { return title_fits(t, fields); })) return {};
  } else if (s.must_have.empty() && !s.keywords.empty()) {
    if (std::none_of(s.keywords.begin(), s.keywords.end(), [&](const auto& k) { return has(k, fields, kWish); })) return {};
  }
  if (!place_fits(s.locations, o)) return {};
  if (s.remote_policy == RemotePolicy::kRemote && o.remote != Remote::kRemote) return {};
  if (s.remote_policy == RemotePolicy::kHybrid && o.remote == Remote::kOnSite) return {};
  const Pay& p = o.pay;
  if (s.salary_min && p.origin == PayOrigin::kEmployer && !p.doubtful && p.currency == "EUR" && p.yearly_max && *p.yearly_max < *s.salary_min) return {};
  Answer a{true, {}};
  for (const std::string& flag : s.red_flags) {
    const Rule r = rule(flag, 0b1111);
    if (r.words.empty()) continue;
    for (std::size_t f = 0; f < fields.size(); ++f) {
      if (!(r.fields >> f & 1)) continue;
      for (const Found& x : find(r, fields[f]))
        if (!negated(fields[f], x)) {
          const Word &first = fields[f].words[x.from], &last = fields[f].words[x.to - 1];
          a.hits.push_back({flag, static_cast<Field>(f), first.offset, last.offset + last.length - first.offset});
        }
    }
  }
  std::sort(a.hits.begin(), a.hits.end());
  a.hits.erase(std::unique(a.hits.begin(), a.hits.end()), a.hits.end());
  return a;
}

// The words of a random world: what texts, rules and job titles are made of.
using Words = std::vector<const char*>;
struct WorldWords {
  Words text, rules, patterns, titles;
};
// What the naive reading knows all about.
inline const WorldWords kNaiveWords = {
    {"développeur", "developer", "ingénieur", "C++", "C", "C#", ".NET", "full", "stack", "fullstack", "data", "données", "astreinte", "Astreintes", "pas", "sans", "de", "d'",
     "no", "not", "required", "non", "ni", "ou", "or", "is", "any", "free", "Go", "go", "node.js", "on", "call", "oncall", "E", "S", "N", "ESN", "\xD0\x95SN", "e", "color", "scheme",
     "projet", "projets", "travel", "developing", "développement", "need", "for", "l'équipe", "aucune"},
    {"développeur", "C++", "C", "C#", ".NET", "full", "stack", "fullstack", "full-stack", "data", "astreinte", "astreintes", "Go", "node.js", "on-call", "oncall", "call", "ESN", "esn",
     "scheme", "color", "projet", "travel", "developing", "équipe", "e"},
    {"develop*", "astreint*", "de*ing", "proj*", "es*", "full*", "data*"},
    {"développeur", "developer", "ingénieur", "C++", "C", ".NET", "data", "projet", "travel", "Go"}};
// Seniority, fillers, compounds, other expressions: for comparing one part of the code with another.
inline const Words kManyWords = {
    "développeur", "developer", "Développeuse", "ingénieur", "C++", "C", "C#", ".NET", "backend", "back", "end", "full", "stack", "fullstack", "senior", "junior",
    "stage", "data", "données", "astreinte", "astreintes", "pas", "sans", "de", "d'", "no", "not", "required", "Go", "go", "R&D", "CI/CD", "node.js", "mission",
    "on", "call", "l'équipe", "team's", "U.S.", "projet", "projets", "web"};
inline const WorldWords kAllWords = {kManyWords, kManyWords, {"develop*", "proj*", "full*"}, kManyWords};

// Random searches and offers over a small vocabulary, so that everything happens often.
class World {
 public:
  explicit World(unsigned seed, const WorldWords& words = kNaiveWords) : random_(seed), words_(words) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  const char* one(const Words& v) { return v[below(v.size())]; }
  std::string text(std::size_t least, std::size_t most) {
    std::string s;
    for (std::size_t n = least + below(most - least + 1); n > 0; --n)
      s += std::string(s.empty() ? "" : one({" ", " ", " ", " ", " ", "-", ", ", ". ", " : ", "\n"})) + one(words_.text);
    return s;
  }
  std::string rule() {
    std::string s = below(8) == 0 ? one({"title: ", "text: ", "company: ", "tags: ", "titre : "}) : "";
    for (std::size_t n = below(4) ? 1 : 2 + below(2), i = 0; i < n; ++i) s += std::string(i == 0 ? "" : " ") + one(below(7) ? words_.rules : words_.patterns);
    return s;
  }
  SearchSpec search(Time now) {
    SearchSpec s;
    s.id = new_id(now);
    s.user_id = new_id(now);
    for (std::size_t n = below(3); n > 0; --n) {
      std::string t;
      for (std::size_t w = 1 + below(3); w > 0; --w) t += std::string(t.empty() ? "" : " ") + one(words_.titles);
      s.job_titles.push_back(t);
    }
    for (std::size_t n = below(3); n > 0; --n) s.keywords.push_back(rule());
    if (below(3) == 0)
      for (std::size_t n = 1 + below(2); n > 0; --n) {
        std::string group = rule();
        for (std::size_t k = below(4); k > 0; --k) group += " | " + rule();
        s.must_have.push_back(group);
      }
    for (std::size_t n = below(4); n > 0; --n) s.red_flags.push_back(rule());
    if (below(2))
      for (std::size_t n = 1 + below(2); n > 0; --n) s.locations.push_back(one(commune_count() > 0 && below(3) == 0 ? kAround : kPlaces));
    s.remote_policy = static_cast<RemotePolicy>(below(10) < 7 ? 0 : below(3));
    if (below(3) == 0) s.salary_min = static_cast<int>(30'000 + 10'000 * below(5));
    return s;
  }
  Offer offer(Time now) {
    Offer o;
    o.source = "test";
    o.source_id = "1";
    o.title = text(1, 5);
    o.company = text(1, 2);
    o.description = text(0, 40);
    for (std::size_t n = below(3); n > 0; --n) o.tags.push_back(text(1, 2));
    auto found = parse_places(one(below(2) ? kPlaces : kTowns));
    o.places = found.places;
    // Some boards give a position, of the town or of somewhere near.
    if (!o.places.empty() && below(4) == 0) {
      o.places[0].lat = 45.76 + (double(below(1000)) - 500) / 1000;
      o.places[0].lon = 4.84 + (double(below(1000)) - 500) / 700;
    }
    o.remote = below(2) ? found.remote : static_cast<Remote>(below(4));
    if (below(2)) {
      o.pay.min = 25'000.0 + 5'000.0 * double(below(10));
      o.pay.max = *o.pay.min + 5'000;
      o.pay.currency = "EUR";
      o.pay.period = PayPeriod::kYear;
      o.pay.origin = below(4) ? PayOrigin::kEmployer : PayOrigin::kPredicted;
    }
    if (below(2)) o.posted_at = now - std::chrono::hours(24 * below(100));
    seal(o, now);
    return o;
  }

 private:
  inline static const Words kPlaces = {"Lyon", "Paris", "69 - Rhône", "France", "Remote", "Remote (US)", "Berlin", "Île-de-France", "", "Europe", "Villeurbanne"};
  inline static const Words kTowns = {"Villeurbanne", "Bron (69)", "Vienne (38)", "Saint-Étienne", "Bourg-en-Bresse", "Versailles", "Créteil", "38 - Isère", "Auvergne-Rhône-Alpes", "Genève"};
  inline static const Words kAround = {"Lyon +10 km", "Lyon +30 km", "Lyon +60 km", "Paris +15 km", "Villeurbanne +3 km", "Vienne (38) +25 km"};
  std::mt19937 random_;
  const WorldWords& words_;
};

}  // namespace jm::domain::oracle
