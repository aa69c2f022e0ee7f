// What is a claim, and which facts bear it. One table for what a checker must catch and what it must let through.
#include "domain/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/offer.h"

namespace jm::domain {
namespace {

using testing::Contains;
using testing::ElementsAreArray;

const Time kNow = *parse_iso("2026-11-28T10:00:00Z");

class Claims : public testing::Test {
 protected:
  Claims() {
    offer.title = "Kubernetes Platform Engineer";
    offer.company = "Larkspur Energy";
    profile = read_profile({"Nadia Ferrand", "SENIOR", R"(["Python","PostgreSQL",{"name":"English","level":"C1"}])",
                            R"([{"title":"Backend Engineer","company":"Orbis Rail","startDate":"2019-03","endDate":"2025-12","bullets":["Moved 40 services to a new cluster","Mentored three juniors","Cut costs by 12 000 euros"]},
                                {"title":"Développeuse","company":"Petit Web","startDate":"2017-01","endDate":"2019-02"}])",
                            {}, R"([{"degree":"Master","school":"Université de Lyon","endDate":"2016"}])", {}},
                           kNow);
    book.emplace(known_facts(profile, {.email = "nadia2016@example.org"}, offer, "I have known your wind farms since Denmark."), profile.experience_months);
  }
  // As the checker sees it when it is tied to whatever it speaks of.
  std::vector<std::string> unsupported(std::string_view sentence) const {
    std::vector<std::string> out;
    for (const Claim& c : book->unsupported(sentence, book->ties(sentence))) {
      EXPECT_EQ(c.text, sentence.substr(c.offset, c.length));
      out.push_back(std::string(name(c.kind)) + " " + c.text);
    }
    return out;
  }
  Offer offer;
  ProfileFacts profile;
  std::optional<FactBook> book;
};

TEST_F(Claims, WhatNoFactBearsIsNamed) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"I led 12 developers.", {"NUMBER 12"}},
      {"I moved 50 services.", {"NUMBER 50"}},
      {"J’ai dirigé une douzaine de projets.", {"NUMBER douzaine"}},
      {"Réduction de 35 % des pannes.", {"NUMBER 35"}},
      {"Since March 2018 I have been there.", {"DATE March 2018"}},
      {"Depuis 2012.", {"DATE 2012"}},
      {"From 04/2019 on.", {"DATE 2019"}},
      {"My work at Goldman Sachs mattered.", {"NAME Goldman Sachs"}},
      {"Avant, j’étais chez amazon.", {"NAME amazon"}},
      {"Microsoft est ma meilleure école.", {"NAME Microsoft"}},
      {"Capgemini, puis Thales.", {"NAME Capgemini", "NAME Thales"}},
      {"Google m’a confié ses moteurs.", {"NAME Google"}},
      {"Amazon hired me twice.", {"NAME Amazon"}},
      {"I moved services. Accenture followed.", {"NAME Accenture"}},
      {"I was a director there.", {"TITLE director"}},
      {"I hold a PhD.", {"TITLE PhD"}},
      {"I master Kubernetes.", {"SKILL Kubernetes"}},
      {"I write Rust language and Haskell.", {"SKILL Rust", "SKILL Haskell"}},
      {"I speak German fluently.", {"SKILL German"}},
      {"I have 15 years of experience.", {"NUMBER 15"}},
      {"I would bring {{strength}} to you.", {"PLACEHOLDER {{strength}}"}},
      {"I worked at Larkspur Energy.", {"NAME Larkspur Energy"}},
      {"٢٥ services moved.", {"NUMBER ٢٥"}},
  };
  for (const auto& [sentence, expected] : cases) EXPECT_THAT(unsupported(sentence), ElementsAreArray(expected)) << sentence;
}

TEST_F(Claims, WhatAFactBearsPasses) {
  for (const char* sentence : {"I moved 40 services to a new cluster.", "Mentored 3 juniors at Orbis Rail.", "From March 2019 to December 2025 I was Backend Engineer at Orbis Rail.", "Économie de 12 000 euros.", "I write Python and SQL.",
                               "I have 8 years of experience.", "J’ai travaillé chez Petit Web de 2017 à 2019.", "Jan 2017 – Feb 2019", "Dec 2025 – Mar 2019", "I speak English.", "I hold a master’s degree from the Université de Lyon.", "Your opening “Kubernetes Platform Engineer” caught my attention.",
                               "I would like to join Larkspur Energy.", "I have known your wind farms since Denmark.", "Write to nadia2016@example.org.", "Passionnée par le rail, je cherche une équipe.", "Soucieuse du détail, aguerrie aux astreintes.", "Built, led and wrote what others kept.", "Organised and thorough.", "Cela m’a appris la patience.", "Rien ne m’a échappé.",
                               "Grâce à ces années, je suis autonome.", "Everything taught me patience.", "Nadia est mon prénom.", "Orbis m’a formée.", "Larkspur Energy has my attention.", "Refonte du moteur.", "Titulaire d’un master.", "Œuvrer avec vous me plairait.", "Je vous prie d’agréer, Madame, Monsieur, mes salutations.", "Kind regards, Nadia Ferrand"})
    EXPECT_THAT(unsupported(sentence), testing::IsEmpty()) << sentence;
}

// A number is its context as well: 40 services bear no 40 people.
TEST_F(Claims, ANumberNeedsItsContext) {
  EXPECT_FALSE(unsupported("I trained 40 people.").empty());
  EXPECT_TRUE(book->unsupported("I moved 40 services.", {"experience[0].bullets[0]"}).empty());
  EXPECT_FALSE(book->unsupported("I moved 40 services.", {"experience[1].title"}).empty());
  EXPECT_FALSE(book->unsupported("I moved 40 services.", {"no such fact"}).empty());
}

// What the offer asks for is no fact about who applies.
TEST_F(Claims, TheOfferProvesNothing) {
  EXPECT_FALSE(book->unsupported("I master Kubernetes.", {"offer.title"}).empty());
  EXPECT_FALSE(book->unsupported("I am a Platform Engineer.", {"offer.title"}).empty());
}

TEST_F(Claims, TiesAreTheFactsSpokenOf) {
  EXPECT_THAT(book->ties("Mentored three juniors"), Contains("experience[0].bullets[1]"));
  EXPECT_THAT(book->ties("At Petit Web"), Contains("experience[1].company"));
  EXPECT_TRUE(book->ties("Thank you.").empty());
}

}  // namespace
}  // namespace jm::domain
