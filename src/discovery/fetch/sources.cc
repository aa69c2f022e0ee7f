#include "discovery/fetch/sources.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json_object.h"
#include "crypto/hash.h"
#include "domain/location.h"
#include "domain/place.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/json_read.h"

namespace jm::discovery {

namespace {

constexpr std::size_t kIdHexDigits = 16;
constexpr std::size_t kWordsBytesMax = 100;

bool contains(const std::vector<std::string>& list, std::string_view v) { return std::ranges::find(list, v) != list.end(); }

std::string missing_text(const Fetching& fetching, const FetchConfig& config) {
  std::string text;
  for (const std::string& name : fetching.missing(config)) text += (text.empty() ? "" : ", ") + name;      // in no language
  return text.empty() ? text : text + "|" + fetching.keys_from();
}

}  // namespace

std::string to_json(const FetchQuery& q) {
  JsonObject o;
  o.optional_text("words", q.words).optional_text("place", q.place).optional_text("departement", q.departement).optional_text("country", q.country);
  return o.str();
}

FetchQuery read_query(std::string_view json) {
  FetchQuery q;
  text::JsonReader reader(std::size_t{64} << 10);
  const auto o = reader.parse(json);
  if (!o) return q;
  const auto text = [&](std::string_view key) {
    const auto v = (*o)[key];
    return v ? std::string(v->string().value_or("")) : std::string();
  };
  return {text("words"), text("place"), text("departement"), text("country")};
}

std::string listing_text(std::string_view token, const FetchQuery& q) {
  if (!token.empty()) return std::string(token);
  std::string out = q.words;
  const std::string& where = !q.place.empty() ? q.place : !q.departement.empty() ? q.departement : q.country;
  if (!where.empty()) out += (out.empty() ? "" : ", ") + where;
  return out;
}

std::vector<FetchQuery> queries_of(const domain::SearchSpec& search) {
  std::vector<std::string> words = search.job_titles;
  if (words.empty() && !search.keywords.empty()) words = search.keywords;
  if (words.empty()) words.emplace_back();
  std::vector<FetchQuery> where;
  for (const std::string& location : search.locations) {
    const auto found = domain::parse_places(domain::split_radius(location).place);
    if (found.places.empty()) where.emplace_back();                  // "remote": anywhere
    for (const domain::Place& p : found.places) where.push_back({"", p.city, p.departement, p.country});
    // A radius may reach into other departements; a board that is asked for a town looks around it by itself.
    for (const domain::LocationQuery& q : domain::compile_locations({location}))
      for (const std::string& d : q.departements)
        if (d != q.departement) where.push_back({"", std::string(domain::find_departement(d)->name), d, "FR"});
  }
  if (where.empty()) where.emplace_back();
  std::set<FetchQuery> queries;
  for (const std::string& w : words)
    for (FetchQuery q : where) {
      q.words = text::fold(text::clean_line(w.substr(0, kWordsBytesMax)));
      queries.insert(std::move(q));
    }
  return {queries.begin(), queries.end()};
}

std::vector<SourceSpec> wanted_sources(const FetchSettings& settings, std::span<const domain::SearchSpec> searches, std::span<const Company> companies) {
  std::vector<SourceSpec> specs;
  std::set<std::string> ids;
  const auto add = [&](SourceSpec spec) {
    if (ids.insert(spec.id).second) specs.push_back(std::move(spec));
  };
  for (const Board* board : all_boards()) {
    const Fetching* fetching = board->fetching();
    if (fetching == nullptr || contains(settings.boards_off, board->name())) continue;
    const std::string name(board->name()), missing = missing_text(*fetching, settings.plans);
    if (fetching->reach() == Reach::kFeed) {
      add({name, name, "", {}, missing});
    } else if (fetching->reach() == Reach::kCompany) {
      for (const auto* list : {&settings.companies})
        for (const Company& c : *list)
          if (c.first == name) add({name + "/" + c.second, name, c.second, {}, missing});
      for (const Company& c : companies)
        if (c.first == name) add({name + "/" + c.second, name, c.second, {}, missing});
    } else if (!missing.empty()) {
      add({name, name, "", {}, missing});                             // one row says what to do
    } else {
      std::map<FetchQuery, std::vector<Uuid>> queries;
      for (const domain::SearchSpec& search : searches)
        for (FetchQuery& q : queries_of(search)) {
          const auto fit = fetching->fit(std::move(q), settings.plans);
          if (!fit || (queries.size() >= static_cast<std::size_t>(settings.queries_max) && !queries.contains(*fit))) continue;
          std::vector<Uuid>& of = queries[*fit];
          if (of.empty() || of.back() != search.id) of.push_back(search.id);
        }
      for (auto& [q, of] : queries) add({name + "/" + crypto::to_hex(crypto::sha256(to_json(q))).substr(0, kIdHexDigits), name, "", q, "", std::move(of)});
    }
  }
  return specs;
}

}  // namespace jm::discovery
