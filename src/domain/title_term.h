// A job title of a search: its significant words, and how well an offer's title has them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/document.h"

namespace jm::domain {

struct TitleTerm {
  std::string text;                   // as the user wrote it, cleaned
  std::vector<WordId> words;          // trade classes; all of them needed
  std::vector<WordId> sequence;       // every word in order, for the phrase in the text
  std::uint8_t excluded = 0;          // seniorities that contradict it, bit set
  bool empty() const { return words.empty(); }
};

TitleTerm compile_title(std::string_view text, Vocabulary& vocabulary);

enum class TitleFit : std::uint8_t { kNone, kText, kTitle };       // better ones are greater
TitleFit fit_title(const TitleTerm& t, const Document& d);

}  // namespace jm::domain
