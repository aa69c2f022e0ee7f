// Variables and arguments: what becomes of each value, and what is said about each wrong one.
#include "graphql/coerce.h"

#include <gtest/gtest.h>

#include "graphql/json_in.h"
#include "graphql/test_schema.h"

namespace jm::graphql {
namespace {

struct Case {
  std::string_view type, json, expected;    // expected: the coerced value as JSON, or the message after "Variable "
};

std::string coerce(std::string_view type, std::string_view json) {
  static const test::World world;
  Arena arena;
  const auto document = parse("query ($v: " + std::string(type) + ") { hello }").value();
  const auto& node = document.operation("")->variables[0];
  VariablePlan plan{.node = &node, .type = world.schema->resolve(*node.type, arena)};
  const std::string text = plan.type->str();
  plan.type_text = text;
  if (node.default_value != nullptr) plan.default_value = coerce_literal(*node.default_value, plan.type, nullptr, arena).value();
  const auto given = read_json(json, arena);
  if (!given) return "bad test";
  const auto values = coerce_variables({&plan, 1}, *given, document, arena);
  if (values) return (*values)[0].is_absent() ? "absent" : (*values)[0].json();
  std::string out;
  for (const auto& e : values.error()) {
    EXPECT_EQ(e.locations.at(0), (SourceLocation{1, 8}));
    EXPECT_EQ(e.code, kBadUserInput);
    out += (out.empty() ? "" : " | ") + e.message.substr(std::string("Variable ").size());
  }
  return out;
}

class VariableTest : public ::testing::TestWithParam<Case> {};
TEST_P(VariableTest, coerces) { EXPECT_EQ(coerce(GetParam().type, GetParam().json), GetParam().expected) << GetParam().type << " " << GetParam().json; }

INSTANTIATE_TEST_SUITE_P(Scalars, VariableTest, ::testing::ValuesIn(std::vector<Case>{
    {"Int", R"({"v":1})", "1"},
    {"Int", R"({"v":1.0})", "1"},
    {"Int", R"({"v":1e2})", "100"},
    {"Int", R"({"v":-2147483648})", "-2147483648"},
    {"Int", R"({"v":2147483648})", R"("$v" got invalid value 2147483648; Int cannot represent non 32-bit signed integer value: 2147483648)"},
    {"Int", R"({"v":99999999999999999999})", R"("$v" got invalid value 100000000000000000000; Int cannot represent non 32-bit signed integer value: 100000000000000000000)"},
    {"Int", R"({"v":1.5})", R"("$v" got invalid value 1.5; Int cannot represent non-integer value: 1.5)"},
    {"Int", R"({"v":"1"})", R"("$v" got invalid value "1"; Int cannot represent non-integer value: "1")"},
    {"Int", R"({"v":true})", R"("$v" got invalid value true; Int cannot represent non-integer value: true)"},
    {"Int", R"({"v":null})", "null"},
    {"Int", "{}", "absent"},
    {"Int = 5", "{}", "5"},
    {"Int = 5", R"({"v":null})", "null"},
    {"Int!", "{}", R"("$v" of required type "Int!" was not provided.)"},
    {"Int!", R"({"v":null})", R"("$v" of non-null type "Int!" must not be null.)"},
    {"Float", R"({"v":1})", "1"},
    {"Float", R"({"v":1.25})", "1.25"},
    {"Float", R"({"v":"1"})", R"("$v" got invalid value "1"; Float cannot represent non numeric value: "1")"},
    {"String", R"({"v":"é\n"})", R"("é\n")"},
    {"String", R"({"v":5})", R"("$v" got invalid value 5; String cannot represent a non string value: 5)"},
    {"Boolean", R"({"v":false})", "false"},
    {"Boolean", R"({"v":0})", R"("$v" got invalid value 0; Boolean cannot represent a non boolean value: 0)"},
    {"ID", R"({"v":"x"})", R"("x")"},
    {"ID", R"({"v":12})", R"("12")"},
    {"ID", R"({"v":123456789012345678901234567890})", R"("123456789012345678901234567890")"},
    {"ID", R"({"v":9007199254740993})", R"("9007199254740993")"},
    {"ID", R"({"v":1.5})", R"("$v" got invalid value 1.5; ID cannot represent value: 1.5)"},
    {"Color", R"({"v":"RED"})", R"("RED")"},
    {"Color", R"({"v":"red"})", R"("$v" got invalid value "red"; Value "red" does not exist in "Color" enum.)"},
    {"Color", R"({"v":1})", R"("$v" got invalid value 1; Enum "Color" cannot represent non-string value: 1.)"},
    {"JSON", R"({"v":{"a":[1.50,123456789012345678901234567890,null,{"b":"x"}]}})", R"({"a":[1.50,123456789012345678901234567890,null,{"b":"x"}]})"},
    {"Upload", R"({"v":"text"})", R"("$v" got invalid value "text"; Upload value invalid: send the file as a part of a multipart request.)"},
}));

INSTANTIATE_TEST_SUITE_P(Lists, VariableTest, ::testing::ValuesIn(std::vector<Case>{
    {"[Int]", R"({"v":[1,null,2]})", "[1,null,2]"},
    {"[Int]", R"({"v":1})", "[1]"},
    {"[Int]", R"({"v":null})", "null"},
    {"[Int!]", R"({"v":[1,null]})", R"("$v" got invalid value null at "v[1]"; Expected non-nullable type "Int!" not to be null.)"},
    {"[[Int]]", R"({"v":[[1],2]})", "[[1],[2]]"},
    {"[[Int]]", R"({"v":1})", "[[1]]"},
    {"[Int!]!", R"({"v":["a",1,"b"]})",
     R"("$v" got invalid value "a" at "v[0]"; Int cannot represent non-integer value: "a" | "$v" got invalid value "b" at "v[2]"; Int cannot represent non-integer value: "b")"},
}));

INSTANTIATE_TEST_SUITE_P(Objects, VariableTest, ::testing::ValuesIn(std::vector<Case>{
    {"Point", R"({"v":{"x":1}})", R"({"x":1,"y":7})"},
    {"Point", R"({"v":{"x":1,"y":null,"label":"l"}})", R"({"x":1,"y":null,"label":"l"})"},
    {"Point", R"({"v":{"y":1}})", R"("$v" got invalid value { y: 1 }; Field "x" of required type "Int!" was not provided.)"},
    {"Point", R"({"v":{"x":1,"z":2}})", R"("$v" got invalid value { x: 1, z: 2 }; Field "z" is not defined by type "Point".)"},
    {"Point", R"({"v":7})", R"("$v" got invalid value 7; Expected type "Point" to be an object.)"},
    {"Point", R"({"v":[{"x":1}]})", R"("$v" got invalid value [{ x: 1 }]; Expected type "Point" to be an object.)"},
    {"Point", R"({"v":{"x":1,"x":2}})", R"({"x":2,"y":7})"},
    {"Shape", R"({"v":{}})", R"({"tags":["t"],"color":"RED"})"},
    {"Shape", R"({"v":{"tags":"one","inner":{"points":{"x":1}}}})", R"({"tags":["one"],"inner":{"points":[{"x":1,"y":7}],"tags":["t"],"color":"RED"},"color":"RED"})"},
    {"Shape", R"({"v":{"inner":{"points":[{"x":1},{"x":"a"}]}}})", R"("$v" got invalid value "a" at "v.inner.points[1].x"; Int cannot represent non-integer value: "a")"},
    {"Shape", R"({"v":{"tags":null}})", R"("$v" got invalid value null at "v.tags"; Expected non-nullable type "[String!]!" not to be null.)"},
    {"Choice", R"({"v":{"id":"1"}})", R"({"id":"1"})"},
    {"Choice", R"({"v":{"id":"1","name":"2"}})", R"("$v" got invalid value { id: "1", name: "2" }; Exactly one key must be specified for OneOf type "Choice".)"},
    {"Choice", R"({"v":{}})", R"("$v" got invalid value {}; Exactly one key must be specified for OneOf type "Choice".)"},
    {"Choice", R"({"v":{"id":null}})", R"("$v" got invalid value null at "v.id"; Field "id" must be non-null.)"},
    {"Point", R"({"v":{"x":[1,[2,[3,[4]]],{"a":{"b":{"c":1}}},[]]}})", R"("$v" got invalid value [1, [2, [Array]], { a: [Object] }, []] at "v.x"; Int cannot represent non-integer value: [1, [2, [Array]], { a: [Object] }, []])"},
    {"Int", R"({"v":[1,2,3,4,5,6,7,8,9,10,11,12]})", R"("$v" got invalid value [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... 2 more items]; Int cannot represent non-integer value: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... 2 more items])"},
}));

TEST(Variables, errors_are_bounded) {
  std::string json = R"({"v":[)";
  for (int i = 0; i < 1000; ++i) json += i ? ",\"x\"" : "\"x\"";
  json += "]}";
  test::World world;
  Arena arena;
  const auto document = parse("query ($v: [Int]) { hello }").value();
  const auto& node = document.operation("")->variables[0];
  const VariablePlan plan{.node = &node, .type = world.schema->resolve(*node.type, arena), .type_text = "[Int]"};
  const auto values = coerce_variables({&plan, 1}, *read_json(json, arena), document, arena, 10);
  ASSERT_FALSE(values.has_value());
  EXPECT_LE(values.error().size(), 11u);
}

TEST(Variables, a_huge_wrong_value_is_not_sent_back) {
  const auto message = coerce("Int", R"({"v":")" + std::string(100'000, 'x') + "\"}");
  EXPECT_LT(message.size(), 5'000u);
}

// ---- JSON in ----

struct JsonCase {
  std::string_view text, expected;
};
class JsonInTest : public ::testing::TestWithParam<JsonCase> {};
TEST_P(JsonInTest, reads) {
  Arena arena;
  const auto v = read_json(GetParam().text, arena);
  EXPECT_EQ(v ? v->json() : std::string(json_in_message(v.error())), GetParam().expected) << GetParam().text;
}
constexpr std::string_view kMalformed = "is not a JSON object";
INSTANTIATE_TEST_SUITE_P(All, JsonInTest, ::testing::ValuesIn(std::vector<JsonCase>{
    {"{}", "{}"}, {" [ ] ", "[]"}, {"{\"a\":1,\"b\":[true,false,null],\"c\":{\"d\":\"\\u00e9\\ud83d\\ude00\"}}", "{\"a\":1,\"b\":[true,false,null],\"c\":{\"d\":\"é😀\"}}"},
    {"{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"}, {"{\"\\u0061\":1,\"a\":2}", "{\"a\":2}"},
    {"[1.0,-0,1e400,12345678901234567890123]", kMalformed}, {"[1.0,-0,1e40,12345678901234567890123]", "[1.0,-0,1e40,12345678901234567890123]"},
    {"", kMalformed}, {" ", kMalformed}, {"1", kMalformed}, {"\"a\"", kMalformed}, {"null", kMalformed}, {"{", kMalformed}, {"{}}", kMalformed}, {"{} {}", kMalformed}, {"{}x", kMalformed},
    {"[1,]", kMalformed}, {"{\"a\":}", kMalformed}, {"{\"a\":1 \"b\":2}", kMalformed}, {"{a:1}", kMalformed}, {"[tru]", kMalformed}, {"[nulll]", kMalformed}, {"[nul]", kMalformed},
    {"[01]", kMalformed}, {"[1.]", kMalformed}, {"[+1]", kMalformed}, {"[.5]", kMalformed}, {"[1e]", kMalformed}, {"[-]", kMalformed}, {"[1 2]", kMalformed}, {"[NaN]", kMalformed},
    {"[\"a]", kMalformed}, {"[\"\\x\"]", kMalformed}, {"[\"\x01\"]", kMalformed}, {"{\"a\":1,}", kMalformed}, {"[1", kMalformed}, {"{\"a\":[1}", kMalformed}, {"[[]", kMalformed},
    {"[\"\xff\"]", "is not valid UTF-8"},
    {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "is nested too deep"},
}));

TEST(JsonIn, the_last_of_many_duplicate_keys_wins) {
  std::string text = "{";
  for (int i = 0; i < 40; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  for (int i = 0; i < 40; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + (i < 39 ? "," : "}");
  Arena arena;
  const auto v = read_json(text, arena);
  ASSERT_TRUE(v.has_value());
  EXPECT_EQ(v->fields().size(), 40u);
  EXPECT_EQ((*v)["k7"].integer(), 7);
  EXPECT_EQ((*v)["k16"].integer(), 16);
  EXPECT_EQ((*v)["k39"].integer(), 39);
}

}  // namespace
}  // namespace jm::graphql
