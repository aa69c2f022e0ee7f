// Which language a text is in, by its commonest small words, read from three windows of the text. French and English are what
// the product serves; the others are told apart so that they are not mistaken for them.
#pragma once
#include <string_view>

namespace jm::text {

// "fr", "en", "de", "es", "it", "nl", "pt"; empty when the text is too short or shows no clear winner.
std::string_view detect_language(std::string_view text);

}  // namespace jm::text
