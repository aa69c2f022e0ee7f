// What any sentence of a language model must be before anybody reads it, whatever it is about (advice.h, wording.h): made of the words
// it may borrow and of a closed list of plain ones, in signs that belong into a sentence. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "domain/reason.h"
#include "text/tokens.h"

namespace jm::domain {

// About a comparison of a profile with a posting; of a letter that its writer signs.
enum class Speech : std::uint8_t { kAdvice, kLetter };
// The words that need no ground, in one language: no praise, no promise, no imperative.
const std::unordered_set<std::string_view>& plain_words(Lang lang, Speech speech = Speech::kAdvice);

// The texts whose words and signs may be used: words by their stem, those with a digit letter by letter.
class Lent {
 public:
  void add(std::string_view text);
  bool word(std::string_view folded) const;
  bool sign(char32_t cp) const { return signs_.contains(cp); }
  bool text(std::string_view part) const { return all_.find(part) != std::string::npos; }

 private:
  std::unordered_set<std::uint64_t> stems_;
  std::unordered_set<std::string> numbers_;
  std::unordered_set<char32_t> signs_;
  std::string all_;
};

// The sentence as it may be shown; nothing: it holds invisible characters or line ends. Blanks around it do not matter.
std::optional<std::string> one_line(std::string_view written);
// With the no-break spaces of French typography, as the program's own sentences have them.
std::string with_blanks(std::string line, Lang lang);
// "SIGN <": a sign that belongs into no sentence and stands in no lent text. Empty: none.
std::string strange_sign(std::string_view line, const Lent& lent);
// "WORD perfect": neither lent nor plain. Empty: none.
std::string strange_word(const text::Tokens& tokens, const Lent& lent, Lang lang, Speech speech);

// Words that deny or limit, in their order; "n’" is one.
std::vector<std::string> limits_in(std::string_view line, const text::Tokens& tokens, Lang lang);
// Whether it says that something was done in part, with others, or learnt.
bool hedges(const text::Tokens& tokens, Lang lang);

// "F12", of `count`: 11. Nothing for anything else.
std::optional<std::size_t> index_of_id(std::string_view id, char letter, std::size_t count);

}  // namespace jm::domain
