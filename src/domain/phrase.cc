#include "domain/phrase.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "text/clean.h"
#include "text/fold.h"
#include "text/stem.h"
#include "text/utf8.h"

namespace jm::domain {

namespace {

constexpr std::size_t kCaseExactBytesMax = 2;
constexpr std::uint32_t kNegationReach = 5;      // words between a negation and what it negates
constexpr std::uint32_t kListReach = 4;          // words of the other item of "no x or y"
constexpr std::size_t kSnippetBytes = 60;        // of text before and after a hit

// What a word does around an occurrence.
enum class Role : std::uint8_t { kOther, kNegation, kSmall, kVerb, kDemand, kOr };

constexpr struct {
  Role role;
  std::string_view words;
} kRoles[] = {
    {Role::kNegation, "pas sans aucun aucune aucuns aucunes ni jamais non zero 0 no not without never none nor neither isnt arent wasnt dont doesnt wont neant "
                      "cannot cant"},
    {Role::kSmall, "de du des la le les un une a an the any of for en au aux do does to d l from with besoin need needs obligation requirement requirements soumis "
                   "soumise subject regular regulier reguliere reguliers regulieres frequent frequents"},
    {Role::kVerb, "is are est sont be will would sera seront has have ne etre was were"},
    {Role::kDemand, "required needed necessary mandatory expected requis requise requises necessaire necessaires obligatoire obligatoires demande demandee "
                    "demandes demandees exige exigee exiges exigees prevu prevue prevus prevues prevoir envisage envisagee involved included inclus incluse "
                    "applicable part require requires involve involves include includes entail entails expect comporte comprend implique necessite possible"},
    {Role::kOr, "ou or"},
};

Role role_of(std::string_view word) {
  static const auto roles = [] {
    std::unordered_map<std::string_view, Role> m;
    for (const auto& [role, words] : kRoles)
      for (std::string_view rest = words; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        m.emplace(rest.substr(0, end), role);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    return m;
  }();
  const auto it = roles.find(word);
  return it == roles.end() ? Role::kOther : it->second;
}

bool tight(text::Gap g) { return g == text::Gap::kSpace || g == text::Gap::kHyphen; }

// Backwards from `at` (exclusive) over small words to a negation; where it stopped comes back in `at`.
bool negation_before(const Document& d, std::uint32_t& at) {
  for (std::uint32_t step = 0; step < kNegationReach && at > 0; ++step) {
    if (!tight(d.gap_before(at))) return false;
    switch (role_of(d.word_at(at - 1))) {
      case Role::kNegation: return true;
      case Role::kSmall: case Role::kVerb: case Role::kDemand: --at; continue;
      case Role::kOr: case Role::kOther: return false;
    }
  }
  return false;
}

// "sans aucune astreinte", "not required to travel"; "no travel or overtime".
bool negated_before(const Document& d, std::uint32_t position) {
  std::uint32_t at = position;
  if (negation_before(d, at)) return true;
  if (at == 0 || !tight(d.gap_before(at)) || role_of(d.word_at(at - 1)) != Role::kOr) return false;
  --at;
  for (std::uint32_t step = 0; step < kListReach && at > 0 && tight(d.gap_before(at)); ++step) {
    --at;
    std::uint32_t before = at;
    if (negation_before(d, before)) return true;
    if (role_of(d.word_at(at)) == Role::kOr) return false;
  }
  return false;
}

// "astreintes : non", "on-call is not required", "travel-free".
bool negated_after(const Document& d, std::uint32_t next) {
  if (d.word_at(next).empty()) return false;
  if (d.gap_before(next) == text::Gap::kColon) return role_of(d.word_at(next)) == Role::kNegation && !tight(d.gap_before(next + 1));
  if (!tight(d.gap_before(next))) return false;
  if (d.word_at(next) == "free") return true;
  bool negation = false;
  for (std::uint32_t i = next; i < next + kNegationReach && tight(d.gap_before(i)); ++i) {
    switch (role_of(d.word_at(i))) {
      case Role::kVerb: case Role::kSmall: continue;
      case Role::kNegation: negation = true; continue;
      case Role::kDemand: return negation;
      case Role::kOr: case Role::kOther: return false;
    }
  }
  return false;
}

// Expressions in which a word means something else than alone. Words folded; `before` and `after` are neighbours that touch it.
struct Expression {
  std::string_view word, before, after;
};
constexpr Expression kExpressions[] = {
    {"scheme", "color colour pension naming numbering payment classification", ""},
    {"stage", "early late later growth seed final each every all multi on center next this any different various", "gate gates"},
    {"java", "", "script"},
    {"c", "vitamin vitamine series serie permis plan", "level suite"},
    {"go", "", "live to ahead"},
    {"travel", "", "industry agency agencies company companies tech insurance"},
    {"mission", "our notre nos your", ""},
    {"remote", "", "control sensing"},
    {"shift", "paradigm make", ""},
    {"bank", "data power river", ""},
    {"commercial", "", "vehicle vehicles property paper"},
    {"nuit", "bonne", ""},
    {"agent", "", "conversationnel conversationnels"},
};

bool lists(std::string_view words, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = words.find(word); at != words.npos; at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

// Where words i… of the phrase end when they begin at the position; 0: they do not.
std::uint32_t follow(const Phrase& p, const Document& d, std::size_t i, std::uint32_t position) {
  if (i == p.words.size()) return position;
  if (d.gap_before(position) == text::Gap::kSentence) return 0;
  std::uint32_t end = 0;
  const auto read = [&](WordId w, std::size_t next) {
    if (w == kNoWord || !d.has(w)) return;
    if (d.stem_at(position) == w) end = follow(p, d, next, position + 1);
    if (end == 0) d.each_reading(w, position, [&](std::uint32_t e) { if (end == 0) end = follow(p, d, next, e); });
  };
  read(p.words[i], i + 1);
  if (end == 0 && i < p.joined.size()) read(p.joined[i], i + 2);
  return end;
}

// UTF-16 units of valid UTF-8.
std::uint32_t utf16_units(std::string_view s) {
  std::uint32_t n = 0;
  for (const char c : s) {
    const auto b = static_cast<unsigned char>(c);
    n += (b & 0xC0) != 0x80;
    n += b >= 0xF0;
  }
  return n;
}

std::string_view last_bytes(std::string_view s, std::size_t n) {
  if (s.size() <= n) return s;
  std::size_t from = s.size() - n;
  while (from < s.size() && (static_cast<unsigned char>(s[from]) & 0xC0) == 0x80) ++from;
  return s.substr(from);
}

// The words of a rule: those with a star apart, as folded patterns.
void add_words(std::string_view chunk, Phrase& p, Vocabulary& vocabulary, std::vector<std::string>& read) {
  std::deque<std::string> latin;
  const text::Tokens t = text::tokenize(chunk);
  each_word(
      chunk, t, latin,
      [&](std::string_view folded, const WordKey& key, text::Gap) {
        if (p.words.size() >= kWordsPerTermMax) return;
        if (!p.words.empty()) p.joined.push_back(read.back().empty() ? kNoWord : vocabulary.add(joined_hash(read.back(), folded)));
        p.words.push_back(vocabulary.add(key.stem));
        read.emplace_back(folded);
        p.spelling = key.spelling;
        p.expressions = expressions_of(key.stem);
      },
      [](std::uint64_t, std::uint8_t) {});
}

void add_pattern(std::string_view chunk, Phrase& p, Vocabulary& vocabulary, std::vector<std::string>& read) {
  std::string folded = text::fold(chunk);
  const auto sign = [](char c) { return c == '*' || c == '+' || c == '#' || c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80; };
  std::erase_if(folded, [&](char c) { return !sign(c); });
  while (!folded.empty() && folded.back() == '.') folded.pop_back();
  if (folded.find('*') < kPatternLettersMin || p.words.size() >= kWordsPerTermMax) return;
  if (!p.words.empty()) p.joined.push_back(kNoWord);
  p.words.push_back(vocabulary.add_pattern(folded));
  read.emplace_back();
}

}  // namespace

Phrase compile_phrase(std::string_view rule, FieldMask fields, Vocabulary& vocabulary) {
  Phrase p;
  p.text = text::clean_line(rule);
  const RuleText split = split_rule(p.text);
  p.fields = split.fields != 0 ? split.fields : fields;
  std::vector<std::string> read;                   // the folded words so far; "" for a pattern
  for (std::string_view rest = split.words; !rest.empty();) {
    const std::size_t star = rest.find('*');
    if (star == rest.npos) {
      add_words(rest, p, vocabulary, read);
      break;
    }
    const std::size_t blank = rest.find_last_of(" \t-/,;", star);
    const std::size_t from = blank == rest.npos ? 0 : blank + 1;
    const std::size_t end = std::min(rest.find_first_of(" \t-/,;", star), rest.size());
    add_words(rest.substr(0, from), p, vocabulary, read);
    add_pattern(rest.substr(from, end - from), p, vocabulary, read);
    rest.remove_prefix(end);
  }
  if (p.words.size() != 1 || read[0].empty()) p.spelling = p.expressions = 0;
  if (p.words.size() == 1 && read[0].size() > kCaseExactBytesMax) p.spelling = 0;
  return p;
}

Span span_at(const Phrase& p, const Document& d, const Document::Occurrence& o, std::size_t from) {
  if (!(mask_of(d.field_at(o.position)) & p.fields)) return {0, 0};
  if (p.spelling != 0 && d.spelling_at(o.position) != p.spelling) return {0, 0};
  if (p.expressions != 0 && o.words == 1 && is_other_expression(p.expressions, d, o.position)) return {0, 0};
  const std::uint32_t end = follow(p, d, from, o.position + o.words);
  return end == 0 ? Span{0, 0} : Span{o.position, end - o.position};
}

bool occurs(const Phrase& p, const Document& d) {
  bool yes = false;
  each_occurrence(p, d, [&](Span) {
    yes = true;
    return false;
  });
  return yes;
}

std::uint16_t expressions_of(std::uint64_t stem) {
  static const auto stems = [] {
    std::array<std::uint64_t, std::size(kExpressions)> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = text::stem_hash(kExpressions[i].word);
    return all;
  }();
  const auto it = std::find(stems.begin(), stems.end(), stem);
  return it == stems.end() ? std::uint16_t{0} : static_cast<std::uint16_t>(it - stems.begin() + 1);
}

bool is_other_expression(std::uint16_t expressions, const Document& d, std::uint32_t position) {
  const Expression& e = kExpressions[expressions - 1];
  return (position > 0 && tight(d.gap_before(position)) && lists(e.before, d.word_at(position - 1))) ||
         (tight(d.gap_before(position + 1)) && lists(e.after, d.word_at(position + 1)));
}

// Back: over small words, an "or", the other item, small words again, the negation.
static_assert(kNegationWindow >= 2 * kNegationReach + kListReach + 2);

bool may_negate(std::string_view word) { return role_of(word) == Role::kNegation || word == "free"; }

bool is_negated(const Document& d, Span span) { return negated_before(d, span.position) || negated_after(d, span.position + span.words); }

void collect_hits(const Phrase& rule, const Document& d, std::vector<RedFlagHit>& hits) {
  each_occurrence(rule, d, [&](Span span) {
    if (is_negated(d, span)) return true;
    const Field field = d.field_at(span.position);
    const std::string_view text = d.text(field);
    const auto [offset, length] = d.bytes(span.position, span.words);
    const std::string_view matched = text.substr(offset, length);
    RedFlagHit hit{rule.text, field, offset, length, std::string(matched), 0, utf16_units(matched), {}, {}};
    // Of this field's hits so far the last one is nearest: the units before it are counted already.
    const RedFlagHit* near = !hits.empty() && hits.back().field == field && hits.back().offset <= offset && hits.back().rule == rule.text ? &hits.back() : nullptr;
    const std::uint32_t counted = near ? near->offset : 0;
    hit.utf16_offset = (near ? near->utf16_offset : 0) + utf16_units(text.substr(counted, offset - counted));
    hit.before = last_bytes(text.substr(0, offset), kSnippetBytes);
    hit.after = text::cut_utf8(text.substr(offset + length), kSnippetBytes);
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
