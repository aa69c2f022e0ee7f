// What an offer asks for, from its title, text, tags and the board's own lists: skills of the lexicon, languages, education,
// licences, experience. Pure.
#pragma once
#include "domain/offer.h"

namespace jm::discovery {

// Fills skills, languages, education, licences, intermediary where the text speaks for a client, and experience.months where the board named none. What is there already stays.
void read_what_is_asked(domain::Offer& offer);

}  // namespace jm::discovery
