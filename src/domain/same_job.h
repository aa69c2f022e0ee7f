// Are two ads the same job? Pure, and the only place that knows. Exact identity (source id, canonical URL) is discovery's; this
// is for what remains: the same job on another board, under an agency's name, cut to 500 characters, or in the other language.
//
//   const Ad a = read_ad(offer), b = read_ad(other);
//   const Likeness l = compare(a, b, &boilerplate);     // l.same; the parts say why
//
// Never the same, whatever the texts say: different towns, a town and "remote". Otherwise
//
//   score = containment + 1 - kTitle * (1 - title) + kSameEmployer if the employer is the same
//           - kOtherEmployer, kOtherContract, kOtherPay, kOtherRank, kVaguePlace for each that speaks against it
//   same  = score >= kSameFrom, and containment >= kContainmentMin, and title >= kTitleOfEmployer if the employer is the same:
//           what one employer calls differently is different, however much of the text is shared. On one board, ads of other ids
//           are other posts until more agrees: containment >= kContainmentOnBoard, and of one employer title and place as well
//
// where containment is the share of the smaller ad's 3-word shingles that the other has too, sentences of boilerplate left out,
// and title the share of common words (trades by class: "développeur" = "developer"). The weights were set on the developers'
// half of a set with known answers, then checked and revised on recorded pairs judged by hand (tests/identity), each to one
// digit, and hold for every source.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/boilerplate.h"
#include "domain/offer.h"

namespace jm::domain {

inline constexpr double kSameFrom = 1.25;
inline constexpr double kSameEmployer = 0.15;
inline constexpr double kOtherEmployer = 0.6;      // both named, neither an agency
inline constexpr double kOtherContract = 0.5;
inline constexpr double kOtherPay = 0.3;           // ranges that do not meet
inline constexpr double kOtherRank = 0.8;          // senior, lead, II: siblings of one employer differ in just that
inline constexpr double kVaguePlace = 0.4;         // a town against its region, its country or nothing; the same country and no more
inline constexpr double kTitle = 1.5;
inline constexpr double kTitleOfEmployer = 0.75;
inline constexpr double kContainmentMin = 0.3;     // below that not even the same title, town and employer are one job
inline constexpr double kContainmentOnBoard = 0.6;
inline constexpr std::size_t kShinglesMin = 8;     // less text than that proves nothing

// What comparing needs of an offer.
struct Ad {
  struct Shingle {
    std::uint32_t hash;
    std::uint32_t sentence;                        // index in `sentences`
  };
  std::vector<Shingle> shingles;                   // sorted by hash, one each
  std::vector<std::uint32_t> sentences;            // hashes; 0 for those of less than four words
  std::vector<std::uint64_t> title;                // words that name the job: trade classes or stems; sorted
  std::vector<std::uint64_t> ranks;                // sorted
  std::vector<std::uint64_t> towns;                // sorted; empty: no town named
  std::string area;                                // without a town: the narrowest area named, "FR-69", "FR-ARA", "FR", "EUROPE"
  std::string departement, region, country, zone;  // of the main place
  std::string place_text;                          // folded, when none of these could be read from it
  bool remote = false;
  std::string employer;                            // company_key(); empty when not stated or an agency
  std::uint64_t employer_hash = 0;                 // of the name shown, agencies too; 0 = not stated
  Contract contract = Contract::kUnknown;
  std::optional<int> pay_min, pay_max;             // yearly, when usable
  std::string currency;
  std::string language;
  std::string source;
  // What survives translation: numbers of two digits or more, skills of the lexicon; and capitalised names, which only ever
  // speak for sameness.
  std::vector<std::uint64_t> marks, names;         // sorted
  std::uint64_t title_text = 0;                    // the whole title, folded
};

Ad read_ad(const Offer& offer);

enum class PlaceLikeness : std::uint8_t { kSame, kVague, kDifferent };

struct Likeness {
  bool same = false;
  double score = 0;
  double containment = 0, title = 0;
  std::size_t shared = 0;                          // shingles; or marks when the languages differ
  PlaceLikeness place = PlaceLikeness::kDifferent;
  bool same_employer = false, other_employer = false, other_contract = false, other_pay = false, other_rank = false;
  bool across_languages = false;
};

// Symmetric. `boilerplate` may be null.
Likeness compare(const Ad& a, const Ad& b, const Boilerplate* boilerplate = nullptr);

// Keys under which ads that may be the same meet; at most kKeysMax, without repeats.
//   one-permutation MinHash of the shingles, 16 slots, each with the town        finds a shared fifth of the text with p = 0.97
//   four bands of four slots, without a town                                     for ads that name no town
//   (title, town), (employer, title), (employer, town, kind of contract)         for cut and translated texts
// A key shared by many ads says nothing: see OfferIndex.
inline constexpr std::size_t kKeysMax = 23;
std::vector<std::uint32_t> keys_of(const Ad& ad);

}  // namespace jm::domain
