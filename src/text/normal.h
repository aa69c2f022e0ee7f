// Unicode's compatibility composition (NFKC): ligatures become letters ("ﬁ" -> "fi"), full-width letters plain ones, letter and
// accent one character. For display, unlike fold(). Invalid UTF-8 becomes U+FFFD.
#pragma once
#include <string>
#include <string_view>

namespace jm::text {

std::string nfkc(std::string_view s);

// Of a script that is written without blanks between words (Chinese, Japanese; not Korean): a line's end parts none.
bool is_blankless(char32_t cp);

}  // namespace jm::text
