#include "base/json_text.h"

#include <gtest/gtest.h>

namespace jm {
namespace {

std::string json(std::string_view s) {
  std::string out;
  append_json_string(out, s);
  return out;
}

TEST(JsonText, escapes_what_must_be_and_nothing_else) {
  EXPECT_EQ(json("plain text longer than eight"), "\"plain text longer than eight\"");
  EXPECT_EQ(json("a\"b\\c\n\t\x01 tail tail tail"), "\"a\\\"b\\\\c\\n\\t\\u0001 tail tail tail\"");
  EXPECT_EQ(json("développeur 🚀"), "\"développeur 🚀\"");
}

TEST(JsonText, an_escape_is_found_wherever_it_stands) {
  for (std::size_t size = 0; size <= 50; ++size) {
    const std::string plain(size, 'x');
    EXPECT_EQ(json(plain), '"' + plain + '"');
    for (std::size_t at = 0; at < size; ++at)
      for (const auto& [raw, written] : {std::pair<char, const char*>{'"', "\\\""}, {'\\', "\\\\"}, {'\x1f', "\\u001f"}, {'\xff', "\xEF\xBF\xBD"}, {' ', " "}, {'\x7f', "\x7f"}}) {
        std::string s = plain;
        s[at] = raw;
        EXPECT_EQ(json(s), '"' + plain.substr(0, at) + written + plain.substr(at + 1) + '"') << size << ' ' << at;
      }
  }
}

TEST(JsonText, broken_utf8_becomes_the_replacement_character) {
  EXPECT_EQ(json("a\xff" "b"), "\"a\xEF\xBF\xBD" "b\"");
  EXPECT_EQ(json("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");   // a surrogate
  EXPECT_EQ(json("\xc3"), "\"\xEF\xBF\xBD\"");
  EXPECT_FALSE(is_valid_utf8("\xf8\x88\x80\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xc0\xaf"));
  EXPECT_TRUE(is_valid_utf8("aé€🚀 and some more ascii"));
}

}  // namespace
}  // namespace jm
