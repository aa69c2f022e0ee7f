// Any HTTP request: a well-formed GraphQL reply, whatever the bytes.
//   input: <accept> \n <content type> \n <query string> \n <body>      (no content type: GET)
#include <cstdlib>

#include "graphql/json_in.h"
#include "graphql/over_http.h"
#include "graphql/test_schema.h"

using namespace jm;
using namespace jm::graphql;

namespace {

Task<void> run(Engine& engine, PersistedQueries& persisted, const http::Request& request, test::Caller& caller, const HttpOptions& options, HttpReply& reply) {
  reply = co_await serve_http(engine, &persisted, request, {.user = &caller}, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::World world(3);
  static Engine engine(*world.bindings, {.plan = {.cost_max = 500}, .execute = {.response_bytes_max = 100'000}, .cache_bytes_max = 1u << 20});
  static PersistedQueries persisted(10'000);
  static const HttpOptions options{.files_max = 3, .file_bytes_max = 1000};
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = [&input] {
    const auto end = input.find('\n');
    const auto text = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return text;
  };
  http::Request request;
  const auto accept = line(), type = line(), query = line();
  request.method = type.empty() ? http::Method::kGet : http::Method::kPost;
  request.query_string = query;
  request.headers.add("accept", accept);
  request.headers.add("content-type", type);
  request.headers.add("apollo-require-preflight", "1");
  request.body = input;
  test::Caller caller{.data = &world.data};
  HttpReply reply;
  IoContext io(1);
  spawn(io, run(engine, persisted, request, caller, options, reply), "fuzz");
  io.run();
  Arena arena;
  const auto answer = read_json(reply.body, arena);
  if (!answer || (!answer->has("data") && !answer->has("errors")) || reply.status < 200 || reply.status > 499) std::abort();
  return 0;
}
