// What a person may mean who begins to type a place: communes of France, towns of the world, departements, regions, countries, groups
// of countries, remote work. Biggest first; accents and case do not matter; "denis" finds Saint-Denis, "690" the communes of that
// postal code, "69" the departement.
//
//   for (const PlaceSuggestion& p : suggest_places("vill", 10, Lang::kFr)) … p.text …
//
// `text` is what a search's locations take: it names this place and no other (checked for each one given out).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/reason.h"

namespace jm::domain {

enum class PlaceKind : std::uint8_t { kCommune, kCity, kDepartement, kRegion, kCountry, kZone, kRemote };
std::string_view name(PlaceKind v);        // "COMMUNE" …

struct PlaceSuggestion {
  PlaceKind kind = PlaceKind::kCommune;
  std::string text, name;
  std::string insee, postal_code;          // of communes; the postal code only when there is one
  std::string departement, departement_name, region_name, country, country_name;
  int population = 0;                      // 0: not known
  bool placed = false;
  double lat = 0, lon = 0;
};

inline constexpr std::size_t kPlacePrefixBytesMax = 100;
inline constexpr std::size_t kPlaceSuggestionsMax = 50;

std::vector<PlaceSuggestion> suggest_places(std::string_view prefix, std::size_t first, Lang lang);

}  // namespace jm::domain
