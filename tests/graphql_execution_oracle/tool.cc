// Our side of the comparison.
//   tool schema                 prints the test schema
//   tool execute                {"query","variables","operationName"} per line in, one response per line out
//   tool introspect FILE        one {"query"} per line in, answered on the schema in FILE (nothing is bound)
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/log.h"
#include "graphql/json_in.h"
#include "graphql/test_schema.h"

using namespace jm;
using namespace jm::graphql;

namespace {

// Everything is allowed here: the limits have tests of their own.
EngineOptions no_limits() {
  constexpr auto kMany = 1'000'000'000u;
  EngineOptions o;
  o.parse = kTrustedLimits;
  o.document = {.depth_max = kMany, .aliases_max = kMany, .directives_max = kMany, .introspection_depth_max = kMany, .introspection_lists_max = kMany};
  o.plan = {.fields_max = 1'000'000, .cost_max = kMany, .list_length_default = 1};
  o.execute = {.response_bytes_max = 1u << 30, .errors_max = 1'000'000};
  return o;
}

Task<void> run(Engine& engine, EngineRequest request, Ctx& ctx, Arena& arena, std::string& body) {
  EngineResponse response = co_await engine.run(request, ctx, arena);
  body = std::move(response.body);
}

int answer_lines(Engine& engine, const test::Data& data) {
  for (std::string line; std::getline(std::cin, line);) {
    Arena arena;
    const auto in = read_json(line, arena);
    if (!in) return 2;
    test::Caller caller{.data = &data};
    Ctx ctx({.user = &caller});
    std::string body;
    IoContext io(1);
    const EngineRequest request{.document = (*in)["query"].str(), .operation_name = (*in)["operationName"].str(), .variables = (*in)["variables"]};
    spawn(io, run(engine, request, ctx, arena, body), "request");
    io.run();
    std::cout << body << '\n';
  }
  return 0;
}

int execute_lines() {
  const test::World world;
  Engine engine(*world.bindings, no_limits());
  return answer_lines(engine, world.data);
}

int introspect_lines(const char* file) {
  std::stringstream sdl;
  sdl << std::ifstream(file).rdbuf();
  const auto schema = build_schema(sdl.str());
  if (!schema) {
    std::cerr << schema.error().message << '\n';
    return 2;
  }
  const Bindings bindings(**schema);
  Engine engine(bindings, no_limits());
  return answer_lines(engine, test::Data(0));
}

}  // namespace

int main(int argc, char** argv) {
  log::set_level(log::Level::kOff);
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "schema") std::cout << test::kSchema;
  else if (mode == "execute") return execute_lines();
  else if (mode == "introspect" && argc > 2) return introspect_lines(argv[2]);
  else return std::cerr << "usage: tool schema | execute | introspect FILE\n", 2;
  return 0;
}
