// The list of communes: read when tools/referentials.sh has brought it in, skipped otherwise.
#include <gtest/gtest.h>

#include "domain/gazetteer.h"
#include "domain/place.h"

namespace jm::domain {
namespace {

class Communes : public testing::Test {
 protected:
  void SetUp() override {
    if (commune_count() == 0) GTEST_SKIP() << "built without tools/referentials.sh";
  }
};

TEST_F(Communes, AllOfThem) { EXPECT_GT(commune_count(), 34'000u); }

TEST_F(Communes, ByNameCodeAndPostalCode) {
  struct Case {
    const char *name, *departement, *insee;
  };
  const Case cases[] = {{"oyonnax", "", "01283"}, {"oyonnax", "01", "01283"}, {"st priest", "69", "69290"}, {"saint priest", "", "69290"}, {"saint denis", "974", "97411"},
                        {"saint denis", "93", "93066"}, {"job", "63", "63179"}, {"lyon 3e arrondissement", "69", "69123"}, {"paris cedex 08", "75", "75056"},
                        {"villard", "", ""}, {"nowhere at all", "", ""}, {"oyonnax", "75", ""}};
  for (const Case& c : cases) {
    const Commune* found = find_commune(c.name, c.departement);
    EXPECT_EQ(found ? found->insee : "", c.insee) << c.name << " " << c.departement;
  }
  EXPECT_EQ(commune_of_insee("75109")->name, "Paris");
  EXPECT_EQ(commune_of_insee("01283")->name, "Oyonnax");
  EXPECT_EQ(commune_of_insee("00000"), nullptr);
  EXPECT_EQ(commune_of_postal("69800")->name, "Saint-Priest");
  EXPECT_EQ(commune_of_postal("01400"), nullptr) << "several villages share it";
}

TEST_F(Communes, CompleteAPlace) {
  struct Case {
    const char *text, *city, *insee, *departement, *country;
  };
  const Case cases[] = {
      {"01 - OYONNAX", "Oyonnax", "01283", "01", "FR"}, {"974 - LES AVIRONS", "Les Avirons", "97401", "974", "FR"}, {"75 - Paris 9e Arrondissement", "Paris", "75056", "75", "FR"},
      {"75009 Paris", "Paris", "75109", "75", "FR"}, {"69 - ST PRIEST", "Saint-Priest", "69290", "69", "FR"}, {"63 - Job", "Job", "63179", "63", "FR"}, {"92 - ST CLOUD", "Saint-Cloud", "92064", "92", "FR"}, {"Sallanches", "Sallanches", "74256", "74", "FR"},
      {"Rosny-sous-Bois, France", "Rosny-sous-Bois", "93064", "93", "FR"}, {"Vienne, Autriche", "Vienne", "", "", "AT"}, {"Job", "Job", "", "", ""}, {"Montréal", "Montreal", "", "", "CA"},
      {"Paris, TX", "Paris", "", "", "US"}, {"Us", "", "", "", "US"}, {"2A - AJACCIO", "Ajaccio", "2A004", "2A", "FR"}};
  for (const Case& c : cases) {
    const auto found = parse_places(c.text);
    ASSERT_EQ(found.places.size(), 1u) << c.text;
    const Place& p = found.places[0];
    EXPECT_EQ(p.city, c.city) << c.text;
    EXPECT_EQ(p.insee, c.insee) << c.text;
    EXPECT_EQ(p.departement, c.departement) << c.text;
    EXPECT_EQ(p.country, c.country) << c.text;
    if (*c.insee) EXPECT_TRUE(p.lat && p.lon) << c.text;
  }
}

}  // namespace
}  // namespace jm::domain
