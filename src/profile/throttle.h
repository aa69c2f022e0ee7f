// Sign-in throttling, the pure part: which counters an attempt belongs to, and what their state means.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "profile/module.h"

namespace jm::profile {

// "email:<sha256>": no readable address is kept.
std::string account_key(std::string_view normal_email);
// "address:<ip>"; an IPv6 client is its /64, since it can pick any address in it. Empty for no address.
std::string address_key(std::string_view address);

// "register:<ip>", from address_key(): new accounts are counted apart from failed sign-ins. Empty for no address.
std::string registration_key(std::string_view address);

struct Counter {
  int failures = 0;               // this attempt included
  Time window_start;
};
// RESOURCE_EXHAUSTED, reason LOGIN_THROTTLED, saying when to come back. The same words for both, so that nothing is learnt
// about the account.
Result<void> check_throttle(const std::optional<Counter>& address, const std::optional<Counter>& account, const LoginLimits& limits, Time now);
// The same for new accounts from one address: reason REGISTER_THROTTLED.
Result<void> check_registrations(const std::optional<Counter>& address, const LoginLimits& limits, Time now);

}  // namespace jm::profile
