#include "graphql/coordinate.h"

#include <gtest/gtest.h>

namespace jm::graphql {
namespace {

const Schema& schema() {
  static const auto s = build_schema(R"(
    directive @d(a: Int) on FIELD
    type Query { offer(id: ID!, in: Filter): Status }
    input Filter { place: String }
    enum Status { OPEN }
    union U = Query
  )");
  return **s;
}

TEST(Coordinate, names_every_kind_of_element) {
  const auto at = [](std::string_view c) {
    const auto e = resolve_coordinate(schema(), c);
    EXPECT_TRUE(e) << c;
    return e.value_or(SchemaElement{});
  };
  EXPECT_EQ(at("Query").type, schema().query());
  EXPECT_EQ(at("Query.offer").field, schema().query()->field("offer"));
  EXPECT_EQ(at("Query.offer(in:)").input_value, schema().query()->field("offer")->argument("in"));
  EXPECT_EQ(at("Filter.place").input_value, schema().type("Filter")->input_field("place"));
  EXPECT_EQ(at("Status.OPEN").enum_value, schema().type("Status")->enum_value("OPEN"));
  EXPECT_EQ(at("@d").directive, schema().directive("d"));
  EXPECT_EQ(at("@d(a:)").input_value, schema().directive("d")->argument("a"));
  EXPECT_EQ(at("@include(if:)").directive, schema().directive("include"));
  EXPECT_EQ(at("U.__typename").field, schema().typename_field());
  EXPECT_EQ(at("__Type.fields(includeDeprecated:)").type, schema().type("__Type"));
}

TEST(Coordinate, says_how_far_it_leads) {
  const auto why = [](std::string_view c) {
    const auto e = resolve_coordinate(schema(), c);
    EXPECT_FALSE(e) << c;
    return e ? std::string() : e.error().message;
  };
  EXPECT_EQ(why("Nope"), "The schema has no type \"Nope\".");
  EXPECT_EQ(why("Query.nope"), "Type Query has no member \"nope\".");
  EXPECT_EQ(why("Query.offer(nope:)"), "Field Query.offer has no argument \"nope\".");
  EXPECT_EQ(why("Status.OPEN(a:)"), "Type Status has no field with arguments named \"OPEN\".");
  EXPECT_EQ(why("U.offer"), "Type U has no member \"offer\".");
  EXPECT_EQ(why("@nope"), "The schema has no directive \"nope\".");
  EXPECT_EQ(why("@d(b:)"), "Directive @d has no argument \"b\".");
}

TEST(Coordinate, one_spelling_only) {
  for (const auto* c : {"", "@", ".a", "Query.", "Query.offer(", "Query.offer(id)", "Query.offer(id:", "Query.offer(id: )", "Query .offer", " Query", "Query ", "Query(a:)",
                        "@d.a", "@d(a:).b", "Query.offer.id", "1Query", "Que\xC3\xA9ry", "Query.offer(id:)x"}) {
    const auto e = resolve_coordinate(schema(), c);
    ASSERT_FALSE(e) << c;
    EXPECT_EQ(e.error().code, Code::kInvalidArgument) << c;
  }
}

}  // namespace
}  // namespace jm::graphql
