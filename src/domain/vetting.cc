#include "domain/vetting.h"

#include <algorithm>

#include "text/clean.h"
#include "text/stem.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

#include "domain/vetting_words.inc"

std::unordered_set<std::string_view> split(std::string_view words) {
  std::unordered_set<std::string_view> out;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (end > 0) out.insert(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

std::unordered_set<std::uint64_t> stems(const std::unordered_set<std::string_view>& words) {
  std::unordered_set<std::uint64_t> out;
  for (const std::string_view w : words) out.insert(text::stem_hash(w));
  return out;
}

const std::unordered_set<std::string_view>& limits(Lang lang) {
  static const auto en = split(kLimitsEn), fr = split(kLimitsFr);
  return lang == Lang::kFr ? fr : en;
}

const std::unordered_set<std::uint64_t>& plain_stems(Lang lang, Speech speech) {
  static const std::unordered_set<std::uint64_t> all[] = {stems(plain_words(Lang::kEn, Speech::kAdvice)), stems(plain_words(Lang::kFr, Speech::kAdvice)), stems(plain_words(Lang::kEn, Speech::kLetter)),
                                                          stems(plain_words(Lang::kFr, Speech::kLetter))};
  return all[(speech == Speech::kLetter ? 2 : 0) + (lang == Lang::kFr ? 1 : 0)];
}

bool has_digit(std::string_view w) { return std::any_of(w.begin(), w.end(), [](char c) { return c >= '0' && c <= '9'; }); }

bool is_letter_or_digit(char32_t cp) {
  if (cp < 0x80) return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
  return cp >= 0xC0 && cp < 0x250 && cp != 0xD7 && cp != 0xF7;
}

constexpr std::u32string_view kSigns = U" \u00A0.,;:'\"()-/&%+?’“”«»–—…·";

// "n’ai": the tokenizer lets an elision fall away, and this one turns a sentence round.
std::size_t elided_ne(std::string_view s) {
  std::size_t n = 0;
  for (std::size_t i = 0; i + 1 < s.size(); ++i) {
    const bool begins = i == 0 || static_cast<unsigned char>(s[i - 1]) >= 0x80 || !is_letter_or_digit(static_cast<unsigned char>(s[i - 1]));
    n += begins && (s[i] == 'n' || s[i] == 'N') && (s[i + 1] == '\'' || s.substr(i + 1).starts_with("’"));
  }
  return n;
}

}  // namespace

const std::unordered_set<std::string_view>& plain_words(Lang lang, Speech speech) {
  static const std::unordered_set<std::string_view> all[] = {split(kPlainEn), split(kPlainFr), split(kLetterEn), split(kLetterFr)};
  return all[(speech == Speech::kLetter ? 2 : 0) + (lang == Lang::kFr ? 1 : 0)];
}

void Lent::add(std::string_view s) {
  const text::Tokens t = text::tokenize(s);
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (has_digit(t.word(i))) numbers_.emplace(t.word(i));
    else stems_.insert(text::stem_hash(t.word(i)));
  }
  for (std::size_t i = 0; i < s.size();) {
    const auto [cp, n] = text::decode(s, i);
    if (!is_letter_or_digit(cp)) signs_.insert(cp);
    i += n;
  }
  all_.append(s).append("\n");
}

bool Lent::word(std::string_view w) const { return has_digit(w) ? numbers_.contains(std::string(w)) : stems_.contains(text::stem_hash(w)); }

std::optional<std::string> one_line(std::string_view written) {
  std::string s;
  for (std::size_t i = 0; i < written.size();) {      // the blanks of French typography are blanks
    const auto [cp, n] = text::decode(written, i);
    if (cp == 0xA0 || cp == 0x202F) s += ' ';
    else s += written.substr(i, n);
    i += n;
  }
  const auto first = s.find_first_not_of(' ');
  s = first == std::string::npos ? std::string() : s.substr(first, s.find_last_not_of(' ') + 1 - first);
  std::string clean = text::clean_line(s);
  if (clean != s) return std::nullopt;
  return clean;
}

std::string with_blanks(std::string line, Lang lang) {
  if (lang != Lang::kFr) return line;
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view rest = std::string_view(line).substr(i);
    const bool before = rest.size() > 1 && (rest.substr(1).starts_with("»") || std::string_view(":;?!").find(rest[1]) != std::string_view::npos);
    if (line[i] == ' ' && (before || out.ends_with("«"))) out += "\u00A0";
    else out += line[i];
  }
  return out;
}

std::string strange_sign(std::string_view line, const Lent& lent) {
  for (const std::string_view sign : {"://", "www.", "\"\""})
    if (line.find(sign) != std::string::npos && !lent.text(sign)) return "SIGN " + std::string(sign);
  for (std::size_t i = 0; i < line.size();) {
    const auto [cp, n] = text::decode(line, i);
    if (!is_letter_or_digit(cp) && kSigns.find(cp) == kSigns.npos && !lent.sign(cp)) return "SIGN " + std::string(line.substr(i, n));
    i += n;
  }
  return {};
}

std::string strange_word(const text::Tokens& t, const Lent& lent, Lang lang, Speech speech) {
  for (std::size_t i = 0; i < t.size(); ++i) {
    const std::string_view w = t.word(i);
    if (lent.word(w) || (!has_digit(w) && plain_stems(lang, speech).contains(text::stem_hash(w)))) continue;
    return "WORD " + std::string(w.substr(0, 40));
  }
  return {};
}

std::vector<std::string> limits_in(std::string_view line, const text::Tokens& t, Lang lang) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < t.size(); ++i)
    if (limits(lang).contains(t.word(i))) out.emplace_back(t.word(i));
  if (lang == Lang::kFr) out.insert(out.end(), elided_ne(line), "n’");
  return out;
}

bool hedges(const text::Tokens& t, Lang lang) {
  static const auto en = stems(split(kHedgesEn)), fr = stems(split(kHedgesFr));
  const auto& words = lang == Lang::kFr ? fr : en;
  for (std::size_t i = 0; i < t.size(); ++i)
    if (words.contains(text::stem_hash(t.word(i)))) return true;
  return false;
}

std::optional<std::size_t> index_of_id(std::string_view id, char letter, std::size_t count) {
  if (id.size() < 2 || id.size() > 4 || id.front() != letter || id[1] == '0') return {};
  std::size_t n = 0;
  for (const char c : id.substr(1)) {
    if (c < '0' || c > '9') return {};
    n = n * 10 + static_cast<std::size_t>(c - '0');
  }
  if (n > count) return {};
  return n - 1;
}

}  // namespace jm::domain
