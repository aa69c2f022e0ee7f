#include "text/json_read.h"

#include <gtest/gtest.h>

namespace jm::text {
namespace {

TEST(JsonRead, ReadsEveryKind) {
  JsonReader r;
  const auto doc = r.parse(R"({"s":"é\u00e9","i":-7,"big":18446744073709551615,"d":2.5,"b":true,"n":null,"a":[1,"x",{}],"o":{"k":1}})");
  ASSERT_TRUE(doc);
  EXPECT_EQ((*doc)["s"]->string(), "éé");
  EXPECT_EQ((*doc)["i"]->integer(), -7);
  EXPECT_FALSE((*doc)["big"]->integer());
  EXPECT_EQ((*doc)["big"]->text(), "18446744073709551615");
  EXPECT_EQ((*doc)["d"]->number(), 2.5);
  EXPECT_EQ((*doc)["i"]->number(), -7.0);
  EXPECT_EQ((*doc)["b"]->boolean(), true);
  EXPECT_TRUE((*doc)["n"]->is_null());
  EXPECT_EQ((*doc)["i"]->text(), "-7");
  EXPECT_EQ((*doc)["d"]->text(), "2.5");
  EXPECT_FALSE((*doc)["missing"]);
  EXPECT_FALSE((*doc)["s"]->integer());
  std::size_t n = 0;
  for (JsonElements e(*(*doc)["a"]); e.next();) ++n;
  EXPECT_EQ(n, 3u);
  for (JsonMembers m(*(*doc)["a"]); m.next();) FAIL() << "an array has no members";
  for (JsonElements e(*(*doc)["o"]); e.next();) FAIL() << "an object has no elements";
}

TEST(JsonRead, DuplicateKeysAreAllSeen) {
  JsonReader r;
  const auto doc = r.parse(R"({"a":1,"a":2})");
  std::string seen;
  for (JsonMembers m(*doc); m.next();) seen += std::string(m.key()) + *m.value().text();
  EXPECT_EQ(seen, "a1a2");
}

TEST(JsonRead, SaysWhatIsWrong) {
  JsonReader r(1000);
  const auto problem = [&](std::string_view s) {
    const auto doc = r.parse(s);
    return doc ? std::string("none") : doc.error().reason;
  };
  EXPECT_EQ(problem("{\"a\":1"), "JSON_MALFORMED");
  EXPECT_EQ(problem(""), "JSON_MALFORMED");
  EXPECT_EQ(problem("{} {}"), "JSON_MALFORMED");
  EXPECT_EQ(problem("{\"a\":1e999}"), "JSON_MALFORMED");
  EXPECT_EQ(problem("[\"\xFF\"]"), "JSON_INVALID_UTF8");
  EXPECT_EQ(problem(std::string(100, '[') + std::string(100, ']')), "JSON_TOO_DEEP");
  EXPECT_EQ(problem(std::string(1001, ' ')), "JSON_TOO_BIG");
  EXPECT_EQ(problem("[1]"), "none");
}

}  // namespace
}  // namespace jm::text
