#include "text/lookalike.h"

#include <algorithm>
#include <iterator>

#include "text/fold.h"
#include "text/utf8.h"

namespace jm::text {

namespace {

struct Double {
  char32_t cp;
  char latin;
};
// The same shape in any usual typeface. Sorted by code point.
constexpr Double kExact[] = {
    {U'Ϳ', 'J'}, {U'Α', 'A'}, {U'Β', 'B'}, {U'Ε', 'E'}, {U'Ζ', 'Z'}, {U'Η', 'H'}, {U'Ι', 'I'}, {U'Κ', 'K'}, {U'Μ', 'M'}, {U'Ν', 'N'},
    {U'Ο', 'O'}, {U'Ρ', 'P'}, {U'Τ', 'T'}, {U'Υ', 'Y'}, {U'Χ', 'X'}, {U'ν', 'v'}, {U'ο', 'o'}, {U'ϲ', 'c'}, {U'ϳ', 'j'}, {U'Ϲ', 'C'},
    {U'Ѕ', 'S'}, {U'І', 'I'}, {U'Ј', 'J'}, {U'А', 'A'}, {U'В', 'B'}, {U'Е', 'E'}, {U'К', 'K'}, {U'М', 'M'}, {U'Н', 'H'}, {U'О', 'O'},
    {U'Р', 'P'}, {U'С', 'C'}, {U'Т', 'T'}, {U'У', 'Y'}, {U'Х', 'X'}, {U'а', 'a'}, {U'е', 'e'}, {U'о', 'o'}, {U'р', 'p'}, {U'с', 'c'},
    {U'у', 'y'}, {U'х', 'x'}, {U'ѕ', 's'}, {U'і', 'i'}, {U'ј', 'j'}, {U'Ү', 'Y'}, {U'ү', 'y'}, {U'һ', 'h'}, {U'Ӏ', 'I'}, {U'ӏ', 'l'},
    {U'ԁ', 'd'}, {U'Ԛ', 'Q'}, {U'ԛ', 'q'}, {U'Ԝ', 'W'}, {U'ԝ', 'w'},
};
// Near enough to be read as Latin between Latin letters.
constexpr Double kNear[] = {
    {U'α', 'a'}, {U'β', 'b'}, {U'γ', 'y'}, {U'ε', 'e'}, {U'η', 'n'}, {U'ι', 'i'}, {U'κ', 'k'}, {U'ρ', 'p'}, {U'σ', 'o'}, {U'τ', 't'},
    {U'υ', 'u'}, {U'χ', 'x'}, {U'ω', 'w'}, {U'И', 'N'}, {U'в', 'b'}, {U'г', 'r'}, {U'и', 'n'}, {U'к', 'k'}, {U'м', 'm'}, {U'н', 'h'},
    {U'п', 'n'}, {U'т', 't'},
};
static_assert(std::ranges::is_sorted(kExact, {}, &Double::cp) && std::ranges::is_sorted(kNear, {}, &Double::cp));

template <std::size_t N>
char look_up(const Double (&table)[N], char32_t cp) {
  const auto it = std::ranges::lower_bound(table, cp, {}, &Double::cp);
  return it != std::end(table) && it->cp == cp ? it->latin : '\0';
}

}  // namespace

std::string latin_lookalike(std::string_view word) {
  if (std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return {};
  std::string out, plain;
  bool certain = false, near = false;
  for (std::size_t i = 0; i < word.size();) {
    const Decoded d = decode(word, i);
    i += d.len;
    if (d.cp < 0x80) {
      out += static_cast<char>(d.cp);
      certain = true;
    } else if (const char c = look_up(kExact, d.cp)) {
      out += c;
      certain = true;
    } else if (const char n = look_up(kNear, d.cp)) {
      out += n;
      near = true;
    } else if (d.cp >= 0xFF01 && d.cp <= 0xFF5E) {
      out += static_cast<char>(d.cp - 0xFEE0);
      certain = true;
    } else {
      plain.clear();
      fold_append(plain, d.cp);
      if (std::ranges::any_of(plain, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return {};
      out += plain;
      certain = certain || !plain.empty();
    }
  }
  return near && !certain ? std::string() : out;
}

}  // namespace jm::text
