#include "domain/pasted_page.h"

#include <gtest/gtest.h>

namespace jm::domain {
namespace {

TEST(PastedPage, EveryProblemSpeaksBothLanguagesAndSaysWhatToDo) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(PageProblem::kCount_); ++i) {
    const auto p = static_cast<PageProblem>(i);
    EXPECT_EQ(page_problem_from(name(p)), p);
    EXPECT_NE(page_problem_text(p, Lang::kEn), page_problem_text(p, Lang::kFr));
    if (p == PageProblem::kTooMany) continue;
    EXPECT_NE(page_problem_text(p, Lang::kEn).find("by hand"), std::string_view::npos) << name(p);
    EXPECT_NE(page_problem_text(p, Lang::kFr).find("à la main"), std::string_view::npos) << name(p);
  }
  EXPECT_FALSE(page_problem_from("SOMETHING_ELSE"));
}

TEST(PastedPage, SaysWhatIsMissing) {
  Offer o;
  o.title = "Baker";
  o.places.emplace_back().raw = "Lyon";
  o.description = "Bread.";
  o.remote = Remote::kOnSite;
  const auto parts = parts_found(o);
  EXPECT_EQ(parts.found, (std::vector<std::string>{"TITLE", "LOCATION", "DESCRIPTION", "REMOTE"}));
  EXPECT_EQ(parts.missing, (std::vector<std::string>{"COMPANY", "CONTRACT", "SALARY", "DATE"}));
  EXPECT_EQ(page_result_text({"SALARY", "DATE"}, false, Lang::kEn), "The offer is in your inbox. Not found: salary, date. You can fill in the rest.");
  EXPECT_EQ(page_result_text({"SALARY"}, false, Lang::kFr), "L’offre est dans votre réception. Non trouvé\u00a0: salaire. Vous pouvez compléter l’offre.");
  EXPECT_EQ(page_result_text({}, false, Lang::kEn), "The offer is in your inbox.");
  EXPECT_EQ(page_result_text({"SALARY"}, true, Lang::kEn), "You already have this offer.");
}

}  // namespace
}  // namespace jm::domain
