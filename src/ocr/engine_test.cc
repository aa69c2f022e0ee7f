#include "ocr/engine.h"

#include <gtest/gtest.h>

namespace jm::ocr {
namespace {

TEST(Engine, WhereItIsNotInstalledItSaysSo) {
  const auto engine = Engine::open("libtesseract.so.none");
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().reason, "OCR_MISSING");
}

TEST(Engine, BlankAndImpossiblePicturesHoldNoWords) {
  auto engine = Engine::open();
  if (!engine) GTEST_SKIP() << engine.error().message;
  EXPECT_TRUE(engine->read({}).empty());
  EXPECT_TRUE(engine->read({100, 100, 300, std::vector<std::uint8_t>(50, 0)}).empty()) << "fewer dots than it says";
  EXPECT_TRUE(engine->read({600, 600, 300, std::vector<std::uint8_t>(360'000, 255)}).empty());
  EXPECT_TRUE(engine->read({600, 600, 300, std::vector<std::uint8_t>(360'000, 0)}).empty());
}

}  // namespace
}  // namespace jm::ocr
