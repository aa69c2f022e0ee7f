// One rule of a saved search as a person writes it: a keyword, a must-have or a red flag.
//
//   astreinte            a word or a phrase; plural, accents, case and hyphens do not matter
//   develop*             a star stands for any letters: developer, development (two letters must come before it)
//   company: Acme        only in that field; title:, text:, tags: and, in French, entreprise:, titre:, texte: likewise
//   Python | Java        must-haves only: either will do
//
// Without a field, a red flag looks at everything and a wish (keyword, must-have) at title, text and tags: that the company is called
// "Python SARL" says nothing of the work.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/match.h"

namespace jm::domain {

using FieldMask = std::uint8_t;
constexpr FieldMask mask_of(Field f) { return static_cast<FieldMask>(1u << static_cast<unsigned>(f)); }
inline constexpr FieldMask kEverywhere = 0b1111;
inline constexpr FieldMask kWishFields = kEverywhere & ~mask_of(Field::kCompany);

inline constexpr std::size_t kPatternLettersMin = 2;      // before the first star
inline constexpr std::size_t kAlternativesMax = 20;       // of one must-have

struct RuleText {
  FieldMask fields = 0;              // 0: the rule names none
  std::string_view words;            // what follows the field's name; into the text given
};
RuleText split_rule(std::string_view rule);

// "a | b" -> "a", "b"; blanks trimmed, empty ones left out.
std::vector<std::string_view> alternatives(std::string_view rule);

// Whether the rule can ever match; the message says what to change.
enum class RuleKind : std::uint8_t { kKeyword, kMustHave, kRedFlag };
Result<void> check_rule(std::string_view rule, RuleKind kind);

}  // namespace jm::domain
