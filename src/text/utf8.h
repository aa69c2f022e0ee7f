// UTF-8 without surprises: decoding never reads past the end and never fails (a bad byte is U+FFFD of length 1).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jm::text {

inline constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
  char32_t cp;
  std::uint32_t len;     // bytes taken; at least 1
};

// The code point at s[i]; i < s.size().
Decoded decode(std::string_view s, std::size_t i);

void append_utf8(std::string& out, char32_t cp);

// s with every invalid byte replaced by U+FFFD.
std::string repair_utf8(std::string_view s);

// The longest prefix of at most bytes_max bytes that does not cut a character.
std::string_view cut_utf8(std::string_view s, std::size_t bytes_max);

}  // namespace jm::text
