// How a source of offers is doing, in codes that are stored and in words that people read, French and English. Pure.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/reason.h"

namespace jm::domain {

enum class SourceState : std::uint8_t {
  kOff,          // needs a setting, or nobody asks for it
  kWaiting,      // not read yet
  kOk,
  kBroken,       // the last run failed, or gave what cannot be right
  kPaused,       // the circuit breaker: too many failures in a row, or the service asked us to stay away
  kCount_,
};

enum class SourceProblem : std::uint8_t {
  kNone,
  kNoAnswer,         // name, connection, TLS; detail: what
  kTimeout,
  kHttpStatus,       // detail: the status
  kRefused,          // 401, 403
  kKeyRefused,       // the service does not accept our key
  kNotFound,         // 404: the company's board is gone
  kMoved,            // a redirect to another site
  kRobots,           // robots.txt asks us to stay away; detail: the host
  kRateLimited,      // 429; detail: seconds we are to wait
  kBudget,           // today's requests are used up
  kQuiet,            // the quiet hours began; detail: their end
  kNotUnderstood,    // the answer has not the form it used to have; detail: which
  kWrongType,        // not JSON or XML at all; detail: the content type
  kTooLarge,
  kCutShort,
  kEmpty,            // used to give offers, gives none now; detail: how many it gave
  kRejects,          // more offers than usual cannot be read; detail: "40/100"
  kParts,            // some parts failed and are tried again in the next run; detail: "2/14"
  kInterrupted,      // the process went away
  kStore,            // ours: the database or the object store failed
  kNeedsKey,         // detail: "FRANCE_TRAVAIL_CLIENT_ID FRANCE_TRAVAIL_CLIENT_SECRET https://…"
  kUnwanted,         // no search or watched company needs it any more
  kCount_,
};

// No failure of the source: reading goes on later, and whoever reads stops at once.
constexpr bool told_to_wait(SourceProblem v) { return v == SourceProblem::kRateLimited || v == SourceProblem::kBudget || v == SourceProblem::kQuiet; }

std::string_view name(SourceState v);                 // "BROKEN"
std::string_view name(SourceProblem v);               // "RATE_LIMITED"; kNone is ""
std::optional<SourceState> source_state_from(std::string_view name);
SourceProblem source_problem_from(std::string_view name);   // unknown: kNone

// One sentence or two: what is wrong and what to do. "" for kNone.
std::string problem_text(SourceProblem problem, std::string_view detail, Lang lang);
// "Works." / "Fonctionne."
std::string state_text(SourceState state, Lang lang);
// Both: "Broken. The service did not answer in time. …"
std::string health_text(SourceState state, SourceProblem problem, std::string_view detail, Lang lang);

// What the last run of a source gave, and what is known of the ones before.
struct RunFacts {
  bool failed = false;                                 // the fetch or the storing ended with `problem`
  SourceProblem problem = SourceProblem::kNone;
  std::string detail = {};
  bool unchanged = false;                              // the service said: nothing new since the last time (304)
  bool narrowed = false;                               // it was asked for news only: an empty answer is normal
  std::uint64_t seen = 0;                              // offers met, rejected ones included
  std::uint64_t rejected = 0;
};
struct RunHistory {
  double usual_seen = 0;                               // moving average of offers met in good runs; 0: none yet
  double usual_reject_share = 0;                       // 0..1
  int failures = 0;                                    // failed runs in a row, before this one
};
struct SourceVerdict {
  SourceState state = SourceState::kOk;
  SourceProblem problem = SourceProblem::kNone;
  std::string detail;
  bool trusted = true;                                 // the run's answer may be believed: closes offers, moves the averages
  RunHistory history;                                  // for the next time
};
inline constexpr int kBreakerFailures = 3;             // in a row, then PAUSED
// A source that used to give and now gives nothing, or whose rejects jump, is BROKEN although every request was answered.
SourceVerdict judge_run(const RunFacts& run, const RunHistory& before);

// How long a source rests after that many failures in a row: the normal interval, then doubled up to a day.
std::chrono::seconds rest_after(int failures, std::chrono::seconds interval);

}  // namespace jm::domain
