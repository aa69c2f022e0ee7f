#include "cv/contact.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "text/fold.h"

namespace jm::cv {
namespace {

bool alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool digit(char c) { return c >= '0' && c <= '9'; }

// National plans by the digits of a number without its country code.
bool is_phone(std::string_view digits, bool international) {
  const std::size_t n = digits.size();
  if (international) {
    if (n < 8 || n > 15) return false;
    if (digits.starts_with("33")) return n == 11 || (n == 12 && digits[2] == '0');
    if (digits.starts_with("44")) return n >= 11 && n <= 13;
    if (digits.starts_with("1")) return n == 11;
    if (digits.starts_with("41")) return n == 11 || (n == 12 && digits[2] == '0');
    if (digits.starts_with("32")) return n >= 10 && n <= 12;
    return true;
  }
  if (digits.starts_with("00")) return n >= 11 && n <= 15;
  if (digits.starts_with("0")) return (n == 10 && digits[1] != '0') || (n == 11 && digits[1] != '0') || (n == 9 && digits[1] >= '2') || (n == 12 && digits[1] == '1');      // FR, CH; UK, DE; BE; DE mobile
  if (n == 10) return digits[0] >= '2' && digits[3] >= '2';                                                                 // NANP
  if (n == 11) return digits[0] == '1' && digits[1] >= '2';
  return false;
}

}  // namespace

std::vector<Found> find_emails(std::string_view s) {
  std::vector<Found> out;
  for (std::size_t at = s.find('@'); at != s.npos; at = s.find('@', at + 1)) {
    const auto local = [](char c) { return alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\''; };
    std::size_t from = at, to = at + 1;
    while (from > 0 && local(s[from - 1])) --from;
    while (to < s.size() && (alnum(s[to]) || s[to] == '.' || s[to] == '-')) ++to;
    while (to > at && (s[to - 1] == '.' || s[to - 1] == '-')) --to;
    while (from < at && (s[from] == '.' || s[from] == '-')) ++from;
    const std::string_view domain = s.substr(at + 1, to - at - 1);
    const auto dot = domain.rfind('.');
    if (from == at || dot == domain.npos || dot == 0 || domain.size() - dot < 3 || at - from > 64 || domain.size() > 253) continue;
    out.push_back({std::string(s.substr(from, to - from)), from, to - from});
  }
  return out;
}

std::vector<Found> find_phones(std::string_view s) {
  std::vector<Found> out;
  for (std::size_t i = 0; i < s.size();) {
    const bool starts = digit(s[i]) || s[i] == '+' || (s[i] == '(' && i + 1 < s.size() && (digit(s[i + 1]) || s[i + 1] == '+'));
    if (!starts || (i > 0 && (alnum(s[i - 1]) || s[i - 1] == '/' || s[i - 1] == '@' || s[i - 1] == '_' || s[i - 1] == '-' || s[i - 1] == '='))) {
      ++i;
      continue;
    }
    std::string digits;
    std::size_t k = i, end = i, blanks = 0;
    for (; k < s.size() && k - i < 32; ++k) {
      const char c = s[k];
      if (digit(c)) {
        digits += c;
        end = k + 1;
        blanks = 0;
      } else if (c == ' ' || c == '.' || c == '-' || c == '(' || c == ')' || c == '+' || (c == '/' && digits.size() >= 3)) {
        if (c == '+' && k > i && s[i] != '(') break;
        if (c == ' ' && ++blanks > 2) break;
        if (c == ')') end = std::max(end, digits.empty() ? end : k + 1);
      } else if (static_cast<unsigned char>(c) == 0xC2 && k + 1 < s.size() && static_cast<unsigned char>(s[k + 1]) == 0xA0) {
        ++k;
      } else if (s.substr(k).starts_with("–") || s.substr(k).starts_with("‑") || s.substr(k).starts_with("‐")) {
        k += 2;
      } else {
        break;
      }
      if (digits.size() > 15) break;
    }
    // "(0)" inside an international number is not dialled.
    const std::string_view written = s.substr(i, end - i);
    const bool international = written.find('+') != written.npos;
    std::string dialled = digits;
    if (const auto zero = written.find("(0)"); zero != written.npos && international) {
      std::size_t at = 0;
      for (std::size_t c = 0; c < zero; ++c) at += digit(written[c]) ? 1 : 0;
      dialled.erase(at, 1);
    }
    if (is_phone(dialled, international) && !(end < s.size() && (alnum(s[end]) || s[end] == '@'))) {
      out.push_back({std::string(written), i, end - i});
      i = end;
    } else {
      // Not here: go on behind this group of digits.
      while (i < s.size() && (digit(s[i]) || s[i] == '+' || s[i] == '(')) ++i;
    }
  }
  return out;
}

std::vector<Found> find_links(std::string_view s) {
  std::vector<Found> out;
  for (std::size_t i = 0; i < s.size();) {
    while (i < s.size() && (s[i] == ' ' || s[i] == '\t' || s[i] == '|' || s[i] == '(' || s[i] == '<' || s[i] == ',' || s[i] == ';')) ++i;
    std::size_t k = i;
    while (k < s.size() && s[k] != ' ' && s[k] != '\t' && s[k] != '|' && s[k] != '<' && s[k] != '>' && s[k] != ',' && s[k] != ';') ++k;
    std::string_view w = s.substr(i, k - i);
    while (!w.empty() && (w.back() == '.' || (w.back() == ')' && w.find('(') == w.npos) || w.back() == ':')) w.remove_suffix(1);
    const std::size_t at = i;
    i = std::max(k, i + 1);
    if (w.size() < 5 || w.size() > 300 || w.find('@') != w.npos) continue;
    std::string low(w);
    for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool scheme = low.starts_with("http://") || low.starts_with("https://");
    constexpr std::array kHosts = {"linkedin.com/", "github.com/", "gitlab.com/", "twitter.com/", "x.com/", "behance.net/", "dribbble.com/", "stackoverflow.com/", "medium.com/", "orcid.org/", "malt.fr/", "kaggle.com/", "youtube.com/"};
    const bool host = low.starts_with("www.") || std::ranges::any_of(kHosts, [&](std::string_view h) { return low.starts_with(h) || (low.find(h) != low.npos && low.find(h) < 6 && low[low.find(h) - 1] == '.'); });
    // "name.dev", "janedoe.example/path": a bare host under an ending that only addresses have.
    const std::string_view hostname = std::string_view(low).substr(0, low.find('/'));
    constexpr std::array kEnds = {".com", ".org", ".net", ".io", ".dev", ".fr", ".me", ".app", ".co", ".eu", ".de", ".ch", ".be", ".uk", ".example", ".tech", ".design", ".ai"};
    const bool bare = std::ranges::count(hostname, '.') >= 1 && std::isalpha(static_cast<unsigned char>(hostname.front())) != 0 && std::ranges::all_of(hostname, [](char c) { return alnum(c) || c == '.' || c == '-'; }) &&
                      std::ranges::any_of(kEnds, [&](std::string_view e) { return hostname.ends_with(e); }) && hostname.find("..") == hostname.npos && low != "node.io";
    if (scheme || host || bare) out.push_back({std::string(w), at, w.size()});
  }
  return out;
}

}  // namespace jm::cv
