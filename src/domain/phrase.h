// A keyword or red flag as a sequence of words, found in a document word for word: folded, plural tolerant, a hyphen as good as
// a blank or nothing ("full-stack" = "full stack" = "fullstack"), technology names exact ("C" is not in "C++"). A rule of one
// or two letters must agree in case ("Go", "IT", "R"), or it would hit ordinary words.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/document.h"

namespace jm::domain {

struct Phrase {
  std::string text;                  // as the user wrote it, cleaned
  std::vector<WordId> words;
  WordId joined = kNoWord;           // two words written as one
  std::string exact_case;            // one short word: its spelling; empty otherwise
  bool empty() const { return words.empty(); }
};

Phrase compile_phrase(std::string_view text, Vocabulary& vocabulary);

struct Span {
  std::uint32_t position;
  std::uint8_t words;
};

// Calls found(span) for each occurrence in document order until it returns false.
template <class F>
void each_occurrence(const Phrase& p, const Document& d, F found);

bool occurs(const Phrase& p, const Document& d);                     // in title or text
bool occurs_in_title(const Phrase& p, const Document& d);

// "sans astreinte", "no on-call", "déplacements : aucun", "travel is not required": the words say that it is not so. Only
// small words may stand between the negation and the rule, so "pas peur des déplacements" negates nothing.
bool is_negated(const Document& d, Span span);

// Every occurrence that is not negated.
void collect_hits(const Phrase& rule, const Document& d, std::vector<RedFlagHit>& hits);
bool has_hit(const Phrase& rule, const Document& d);

// ---------------------------------------------------------------------------------------------------------------------

// The span at this occurrence of the phrase's first word, or words == 0.
Span span_at(const Phrase& p, const Document& d, const Document::Occurrence& o);

template <class F>
void each_occurrence(const Phrase& p, const Document& d, F found) {
  if (p.words.empty()) return;
  // Both readings advance together, so that spans come in document order.
  std::uint32_t a = d.first(p.words[0]), b = p.joined == kNoWord ? Document::kEnd : d.first(p.joined);
  while (a != Document::kEnd || b != Document::kEnd) {
    const bool take_a = b == Document::kEnd || (a != Document::kEnd && d.occurrence(a).position <= d.occurrence(b).position);
    std::uint32_t& at = take_a ? a : b;
    const Document::Occurrence& o = d.occurrence(at);
    at = o.next;
    const Span span = take_a ? span_at(p, d, o) : Span{o.position, o.words};
    // "full-stack" is both two words and one: once is enough.
    if (take_a && span.words != 0 && b != Document::kEnd && d.occurrence(b).position == span.position) b = d.occurrence(b).next;
    if (span.words != 0 && !found(span)) return;
  }
}

}  // namespace jm::domain
