// One card of several sightings of a job: the best one's data, and from the others what it lacks. Pure, and independent of the
// order in which the sightings came.
//
// The best sighting: a whole text before a cut one, the employer's own ad before an agency's, the longer text; then source and
// id, so that two runs agree. Closed ones count for the text (a board that takes its ad down does not shorten the card), but the
// link is one that still works. The card is closed when all its sightings are.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/offer.h"

namespace jm::domain {

// What is taken from one sighting, as a whole.
enum class CardField : std::uint8_t { kText, kCompany, kPlace, kCoordinates, kPay, kContract, kRemote, kLink, kCount_ };
std::string_view name(CardField v);              // "TEXT", "COMPANY" …

struct Card {
  Offer offer;
  std::vector<std::pair<CardField, std::size_t>> from;   // which sighting gave it; fields that nobody states are not listed
};

// `sightings`: at least one; `closed` says whether it is gone.
Card make_card(std::span<const Offer> sightings);

// {"TEXT":["adzuna","12"],…}
std::string provenance_json(const Card& card, std::span<const Offer> sightings);

}  // namespace jm::domain
