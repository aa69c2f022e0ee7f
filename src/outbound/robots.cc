#include "outbound/robots.h"

#include <algorithm>
#include <charconv>

namespace jm::outbound {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

// The letters a product token is made of; "JobMate/1.0" in a file means JobMate.
std::string_view token(std::string_view s) {
  std::size_t n = 0;
  while (n < s.size() && ((lower(s[n]) >= 'a' && lower(s[n]) <= 'z') || s[n] == '_' || s[n] == '-')) ++n;
  return s.substr(0, n);
}

int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1; }

// Both sides of a comparison in one spelling: unreserved characters plain, all others as %XX in capitals.
std::string normal(std::string_view s) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    auto u = static_cast<unsigned char>(s[i]);
    bool escaped = false;
    if (s[i] == '%' && i + 2 < s.size() && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
      u = static_cast<unsigned char>(hex(s[i + 1]) * 16 + hex(s[i + 2]));
      i += 2;
      escaped = true;
    }
    const char c = static_cast<char>(u);
    const bool unreserved = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved || (!escaped && u > 0x20 && u < 0x7F)) {
      out += c;
    } else {
      out += '%';
      out += kHex[u >> 4];
      out += kHex[u & 15];
    }
  }
  return out;
}

// Does the pattern match a prefix of the target? Greedy with one way back: pattern × target at worst, both bounded.
bool matches(std::string_view pattern, std::string_view target) {
  const bool whole = pattern.ends_with('$');
  if (whole) pattern.remove_suffix(1);
  std::size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
  while (true) {
    if (p == pattern.size() && (!whole || t == target.size())) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      from = t;
    } else if (p < pattern.size() && t < target.size() && pattern[p] == target[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && from < target.size()) {
      t = ++from;
      p = star;
    } else {
      return false;
    }
  }
}

constexpr std::size_t kPatternBytesMax = 2048, kTargetBytesMax = 2048;

}  // namespace

Robots Robots::parse(std::string_view bytes, std::string_view product) {
  bytes = bytes.substr(0, kRobotsBytesMax);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  Robots ours, everyone;
  bool found = false;                        // a group of ours, even an empty one
  bool in_ours = false, in_everyone = false, naming = false;
  std::vector<std::string> maps;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    line = line.substr(0, line.find('#'));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
    if (same(key, "user-agent")) {
      if (!naming) in_ours = in_everyone = false;       // names in a row share one group
      naming = true;
      if (value == "*") in_everyone = true;
      else if (same(token(value), product)) in_ours = found = true;
      continue;
    }
    if (same(key, "sitemap")) {                          // belongs to no group and ends none
      if (maps.size() < kRobotsSitemapsMax && !value.empty() && value.size() <= kPatternBytesMax) maps.emplace_back(value);
      continue;
    }
    const bool allow = same(key, "allow");
    if (allow || same(key, "disallow")) {
      naming = false;
      if (value.empty() || value.size() > kPatternBytesMax) continue;
      for (Robots* group : {in_ours ? &ours : nullptr, in_everyone ? &everyone : nullptr})
        if (group && group->rules_.size() < kRobotsRulesMax) group->rules_.push_back({normal(value), allow});
    } else if (same(key, "crawl-delay")) {
      naming = false;
      double seconds = 0;
      const auto [p, ec] = std::from_chars(value.data(), value.data() + value.size(), seconds);
      if (ec != std::errc() || !(seconds >= 0 && seconds <= 86'400)) continue;
      for (Robots* group : {in_ours ? &ours : nullptr, in_everyone ? &everyone : nullptr})
        if (group) group->delay_ = seconds;
    }
  }
  Robots out = found ? std::move(ours) : std::move(everyone);
  out.sitemaps_ = std::move(maps);
  return out;
}

Robots Robots::for_status(int status) {
  Robots out;
  if (status < 400 || status >= 500) out.rules_.push_back({"/", false});
  return out;
}

bool Robots::allows(std::string_view target) const {
  if (target == "/robots.txt") return true;
  const std::string path = normal(target.substr(0, kTargetBytesMax));
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    if (best && (rule.pattern.size() < best->pattern.size() || (rule.pattern.size() == best->pattern.size() && !rule.allow))) continue;
    if (matches(rule.pattern, path)) best = &rule;
  }
  return !best || best->allow;
}

}  // namespace jm::outbound
