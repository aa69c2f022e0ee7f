// The recorded payloads of all boards, whole: nothing crashes, nearly nothing is refused, and the coverage of the fields does
// not fall below what was once reached. Read from JOBMATE_CORPUS (default ../shared/data), skipped without it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/json_text.h"
#include "discovery/ingest_reader.h"

namespace jm::discovery {
namespace {

struct Coverage {
  std::size_t offers = 0, place = 0, country = 0, pay = 0, doubtful = 0, contract = 0, remote = 0, date = 0, language = 0, text = 0;
  ParseOutput out;

  void take() {
    for (const domain::Offer& o : out.offers) {
      ++offers;
      place += !o.places.empty();
      country += !o.places.empty() && !o.places[0].country.empty();
      pay += o.pay.usable();
      doubtful += o.pay.doubtful;
      contract += o.contract != domain::Contract::kUnknown;
      remote += o.remote != domain::Remote::kUnknown;
      date += o.posted_at.has_value();
      language += !o.language.empty();
      text += !o.description.empty();
      ASSERT_TRUE(is_valid_utf8(o.title) && is_valid_utf8(o.description) && is_valid_utf8(o.company));
      ASSERT_FALSE(o.source_id.empty() || o.title.empty());
      ASSERT_EQ(o.description.find("<script"), std::string::npos);
    }
    out.offers.clear();
  }
  int percent(std::size_t n) const { return offers == 0 ? 0 : static_cast<int>(100 * n / offers); }
};

// What was reached: offers, and the least percentage with place, usable pay, contract, language of the text; rejects that are right
// (SmartRecruiters' recorded posting is cut out of its envelope and has no id; HelloWork's saved page is no list of cards).
struct Gate {
  std::size_t offers;
  int place, pay, contract, language;
  std::size_t rejected = 0;
};
const std::map<std::string, Gate> kGates = {
    {"adzuna", {1743, 99, 14, 24, 99}},        {"arbeitnow", {100, 99, 0, 5, 99}},      {"ashby", {5983, 97, 48, 4, 99}},
    {"themuse", {600, 70, 38, 2, 98}},         {"greenhouse", {22733, 97, 0, 2, 99}},   {"france_travail", {34525, 99, 22, 77, 12}},
    {"google_jobs", {97, 98, 0, 36, 100}},     {"hackernews", {2200, 70, 18, 2, 95}},   {"hellowork", {175, 100, 0, 100, 0, 1}},
    {"himalayas", {20, 100, 40, 10, 100}},     {"jobicy", {50, 100, 42, 2, 100}},       {"lever", {6, 100, 16, 33, 83}},
    {"linkedin_derived", {173, 100, 34, 12, 0}}, {"multi_source", {80273, 96, 0, 3, 0}}, {"personio", {2, 100, 0, 100, 0}},
    {"recruitee", {5, 100, 40, 100, 40}},      {"reed_uk", {100, 100, 88, 1, 99}},      {"remotejobs_org", {95, 13, 44, 1, 100}},
    {"remoteok", {99, 52, 9, 2, 100}},         {"remotive", {21, 100, 60, 19, 100}},    {"smartrecruiters", {4, 100, 0, 100, 100, 1}},
    {"teamtailor", {2, 100, 0, 0, 0}},         {"weworkremotely", {220, 98, 0, 2, 100}}, {"workable", {2, 100, 0, 0, 100}},
};

TEST(Corpus, RecordedPayloadsAreDigestedWhole) {
  const char* env = std::getenv("JOBMATE_CORPUS");
  const std::string root = (env ? std::string(env) : std::string(JM_SOURCE_DIR "/../shared/data")) + "/offers";
  if (!std::filesystem::is_directory(root)) GTEST_SKIP() << "no recorded payloads (JOBMATE_CORPUS): skipped";
  const auto plan = plan_ingest(root, "");
  ASSERT_TRUE(plan) << plan.error().message;
  for (const Skipped& s : plan->skipped) std::printf("%s\n", s.why.c_str());
  const Time now = *parse_iso("2026-11-01");
  std::map<std::string, Coverage> boards;
  for (const IngestFile& f : plan->files) {
    Coverage& c = boards[std::string(f.board->name())];
    IngestReader reader(f.path, f.name);
    while (const auto chunk = reader.next()) {
      f.board->parse(chunk->bytes, {.name = f.name}, now, c.out);
      ASSERT_NO_FATAL_FAILURE(c.take()) << f.name;
    }
    EXPECT_FALSE(reader.problem()) << f.name << ": " << reader.problem()->detail;
  }
  std::printf("%-15s %7s %8s | %% place country pay doubtful contract remote date language text\n", "board", "offers", "rejected");
  boards.erase("jobposting");           // pages: career_page_test.cc
  for (const auto& [name, c] : boards) {
    std::printf("%-15s %7zu %8zu | %7d %7d %3d %8.1f %8d %6d %4d %8d %4d\n", name.c_str(), c.offers, c.out.rejected, c.percent(c.place), c.percent(c.country), c.percent(c.pay),
                c.offers == 0 ? 0.0 : 100.0 * double(c.doubtful) / double(c.offers), c.percent(c.contract), c.percent(c.remote), c.percent(c.date), c.percent(c.language),
                c.percent(c.text));
    for (const auto& [code, n] : c.out.reject_counts) std::printf("    %zu x %s\n", n, std::string(discovery::name(code)).c_str());
    for (const auto& [key, n] : c.out.unmapped_keys) std::printf("    unmapped %s (%zu)\n", key.c_str(), n);
    const auto gate = kGates.find(name);
    EXPECT_NE(gate, kGates.end()) << name;
    if (gate == kGates.end()) continue;
    EXPECT_GE(c.offers, gate->second.offers) << name;
    EXPECT_EQ(c.out.rejected, gate->second.rejected) << name;
    EXPECT_GE(c.percent(c.place), gate->second.place) << name;
    EXPECT_GE(c.percent(c.pay), gate->second.pay) << name;
    EXPECT_GE(c.percent(c.contract), gate->second.contract) << name;
    EXPECT_GE(c.percent(c.language), gate->second.language) << name;
  }
  EXPECT_EQ(boards.size(), kGates.size());
}

}  // namespace
}  // namespace jm::discovery
