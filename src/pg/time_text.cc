#include "pg/time_text.h"

#include <algorithm>
#include <array>
#include <limits>

namespace jm::pg {
namespace {

constexpr std::int64_t kDay_us = 86'400'000'000;

bool two(const char* p, int& out) {
  const unsigned a = static_cast<unsigned>(p[0] - '0'), b = static_cast<unsigned>(p[1] - '0');
  out = static_cast<int>(a * 10 + b);
  return a < 10 && b < 10;
}

}  // namespace

void append_timestamptz(std::string& out, Time t) {
  using namespace std::chrono;
  if (t.us == std::numeric_limits<std::int64_t>::max()) return void(out += "infinity");
  if (t.us == std::numeric_limits<std::int64_t>::min()) return void(out += "-infinity");
  std::int64_t day = t.us / kDay_us, rest = t.us % kDay_us;
  if (rest < 0) rest += kDay_us, --day;
  constexpr std::int64_t kFirst = -719162, kLast = 2932896;    // 0001-01-01, 9999-12-31
  if (day < kFirst) day = kFirst, rest = 0;
  if (day > kLast) day = kLast, rest = kDay_us - 1;
  const year_month_day ymd{sys_days{days{day}}};
  std::array<char, 29> text;
  const auto digits = [&](std::size_t at, std::size_t n, std::int64_t v) {
    for (std::size_t i = n; i-- > 0; v /= 10) text[at + i] = static_cast<char>('0' + v % 10);
  };
  const std::int64_t s = rest / 1'000'000;
  digits(0, 4, static_cast<int>(ymd.year()));
  digits(5, 2, static_cast<unsigned>(ymd.month()));
  digits(8, 2, static_cast<unsigned>(ymd.day()));
  digits(11, 2, s / 3600);
  digits(14, 2, s / 60 % 60);
  digits(17, 2, s % 60);
  digits(20, 6, rest % 1'000'000);
  text[4] = text[7] = '-';
  text[10] = ' ';
  text[13] = text[16] = ':';
  text[19] = '.';
  text[26] = '+';
  text[27] = text[28] = '0';
  out.append(text.data(), text.size());
}

std::optional<Time> parse_timestamptz(std::string_view s) {
  using namespace std::chrono;
  // The one form a timestamptz has in our sessions, read in place; every other form goes to the general parser.
  int y1, y2, mo, d, h, mi, sec;
  if (s.size() >= 22 && s.size() <= 29 && s[4] == '-' && s[7] == '-' && s[10] == ' ' && s[13] == ':' && s[16] == ':' && s.ends_with("+00") &&
      two(&s[0], y1) && two(&s[2], y2) && two(&s[5], mo) && two(&s[8], d) && two(&s[11], h) && two(&s[14], mi) && two(&s[17], sec)) {
    std::int64_t us = 0, unit = 100'000;
    const std::string_view fraction = s.substr(19, s.size() - 22);
    bool ok = fraction.empty() || (fraction[0] == '.' && fraction.size() >= 2);
    for (std::size_t i = 1; ok && i < fraction.size(); ++i, unit /= 10) {
      ok = fraction[i] >= '0' && fraction[i] <= '9';
      us += unit * (fraction[i] - '0');
    }
    const year_month_day ymd{year{y1 * 100 + y2}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!ok || !ymd.ok() || h > 23 || mi > 59 || sec > 59) return std::nullopt;
    return Time{sys_days{ymd}.time_since_epoch().count() * kDay_us + ((h * 60 + mi) * 60LL + sec) * 1'000'000 + us};
  }
  if (s == "infinity") return Time{std::numeric_limits<std::int64_t>::max()};
  if (s == "-infinity") return Time{std::numeric_limits<std::int64_t>::min()};
  return parse_iso(s);
}

bool append_iso_of_timestamptz(std::string& out, std::string_view s) {
  // A session's own form differs from ISO in a blank and the zone: "2026-05-28 21:45:47.123456+00" -> "2026-05-28T21:45:47.123Z".
  if (s.size() >= 22 && s.size() <= 29 && s[4] == '-' && s[10] == ' ' && s[19] == (s.size() == 22 ? '+' : '.') && s.ends_with("+00")) {
    const std::size_t digits = std::min<std::size_t>(s.size() == 22 ? 0 : s.size() - 23, 3);
    std::array<char, 24> iso;
    std::copy_n(s.data(), 19, iso.data());
    iso[10] = 'T';
    std::copy_n(".000Z", 5, iso.data() + 19);
    if (digits > 0) std::copy_n(s.data() + 20, digits, iso.data() + 20);
    out.append(iso.data(), iso.size());
    return true;
  }
  const auto time = parse_timestamptz(s);
  if (time) out += to_iso(*time);
  return time.has_value();
}

}  // namespace jm::pg
