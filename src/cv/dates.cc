#include "cv/dates.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/fold.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

struct Token {
  std::size_t offset = 0, length = 0;
  std::string word;               // folded; a number as it stands; a mark as "-", "/", "." …
  int number = -1;
};

constexpr int kMasked = 10'000;      // stands for the year that nobody wrote

bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c < 0x2000) || c > 0x2E7F; }

std::vector<Token> tokens_of(std::string_view s) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < s.size();) {
    const std::size_t from = i;
    auto [cp, len] = text::decode(s, i);
    if (cp >= '0' && cp <= '9') {
      while (i < s.size() && s[i] >= '0' && s[i] <= '9') ++i;
      Token t{from, i - from, std::string(s.substr(from, i - from)), -1};
      if (t.length <= 4) std::from_chars(t.word.data(), t.word.data() + t.word.size(), t.number);
      out.push_back(std::move(t));
      // "20XX", "201x", "19**": a year that was masked.
      std::size_t masked = i;
      while (masked < s.size() && masked - from < 4 && (s[masked] == 'X' || s[masked] == 'x' || s[masked] == '*' || s[masked] == '_')) ++masked;
      const bool ends = masked >= s.size() || (!is_letter(text::decode(s, masked).cp) && !(s[masked] >= '0' && s[masked] <= '9'));
      if (Token& year = out.back(); masked - from == 4 && i - from >= 2 && i < masked && ends && (year.word.starts_with("19") || year.word.starts_with("20"))) {
        year.length = 4;
        year.number = kMasked;
        i = masked;
      }
    } else if (is_letter(cp)) {
      while (i < s.size()) {
        const auto d = text::decode(s, i);
        if (!is_letter(d.cp)) break;
        i += d.len;
      }
      out.push_back({from, i - from, text::fold(s.substr(from, i - from)), -1});
    } else {
      i += len;
      if (cp == ' ' || cp == '\t' || cp == 0xA0) continue;
      out.push_back({from, len, text::fold(s.substr(from, len)), -1});
    }
  }
  return out;
}

int month_of(std::string_view w) {
  constexpr std::array<std::array<std::string_view, 7>, 12> kNames = {{
      {"january", "janvier", "jan", "janv", "", "", ""}, {"february", "fevrier", "feb", "fev", "fevr", "febr", ""}, {"march", "mars", "mar", "", "", "", ""},
      {"april", "avril", "apr", "avr", "", "", ""}, {"may", "mai", "", "", "", "", ""}, {"june", "juin", "jun", "", "", "", ""},
      {"july", "juillet", "jul", "juil", "", "", ""}, {"august", "aout", "aug", "aou", "", "", ""}, {"september", "septembre", "sep", "sept", "", "", ""},
      {"october", "octobre", "oct", "octo", "", "", ""}, {"november", "novembre", "nov", "", "", "", ""}, {"december", "decembre", "dec", "", "", "", ""}}};
  for (std::size_t m = 0; m < kNames.size(); ++m)
    if (std::ranges::find(kNames[m], w) != kNames[m].end() && !w.empty()) return static_cast<int>(m) + 1;
  return 0;
}

bool is_year(const Token& t) { return t.length == 4 && ((t.number >= 1940 && t.number <= 2060) || t.number == kMasked); }

class Parser {
 public:
  explicit Parser(std::string_view s) : s_(s), t_(tokens_of(s)) {}

  std::vector<FoundPeriod> all() {
    std::vector<FoundPeriod> out;
    for (std::size_t i = 0; i < t_.size();) {
      FoundPeriod p;
      if (const std::size_t next = period(i, p); next > i) {
        for (auto* when : {&p.start, &p.end})
          if (*when && (*when)->year == kMasked) when->reset();
        p.offset = t_[i].offset;
        p.length = t_[next - 1].offset + t_[next - 1].length - p.offset;
        out.push_back(p);
        i = next;
      } else {
        ++i;
      }
    }
    return out;
  }

 private:
  bool word(std::size_t i, std::string_view w) const { return i < t_.size() && t_[i].word == w; }
  bool any(std::size_t i, std::initializer_list<std::string_view> words) const { return i < t_.size() && std::ranges::find(words, t_[i].word) != words.end(); }

  // One date; `month_only` allows "juin" without a year (before "- août 2019"). Returns the token behind it, or i.
  std::size_t date(std::size_t i, YearMonth& d, bool month_only) const {
    if (i >= t_.size()) return i;
    if (const int month = month_of(t_[i].word); month != 0) {
      std::size_t k = i + 1;
      while (k < t_.size() && (word(k, ".") || word(k, ",") || word(k, "'") || word(k, "de"))) ++k;
      if (k < t_.size() && t_[k].number >= 1 && t_[k].number <= 31 && t_[k].length <= 2 && k + 1 < t_.size()) {      // "March 3, 2019"
        std::size_t y = k + 1;
        while (word(y, ",") || any(y, {"st", "nd", "rd", "th"})) ++y;
        if (y < t_.size() && is_year(t_[y])) {
          d = {t_[y].number, month};
          return y + 1;
        }
      }
      if (k < t_.size() && is_year(t_[k])) {
        d = {t_[k].number, month};
        return k + 1;
      }
      if (k < t_.size() && k > i + 1 && word(k - 1, "'") && t_[k].length == 2 && t_[k].number >= 0) {                 // "Jan '19"
        d = {(t_[k].number > 60 ? 1900 : 2000) + t_[k].number, month};
        return k + 1;
      }
      if (month_only) {
        d = {0, month};
        return word(i + 1, ".") ? i + 2 : i + 1;
      }
      return i;
    }
    if (any(i, {"spring", "summer", "fall", "autumn", "winter", "printemps", "ete", "automne", "hiver"}) && i + 1 < t_.size() && is_year(t_[i + 1])) {
      d = {t_[i + 1].number, 0};
      return i + 2;
    }
    const int n = t_[i].number;
    if (n < 0) return i;
    const auto mark = [&](std::size_t k) { return any(k, {"/", ".", "-"}) && t_[k].offset == t_[k - 1].offset + t_[k - 1].length; };
    if (is_year(t_[i])) {
      // "2021-03" is a month unless a year follows the dash: "2019-20" stays a year.
      if (mark(i + 1) && i + 2 < t_.size() && t_[i + 2].length == 2 && t_[i + 2].number >= 1 && t_[i + 2].number <= 12 && t_[i + 2].offset == t_[i + 1].offset + 1) {
        d = {n, t_[i + 2].number};
        std::size_t k = i + 3;
        if (mark(k) && k + 1 < t_.size() && t_[k + 1].length == 2) k += 2;      // "2021-03-15"
        return k;
      }
      d = {n, 0};
      return i + 1;
    }
    if (n >= 1 && n <= 31 && t_[i].length <= 2) {
      if (mark(i + 1) && i + 2 < t_.size() && is_year(t_[i + 2]) && n <= 12) {
        d = {t_[i + 2].number, n};
        return i + 3;
      }
      if (mark(i + 1) && i + 4 < t_.size() && mark(i + 3) && t_[i + 2].number >= 1 && t_[i + 2].number <= 12 && is_year(t_[i + 4])) {      // "15/03/2021"
        d = {t_[i + 4].number, t_[i + 2].number};
        return i + 5;
      }
      std::size_t k = i + 1;
      while (any(k, {"er", "st", "nd", "rd", "th"})) ++k;
      if (k < t_.size() && month_of(t_[k].word) != 0) {                                                               // "1er mars 2019"
        const std::size_t end = date(k, d, false);
        return end > k ? end : i;
      }
    }
    return i;
  }

  std::size_t separator(std::size_t i) const {
    const std::size_t from = i;
    while (any(i, {"-", "~", ">"})) ++i;
    if (i > from && word(i, "a") && (word(i + 1, "ce") || word(i + 1, "aujourd"))) return i + 1;      // "– à ce jour"
    if (i > from) return i;
    if (any(i, {"to", "until", "till", "through"})) return i + 1;
    while (any(i, {"jusqu", "jusque", "'", "a", "au"})) ++i;
    return i;
  }

  // "present", "ce jour", "aujourd'hui", "en cours" …
  std::size_t now(std::size_t i) const {
    if (any(i, {"present", "current", "now", "today", "ongoing", "actuel", "actuellement", "actuelle", "maintenant", "date", "presente"})) return i + 1;
    if (word(i, "aujourd")) {
      std::size_t k = i + 1;
      while (any(k, {"'", "hui"})) ++k;
      return k;
    }
    if (word(i, "ce") && word(i + 1, "jour")) return i + 2;
    if (word(i, "en") && (word(i + 1, "cours") || word(i + 1, "poste"))) return i + 2;
    return i;
  }

  std::size_t period(std::size_t i, FoundPeriod& p) const {
    YearMonth a, b;
    if (any(i, {"since", "depuis"})) {
      std::size_t k = i + 1;
      while (any(k, {"le", "l", "'", "debut"})) ++k;
      const std::size_t end = date(k, a, false);
      if (end == k) return i;
      p.start = a;
      p.current = p.range = true;
      return end;
    }
    std::size_t from = i;
    if (any(i, {"from", "de", "du", "d"}) && i + 1 < t_.size()) from = word(i + 1, "'") ? i + 2 : i + 1;
    const std::size_t first = date(from, a, true);
    if (first == from) return i;
    std::size_t sep = separator(first);
    if (sep > first) {
      if (const std::size_t end = now(sep); end > sep && a.year != 0) {
        p.start = a;
      p.current = p.range = true;
        return end;
      }
      const std::size_t end = date(sep, b, false);
      if (end > sep && (a.year != 0 || a.month != 0)) {
        if (a.year == 0) a.year = b.year;
        p = {.start = a, .end = b, .range = true};
        return end;
      }
      // "2019-21"
      if (a.month == 0 && a.year != 0 && a.year != kMasked && sep < t_.size() && t_[sep].length == 2 && t_[sep].number > a.year % 100 && t_[sep].number < 60 && t_[sep].offset == t_[sep - 1].offset + t_[sep - 1].length) {
        p = {.start = a, .end = YearMonth{a.year / 100 * 100 + t_[sep].number, 0}, .range = true};
        return sep + 1;
      }
    }
    if (a.year == 0 || from != i) return i;
    p.end = a;
    return first;
  }

  std::string_view s_;
  std::vector<Token> t_;
};

}  // namespace

std::string to_string(const YearMonth& when) {
  std::string out = std::to_string(when.year);
  if (when.month > 0) out += (when.month < 10 ? "-0" : "-") + std::to_string(when.month);
  return out;
}

std::vector<FoundPeriod> find_periods(std::string_view text) { return Parser(text).all(); }

bool is_mostly_dates(std::string_view text) {
  const auto found = find_periods(text);
  const auto in_period = [&](const Token& t) { return std::ranges::any_of(found, [&](const FoundPeriod& p) { return t.offset >= p.offset && t.offset < p.offset + p.length; }); };
  // Beside whole periods: the halves of one that was broken over two lines.
  const auto half = [](const Token& t) {
    return month_of(t.word) != 0 || is_year(t) || t.word == "-" || t.word == "to" || t.word == "a" || t.word == "au" || t.word == "present" || t.word == "current" || t.word == "." || t.word == "(" || t.word == ")" || t.word == "|";
  };
  std::size_t inside = 0, all = 0;
  bool says_when = false;                     // a dash alone does not
  for (const Token& t : tokens_of(text)) {
    says_when |= in_period(t) || month_of(t.word) != 0 || is_year(t) || t.word == "present" || t.word == "current";
    all += t.length;
    inside += in_period(t) || half(t) ? t.length : 0;
  }
  const std::string folded = text::fold_name(text);
  if (folded == "en cours" || folded == "ce jour" || folded == "aujourd hui") return true;
  return says_when && inside * 10 >= all * 7;
}

}  // namespace jm::cv
