// A keyword, must-have or red flag as a sequence of words, found in a document word for word: folded, plural tolerant, a hyphen as
// good as a blank or nothing ("full-stack" = "full stack" = "fullstack", also inside a longer phrase), technology names exact ("C"
// is not in "C++"). A rule of one or two letters must agree in case ("Go", "IT", "R"), or it would hit ordinary words. A word
// with a star stands for every word that fits it.
//
// A single word that is part of an expression of another meaning is no occurrence: "scheme" in "color scheme", "stage" in "early
// stage", "Java" in "Java Script" (kExpressions in phrase.cc is the whole list). A rule that writes the expression out finds it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/document.h"
#include "domain/rule.h"

namespace jm::domain {

struct Phrase {
  std::string text;                  // the rule as the user wrote it, cleaned
  FieldMask fields = kEverywhere;
  std::vector<WordId> words;         // each a word or a pattern
  std::vector<WordId> joined;        // joined[i]: words i and i + 1 written as one; kNoWord beside a pattern
  std::uint16_t spelling = 0;        // one short word: as written; 0 otherwise
  std::uint16_t expressions = 0;     // one word: 1 + its line in kExpressions; 0: none
  bool empty() const { return words.empty(); }
  bool one_plain_word() const { return words.size() == 1 && spelling == 0 && expressions == 0; }
};

// `fields`: where to look when the rule names no field.
Phrase compile_phrase(std::string_view rule, FieldMask fields, Vocabulary& vocabulary);

struct Span {
  std::uint32_t position;
  std::uint32_t words;
};

// Calls found(span) for each occurrence in document order until it returns false.
template <class F>
void each_occurrence(const Phrase& p, const Document& d, F found);

bool occurs(const Phrase& p, const Document& d);

// Whether the words around say that it is not so. Looked at, in the sentence of the occurrence and over words that touch (no comma):
//   before  a negation (pas, sans, aucun, ni, no, not, without, never …) with nothing but small words between: articles, "besoin
//           de", "obligation de", "need for", "required to", "require", "involve" …
//           or one more item joined by ou, or, ni, nor: "pas de nuit ni de week-end", "no travel or overtime"
//   after   a colon and no, none, non, aucun, 0 that end there: "Déplacements : aucun"; a verb, a negation and a word of demand:
//           "is not required", "non requises"; "-free"
// Anything else is not understood and counts as a hit: "pas peur des déplacements", "not only on-call", "sans compter les astreintes".
bool is_negated(const Document& d, Span span);
// Expressions that a word (by its stem's hash) is part of with another meaning: 0 for nearly every word; and whether it stands in one here.
std::uint16_t expressions_of(std::uint64_t stem);
bool is_other_expression(std::uint16_t expressions, const Document& d, std::uint32_t position);
// No span is negated without one of these words, folded, at most so many words before it or after it.
bool may_negate(std::string_view word);
inline constexpr std::uint32_t kNegationWindow = 16;

// Every occurrence that is not negated. Only after Document::read().
void collect_hits(const Phrase& rule, const Document& d, std::vector<RedFlagHit>& hits);
bool has_hit(const Phrase& rule, const Document& d);

// ---------------------------------------------------------------------------------------------------------------------

// The span of the phrase that begins with this occurrence of its first word (from = 1) or of its first two as one (from = 2); words == 0: none.
Span span_at(const Phrase& p, const Document& d, const Document::Occurrence& o, std::size_t from);

template <class F>
void each_occurrence(const Phrase& p, const Document& d, F found) {
  if (p.words.empty()) return;
  // Both readings advance together, so that spans come in document order; one that begins where the last did is the same.
  std::uint32_t a = d.first(p.words[0]), b = p.joined.empty() || p.joined[0] == kNoWord ? Document::kEnd : d.first(p.joined[0]);
  std::uint32_t last = ~std::uint32_t{0};
  while (a != Document::kEnd || b != Document::kEnd) {
    const bool take_a = b == Document::kEnd || (a != Document::kEnd && d.occurrence(a).position <= d.occurrence(b).position);
    std::uint32_t& at = take_a ? a : b;
    const Document::Occurrence& o = d.occurrence(at);
    at = o.next;
    if (o.position == last) continue;
    const Span span = span_at(p, d, o, take_a ? 1 : 2);
    if (span.words == 0) continue;
    last = span.position;
    if (!found(span)) return;
  }
}

}  // namespace jm::domain
