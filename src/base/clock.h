// Time is a door that tests can swap. Wall time is UTC, microseconds since the Unix epoch; on the wire it is ISO 8601 with
// milliseconds and Z ("2026-05-28T21:45:47.123Z"). Deadlines use the steady clock.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jm {

struct Time {                      // UTC instant
  std::int64_t us = 0;             // microseconds since 1970-01-01T00:00:00Z
  auto operator<=>(const Time&) const = default;
  Time operator+(std::chrono::microseconds d) const { return {us + d.count()}; }
  Time operator-(std::chrono::microseconds d) const { return {us - d.count()}; }
};

// "2026-05-28T21:45:47.123Z". Years outside 0001..9999 are clamped.
std::string to_iso(Time t);
void append_iso(std::string& out, Time t);
// Accepts ISO 8601 / RFC 3339 with Z, an offset (+02:00, +0200) or neither (taken as UTC), with 'T' or a space, with 0 to 9
// decimals, and a bare date (midnight UTC). nullopt for anything else, impossible dates (Feb 30) and years outside 1..9999.
std::optional<Time> parse_iso(std::string_view text);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  static const Clock& system();    // the real one; lives for the whole process
};

class ManualClock final : public Clock {   // for tests
 public:
  explicit ManualClock(Time start) : now_(start) {}
  Time now() const override { return now_; }
  void set(Time t) { now_ = t; }
  void advance(std::chrono::microseconds d) { now_ = now_ + d; }

 private:
  Time now_;
};

// A point in steady time by which the work must be done; passed on, never restarted.
struct Deadline {
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::time_point::max();
  static Deadline in(std::chrono::milliseconds d) { return {std::chrono::steady_clock::now() + d}; }
  static Deadline never() { return {}; }
  bool is_never() const { return at == std::chrono::steady_clock::time_point::max(); }
  bool passed() const { return !is_never() && std::chrono::steady_clock::now() >= at; }
  std::chrono::milliseconds left() const;    // never negative; one hour for "never"
  Deadline earlier(Deadline other) const { return at < other.at ? *this : other; }
};

}  // namespace jm
