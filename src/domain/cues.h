// Words and phrases, French and English, that tell how a sentence of an offer is meant: demanded, wished, a heading, about
// studies. Found in one pass, by one look-up a word.
#pragma once
#include <cstddef>
#include <cstdint>

#include "text/tokens.h"

namespace jm::domain {

enum Cue : std::uint32_t {
  kNiceCue          = 1u << 0,   // wished, wherever in the sentence
  kNiceFollows      = 1u << 1,   // what follows is wished: "…, ideally SAP"
  kMustCue          = 1u << 2,   // demanded
  kNiceHeading      = 1u << 3,   // headings of parts of a posting
  kWantedHeading    = 1u << 4,
  kElsewhereHeading = 1u << 5,
  kMissionHeading   = 1u << 6,
  kExperience       = 1u << 7,   // speaks of experience
  kCompanyAge       = 1u << 8,   // years of the company, not of the candidate
  kLanguageCue      = 1u << 9,   // stands with a language that is asked for
  kLicence          = 1u << 10,   // driving licences
  kStudy            = 1u << 11,   // speaks of studies
};

struct Cues {
  std::uint32_t found = 0;                                  // Cue bits
  std::size_t nice_from = ~std::size_t{0};                  // words of the sentence before the first kNiceFollows
  bool has(Cue c) const { return (found & c) != 0; }
};

// The cues whose words all lie among tokens first … last.
Cues find_cues(const text::Tokens& tokens, std::size_t first, std::size_t last);

}  // namespace jm::domain
