#include "graphql/schema.h"

#include <gtest/gtest.h>

#include <string>

#include "graphql/parser.h"

namespace jm::graphql {
namespace {

std::unique_ptr<Schema> built(std::string_view sdl) {
  auto s = build_schema(sdl);
  EXPECT_TRUE(s) << s.error().message;
  return s ? std::move(*s) : nullptr;
}

TEST(Schema, indexes_are_dense_and_lookups_agree) {
  const auto s = built(R"(
    "The API." schema { query: Query }
    interface Node { id: ID! }
    type Query { node(id: ID!, deep: Int = 3): Node all: [Node!]! }
    type A implements Node { id: ID! e: E }
    type B implements Node { id: ID! }
    union AB = A | B
    enum E { ONE TWO @deprecated }
    input In { a: Int! = 1 b: [String!] }
    extend type A { more: In2 }
    enum In2 { X }
  )");
  EXPECT_EQ(s->description(), "The API.");
  for (std::uint32_t i = 0; i < s->types().size(); ++i) {
    const auto& t = s->types()[i];
    EXPECT_EQ(t.index, i);
    EXPECT_EQ(s->type(t.name), &t);
    for (std::uint32_t f = 0; f < t.fields.size(); ++f) {
      EXPECT_EQ(t.fields[f].index, f);
      EXPECT_EQ(t.fields[f].parent, &t);
      EXPECT_EQ(t.field(t.fields[f].name), &t.fields[f]);
      EXPECT_EQ(s->field(&t, t.fields[f].name), &t.fields[f]);
    }
    for (std::uint32_t f = 0; f < t.input_fields.size(); ++f) EXPECT_EQ(t.input_field(t.input_fields[f].name)->index, f);
    for (std::uint32_t v = 0; v < t.enum_values.size(); ++v) EXPECT_EQ(t.enum_value(t.enum_values[v].name)->index, v);
  }
  EXPECT_EQ(s->types()[0].name, "Node");                  // in the order of the SDL
  EXPECT_TRUE(s->types().back().is_builtin);
  EXPECT_EQ(s->type("Nope"), nullptr);
  EXPECT_EQ(s->query(), s->type("Query"));
  EXPECT_EQ(s->mutation(), nullptr);
  const auto& node = *s->query()->field("node");
  EXPECT_EQ(node.arguments[1].default_value->text, "3");
  EXPECT_TRUE(node.argument("id")->is_required());
  EXPECT_FALSE(node.argument("deep")->is_required());
  EXPECT_EQ(s->query()->field("all")->type->str(), "[Node!]!");
  EXPECT_EQ(s->type("A")->field("more")->index, 2u);
  EXPECT_EQ(s->type("E")->enum_value("TWO")->deprecation_reason, "No longer supported");
  EXPECT_EQ(s->type("E")->enum_value("ONE")->deprecation_reason, std::nullopt);
}

TEST(Schema, possible_types_and_overlap) {
  const auto s = built(R"(
    interface Node { id: ID } interface Named implements Node { id: ID name: String }
    type Query { a: A u: AC } type A implements Node & Named { id: ID name: String } type B implements Node { id: ID } type C { x: Int }
    union AC = A | C
  )");
  const auto type = [&](std::string_view n) { return s->type(n); };
  EXPECT_EQ(type("Node")->possible_types, (std::vector<const Type*>{type("A"), type("B")}));
  EXPECT_EQ(type("Node")->implementing_interfaces, (std::vector<const Type*>{type("Named")}));
  EXPECT_TRUE(type("Node")->is_possible(type("B")));
  EXPECT_FALSE(type("Named")->is_possible(type("B")));
  EXPECT_TRUE(type("A")->is_possible(type("A")));
  EXPECT_TRUE(Schema::overlap(type("AC"), type("Named")));
  EXPECT_FALSE(Schema::overlap(type("AC"), type("B")));
  EXPECT_TRUE(Schema::is_subtype(s->ref(type("Named")), s->ref(type("Node"))));
  EXPECT_TRUE(Schema::is_subtype(s->ref(type("C")), s->ref(type("AC"))));
  EXPECT_FALSE(Schema::is_subtype(s->ref(type("Node")), s->ref(type("Named"))));
}

TEST(Schema, meta_fields_belong_where_the_specification_puts_them) {
  const auto s = built("type Query { u: U } type A { x: Int } union U = A");
  EXPECT_EQ(s->field(s->query(), "__schema"), s->schema_field());
  EXPECT_EQ(s->field(s->query(), "__type"), s->type_field());
  EXPECT_EQ(s->field(s->type("A"), "__schema"), nullptr);
  for (const auto* n : {"Query", "A", "U"}) EXPECT_EQ(s->field(s->type(n), "__typename"), s->typename_field());
  EXPECT_EQ(s->typename_field()->index, kTypenameField);
  EXPECT_EQ(s->schema_field()->index, kSchemaField);
  EXPECT_EQ(s->type_field()->index, kTypeField);
  EXPECT_EQ(s->schema_field()->type->str(), "__Schema!");
  EXPECT_EQ(s->type_field()->type->str(), "__Type");
  EXPECT_EQ(s->type_field()->arguments.at(0).type->str(), "String!");
  EXPECT_EQ(s->typename_field()->parent, nullptr);
  EXPECT_EQ(s->type_field()->parent, s->query());
}

TEST(Schema, builtins_follow_september_2025) {
  const auto s = built("type Query { a: Int }");
  EXPECT_EQ(s->type("Int")->builtin, Builtin::kInt);
  EXPECT_EQ(s->type("ID")->builtin, Builtin::kId);
  EXPECT_EQ(s->type("__Type")->field("fields")->argument("includeDeprecated")->type->str(), "Boolean!");
  EXPECT_EQ(s->directive("deprecated")->argument("reason")->type->str(), "String!");
  EXPECT_TRUE(s->directive("deprecated")->allowed_at(DirectiveLocation::kInputFieldDefinition));
  EXPECT_TRUE(s->directive("oneOf")->allowed_at(DirectiveLocation::kInputObject));
  EXPECT_FALSE(s->directive("oneOf")->allowed_at(DirectiveLocation::kObject));
  EXPECT_EQ(s->directive("specifiedBy")->locations, 1u << static_cast<unsigned>(DirectiveLocation::kScalar));
  EXPECT_EQ(s->type("__TypeKind")->enum_values.size(), 8u);
  EXPECT_EQ(s->type("__DirectiveLocation")->enum_values.size(), kDirectiveLocationCount);
  for (const auto& v : s->type("__DirectiveLocation")->enum_values) EXPECT_TRUE(directive_location(v.name)) << v.name;
}

TEST(Schema, directives_of_the_sdl_have_their_meaning) {
  const auto s = built(R"(
    type Query { a(x: Int @deprecated(reason: "never")): S i(by: By): Int }
    scalar S @specifiedBy(url: "https://example.org/s")
    input By @oneOf { id: ID name: String @deprecated }
  )");
  EXPECT_EQ(s->type("S")->specified_by_url, "https://example.org/s");
  EXPECT_TRUE(s->type("By")->is_one_of);
  EXPECT_EQ(s->query()->field("a")->arguments[0].deprecation_reason, "never");
  EXPECT_EQ(s->type("By")->input_field("name")->deprecation_reason, "No longer supported");
}

TEST(Schema, resolves_types_as_written_in_documents) {
  const auto s = built("type Query { a: [Int!] }");
  const auto d = parse("query Q($a: [Int!], $b: [[Int]!]!, $c: Nope) { a }");
  ASSERT_TRUE(d);
  Arena arena;
  const auto& v = d->operation("")->variables;
  EXPECT_EQ(s->resolve(*v[0].type, arena), s->query()->field("a")->type);   // the same, not only equal
  EXPECT_EQ(s->resolve(*v[1].type, arena)->str(), "[[Int]!]!");
  EXPECT_EQ(s->resolve(*v[2].type, arena), nullptr);
}

TEST(Schema, refuses_with_lines) {
  const auto s = build_schema("type Query {\n  a: Nope\n  b(x: Nada): Int\n}");
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().code, Code::kInvalidArgument);
  EXPECT_EQ(s.error().message, "The GraphQL schema cannot be used:\nschema:2:6: Unknown type \"Nope\".\nschema:3:8: Unknown type \"Nada\".");
}

TEST(Schema, many_mistakes_are_listed_only_in_part) {
  std::string sdl = "type Query {";
  for (int i = 0; i < 1000; ++i) sdl += " f" + std::to_string(i) + ": Nope";
  const auto s = build_schema(sdl + " }");
  ASSERT_FALSE(s);
  EXPECT_LT(s.error().message.size(), 2000u);
  EXPECT_NE(s.error().message.find("Too many"), std::string::npos);
}

}  // namespace
}  // namespace jm::graphql
