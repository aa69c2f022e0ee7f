#include "domain/rule.h"

#include <algorithm>

#include "text/clean.h"
#include "text/fold.h"
#include "text/tokens.h"

namespace jm::domain {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trimmed(std::string_view s) {
  const std::size_t first = s.find_first_not_of(kBlank);
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(kBlank) - first + 1);
}

struct FieldName {
  std::string_view name;
  FieldMask fields;
};
constexpr FieldName kFieldNames[] = {
    {"title", mask_of(Field::kTitle)}, {"titre", mask_of(Field::kTitle)}, {"intitule", mask_of(Field::kTitle)},
    {"company", mask_of(Field::kCompany)}, {"entreprise", mask_of(Field::kCompany)}, {"societe", mask_of(Field::kCompany)},
    {"text", mask_of(Field::kDescription)}, {"texte", mask_of(Field::kDescription)}, {"description", mask_of(Field::kDescription)},
    {"tags", mask_of(Field::kTags)}, {"tag", mask_of(Field::kTags)}, {"skills", mask_of(Field::kTags)}, {"competences", mask_of(Field::kTags)},
};
constexpr std::size_t kFieldNameBytesMax = 16;

std::unexpected<Error> bad(std::string_view rule, const char* why) {
  return fail(Code::kInvalidArgument, "The rule \"" + std::string(rule.substr(0, 80)) + "\" " + why, "BAD_RULE");
}

Result<void> check_words(std::string_view rule, std::string_view words) {
  if (words.empty()) return bad(rule, "names a field and nothing to look for in it. Write the words after the colon.");
  if (text::tokenize(words).size() == 0) return bad(rule, "holds no word to look for.");
  if (text::tokenize(words).size() > kWordsPerTermMax) return bad(rule, "is too long: a rule has at most 12 words.");
  for (std::size_t at = words.find('*'); at != words.npos; at = words.find('*', at + 1)) {
    std::size_t letters = 0;
    for (std::size_t i = at; i > 0 && kBlank.find(words[i - 1]) == kBlank.npos && words[i - 1] != '-'; --i)
      letters = words[i - 1] == '*' ? kPatternLettersMin : letters + 1;
    if (letters < kPatternLettersMin) return bad(rule, "has a star with too little before it: write at least two letters, as in \"develop*\".");
  }
  return {};
}

}  // namespace

RuleText split_rule(std::string_view rule) {
  rule = trimmed(rule);
  const std::size_t colon = rule.find(':');
  if (colon == rule.npos || colon > kFieldNameBytesMax) return {0, rule};
  const std::string name = text::fold_name(rule.substr(0, colon));
  for (const FieldName& f : kFieldNames)
    if (f.name == name) return {f.fields, trimmed(rule.substr(colon + 1))};
  return {0, rule};
}

std::vector<std::string_view> alternatives(std::string_view rule) {
  std::vector<std::string_view> out;
  while (!rule.empty()) {
    const std::size_t end = std::min(rule.find('|'), rule.size());
    if (const std::string_view one = trimmed(rule.substr(0, end)); !one.empty()) out.push_back(one);
    rule.remove_prefix(std::min(end + 1, rule.size()));
  }
  return out;
}

Result<void> check_rule(std::string_view rule, RuleKind kind) {
  if (kind != RuleKind::kMustHave) {
    if (rule.find('|') != rule.npos) return bad(rule, "names alternatives, which only must-haves can. Write each as a rule of its own.");
    return check_words(rule, split_rule(rule).words);
  }
  const auto each = alternatives(rule);
  if (each.empty()) return bad(rule, "holds no word to look for.");
  if (each.size() > kAlternativesMax) return bad(rule, "has too many alternatives: at most 20.");
  for (const std::string_view one : each) JM_CHECK_OK(check_words(rule, split_rule(one).words));
  return {};
}

}  // namespace jm::domain
