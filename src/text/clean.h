// Plain text as people can read and programs can compare it: valid UTF-8, "\n" line ends, no control, zero-width, bidi or tag
// characters, no runs of blanks, at most one empty line in a row.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace jm::text {

// Several lines. NBSP and its relatives become blanks, U+2028 and U+2029 line ends; emoji stay.
std::string clean_text(std::string_view s);

// One line (titles, names): as clean_text, and line ends become blanks.
std::string clean_line(std::string_view s);

// Text that was UTF-8, read as Windows-1252 and written as UTF-8 again ("Ã©tÃ©", "â€™"): put right where the bytes prove
// it, otherwise unchanged. One level only.
std::string repair_mojibake(std::string_view s);
bool looks_like_mojibake(std::string_view s);

}  // namespace jm::text
