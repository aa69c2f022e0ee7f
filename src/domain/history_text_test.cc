#include "domain/history_text.h"

#include <gtest/gtest.h>

namespace jm::domain {
namespace {

TEST(HistoryText, ChangesAreSentencesInBothLanguages) {
  EXPECT_EQ(change_text("salary", "45000 EUR", std::nullopt, Lang::kEn), "Salary removed (was 45000 EUR)");
  EXPECT_EQ(change_text("salary", "45000 EUR", std::nullopt, Lang::kFr), "Salaire retiré (c’était 45000 EUR)");
  EXPECT_EQ(change_text("salary", std::nullopt, "45000-50000 EUR", Lang::kEn), "Salary added: 45000-50000 EUR");
  EXPECT_EQ(change_text("title", "Cook", "Chef", Lang::kFr), "Intitulé\u00a0: Cook → Chef");
  EXPECT_EQ(change_text("description", "a", "b", Lang::kEn), "Text changed");
  EXPECT_EQ(change_text("other", "a", "b", Lang::kEn), "other: a → b");
  EXPECT_EQ(salary_words(45000, 50000, "EUR"), "45000-50000 EUR");
  EXPECT_EQ(salary_words({}, 50000, ""), "50000");
  EXPECT_EQ(salary_words({}, {}, "EUR"), std::nullopt);
}

TEST(HistoryText, PostingsAreCounted) {
  EXPECT_EQ(posting_text(3, Lang::kEn), "Posted for the third time");
  EXPECT_EQ(posting_text(3, Lang::kFr), "Publiée pour la troisième fois");
  EXPECT_EQ(posting_text(11, Lang::kEn), "Posted for the 11th time");
  EXPECT_EQ(posting_text(22, Lang::kEn), "Posted for the 22nd time");
  EXPECT_EQ(posting_text(12, Lang::kFr), "Publiée pour la 12e fois");
  const Time at = *parse_iso("2026-03-02T10:00:00Z");
  EXPECT_EQ(repost_text(2, "REJECTED", "", at, Lang::kEn), "Posted for the second time: you turned it down on 2026-03-02");
  EXPECT_EQ(repost_text(2, "APPROVED", "REJECTED", at, Lang::kFr), "Publiée pour la deuxième fois\u00a0: vous avez postulé, et la réponse du 02/03/2026 était négative");
  EXPECT_EQ(repost_text(3, "APPROVED", "INTERVIEW", at, Lang::kEn), "Posted for the third time: you have already applied for it (last change on 2026-03-02)");
  EXPECT_EQ(repost_text(3, "APPROVED", "", at, Lang::kEn), "Posted for the third time: you kept it on 2026-03-02");
}

}  // namespace
}  // namespace jm::domain
