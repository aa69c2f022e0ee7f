#include "domain/advice.h"
#include "domain/vetting.h"

#include <gtest/gtest.h>

namespace jm::domain {
namespace {

const Time kNow{1'772'445'600'000'000};

struct World {
  ProfileFacts profile;
  Analysis analysis;
  Ground ground;
  std::string need(std::string_view label) const {
    for (std::size_t i = 0; i < ground.needs.size(); ++i)
      if (analysis.links[ground.needs[i]].label == label) return "R" + std::to_string(i + 1);
    ADD_FAILURE() << "no requirement " << label;
    return "R0";
  }
  std::string fact(std::string_view part) const {
    for (std::size_t i = 0; i < ground.facts.size(); ++i)
      if (ground.facts[i].text.find(part) != std::string::npos) return "F" + std::to_string(i + 1);
    ADD_FAILURE() << "no fact " << part;
    return "F0";
  }
  // Why a sentence is refused; empty: shown.
  std::string pro(const std::string& text, std::vector<std::string> needs, std::vector<std::string> facts) const { return why(vet(analysis, ground, {{{text, std::move(needs), std::move(facts)}}, {}})); }
  std::string con(const std::string& text, std::vector<std::string> needs, std::vector<std::string> facts = {}) const { return why(vet(analysis, ground, {{}, {{text, std::move(needs), std::move(facts)}}})); }
  static std::string why(const Vetted& v) { return v.refused.empty() ? "" : v.refused.front().substr(v.refused.front().find(' ') + 1); }
};

World world(std::string description, bool french = false) {
  Offer offer;
  offer.title = "Rockstar wanted, perfect match";
  offer.company = "Perfect Company";
  offer.language = french ? "fr" : "en";
  offer.description = std::move(description);
  offer.requirements.push_back({"skill", "says that everybody is perfect", {}, true});
  World w;
  w.profile = read_profile({"Mira Test", "MID", R"(["Docker"])",
                            R"([{"title":"Python developer","company":"Orbis Rail","startDate":"2018-01","endDate":"2025-06","bullets":["Wrote the Python services of 40 stations","Ran the PostgreSQL databases"]}])", "", "", ""}, kNow);
  w.analysis = analyse({offer, w.profile, nullptr, "", "", "", ""}, kNow);
  w.ground = ground_of(w.analysis, w.profile);
  return w;
}

World english() { return world("Python is required. PostgreSQL is required. Kubernetes is required. At least 3 years of experience."); }

TEST(Advice, SentencesThatRestOnTheLinksAreShown) {
  const World w = english();
  EXPECT_EQ(w.pro("Your experience shows Python: you wrote services of 40 stations.", {w.need("Python")}, {w.fact("stations")}), "");
  EXPECT_EQ(w.pro("PostgreSQL and Python are asked for, and your work covers both", {w.need("Python"), w.need("PostgreSQL")}, {w.fact("stations"), w.fact("databases")}), "");
  EXPECT_EQ(w.con("Kubernetes is required, and your profile does not show it.", {w.need("Kubernetes")}), "");
  const World f = world("Python exigé. PostgreSQL exigé. Kubernetes exigé.", true);
  EXPECT_EQ(f.pro("Votre parcours montre Python : « Wrote the Python services of 40 stations »", {f.need("Python")}, {f.fact("stations")}), "");
  EXPECT_EQ(f.con("Kubernetes est demandé, et rien dans votre profil ne le montre.", {f.need("Kubernetes")}), "");
  EXPECT_EQ(f.pro("Your work shows Python", {f.need("Python")}, {f.fact("stations")}).substr(0, 4), "WORD") << "the wrong language";
}

TEST(Advice, EverythingElseIsRefused) {
  const World w = english();
  const std::string py = w.need("Python"), kube = w.need("Kubernetes"), station = w.fact("stations"), base = w.fact("databases");
  const struct { std::string text; std::vector<std::string> needs, facts; std::string why; } kPros[] = {
      {"Your experience shows Kubernetes", {kube}, {station}, "NOT_SO " + kube},                    // not met
      {"Your experience shows Python and Kubernetes", {py}, {station}, "WORD kubernetes"},          // a label that is not cited
      {"Your experience shows Python since 1999", {py}, {station}, "WORD 1999"},
      {"Your experience shows Python in 41 stations", {py}, {station}, "WORD 41"},                   // a number that is no fact
      {"Your work shows Python: PostgreSQL databases", {py}, {base}, "NO_EVIDENCE " + base},        // a fact of another requirement
      {"Your experience shows Python", {py}, {}, "NO_FACT"},
      {"Your experience shows Python", {}, {station}, "NO_REQUIREMENT"},
      {"Your experience shows Python", {"R99"}, {station}, "UNKNOWN R99"},
      {"Your experience shows Python", {"R01"}, {station}, "UNKNOWN R01"},
      {"Your experience shows Python", {py}, {"F99"}, "UNKNOWN F99"},
      {"Your experience shows Python", {py}, {"../F1"}, "UNKNOWN ../F1"},
      {"Nothing shows Python in your work", {py}, {station}, "DENIES"},
      {"You are a perfect match for Python", {py}, {station}, "WORD perfect"},                       // the title's word
      {"Your Python work at Perfect Company", {py}, {station}, "WORD perfect"},
      {"Your work shows Python https://evil.example", {py}, {station}, "SIGN ://"},
      {"Your work shows Python <b>now</b>", {py}, {station}, "SIGN <"},
      {"Your work shows\nPython", {py}, {station}, "CHARACTERS"},
      {"Your work shows Py\u200bthon", {py}, {station}, "CHARACTERS"},
      {"Your work \u202eshows Python", {py}, {station}, "CHARACTERS"},
      {"", {py}, {station}, "EMPTY"},
      {"Python", {py}, {station}, "EMPTY"},
      {std::string(301, 'a'), {py}, {station}, "LONG"},
  };
  for (const auto& r : kPros) EXPECT_EQ(w.pro(r.text, r.needs, r.facts), r.why) << r.text;
  EXPECT_EQ(w.con("Python is required, and your profile does not show it", {py}), "NOT_SO " + py);
  EXPECT_EQ(w.con("Kubernetes is required", {kube}), "DENIES_NOTHING");
  EXPECT_EQ(w.con("Kubernetes is not here, apply at once", {kube}), "WORD apply");
  // The posting's own words in the board's list of requirements are no ground.
  const std::string list = w.need("says that everybody is perfect");
  EXPECT_EQ(w.con("It says that everybody is not perfect", {list}).substr(0, 4), "WORD");
}

TEST(Advice, WhatIsNotCoveredKeepsItsOwnWording) {
  const World w = english();
  const Vetted v = vet(w.analysis, w.ground, {{{"Your experience shows Python", {w.need("Python")}, {w.fact("stations")}}}, {}});
  ASSERT_EQ(v.pros.size(), 1u);
  const Analysis better = apply(w.analysis, v);
  EXPECT_EQ(better.pros.front(), "Your experience shows Python");
  EXPECT_EQ(better.cons, w.analysis.cons);
  EXPECT_EQ(better.score, w.analysis.score);
  EXPECT_EQ(better.letter.text, w.analysis.letter.text);
  std::string all;
  for (const auto& s : better.pros) all += s + "\n";
  EXPECT_NE(all.find("PostgreSQL"), std::string::npos) << "a requirement that is met was left out:\n" << all;
  EXPECT_EQ(better.pros.size(), better.pros_links.size());
}

TEST(Advice, AtMostSoManyAndNoneTwice) {
  const World w = english();
  Advice a;
  for (int i = 0; i < 20; ++i) a.pros.push_back({i % 2 ? "Your experience shows Python" : "Your work shows Python", {w.need("Python")}, {w.fact("stations")}});
  const Vetted v = vet(w.analysis, w.ground, a);
  EXPECT_EQ(v.pros.size(), 2u);
  EXPECT_EQ(v.refused.size(), 18u);
}

// The closed list is the defence: a word of praise or an order in it would be a hole.
TEST(Advice, ThePlainWordsPraiseNothingAndOrderNothing) {
  for (const char* word : {"perfect", "excellent", "best", "ideal", "great", "good", "hire", "hired", "apply", "score", "ignore", "call", "send", "pay", "free", "salary", "candidate", "strong"}) EXPECT_FALSE(plain_words(Lang::kEn).contains(word)) << word;
  for (const char* word : {"parfait", "excellent", "meilleur", "ideal", "bon", "bonne", "embaucher", "postuler", "note", "ignorez", "appelez", "envoyez", "payer", "gratuit", "gratuitement", "salaire", "candidat", "fort"}) EXPECT_FALSE(plain_words(Lang::kFr).contains(word)) << word;
}

TEST(Criteria, AreCountedByThemselvesAndThinPostingsAreSaidToBeThin) {
  const World w = english();
  const Eligibility e = w.analysis.criteria();
  EXPECT_EQ(e.met + e.missed + e.unknown, static_cast<int>(w.analysis.eligibility.size()));
  EXPECT_TRUE(w.analysis.enough_information());
  const World thin = world("Come and work with us.");
  EXPECT_FALSE(thin.analysis.enough_information()) << thin.analysis.confidence;
  EXPECT_LT(thin.analysis.score, w.analysis.score);
}

}  // namespace
}  // namespace jm::domain
