#include "text/charset.h"

#include <gtest/gtest.h>

namespace jm::text {
namespace {

TEST(Charset, IsFoundWhereBrowsersLook) {
  const struct { std::string_view bytes, type, charset; } kRows[] = {
      {"x", "text/html; charset=UTF-8", "utf-8"},
      {"x", "text/html; charset=\"iso-8859-1\"", "windows-1252"},
      {"\xEF\xBB\xBFx", "text/html; charset=latin1", "utf-8"},
      {"<meta charset=windows-1251>", "text/html", "windows-1251"},
      {"<META http-equiv=Content-Type content='text/html; charset=shift_jis'>", "", "shift_jis"},
      {"<?xml version='1.0' encoding='ISO-8859-15'?>", "", "iso-8859-15"},
      {"<meta charset=utf-16>", "", "utf-8"},
      {"\xC3\xA9", "", "utf-8"},
      {"\xE9t\xE9", "", "windows-1252"},
      {"charset nothing", "charset", "utf-8"},
  };
  for (const auto& r : kRows) EXPECT_EQ(charset_of(r.bytes, r.type), r.charset) << r.bytes << " / " << r.type;
}

TEST(Charset, BecomesUtf8) {
  EXPECT_EQ(to_utf8("\xE9t\xE9 \x80", "windows-1252"), "été €");
  EXPECT_EQ(to_utf8("\xA4", "iso-8859-15"), "€");
  EXPECT_EQ(to_utf8(std::string_view("\xFF\xFE\xE9\0t\0", 6), "utf-16le"), "ét");
  EXPECT_EQ(to_utf8("\x83\x65", "shift_jis"), "テ");
  EXPECT_EQ(to_utf8("a\xFF", "utf-8"), "a\xEF\xBF\xBD");
  EXPECT_EQ(to_utf8("\xC3\xA9", "no-such-set"), "é");
  EXPECT_EQ(to_utf8(std::string(50'000, '\xE9'), "windows-1252").size(), 100'000u);
  EXPECT_EQ(page_to_utf8("<meta charset=latin1>\xE9", ""), "<meta charset=latin1>é");
}

}  // namespace
}  // namespace jm::text
