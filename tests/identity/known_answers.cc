#include "known_answers.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "domain/offer_index.h"
#include "domain/place.h"
#include "domain/same_job.h"
#include "text/fold.h"
#include "text/json_read.h"

namespace jm::identity {
namespace {

template <class F>
void each_line(std::string_view text, F take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

domain::Contract contract_of(std::string_view s) {
  return s == "CDI" ? domain::Contract::kCdi : s == "CDD" ? domain::Contract::kCdd : s == "MIS" ? domain::Contract::kInterim
         : s == "LIB" ? domain::Contract::kFreelance : domain::Contract::kUnknown;
}

void read_pairs(const std::string& path, const std::unordered_map<std::string, std::size_t>& places, std::map<Pair, std::string>& pairs) {
  each_line(read_file(path), [&](std::string_view line) {
    const std::size_t one = line.find('\t'), two = line.find('\t', one + 1);
    if (two == std::string_view::npos) return;
    const auto a = places.find(std::string(line.substr(0, one))), b = places.find(std::string(line.substr(one + 1, two - one - 1)));
    if (a != places.end() && b != places.end()) pairs.emplace(std::minmax(a->second, b->second), line.substr(two + 1));
  });
}

}  // namespace

std::string corpus_dir() {
  const char* env = std::getenv("JOBMATE_CORPUS");
  return env ? env : JM_SOURCE_DIR "/../shared/data";
}

std::string read_file(const std::string& path, std::size_t bytes_max) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file) return {};
  std::string out;
  std::vector<char> chunk(1 << 16);
  for (int n = 0; out.size() < bytes_max && (n = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0;) out.append(chunk.data(), static_cast<std::size_t>(n));
  gzclose(file);
  return out;
}

KnownAnswers read_known_answers(const std::string& dir, const std::string& part) {
  KnownAnswers all;
  std::unordered_map<std::string, std::size_t> places;
  text::JsonReader reader;
  each_line(read_file(dir + "/" + part + ".offers.jsonl.gz"), [&](std::string_view line) {
    const auto doc = reader.parse(line);
    if (!doc) return;
    const auto member = [&](std::string_view key) { return std::string((*doc)[key].value_or(text::JsonValue{}).string().value_or("")); };
    domain::Offer o;
    o.source_id = member("id");
    o.title = member("title");
    o.company = member("company");
    o.description = member("text");
    o.language = member("lang");
    o.contract = contract_of(member("contract"));
    auto where = domain::parse_places(member("city"));
    o.places = std::move(where.places);
    o.remote = where.remote;
    places.emplace(o.source_id, all.offers.size());
    all.offers.push_back(std::move(o));
  });
  read_pairs(dir + "/" + part + ".pairs.tsv", places, all.same);
  read_pairs(dir + "/" + part + ".hardneg.tsv", places, all.different);
  return all;
}

Figures measure(const KnownAnswers& answers, const std::set<Pair>& found) {
  Figures f;
  f.found = found.size();
  for (const Pair& p : found) {
    if (const auto same = answers.same.find(p); same != answers.same.end()) ++f.right, ++f.by_kind[same->second];
    else if (const auto hard = answers.different.find(p); hard != answers.different.end()) ++f.by_kind[hard->second];
    else ++f.by_kind["other"];
    const auto *a = answers.offers[p.first].main_place(), *b = answers.offers[p.second].main_place();
    f.other_town += a && b && text::fold_name(a->city) != text::fold_name(b->city);
  }
  if (f.found > 0) f.precision = static_cast<double>(f.right) / static_cast<double>(f.found);
  if (!answers.same.empty()) f.recall = static_cast<double>(f.right) / static_cast<double>(answers.same.size());
  if (f.right > 0) f.f1 = 2 * f.precision * f.recall / (f.precision + f.recall);
  return f;
}

std::set<Pair> same_jobs(const std::vector<domain::Offer>& offers) {
  std::set<Pair> found;
  std::vector<domain::Ad> ads;
  domain::OfferIndex index;
  domain::Boilerplate boilerplate;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    ads.push_back(domain::read_ad(offers[i]));
    const auto keys = domain::keys_of(ads.back());
    bool copy = false;
    for (const auto& c : index.find(keys))
      if (domain::compare(ads[c.ad], ads[i], &boilerplate).same) {
        found.emplace(c.ad, i);
        copy = true;
      }
    if (!copy) boilerplate.count(ads[i].employer_hash, ads[i].sentences);
    index.add(static_cast<std::uint32_t>(i), keys);
  }
  return found;
}

std::set<Pair> equal_texts(const std::vector<domain::Offer>& offers) {
  std::set<Pair> found;
  std::unordered_map<std::string, std::vector<std::size_t>> by_text;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    auto& same = by_text[text::fold_name(offers[i].description)];
    for (const std::size_t other : same) found.emplace(other, i);
    same.push_back(i);
  }
  return found;
}

}  // namespace jm::identity
