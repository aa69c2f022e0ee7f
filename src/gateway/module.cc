#include "gateway/module.h"

#include "gateway/events_route.h"
#include "gateway/graphql_route.h"

namespace jm::gateway {
namespace {

class Edge final : public Gateway {
 public:
  Edge(GatewayDeps deps, GatewayOptions options, std::unique_ptr<GraphqlRoute> graphql) : deps_(deps), options_(options), graphql_(std::move(graphql)) {}

  void add_routes(http::Router& router) override {
    const auto graphql = [this](http::Request& request) { return graphql_->handle(request); };
    router.on(http::Method::kPost, "/graphql", graphql, {.body_bytes_max = kUploadBytesMax});
    router.on(http::Method::kGet, "/graphql", graphql);
    router.on(http::Method::kGet, "/events", [this](http::Request& request) { return serve_events(deps_, options_.token_in_url, request); });
  }

 private:
  // One file of 10 MB and what surrounds it; JSON bodies have their own, smaller limit in the engine's HTTP layer.
  static constexpr std::size_t kUploadBytesMax = 11 << 20;

  GatewayDeps deps_;
  GatewayOptions options_;
  std::unique_ptr<GraphqlRoute> graphql_;
};

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::make(GatewayDeps deps, GatewayOptions options) {
  JM_TRY(graphql, GraphqlRoute::make(deps, options));
  return std::unique_ptr<Gateway>(std::make_unique<Edge>(deps, options, std::move(graphql)));
}

}  // namespace jm::gateway
