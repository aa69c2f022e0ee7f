// Any bytes that parse: validation ends, its errors lie inside the document, and printing changes no verdict.
#include <cstdlib>
#include <string>
#include <string_view>

#include "graphql/parser.h"
#include "graphql/print.h"
#include "graphql/validate.h"

namespace {

const jm::graphql::Schema& schema() {
  static const auto built = jm::graphql::build_schema(R"(
    directive @onField(level: Int, note: String = "none") on FIELD
    directive @tag(name: String!, of: Spot) repeatable on QUERY | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | VARIABLE_DEFINITION
    scalar Json
    enum Sector { HEALTH SCHOOLS ENERGY }
    interface Node { id: ID! }
    interface Named { name(upper: Boolean = false): String }
    type City implements Node & Named { id: ID! name(upper: Boolean = false): String population: Int }
    type Person implements Node & Named { id: ID! name(upper: Boolean = false): String friends(first: Int): [Person] score(scale: Float!): Float }
    union Found = City | Person
    input Spot { latitude: Float! longitude: Float! label: String = "here" }
    input Filter { name: String sectors: [Sector!] near: Spot any: [Filter!] flag: Boolean! = false }
    input By @oneOf { id: ID name: String spot: Spot }
    type Query { node(id: ID!): Node people(filter: Filter = { name: "x" }, first: Int = 20): [Person!]! person(by: By!): Person search(text: String!): [Found!]! json(v: Json, l: [[Int!]]): Json version: String! }
    type Mutation { rename(id: ID!, name: String!): Named }
    type Subscription { ticks(every: Int! = 1): Int! person(id: ID): Person }
  )");
  return **built;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::graphql;
  const auto document = parse({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  const ValidateOptions options{.errors_max = 20, .suggestions = true, .work_max = 20'000};
  const auto errors = validate(schema(), *document, options);
  if (errors.size() > options.errors_max + 1) std::abort();
  const auto end = document->locate(static_cast<std::uint32_t>(size));
  for (const auto& e : errors) {
    if (e.message.empty() || e.code != kValidationFailed) std::abort();
    for (const auto& l : e.locations) if (l > end) std::abort();
  }
  const auto again = parse(print(*document), {.source_bytes_max = 1u << 30});
  if (!again || validate(schema(), *again, options).size() != errors.size()) std::abort();
  return 0;
}
