// Bytes of a page or feed in whatever character set they came, as valid UTF-8.
#pragma once
#include <string>
#include <string_view>

namespace jm::text {

// What the bytes are said to be in: byte order mark, else the Content-Type header, else <meta charset> or an XML declaration in
// the first 1024 bytes; without any, UTF-8 if they are valid UTF-8, else windows-1252. Lower case, as browsers name them
// ("latin1" and "ascii" are windows-1252).
std::string charset_of(std::string_view bytes, std::string_view content_type);

// Always valid UTF-8: what the set cannot decode becomes U+FFFD. Unknown sets are read as UTF-8. A byte order mark is dropped.
std::string to_utf8(std::string_view bytes, std::string_view charset);

inline std::string page_to_utf8(std::string_view bytes, std::string_view content_type) { return to_utf8(bytes, charset_of(bytes, content_type)); }

}  // namespace jm::text
