// When a question is asked again, and when not at all. Pure: time comes in as a value.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace jm::model {

// Whether a question can have been paid for.
enum class Paid : std::uint8_t { kNo, kYes, kUnknown };

struct Try {
  int status = 0;                                      // 0: no answer
  bool sent = false;                                   // its first byte went out
  std::string_view retry_after = {};                   // the header
};

// An answer with an error status is not paid for; one that never came may be.
Paid paid(const Try& t);
// Worth asking again: 408, 429, 5xx, no connection.
bool is_passing(const Try& t);
// The wait before try number `next` (2, 3, …): what the endpoint asks for, else 1 s, 2 s, 4 s … with a share of chance (0..1). Nothing:
// longer than `longest`.
std::optional<std::chrono::milliseconds> wait_before(int next, const Try& last, std::chrono::milliseconds first, std::chrono::milliseconds longest, double chance, Time now);
// Seconds, or an HTTP date.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view header, Time now);

// Leaves an endpoint alone that has failed so often in a row; after the rest, one question is let through to see.
class Breaker {
 public:
  explicit Breaker(int failures_max = 5, std::chrono::milliseconds rest = std::chrono::seconds(30)) : failures_max_(failures_max), rest_(rest) {}
  // How long to wait; zero: ask. The one that is let through after a rest must report.
  std::chrono::milliseconds closed_for(Time now);
  void good() { failures_ = 0; }
  void bad(Time now);

 private:
  int failures_max_;
  std::chrono::milliseconds rest_;
  int failures_ = 0;
  Time until_{};
};

}  // namespace jm::model
