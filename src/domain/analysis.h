// What one offer asks, what one profile shows, and what to make of it: pure and deterministic, no model. Everything said rests
// on a link between a span of the offer and a place in the profile; what cannot be linked is not claimed.
//
//   const ProfileFacts profile = read_profile(json, now);
//   const Analysis a = analyse({offer, profile, &search, …}, now);
//   analysis_json(a, now)      {"score":72,"confidence":0.81,"pros":[…],"cons":[…],"suggested_cv_content":{…},"evidence":[…],…}
//   a.letter.text              a letter of at most kLetterWordsMax words
//
// The offer's text is hostile until proven otherwise: of it only lexicon labels, numbers, and (cleaned and cut) the title, the
// company and the board's own list of requirements ever reach the output, as text; of these only title and company reach the
// letter, and no placeholder in them is filled. Instructions in a posting are words like others.
//
// Score: the part of what is asked that the profile shows (skills by how strongly they are asked for; then experience, role,
// languages, education), drawn towards kPrior by how little there was to go on: a posting of two lines does not win.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/letter_style.h"
#include "domain/offer.h"
#include "domain/profile_facts.h"
#include "domain/reason.h"
#include "domain/search.h"

namespace jm::domain {

inline constexpr std::size_t kLetterWordsMax = 300;
inline constexpr std::size_t kTemplateBytesMax = 20'000;
inline constexpr double kEnoughConfidence = 0.25;

enum class NeedKind : std::uint8_t { kSkill, kExperience, kLanguage, kEducation, kLicence, kOther };
enum class NeedLevel : std::uint8_t { kNice, kWanted, kMust };
std::string_view name(NeedKind v);      // "skill", "experience", "language", "education", "licence", "other"
std::string_view name(NeedLevel v);     // "nice", "wanted", "must"

// Where the offer asks: bytes of one of its fields ("title", "description", "requirements[2]").
struct Span {
  std::string field;
  std::uint32_t offset = 0, length = 0;
  bool operator==(const Span&) const = default;
};

// A place in the profile that shows it.
struct Evidence {
  std::string path;                     // "experience[1].bullets[0]"
  std::string text;                     // as there, cut to kQuoteBytesMax
  std::string by;                       // the skill that implies the one asked for, when it is not itself there
};
inline constexpr std::size_t kQuoteBytesMax = 120;

enum class Met : std::uint8_t { kNo, kPartly, kYes, kUnknown };
std::string_view name(Met v);           // "no", "partly", "yes", "unknown"

struct Link {
  NeedKind kind = NeedKind::kSkill;
  NeedLevel level = NeedLevel::kWanted;
  std::string label;                    // in the offer's language
  int value = 0;                        // months of experience, years after the baccalaureate, language level 1..6; 0 = none
  std::vector<Span> spans;
  Met met = Met::kNo;
  std::vector<Evidence> evidence;       // strongest first
  bool quality = false;                 // a personal quality: weighs little
};

enum class Criterion : std::uint8_t { kMet, kMissed, kUnknown };
std::string_view name(Criterion v);     // "met", "missed", "unknown"

struct Note {                           // what decides besides fit: place, pay, remote, contract, languages …
  std::string code;                     // "PLACE", "PAY", "EXPERIENCE", "LANGUAGE", "LICENCE", "CONTRACT", …
  bool ok = true;
  std::string text;
  bool unsaid = false;                  // the posting, or the profile, does not say

  Criterion state() const { return unsaid ? Criterion::kUnknown : ok ? Criterion::kMet : Criterion::kMissed; }
};

// A third number beside score and confidence: what is hard, counted. Never mixed into the score.
struct Eligibility {
  int met = 0, missed = 0, unknown = 0;
  Criterion verdict() const { return missed > 0 ? Criterion::kMissed : met > 0 && unknown == 0 ? Criterion::kMet : Criterion::kUnknown; }
};

struct Letter {
  std::string text;
  bool from_template = false;
  std::vector<std::string> notes;       // placeholders nobody knows, or without a value
};

struct CvHighlight {
  std::string path, text;
};

// What became of the language model that was to improve the wording.
struct ModelMark {
  std::string state;                    // domain/model_text.h; empty: no model
  std::string name, text;               // the model; the state in words, in the analysis' language
};

struct Analysis {
  Lang language = Lang::kEn;
  int score = 0;                        // 0..100
  double confidence = 0;                // 0..1: how much there was to go on
  std::vector<Link> links;              // most important first
  std::vector<Note> eligibility;
  std::vector<std::string> pros, cons;
  std::vector<std::vector<std::size_t>> pros_links, cons_links;   // which links each sentence rests on; empty: on a note
  std::vector<std::string> cv_skills;   // the profile's own, those asked for first
  std::vector<CvHighlight> cv_highlights;
  std::vector<std::string> keywords_present, keywords_missing;
  Letter letter;
  std::string engine = "deterministic";
  ModelMark model;

  Eligibility criteria() const;
  // Below it the score says hardly more than that there was little to go on.
  bool enough_information() const { return confidence >= kEnoughConfidence; }
};

struct AnalysisInput {
  const Offer& offer;
  const ProfileFacts& profile;
  const SearchSpec* search = nullptr;   // the search that found it
  std::string start_date, duration;     // as the search or the manual offer says
  std::string letter_template;          // the user's; empty: ours
  std::string motivation;               // the user's own words on why this company (manual offers)
  LetterStyle style = {};
};

Analysis analyse(const AnalysisInput& input, Time now);

// The language of an offer's text; where it does not say, of its country.
Lang language_of(const Offer& offer);

// applications.ai_analysis.
std::string analysis_json(const Analysis& analysis, Time analysed_at);

}  // namespace jm::domain
