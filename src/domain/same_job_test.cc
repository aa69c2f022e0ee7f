// Which ads are one job: a base ad, what a board or an employer makes of it, and the verdict, as a table. Then the index against
// comparing everything, and hostile texts.
#include "domain/same_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include "domain/offer_index.h"
#include "domain/place.h"

namespace jm::domain {
namespace {

const char* const kText =
    "Notre atelier de Lyon cherche une personne pour reprendre la chaîne de mesure. Vous écrivez en C++ et en Python, sous Linux. "
    "Vous tenez 12 serveurs PostgreSQL en marche avec une équipe de 4 personnes. Le télétravail est possible 2 jours par semaine. "
    "Nous offrons 31 jours de congés, une carte de restaurant et un vélo. Le poste est à prendre en septembre.";
const char* const kSibling =
    "Notre atelier de Lyon cherche une personne pour reprendre la chaîne de mesure. Vous suivez les comptes de trois filiales, préparez les "
    "clôtures et répondez aux commissaires. Vous avez déjà tenu une paie. Une connaissance du droit des sociétés est un avantage. Le bureau "
    "donne sur le fleuve et ferme tôt le vendredi. Une période d'essai de trois mois est prévue au contrat.";
const char* const kEnglish =
    "Our workshop needs somebody for its measuring chain. You write C++ and Python on Linux. You keep 12 PostgreSQL servers running with a "
    "team of Lyon. Home office 10 days a month. We give 31 days of leave.";

Offer base() {
  Offer o;
  o.title = "Développeur C++ H/F";
  o.company = "Brume et Fils";
  o.places = parse_places("69 - Lyon").places;
  o.contract = Contract::kCdi;
  o.description = kText;
  o.language = "fr";
  return o;
}
void pay(Offer& o, int low, int high) {
  o.pay.min = low;
  o.pay.max = high;
  o.pay.currency = "EUR";
  o.pay.period = PayPeriod::kYear;
  o.pay.origin = PayOrigin::kEmployer;
  normalise_pay(o.pay);
}
void place(Offer& o, const char* text) {
  auto found = parse_places(text);
  o.places = found.places;
  o.remote = found.remote;
}

struct Case {
  const char* what;
  std::function<void(Offer&)> change;
  bool same;
};

TEST(SameJob, WhatBoardsAndEmployersMakeOfAnAd) {
  const Case cases[] = {
      {"nothing changed", [](Offer&) {}, true},
      {"capitals", [](Offer& o) { o.title = "DEVELOPPEUR C++"; o.company = "BRUME ET FILS SAS"; }, true},
      {"a reference in the title", [](Offer& o) { o.title = "Développeur C++ - Réf 70274"; }, true},
      {"the title's other gender", [](Offer& o) { o.title = "Développeuse C++"; }, true},
      {"the town in the title", [](Offer& o) { o.title = "Développeur C++ Lyon (F/H)"; }, true},
      {"cut to its beginning", [](Offer& o) { o.description.resize(230); }, true},
      {"a board's footer", [](Offer& o) { o.description += "\nPostulez sur notre site et partagez cette annonce avec vos amis."; }, true},
      {"an agency's name", [](Offer& o) { o.company = "Randstad"; }, true},
      {"no employer", [](Offer& o) { o.company.clear(); }, true},
      {"an arrondissement", [](Offer& o) { place(o, "Lyon 3e Arrondissement"); }, true},
      {"only the departement", [](Offer& o) { place(o, "69"); }, true},
      {"only the country", [](Offer& o) { place(o, "France"); }, true},
      {"a part of the world that holds it", [](Offer& o) { place(o, "EMEA"); }, true},
      {"a part of the world that does not", [](Offer& o) { place(o, "APAC"); }, false},
      {"a place that nobody knows", [](Offer& o) { o.places = {Place{}}; o.places[0].raw = "Halle 7"; }, false},
      {"no place at all", [](Offer& o) { o.places.clear(); }, true},
      {"another town", [](Offer& o) { place(o, "Nantes"); }, false},
      {"another departement", [](Offer& o) { place(o, "44"); }, false},
      {"another country", [](Offer& o) { place(o, "Berlin, DE"); }, false},
      {"remote", [](Offer& o) { place(o, "Remote"); }, false},
      {"one town more", [](Offer& o) { place(o, "Lyon; Paris"); }, true},
      {"the namesake in another departement", [](Offer& o) { o.places[0].departement = "43"; }, false},
      {"another employer, other footer", [](Offer& o) { o.company = "Granit"; o.description = std::string(kText).substr(120) + " Rejoignez une maison fondée en 1901."; }, true},
      {"another employer, half the text", [](Offer& o) { o.company = "Granit"; o.description = std::string(kText).substr(0, 150) + kSibling; }, false},
      {"a sibling with its own text", [](Offer& o) { o.title = "Comptable"; o.description = kSibling; }, false},
      {"a sibling with the same text", [](Offer& o) { o.title = "Développeur C++ senior"; }, false},
      {"a title in both genders", [](Offer& o) { o.title = "Développeur / Développeuse C++"; }, true},
      {"a sibling of another product, the text but for a line", [](Offer& o) { o.title = "Développeur C++ moteur"; o.description += " Le moteur est à vous."; }, false},
      {"a sibling a rank above", [](Offer& o) { o.title = "Lead développeur C++"; }, false},
      {"the same title and nothing of the text", [](Offer& o) { o.description = kSibling; }, false},
      {"another contract, cut", [](Offer& o) { o.contract = Contract::kInternship; o.description = std::string(kText).substr(0, 200) + kSibling; }, false},
      {"no text", [](Offer& o) { o.description.clear(); }, false},
      {"in English", [](Offer& o) { o.title = "C++ Developer"; o.description = kEnglish; o.language = "en"; }, true},
      {"in English, employer not named", [](Offer& o) { o.title = "C++ Developer"; o.description = kEnglish; o.language = "en"; o.company.clear(); }, false},
      {"in English, another town", [](Offer& o) { o.title = "C++ Developer"; o.description = kEnglish; o.language = "en"; place(o, "Nantes"); }, false},
  };
  const Ad a = read_ad(base());
  for (const Case& c : cases) {
    Offer other = base();
    c.change(other);
    const Ad b = read_ad(other);
    const Likeness l = compare(a, b), back = compare(b, a);
    EXPECT_EQ(l.same, c.same) << c.what << ": score " << l.score << " containment " << l.containment << " title " << l.title << " shared " << l.shared;
    EXPECT_EQ(l.same, back.same) << c.what;
    EXPECT_DOUBLE_EQ(l.score, back.score) << c.what;
    if (!c.same) continue;
    const auto keys = keys_of(a), others = keys_of(b);
    EXPECT_TRUE(std::any_of(keys.begin(), keys.end(), [&](std::uint32_t k) { return std::binary_search(others.begin(), others.end(), k); })) << c.what;
  }
}

// On one board, what its employer lists twice is two posts unless nothing tells them apart.
TEST(SameJob, OneBoardTellsItsOwnAdsApart) {
  const auto same = [](const std::function<void(Offer&)>& change) {
    Offer a = base(), b = base();
    a.source = b.source = "board";
    change(b);
    return compare(read_ad(a), read_ad(b)).same;
  };
  EXPECT_TRUE(same([](Offer& o) { o.title = "DÉVELOPPEUR C++"; o.description += " Postulez vite."; }));
  EXPECT_FALSE(same([](Offer& o) { place(o, "Lyon; Paris"); }));
  EXPECT_FALSE(same([](Offer& o) { o.title = "Développeur C++ et SQL"; }));
  EXPECT_FALSE(same([](Offer& o) { o.description = std::string(kText).substr(0, 150) + std::string(kSibling).substr(120); }));
  EXPECT_TRUE(same([](Offer& o) { o.company.clear(); place(o, "69"); }));
}

TEST(SameJob, PayThatDoesNotMeetSpeaksAgainst) {
  Offer a = base(), b = base();
  b.description.resize(230);
  b.company.clear();
  b.title = "Développeur C++ et Java";
  pay(a, 40000, 45000);
  pay(b, 44000, 50000);
  const Likeness meets = compare(read_ad(a), read_ad(b));
  pay(b, 60000, 70000);
  const Likeness apart = compare(read_ad(a), read_ad(b));
  EXPECT_FALSE(meets.other_pay);
  EXPECT_TRUE(apart.other_pay);
  EXPECT_NEAR(meets.score - apart.score, kOtherPay, 1e-9);
}

// Forty posts of one employer share a page of presentation: with it left out, siblings share nothing, copies still do.
TEST(SameJob, BoilerplateDoesNotCount) {
  std::string presentation;
  std::mt19937 random(3);
  const auto words = [&](int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += "mot" + std::to_string(random() % 5000) + (i % 11 == 10 ? ". " : " ");
    return out + ". ";
  };
  presentation = words(300);
  Boilerplate boilerplate;
  std::vector<Offer> posts;
  for (int i = 0; i < 40; ++i) {
    Offer o = base();
    o.description = presentation + words(60);
    boilerplate.count(read_ad(o).employer_hash, read_ad(o).sentences);
    posts.push_back(std::move(o));
  }
  EXPECT_TRUE(compare(read_ad(posts[0]), read_ad(posts[1])).same);
  EXPECT_FALSE(compare(read_ad(posts[0]), read_ad(posts[1]), &boilerplate).same);
  Offer copy = posts[0];
  copy.description += "Une ligne de plus en bas de page.";
  EXPECT_TRUE(compare(read_ad(posts[0]), read_ad(copy), &boilerplate).same);
  Offer only_presentation = base();
  only_presentation.description = presentation;
  EXPECT_TRUE(compare(read_ad(only_presentation), read_ad(only_presentation), &boilerplate).same);
}

TEST(Boilerplate, MoreThanThreeEmployersOrAThirdOfOnes) {
  Boilerplate b;
  const std::uint32_t shared = 11, own = 22;
  for (std::uint64_t employer = 1; employer <= 3; ++employer) b.count(employer, std::vector{shared});
  EXPECT_FALSE(b.is(1, shared));
  b.count(4, std::vector{shared, shared});
  EXPECT_TRUE(b.is(1, shared));
  EXPECT_TRUE(b.is(0, shared));
  for (std::uint32_t i = 0; i < 9; ++i) b.count(9, std::vector{i < 3 ? own : 100 + i});
  EXPECT_TRUE(b.is(9, own));                      // three of nine
  for (std::uint32_t i = 0; i < 2; ++i) b.count(9, std::vector{200 + i});
  EXPECT_FALSE(b.is(9, own));                     // three of eleven
  EXPECT_FALSE(b.is(8, own));
  EXPECT_FALSE(b.is(1, 0));
}

// What the index finds is what a plain search over all keys finds, whatever the order and the size of what was added.
TEST(OfferIndex, FindsWhatANaiveSearchFinds) {
  std::mt19937 random(5);
  OfferIndex index;
  std::vector<std::vector<std::uint32_t>> all;
  for (std::uint32_t ad = 0; ad < 4000; ++ad) {
    std::vector<std::uint32_t> keys;
    for (int i = 0; i < 20; ++i) keys.push_back(random() % 3 == 0 ? random() % 700 : random());
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (ad % 10 == 0) {
      std::map<std::uint32_t, std::vector<std::uint32_t>> lists;
      for (std::uint32_t k : keys)
        for (std::uint32_t other = 0; other < all.size(); ++other)
          if (std::binary_search(all[other].begin(), all[other].end(), k)) lists[k].push_back(other);
      std::map<std::uint32_t, std::uint32_t> hits;
      for (const auto& [k, ads] : lists)
        if (ads.size() <= OfferIndex::kListMax)
          for (std::uint32_t other : ads) ++hits[other];
      const auto found = index.find(keys);
      EXPECT_EQ(found.size(), std::min(hits.size(), OfferIndex::kCandidatesMax));
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].hits, hits.at(found[i].ad));
        if (i > 0) EXPECT_GE(found[i - 1].hits, found[i].hits);
      }
    }
    if (ad % 2 == 0) index.add(ad, keys);
    else {
      std::vector<std::uint64_t> entries;
      for (std::uint32_t k : keys) entries.push_back(std::uint64_t{k} << 32 | ad);
      index.add_sorted(std::move(entries));
    }
    all.push_back(std::move(keys));
  }
}

TEST(SameJob, HostileTextsAreRead) {
  Offer o = base();
  for (const std::string& text : {std::string(100'000, 'a'), std::string(100'000, '.'), std::string(50'000, '\n'), std::string("\xFF\xFE\x80"), std::string()}) {
    o.description = o.title = text;
    const Ad ad = read_ad(o);
    EXPECT_LE(keys_of(ad).size(), kKeysMax);
    compare(ad, read_ad(base()));
    compare(ad, ad);
  }
}

}  // namespace
}  // namespace jm::domain
