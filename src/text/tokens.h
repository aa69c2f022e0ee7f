// Words of a text, folded, with their byte ranges in the original.
//
//   "L’équipe C++/C# : pas d'astreinte, full-stack"
//    -> equipe  c++  c#  pas  astreinte  full  stack          ("L’" and "d'" are elisions and fall away)
//
// Technology names stay whole: c++, c#, f#, .net, node.js, r&d, ci/cd, 3.5. A hyphen separates words but is remembered
// (`gap`), so that "full-stack" can also be read as "fullstack". Ideographs are one word each.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jm::text {

// What stands between a word and the one before it; the strongest sign wins.
enum class Gap : std::uint8_t { kSpace, kHyphen, kComma, kColon, kSentence };

struct Token {
  std::uint32_t offset, length;        // bytes of the original text
  std::uint32_t fold_offset;           // in Tokens::folded
  std::uint16_t fold_length;
  Gap gap;                             // kSentence for the first
  bool upper;                          // the original has a capital letter
};

struct Tokens {
  std::vector<Token> items;
  std::string folded;

  std::string_view word(std::size_t i) const {
    return std::string_view(folded).substr(items[i].fold_offset, items[i].fold_length);
  }
  std::size_t size() const { return items.size(); }
  void clear() { items.clear(); folded.clear(); }
};

inline constexpr std::size_t kTokenBytesMax = 200;     // a longer run is cut there; it is no word

// Appends the words of s (at most 4 GiB) to `out`; offsets are relative to s.
void tokenize(std::string_view s, Tokens& out);
Tokens tokenize(std::string_view s);

}  // namespace jm::text
