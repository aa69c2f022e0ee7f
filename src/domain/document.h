// One offer, read once for all searches: its words as vocabulary ids with their positions. Positions count through title,
// company and description with a hole between the fields, so that no phrase crosses from one to the next. Reused from offer
// to offer; its arrays are never cleared, an epoch says what is of this offer.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/match.h"
#include "domain/offer.h"
#include "domain/words.h"
#include "text/tokens.h"

namespace jm::domain {

class Document {
 public:
  void read(const Offer& offer, const Vocabulary& vocabulary);

  struct Occurrence {
    std::uint32_t position;
    std::uint8_t words;            // 2 for a compound read as one word
    std::uint32_t next;            // index of the next occurrence of the word, kEnd at the end; in document order
  };
  static constexpr std::uint32_t kEnd = ~std::uint32_t{0};

  bool has(WordId w) const { return seen_[w] == epoch_; }
  bool in_title(WordId w) const { return title_seen_[w] == epoch_; }
  bool in_title_or_text(WordId w) const { return text_seen_[w] == epoch_; }
  std::uint32_t first(WordId w) const { return has(w) ? first_[w] : kEnd; }
  const Occurrence& occurrence(std::uint32_t i) const { return occurrences_[i]; }
  // Every word of the vocabulary that the offer holds, once.
  const std::vector<WordId>& present() const { return present_; }

  // The word at a position as written (stem) or as job titles see it (trade class); kNoWord when no search has it.
  WordId stem_at(std::uint32_t position) const { return position < stems_.size() ? stems_[position] : kNoWord; }
  WordId class_at(std::uint32_t position) const { return position < classes_.size() ? classes_[position] : kNoWord; }

  struct Spot {
    Field field;
    std::uint32_t index;           // of the token in its field
  };
  Spot spot(std::uint32_t position) const;
  const text::Tokens& tokens(Field f) const { return fields_[static_cast<std::size_t>(f)]; }
  text::Gap gap_before(std::uint32_t position) const;
  // The text from token `index` over `words` tokens of the field.
  std::string_view text(Field f) const { return texts_[static_cast<std::size_t>(f)]; }

  std::uint32_t title_words() const { return title_words_; }      // that are no filler
  std::uint8_t title_seniority() const { return title_seniority_; }   // bit set by Seniority

 private:
  void occur(WordId w, std::uint32_t position, std::uint8_t words, Field f);

  std::array<text::Tokens, 3> fields_;
  std::array<std::string_view, 3> texts_;       // views into the offer
  std::array<std::uint32_t, 4> base_{};
  std::vector<WordId> stems_, classes_;
  std::vector<Occurrence> occurrences_;
  std::vector<WordId> present_;
  std::vector<std::uint32_t> seen_, title_seen_, text_seen_, first_, last_;
  std::uint32_t epoch_ = 0;
  std::uint32_t title_words_ = 0;
  std::uint8_t title_seniority_ = 0;
};

}  // namespace jm::domain
