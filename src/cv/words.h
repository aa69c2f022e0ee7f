// Small vocabularies of CVs: what sort of thing a name is. All take text as written.
#pragma once
#include <string>
#include <string_view>

namespace jm::cv {

// How much a text looks like an occupation (positive), or like a company (negative).
int occupation_score(std::string_view text);
bool is_degree(std::string_view text);           // names a diploma
int school_score(std::string_view text);         // how much it looks like a school
bool is_language(std::string_view folded);       // "francais", "german"
bool is_known_place(std::string_view text);      // "Lyon", "69003 Lyon", "Springfield, IL"
bool is_place(std::string_view text);            // also "Somewhere, France"
// "B2" -> "B2", "courant" -> "C1", "langue maternelle" -> "native"; empty: unknown words.
std::string cefr_of(std::string_view level);
// A word for how well someone knows something: "expert", "notions", "advanced", "B2".
bool is_level(std::string_view text);

}  // namespace jm::cv
