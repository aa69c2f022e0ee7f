// Dates and moments as boards write them.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "discovery/normalise.h"
#include "text/fold.h"

namespace jm::discovery {

namespace {

using domain::DatePrecision;

constexpr std::int64_t kSecond = 1'000'000, kDay = 86'400 * kSecond;

bool all_digits(std::string_view s) { return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }); }

std::optional<int> small_number(std::string_view s) {
  int n = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  return ec == std::errc() && end == s.data() + s.size() ? std::optional(n) : std::nullopt;
}

std::optional<Time> midnight(int y, int m, int d) {
  const std::chrono::year_month_day ymd{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)}, std::chrono::day{static_cast<unsigned>(d)}};
  if (y < 1 || y > 9999 || m < 1 || d < 1 || !ymd.ok()) return std::nullopt;
  return Time{std::chrono::sys_days{ymd}.time_since_epoch().count() * kDay};
}

// Seconds or milliseconds since 1970, told apart by their size: seconds until the year 5138.
std::optional<Moment> epoch(std::string_view s) {
  if (!all_digits(s) || s.size() < 9 || s.size() > 14) return std::nullopt;
  std::int64_t n = 0;
  std::from_chars(s.data(), s.data() + s.size(), n);
  return Moment{Time{n < 100'000'000'000 ? n * kSecond : n * 1'000}, DatePrecision::kInstant};
}

// "06/03/2024", "6.3.2024", "06-03-2024": the day comes first, unless it cannot.
std::optional<Moment> day_first(std::string_view s) {
  std::array<int, 3> part{};
  std::size_t k = 0;
  for (std::string_view rest = s; k < 3; ++k) {
    const std::size_t end = rest.find_first_of("/.-");
    const auto n = small_number(rest.substr(0, end));
    if (!n || (k < 2 && end == std::string_view::npos) || (k == 2 && rest.size() != 4)) return std::nullopt;
    part[k] = *n;
    if (k < 2) rest.remove_prefix(end + 1);
  }
  auto at = midnight(part[2], part[1], part[0]);
  if (!at) at = midnight(part[2], part[0], part[1]);
  if (!at) return std::nullopt;
  return Moment{*at, DatePrecision::kDay};
}

int month_named(std::string_view w) {
  static constexpr std::string_view kNames[12][3] = {{"jan", "janv", "janvier"}, {"feb", "fevr", "fevrier"}, {"mar", "mars", "march"},     {"apr", "avr", "avril"},
                                                     {"may", "mai", "mai"},      {"jun", "juin", "june"},    {"jul", "juil", "juillet"},   {"aug", "aout", "august"},
                                                     {"sep", "sept", "septembre"}, {"oct", "octobre", "october"}, {"nov", "novembre", "november"}, {"dec", "decembre", "december"}};
  static constexpr std::string_view kFull[12] = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
  for (int m = 0; m < 12; ++m) {
    if (w == kFull[m]) return m + 1;
    for (const auto n : kNames[m])
      if (w == n) return m + 1;
  }
  return 0;
}

// "Fri, 10 Jul 2026 22:45:30 +0000", "10 juillet 2026", "July 10, 2026": words with a month's name among them.
std::optional<Moment> with_month_name(std::string_view folded) {
  int day = 0, month = 0, year = 0;
  std::optional<std::int64_t> clock;
  std::int64_t offset = 0;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find_first_of(" ,", at), folded.size());
    std::string_view w = folded.substr(at, end - at);
    at = end + 1;
    while (w.ends_with('.')) w.remove_suffix(1);
    if (w.empty()) continue;
    if (const int m = month_named(w); m && !month) {
      month = m;
    } else if (w == "1er") {
      day = 1;
    } else if (all_digits(w) && w.size() <= 2 && !day) {
      day = *small_number(w);
    } else if (all_digits(w) && w.size() == 4 && !year) {
      year = *small_number(w);
    } else if (w.size() >= 5 && w[2] == ':') {
      const auto h = small_number(w.substr(0, 2)), min = small_number(w.substr(3, 2)), sec = w.size() >= 8 && w[5] == ':' ? small_number(w.substr(6, 2)) : std::optional(0);
      if (!h || !min || !sec || *h > 23 || *min > 59 || *sec > 60 || *h < 0 || *min < 0 || *sec < 0) return std::nullopt;
      clock = (*h * 3600 + *min * 60 + std::min(*sec, 59)) * kSecond;
    } else if (w.size() == 5 && (w[0] == '+' || w[0] == '-') && all_digits(w.substr(1))) {
      offset = (*small_number(w.substr(1, 2)) * 60 + *small_number(w.substr(3, 2))) * 60 * kSecond * (w[0] == '+' ? -1 : 1);
    }
  }
  const auto at = month && day && year ? midnight(year, month, day) : std::nullopt;
  if (!at) return std::nullopt;
  if (!clock) return Moment{*at, DatePrecision::kDay};
  return Moment{Time{at->us + *clock + offset}, DatePrecision::kInstant};
}

// "il y a 10 jours", "3 days ago", "posted 30+ days ago", "hier", "today": counted back from `now`.
std::optional<Moment> relative(std::string_view folded, Time now) {
  const auto has = [&](std::string_view w) { return folded.find(w) != std::string_view::npos; };
  const auto day = [&](std::int64_t back) { return Moment{Time{now.us - now.us % kDay - back * kDay}, DatePrecision::kDay}; };
  if (has("avant-hier")) return day(2);
  if (folded == "hier" || has("yesterday") || has(" hier")) return day(1);
  if (has("aujourd'hui") || has("today") || has("just now") || has("a l'instant") || has("just posted")) return day(0);
  if (!has("il y a") && !has("ago") && !has("depuis")) return std::nullopt;
  std::size_t i = 0;
  while (i < folded.size() && !(folded[i] >= '0' && folded[i] <= '9')) ++i;
  std::int64_t n = 0;
  std::size_t digits = 0;
  for (; i < folded.size() && folded[i] >= '0' && folded[i] <= '9' && digits < 5; ++i, ++digits) n = n * 10 + (folded[i] - '0');
  const bool more = has("plus de") || has("more than") || (i < folded.size() && folded[i] == '+');
  if (digits == 0) {                                     // "il y a un mois", "a day ago"
    if (!has(" un") && !has("a ") && !has("an ")) return std::nullopt;
    n = 1;
  }
  // Years and months before days, "an" last: it is inside "ans" and other words.
  static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"minute", 60}, {"mins", 60}, {"heure", 3'600}, {"hour", 3'600}, {"jour", 86'400}, {"day", 86'400}, {"semaine", 7 * 86'400}, {"week", 7 * 86'400},
      {"mois", 30 * 86'400}, {"month", 30 * 86'400}, {"year", 365 * 86'400}, {" an", 365 * 86'400}};
  for (const auto& [unit, seconds] : kUnits) {
    if (!has(unit)) continue;
    if (n > 40'000) return std::nullopt;
    const Time at{now.us - n * seconds * kSecond};
    if (seconds < 86'400) return Moment{at, DatePrecision::kApproximate};
    return Moment{Time{at.us - at.us % kDay}, more || seconds > 86'400 ? DatePrecision::kApproximate : DatePrecision::kDay};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Moment> moment_of(std::string_view raw, Time now) {
  while (!raw.empty() && (raw.front() == ' ' || raw.front() == '\n')) raw.remove_prefix(1);
  while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\n')) raw.remove_suffix(1);
  if (raw.size() < 4 || raw.size() > 80) return std::nullopt;
  if (const auto t = parse_iso(raw)) return Moment{*t, raw.size() == 10 ? DatePrecision::kDay : DatePrecision::kInstant};
  if (const auto e = epoch(raw)) return e;
  if (const auto d = day_first(raw)) return d;
  const std::string folded = text::fold(raw);
  if (const auto m = with_month_name(folded)) return m;
  return relative(folded, now);
}

}  // namespace jm::discovery
