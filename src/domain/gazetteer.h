// Places that need no look-up service: French departements, regions and larger towns, countries in English and French (and
// their own names where boards use them), groups of countries, states and provinces that give their country away, and large
// cities of the world. Facts, compiled in; looked up by folded name.
#pragma once
#include <string>
#include <string_view>

namespace jm::domain {

enum class AreaKind : std::uint8_t { kCity, kDepartement, kRegion, kCountry, kZone, kState };

// What a name stands for. Codes are empty where they do not apply; views into static data.
struct Area {
  AreaKind kind;
  std::string_view name;          // as it should be written: "Lyon", "Île-de-France"
  std::string_view departement;   // French code
  std::string_view region;        // ISO 3166-2 without "FR-"
  std::string_view country;       // ISO 3166-1 alpha-2
  std::string_view zone;          // "EUROPE", "WORLD" …
};

// `folded` is text::fold_name() of the name. nullptr: not known. Town names that are also departements or countries
// ("Paris", "Luxembourg") are found as the town first; use find_area_of for the other reading.
const Area* find_area(std::string_view folded);
const Area* find_area_of(AreaKind kind, std::string_view folded);

// "69" -> Rhône; "2A", "974" too. nullptr: no such departement.
const Area* find_departement(std::string_view code);
const Area* find_region(std::string_view code);               // "ARA"
// From a postal or INSEE code: "69003" -> "69", "20090" -> "2A", "97412" -> "974"; empty if it is none.
std::string_view departement_of_code(std::string_view code);

// An alpha-2 code in either case, or the alpha-3 and usual short forms ("UK", "USA", "UAE"). Empty: not a country.
std::string_view country_from_code(std::string_view code);
std::string_view country_name(std::string_view alpha2, bool french);

// Does the group hold the country? WORLD holds all.
bool zone_holds(std::string_view zone, std::string_view country);

}  // namespace jm::domain
