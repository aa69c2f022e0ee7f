#include "domain/source_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jm::domain {
namespace {

constexpr RunHistory kUsual{.usual_seen = 100, .usual_reject_share = 0.01, .failures = 0};

TEST(SourceHealth, JudgesRuns) {
  struct Row {
    const char* what;
    RunFacts run;
    RunHistory before;
    SourceState state;
    SourceProblem problem;
    const char* detail;
    bool trusted;
    int failures;
  };
  const Row rows[] = {
      {"as always", {.seen = 90}, kUsual, SourceState::kOk, SourceProblem::kNone, "", true, 0},
      {"the first run", {.seen = 5}, {}, SourceState::kOk, SourceProblem::kNone, "", true, 0},
      {"never gave anything", {.seen = 0}, {}, SourceState::kOk, SourceProblem::kNone, "", true, 0},
      {"used to give, gives nothing", {.seen = 0}, kUsual, SourceState::kBroken, SourceProblem::kEmpty, "100", false, 1},
      {"nothing new since", {.unchanged = true}, kUsual, SourceState::kOk, SourceProblem::kNone, "", true, 0},
      {"asked for news only", {.narrowed = true}, kUsual, SourceState::kOk, SourceProblem::kNone, "", true, 0},
      {"rejects jump", {.seen = 100, .rejected = 40}, kUsual, SourceState::kBroken, SourceProblem::kRejects, "40/100", false, 1},
      {"all rejected at first", {.seen = 10, .rejected = 10}, {}, SourceState::kBroken, SourceProblem::kRejects, "10/10", false, 1},
      {"one answer, unreadable", {.seen = 1, .rejected = 1}, kUsual, SourceState::kBroken, SourceProblem::kRejects, "1/1", false, 1},
      {"two rejects say nothing", {.seen = 4, .rejected = 2}, kUsual, SourceState::kOk, SourceProblem::kNone, "", true, 0},
      {"a source with many rejects, as always", {.seen = 100, .rejected = 50}, {.usual_seen = 100, .usual_reject_share = 0.45}, SourceState::kOk, SourceProblem::kNone, "", true, 0},
      {"failed", {.failed = true, .problem = SourceProblem::kTimeout}, kUsual, SourceState::kBroken, SourceProblem::kTimeout, "", false, 1},
      {"failed for the third time", {.failed = true, .problem = SourceProblem::kTimeout}, {.failures = 2}, SourceState::kPaused, SourceProblem::kTimeout, "", false, 3},
      {"asked to wait", {.failed = true, .problem = SourceProblem::kRateLimited, .detail = "60"}, kUsual, SourceState::kPaused, SourceProblem::kRateLimited, "60", false, 0},
      {"the quiet hours began", {.failed = true, .problem = SourceProblem::kQuiet, .detail = "06:00"}, {.failures = 2}, SourceState::kPaused, SourceProblem::kQuiet, "06:00", false, 2},
      {"some parts", {.problem = SourceProblem::kParts, .detail = "2/14", .seen = 80}, {.usual_seen = 100, .failures = 2}, SourceState::kOk, SourceProblem::kParts, "2/14", false, 0},
      {"well again", {.seen = 80}, {.usual_seen = 100, .failures = 5}, SourceState::kOk, SourceProblem::kNone, "", true, 0},
  };
  for (const Row& r : rows) {
    const SourceVerdict v = judge_run(r.run, r.before);
    EXPECT_EQ(v.state, r.state) << r.what;
    EXPECT_EQ(v.problem, r.problem) << r.what;
    EXPECT_EQ(v.detail, r.detail) << r.what;
    EXPECT_EQ(v.trusted, r.trusted) << r.what;
    EXPECT_EQ(v.history.failures, r.failures) << r.what;
  }
}

TEST(SourceHealth, AveragesMoveWithGoodRunsOnly) {
  EXPECT_DOUBLE_EQ(judge_run({.seen = 200}, kUsual).history.usual_seen, 130);
  EXPECT_DOUBLE_EQ(judge_run({.seen = 0}, kUsual).history.usual_seen, 100);
  EXPECT_DOUBLE_EQ(judge_run({.unchanged = true}, kUsual).history.usual_seen, 100);
}

TEST(SourceHealth, EveryCodeHasNamesAndWords) {
  for (std::size_t i = 1; i < static_cast<std::size_t>(SourceProblem::kCount_); ++i) {
    const auto p = static_cast<SourceProblem>(i);
    EXPECT_EQ(source_problem_from(name(p)), p);
    const std::string en = problem_text(p, "7/9", Lang::kEn), fr = problem_text(p, "7/9", Lang::kFr);
    EXPECT_FALSE(en.empty()) << i;
    EXPECT_NE(en, fr) << i;
    EXPECT_THAT(en + fr, testing::Not(testing::HasSubstr("{")));
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(SourceState::kCount_); ++i) {
    const auto s = static_cast<SourceState>(i);
    EXPECT_EQ(source_state_from(name(s)), s);
    EXPECT_NE(state_text(s, Lang::kEn), state_text(s, Lang::kFr));
  }
  EXPECT_EQ(problem_text(SourceProblem::kParts, "2/14", Lang::kFr), "2 parties sur 14 ont échoué\u00a0; elles seront relues la prochaine fois.");
  EXPECT_EQ(problem_text(SourceProblem::kNeedsKey, "A and B|https://example.org", Lang::kEn), "Needs a key: set A and B. Get it at https://example.org");
}

TEST(SourceHealth, RestGrowsToADay) {
  using std::chrono::seconds, std::chrono::hours;
  EXPECT_EQ(rest_after(0, hours(4)), hours(4));
  EXPECT_EQ(rest_after(1, hours(4)), hours(4));
  EXPECT_EQ(rest_after(3, hours(4)), hours(16));
  EXPECT_EQ(rest_after(50, hours(4)), hours(24));
  EXPECT_EQ(rest_after(50, hours(48)), hours(48)) << "never sooner than normal";
}

}  // namespace
}  // namespace jm::domain
