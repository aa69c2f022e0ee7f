// Engine time of a hot request, from the document's text to the response bytes, on objects in memory.
#include <benchmark/benchmark.h>

#include "graphql/json_in.h"
#include "graphql/over_http.h"
#include "graphql/test_schema.h"

namespace jm::graphql {
namespace {

Task<void> loop(benchmark::State& state, Engine& engine, std::string_view document, std::string_view variables, const test::Data& data) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    test::Caller caller{.data = &data};
    Arena arena;
    Ctx ctx({.user = &caller});
    Input values;
    if (!variables.empty()) values = read_json(variables, arena).value();
    const EngineRequest request{.document = document, .variables = values};
    EngineResponse response = co_await engine.run(request, ctx, arena);
    bytes = response.body.size();
    if (response.has_errors) state.SkipWithError(response.body.c_str());
    benchmark::DoNotOptimize(response.body.data());
  }
  state.counters["response_bytes"] = static_cast<double>(bytes);
}

void run(benchmark::State& state, std::string_view document, std::string_view variables, int jobs) {
  test::World world(jobs);
  Engine engine(*world.bindings, {});
  IoContext io(1);
  spawn(io, loop(state, engine, document, variables, world.data), "bench");
  io.run();
}

constexpr std::string_view kFeed = "query Feed($first: Int) { jobs(first: $first) { id title status views raw } }";
constexpr std::string_view kNested = "{ jobs(first: 200) { id status company { id name } } }";
constexpr std::string_view kNestedBatch = "{ jobs(first: 200) { id status lateCompany { id name } } }";

void list_20x5(benchmark::State& s) { run(s, "query Feed { jobs(first: 20) { id title status views remote } }", {}, 20); }
void list_20x5_variables(benchmark::State& s) { run(s, kFeed, R"({"first":20})", 20); }
void list_200_nested(benchmark::State& s) { run(s, kNested, {}, 200); }
void list_200_nested_batch(benchmark::State& s) { run(s, kNestedBatch, {}, 200); }
void one_leaf(benchmark::State& s) { run(s, "{ hello }", {}, 1); }
void two_roots(benchmark::State& s) { run(s, "{ hello a: hello }", {}, 1); }

BENCHMARK(one_leaf);
BENCHMARK(two_roots);
BENCHMARK(list_20x5);
BENCHMARK(list_20x5_variables);
BENCHMARK(list_200_nested);
BENCHMARK(list_200_nested_batch);

// With the HTTP part: body decoding, negotiation, status.
Task<void> loop_http(benchmark::State& state, Engine& engine, const http::Request& request, const test::Data& data) {
  const HttpOptions options;
  for (auto _ : state) {
    test::Caller caller{.data = &data};
    const HttpReply reply = co_await serve_http(engine, nullptr, request, {.user = &caller}, options);
    if (reply.status != 200) state.SkipWithError(reply.body.c_str());
    benchmark::DoNotOptimize(reply.body.data());
  }
}

void http_list_20x5(benchmark::State& state) {
  test::World world(20);
  Engine engine(*world.bindings, {});
  http::Request request;
  request.method = http::Method::kPost;
  request.headers.add("content-type", "application/json");
  request.headers.add("accept", "application/json");
  request.body = R"({"query":"query Feed($first: Int) { jobs(first: $first) { id title status views remote } }","variables":{"first":20},"operationName":"Feed"})";
  IoContext io(1);
  spawn(io, loop_http(state, engine, request, world.data), "bench");
  io.run();
}
BENCHMARK(http_list_20x5);

void cold_document(benchmark::State& state) {
  test::World world(20);
  Engine engine(*world.bindings, {});
  IoContext io(1);
  auto cold = [](benchmark::State& s, Engine& e, const test::Data& data) -> Task<void> {
    std::size_t i = 0;
    for (auto _ : s) {
      const std::string document = "query Feed" + std::to_string(i++) + " { jobs(first: 1) { id title status views remote company { id name } } }";
      test::Caller caller{.data = &data};
      Arena arena;
      Ctx ctx({.user = &caller});
      const EngineRequest request{.document = document};
      EngineResponse response = co_await e.run(request, ctx, arena);
      benchmark::DoNotOptimize(response.body.data());
    }
  };
  spawn(io, cold(state, engine, world.data), "bench");
  io.run();
}
BENCHMARK(cold_document);

}  // namespace
}  // namespace jm::graphql
