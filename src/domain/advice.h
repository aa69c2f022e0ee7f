// What a language model may say about an analysis: it words and orders what the links already show, and nothing else. Pure.
//
//   const Ground ground = ground_of(analysis, profile);      R1, R2, … the requirements; F1, F2, … the facts that may be cited
//   Vetted v = vet(analysis, ground, advice);                the sentences that may be shown; why the others may not
//   const Analysis better = apply(analysis, v);              score, confidence, eligibility, evidence, letter: untouched
//
// A sentence passes when all of this holds, whatever the model was told by whomever:
//   - it cites requirements that the analysis found; a pro only ones that are met (at least partly), a con only ones that are not;
//   - every fact it cites is evidence of a requirement it cites, by the analysis' own links;
//   - every word of it is one of the cited facts', of the cited requirements' labels, or of a closed list of plain words in the
//     analysis' language (vetting.h); every number and sign likewise. Labels that are the posting's own text lend no words;
//   - a pro denies nothing, a con denies or limits something; one line, kAdviceBytesMax, no address, no markup.
// What is not covered by such a sentence keeps the analysis' own wording: a model can leave nothing out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "domain/analysis.h"

namespace jm::domain {

inline constexpr std::size_t kAdviceBytesMax = 300;
inline constexpr std::size_t kAdviceSentencesMax = 6;          // of each kind
inline constexpr std::size_t kGroundNeedsMax = 40, kGroundFactsMax = 80;

struct AdviceSentence {
  std::string text;
  std::vector<std::string> needs, facts;       // "R1", "F3"
};
struct Advice {
  std::vector<AdviceSentence> pros, cons;
};

struct GroundFact {
  std::string path, text;
};
struct Ground {
  std::vector<std::size_t> needs;              // R<i+1> is analysis.links[needs[i]]
  std::vector<GroundFact> facts;               // F<i+1>
};
// The requirements, and the facts that the links rest on.
Ground ground_of(const Analysis& analysis, const ProfileFacts& profile);

struct VettedSentence {
  std::string text;
  std::vector<std::size_t> links;              // indexes of analysis.links
  std::vector<std::string> facts;              // as cited
};
struct Vetted {
  std::vector<VettedSentence> pros, cons;
  std::vector<std::string> refused;            // why: "pros[1]: WORD kubernetes"
  bool usable() const { return !pros.empty() || !cons.empty(); }
};
Vetted vet(const Analysis& analysis, const Ground& ground, const Advice& advice);

Analysis apply(const Analysis& analysis, const Vetted& vetted);

}  // namespace jm::domain
