#include "base/ids.h"

#include <gtest/gtest.h>

namespace jm {
namespace {

TEST(Uuid, new_ids_are_version_7_and_grow) {
  Uuid last;
  for (int i = 0; i < 10000; ++i) {
    const Uuid id = new_id(Time{1'700'000'000'000'000});
    EXPECT_GT(id, last);
    EXPECT_EQ(id.bytes[6] >> 4, 7);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
    last = id;
  }
}

TEST(Uuid, text_round_trip) {
  const Uuid id = new_id();
  EXPECT_EQ(Uuid::parse(id.str()), id);
  EXPECT_EQ(Uuid::parse("0190A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")->str(), "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  for (const auto* bad : {"", "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g", "{190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5}",
                          "0190a1b2-c3d4-7e5f-8a9b-0c1d2e-3f4a5", "--------------------------------5b--"})
    EXPECT_FALSE(Uuid::parse(bad)) << bad;
}

}  // namespace
}  // namespace jm
