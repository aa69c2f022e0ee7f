#include "base/json_text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <array>
#include <cstdint>
#include <cstring>

namespace jm {
namespace {

// 0: copy as is; 1: needs an escape; 2: first byte of a non-ASCII sequence (or a stray one).
constexpr auto kClass = [] {
  std::array<std::uint8_t, 256> t{};
  for (std::size_t i = 0; i < 0x20; ++i) t[i] = 1;
  t['"'] = t['\\'] = 1;
  for (std::size_t i = 0x80; i < 256; ++i) t[i] = 2;
  return t;
}();

// Length of the well-formed sequence at s[i], or 0 (Unicode 15, table 3-7).
std::size_t sequence(std::string_view s, std::size_t i) {
  const auto at = [&](std::size_t k) { return k < s.size() ? static_cast<unsigned char>(s[k]) : 0u; };
  const unsigned b0 = at(i), b1 = at(i + 1);
  const auto cont = [](unsigned b) { return (b & 0xC0) == 0x80; };
  if (b0 < 0x80) return 1;
  if (b0 >= 0xC2 && b0 <= 0xDF) return cont(b1) ? 2 : 0;
  if (b0 >= 0xE0 && b0 <= 0xEF) {
    if (!cont(b1) || !cont(at(i + 2)) || (b0 == 0xE0 && b1 < 0xA0) || (b0 == 0xED && b1 > 0x9F)) return 0;
    return 3;
  }
  if (b0 >= 0xF0 && b0 <= 0xF4) {
    if (!cont(b1) || !cont(at(i + 2)) || !cont(at(i + 3)) || (b0 == 0xF0 && b1 < 0x90) || (b0 == 0xF4 && b1 > 0x8F)) return 0;
    return 4;
  }
  return 0;
}

// True if the next 8 bytes hold only plain ASCII that needs no escape.
bool plain8(const char* p) {
  std::uint64_t v;
  std::memcpy(&v, p, 8);
  constexpr std::uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
  const auto has_zero = [&](std::uint64_t x) { return (x - ones) & ~x & high; };
  return ((v & high) | ((v - ones * 0x20) & ~v & high) | has_zero(v ^ ones * '"') | has_zero(v ^ ones * '\\')) == 0;
}

#ifdef __SSE2__
// The same for 16.
bool plain16(const char* p) {
  const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));          // signed: bytes from 0x80 too
  const __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"')), backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
  return _mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(quote, backslash))) == 0;
}
#endif

// True if all of s is plain ASCII that needs no escape: nearly every string there is.
bool is_plain(std::string_view s) {
  std::size_t i = 0;
#ifdef __SSE2__
  if (s.size() >= 16) {
    for (; i + 16 <= s.size(); i += 16)
      if (!plain16(s.data() + i)) return false;
    return plain16(s.data() + s.size() - 16);
  }
#endif
  for (; i + 8 <= s.size(); i += 8)
    if (!plain8(s.data() + i)) return false;
  for (; i < s.size(); ++i)
    if (kClass[static_cast<unsigned char>(s[i])] != 0) return false;
  return true;
}

// One growth, one copy.
void append_plain(std::string& out, std::string_view s) {
  const std::size_t at = out.size(), size = at + s.size() + 2;
  out.resize_and_overwrite(size, [&](char* p, std::size_t /*may be more than was asked for*/) {
    p[at] = '"';
    std::memcpy(p + at + 1, s.data(), s.size());
    p[size - 1] = '"';
    return size;
  });
}

}  // namespace

void append_json_string(std::string& out, std::string_view s) {
  if (is_plain(s)) return append_plain(out, s);
  out += '"';
  std::size_t start = 0, i = 0;
  while (i < s.size()) {
    if (i + 8 <= s.size() && plain8(s.data() + i)) {
      i += 8;
      continue;
    }
    const auto c = static_cast<unsigned char>(s[i]);
    const auto kind = kClass[c];
    if (kind == 0) {
      ++i;
      continue;
    }
    if (kind == 2) {
      if (const auto n = sequence(s, i); n != 0) {
        i += n;
        continue;
      }
    }
    out.append(s, start, i - start);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (c < 0x20) {
          constexpr char hex[] = "0123456789abcdef";
          out += "\\u00";
          out += hex[c >> 4];
          out += hex[c & 15];
        } else {
          out += "\xEF\xBF\xBD";
        }
    }
    start = ++i;
  }
  out.append(s, start, s.size() - start);
  out += '"';
}

bool is_valid_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    if (i + 8 <= s.size()) {
      std::uint64_t v;
      std::memcpy(&v, s.data() + i, 8);
      if ((v & 0x8080808080808080) == 0) {
        i += 8;
        continue;
      }
    }
    const auto n = sequence(s, i);
    if (n == 0) return false;
    i += n;
  }
  return true;
}

}  // namespace jm
