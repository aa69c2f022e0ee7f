#include "graphql/writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace jm::graphql {
namespace {

using Scalar = LeafShape::Scalar;

struct Recorder final : Out::Errors {
  std::string text;
  void add(std::string_view what, std::span<const std::uint32_t> indices) {
    text += text.empty() ? "" : "; ";
    text += what;
    for (const auto i : indices) text += " " + std::to_string(i);
  }
  void value_error(Error error, std::span<const std::uint32_t> indices) override { add(error.message, indices); }
  void null_error(std::span<const std::uint32_t> indices) override { add("null", indices); }
};

// "bytes" or "(null)" when the null climbs out of the field, then the errors.
std::string write(LeafShape shape, const std::function<void(Out&)>& f) {
  std::string bytes = "before:";
  Recorder errors;
  Out out(bytes, shape, errors);
  out.reset(shape);
  f(out);
  const bool ok = out.finish();
  std::string result = ok ? bytes.substr(7) : "(null)";
  if (!ok) EXPECT_EQ(bytes, "before:");
  if (!errors.text.empty()) result += " ! " + errors.text;
  return result;
}

constexpr std::string_view kColors[] = {"RED", "GREEN"};
constexpr LeafShape of(Scalar s, std::uint8_t lists = 0, std::uint8_t non_null = 0) { return {s, lists, non_null, kColors, "Name"}; }

TEST(Out, scalars) {
  EXPECT_EQ(write(of(Scalar::kString), [](Out& o) { o.string("a\"\n\xff"); }), "\"a\\\"\\n\xEF\xBF\xBD\"");
  EXPECT_EQ(write(of(Scalar::kInt), [](Out& o) { o.int32(-2147483648LL); }), "-2147483648");
  EXPECT_EQ(write(of(Scalar::kInt), [](Out& o) { o.int32(2147483648LL); }), "null ! Int cannot represent non 32-bit signed integer value: 2147483648");
  EXPECT_EQ(write(of(Scalar::kInt), [](Out& o) { o.float64(3.0); }), "3");
  EXPECT_EQ(write(of(Scalar::kInt), [](Out& o) { o.float64(3.5); }), "null ! Int cannot represent non-integer value.");
  EXPECT_EQ(write(of(Scalar::kInt), [](Out& o) { o.float64(std::nan("")); }), "null ! Int cannot represent non-integer value.");
  EXPECT_EQ(write(of(Scalar::kFloat), [](Out& o) { o.float64(0.1); }), "0.1");
  EXPECT_EQ(write(of(Scalar::kFloat), [](Out& o) { o.float64(1e300); }), "1e+300");
  EXPECT_EQ(write(of(Scalar::kFloat), [](Out& o) { o.float64(100000); }), "100000");
  EXPECT_EQ(write(of(Scalar::kFloat), [](Out& o) { o.float64(1e-7); }), "1e-07");
  EXPECT_EQ(write(of(Scalar::kFloat), [](Out& o) { o.float64(-0.0); }), "0");
  EXPECT_EQ(write(of(Scalar::kFloat), [](Out& o) { o.int32(3'000'000'000); }), "3000000000");
  EXPECT_EQ(write(of(Scalar::kFloat), [](Out& o) { o.float64(-std::numeric_limits<double>::infinity()); }), "null ! Name cannot represent non numeric value: -Infinity");
  EXPECT_EQ(write(of(Scalar::kId), [](Out& o) { o.int32(12); }), "\"12\"");
  EXPECT_EQ(write(of(Scalar::kBoolean), [](Out& o) { o.boolean(true); }), "true");
  EXPECT_EQ(write(of(Scalar::kEnum), [](Out& o) { o.enum_value("RED"); }), "\"RED\"");
  EXPECT_EQ(write(of(Scalar::kEnum), [](Out& o) { o.enum_value("MAUVE"); }), "null ! Enum \"Name\" cannot represent value: \"MAUVE\"");
  EXPECT_EQ(write(of(Scalar::kCustom), [](Out& o) { o.json("{\"a\":[1]}"); }), "{\"a\":[1]}");
  EXPECT_EQ(write(of(Scalar::kCustom), [](Out& o) { o.json(""); }), "null");
  EXPECT_EQ(write(of(Scalar::kCustom, 0, 1), [](Out& o) { o.json("null"); }), "(null) ! null");
}

TEST(Out, what_the_type_does_not_allow_is_an_error) {
  EXPECT_EQ(write(of(Scalar::kString), [](Out& o) { o.int32(1); }), "null ! Name cannot represent a number.");
  EXPECT_EQ(write(of(Scalar::kInt), [](Out& o) { o.string("1"); }), "null ! Name cannot represent a string.");
  EXPECT_EQ(write(of(Scalar::kInt), [](Out& o) { o.boolean(true); }), "null ! Name cannot represent a boolean.");
  EXPECT_EQ(write(of(Scalar::kString), [](Out& o) { o.json("1"); }), "null ! Name cannot represent raw JSON.");
  EXPECT_EQ(write(of(Scalar::kString), [](Out& o) { o.begin_list(); o.string("x"); o.end_list(); }), "null ! Name cannot represent a list.");
  EXPECT_EQ(write(of(Scalar::kString, 0, 1), [](Out& o) { o.begin_list(); o.string("x"); o.end_list(); }), "(null) ! Name cannot represent a list.");
  EXPECT_EQ(write(of(Scalar::kString, 1), [](Out& o) { o.string("x"); }), "null ! A list was expected, a string was written.");
  EXPECT_EQ(write(of(Scalar::kString, 1), [](Out& o) { o.begin_list(); o.begin_list(); o.string("x"); o.end_list(); o.string("y"); o.end_list(); }), "[null,\"y\"] ! Name cannot represent a list. 0");
  EXPECT_EQ(write(of(Scalar::kString, 1), [](Out& o) { o.begin_list(); o.string("x"); }), "null ! A resolver left a list open.");
  EXPECT_EQ(write(of(Scalar::kString), [](Out& o) { o.string("x"); o.string("y"); }), "\"x\" ! A resolver wrote more than one value for a field.");
}

TEST(Out, nothing_written_is_null) {
  EXPECT_EQ(write(of(Scalar::kString), [](Out&) {}), "null");
  EXPECT_EQ(write(of(Scalar::kString, 0, 1), [](Out&) {}), "(null) ! null");
}

TEST(Out, errors_take_the_place_of_values) {
  EXPECT_EQ(write(of(Scalar::kString), [](Out& o) { o.error({Code::kNotFound, "gone"}); }), "null ! gone");
  EXPECT_EQ(write(of(Scalar::kString, 1), [](Out& o) { o.begin_list(); o.error({Code::kNotFound, "gone"}); o.string("b"); o.end_list(); }), "[null,\"b\"] ! gone 0");
}

// Levels: bit 0 the field, bit 1 its items, bit 2 theirs.
TEST(Out, nulls_climb_to_the_nearest_place_that_may_be_null) {
  const auto list = [](Out& o) { o.begin_list(); o.string("a"); o.null(); o.string("c"); o.end_list(); };
  EXPECT_EQ(write(of(Scalar::kString, 1, 0b00), list), "[\"a\",null,\"c\"]");
  EXPECT_EQ(write(of(Scalar::kString, 1, 0b01), list), "[\"a\",null,\"c\"]");
  EXPECT_EQ(write(of(Scalar::kString, 1, 0b10), list), "null ! null 1");
  EXPECT_EQ(write(of(Scalar::kString, 1, 0b11), list), "(null) ! null 1");
  const auto matrix = [](Out& o) {
    o.begin_list();
    o.begin_list(); o.int32(1); o.end_list();
    o.begin_list(); o.int32(2); o.null(); o.int32(3); o.null(); o.end_list();
    o.begin_list(); o.int32(4); o.end_list();
    o.end_list();
  };
  EXPECT_EQ(write(of(Scalar::kInt, 2, 0b000), matrix), "[[1],[2,null,3,null],[4]]");
  EXPECT_EQ(write(of(Scalar::kInt, 2, 0b100), matrix), "[[1],null,[4]] ! null 1 1");
  EXPECT_EQ(write(of(Scalar::kInt, 2, 0b110), matrix), "null ! null 1 1");
  EXPECT_EQ(write(of(Scalar::kInt, 2, 0b111), matrix), "(null) ! null 1 1");
  EXPECT_EQ(write(of(Scalar::kInt, 2, 0b001), [](Out& o) { o.begin_list(); o.end_list(); }), "[]");
}

}  // namespace
}  // namespace jm::graphql
