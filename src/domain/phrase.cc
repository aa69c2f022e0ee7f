#include "domain/phrase.h"

#include <algorithm>
#include <array>

#include "text/clean.h"
#include "text/stem.h"

namespace jm::domain {

namespace {

constexpr std::size_t kCaseExactBytesMax = 2;
constexpr std::uint32_t kNegationReach = 4;      // words between a negation and what it negates

enum class Role : std::uint8_t { kOther, kNegation, kSmall, kVerb, kDemand };

struct Entry {
  std::string_view word;
  Role role;
};
constexpr Entry kRoles[] = {
    {"pas", Role::kNegation}, {"sans", Role::kNegation}, {"aucun", Role::kNegation}, {"aucune", Role::kNegation}, {"ni", Role::kNegation},
    {"jamais", Role::kNegation}, {"non", Role::kNegation}, {"zero", Role::kNegation}, {"0", Role::kNegation}, {"no", Role::kNegation},
    {"not", Role::kNegation}, {"without", Role::kNegation}, {"never", Role::kNegation}, {"none", Role::kNegation}, {"nor", Role::kNegation},
    {"isnt", Role::kNegation}, {"arent", Role::kNegation}, {"dont", Role::kNegation}, {"doesnt", Role::kNegation}, {"wont", Role::kNegation},
    {"neant", Role::kNegation},
    {"de", Role::kSmall}, {"du", Role::kSmall}, {"des", Role::kSmall}, {"la", Role::kSmall}, {"le", Role::kSmall}, {"les", Role::kSmall},
    {"un", Role::kSmall}, {"une", Role::kSmall}, {"a", Role::kSmall}, {"an", Role::kSmall}, {"the", Role::kSmall}, {"any", Role::kSmall},
    {"of", Role::kSmall}, {"for", Role::kSmall}, {"en", Role::kSmall}, {"au", Role::kSmall}, {"aux", Role::kSmall}, {"do", Role::kSmall},
    {"is", Role::kVerb}, {"are", Role::kVerb}, {"est", Role::kVerb}, {"sont", Role::kVerb}, {"be", Role::kVerb}, {"will", Role::kVerb},
    {"sera", Role::kVerb}, {"seront", Role::kVerb}, {"has", Role::kVerb}, {"have", Role::kVerb}, {"ne", Role::kVerb},
    {"required", Role::kDemand}, {"needed", Role::kDemand}, {"necessary", Role::kDemand}, {"mandatory", Role::kDemand},
    {"expected", Role::kDemand}, {"requis", Role::kDemand}, {"requise", Role::kDemand}, {"requises", Role::kDemand},
    {"necessaire", Role::kDemand}, {"necessaires", Role::kDemand}, {"obligatoire", Role::kDemand}, {"obligatoires", Role::kDemand},
    {"demande", Role::kDemand}, {"demandee", Role::kDemand}, {"exige", Role::kDemand}, {"exigee", Role::kDemand}, {"prevu", Role::kDemand},
    {"prevue", Role::kDemand}, {"prevus", Role::kDemand}, {"prevues", Role::kDemand}, {"envisage", Role::kDemand}, {"involved", Role::kDemand},
};

Role role_of(std::string_view word) {
  for (const Entry& e : kRoles)
    if (e.word == word) return e.role;
  return Role::kOther;
}

bool tight(text::Gap g) { return g == text::Gap::kSpace || g == text::Gap::kHyphen; }

// "sans aucune astreinte": backwards over small words to a negation.
bool negated_before(const text::Tokens& t, std::uint32_t first) {
  for (std::uint32_t step = 0; step < kNegationReach && first > 0; ++step) {
    if (!tight(t.items[first].gap)) return false;
    --first;
    switch (role_of(t.word(first))) {
      case Role::kNegation: return true;
      case Role::kSmall: continue;
      default: return false;
    }
  }
  return false;
}

// "astreintes : non", "on-call is not required", "travel-free".
bool negated_after(const text::Tokens& t, std::uint32_t next) {
  const auto ends_at = [&](std::uint32_t i) { return i >= t.size() || !tight(t.items[i].gap); };
  if (next >= t.size()) return false;
  if (t.items[next].gap == text::Gap::kColon) return role_of(t.word(next)) == Role::kNegation && ends_at(next + 1);
  if (!tight(t.items[next].gap)) return false;
  if (t.word(next) == "free") return true;
  bool negation = false;
  for (std::uint32_t i = next; i < t.size() && i < next + kNegationReach; ++i) {
    if (!tight(t.items[i].gap)) return false;
    switch (role_of(t.word(i))) {
      case Role::kVerb: case Role::kSmall: continue;
      case Role::kNegation: negation = true; continue;
      case Role::kDemand: return negation;
      case Role::kOther: return false;
    }
  }
  return false;
}

}  // namespace

Phrase compile_phrase(std::string_view text, Vocabulary& vocabulary) {
  Phrase p;
  p.text = text::clean_line(text);
  const text::Tokens t = text::tokenize(p.text);
  const std::size_t n = std::min(t.size(), kWordsPerTermMax);
  for (std::size_t i = 0; i < n; ++i) p.words.push_back(vocabulary.add(text::stem_hash(t.word(i))));
  if (n == 2) p.joined = vocabulary.add(joined_hash(t.word(0), t.word(1)));
  if (n == 1 && t.items[0].length <= kCaseExactBytesMax) p.exact_case = p.text.substr(t.items[0].offset, t.items[0].length);
  return p;
}

Span span_at(const Phrase& p, const Document& d, const Document::Occurrence& o) {
  if (!p.exact_case.empty()) {
    const auto s = d.spot(o.position);
    const text::Token& k = d.tokens(s.field).items[s.index];
    if (d.text(s.field).substr(k.offset, k.length) != p.exact_case) return {0, 0};
  }
  std::uint32_t position = o.position + o.words;
  for (std::size_t i = 1; i < p.words.size(); ++i, ++position)
    if (d.stem_at(position) != p.words[i] || d.gap_before(position) == text::Gap::kSentence) return {0, 0};
  return {o.position, static_cast<std::uint8_t>(position - o.position)};
}

bool occurs(const Phrase& p, const Document& d) {
  bool yes = false;
  each_occurrence(p, d, [&](Span s) {
    yes = d.spot(s.position).field != Field::kCompany;
    return !yes;
  });
  return yes;
}

bool occurs_in_title(const Phrase& p, const Document& d) {
  bool yes = false;
  each_occurrence(p, d, [&](Span s) {
    yes = d.spot(s.position).field == Field::kTitle;
    return false;                  // the title comes first
  });
  return yes;
}

bool is_negated(const Document& d, Span span) {
  const auto s = d.spot(span.position);
  const text::Tokens& t = d.tokens(s.field);
  return negated_before(t, s.index) || negated_after(t, s.index + span.words);
}

void collect_hits(const Phrase& rule, const Document& d, std::vector<RedFlagHit>& hits) {
  each_occurrence(rule, d, [&](Span span) {
    if (is_negated(d, span)) return true;
    const auto s = d.spot(span.position);
    const text::Tokens& t = d.tokens(s.field);
    const text::Token &from = t.items[s.index], &to = t.items[s.index + span.words - 1];
    RedFlagHit hit{rule.text, s.field, from.offset, to.offset + to.length - from.offset, {}};
    hit.text = std::string(d.text(s.field).substr(hit.offset, hit.length));
    hits.push_back(std::move(hit));
    return hits.size() < 4 * kRedFlagHitsMax;
  });
}

bool has_hit(const Phrase& rule, const Document& d) {
  bool yes = false;
  each_occurrence(rule, d, [&](Span span) {
    yes = !is_negated(d, span);
    return !yes;
  });
  return yes;
}

}  // namespace jm::domain
