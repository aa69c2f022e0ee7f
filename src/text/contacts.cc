#include "text/contacts.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace jm::text {

namespace {

constexpr std::string_view kGone = "[…]";
constexpr std::size_t kAddressBytesMax = 254;
constexpr std::size_t kNone = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_local(char c) { return is_alnum(c) || std::string_view("._%+-").find(c) != kNone; }

std::size_t past_blanks(std::string_view s, std::size_t at) {
  while (at < s.size() && s[at] == ' ') ++at;
  return at;
}

// Past "[word]", "(word)" or "{word}", blanks inside allowed; kNone if there is none at `at`.
std::size_t bracketed(std::string_view s, std::size_t at, std::string_view word) {
  if (at >= s.size()) return kNone;
  const char close = s[at] == '[' ? ']' : s[at] == '(' ? ')' : s[at] == '{' ? '}' : '\0';
  if (close == '\0') return kNone;
  std::size_t i = past_blanks(s, at + 1);
  for (const char c : word)
    if (i >= s.size() || lower(s[i++]) != c) return kNone;
  i = past_blanks(s, i);
  return i < s.size() && s[i] == close ? i + 1 : kNone;
}

// Past the domain that starts at `at` ("example.org", and "example [dot] org" when the address hides itself); kNone if there is none.
std::size_t domain_end(std::string_view s, std::size_t at, bool hides) {
  std::size_t i = at, end = kNone;
  for (bool first = true; i < s.size() && i - at < kAddressBytesMax; first = false) {
    const std::size_t label = i;
    bool letters = false;
    while (i < s.size() && i - at < kAddressBytesMax && (is_alnum(s[i]) || s[i] == '-')) letters |= is_letter(s[i++]);
    while (i > label && s[i - 1] == '-') --i;
    if (i == label) break;
    if (!first && letters && i - label >= 2) end = i;
    if (i < s.size() && s[i] == '.') {
      ++i;
      continue;
    }
    if (!hides) break;
    const std::size_t blank = past_blanks(s, i), dot = bracketed(s, blank, "dot"), plain = s.substr(blank, 4) == "dot " && blank > i ? blank + 4 : kNone;
    if (dot == kNone && plain == kNone) break;
    i = past_blanks(s, dot != kNone ? dot : plain);
  }
  return end;
}

// Past the telephone number that starts at `at`; kNone if there is none.
std::size_t phone_end(std::string_view s, std::size_t at) {
  if (at > 0 && (is_alnum(s[at - 1]) || s[at - 1] == '.' || s[at - 1] == ',' || s[at - 1] == '/' || s[at - 1] == '-')) return kNone;
  const bool plus = s[at] == '+';
  if (!plus && s[at] != '0') return kNone;
  std::size_t i = at + (plus ? 1 : 0), digits = 0, last = at, gap = 0;
  for (; i < s.size() && digits < 16; ++i) {
    if (is_digit(s[i])) {
      ++digits;
      last = i + 1;
      gap = 0;
    } else if (std::string_view(" .-()/").find(s[i]) != kNone) {
      if (++gap > 2) break;
    } else {
      break;
    }
  }
  if (last < s.size() && is_alnum(s[last])) return kNone;
  if (plus) return digits >= 9 && digits <= 15 ? last : kNone;
  return digits == 10 ? last : kNone;
}

// "(555) 555-0100", "555-555-0100", "555.555.0100".
std::size_t american_phone_end(std::string_view s, std::size_t at) {
  if (at > 0 && (is_alnum(s[at - 1]) || s[at - 1] == '.' || s[at - 1] == '-' || s[at - 1] == '/' || s[at - 1] == '$')) return kNone;
  std::size_t i = at;
  const auto three = [&](std::size_t n) {
    for (; n > 0 && i < s.size() && is_digit(s[i]); --n) ++i;
    return n == 0;
  };
  const bool bracket = s[i] == '(';
  i += bracket;
  if (!three(3)) return kNone;
  char mark = '-';
  if (bracket) {
    if (i >= s.size() || s[i++] != ')') return kNone;
    i = past_blanks(s, i);
  } else {
    if (i >= s.size() || (s[i] != '-' && s[i] != '.')) return kNone;
    mark = s[i++];
  }
  if (!three(3) || i >= s.size() || (s[i] != mark && !(bracket && s[i] == '.'))) return kNone;
  ++i;
  if (!three(4)) return kNone;
  return i < s.size() && (is_alnum(s[i]) || s[i] == '-') ? kNone : i;
}

struct Span {
  std::size_t begin, end;
};

// The address around what stands for its "@" at `at`, or the number that starts there; end == kNone: neither.
Span contact_at(std::string_view s, std::size_t at, std::size_t from) {
  const char c = s[at];
  if (c == '@' || c == '[' || c == '(' || c == '{') {
    const bool hides = c != '@';
    const std::size_t past = hides ? bracketed(s, at, "at") : at + 1;
    if (past != kNone) {
      std::size_t end_of_local = at;
      while (hides && end_of_local > from && s[end_of_local - 1] == ' ') --end_of_local;
      std::size_t begin = end_of_local;
      while (begin > from && end_of_local - begin < kAddressBytesMax && is_local(s[begin - 1])) --begin;
      if (begin < end_of_local) return {begin, domain_end(s, hides ? past_blanks(s, past) : past, hides)};
    }
  }
  if (c == '+' || c == '0')
    if (const std::size_t end = phone_end(s, at); end != kNone) return {at, end};
  if (c == '(' || is_digit(c)) return {at, american_phone_end(s, at)};
  return {at, kNone};
}

constexpr auto kMayStart = [] {
  std::array<bool, 256> t{};
  for (const char c : {'@', '[', '(', '{', '+'}) t[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) t[static_cast<unsigned char>(c)] = true;
  return t;
}();

}  // namespace

bool remove_contacts(std::string& text) {
  const std::string_view s = text;
  std::string out;
  std::size_t kept = 0;                              // up to here everything is in `out`, or gone
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!kMayStart[static_cast<unsigned char>(s[i])]) continue;
    const Span found = contact_at(s, i, kept);
    if (found.end == kNone) {
      // The rest of a number is none by itself.
      if (is_digit(s[i]))
        while (i + 1 < s.size() && is_digit(s[i + 1])) ++i;
      continue;
    }
    out.append(s, kept, found.begin - kept).append(kGone);
    kept = found.end;
    i = found.end - 1;
  }
  if (kept == 0) return false;
  out.append(s, kept);
  text = std::move(out);
  return true;
}

}  // namespace jm::text
