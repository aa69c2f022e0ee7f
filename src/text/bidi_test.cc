#include "text/bidi.h"

#include <gtest/gtest.h>

#include "text/utf8.h"

namespace jm::text {
namespace {

// Hebrew letters stand for themselves; what is written is what is read.
std::string read(std::u32string_view seen, bool rtl) {
  std::string out;
  for (const std::size_t i : reading_order(seen, rtl)) append_utf8(out, seen[i]);
  return out;
}

TEST(Bidi, FromWhatIsSeenToWhatIsRead) {
  EXPECT_EQ(read(U"abc", false), "abc");
  EXPECT_EQ(read(U"\u05D2\u05D1\u05D0", true), "אבג");
  EXPECT_EQ(read(U"\u05D1 ++C \u05D0", true), "א C++ ב");
  EXPECT_EQ(read(U"\u05D1 PostgreSQL 12 \u05D0", true), "א PostgreSQL 12 ב");
  EXPECT_EQ(read(U"\u05D1 240 \u05D0", true), "א 240 ב");
  EXPECT_EQ(read(U"Docker Swarm \u05D5 AWS \u05D0", true), "א AWS ו Docker Swarm");
  EXPECT_EQ(read(U"spoke \u05D1 \u05D0 daily", false), "spoke א ב daily");
  EXPECT_EQ(read(U"", true), "");
}

TEST(Bidi, LettersDecide) {
  EXPECT_TRUE(letters_of("شركة المثال").mostly_rtl());
  EXPECT_FALSE(letters_of("Orbis Rail (المثال)").mostly_rtl());
  EXPECT_TRUE(letters_of("Orbis المثال").of_rtl_document());
  EXPECT_FALSE(letters_of("12 – 2020").mostly_rtl());
}

}  // namespace
}  // namespace jm::text
