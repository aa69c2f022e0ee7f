// One offer, read once for all searches: its words as vocabulary ids with their positions. Positions count through title,
// company, description and tags with a hole between the fields, so that no phrase crosses from one to the next. Reused from offer
// to offer; its arrays are never cleared, an epoch says what is of this offer.
//
// A word is known by its stem, its trade class and the patterns it fits; words joined by a hyphen are also one word, and so are
// letters set apart ("E S N", "a-s-t-r-e-i-n-t-e"). Words in lookalike letters are read as what they look like.
//
// Either read() takes an offer's text, or an index of stored offers puts in words that it has as numbers (begin, put_words, know, end_field).
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/match.h"
#include "domain/offer.h"
#include "domain/rule.h"
#include "domain/words.h"
#include "text/tokens.h"

namespace jm::domain {

inline constexpr std::size_t kFields = 4;

// Tags and listed requirements as one text, a line each: what offsets in Field::kTags count in.
std::string tags_text(const Offer& offer);

// What a word is, whatever the vocabulary; depends on its folded form alone (spelling apart).
struct WordKey {
  std::uint64_t stem = 0, trade = 0;       // hashes; trade: 0 = none
  std::uint16_t spelling = 0;              // the bytes of a word of one or two, as written; 0: longer
};
WordKey word_key(std::string_view folded, std::string_view written);

// Reads the words of one text in order: word(folded, key, gap) for each, run(joined, words) before the first word of letters set apart.
// `latin` keeps the words that stand in other letters and must outlive their use.
template <class Word, class Run>
void each_word(std::string_view text, const text::Tokens& tokens, std::deque<std::string>& latin, Word word, Run run);

class Document {
 public:
  void read(const Offer& offer, const Vocabulary& vocabulary);

  // Words that are not at hand: what stands at a position is asked for when it matters, which is rare.
  class Words {
   public:
    virtual ~Words() = default;
    virtual std::string_view word(std::uint32_t position) const = 0;
    virtual std::uint16_t spelling(std::uint32_t position) const = 0;
  };

  // Words that are numbers already: begin, then for each field put_words, those that the vocabulary has in order of their positions
  // (know, know_also), and end_field. `words` outlives the use of the document; nothing is joined by itself.
  void begin(const Vocabulary& vocabulary, const Words* words = nullptr);
  // The words of a field, none of them known yet. The position of the first.
  std::uint32_t put_words(std::span<const text::Gap> gaps) {
    const std::uint32_t first = size();
    stems_.resize(first + gaps.size(), kNoWord);
    classes_.resize(first + gaps.size(), kNoWord);
    gaps_.insert(gaps_.end(), gaps.begin(), gaps.end());
    return first;
  }
  // `trade`: what job titles see, the stem or the trade class.
  void know(std::uint32_t position, WordId stem, WordId trade) {
    stems_[position] = stem;
    classes_[position] = trade;
    if (stem != kNoWord) occur(stem, position, 1);
    if (trade != kNoWord && trade != stem) occur(trade, position, 1);
  }
  // What is read there besides: a pattern, several words as one.
  void know_also(std::uint32_t position, WordId w, std::uint8_t words) { occur(w, position, words); }
  // Of the title's words what its readers want to know of them: one by one, or as it was read then.
  void put_title(std::string_view folded);
  void set_title(std::uint32_t words, std::uint8_t seniority) {
    title_words_ = words;
    title_seniority_ = seniority;
  }
  void end_field();

  struct Occurrence {
    std::uint32_t position;
    std::uint8_t words;            // 2 for a compound read as one word, more for letters set apart
    std::uint32_t next;            // index of the next occurrence of the word, kEnd at the end; in document order
  };
  static constexpr std::uint32_t kEnd = ~std::uint32_t{0};

  bool has(WordId w) const { return seen_[w].epoch == epoch_; }
  bool has_in(WordId w, FieldMask fields) const { return has(w) && (seen_[w].fields & fields) != 0; }
  bool in_title(WordId w) const { return has_in(w, mask_of(Field::kTitle)); }
  bool in_title_or_text(WordId w) const { return has_in(w, mask_of(Field::kTitle) | mask_of(Field::kDescription)); }
  std::uint32_t first(WordId w) const { return has(w) ? seen_[w].first : kEnd; }
  const Occurrence& occurrence(std::uint32_t i) const { return occurrences_[i]; }
  // Every word of the vocabulary that the offer holds, once.
  const std::vector<WordId>& present() const { return present_; }

  // The word at a position as written (stem) or as job titles see it (trade class); kNoWord when no search has it.
  WordId stem_at(std::uint32_t position) const { return position < size() ? stems_[position] : kNoWord; }
  WordId class_at(std::uint32_t position) const { return position < size() ? classes_[position] : kNoWord; }
  std::uint16_t spelling_at(std::uint32_t position) const {
    return position >= size() ? std::uint16_t{0} : source_ ? source_->spelling(position) : spellings_[position];
  }
  std::string_view word_at(std::uint32_t position) const {
    return position >= size() ? std::string_view() : source_ ? source_->word(position) : words_[position];
  }
  text::Gap gap_before(std::uint32_t position) const { return position < size() ? gaps_[position] : text::Gap::kSentence; }
  // Calls found(end) for every reading of w that begins at this position and is no plain word: compounds, letters set apart, patterns.
  template <class F>
  void each_reading(WordId w, std::uint32_t position, F found) const;
  // Calls found(a, b, field) for all words of the vocabulary, in any reading, that stand side by side in a sentence; some more than once.
  template <class F>
  void each_pair(F found) const;
  // The word (as job titles see it) that begins at the position ends here; 0: another word stands there.
  std::uint32_t title_word_end(WordId w, std::uint32_t position) const;

  Field field_at(std::uint32_t position) const;
  // Bytes of the field's text from word `position` over `words` words. Only after read().
  struct Bytes {
    std::uint32_t offset, length;
  };
  Bytes bytes(std::uint32_t position, std::uint32_t words) const;
  std::string_view text(Field f) const { return texts_[static_cast<std::size_t>(f)]; }

  std::uint32_t title_words() const { return title_words_; }      // that are no filler
  std::uint8_t title_seniority() const { return title_seniority_; }   // bit set by Seniority

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(stems_.size()); }
  void put(WordId stem, WordId trade, std::string_view folded, const WordKey& key, text::Gap gap);
  void occur(WordId w, std::uint32_t position, std::uint8_t words);
  void join_with_last(std::string_view folded, text::Gap gap);

  struct Seen {
    std::uint32_t epoch = 0, first = 0, last = 0;
    FieldMask fields = 0;
  };
  struct Reading {                              // not a plain word; in order of position
    std::uint32_t position;
    WordId word;
    std::uint8_t words;
  };

  const Vocabulary* vocabulary_ = nullptr;
  const Words* source_ = nullptr;
  std::array<text::Tokens, kFields> fields_;
  std::array<std::string_view, kFields> texts_;       // views into the offer and tags_
  std::string tags_;
  std::deque<std::string> latin_;
  std::array<std::uint32_t, kFields + 1> base_{};
  std::size_t field_ = 0;                             // being put in
  std::vector<WordId> stems_, classes_;
  std::vector<std::uint16_t> spellings_;
  std::vector<std::string_view> words_;
  std::vector<text::Gap> gaps_;
  std::vector<Occurrence> occurrences_;
  std::vector<Reading> readings_;
  std::vector<WordId> present_;
  std::vector<Seen> seen_;
  std::uint32_t epoch_ = 0;
  std::uint32_t title_words_ = 0;
  std::uint8_t title_seniority_ = 0;
};

// ---------------------------------------------------------------------------------------------------------------------

// How many words from `i` on are single letters or digits set apart by the same sign ("E S N", "c.d.d", "3-8"); 0: fewer than three.
std::size_t letters_apart(std::string_view text, const text::Tokens& tokens, std::size_t i);

namespace detail {
// The word as it is to be read: folded, from Latin letters.
std::string_view read_as(std::string_view written, std::string_view folded, std::deque<std::string>& latin, std::string_view& spelled);
std::uint64_t run_hash(const text::Tokens& tokens, std::size_t i, std::size_t n);
}  // namespace detail

template <class Word, class Run>
void each_word(std::string_view text, const text::Tokens& tokens, std::deque<std::string>& latin, Word word, Run run) {
  std::size_t run_end = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const text::Token& t = tokens.items[i];
    if (t.length <= 2 && i >= run_end) {
      if (const std::size_t n = letters_apart(text, tokens, i); n != 0) {
        run(detail::run_hash(tokens, i, n), static_cast<std::uint8_t>(n));
        run_end = i + n;
      }
    }
    std::string_view spelled = text.substr(t.offset, t.length);
    const std::string_view folded = detail::read_as(spelled, tokens.word(i), latin, spelled);
    word(folded, word_key(folded, spelled), t.gap);
  }
}

template <class F>
void Document::each_reading(WordId w, std::uint32_t position, F found) const {
  auto it = std::lower_bound(readings_.begin(), readings_.end(), position, [](const Reading& r, std::uint32_t p) { return r.position < p; });
  for (; it != readings_.end() && it->position == position; ++it)
    if (it->word == w) found(position + it->words);
}

template <class F>
void Document::each_pair(F found) const {
  for (std::size_t f = 0; f < kFields; ++f)
    for (std::uint32_t p = base_[f]; p + 1 < base_[f + 1]; ++p)
      if (stems_[p] != kNoWord && stems_[p + 1] != kNoWord && gaps_[p + 1] != text::Gap::kSentence) found(stems_[p], stems_[p + 1], static_cast<FieldMask>(1u << f));
  for (const Reading& r : readings_) {
    const FieldMask field = mask_of(field_at(r.position));
    if (r.position > 0 && gaps_[r.position] != text::Gap::kSentence && stems_[r.position - 1] != kNoWord) found(stems_[r.position - 1], r.word, field);
    const std::uint32_t next = r.position + r.words;
    if (next >= size() || gaps_[next] == text::Gap::kSentence) continue;
    if (stems_[next] != kNoWord) found(r.word, stems_[next], field);
    auto it = std::lower_bound(readings_.begin(), readings_.end(), next, [](const Reading& a, std::uint32_t p) { return a.position < p; });
    for (; it != readings_.end() && it->position == next; ++it) found(r.word, it->word, field);
  }
}

}  // namespace jm::domain
