// Where a search looks, against where an offer is.
//
//   Lyon            the town, or whatever place a person writes
//   Lyon +30 km     the town and everything up to 30 km from it as the crow flies; towns of France only
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/gazetteer.h"
#include "domain/offer.h"

namespace jm::domain {

inline constexpr int kRadiusKmMax = 200;

// "Lyon +30 km" -> "Lyon", 30; also "Lyon (30 km)". Without a radius: the text and 0.
struct RadiusText {
  std::string_view place;
  int km = 0;
};
RadiusText split_radius(std::string_view location);
// Whether a radius can be held: it needs one town of France. Without a radius every text will do.
Result<void> check_location(std::string_view location);

// Kilometres on the globe, between two positions in degrees.
double distance_km(double lat1, double lon1, double lat2, double lon2);

// One location of a search, understood: the most precise thing it names.
struct LocationQuery {
  enum class Kind : std::uint8_t { kCity, kDepartement, kRegion, kCountry, kZone, kRemoteOnly };
  Kind kind = Kind::kCity;
  std::string city;                  // folded; also words to find in the offer's own text when no town list knows them
  std::string departement, region, country, zone;
  // A town with a radius: its name and position, and the departements that have a commune within.
  int radius_km = 0;
  double lat = 0, lon = 0;
  std::string name;
  std::vector<std::string> departements;
};
std::vector<LocationQuery> compile_locations(const std::vector<std::string>& locations);

// What matching needs of an offer's places, folded once.
struct PlaceFacts {
  struct One {
    std::string city, raw;           // folded names
    const Place* place;
    bool placed = false;             // where it is on the globe is known
    double lat = 0, lon = 0;
  };
  std::vector<One> places;
  Remote remote = Remote::kUnknown;
};
PlaceFacts place_facts(const Offer& offer);

enum class PlaceFit : std::uint8_t { kNo, kUnknown, kVague, kRemote, kNear, kYes };     // better ones are greater
struct PlaceVerdict {
  PlaceFit fit = PlaceFit::kNo;
  const Place* place = nullptr;      // the one that fits
  // kNear: how far from the middle of which location. Of several the nearest.
  double km = 0;
  const LocationQuery* around = nullptr;
};
// No queries: anywhere is right (kYes without a place).
PlaceVerdict fit_place(const std::vector<LocationQuery>& queries, const PlaceFacts& facts);

}  // namespace jm::domain
