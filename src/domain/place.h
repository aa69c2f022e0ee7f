// Place texts as boards and people write them:
//
//   "75 - Paris 9e Arrondissement"  "Paris; Lyon"  "San Francisco, CA | Remote"  "Remote (US)"  "69"  "Île-de-France"
//
// A text may name several places and may say "remote" or "hybrid" among them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "domain/offer.h"

namespace jm::domain {

struct PlaceText {
  std::vector<Place> places;               // each with `raw` = its own part of the text; at most kPlacesMax
  Remote remote = Remote::kUnknown;        // what the words say
};

// `country`: what the source says about all its places (ISO-2), or empty.
PlaceText parse_places(std::string_view text, std::string_view country = {});

// Fills what follows from what is there: departement from the codes, region and country from the departement, city name
// in its usual writing. Never overwrites.
void complete_place(Place& place);

// "OYONNAX" -> "Oyonnax"; mixed case stays.
std::string usual_case(std::string_view name);

}  // namespace jm::domain
