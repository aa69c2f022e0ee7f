#include "text/clean.h"

#include <array>
#include <cstdint>

#include "text/utf8.h"

namespace jm::text {

namespace {

// Invisible or harmful: dropped. U+200D joins emoji and is dropped too: two emoji instead of one hurts nobody.
bool is_dropped(char32_t cp) {
  return (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C || cp == 0x180E || (cp >= 0x200B && cp <= 0x200F) ||
         (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFFF0 && cp <= 0xFFFB) ||
         (cp >= 0xE0000 && cp <= 0xE0FFF);
}
bool is_blank(char32_t cp) {
  return cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

template <bool kOneLine>
std::string clean(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  int breaks = 0;              // line ends waiting
  bool blank = false;          // a blank waiting
  const auto flush = [&] {
    if (breaks > 0) {
      if (!out.empty()) {
        if constexpr (kOneLine) out += ' ';
        else out.append(breaks > 1 ? 2 : 1, '\n');
      }
    } else if (blank && !out.empty()) {
      out += ' ';
    }
    breaks = 0;
    blank = false;
  };
  for (std::size_t i = 0; i < s.size();) {
    const unsigned char c = static_cast<unsigned char>(s[i]);
    if (c > ' ' && c < 0x7F) {
      flush();
      // The common case: a run of plain characters, single blanks included.
      std::size_t j = i + 1;
      for (; j < s.size(); ++j) {
        const unsigned char d = static_cast<unsigned char>(s[j]);
        if (d > ' ' && d < 0x7F) continue;
        if (d == ' ' && j + 1 < s.size() && static_cast<unsigned char>(s[j + 1]) > ' ' && static_cast<unsigned char>(s[j + 1]) < 0x7F) continue;
        break;
      }
      out.append(s.substr(i, j - i));
      i = j;
      continue;
    }
    if (c < 0x80) {
      if (c == '\n') ++breaks;
      else if (c == '\r') { if (i + 1 >= s.size() || s[i + 1] != '\n') ++breaks; }
      else if (c == ' ' || c == '\t' || c == '\f' || c == '\v') blank = true;
      ++i;
      continue;
    }
    const Decoded d = decode(s, i);
    if (is_blank(d.cp)) blank = true;
    else if (d.cp == 0x2028 || d.cp == 0x2029 || d.cp == 0x85) ++breaks;
    else if (!is_dropped(d.cp)) {
      flush();
      append_utf8(out, d.cp);
    }
    i += d.len;
  }
  return out;
}

// Windows-1252 for 0x80..0x9F; 0 = undefined there (passed through as the control character itself).
constexpr std::array<std::uint16_t, 32> kCp1252 = {
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

// The byte that Windows-1252 (or Latin-1) would have shown as this character; -1 = none above ASCII.
int byte_of(char32_t cp) {
  if (cp >= 0x80 && cp < 0x100) return static_cast<int>(cp);
  for (std::size_t k = 0; k < kCp1252.size(); ++k)
    if (kCp1252[k] == cp) return static_cast<int>(0x80 + k);
  return -1;
}

struct Repair {
  std::string bytes;          // the character the run really was; empty = nothing to repair
  std::size_t taken = 0;
};

Repair repair_at(std::string_view s, std::size_t i) {
  const Decoded lead = decode(s, i);
  const std::size_t need = lead.cp == 0xC2 || lead.cp == 0xC3 || lead.cp == 0xC5 ? 2 : lead.cp == 0xE2 || lead.cp == 0xEF ? 3 : 0;
  if (need == 0) return {};
  Repair r;
  r.bytes += static_cast<char>(lead.cp);
  std::size_t j = i + lead.len;
  while (r.bytes.size() < need) {
    if (j >= s.size()) return {};
    const Decoded d = decode(s, j);
    const int b = byte_of(d.cp);
    if (b < 0x80 || b > 0xBF) return {};
    r.bytes += static_cast<char>(b);
    j += d.len;
  }
  const Decoded whole = decode(r.bytes, 0);
  if (whole.len != need) return {};
  r.taken = j - i;
  return r;
}

// The unmistakable signs: Ã or Å with a following tail byte, â€ with a third, ï¿½.
bool sure_at(std::string_view s, std::size_t i) {
  const std::string_view lead = s.substr(i, 2);
  if (lead != "\xC3\x83" && lead != "\xC3\xA2" && lead != "\xC3\x85" && lead != "\xC3\xAF") return false;
  return repair_at(s, i).taken != 0;
}

}  // namespace

std::string clean_text(std::string_view s) { return clean<false>(s); }
std::string clean_line(std::string_view s) { return clean<true>(s); }

bool looks_like_mojibake(std::string_view s) {
  for (std::size_t i = s.find('\xC3'); i != std::string_view::npos; i = s.find('\xC3', i + 1))
    if (i + 1 < s.size() && sure_at(s, i)) return true;
  return false;
}

std::string repair_mojibake(std::string_view s) {
  if (!looks_like_mojibake(s)) return std::string(s);
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size();) {
    if (static_cast<unsigned char>(s[i]) < 0x80) {
      out += s[i++];
      continue;
    }
    if (const Repair r = repair_at(s, i); r.taken != 0) {
      out += r.bytes;
      i += r.taken;
      continue;
    }
    const Decoded d = decode(s, i);
    append_utf8(out, d.cp);
    i += d.len;
  }
  return out;
}

}  // namespace jm::text
