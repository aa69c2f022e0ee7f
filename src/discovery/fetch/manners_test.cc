#include "discovery/fetch/manners.h"

#include <gtest/gtest.h>

namespace jm::discovery {
namespace {

using domain::SourceProblem;
using Kind = Decision::Kind;
using namespace std::chrono_literals;

TEST(Manners, RetryAfter) {
  const Time now = *parse_iso("1994-11-06T08:49:00Z");
  EXPECT_EQ(parse_retry_after("120", now), 120s);
  EXPECT_EQ(parse_retry_after(" 0 ", now), 0s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 37s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), 0s) << "past";
  EXPECT_EQ(parse_retry_after("99999999", now), 24h);
  for (const char* bad : {"", "-1", "soon", "1.5", "Sun, 06 Nov 1994", "999999999999999999999"}) EXPECT_FALSE(parse_retry_after(bad, now)) << bad;
}

TEST(Manners, Decides) {
  struct Row {
    const char* what;
    Attempt attempt;
    Kind kind;
    std::chrono::milliseconds at_least;
    SourceProblem problem;
  };
  const Error timeout{Code::kDeadlineExceeded, "", "TIMEOUT"}, refused{Code::kUnavailable, "", "REFUSED"}, cut{Code::kDataLoss, "", "CUT_SHORT"};
  const Error large{Code::kResourceExhausted, "", "TOO_LARGE"}, bad{Code::kInvalidArgument, "", ""};
  const Row rows[] = {
      {"fine", {.n = 1, .status = 200}, Kind::kTake, 0ms, SourceProblem::kNone},
      {"partial content is an answer", {.n = 1, .status = 206}, Kind::kTake, 0ms, SourceProblem::kNone},
      {"not found is an answer", {.n = 1, .status = 404}, Kind::kTake, 0ms, SourceProblem::kNone},
      {"bad request is an answer", {.n = 1, .status = 400}, Kind::kTake, 0ms, SourceProblem::kNone},
      {"told to wait", {.n = 1, .status = 429, .retry_after = 3s}, Kind::kAgain, 3s, SourceProblem::kNone},
      {"told to wait long", {.n = 1, .status = 429, .retry_after = 3600s}, Kind::kComeBack, 3600s, SourceProblem::kRateLimited},
      {"too many without saying how long", {.n = 1, .status = 429}, Kind::kAgain, 500ms, SourceProblem::kNone},
      {"too many, always", {.n = 4, .status = 429}, Kind::kComeBack, 60s, SourceProblem::kRateLimited},
      {"server error", {.n = 3, .status = 502}, Kind::kAgain, 2s, SourceProblem::kNone},
      {"server error to the end", {.n = 4, .status = 502}, Kind::kGiveUp, 0ms, SourceProblem::kHttpStatus},
      {"unavailable says when", {.n = 2, .status = 503, .retry_after = 7s}, Kind::kAgain, 7s, SourceProblem::kNone},
      {"timeout", {.n = 1, .error = timeout}, Kind::kAgain, 500ms, SourceProblem::kNone},
      {"timeout to the end", {.n = 4, .error = timeout}, Kind::kGiveUp, 0ms, SourceProblem::kTimeout},
      {"refused to the end", {.n = 4, .error = refused}, Kind::kGiveUp, 0ms, SourceProblem::kNoAnswer},
      {"cut", {.n = 1, .error = cut}, Kind::kAgain, 500ms, SourceProblem::kNone},
      {"cut to the end", {.n = 4, .error = cut}, Kind::kGiveUp, 0ms, SourceProblem::kCutShort},
      {"too large stays too large", {.n = 1, .error = large}, Kind::kGiveUp, 0ms, SourceProblem::kTooLarge},
      {"a request that cannot be made", {.n = 1, .error = bad}, Kind::kGiveUp, 0ms, SourceProblem::kNoAnswer},
  };
  for (const Row& r : rows)
    for (const double random : {0.0, 0.5, 1.0}) {
      const Decision d = decide(r.attempt, random);
      EXPECT_EQ(d.kind, r.kind) << r.what;
      EXPECT_GE(d.wait, r.at_least) << r.what;
      EXPECT_EQ(d.problem, r.problem) << r.what;
    }
  EXPECT_EQ(decide({.n = 1, .status = 500}, 0).wait, 500ms);
  EXPECT_EQ(decide({.n = 1, .status = 500}, 1).wait, 1000ms);
  EXPECT_EQ(decide({.n = 3, .status = 500}, 1).wait, 4000ms);
}

TEST(Manners, ContentTypes) {
  EXPECT_TRUE(is_expected_type("application/json; charset=utf-8", "json"));
  EXPECT_TRUE(is_expected_type("application/feed+json", "json"));
  EXPECT_TRUE(is_expected_type("", "json"));
  EXPECT_FALSE(is_expected_type("text/html; charset=UTF-8", "json"));
  EXPECT_TRUE(is_expected_type("application/rss+xml", "xml"));
  EXPECT_TRUE(is_expected_type("text/xml", "xml"));
  EXPECT_FALSE(is_expected_type("text/html", "xml"));
}

TEST(Manners, SecretsAreNotKept) {
  EXPECT_EQ(without_secrets("https://api.example.org/v1/fr/search/1?app_id=abc&app_key=def&what=c%2B%2B"),
            "https://api.example.org/v1/fr/search/1?app_id=***&app_key=***&what=c%2B%2B");
  EXPECT_EQ(without_secrets("https://a.example.org/x?Access_Token=1"), "https://a.example.org/x?Access_Token=***");
  EXPECT_EQ(without_secrets("https://a.example.org/x"), "https://a.example.org/x");
  EXPECT_TRUE(is_secret_header("Authorization"));
  EXPECT_TRUE(is_secret_header("Set-Cookie"));
  EXPECT_FALSE(is_secret_header("content-type"));
}

TEST(Manners, QuietHours) {
  EXPECT_EQ(parse_quiet_hours("23-6")->from, 23);
  EXPECT_TRUE(parse_quiet_hours(""));
  for (const char* bad : {"23", "25-3", "-", "a-b", "3-25", "1-2-3"}) EXPECT_FALSE(parse_quiet_hours(bad)) << bad;
  const QuietHours night{23, 6}, noon{12, 14}, none{};
  EXPECT_TRUE(night.covers(23) && night.covers(0) && night.covers(5));
  EXPECT_FALSE(night.covers(6) || night.covers(22));
  EXPECT_TRUE(noon.covers(12) && noon.covers(13));
  EXPECT_FALSE(noon.covers(14));
  EXPECT_FALSE(none.covers(0));
}

TEST(Manners, QuietHoursEnd) {
  struct Row {
    const char *now, *until;
    QuietHours quiet;
    std::chrono::seconds offset;
  };
  const Row rows[] = {{"2026-03-02T23:30:00Z", "2026-03-03T06:00:00Z", {23, 6}, 0h},      {"2026-03-02T05:59:59.999Z", "2026-03-02T06:00:00Z", {23, 6}, 0h},
                      {"2026-03-02T06:00:00Z", nullptr, {23, 6}, 0h},                      {"2026-03-02T22:30:00Z", "2026-03-03T05:00:00Z", {23, 6}, 1h},
                      {"2026-03-02T22:30:00Z", nullptr, {23, 6}, 0h},                      {"2026-03-02T01:00:00Z", "2026-03-02T11:00:00Z", {17, 6}, -5h},
                      {"2026-03-02T17:45:00Z", "2026-03-03T00:30:00Z", {23, 6}, 5h + 30min}, {"2026-03-02T12:00:00Z", nullptr, {0, 0}, 0h}};
  for (const Row& r : rows) {
    const auto until = quiet_until(*parse_iso(r.now), r.quiet, r.offset);
    EXPECT_EQ(until ? to_iso(*until) : "", r.until ? to_iso(*parse_iso(r.until)) : "") << r.now;
  }
}

TEST(Manners, TurnsAreAnchored) {
  struct Row {
    const char *after, *next;
    Turn turn;
  };
  const Row rows[] = {
      {"2026-03-02T10:30:00Z", "2026-03-02T12:00:00Z", {.interval = 4h}},
      {"2026-03-02T12:00:00Z", "2026-03-02T16:00:00Z", {.interval = 4h}},
      {"2026-03-02T11:59:59.999Z", "2026-03-02T12:00:00Z", {.interval = 4h}},
      {"2026-03-02T12:03:00Z", "2026-03-02T12:05:00Z", {.interval = 4h, .offset = 5min}},
      // Quiet from 23 to 6 in Paris, winter and summer.
      {"2026-03-02T21:00:00Z", "2026-03-03T05:00:00Z", {.interval = 2h, .quiet = {23, 6}, .utc_offset = 1h}},
      {"2026-07-02T20:30:00Z", "2026-07-03T04:05:00Z", {.interval = 2h, .offset = 5min, .quiet = {23, 6}, .utc_offset = 2h}},
      {"2026-03-02T18:30:00Z", "2026-03-02T20:00:00Z", {.interval = 2h, .quiet = {23, 6}, .utc_offset = 1h}},
  };
  for (const Row& r : rows) EXPECT_EQ(to_iso(next_turn(*parse_iso(r.after), r.turn)), to_iso(*parse_iso(r.next))) << r.after;
}

TEST(Manners, SourcesAreSpread) {
  for (const char* id : {"arbeitnow", "greenhouse/acme", "greenhouse/globex"}) {
    EXPECT_GE(offset_of(id, 4h), 0s);
    EXPECT_LT(offset_of(id, 4h), 30min);
    EXPECT_EQ(offset_of(id, 4h), offset_of(id, 4h));
    EXPECT_LT(offset_of(id, 60s), 15s);
  }
  EXPECT_NE(offset_of("greenhouse/acme", 4h), offset_of("greenhouse/globex", 4h));
}

}  // namespace
}  // namespace jm::discovery
