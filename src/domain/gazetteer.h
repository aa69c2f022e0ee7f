// Places that need no look-up service: French departements, regions and communes, countries in English and French (and
// their own names where boards use them), groups of countries, states and provinces that give their country away, and large
// cities of the world. Facts, compiled in; looked up by folded name.
#pragma once
#include <deque>
#include <functional>
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

// A commune of France as INSEE lists it. All ~35,000 are known when the program was built with tools/referentials.sh; without it
// there are none, and only the larger towns are known by name (find_area).
struct Commune {
  std::string_view insee, name, departement, region;
  std::string_view postal_code;       // empty when it has several
  int population = 0;
  double lat = 0, lon = 0;
  bool placed = false;                // lat and lon are known
  bool roughly = false;               // … only as those of its neighbours
};
std::size_t commune_count();
// By name (text::fold_name; "st" and "ste" as well as written out, arrondissement and cedex passed over) within a departement or a
// region; both empty: anywhere, if it is the only one of that name or five times larger than the next. nullptr otherwise.
// Former communes and arrondissements lead to the commune they are in.
const Commune* find_commune(std::string_view folded, std::string_view departement, std::string_view region = {});
const Commune* commune_of_insee(std::string_view code);
// The only commune with that postal code.
const Commune* commune_of_postal(std::string_view code);

// An alpha-2 code in either case, or the alpha-3 and usual short forms ("UK", "USA", "UAE"). Empty: not a country.
std::string_view country_from_code(std::string_view code);
std::string_view country_name(std::string_view alpha2, bool french);

// All there are, in no useful order.
const std::deque<Commune>& all_communes();
const std::deque<Area>& all_areas();
// Every postal code of France with each of its communes.
void each_postal_code(const std::function<void(std::string_view, const Commune&)>& found);

// Does the group hold the country? WORLD holds all.
bool zone_holds(std::string_view zone, std::string_view country);

}  // namespace jm::domain
