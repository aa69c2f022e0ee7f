// Is this a word of French or English that is nobody's name? The word lists of Debian (wfrench, wamerican, wbritish), without what they
// write with a capital. Many firms are called by an ordinary word, so "yes" does not say that it is no name.
#pragma once
#include <cstdint>
#include <string_view>

namespace jm::domain {

// FNV-1a of the folded word.
constexpr std::uint32_t word_hash(std::string_view folded) {
  std::uint32_t h = 2166136261U;
  for (const char c : folded) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return h;
}

bool is_ordinary_word(std::string_view folded);
// False: the program was built without word lists, and nothing is known to be one.
bool knows_ordinary_words();

}  // namespace jm::domain
