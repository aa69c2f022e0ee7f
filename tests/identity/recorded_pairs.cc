// Pairs of recorded ads that may be the same job, for people to judge, and what the judged ones say about the decision.
//
//   recorded_pairs sample DIR ROUND           200 pairs not judged yet, by strata of the score, in random order: DIR/pairs.txt, both texts
//                                         whole and no word of what the decision says; DIR/pairs.tsv, lines for the file of judged
//                                         pairs that lack the verdict. Texts stay out of the repository.
//   recorded_pairs measure                 tests/identity/judged_pairs.tsv against the decision as it is now
//
// Read: JOBMATE_CORPUS/offers, every board the product reads, and google_jobs (several publishers of one job). A pair is two ads
// with different ids that meet in the index, or that have town, title and employer in common; it is sampled by group (both France
// Travail, Google Jobs, two boards, one other board) and by score.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <set>
#include <unordered_map>

#include "discovery/ingest_reader.h"
#include "domain/offer_index.h"
#include "domain/place.h"
#include "domain/same_job.h"
#include "known_answers.h"
#include "text/fold.h"
#include "text/html.h"
#include "text/json_read.h"
#include "text/language.h"

namespace {

using namespace jm;
using domain::Offer;

const Time kNow = *parse_iso("2026-11-01");

void read_google_jobs(std::vector<Offer>& offers) {
  const std::string bytes = identity::read_file(identity::corpus_dir() + "/offers/google_jobs/google_jobs_fr_167.json.gz");
  text::JsonReader reader;
  const auto doc = reader.parse(bytes);
  if (!doc) return;
  for (text::JsonElements e(*doc); e.next();) {
    const auto member = [&](std::string_view key) {
      const auto v = e.value()[key];
      return std::string(v ? v->string().value_or("") : "");
    };
    Offer o;
    o.source = "google_jobs";
    o.source_id = member("job_id");
    o.title = member("job_title");
    o.company = member("employer_name");
    o.url = member("job_apply_link");
    o.places = domain::parse_places(member("job_city").empty() ? member("job_location") : member("job_city"), "FR").places;
    o.description = text::html_to_text(member("job_description"));
    o.language = text::detect_language(o.description);
    domain::seal(o, kNow);
    offers.push_back(std::move(o));
  }
}

std::vector<Offer> read_recorded() {
  std::vector<Offer> offers;
  const auto plan = discovery::plan_ingest(identity::corpus_dir() + "/offers", "");
  if (!plan) return offers;
  for (const auto& f : plan->files) {
    discovery::IngestReader reader(f.path, f.name);
    while (const auto chunk = reader.next()) {
      discovery::ParseOutput out;
      f.board->parse(chunk->bytes, {.name = f.name}, kNow, out);
      std::ranges::move(out.offers, std::back_inserter(offers));
    }
  }
  read_google_jobs(offers);
  // The same ad in several files is exact identity's; the longest text stands for it.
  std::map<std::pair<std::string, std::string>, Offer> by_id;
  for (Offer& o : offers)
    if (auto& kept = by_id[{o.source, o.source_id}]; kept.description.size() < o.description.size()) kept = std::move(o);
  offers.clear();
  for (auto& [id, o] : by_id)
    if (o.description.size() >= 100) offers.push_back(std::move(o));
  return offers;
}

struct Found {
  std::size_t a, b;
  domain::Likeness likeness;
};

std::string group(const Offer& a, const Offer& b) {
  if (a.source == "google_jobs" || b.source == "google_jobs") return "google_jobs";
  if (a.source != b.source) return "two_boards";
  return a.source == "france_travail" ? "france_travail" : "one_board";
}

int band(double score) {
  static constexpr double kEdges[] = {0.7, 1.0, 1.25, 1.5, 1.8};
  return static_cast<int>(std::upper_bound(std::begin(kEdges), std::end(kEdges), score) - std::begin(kEdges));
}
std::string stratum(const Offer& a, const Offer& b, const domain::Likeness& l) { return group(a, b) + (l.same ? "+" : "-") + std::to_string(band(l.score)); }

struct Corpus {
  std::vector<Offer> offers = read_recorded();
  std::vector<domain::Ad> ads;
  domain::Boilerplate boilerplate{std::size_t{1} << 21};
  std::vector<Found> pairs;

  Corpus() {
    domain::OfferIndex index;
    std::unordered_map<std::string, std::vector<std::size_t>> blocks;
    for (std::size_t i = 0; i < offers.size(); ++i) {
      ads.push_back(domain::read_ad(offers[i]));
      boilerplate.count(ads[i].employer_hash, ads[i].sentences);
    }
    for (std::size_t i = 0; i < offers.size(); ++i) {
      std::set<std::size_t> near;
      const auto keys = domain::keys_of(ads[i]);
      for (const auto& c : index.find(keys)) near.insert(c.ad);
      const auto* place = offers[i].main_place();
      auto& block = blocks[text::fold_name(offers[i].title) + "|" + offers[i].company_key + "|" + (place ? text::fold_name(place->city) : "")];
      if (block.size() < 20) near.insert(block.begin(), block.end());
      block.push_back(i);
      for (const std::size_t j : near)
        if (const auto l = domain::compare(ads[j], ads[i], &boilerplate); l.place != domain::PlaceLikeness::kDifferent) pairs.push_back({j, i, l});
      index.add(static_cast<std::uint32_t>(i), keys);
    }
  }
  std::string label(const Found& f) const { return stratum(offers[f.a], offers[f.b], f.likeness); }
};

std::string one_line(std::string s, std::size_t max) {
  std::replace(s.begin(), s.end(), '\n', ' ');
  if (s.size() > max) s = std::string(s.substr(0, max)) + "…";
  return s;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ' && c != '\n') {
      word += c;
      continue;
    }
    if (!word.empty()) out.push_back(std::exchange(word, {}));
    if (c == '\n') out.emplace_back("/");
  }
  return out;
}

// The second text against the first: "[=12]" stands for twelve words that both have in this place, "{-…-}" for what only the first has,
// "{+…+}" for what only the second has.
std::string against(const std::string& first, const std::string& second) {
  const auto a = words_of(first), b = words_of(second);
  std::vector<std::vector<std::uint16_t>> common(a.size() + 1, std::vector<std::uint16_t>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      common[i][j] = a[i] == b[j] ? static_cast<std::uint16_t>(common[i + 1][j + 1] + 1) : std::max(common[i + 1][j], common[i][j + 1]);
  std::string out, gone, come;
  std::size_t equal = 0;
  const auto flush_equal = [&] {
    if (equal > 0) out += "[=" + std::to_string(equal) + "] ";
    equal = 0;
  };
  const auto flush = [&] {
    if (!gone.empty()) out += "{-" + gone + "-} ";
    if (!come.empty()) out += "{+" + come + "+} ";
    gone.clear();
    come.clear();
  };
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      flush();
      ++equal, ++i, ++j;
    } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
      flush_equal();
      gone += (gone.empty() ? "" : " ") + a[i++];
    } else {
      flush_equal();
      come += (come.empty() ? "" : " ") + b[j++];
    }
  }
  flush();
  flush_equal();
  return out;
}

std::string facts(const Offer& o) {
  return o.source + " " + o.source_id + " | " + one_line(o.title, 90) + " | " + one_line(o.company, 40) + " | " + one_line(o.location(), 40) + " | " + std::string(domain::name(o.contract)) + " | " +
         one_line(o.pay.raw, 40) + " | " + (o.posted_at ? to_iso(*o.posted_at).substr(0, 10) : "") + " | " + std::to_string(o.description.size());
}

std::string key(const Offer& o) { return o.source + ":" + o.source_id; }

// A line of tests/identity/judged_pairs.tsv: two ads, each as source:id, same, different or unclear, the round, the weight.
struct Verdict {
  std::string what, round;
  double weight = 0;
};
class Judged {
 public:
  Judged() {
    const std::string file = identity::read_file(JM_SOURCE_DIR "/tests/identity/judged_pairs.tsv");
    for (std::size_t at = 0; at < file.size();) {
      const std::size_t end = std::min(file.find('\n', at), file.size());
      std::vector<std::string> f;
      for (std::size_t from = at; from <= end;) {
        const std::size_t tab = std::min(file.find('\t', from), end);
        f.push_back(file.substr(from, tab - from));
        from = tab + 1;
      }
      at = end + 1;
      if (f.size() == 5 && !f[0].starts_with('#')) verdicts_[std::minmax(f[0], f[1])] = {f[2], f[3], std::atof(f[4].c_str())};
    }
  }
  const Verdict* of(const Offer& a, const Offer& b) const {
    const auto it = verdicts_.find(std::minmax(key(a), key(b)));
    return it == verdicts_.end() ? nullptr : &it->second;
  }
  std::size_t size() const { return verdicts_.size(); }

 private:
  std::map<std::pair<std::string, std::string>, Verdict> verdicts_;
};

constexpr std::size_t kSample = 200;

int sample(const Corpus& c, const std::string& dir, const std::string& round) {
  const Judged judged;
  std::map<std::string, std::vector<std::size_t>> strata;
  for (std::size_t i = 0; i < c.pairs.size(); ++i)
    if (!judged.of(c.offers[c.pairs[i].a], c.offers[c.pairs[i].b])) strata[c.label(c.pairs[i])].push_back(i);
  std::mt19937 random(20261129);
  for (auto& [name, list] : strata) std::shuffle(list.begin(), list.end(), random);
  std::vector<std::pair<std::size_t, std::string>> drawn;        // one of each stratum in turn
  std::map<std::string, std::size_t> of;
  for (std::size_t k = 0; drawn.size() < kSample; ++k) {
    const std::size_t before = drawn.size();
    for (const auto& [name, list] : strata)
      if (k < list.size() && drawn.size() < kSample) {
        drawn.emplace_back(list[k], name);
        ++of[name];
      }
    if (drawn.size() == before) break;
  }
  std::shuffle(drawn.begin(), drawn.end(), random);
  FILE* text = std::fopen((dir + "/pairs.txt").c_str(), "w");
  FILE* table = std::fopen((dir + "/pairs.tsv").c_str(), "w");
  if (!text || !table) return std::printf("cannot write into %s\n", dir.c_str()), 1;
  for (std::size_t n = 0; n < drawn.size(); ++n) {
    const auto& [i, name] = drawn[n];
    const Offer &a = c.offers[c.pairs[i].a], &b = c.offers[c.pairs[i].b];
    std::string whole;
    for (const std::string& w : words_of(a.description)) whole += w + " ";
    std::fprintf(text, "#%zu\nA %s\nB %s\nA: %s\nB against A: %s\n\n", n + 1, facts(a).c_str(), facts(b).c_str(), whole.c_str(), against(a.description, b.description).c_str());
    std::fprintf(table, "%s\t%s\t?\t%s\t%.2f\n", key(a).c_str(), key(b).c_str(), round.c_str(), double(strata[name].size()) / double(of[name]));
  }
  std::fclose(text);
  std::fclose(table);
  for (const auto& [name, list] : strata) std::printf("%-20s %zu of %zu\n", name.c_str(), of[name], list.size());
  return 0;
}

// Each judged pair stands for as many as it was drawn from, so the shares are of all pairs of that time, not of the sample. The
// second round was drawn among pairs that were taken for one job, and some that nearly were: it says nothing about recall.
int measure(const Corpus& c) {
  const Judged judged;
  if (judged.size() == 0) return std::printf("tests/identity/judged_pairs.tsv: nothing judged\n"), 1;
  struct Tally {
    double same = 0, same_found = 0, found = 0;
    std::size_t pairs = 0, right = 0;
  };
  std::map<std::string, Tally> tallies;
  std::size_t met = 0;
  for (const Found& f : c.pairs) {
    const Offer &a = c.offers[f.a], &b = c.offers[f.b];
    const Verdict* v = judged.of(a, b);
    if (!v || v->what == "unclear") continue;
    ++met;
    const bool same = v->what == "same";
    if (same != f.likeness.same)
      std::printf("  %s: %s and %s, score %.2f\n", f.likeness.same ? "wrongly one" : "wrongly apart", key(a).c_str(), key(b).c_str(), f.likeness.score);
    for (const std::string& name : {"round " + v->round + ", all", "round " + v->round + ", " + group(a, b)}) {
      Tally& t = tallies[name];
      ++t.pairs;
      t.right += same == f.likeness.same;
      if (same) t.same += v->weight;
      if (f.likeness.same) t.found += v->weight;
      if (same && f.likeness.same) t.same_found += v->weight;
    }
  }
  std::printf("%zu ads, %zu pairs compared, %zu taken for one job; %zu of %zu judged pairs are clear and were met\n", c.offers.size(), c.pairs.size(),
              static_cast<std::size_t>(std::count_if(c.pairs.begin(), c.pairs.end(), [](const Found& f) { return f.likeness.same; })), met, judged.size());
  for (const auto& [name, t] : tallies)
    std::printf("  %-24s %zu of %zu as judged, precision %.3f, recall %s\n", name.c_str(), t.right, t.pairs, t.found > 0 ? t.same_found / t.found : 1,
                !name.starts_with("round 2") && t.same > 0 ? std::to_string(t.same_found / t.same).substr(0, 5).c_str() : "-");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const Corpus corpus;
  if (corpus.offers.empty()) return std::printf("no recorded offers (JOBMATE_CORPUS)\n"), 1;
  if (argc > 3 && std::strcmp(argv[1], "sample") == 0) return sample(corpus, argv[2], argv[3]);
  return measure(corpus);
}
