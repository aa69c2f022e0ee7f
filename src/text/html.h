// HTML, as job boards send it, to clean structured text:
//
//   <p>We are <b>hiring</b>:</p><ul><li>C++</li><li><p>SQL</p></li></ul>      ->      We are hiring:
//                                                                                    - C++
//                                                                                    - SQL
//
// Paragraphs and headings are set apart by an empty line, list items are "- " lines, link texts stay without their address.
// Scripts, styles, frames and comments are left out with all they hold. Text that turns out to be escaped markup (Greenhouse
// escapes its HTML once more) is read again, at most kHtmlPassesMax times; nothing that a browser would execute survives.
// "<" that starts no known element is text ("salary < 50k", "vector<int>"). Runs in linear time with constant memory besides
// its output: there is no tree, so no depth to exhaust.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace jm::text {

inline constexpr std::size_t kHtmlBytesMax = std::size_t{2} << 20;    // longer input is cut
inline constexpr int kHtmlPassesMax = 4;

// Works for plain text as well (line ends are kept when no element is met).
std::string html_to_text(std::string_view html);

// Only character references ("&amp;", "&#8217;", "&eacute;").
std::string decode_entities(std::string_view s);

}  // namespace jm::text
