#include "text/json_repair.h"

#include <gtest/gtest.h>

#include "text/json_read.h"

namespace jm::text {
namespace {

TEST(JsonRepair, MakesValidWhatWasMeant) {
  const struct { std::string_view broken, whole; } kRows[] = {
      {R"({"a":1})", R"({"a":1})"},
      {"{\"a\":\"two\nlines\ttab\"}", R"({"a":"two\nlines\ttab"})"},
      {R"({"a":[1,2, ],})", R"({"a":[1,2 ]})"},
      {"<!-- {\"a\":1} -->", R"( {"a":1} )"},
      {"<!-- a, {b} --> {\"a\":1}", R"( {"a":1})"},
      {"//<![CDATA[\n{\"a\":1}\n//]]>", "\n{\"a\":1}\n"},
      {"<![CDATA[{\"a\":1}]]>", R"({"a":1})"},
      {"/* x */{\"a\":1} // end", R"({"a":1} )"},
      {R"({"u":"https://example.org/*x*/ <!-- -->"})", R"({"u":"https://example.org/*x*/ <!-- -->"})"},
      {R"({"a":"it\'s \x \u00e9 \u00g"})", R"({"a":"it's x \u00e9 u00g"})"},
      {"\xEF\xBB\xBF{\"a\":1};\n", R"({"a":1})"},
      {"{&quot;a&quot;:&quot;b&quot;}", R"({"a":"b"})"},
      {R"({"a":"b,","c":[",}"]})", R"({"a":"b,","c":[",}"]})"},
  };
  JsonReader reader;
  for (const auto& r : kRows) {
    EXPECT_EQ(repair_json(r.broken), r.whole) << r.broken;
    EXPECT_TRUE(reader.parse(repair_json(r.broken))) << r.broken;
  }
  EXPECT_EQ(repair_json("{\"a\":\"cut"), "{\"a\":\"cut");
  EXPECT_EQ(repair_json("\"\\"), "\"");
  EXPECT_EQ(repair_json("/*"), "");
}

}  // namespace
}  // namespace jm::text
