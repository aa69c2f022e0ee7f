// What telling duplicates apart must reach on the developers' half of the constructed set. Read from JOBMATE_CORPUS (default
// ../shared/data), skipped without it.
#include <gtest/gtest.h>

#include "known_answers.h"

namespace jm::identity {
namespace {

TEST(IdentityGate, DuplicatesAreFoundAndSiblingsKeptApart) {
  const KnownAnswers answers = read_known_answers(corpus_dir() + "/benchmarks/dedup-synth", "dev");
  if (answers.offers.empty()) GTEST_SKIP() << "no benchmarks/dedup-synth (JOBMATE_CORPUS): skipped";
  ASSERT_EQ(answers.same.size(), 871u);
  ASSERT_EQ(answers.different.size(), 328u);
  const Figures f = measure(answers, same_jobs(answers.offers));
  EXPECT_GE(f.f1, 0.96) << "precision " << f.precision << ", recall " << f.recall;
  EXPECT_EQ(f.other_town, 0u);
  EXPECT_EQ(f.by_kind.count("NEG_CITY"), 0u);
  const std::size_t siblings = f.by_kind.count("NEG_POST") ? f.by_kind.at("NEG_POST") : 0;
  EXPECT_LE(siblings * 159, 12u * 164u) << siblings << " of 164 siblings taken for the same job";
}

}  // namespace
}  // namespace jm::identity
