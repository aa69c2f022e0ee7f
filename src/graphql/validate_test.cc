// What the corpus (corpus_test.cc) does not cover: limits, hostile documents, options.
#include "graphql/validate.h"

#include <gtest/gtest.h>

#include <string>

#include "graphql/parser.h"

namespace jm::graphql {
namespace {

const Schema& schema() {
  static const auto s = build_schema(R"(
    type Query { a: Int b: String self: Query list(x: In, n: Int): [Query] }
    input In { a: Int in: In }
  )");
  return **s;
}

std::vector<GraphqlError> check(const std::string& source, const ValidateOptions& options = {}) {
  const auto d = parse(source, {.tokens_max = 1'000'000});
  EXPECT_TRUE(d) << d.error().message;
  return d ? validate(schema(), *d, options) : std::vector<GraphqlError>{};
}

std::string repeated(std::string_view s, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += s;
  return out;
}

TEST(Validate, errors_are_bounded_and_coded) {
  const auto errors = check("{ " + repeated("nope ", 500) + "}", {.errors_max = 10});
  ASSERT_EQ(errors.size(), 11u);
  EXPECT_EQ(errors[0].code, kValidationFailed);
  EXPECT_EQ(errors.back().message, "Too many validation errors, error limit reached. Validation aborted.");
}

TEST(Validate, operations_need_a_root_type) {
  const auto errors = check("query Q { a } mutation M { x }  subscription S { y }");
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].message, "The mutation operation is not supported by the schema.");
  EXPECT_EQ(errors[0].locations, (std::vector<SourceLocation>{{1, 15}}));
  EXPECT_EQ(errors[1].message, "The subscription operation is not supported by the schema.");
}

TEST(Validate, suggestions_only_on_request) {
  EXPECT_EQ(check("{ slef { a } }")[0].message, "Cannot query field \"slef\" on type \"Query\".");
  EXPECT_EQ(check("{ slef { a } }", {.suggestions = true})[0].message, "Cannot query field \"slef\" on type \"Query\". Did you mean \"self\"?");
}

TEST(Validate, long_names_and_values_are_cut_in_messages) {
  for (const auto& e : check("{ " + repeated("x", 5000) + " list(n: \"" + repeated("é", 5000) + "\") { a } }")) {
    EXPECT_LT(e.message.size(), 1200u);
    EXPECT_NE(e.message.find("..."), std::string::npos);
  }
}

// Each of these would take a rule that compares everything with everything minutes or all memory.
TEST(Validate, hostile_documents_end_with_a_clear_error) {
  std::string tree, star = "{ ", cross;
  for (int i = 0; i < 1500; ++i) {
    const auto n = std::to_string(i), next = std::to_string(i + 1);
    for (const auto* x : {"F", "H"}) tree += std::string("fragment ") + x + n + " on Query { self { ...F" + next + " ...H" + next + " } }";
    star += "...G" + n + " ";
    cross += "fragment G" + n + " on Query { x: self { a } }";
  }
  const std::string documents[] = {
      "{ ...F0 ...H0 } fragment F1500 on Query { a } fragment H1500 on Query { b } " + tree,
      star + "} " + cross,
      "{ " + repeated("x: self { a } ", 3000) + "}",
      "{ " + repeated("list(n: 1) { a } ", 3000) + "}",
  };
  for (const auto& d : documents) {
    const auto errors = check(d);
    ASSERT_FALSE(errors.empty()) << d.substr(0, 60);
    EXPECT_NE(errors.back().message.find("too much work"), std::string::npos) << errors.back().message;
  }
}

TEST(Validate, deep_fragment_chains_are_fine_until_they_are_not) {
  const auto chain = [](int n) {
    std::string d = "{ ...F0 } ";
    for (int i = 0; i < n; ++i) d += "fragment F" + std::to_string(i) + " on Query { self { ...F" + std::to_string(i + 1) + " } }";
    return d + "fragment F" + std::to_string(n) + " on Query { a }";
  };
  EXPECT_TRUE(check(chain(100)).empty());
  EXPECT_TRUE(check(chain(10'000)).empty());              // long, but nothing has to be compared
}

TEST(Validate, work_limit_is_an_option) {
  const std::string d = "{ " + repeated("x: self { a } ", 20) + "}";
  EXPECT_TRUE(check(d).empty());
  EXPECT_EQ(check(d, {.work_max = 50}).size(), 1u);
}

TEST(Validate, identical_leafs_may_be_many) {
  EXPECT_TRUE(check("{ " + repeated("__typename ", 500) + repeated("a ", 100) + "}").empty());
}

TEST(Validate, operations_that_share_many_fragments_and_variables_are_bounded) {
  std::string d;
  for (int i = 0; i < 600; ++i) d += "query Q" + std::to_string(i) + "($v: Int) { ...F }";
  d += "fragment F on Query { " + repeated("list(n: $v) { a } ", 10) + repeated("self { ...H } ", 1) + "}";
  d += "fragment H on Query { a }";
  EXPECT_TRUE(check(d).empty());
}

}  // namespace
}  // namespace jm::graphql
