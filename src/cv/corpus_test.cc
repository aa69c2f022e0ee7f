// The labelled CVs: what must be reached in every layout, and what is reached on the files judged by hand. Read from JOBMATE_CORPUS
// (default ../shared/data), skipped without it. CV_WHY=1 prints every difference.
#include <gtest/gtest.h>

#include <cstdio>

#include "cv/gates_for_tests.h"
#include "cv/read.h"
#include "pdf/read.h"

namespace jm::cv::gates {
namespace {

Cv read(const std::filesystem::path& path) {
  const auto pages = pdf::read(read_file(path));
  EXPECT_TRUE(pages) << path << ": " << pages.error().message;
  return pages ? read_pages(pages->pages) : Cv{};
}

void print(const std::string& name, const Score& s) {
  std::printf("%-12s %5zu | %5.3f %5.3f %5.3f | %8.3f %4.3f | %6.3f %9.3f | %10.3f %10.3f | %9.3f\n", name.c_str(), s.files, s.name.recall(), s.email.recall(), s.phone.recall(), s.title.recall(), s.location.recall(),
              s.skills.f1(), s.languages.f1(), s.experience.f1(), s.experience_dated.f1(), s.education.recall());
}

TEST(Corpus, EveryLayoutReachesItsGates) {
  const std::filesystem::path root = corpus() + "/benchmarks/cv-pdf";
  if (!std::filesystem::is_directory(root / "dev")) GTEST_SKIP() << "no labelled CVs (JOBMATE_CORPUS): skipped";
  const bool tell = std::getenv("CV_WHY") != nullptr;
  std::map<std::string, Score> layouts;
  std::ifstream truth(root / "dev.truth.jsonl");
  std::string line;
  while (std::getline(truth, line)) {
    text::JsonReader reader;
    const auto t = reader.parse(line);
    ASSERT_TRUE(t);
    std::string why;
    judge(*t, read(root / "dev" / text_at(*t, "file")), layouts[text_at(*t, "template")], tell ? &why : nullptr);
    if (!why.empty()) std::printf("%s %s\n%s", text_at(*t, "file").c_str(), text_at(*t, "template").c_str(), why.c_str());
  }
  std::printf("layout       files |  name email phone | headline city | skills languages | experience with dates | education\n");
  for (const auto& [name, s] : layouts) {
    print(name, s);
    EXPECT_GE(s.name.recall(), 0.97) << name;
    EXPECT_EQ(s.email.recall(), 1.0) << name;
    EXPECT_GE(s.phone.recall(), 0.99) << name;
    EXPECT_GE(s.skills.f1(), 0.95) << name;
    EXPECT_GE(s.languages.f1(), 0.95) << name;
    EXPECT_GE(s.experience_dated.f1(), 0.92) << name;
    EXPECT_GE(s.education.recall(), 0.98) << name;
  }
}

TEST(Corpus, FilesJudgedByHand) {
  const std::filesystem::path root = corpus() + "/cv";
  if (!std::filesystem::is_directory(root)) GTEST_SKIP() << "no CVs (JOBMATE_CORPUS): skipped";
  const bool tell = std::getenv("CV_WHY") != nullptr;
  Score all;
  std::printf("file                                            |  name email phone | skills | experience with dates | education\n");
  std::vector<std::filesystem::path> files;
  for (const auto& f : std::filesystem::recursive_directory_iterator(root))
    if (f.path().string().ends_with(".truth.json")) files.push_back(f.path());
  std::ranges::sort(files);
  for (const auto& f : files) {
    std::filesystem::path pdf = f.string().substr(0, f.string().size() - std::string_view(".truth.json").size()) + ".pdf";
    text::JsonReader reader;
    const auto t = reader.parse(read_file(f));
    ASSERT_TRUE(t) << f;
    const Cv cv = read(pdf);
    Score s;
    std::string why;
    judge_by_hand(*t, cv, s, tell ? &why : nullptr);
    judge_by_hand(*t, cv, all);
    std::printf("%-47.47s | %5.2f %5.2f %5.2f | %6.2f | %10.2f %10.2f | %9.2f\n", pdf.filename().c_str(), s.name.recall(), s.email.recall(), s.phone.recall(), s.skills.f1(), s.experience.f1(), s.experience_dated.f1(), s.education.f1());
    if (!why.empty()) std::printf("%s", why.c_str());
  }
  std::printf("%-47s | %5.2f %5.2f %5.2f | %6.2f | %10.2f %10.2f | %9.2f\n", "all", all.name.recall(), all.email.recall(), all.phone.recall(), all.skills.f1(), all.experience.f1(), all.experience_dated.f1(), all.education.f1());
}

}  // namespace
}  // namespace jm::cv::gates
