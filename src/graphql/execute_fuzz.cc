// Any document with any variables: the answer is always JSON, within the limits.
//   input: <document> NUL <variables as JSON>
#include <cstdlib>

#include "graphql/json_in.h"
#include "graphql/test_schema.h"

using namespace jm;
using namespace jm::graphql;

namespace {

Task<void> run(Engine& engine, EngineRequest request, Ctx& ctx, Arena& arena, EngineResponse& response) { response = co_await engine.run(request, ctx, arena); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::World world(3);
  static Engine engine(*world.bindings, {.plan = {.cost_max = 500}, .execute = {.response_bytes_max = 100'000}, .cache_bytes_max = 1u << 20});
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto nul = input.find('\0');
  Arena arena;
  Input variables;
  if (nul != std::string_view::npos) {
    const auto read = read_json(input.substr(nul + 1), arena);
    if (!read || read->kind() != Input::Kind::kObject) return 0;
    variables = *read;
  }
  test::Caller caller{.data = &world.data};
  Ctx ctx({.user = &caller, .deadline = Deadline::in(std::chrono::seconds(5))});
  EngineResponse response;
  IoContext io(1);
  const EngineRequest request{.document = input.substr(0, nul), .variables = variables};
  spawn(io, run(engine, request, ctx, arena, response), "fuzz");
  io.run();
  const auto answer = read_json(response.body, arena);
  if (!answer || (response.stage == Stage::kExecuted) != answer->has("data") || response.has_errors != answer->has("errors")) std::abort();
  return 0;
}
