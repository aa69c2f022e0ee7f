// What a language model may put in the place of a paragraph's sentences: the same said better, one for one, and nothing else. Pure.
//
//   const WordingGround g = wording_ground(draft, "experience", book, quotations(basis, contact));
//   WordedParagraph w = vet(g, answer, draft, book);         the paragraph with what may stand in it; why the rest may not
//   draft = replace_paragraph(draft, w)
//
// The model is shown S1, S2, … the sentences, and F1, F2, … what they rest on. What the posting says of itself and who the writer is
// stays here: in the sentences it is a mark, "Your opening “[TITLE]” at [EMPLOYER]", and is put back afterwards. So no word of the posting
// reaches the model, and whatever it says, a title is quoted whole or not at all.
//
// A sentence is replaced when all of this holds:
//   - it has each mark of the old one as often, and no other;
//   - it cites at least one fact of the old one, and only facts of this paragraph; none when the old one rests on none;
//   - every word, number and sign is the old one's, a cited fact's, or one of a closed list (vetting.h, Speech::kLetter);
//   - it denies nothing that the old one does not, and keeps its denials and its hedges ("helped to", "basics of");
//   - it is not much longer; the letter keeps to kLetterWordsMax words, or to those it had;
//   - review() finds no claim in it that the cited facts do not bear.
// Otherwise the old one stays. Sentences that their owner answers for, that block the export, or that are one thing as a whole (a
// skill, a title, a period) are never shown to a model.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "domain/draft.h"

namespace jm::domain {

inline constexpr std::size_t kWordedBytesMax = 300;            // or half as much again as the old sentence
inline constexpr std::size_t kWordedSentencesMax = 20, kWordedFactsMax = 40;

struct Quotation {
  std::string mark, text;                      // "[TITLE]"
};
// What is quoted rather than worded, the longest first.
std::vector<Quotation> quotations(const AnalysisInput& basis, const Contact& contact);

struct WordingGround {
  struct Sentence {
    std::string id, text;                      // of the draft; with marks
    std::vector<std::size_t> facts;
    std::vector<Tie> kept;                     // ties that the model is not shown
  };
  struct Fact {
    std::string id, text;                      // of the book
  };
  DraftKind kind = DraftKind::kLetter;
  Lang language = Lang::kEn;
  Tone tone = Tone::kFormal;
  std::string paragraph;
  std::vector<Sentence> sentences;             // S<i+1>
  std::vector<Fact> facts;                     // F<i+1>
  std::vector<Quotation> quoted;
  bool empty() const { return sentences.empty(); }
};
// Empty: there is no such paragraph, or nothing in it that a model may word.
WordingGround wording_ground(const Draft& draft, std::string_view paragraph, const FactBook& book, const std::vector<Quotation>& quoted);
// Without looking at the facts: for showing where a model may be asked.
bool may_be_worded(const DraftParagraph& paragraph);

struct WordedSentence {
  std::string sentence, text;                  // "S1"
  std::vector<std::string> facts;              // "F3"
};
struct WordedParagraph {
  std::vector<WordedSentence> accepted;
  std::vector<std::string> refused;            // why: "S2: WORD kubernetes"
  DraftParagraph paragraph;                    // the draft's, with what was accepted
  bool changes = false;
};
WordedParagraph vet(const WordingGround& ground, const std::vector<WordedSentence>& answer, const Draft& draft, const FactBook& book);

}  // namespace jm::domain
