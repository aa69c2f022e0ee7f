// How fast payloads become clean offers, and offers find their searches. One core.
//
//   discovery_bench --benchmark_filter=Parse        items = offers, bytes = decoded payload
//
// Payloads: the recorded ones (JOBMATE_CORPUS, default ../shared/data), else the demo data, many times over.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "discovery/ingest_reader.h"
#include "domain/match.h"

namespace jm::discovery {
namespace {

const Time kNow{1'793'500'000'000'000};

struct Loaded {
  const Board* board;
  std::string name, bytes;
};

// Everything decoded in memory beforehand: the parser is measured, not the disk and not zlib.
const std::vector<Loaded>& payloads() {
  static const auto all = [] {
    const char* env = std::getenv("JOBMATE_CORPUS");
    std::string root = (env ? std::string(env) : std::string(JM_SOURCE_DIR "/../shared/data")) + "/offers";
    if (!std::filesystem::is_directory(root)) root = JM_SOURCE_DIR "/data/demo";
    std::vector<Loaded> v;
    const auto plan = plan_ingest(root, "");
    if (!plan) std::abort();
    for (const IngestFile& f : plan->files) {
      IngestReader r(f.path, f.name);
      while (const auto c = r.next()) v.push_back({f.board, f.name, std::string(c->bytes)});
    }
    return v;
  }();
  return all;
}

void parse(benchmark::State& state, std::string_view board) {
  std::size_t offers = 0, bytes = 0;
  for (auto _ : state) {
    for (const Loaded& p : payloads()) {
      if (!board.empty() && p.board->name() != board) continue;
      ParseOutput out;
      p.board->parse(p.bytes, {.name = p.name}, kNow, out);
      offers += out.offers.size();
      bytes += p.bytes.size();
      benchmark::DoNotOptimize(out);
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(offers));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK_CAPTURE(parse, all_boards, "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, france_travail, "france_travail")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, adzuna, "adzuna")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, greenhouse, "greenhouse")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, ashby, "ashby")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, themuse, "themuse")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, arbeitnow, "arbeitnow")->Unit(benchmark::kMillisecond);

// Reading and inflating from disk included.
void read_and_parse(benchmark::State& state) {
  std::size_t offers = 0;
  const char* env = std::getenv("JOBMATE_CORPUS");
  std::string root = (env ? std::string(env) : std::string(JM_SOURCE_DIR "/../shared/data")) + "/offers";
  if (!std::filesystem::is_directory(root)) root = JM_SOURCE_DIR "/data/demo";
  for (auto _ : state) {
    const auto plan = plan_ingest(root, "");
    for (const IngestFile& f : plan->files) {
      IngestReader r(f.path, f.name);
      while (const auto c = r.next()) {
        ParseOutput out;
        f.board->parse(c->bytes, {.name = f.name}, kNow, out);
        offers += out.offers.size();
      }
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(offers));
}
BENCHMARK(read_and_parse)->Unit(benchmark::kMillisecond);

// Searches made of the corpus' own titles, places and common flags, so that they match as real ones do.
std::vector<domain::SearchSpec> searches(std::size_t n, const std::vector<domain::Offer>& offers) {
  static constexpr std::string_view kFlags[] = {"astreinte", "on-call", "ESN", "déplacements fréquents", "unpaid", "travail de nuit", "commission", "freelance", "stage", "sales quota"};
  static constexpr std::string_view kKeywords[] = {"Python", "C++", "SQL", "AWS", "Kubernetes", "machine learning", "SAP", "React", "Java", "Excel"};
  std::mt19937 random(42);
  std::vector<domain::SearchSpec> out;
  for (std::size_t i = 0; i < n; ++i) {
    domain::SearchSpec s;
    s.id = new_id();
    s.user_id = new_id();
    for (std::size_t k = 1 + random() % 3; k > 0; --k) {
      // The first two or three words of somebody's title.
      const std::string& title = offers[random() % offers.size()].title;
      std::size_t end = 0;
      for (int w = 0; w < 2 + int(random() % 2) && end != std::string::npos; ++w) end = title.find(' ', end + 1);
      s.job_titles.push_back(title.substr(0, end));
    }
    if (random() % 3) {
      const auto& o = offers[random() % offers.size()];
      if (!o.places.empty()) s.locations.push_back(o.places[0].city.empty() ? o.places[0].raw : o.places[0].city);
    }
    for (std::size_t k = random() % 5; k > 0; --k) s.keywords.emplace_back(kKeywords[random() % std::size(kKeywords)]);
    for (std::size_t k = random() % 6; k > 0; --k) s.red_flags.emplace_back(kFlags[random() % std::size(kFlags)]);
    if (random() % 2) s.salary_min = 35'000 + 5'000 * int(random() % 8);
    out.push_back(std::move(s));
  }
  return out;
}

void match(benchmark::State& state) {
  static const auto offers = [] {
    std::vector<domain::Offer> v;
    for (const Loaded& p : payloads()) {
      ParseOutput out;
      p.board->parse(p.bytes, {.name = p.name}, kNow, out);
      for (auto& o : out.offers)
        if (!o.description.empty() && v.size() < 20'000) v.push_back(std::move(o));      // with a text: the expensive ones
    }
    return v;
  }();
  domain::MatchIndex index;
  for (const auto& s : searches(static_cast<std::size_t>(state.range(0)), offers)) index.add(s);
  std::size_t i = 0, outcomes = 0;
  for (auto _ : state) outcomes += index.match(offers[i++ % offers.size()], kNow).size();
  state.SetItemsProcessed(static_cast<std::int64_t>(i));
  state.counters["outcomes_per_offer"] = double(outcomes) / double(i);
}
BENCHMARK(match)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace jm::discovery
