// The GraphQL engine on its test schema, served over HTTP on a free port, which is printed. Ends when standard input closes.
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <iostream>
#include <unistd.h>

#include "graphql/over_http.h"
#include "graphql/test_schema.h"
#include "http/server.h"

using namespace jm;

namespace {

struct Service {
  graphql::test::World world;
  graphql::Engine engine{*world.bindings, {}};
  graphql::PersistedQueries persisted;
  graphql::HttpOptions options;
};

Task<http::Response> answer(Service& service, http::Request& request) {
  graphql::test::Caller caller{.data = &service.world.data};
  const graphql::Ctx::Options who{.user = &caller, .deadline = request.deadline, .request_id = request.request_id};
  graphql::HttpReply reply = co_await graphql::serve_http(service.engine, &service.persisted, request, who, service.options);
  http::Response response;
  response.status = reply.status;
  response.content_type = reply.content_type;
  if (!reply.allow.empty()) response.headers.add("allow", reply.allow);
  response.body = std::move(reply.body);
  co_return response;
}

Task<void> serve_until_input_ends(IoContext& io, Service& service) {
  http::Router router;
  const auto handler = [&service](http::Request& request) { return answer(service, request); };
  router.on(http::Method::kGet, "/graphql", handler);
  router.on(http::Method::kPost, "/graphql", handler);
  http::Server server(io, std::move(router), {});
  if (const auto listening = server.listen("127.0.0.1", 0); !listening) {
    std::cerr << listening.error().message << '\n';
    co_return;
  }
  std::cout << server.port() << std::endl;
  boost::asio::posix::stream_descriptor input(io, dup(STDIN_FILENO));
  char byte[1];
  boost::system::error_code closed;
  while (!closed) co_await input.async_read_some(boost::asio::buffer(byte), boost::asio::redirect_error(boost::asio::use_awaitable, closed));
  co_await server.stop(Deadline::in(std::chrono::seconds(1)));
}

}  // namespace

int main() {
  IoContext io(1);
  Service service;
  spawn(io, serve_until_input_ends(io, service), "server");
  io.run();
}
