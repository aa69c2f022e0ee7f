// What a document costs before it is in the cache: parse, parse and validate; and what a schema costs at start-up.
// tests/graphql_oracle/run.mjs measures graphql-js on the same kind of document in the same run.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "graphql/parser.h"
#include "graphql/print.h"
#include "graphql/validate.h"

namespace jm::graphql {
namespace {

std::string sdl() {
  std::ifstream in(std::filesystem::path(JM_SOURCE_DIR) / "tests/graphql_oracle/schema.graphql", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
const Schema& schema() {
  static const auto built = build_schema(sdl());
  return **built;
}

constexpr std::string_view kSmall = "query Version { version }";
constexpr std::string_view kPage = R"(query People($filter: PersonFilter, $first: Int = 20, $detail: Boolean!) {
  people(filter: $filter, first: $first) {
    id name nickname age
    employer @include(if: $detail) {
      ...FirmParts
      staff(filter: { ageMin: 30, sectors: [HEALTH, SCHOOLS] }, first: 5) { id name }
    }
    friends(first: 3) { id name score(scale: 10.0) }
  }
  search(text: "some \"text\"", sectors: [TRANSPORT]) {
    __typename
    ... on City { id name population coordinates { latitude longitude } }
    ... on Firm { ...FirmParts }
    ... on Person { id name }
  }
}
fragment FirmParts on Firm { id name(upper: true) sector size seat { id name coordinates { latitude longitude } } })";

void parse_only(benchmark::State& state, std::string_view source) {
  for (auto _ : state) benchmark::DoNotOptimize(parse(source));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(source.size()));
}
void parse_and_validate(benchmark::State& state, std::string_view source) {
  const auto& s = schema();
  for (auto _ : state) {
    const auto document = parse(source);
    auto errors = validate(s, *document);
    if (!errors.empty()) return state.SkipWithError("the document is not valid");
    benchmark::DoNotOptimize(errors);
  }
}
void build(benchmark::State& state) {
  const auto text = sdl();
  for (auto _ : state) benchmark::DoNotOptimize(build_schema(text));
}
void refuse_many_fields(benchmark::State& state) {       // 3 000 fields of one response key: the budget of the merge rule
  std::string source = "{ ";
  for (int i = 0; i < 3000; ++i) source += "x: person(by: { id: 1 }) { id } ";
  const auto document = parse(source + "}", {.tokens_max = 100'000});
  for (auto _ : state) benchmark::DoNotOptimize(validate(schema(), *document));
}

BENCHMARK_CAPTURE(parse_only, small, kSmall);
BENCHMARK_CAPTURE(parse_only, page, kPage);
BENCHMARK_CAPTURE(parse_and_validate, small, kSmall);
BENCHMARK_CAPTURE(parse_and_validate, page, kPage);
BENCHMARK(build);
BENCHMARK(refuse_many_fields);

}  // namespace
}  // namespace jm::graphql
