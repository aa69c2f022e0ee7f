#include "text/time_zone.h"

#include <gtest/gtest.h>

namespace jm::text {
namespace {

using namespace std::chrono_literals;

TEST(TimeZone, Offsets) {
  const Time winter = *parse_iso("2026-01-15T12:00:00Z"), summer = *parse_iso("2026-07-15T12:00:00Z");
  EXPECT_EQ(utc_offset("UTC", winter), 0s);
  EXPECT_EQ(utc_offset("Europe/Paris", winter), 1h);
  EXPECT_EQ(utc_offset("Europe/Paris", summer), 2h);
  EXPECT_EQ(utc_offset("America/New_York", summer), -4h);
  EXPECT_EQ(utc_offset("Asia/Kolkata", winter), 5h + 30min);
  // Summer time begins at 01:00 UTC.
  EXPECT_EQ(utc_offset("Europe/Paris", *parse_iso("2026-03-29T00:59:59Z")), 1h);
  EXPECT_EQ(utc_offset("Europe/Paris", *parse_iso("2026-03-29T01:00:00Z")), 2h);
  for (const char* bad : {"", "Europe/Atlantis", "Paris", "../etc/passwd"}) EXPECT_FALSE(utc_offset(bad, winter)) << bad;
}

}  // namespace
}  // namespace jm::text
