#include "base/clock.h"

#include <algorithm>

namespace jm {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t kDay = 86'400'000'000;

bool digits(std::string_view s, std::size_t at, std::size_t n, int& out) {
  if (at + n > s.size()) return false;
  out = 0;
  for (std::size_t i = at; i < at + n; ++i) {
    if (s[i] < '0' || s[i] > '9') return false;
    out = out * 10 + (s[i] - '0');
  }
  return true;
}

}  // namespace

void append_iso(std::string& out, Time t) {
  std::int64_t day = t.us / kDay, rest = t.us % kDay;
  if (rest < 0) rest += kDay, --day;
  constexpr std::int64_t kFirst = -719162, kLast = 2932896;    // 0001-01-01, 9999-12-31
  if (day < kFirst) day = kFirst, rest = 0;
  if (day > kLast) day = kLast, rest = kDay - 1;
  const year_month_day ymd{sys_days{days{day}}};
  const auto ms = static_cast<unsigned>(rest / 1000 % 1000), s = static_cast<unsigned>(rest / 1'000'000);
  char text[] = "0000-00-00T00:00:00.000Z";
  const auto put = [&](std::size_t at, std::size_t n, unsigned v) {      // printf would be most of the cost of a long list
    for (std::size_t i = n; i-- > 0; v /= 10) text[at + i] = static_cast<char>('0' + v % 10);
  };
  put(0, 4, static_cast<unsigned>(static_cast<int>(ymd.year())));
  put(5, 2, static_cast<unsigned>(ymd.month()));
  put(8, 2, static_cast<unsigned>(ymd.day()));
  put(11, 2, s / 3600);
  put(14, 2, s / 60 % 60);
  put(17, 2, s % 60);
  put(20, 3, ms);
  out.append(text, sizeof text - 1);
}

std::string to_iso(Time t) {
  std::string text;
  append_iso(text, t);
  return text;
}

std::optional<Time> parse_iso(std::string_view s) {
  int y, mo, d, h = 0, mi = 0, sec = 0;
  if (!digits(s, 0, 4, y) || s.size() < 10 || s[4] != '-' || !digits(s, 5, 2, mo) || s[7] != '-' || !digits(s, 8, 2, d)) return {};
  const year_month_day ymd{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(mo)}, std::chrono::day{static_cast<unsigned>(d)}};
  if (y < 1 || !ymd.ok()) return {};
  std::int64_t us = sys_days{ymd}.time_since_epoch().count() * kDay;
  std::size_t at = 10;
  if (at == s.size()) return Time{us};
  if (s[at] != 'T' && s[at] != 't' && s[at] != ' ') return {};
  if (!digits(s, at + 1, 2, h) || at + 3 >= s.size() || s[at + 3] != ':' || !digits(s, at + 4, 2, mi)) return {};
  at += 6;
  if (at < s.size() && s[at] == ':') {
    if (!digits(s, at + 1, 2, sec)) return {};
    at += 3;
    if (at < s.size() && (s[at] == '.' || s[at] == ',')) {
      std::int64_t unit = 100'000;
      std::size_t n = 0;
      for (++at; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at, ++n, unit /= 10) us += unit * (s[at] - '0');
      if (n == 0 || n > 9) return {};
    }
  }
  if (h > 23 || mi > 59 || sec > 60) return {};
  us += ((h * 60 + mi) * 60LL + std::min(sec, 59)) * 1'000'000;
  if (at == s.size()) return Time{us};
  if (s.substr(at) == "Z" || s.substr(at) == "z" || s.substr(at) == " UTC") return Time{us};
  if (s[at] != '+' && s[at] != '-') return {};
  const int sign = s[at] == '+' ? -1 : 1;
  int oh, om = 0;
  if (!digits(s, at + 1, 2, oh)) return {};
  at += 3;
  if (at < s.size() && s[at] == ':') ++at;
  if (at < s.size() && (!digits(s, at, 2, om) || at + 2 != s.size())) return {};
  if (oh > 23 || om > 59) return {};
  return Time{us + sign * (oh * 60LL + om) * 60'000'000};
}

const Clock& Clock::system() {
  struct System final : Clock {
    Time now() const override {
      return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
    }
  };
  static const System clock;
  return clock;
}

std::chrono::milliseconds Deadline::left() const {
  if (is_never()) return std::chrono::hours(1);
  const auto d = std::chrono::ceil<std::chrono::milliseconds>(at - std::chrono::steady_clock::now());
  return std::max(d, std::chrono::milliseconds(0));
}

}  // namespace jm
