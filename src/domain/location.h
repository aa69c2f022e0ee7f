// Where a search looks, against where an offer is.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "domain/gazetteer.h"
#include "domain/offer.h"

namespace jm::domain {

// One location of a search, understood: the most precise thing it names.
struct LocationQuery {
  enum class Kind : std::uint8_t { kCity, kDepartement, kRegion, kCountry, kZone, kRemoteOnly };
  Kind kind = Kind::kCity;
  std::string city;                  // folded; also words to find in the offer's own text when no town list knows them
  std::string departement, region, country, zone;
};
std::vector<LocationQuery> compile_locations(const std::vector<std::string>& locations);

// What matching needs of an offer's places, folded once.
struct PlaceFacts {
  struct One {
    std::string city, raw;           // folded names
    const Place* place;
  };
  std::vector<One> places;
  Remote remote = Remote::kUnknown;
};
PlaceFacts place_facts(const Offer& offer);

enum class PlaceFit : std::uint8_t { kNo, kUnknown, kVague, kRemote, kYes };     // better ones are greater
struct PlaceVerdict {
  PlaceFit fit = PlaceFit::kNo;
  const Place* place = nullptr;      // the one that fits
};
// No queries: anywhere is right (kYes without a place).
PlaceVerdict fit_place(const std::vector<LocationQuery>& queries, const PlaceFacts& facts);

}  // namespace jm::domain
