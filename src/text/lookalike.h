// Letters of other scripts that a reader takes for Latin ones: "ЕSN" with a Cyrillic Е, "Ϲ++" with a Greek lunate sigma. Texts that
// want to pass a filter use them; so do keyboards set to the wrong layout.
#pragma once
#include <string>
#include <string_view>

namespace jm::text {

// The word as it looks, in ASCII, its case kept; "" when it is plain ASCII already or does not look like Latin throughout. Letters
// that only resemble (в for b, н for h) count where true Latin letters or exact doubles stand beside them. Full-width letters
// and letters with accents are taken for their plain ones.
std::string latin_lookalike(std::string_view word);

}  // namespace jm::text
