#include "text/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <cassert>

#include "text/utf8.h"

namespace jm::text {

namespace {

constexpr char32_t kTableEnd = 0x250;      // Latin-1 Supplement to Latin Extended-B: looked up, the rest is rare

// What Unicode does not decompose but a reader takes for the plain letter.
const char* special(char32_t cp) {
  switch (cp) {
    case U'Æ': case U'æ': return "ae";
    case U'Œ': case U'œ': return "oe";
    case U'ß': case U'ẞ': return "ss";
    case U'Ø': case U'ø': return "o";
    case U'Đ': case U'đ': case U'Ð': case U'ð': return "d";
    case U'Ł': case U'ł': return "l";
    case U'Þ': case U'þ': return "th";
    case U'ı': return "i";
    case U'Ħ': case U'ħ': return "h";
    case 0x2018: case 0x2019: case 0x201A: case 0x201B: case 0x2032: case 0x02BC: case 0x00B4: case 0x0060: return "'";
    case 0x201C: case 0x201D: case 0x201E: case 0x201F: case 0x2033: return "\"";
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: return "-";
    case 0x00A0: case 0x202F: case 0x3000: return " ";
    default: return nullptr;
  }
}

bool is_invisible(char32_t cp) {
  return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064) ||
         cp == 0xFEFF || (cp >= 0xFE00 && cp <= 0xFE0F);
}

void fold_slow(std::string& out, char32_t cp) {
  if (const char* s = special(cp)) {
    out += s;
    return;
  }
  if (is_invisible(cp)) return;
  static const icu::Normalizer2* nfkd = [] {
    UErrorCode ec = U_ZERO_ERROR;
    const auto* n = icu::Normalizer2::getNFKDInstance(ec);
    assert(U_SUCCESS(ec));
    return n;
  }();
  icu::UnicodeString parts;
  if (!nfkd->getDecomposition(static_cast<UChar32>(cp), parts)) parts = icu::UnicodeString(static_cast<UChar32>(cp));
  for (std::int32_t i = 0; i < parts.length();) {
    const UChar32 c = parts.char32At(i);
    i += U16_LENGTH(c);
    const auto type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) continue;
    const UChar32 f = u_foldCase(c, U_FOLD_CASE_DEFAULT);
    if (const char* s = special(static_cast<char32_t>(f))) out += s;
    else append_utf8(out, static_cast<char32_t>(f));
  }
}

}  // namespace

void fold_append(std::string& out, char32_t cp) {
  if (cp < 0x80) {
    out += static_cast<char>(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp == '`' ? '\'' : cp);
    return;
  }
  if (cp < kTableEnd) {
    static const auto table = [] {
      std::array<std::string, kTableEnd - 0x80> t;
      for (char32_t c = 0x80; c < kTableEnd; ++c) fold_slow(t[c - 0x80], c);
      return t;
    }();
    out += table[cp - 0x80];
    return;
  }
  fold_slow(out, cp);
}

std::string fold(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size();) {
    const Decoded d = decode(s, i);
    fold_append(out, d.cp);
    i += d.len;
  }
  return out;
}

std::string fold_name(std::string_view s) {
  const std::string folded = fold(s);
  std::string out;
  out.reserve(folded.size());
  for (const char c : folded) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (word) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace jm::text
