#include "domain/place.h"

#include <gtest/gtest.h>

#include "domain/gazetteer.h"
#include "text/fold.h"

namespace jm::domain {
namespace {

// "city/departement/region/country/zone", places separated by " + ", remote in brackets at the end.
std::string show(const PlaceText& t) {
  std::string out;
  for (const Place& p : t.places) {
    if (!out.empty()) out += " + ";
    out += p.city + "/" + p.departement + "/" + p.region + "/" + p.country + "/" + p.zone;
  }
  if (t.remote != Remote::kUnknown) out += "[" + std::string(name(t.remote)) + "]";
  return out;
}

TEST(Places, AsBoardsWriteThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"75 - Paris 9e Arrondissement", "Paris/75/IDF/FR/"},
      {"13 - MARSEILLE 03", "Marseille/13/PAC/FR/"},
      {"01 - OYONNAX", "Oyonnax/01/ARA/FR/"},
      {"974 - LES AVIRONS", "Les Avirons/974/RE/FR/"},
      {"2A - AJACCIO", "Ajaccio/2A/COR/FR/"},
      {"69 - Rhône", "/69/ARA/FR/"},
      {"69", "/69/ARA/FR/"},
      {"Ile-de-France", "//IDF/FR/"},
      {"Auvergne-Rhône-Alpes", "//ARA/FR/"},
      {"France", "///FR/"},
      {"Luxembourg (Frontalier)", "///LU/"},
      {"Lyon", "Lyon/69/ARA/FR/"},
      {"LYON (69003)", "Lyon/69/ARA/FR/"},
      {"69003 Lyon", "Lyon/69/ARA/FR/"},
      {"Paris, France", "Paris/75/IDF/FR/"},
      {"Paris; Lyon", "Paris/75/IDF/FR/ + Lyon/69/ARA/FR/"},
      {"Paris, Lyon, Marseille", "Paris/75/IDF/FR/ + Lyon/69/ARA/FR/ + Marseille/13/PAC/FR/"},
      {"London, Paris", "London///GB/ + Paris/75/IDF/FR/"},
      {"Paris ou Nantes", "Paris/75/IDF/FR/ + Nantes/44/PDL/FR/"},
      {"New York, New York, United States", "New York//New York/US/"},
      {"San Francisco, CA | New York, NY", "San Francisco//CA/US/ + New York//NY/US/"},
      {"Portland, OR", "Portland//OR/US/"},
      {"Heath, IN", "Heath//IN/US/"},
      {"Atlanta, Georgia", "Atlanta//Georgia/US/"},
      {"Tbilisi, Georgia", "Tbilisi//Georgia/US/"},        // an unknown town: the commoner reading
      {"Paris, TX", "Paris//TX/US/"},
      {"Berlin, DE", "Berlin///DE/"},
      {"Toronto, ON, CA", "Toronto//ON/CA/"},
      {"Remote", "[REMOTE]"},
      {"Télétravail", "[REMOTE]"},
      {"Flexible / Remote", "[REMOTE]"},
      {"Home based - EMEA", "////EMEA[REMOTE]"},
      {"Remote (US)", "///US/[REMOTE]"},
      {"Remote, Canada", "///CA/[REMOTE]"},
      {"Remote - Europe", "////EUROPE[REMOTE]"},
      {"Anywhere", "////WORLD"},
      {"Lyon (hybride)", "Lyon/69/ARA/FR/[HYBRID]"},
      {"London - Hybrid or Remote", "London///GB/[HYBRID]"},
      {"US-Atlanta", "Atlanta///US/"},
      {"Anywhere in France", "///FR/"},
      {"Bourg-la-Reine, Paris", "Bourg-la-Reine/75/IDF/FR/"},
      {"Saint-Étienne", "Saint-Étienne/42/ARA/FR/"},
      {"Weßling, Bavaria, Germany", "Weßling//Bayern/DE/"},
      {"N/A", ""}, {"", ""}, {" ; | ,", ""},
      {"東京", "東京////"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(show(parse_places(in)), out) << in;
}

TEST(Places, HostileTextIsBounded) {
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "Paris; Lyon; ";
  EXPECT_LE(parse_places(many).places.size(), kPlacesMax);
  parse_places(std::string(100'000, ','));
  parse_places(std::string(100'000, '('));
  parse_places("\xFF\xFE\x80 - \xC3");
}

TEST(Gazetteer, FactsHoldTogether) {
  for (const char* code : {"01", "2A", "2B", "69", "75", "95", "971", "976"}) {
    ASSERT_NE(find_departement(code), nullptr) << code;
    EXPECT_NE(find_region(find_departement(code)->region), nullptr) << code;
  }
  EXPECT_EQ(find_departement("20"), nullptr);
  EXPECT_EQ(departement_of_code("69003"), "69");
  EXPECT_EQ(departement_of_code("20090"), "2A");
  EXPECT_EQ(departement_of_code("20200"), "2B");
  EXPECT_EQ(departement_of_code("2A004"), "2A");
  EXPECT_EQ(departement_of_code("97412"), "974");
  EXPECT_EQ(departement_of_code("94103"), "94");
  EXPECT_EQ(departement_of_code("9410"), "");
  EXPECT_EQ(country_from_code("uk"), "GB");
  EXPECT_EQ(country_from_code("FRA"), "FR");
  EXPECT_EQ(country_from_code("ZZ"), "");
  EXPECT_EQ(country_name("DE", true), "Allemagne");
  EXPECT_TRUE(zone_holds("EMEA", "FR") && zone_holds("EUROPE", "FR") && zone_holds("WORLD", "FR") && zone_holds("DACH", "CH"));
  EXPECT_FALSE(zone_holds("APAC", "FR") || zone_holds("", "FR") || zone_holds("WORLD", ""));
  EXPECT_EQ(find_area(text::fold_name("Île de France"))->region, "IDF");
  EXPECT_EQ(find_area("paris")->kind, AreaKind::kCity);
  EXPECT_EQ(find_area_of(AreaKind::kDepartement, "paris")->departement, "75");
}

}  // namespace
}  // namespace jm::domain
