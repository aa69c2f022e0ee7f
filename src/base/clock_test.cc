#include "base/clock.h"

#include <gtest/gtest.h>

namespace jm {
namespace {

TEST(Clock, iso_round_trip_and_offsets) {
  EXPECT_EQ(to_iso({0}), "1970-01-01T00:00:00.000Z");
  const auto same = {"2026-05-29T01:45:47.123Z", "2026-05-28T21:45:47.123-04:00", "2026-05-29 01:45:47.123 UTC",
                     "2026-05-29T03:45:47.123456+0200", "2026-05-29T01:45:47.123"};
  for (const auto* text : same) {
    const auto t = parse_iso(text);
    ASSERT_TRUE(t) << text;
    EXPECT_EQ(to_iso(*t), "2026-05-29T01:45:47.123Z") << text;
  }
  EXPECT_EQ(to_iso(*parse_iso("2024-02-29")), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(to_iso(*parse_iso("0001-01-01")), "0001-01-01T00:00:00.000Z");
}

TEST(Clock, refuses_what_is_no_date) {
  for (const auto* text : {"", "2026", "2026-02-30", "2026-13-01", "0000-01-01", "2026-01-01T", "2026-01-01T25:00", "2026-01-01T10:00:00.",
                           "2026-01-01T10:00:00+9", "2026-01-01T10:00:00Zx", "26-01-01", "2026-01-01T10:00:00.1234567890Z"})
    EXPECT_FALSE(parse_iso(text)) << text;
}

}  // namespace
}  // namespace jm
