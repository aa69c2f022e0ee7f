#include "profile/throttle.h"

#include <gtest/gtest.h>

#include "support/outcome.h"

namespace jm::profile {
namespace {

TEST(Throttle, keys) {
  EXPECT_EQ(address_key(""), "");
  EXPECT_EQ(address_key("203.0.113.7"), "address:203.0.113.7");
  EXPECT_EQ(address_key("::ffff:203.0.113.7"), "address:203.0.113.7");
  EXPECT_EQ(address_key("2001:db8:1:2:3:4:5:6"), "address:2001:db8:1:2::/64");
  EXPECT_EQ(address_key("2001:DB8:1:2::9"), "address:2001:db8:1:2::/64");
  EXPECT_LE(address_key(std::string(10'000, 'x')).size(), 80u);
  EXPECT_EQ(registration_key(""), "");
  EXPECT_EQ(registration_key("203.0.113.7"), "register:203.0.113.7");
  EXPECT_EQ(registration_key("2001:db8:1:2:3:4:5:6"), "register:2001:db8:1:2::/64");
  EXPECT_EQ(account_key("a@b.fr").size(), 6u + 64u);
  EXPECT_EQ(account_key("a@b.fr").find("a@b"), std::string::npos);
}

TEST(Throttle, what_counters_mean) {
  const LoginLimits limits;
  const Time start{1'800'000'000'000'000}, now = start + std::chrono::minutes(3);
  const auto at = [&](int n) { return std::optional(Counter{n, start}); };
  EXPECT_TRUE(check_throttle(std::nullopt, at(10), limits, now));
  EXPECT_TRUE(check_throttle(at(50), at(10), limits, now));
  EXPECT_EQ(test::message_of(check_throttle(std::nullopt, at(11), limits, now)), "Too many failed sign-ins. Try again in 12 minutes.");
  const auto address = check_throttle(at(51), std::nullopt, limits, now);
  EXPECT_EQ(test::code_of(address), Code::kResourceExhausted);
  EXPECT_EQ(test::reason_of(address), "LOGIN_THROTTLED");
  EXPECT_EQ(test::message_of(check_throttle(at(51), std::nullopt, limits, start + std::chrono::seconds(899))), "Too many failed sign-ins. Try again in 1 minute.");
}

}  // namespace
}  // namespace jm::profile
