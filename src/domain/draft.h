// A document made for one application, as data: a letter or a CV of paragraphs of sentences, and for every sentence the facts it
// rests on. Composed without a model; each step of a person's work on it is a function from a draft to the next one.
//
//   const FactBook book(known_facts(input, contact), …);          // domain/claims.h
//   Draft d = compose_letter(input, now);     d = compose_cv(input, now);
//   d = *edit_sentence(d, "s4", "I led a team of 12.", book);
//   for (const SentenceReview& r : review(d, book)) …              // what stands on no fact
//
// A tie keeps the words of its fact: when the profile changes, the tie follows them to their new place, or is gone.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/analysis.h"
#include "domain/claims.h"
#include "domain/letter_style.h"

namespace jm::domain {

inline constexpr std::size_t kSentenceBytesMax = 2'000;
inline constexpr std::size_t kDraftSentencesMax = 600;
inline constexpr std::size_t kDraftJsonBytesMax = std::size_t{1} << 20;
inline constexpr int kLevelMin = 1, kLevelMax = 4;

enum class DraftKind : std::uint8_t { kLetter, kCv };
std::string_view name(DraftKind v);      // "LETTER", "CV"

struct Tie {
  std::string fact, text;
  bool operator==(const Tie&) const = default;
};

struct DraftSentence {
  std::string id;                        // within the draft, never used again
  std::string part;                      // what it is in its paragraph: "title", "employer", "period", "bullet", …; "line": begins a line; or nothing
  std::string text;
  std::vector<Tie> ties;
  bool owned = false;                    // its owner answers for it, whatever the facts say
  bool edited = false;                   // a person's words
};

struct DraftParagraph {
  std::string id;                        // "opening"; of a CV's entries the fact they are of: "experience[0]"
  std::string role;                      // letter: SENDER SUBJECT GREETING TEXT LIST SIGNATURE; CV: HEADER SUMMARY ENTRY ITEMS
  std::string section;                   // of a CV: "experience", "skills", …
  int variant = 0;                       // which wording of several
  std::vector<DraftSentence> sentences;
};

struct LeftOut {                         // what the profile has and the document does not say
  std::string fact, text;
};

struct Draft {
  DraftKind kind = DraftKind::kLetter;
  Lang language = Lang::kEn;
  Tone tone = Tone::kFormal;
  int level = 2;                         // of a CV: how far it goes from the profile's own order and choice
  bool from_template = false;
  std::vector<DraftParagraph> paragraphs;
  std::vector<LeftOut> left_out;
  std::vector<std::string> notes;        // as Letter::notes
  int next_sentence = 1;
};

// Nothing but who it is from and where they can be reached.
bool is_empty(const Draft& draft);

// --- composing ------------------------------------------------------------------------------------------------------------------

struct DraftInput {
  const AnalysisInput& basis;
  const Contact& contact;
  int level = 2;                         // 1 as it is; 2 what is asked comes first; 3 also the wording and fewer lines; 4 also fewer skills, short entries
  int variant = 0;                       // of every paragraph
};

// At most kLetterWordsMax words, or the user's template whatever its length.
Draft compose_letter(const DraftInput& input, const FactBook& book);
// Every experience, degree and project of the profile is in it; lines and skills that are not are in left_out.
Draft compose_cv(const DraftInput& input);

// --- reading --------------------------------------------------------------------------------------------------------------------

std::string letter_text(const Draft& draft, bool with_sender);
// Of the whole document; of a letter without its sender.
std::size_t word_count(const Draft& draft);
std::string section_title(std::string_view section, Lang lang);

enum class SentenceState : std::uint8_t { kPlain, kSupported, kOwned, kUnsupported };
std::string_view name(SentenceState v);
struct SentenceReview {
  const DraftParagraph* paragraph = nullptr;
  const DraftSentence* sentence = nullptr;
  SentenceState state = SentenceState::kPlain;
  std::vector<const KnownFact*> facts;   // its ties as the profile has them now
  std::vector<Tie> gone;                 // ties to what the profile no longer says
  std::vector<Claim> claims;             // that stand on none of the facts
};
// In order. The pointers are into `draft` and `book`.
std::vector<SentenceReview> review(const Draft& draft, const FactBook& book);

struct DraftChange {
  enum class Kind : std::uint8_t { kAdded, kRemoved, kChanged, kMoved } kind = Kind::kAdded;
  std::string paragraph, section, before, after;
};
std::string_view name(DraftChange::Kind v);
std::vector<DraftChange> differences(const Draft& before, const Draft& after);

// --- a person's work -----------------------------------------------------------------------------------------------------------

// INVALID_ARGUMENT or NOT_FOUND, for the person. Text is cleaned first; empty text takes the sentence out.
Result<Draft> edit_sentence(Draft draft, std::string_view sentence, std::string_view text, const FactBook& book);
// At the end of a paragraph, or after a sentence of it.
Result<Draft> add_sentence(Draft draft, std::string_view paragraph, std::string_view after, std::string_view text, const FactBook& book);
Result<Draft> tie_sentence(Draft draft, std::string_view sentence, const std::vector<std::string>& facts, const FactBook& book);
Result<Draft> own_sentence(Draft draft, std::string_view sentence, bool owned);
// The paragraph as `fresh` has it.
Result<Draft> replace_paragraph(Draft draft, std::string_view paragraph, const Draft& fresh);
// The paragraph of that id as it is given; sentences that are new in it get new ids.
Result<Draft> replace_paragraph(Draft draft, DraftParagraph paragraph);

// --- kept -----------------------------------------------------------------------------------------------------------------------

std::string draft_json(const Draft& draft);
Result<Draft> read_draft(std::string_view json);
// Whether two states of a paragraph say the same, with the same ties.
bool same_words(const DraftParagraph& a, const DraftParagraph& b);

}  // namespace jm::domain
