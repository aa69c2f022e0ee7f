// What the normaliser makes of the recorded payloads (JOBMATE_CORPUS, default ../shared/data): for every board the share of offers with
// each field filled, and of those that are doubtful. Percentages, as counters.
//
//   discovery_bench --benchmark_filter=coverage
//   JOBMATE_SHOW=places  …    the commonest place texts without a country;   JOBMATE_SHOW=pay  …  pay texts that could not be read
//   JOBMATE_SHOW=20      …    20 offers of each board, taken evenly, as they were understood
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "discovery/ingest_reader.h"
#include "domain/offer_json.h"

namespace jm::discovery {
namespace {

using domain::Offer;

const Time kNow = *parse_iso("2026-11-01");

struct Field {
  const char* name;
  bool (*filled)(const Offer&);
};
bool any_place(const Offer& o, bool (*has)(const domain::Place&)) { return std::any_of(o.places.begin(), o.places.end(), has); }
constexpr Field kFields[] = {
    {"01_place", [](const Offer& o) { return !o.places.empty(); }},
    {"02_country", [](const Offer& o) { return any_place(o, [](const domain::Place& p) { return !p.country.empty() || !p.zone.empty(); }); }},
    {"03_city", [](const Offer& o) { return any_place(o, [](const domain::Place& p) { return !p.city.empty(); }); }},
    {"04_insee", [](const Offer& o) { return any_place(o, [](const domain::Place& p) { return !p.insee.empty(); }); }},
    {"05_point", [](const Offer& o) { return any_place(o, [](const domain::Place& p) { return p.lat && p.lon; }); }},
    {"06_remote", [](const Offer& o) { return o.remote != domain::Remote::kUnknown; }},
    {"07_pay", [](const Offer& o) { return o.pay.usable(); }},
    {"08_pay_doubtful", [](const Offer& o) { return o.pay.doubtful; }},
    {"09_pay_unreadable", [](const Offer& o) { return o.pay.status() == domain::PayStatus::kUnreadable; }},
    {"10_contract", [](const Offer& o) { return o.contract != domain::Contract::kUnknown; }},
    {"11_time", [](const Offer& o) { return o.working_time != domain::WorkingTime::kUnknown; }},
    {"12_experience", [](const Offer& o) { return o.experience.months || o.experience.need != domain::ExperienceNeed::kUnknown; }},
    {"13_education", [](const Offer& o) { return o.education_level.has_value(); }},
    {"14_languages", [](const Offer& o) { return !o.languages.empty(); }},
    {"15_skills", [](const Offer& o) { return !o.skills.empty(); }},
    {"16_company", [](const Offer& o) { return !o.company.empty(); }},
    {"17_agency", [](const Offer& o) { return o.intermediary; }},
    {"18_posted", [](const Offer& o) { return o.posted_at.has_value(); }},
    {"19_text_language", [](const Offer& o) { return !o.language.empty(); }},
    {"20_text", [](const Offer& o) { return !o.description.empty(); }},
};

std::string corpus() {
  const char* env = std::getenv("JOBMATE_CORPUS");
  return (env ? std::string(env) : std::string(JM_SOURCE_DIR "/../shared/data")) + "/offers";
}

struct Shown {
  std::map<std::string, std::size_t> counts;
  void add(std::string s) { ++counts[std::move(s)]; }
  void print(std::size_t most) const {
    std::vector<std::pair<std::size_t, std::string>> v;
    for (const auto& [s, n] : counts) v.emplace_back(n, s);
    std::sort(v.rbegin(), v.rend());
    for (std::size_t i = 0; i < v.size() && i < most; ++i) std::fprintf(stderr, "%6zu  %s\n", v[i].first, v[i].second.c_str());
  }
};

void coverage(benchmark::State& state, const std::string& board) {
  const char* env = std::getenv("JOBMATE_SHOW");
  const std::string show = env ? env : "";
  const std::size_t sample = show.find_first_not_of("0123456789") == std::string::npos && !show.empty() ? std::stoul(show) : 0;
  std::map<std::string, double> filled;
  std::vector<Offer> kept;
  Shown shown;
  std::size_t offers = 0, rejected = 0, unmapped = 0;
  for (auto _ : state) {
    const auto plan = plan_ingest(corpus() + "/" + board, board);
    if (!plan) return state.SkipWithError("no recorded payloads");
    for (const IngestFile& f : plan->files) {
      IngestReader reader(f.path, f.name);
      while (const auto chunk = reader.next()) {
        ParseOutput out;
        f.board->parse(chunk->bytes, {.name = f.name}, kNow, out);
        rejected += out.rejected;
        unmapped += out.unmapped_keys.size();
        for (Offer& o : out.offers) {
          ++offers;
          for (const Field& field : kFields) filled[field.name] += field.filled(o);
          if (show == "places")
            for (const auto& p : o.places)
              if (p.country.empty() && p.zone.empty()) shown.add(p.raw);
          if (show == "pay" && o.pay.status() == domain::PayStatus::kUnreadable) shown.add(o.pay.raw);
          if (show == "doubt" && o.pay.doubtful) shown.add(o.pay.raw + " = " + domain::pay_text(o.pay, "en"));
          if (sample) kept.push_back(std::move(o));
        }
      }
    }
  }
  state.counters["00_offers"] = double(offers);
  for (const auto& [name, n] : filled) state.counters[name] = offers == 0 ? 0 : 100.0 * n / double(offers);
  state.counters["21_rejected"] = double(rejected);
  state.counters["22_unmapped_keys"] = double(unmapped);
  shown.print(60);
  for (std::size_t i = 0; i < sample && !kept.empty(); ++i) {
    Offer& o = kept[i * kept.size() / sample % kept.size()];
    o.description.resize(std::min<std::size_t>(o.description.size(), 600));
    std::fprintf(stderr, "%s\n", domain::details_json(o, false).c_str());
  }
}

const int kRegistered = [] {
  for (const Board* b : all_boards())
    benchmark::RegisterBenchmark(("coverage/" + std::string(b->name())).c_str(), coverage, std::string(b->name()))->Iterations(1)->Unit(benchmark::kMillisecond);
  return 0;
}();

}  // namespace
}  // namespace jm::discovery
