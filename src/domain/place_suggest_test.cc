#include "domain/place_suggest.h"

#include <gtest/gtest.h>

#include "domain/gazetteer.h"
#include "domain/location.h"
#include "domain/place.h"

namespace jm::domain {
namespace {

std::string say(std::string_view prefix, std::size_t first, Lang lang = Lang::kFr) {
  std::string out;
  for (const PlaceSuggestion& s : suggest_places(prefix, first, lang)) out += (out.empty() ? "" : ", ") + std::string(name(s.kind)) + " " + s.text;
  return out;
}

TEST(PlaceSuggest, WithoutTheListOfCommunes) {
  EXPECT_EQ(say("", 10), "");
  EXPECT_EQ(say("   ", 10), "");
  EXPECT_EQ(say("zzzzz", 10), "");
  EXPECT_EQ(say("lyon", 0), "");
  EXPECT_EQ(say("teletr", 5), "REMOTE Télétravail");
  EXPECT_EQ(say("REMO", 1, Lang::kEn), "REMOTE Remote");
  EXPECT_EQ(say("allem", 1), "COUNTRY Allemagne");
  EXPECT_EQ(say("germa", 1, Lang::kEn), "COUNTRY Germany");
  EXPECT_EQ(say("berl", 1, Lang::kEn), "CITY Berlin");
  EXPECT_EQ(say("île de fr", 5), "REGION Île-de-France");
  EXPECT_EQ(say("bretag", 1), "REGION Bretagne");
  EXPECT_EQ(suggest_places("a", 1000, Lang::kFr).size(), kPlaceSuggestionsMax);
  EXPECT_LE(suggest_places(std::string(5000, 'a'), 10, Lang::kFr).size(), 0u);
  EXPECT_LE(suggest_places("\xff\xfe\x80", 10, Lang::kFr).size(), 10u);
}

class PlaceSuggestCommunes : public testing::Test {
 protected:
  void SetUp() override {
    if (commune_count() == 0) GTEST_SKIP() << "built without tools/referentials.sh";
  }
};

TEST_F(PlaceSuggestCommunes, BiggestFirst) {
  EXPECT_EQ(say("lyon", 1), "COMMUNE Lyon");
  EXPECT_EQ(say("VILLEURB", 1), "COMMUNE Villeurbanne");
  EXPECT_EQ(say("st etienne", 1), "COMMUNE Saint-Étienne");
  EXPECT_EQ(say("saint-etienne", 1), "COMMUNE Saint-Étienne");
  EXPECT_EQ(say("69", 2), "DEPARTEMENT Rhône, COMMUNE Lyon");
  EXPECT_EQ(say("69100", 1), "COMMUNE Villeurbanne");
  EXPECT_EQ(say("nant", 2), "COMMUNE Nantes, COMMUNE Nanterre");
  EXPECT_EQ(say("2a", 1), "DEPARTEMENT Corse-du-Sud");
}

TEST_F(PlaceSuggestCommunes, TellsThemApart) {
  const auto all = suggest_places("Saint-Denis", 2, Lang::kFr);
  ASSERT_EQ(all.size(), 2u);
  const auto& one = all[0].departement == "93" ? all[0] : all[1];
  EXPECT_EQ(all[0].departement == "93" ? all[1].departement : all[0].departement, "974");
  EXPECT_EQ(one.insee, "93066");
  EXPECT_EQ(one.departement_name, "Seine-Saint-Denis");
  EXPECT_EQ(one.region_name, "Île-de-France");
  EXPECT_EQ(one.country_name, "France");
  EXPECT_GT(one.population, 100'000);
  EXPECT_TRUE(one.placed);
}

// What is given out is read back as the very same place, for every commune of France; a radius may follow.
TEST_F(PlaceSuggestCommunes, TheTextNamesThePlaceAndNoOther) {
  std::size_t asked = 0, found = 0;
  for (const Commune& c : all_communes()) {
    if (++asked % 23 != 0) continue;
    for (const PlaceSuggestion& s : suggest_places(c.name, kPlaceSuggestionsMax, Lang::kFr)) {
      if (s.insee != c.insee) continue;
      ++found;
      const auto queries = compile_locations({s.text + " +20 km"});
      ASSERT_EQ(queries.size(), 1u) << s.text;
      EXPECT_EQ(queries[0].radius_km, c.placed ? 20 : 0) << s.text;
      EXPECT_EQ(queries[0].departement, c.departement) << s.text;
      EXPECT_EQ(queries[0].name, c.placed ? c.name : "") << s.text;
      break;
    }
  }
  EXPECT_GE(found * 100, asked / 23 * 90);        // the rest: more communes of one name than a list holds
}

}  // namespace
}  // namespace jm::domain
