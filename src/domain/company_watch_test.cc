#include "domain/company_watch.h"

#include <gtest/gtest.h>

namespace jm::domain {
namespace {

TEST(CompanyWatch, EveryProblemSpeaksBothLanguages) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(WatchProblem::kCount_); ++i) {
    const auto p = static_cast<WatchProblem>(i);
    EXPECT_FALSE(name(p).empty());
    const std::string en = watch_problem_text(p, "Workday", Lang::kEn), fr = watch_problem_text(p, "Workday", Lang::kFr);
    EXPECT_NE(en, fr) << name(p);
    EXPECT_GT(fr.size(), 30u) << name(p);
    EXPECT_EQ(en.find("{}"), std::string::npos) << name(p);
  }
  EXPECT_NE(watch_problem_text(WatchProblem::kNoFeed, "Workday", Lang::kFr).find("utilise Workday"), std::string::npos);
}

TEST(CompanyWatch, ProblemsOfReadingAPageKeepTheirNames) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(PageProblem::kCount_); ++i) {
    const auto p = static_cast<PageProblem>(i);
    const bool of_offers = p == PageProblem::kListing || p == PageProblem::kNothingFound;
    EXPECT_EQ(name(watch_problem_of(p)), of_offers ? "NOT_RECOGNISED" : name(p));
  }
}

}  // namespace
}  // namespace jm::domain
