#include "text/utf8.h"

namespace jm::text {

namespace {
bool is_tail(unsigned char c) { return (c & 0xC0) == 0x80; }
}  // namespace

Decoded decode(std::string_view s, std::size_t i) {
  const auto at = [&](std::size_t k) { return static_cast<unsigned char>(s[k]); };
  const unsigned char a = at(i);
  const std::size_t left = s.size() - i;
  if (a < 0x80) return {a, 1};
  if (a >= 0xC2 && a < 0xE0 && left >= 2 && is_tail(at(i + 1))) return {char32_t((a & 0x1Fu) << 6 | (at(i + 1) & 0x3Fu)), 2};
  if (a >= 0xE0 && a < 0xF0 && left >= 3 && is_tail(at(i + 1)) && is_tail(at(i + 2))) {
    const char32_t cp = char32_t((a & 0x0Fu) << 12 | (at(i + 1) & 0x3Fu) << 6 | (at(i + 2) & 0x3Fu));
    if (cp >= 0x800 && (cp < 0xD800 || cp > 0xDFFF)) return {cp, 3};
  }
  if (a >= 0xF0 && a < 0xF5 && left >= 4 && is_tail(at(i + 1)) && is_tail(at(i + 2)) && is_tail(at(i + 3))) {
    const char32_t cp =
        char32_t((a & 0x07u) << 18 | (at(i + 1) & 0x3Fu) << 12 | (at(i + 2) & 0x3Fu) << 6 | (at(i + 3) & 0x3Fu));
    if (cp >= 0x10000 && cp <= 0x10FFFF) return {cp, 4};
  }
  return {kReplacement, 1};
}

void append_utf8(std::string& out, char32_t cp) {
  if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = kReplacement;
  if (cp < 0x80) {
    out += static_cast<char>(cp);
  } else if (cp < 0x800) {
    out += static_cast<char>(0xC0 | cp >> 6);
    out += static_cast<char>(0x80 | (cp & 0x3F));
  } else if (cp < 0x10000) {
    out += static_cast<char>(0xE0 | cp >> 12);
    out += static_cast<char>(0x80 | (cp >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (cp & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | cp >> 18);
    out += static_cast<char>(0x80 | (cp >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (cp >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (cp & 0x3F));
  }
}

std::string repair_utf8(std::string_view s) {
  std::string out;
  out.reserve(s.size() + 16);
  for (std::size_t i = 0; i < s.size();) {
    const Decoded d = decode(s, i);
    append_utf8(out, d.cp);
    i += d.len;
  }
  return out;
}

std::string_view cut_utf8(std::string_view s, std::size_t bytes_max) {
  if (s.size() <= bytes_max) return s;
  std::size_t n = bytes_max;
  while (n > 0 && is_tail(static_cast<unsigned char>(s[n]))) --n;
  return s.substr(0, n);
}

}  // namespace jm::text
