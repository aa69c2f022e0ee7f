// A location with a radius: how it is written, what it lets in, what it says.
#include "domain/location.h"

#include <gtest/gtest.h>

#include "domain/match.h"
#include "domain/place.h"

namespace jm::domain {
namespace {

const Time kNow = *parse_iso("2026-06-01");

TEST(Radius, HowItIsWritten) {
  struct Case {
    const char *text, *place;
    int km;
  };
  const Case cases[] = {{"Lyon +30 km", "Lyon", 30}, {"  Lyon+30km ", "Lyon", 30}, {"Lyon (30 km)", "Lyon", 30}, {"Lyon (+ 30 KM)", "Lyon", 30}, {"Vienne (38) +5 km", "Vienne (38)", 5},
                        {"Lyon", "Lyon", 0}, {"", "", 0}, {"km", "km", 0}, {"30 km", "30 km", 0}, {"+30 km", "+30 km", 0}, {"Lyon 30 km", "Lyon 30 km", 0}, {"Lyon +km", "Lyon +km", 0},
                        {"Lyon +0 km", "Lyon", 0}, {"Lyon +999999999999 km", "Lyon +999999999999 km", 0}, {"(30 km)", "(30 km)", 0}};
  for (const Case& c : cases) {
    const RadiusText r = split_radius(c.text);
    EXPECT_EQ(r.place, c.place) << c.text;
    EXPECT_EQ(r.km, c.km) << c.text;
  }
}

TEST(Radius, Distances) {
  EXPECT_NEAR(distance_km(48.8566, 2.3522, 45.7640, 4.8357), 391.5, 1.0);      // Paris, Lyon
  EXPECT_NEAR(distance_km(0, 179.5, 0, -179.5), 111.2, 0.1);
  EXPECT_EQ(distance_km(45, 4, 45, 4), 0);
}

class RadiusOfCommunes : public testing::Test {
 protected:
  void SetUp() override {
    if (commune_count() == 0) GTEST_SKIP() << "built without tools/referentials.sh";
  }
};

TEST_F(RadiusOfCommunes, IsCheckedBeforeItIsSaved) {
  for (const char* good : {"Lyon +30 km", "Paris (200 km)", "Vienne (38) +1 km", "Lyon", "Rhône", "Remote", "anything", "+30 km"}) EXPECT_TRUE(check_location(good)) << good;
  for (const char* bad : {"Lyon +0 km", "Lyon +201 km", "Rhône +30 km", "France +30 km", "Remote +30 km", "Berlin +30 km", "Nowhere at all +30 km", "Paris; Lyon +30 km"}) {
    const auto r = check_location(bad);
    ASSERT_FALSE(r) << bad;
    EXPECT_EQ(r.error().reason, "BAD_RADIUS");
    EXPECT_NE(r.error().message.find(std::string(bad).substr(0, 4)), std::string::npos) << r.error().message;
  }
}

Verdict ask(const char* location, const char* place, std::optional<std::pair<double, double>> position = {}) {
  SearchSpec s;
  s.id = new_id(kNow);
  s.locations = {location};
  Offer o;
  o.title = "Baker";
  o.places = parse_places(place).places;
  if (position) {
    o.places.at(0).lat = position->first;
    o.places.at(0).lon = position->second;
  }
  return match_one(s, o, kNow);
}

std::string place_reason(const Verdict& v, Lang lang) {
  if (!v.outcome) return std::string(name(v.refusal));
  for (const Reason& r : v.outcome->reasons)
    if (name(r.code).starts_with("PLACE")) return std::string(name(r.code)) + " " + std::to_string(r.points) + " " + reason_text(r, lang);
  return "";
}

TEST_F(RadiusOfCommunes, LetsInWhatIsNear) {
  struct Case {
    const char *location, *place, *en;
  };
  const Case cases[] = {
      {"Lyon", "Villeurbanne", "PLACE"},
      {"Lyon +30 km", "Lyon", "PLACE 10 Located in Lyon"},
      {"Lyon +30 km", "Villeurbanne", "PLACE_NEAR 10 Located in Villeurbanne, 3 km from Lyon"},
      {"Lyon +30 km", "38 - Vienne", "PLACE_NEAR 7 Located in Vienne, 25 km from Lyon"},
      {"Lyon +24 km", "38 - Vienne", "PLACE"},
      {"Lyon +30 km", "Paris", "PLACE"},
      {"Lyon +30 km", "Berlin", "PLACE"},
      {"Lyon +30 km", "38 - Isère", "PLACE_VAGUE 3 The place is only given as 38 - Isère"},
      {"Lyon +30 km", "75 - Paris", "PLACE"},
      {"Lyon +30 km", "Auvergne-Rhône-Alpes", "PLACE_VAGUE 3 The place is only given as Auvergne-Rhône-Alpes"},
      {"Lyon +30 km", "Bretagne", "PLACE"},
      {"Lyon +30 km", "France", "PLACE_VAGUE 3 The place is only given as France"},
      {"Lyon +30 km", "Germany", "PLACE"},
  };
  for (const Case& c : cases) EXPECT_EQ(place_reason(ask(c.location, c.place), Lang::kEn), c.en) << c.location << " | " << c.place;
  EXPECT_EQ(place_reason(ask("Lyon +30 km", "Villeurbanne"), Lang::kFr), "PLACE_NEAR 10 Situé à Villeurbanne, à 3 km de Lyon");
}

TEST_F(RadiusOfCommunes, ABoardsPositionCounts) {
  EXPECT_TRUE(ask("Annemasse +10 km", "Genève", std::pair{46.2044, 6.1432}).outcome);
  EXPECT_FALSE(ask("Annemasse +10 km", "Genève").outcome);
  EXPECT_FALSE(ask("Lyon +10 km", "Villeurbanne", std::pair{48.8566, 2.3522}).outcome);
}

TEST_F(RadiusOfCommunes, TheNearestOfSeveralPlacesIsTheReason) {
  EXPECT_EQ(place_reason(ask("Lyon +60 km", "Saint-Étienne; Villeurbanne; Bron"), Lang::kEn), "PLACE_NEAR 10 Located in Villeurbanne, 3 km from Lyon");
}

}  // namespace
}  // namespace jm::domain
