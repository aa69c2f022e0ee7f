#include "graphql/parser.h"

#include <gtest/gtest.h>

#include <string>

#include "graphql/print.h"

namespace jm::graphql {
namespace {

std::string repeated(std::string_view s, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += s;
  return out;
}

GraphqlError error_of(std::string_view source, const ParseLimits& limits = {}) {
  auto d = parse(source, limits);
  EXPECT_FALSE(d) << source;
  return d ? GraphqlError{} : d.error();
}

TEST(Parser, nodes_keep_names_values_and_offsets) {
  const std::string source = "query Q($v: [Int!] = [1]) @a { x: field(arg: {k: \"s\\n\"}) { ...F ... on T { y } } } fragment F on T { z }";
  const auto d = parse(source);
  ASSERT_TRUE(d);
  ASSERT_EQ(d->definitions().size(), 2u);
  const auto& q = *d->operation("");
  EXPECT_EQ(&q, d->operation("Q"));
  EXPECT_EQ(d->operation("Nope"), nullptr);
  EXPECT_EQ(q.name.text, "Q");
  EXPECT_EQ(q.variables[0].name.text, "v");
  EXPECT_EQ(print_type(*q.variables[0].type), "[Int!]");
  EXPECT_EQ(q.variables[0].default_value->items[0].text, "1");
  EXPECT_EQ(q.directives[0].name.text, "a");
  const auto& field = q.selection_set.selections[0];
  EXPECT_EQ(field.response_key(), "x");
  EXPECT_EQ(field.name.text, "field");
  EXPECT_EQ(source.substr(field.offset, 8), "x: field");
  EXPECT_EQ(field.arguments[0].value.fields[0].value.text, "s\n");
  EXPECT_EQ(field.selection_set.selections[0].kind, SelectionKind::kFragmentSpread);
  EXPECT_EQ(field.selection_set.selections[1].kind, SelectionKind::kInlineFragment);
  EXPECT_EQ(field.selection_set.selections[1].name.text, "T");
  EXPECT_EQ(d->fragment("F")->selection_set.selections[0].name.text, "z");
}

TEST(Parser, a_document_owns_its_source_and_may_move) {
  auto source = std::make_unique<std::string>("{ field(s: \"plain\") }");
  auto d = parse(*source);
  ASSERT_TRUE(d);
  source.reset();
  const Document moved = std::move(*d);
  EXPECT_EQ(print(moved), "{\n  field(s: \"plain\")\n}");
  EXPECT_GT(moved.memory_bytes(), 0u);
}

TEST(Parser, several_operations_need_a_name) {
  const auto d = parse("query A { a } query B { b } fragment F on T { c }");
  ASSERT_TRUE(d);
  EXPECT_EQ(d->operation_count(), 2u);
  EXPECT_EQ(d->operation(""), nullptr);
  EXPECT_EQ(d->operation("B")->name.text, "B");
}

TEST(Parser, token_limit) {
  const ParseLimits limits{.tokens_max = 5};
  EXPECT_TRUE(parse("{ a b c }", limits));
  EXPECT_EQ(parse("{ a b c }", limits)->token_count(), 5u);
  EXPECT_TRUE(parse("{ a # comments and commas are free\n,,,b c }", limits));
  const auto e = error_of("{ a b c d }", limits);
  EXPECT_EQ(e.message, "Syntax Error: Document contains more than 5 tokens. Parsing aborted.");
  EXPECT_EQ(e.code, kParseFailed);
  ASSERT_EQ(e.locations.size(), 1u);
  EXPECT_EQ(e.locations[0].column, 11u);
}

TEST(Parser, source_limit) {
  EXPECT_TRUE(parse("{ a }", {.source_bytes_max = 5}));
  EXPECT_EQ(error_of("{ ab }", {.source_bytes_max = 5}).message, "Syntax Error: Document is larger than 5 bytes. Parsing aborted.");
}

TEST(Parser, nesting_limit_holds_for_everything_that_nests) {
  constexpr std::size_t kDeep = 100'000;
  const ParseLimits limits{.tokens_max = 10'000'000};
  const std::string deep[] = {
      repeated("{a", kDeep), repeated("{...", kDeep), repeated("{...@a", kDeep), "{a(x:" + repeated("[", kDeep), "{a(x:" + repeated("{b:", kDeep),
      "query Q($v:" + repeated("[", kDeep), "query Q($v:Int=" + repeated("[", kDeep), "type T{a(b:" + repeated("[", kDeep),
      "input T{a:Int=" + repeated("{b:", kDeep), "{a@d(x:" + repeated("[{y:", kDeep)};
  for (const auto& source : deep)
    EXPECT_EQ(error_of(source, limits).message, "Syntax Error: Document nests deeper than 128 levels. Parsing aborted.") << source.substr(0, 20);
  EXPECT_TRUE(parse(repeated("{a", 128) + repeated("}", 128)));
  EXPECT_FALSE(parse(repeated("{a", 129) + repeated("}", 129)));
}

TEST(Parser, bytes_that_are_not_utf8_are_refused_before_anything_else) {
  for (const std::string_view bad : {"{ \xFF }", "\xC0\x80", "# \xED\xA0\x80", "{ a(s: \"\xF5\x80\x80\x80\") }", "\xE2\x82"})
    EXPECT_EQ(error_of(bad).message, "Syntax Error: Document is not valid UTF-8. Send the query as UTF-8 text.");
}

TEST(Parser, constant_values_hold_no_variables) {
  EXPECT_TRUE(parse_value("[$a, {b: $c}]", false));
  EXPECT_FALSE(parse_value("[$a]", true));
}

TEST(Source, locations_count_lines_and_utf16_units) {
  const std::string_view s = "a\nb\r\nc\rd\xC3\xA9\xF0\x9F\x98\x80x";
  EXPECT_EQ(locate(s, 0), (SourceLocation{1, 1}));
  EXPECT_EQ(locate(s, 2), (SourceLocation{2, 1}));
  EXPECT_EQ(locate(s, 5), (SourceLocation{3, 1}));
  EXPECT_EQ(locate(s, 7), (SourceLocation{4, 1}));
  EXPECT_EQ(locate(s, 10), (SourceLocation{4, 3}));       // after é: one unit
  EXPECT_EQ(locate(s, 14), (SourceLocation{4, 5}));       // after 😀: two units
  EXPECT_EQ(locate(s, 999), (SourceLocation{4, 6}));      // end
  const std::uint32_t offsets[] = {14, 0, 5};
  EXPECT_EQ(locate(s, offsets), (std::vector<SourceLocation>{{4, 5}, {1, 1}, {3, 1}}));
}

}  // namespace
}  // namespace jm::graphql
