#include "discovery/fetch/manners.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace jm::discovery {

using domain::SourceProblem;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds kDay{86'400};

std::string lower(std::string_view s) {
  std::string out(s);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::optional<int> number(std::string_view s) {
  int n = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (ec != std::errc() || end != s.data() + s.size() || n < 0) return std::nullopt;
  return n;
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Time> parse_http_date(std::string_view s) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (s.size() != 29 || s.substr(25) != " GMT" || s[3] != ',') return std::nullopt;
  const auto month = std::ranges::find(kMonths, s.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const auto n = static_cast<int>(month - kMonths.begin()) + 1;
  return parse_iso(std::string(s.substr(12, 4)) + (n < 10 ? "-0" : "-") + std::to_string(n) + "-" + std::string(s.substr(5, 2)) + "T" + std::string(s.substr(17, 8)) + "Z");
}

milliseconds backoff(int n, double random) {
  seconds wait = kRetryFirst;
  for (int i = 1; i < n && wait < kRetryMax; ++i) wait *= 2;
  const auto whole = static_cast<double>(std::chrono::milliseconds(std::min(wait, kRetryMax)).count());
  return milliseconds(static_cast<std::int64_t>(whole * (0.5 + random / 2)));
}

Decision give_up(SourceProblem problem, std::string detail = {}) { return {Decision::Kind::kGiveUp, {}, problem, std::move(detail)}; }

// Errors of the client: what they mean for the source, and whether the same request may go better.
Decision of_error(const Error& e) {
  if (e.code == Code::kDeadlineExceeded) return give_up(SourceProblem::kTimeout);
  if (e.code == Code::kResourceExhausted) return give_up(SourceProblem::kTooLarge);
  if (e.code == Code::kDataLoss) return give_up(SourceProblem::kCutShort);
  return give_up(SourceProblem::kNoAnswer, e.reason.empty() ? lower(code_name(e.code)) : lower(e.reason));
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, Time now) {
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (value.ends_with(' ')) value.remove_suffix(1);
  if (const auto n = number(value)) return std::min(seconds(*n), kDay);
  if (const auto at = parse_http_date(value)) return std::clamp(seconds((at->us - now.us) / 1'000'000), seconds(0), kDay);
  return std::nullopt;
}

Decision decide(const Attempt& a, double random) {
  const bool told_to_wait = a.status == 429 || a.status == 503;
  if (told_to_wait && a.retry_after && *a.retry_after > kRetryAfterMax)
    return {Decision::Kind::kComeBack, *a.retry_after, SourceProblem::kRateLimited, std::to_string(a.retry_after->count())};
  const bool may_go_better = a.status == 429 || (a.status >= 500 && a.status != 501) ||
                             (a.status == 0 && (a.error.code == Code::kUnavailable || a.error.code == Code::kDeadlineExceeded || a.error.code == Code::kDataLoss));
  if (!may_go_better) return a.status == 0 ? of_error(a.error) : Decision{};
  milliseconds wait = backoff(a.n, random);
  if (told_to_wait && a.retry_after) wait = std::max<milliseconds>(*a.retry_after + milliseconds(static_cast<std::int64_t>(random * 250)), wait);
  if (a.n < kTriesMax) return {Decision::Kind::kAgain, wait, SourceProblem::kNone, {}};
  if (a.status == 0) return of_error(a.error);
  if (a.status == 429) return {Decision::Kind::kComeBack, std::max<milliseconds>(wait, kRetryMax), SourceProblem::kRateLimited, std::to_string(std::chrono::ceil<seconds>(std::max<milliseconds>(wait, kRetryMax)).count())};
  return give_up(SourceProblem::kHttpStatus, std::to_string(a.status));
}

bool is_expected_type(std::string_view content_type, std::string_view expected) {
  std::string type = lower(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  if (type.empty() || type == "application/octet-stream" || type == "text/plain") return true;
  if (expected == "json") return type.find("json") != std::string::npos || type == "text/javascript";
  if (expected == "page") return type.find("html") != std::string::npos || type.find("json") != std::string::npos;
  if (expected == "xml") return type.find("xml") != std::string::npos || type.find("rss") != std::string::npos;
  return true;
}

bool is_secret_header(std::string_view name) {
  const std::string n = lower(name);
  return n == "authorization" || n == "cookie" || n == "set-cookie" || n == "proxy-authorization" || n == "x-api-key" || n.find("token") != std::string::npos ||
         n.find("secret") != std::string::npos;
}

std::string without_secrets(std::string_view url) {
  const auto query = url.find('?');
  if (query == std::string_view::npos) return std::string(url);
  std::string out(url.substr(0, query));
  char mark = '?';
  for (std::string_view rest = url.substr(query + 1); !rest.empty();) {
    const auto end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const std::string name = lower(pair.substr(0, pair.find('=')));
    const bool secret = name == "app_id" || name.find("key") != std::string::npos || name.find("token") != std::string::npos || name.find("secret") != std::string::npos ||
                        name.find("password") != std::string::npos || name.find("signature") != std::string::npos;
    out += mark;
    out += secret ? std::string(pair.substr(0, pair.find('='))) + "=***" : std::string(pair);
    mark = '&';
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return out;
}

bool QuietHours::covers(int hour) const { return from <= to ? hour >= from && hour < to : hour >= from || hour < to; }

std::optional<QuietHours> parse_quiet_hours(std::string_view text) {
  if (text.empty()) return QuietHours{};
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = number(text.substr(0, dash)), to = number(text.substr(dash + 1));
  if (!from || !to || *from > 23 || *to > 24) return std::nullopt;
  return QuietHours{*from, *to % 24};
}

std::optional<Time> quiet_until(Time now, const QuietHours& quiet, seconds utc_offset) {
  constexpr std::int64_t kHourUs = std::int64_t{3600} * 1'000'000;
  const std::int64_t shift = utc_offset.count() * 1'000'000;
  const auto hour_of = [](std::int64_t local) { return static_cast<int>((local / kHourUs) % 24); };
  std::int64_t local = now.us + shift;
  if (quiet.from == quiet.to || !quiet.covers(hour_of(local))) return std::nullopt;
  local -= local % kHourUs;
  while (quiet.covers(hour_of(local))) local += kHourUs;
  return Time{local - shift};
}

Time next_turn(Time after, const Turn& turn) {
  const std::int64_t interval = std::max<std::int64_t>(1, turn.interval.count()) * 1'000'000;
  const std::int64_t offset = turn.offset.count() * 1'000'000;
  const auto floor_of = [](std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); };
  Time at{(floor_of(after.us - offset, interval) + 1) * interval + offset};
  // The first full hour after the quiet ones, and the source's own offset within it.
  const auto quiet = quiet_until(at, turn.quiet, turn.utc_offset);
  return quiet ? *quiet + seconds(turn.offset.count() % 3600) : at;
}

seconds offset_of(std::string_view source_id, seconds interval) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : source_id) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  const auto spread = std::max<std::int64_t>(1, std::min<std::int64_t>(interval.count() / 4, 1800));
  return seconds(static_cast<std::int64_t>((h >> 16) % static_cast<std::uint64_t>(spread)));
}

}  // namespace jm::discovery
