// How to behave towards other people's servers: whether an answer is taken, asked for again, or given up; when a source is
// read next. Pure.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "discovery/fetch/plan.h"

namespace jm::discovery {

inline constexpr int kTriesMax = 4;                              // of one request
inline constexpr std::chrono::seconds kRetryFirst{1}, kRetryMax{60};
inline constexpr std::chrono::seconds kRetryAfterMax{90};        // longer: the run ends and comes back
inline constexpr int kRedirectsMax = 3;

// "120" or an HTTP date; nullopt for anything else. Never negative, at most a day.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, Time now);

// What one attempt brought: an answer, or the error of the client.
struct Attempt {
  int n = 1;                                   // 1 the first time
  int status = 0;                              // 0: no answer
  Error error = {};                            // when there is none
  std::optional<std::chrono::seconds> retry_after = {};
};
struct Decision {
  enum class Kind : std::uint8_t { kTake, kAgain, kGiveUp, kComeBack } kind = Kind::kTake;
  std::chrono::milliseconds wait{0};           // kAgain, kComeBack
  domain::SourceProblem problem = domain::SourceProblem::kNone;   // kGiveUp, kComeBack
  std::string detail;
};
// `random`: 0..1. 429 and 503 wait as long as they say (a long wait ends the run: kComeBack); other 5xx, timeouts, broken
// connections and cut answers are tried again after 1, 2, 4 … s, of which half is random; anything else is taken.
Decision decide(const Attempt& attempt, double random);

// True if the answer's content type can be what is expected ("json", "xml", "page", "any"); an absent one can.
bool is_expected_type(std::string_view content_type, std::string_view expected);

// A request without what must not be kept: values of keys and tokens in the query, authorization headers, bodies with secrets.
std::string without_secrets(std::string_view url);
bool is_secret_header(std::string_view name);

// Hours of the day in which nothing is fetched, local time. from == to: none.
struct QuietHours {
  int from = 0, to = 0;                        // 23, 6: from 23:00 until 05:59
  bool covers(int hour) const;
};
std::optional<QuietHours> parse_quiet_hours(std::string_view text);   // "23-6"; "" = none

// The next turn of a source: the turns of all processes and all days are the same, because they are multiples of the
// interval since the epoch, each source a little later than the last by its own offset. A missed turn is not made up for more
// than once: it is simply late. `utc_offset`: of the zone that quiet hours are told in.
struct Turn {
  std::chrono::seconds interval{4 * 3600};
  std::chrono::seconds offset{0};              // of this source, less than the interval
  QuietHours quiet = {};
  std::chrono::seconds utc_offset{0};
};
Time next_turn(Time after, const Turn& turn);
// The end of the quiet hours that `now` is in; nullopt: it is not in any.
std::optional<Time> quiet_until(Time now, const QuietHours& quiet, std::chrono::seconds utc_offset);
// Spreads sources over a part of the interval: the same id always at the same minute.
std::chrono::seconds offset_of(std::string_view source_id, std::chrono::seconds interval);

}  // namespace jm::discovery
