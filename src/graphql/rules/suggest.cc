#include "graphql/rules/suggest.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace jm::graphql {
namespace {

constexpr std::size_t kSuggestionsMax = 5;

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out) if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Optimal string alignment distance (insert, delete, substitute, swap neighbours), case ignored; a difference in case alone
// counts one. nullopt: more than `limit`.
std::optional<std::size_t> distance(std::string_view input, std::string_view option, std::size_t limit) {
  if (input == option) return 0;
  const auto a = lower(option), b = lower(input);
  if (a == b) return 1;
  const auto longer = std::max(a.size(), b.size()), shorter = std::min(a.size(), b.size());
  if (longer - shorter > limit) return std::nullopt;
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  const auto total = d[a.size()][b.size()];
  return total <= limit ? std::optional(total) : std::nullopt;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const auto digit = [](std::string_view s, std::size_t i) { return i < s.size() && s[i] >= '0' && s[i] <= '9'; };
  const auto number = [&digit](std::string_view s, std::size_t& i) {   // a run of digits; a leading zero stands alone
    std::uint64_t n = 0;
    do n = n * 10 + static_cast<std::uint64_t>(s[i++] - '0');
    while (digit(s, i) && n > 0);
    return n;
  };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (digit(a, i) && digit(b, j)) {
      const auto x = number(a, i), y = number(b, j);
      if (x != y) return x < y;
    } else if (a[i] != b[j]) {
      return a[i] < b[j];
    } else {
      ++i, ++j;
    }
  }
  return a.size() < b.size();
}

std::vector<std::string_view> suggestions(std::string_view input, std::vector<std::string_view> options) {
  const auto limit = input.size() * 2 / 5 + 1;
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const auto option : options)
    if (const auto d = distance(input, option, limit)) near.emplace_back(*d, option);
  std::ranges::sort(near, [](const auto& x, const auto& y) { return x.first != y.first ? x.first < y.first : natural_less(x.second, y.second); });
  std::vector<std::string_view> out;
  for (const auto& [d, name] : near) out.push_back(name);
  return out;
}

std::string did_you_mean(std::span<const std::string_view> names, std::string_view what) {
  if (names.empty()) return {};
  const auto shown = std::min(names.size(), kSuggestionsMax);
  std::string out = " Did you mean ";
  out += what;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i != 0) out += shown == 2 ? " or " : i + 1 == shown ? ", or " : ", ";
    out += '"';
    out += names[i];
    out += '"';
  }
  return out += "?";
}

}  // namespace jm::graphql
