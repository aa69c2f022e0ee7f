#include "model/manners.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>

namespace jm::model {

using std::chrono::milliseconds;

Paid paid(const Try& t) {
  if (t.status >= 200 && t.status < 300) return Paid::kYes;
  if (t.status == 0) return t.sent ? Paid::kUnknown : Paid::kNo;
  return Paid::kNo;
}

bool is_passing(const Try& t) { return t.status == 0 || t.status == 408 || t.status == 425 || t.status == 429 || t.status >= 500; }

std::optional<milliseconds> parse_retry_after(std::string_view header, Time now) {
  while (!header.empty() && header.front() == ' ') header.remove_prefix(1);
  while (!header.empty() && header.back() == ' ') header.remove_suffix(1);
  if (header.empty()) return {};
  std::int64_t seconds = 0;
  const auto [end, ec] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (ec == std::errc() && end == header.data() + header.size()) {
    if (seconds < 0) return {};
    return milliseconds(std::min<std::int64_t>(seconds, 86'400) * 1000);
  }
  // "Wed, 21 Oct 2026 07:28:00 GMT"
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int day = 0, year = 0, h = 0, m = 0, s = 0;
  char month[4] = {};
  const std::string text(header.substr(0, 64));
  if (std::sscanf(text.c_str(), "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT", &day, month, &year, &h, &m, &s) != 6) return {};
  const auto found = std::find_if(std::begin(kMonths), std::end(kMonths), [&](const char* x) { return std::strcmp(x, month) == 0; });
  if (found == std::end(kMonths)) return {};
  char iso[40];
  std::snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, static_cast<int>(found - std::begin(kMonths)) + 1, day, h, m, s);
  const auto at = parse_iso(iso);
  if (!at) return {};
  return milliseconds(std::clamp<std::int64_t>((at->us - now.us) / 1000, 0, 86'400'000));
}

std::optional<milliseconds> wait_before(int next, const Try& last, milliseconds first, milliseconds longest, double chance, Time now) {
  if (const auto asked = parse_retry_after(last.retry_after, now)) {
    if (*asked > longest) return {};
    return *asked;
  }
  const auto steps = std::clamp(next - 2, 0, 10);
  const milliseconds full = std::min(first * (std::int64_t{1} << steps), longest);
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(full.count()) * (0.5 + 0.5 * chance)));
}

milliseconds Breaker::closed_for(Time now) {
  if (failures_ < failures_max_) return milliseconds(0);
  if (now < until_) return milliseconds((until_.us - now.us) / 1000 + 1);
  until_ = now + rest_;                        // this one looks; the others wait for what it finds
  return milliseconds(0);
}

void Breaker::bad(Time now) {
  ++failures_;
  if (failures_ >= failures_max_) until_ = now + rest_;
}

}  // namespace jm::model
