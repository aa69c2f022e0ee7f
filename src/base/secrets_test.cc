#include "base/secrets.h"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>

#include "base/log.h"

namespace jm {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& v) { out << v; };
static_assert(!Printable<Secret>);
static_assert(!std::convertible_to<Secret, std::string>);
static_assert(!std::constructible_from<std::string, Secret>);      // what a log field would need

TEST(Secret, keeps_its_value_through_copies_and_moves) {
  Secret a("hunter2");
  const Secret b = a;
  const Secret c = std::move(a);
  EXPECT_EQ(b.reveal(), "hunter2");
  EXPECT_TRUE(b == c);
  EXPECT_TRUE(a.empty());      // NOLINT: moved from on purpose
  a = Secret("x");
  EXPECT_EQ(a.reveal(), "x");
  EXPECT_FALSE(a == b);
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, comparison) {
  EXPECT_TRUE(equal_constant_time("", ""));
  EXPECT_TRUE(equal_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_constant_time("abc", "ab"));
  EXPECT_FALSE(equal_constant_time(std::string_view("\0a", 2), std::string_view("\0b", 2)));
}

TEST(Secret, wiping_empties) {
  std::string s = "a long enough text to live on the heap, surely";
  wipe(s);
  EXPECT_TRUE(s.empty());
}

}  // namespace
}  // namespace jm
