// Folding: the form in which words are compared. Case, accents, ligatures (œ -> oe, æ -> ae, ß -> ss, ﬁ -> fi), full-width
// and mathematical letters, curly quotes and the many dashes become plain ones; combining marks vanish. "Cœur d’Été" ->
// "coeur d'ete". Not for display, and lossy by design.
#pragma once
#include <string>
#include <string_view>

namespace jm::text {

// Appends the folded form of one code point (nothing for a mark or an invisible character).
void fold_append(std::string& out, char32_t cp);

std::string fold(std::string_view s);

// Folded, and everything that is neither letter nor digit turned into single spaces, none at the ends: for comparing names
// ("Île-de-France" and "ile de france" are both "ile de france").
std::string fold_name(std::string_view s);

}  // namespace jm::text
