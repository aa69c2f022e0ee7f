// Folding, tokens and stems: what the filter and the search understand by "the same word".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/fold.h"
#include "text/stem.h"
#include "text/tokens.h"
#include "text/utf8.h"

namespace jm::text {
namespace {

struct Pair {
  const char* in;
  const char* out;
};

TEST(Fold, BringsSpellingsTogether) {
  const Pair cases[] = {
      {"Cœur d’Été", "coeur d'ete"}, {"CŒUR", "coeur"}, {"Straße", "strasse"}, {"Łódź", "lodz"}, {"Ærø", "aero"},
      {"ﬁnance", "finance"}, {"Ｃ＋＋", "c++"}, {"𝐉𝐨𝐛", "job"}, {"e\xCC\x81te\xCC\x81", "ete"}, {"A\xC2\xA0" "B", "a b"},
      {"co\xC2\xADordination", "coordination"}, {"Île-de-France", "ile-de-france"}, {"ДЖОБ", "джоб"}, {"Ελλάδα", "ελλαδα"},
      {"a–b—c", "a-b-c"}, {"“x”", "\"x\""}, {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(fold(c.in), c.out) << c.in;
}

TEST(Fold, NamesCompareWithoutPunctuation) {
  const Pair cases[] = {{"Île-de-France", "ile de france"}, {"  St. Étienne ", "st etienne"}, {"L'Haÿ-les-Roses", "l hay les roses"},
                        {"---", ""}, {"Paris (75)", "paris 75"}};
  for (const auto& c : cases) EXPECT_EQ(fold_name(c.in), c.out) << c.in;
}

std::string words(std::string_view s) {
  const Tokens t = tokenize(s);
  std::string out;
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (i) out += ' ';
    if (i && t.items[i].gap == Gap::kHyphen) out += '-';
    out += t.word(i);
  }
  return out;
}

TEST(Tokens, Words) {
  const Pair cases[] = {
      {"L’équipe C++/C# : pas d'astreinte, full-stack", "equipe c++ c# pas astreinte full -stack"},
      {".NET, ASP.NET et Node.js", ".net asp.net et node.js"},
      {"F# / R&D / CI/CD", "f# r&d ci/cd"},
      {"C++17 et C++.", "c++ 17 et c++"},
      {"Bac+5 ou Bac +3", "bac 5 ou bac 3"},
      {"5+ years, 3.5 k€, 45,000", "5 years 3.5 k 45,000"},
      {"We don't do on-call; it's fine", "we dont do on -call it fine"},
      {"aujourd'hui, l’aujourd’hui", "aujourdhui aujourdhui"},
      {"the team's U.S.A. office e.g. here", "the team usa office eg here"},
      {"développeur·se (H/F)", "developpeur se h f"},
      {"Développeur(euse)", "developpeur euse"},
      {"fin.Début", "fin debut"},
      {"C'est C", "est c"},
      {"snake_case - dash", "snake -case dash"},
      {"日本語", "日 本 語"},
      {"co\xC2\xADordination zero\xE2\x80\x8Bwidth", "coordination zerowidth"},
      {"🚀 rocket✅done", "rocket done"},
      {"\xFF\xFEx\x80y", "x y"},
      {"AT&T & co", "at&t co"},
      {"\xCC\x81.net a\xCC\x81", ".net a"},                    // marks without a letter
      {"", ""}, {"...", ""}, {"'", ""}, {"l'", "l"},
  };
  for (const auto& c : cases) EXPECT_EQ(words(c.in), c.out) << c.in;
}

TEST(Tokens, OffsetsPointIntoTheOriginal) {
  const std::string s = "Poste à Évry : C++, l’été en full-stack .NET";
  const Tokens t = tokenize(s);
  std::vector<std::string> seen;
  for (const auto& k : t.items) seen.push_back(s.substr(k.offset, k.length));
  EXPECT_THAT(seen, testing::ElementsAre("Poste", "à", "Évry", "C++", "été", "en", "full", "stack", ".NET"));
}

TEST(Tokens, GapsTellSentencesApart) {
  const Tokens t = tokenize("Un deux, trois : quatre. Cinq\nsix-sept");
  std::vector<Gap> gaps;
  for (const auto& k : t.items) gaps.push_back(k.gap);
  EXPECT_THAT(gaps, testing::ElementsAre(Gap::kSentence, Gap::kSpace, Gap::kComma, Gap::kColon, Gap::kSentence, Gap::kSentence,
                                         Gap::kHyphen));
}

TEST(Tokens, LongRunsAreCut) {
  const std::string s(10'000, 'a');
  for (const auto& k : tokenize(s).items) EXPECT_LE(k.length, kTokenBytesMax);
}

TEST(Stem, BringsPluralsTogether) {
  const Pair same[] = {{"astreintes", "astreinte"}, {"missions", "mission"}, {"companies", "company"}, {"industries", "industrie"},
                       {"industry", "industrie"}, {"bureaux", "bureau"}, {"locaux", "local"}, {"chevaux", "cheval"}, {"processes", "process"},
                       {"jeux", "jeu"}, {"developpeurs", "developpeur"}};
  for (const auto& c : same) EXPECT_EQ(stemmed(c.in), stemmed(c.out)) << c.in << " / " << c.out;
  const Pair apart[] = {{"bus", "bu"}, {"aws", "aw"}, {"process", "proces"}, {"c++", "c"}, {"linux", "linu"}, {"analysis", "analysi"}, {"k8s", "k8"}};
  for (const auto& c : apart) EXPECT_NE(stemmed(c.in), stemmed(c.out)) << c.in << " / " << c.out;
  for (const auto& c : same) EXPECT_EQ(stem_hash(c.in), word_hash(stemmed(c.in)));
}

TEST(Utf8, CutsAtCharacters) {
  EXPECT_EQ(cut_utf8("été", 5), "été");
  EXPECT_EQ(cut_utf8("été", 4), "ét");
  EXPECT_EQ(cut_utf8("été", 1), "");
  EXPECT_EQ(repair_utf8("a\xC3" "b\xF0\x9F\x98"), "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(repair_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");      // a surrogate
}

}  // namespace
}  // namespace jm::text
