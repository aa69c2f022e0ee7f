#include "objects/zstd.h"

#include <gtest/gtest.h>

namespace jm::objects {
namespace {

TEST(Zstd, RoundTrip) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "{\"id\":" + std::to_string(i) + ",\"title\":\"C++ developer\"}\n";
  for (const std::string& s : {std::string(), std::string("x"), text}) EXPECT_EQ(*zstd_decompress(zstd_compress(s), s.size()), s);
  EXPECT_LT(zstd_compress(text).size(), text.size() / 5);
}

TEST(Zstd, EveryCutAndFlipIsNoticed) {
  const std::string text(3'000, 'a'), frame = zstd_compress(text + "end");
  for (std::size_t n = 0; n < frame.size(); ++n) EXPECT_FALSE(zstd_decompress(frame.substr(0, n), 1 << 20)) << n;
  EXPECT_FALSE(zstd_decompress(frame + "x", 1 << 20));
  for (std::size_t n = 0; n < frame.size(); ++n) {
    std::string flipped = frame;
    flipped[n] = static_cast<char>(flipped[n] ^ 0x10);
    const auto back = zstd_decompress(flipped, 1 << 20);
    if (back) EXPECT_EQ(*back, text + "end") << "bit in byte " << n << " went unnoticed and changed the text";
  }
}

TEST(Zstd, BombsAreRefused) {
  const std::string frame = zstd_compress(std::string(10'000'000, '\0'));
  ASSERT_LT(frame.size(), 5'000u);
  EXPECT_EQ(zstd_decompress(frame, 1 << 20).error().code, Code::kResourceExhausted);
}

}  // namespace
}  // namespace jm::objects
