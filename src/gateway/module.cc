#include "gateway/module.h"

#include "gateway/cv_route.h"
#include "gateway/document_route.h"
#include "gateway/events_route.h"
#include "gateway/export_route.h"
#include "gateway/graphql_route.h"
#include "gateway/web_files.h"

namespace jm::gateway {
namespace {

class Edge final : public Gateway {
 public:
  Edge(GatewayDeps deps, GatewayOptions options, std::unique_ptr<GraphqlRoute> graphql, std::optional<WebFiles> web)
      : deps_(deps), options_(std::move(options)), graphql_(std::move(graphql)), web_(std::move(web)) {}

  void add_routes(http::Router& router) override {
    const auto graphql = [this](http::Request& request) { return graphql_->handle(request); };
    router.on(http::Method::kPost, "/graphql", graphql, {.body_bytes_max = kUploadBytesMax});
    router.on(http::Method::kGet, "/graphql", graphql);
    router.on_prefix(http::Method::kGet, "/cv/", [this](http::Request& request) { return serve_cv(deps_, options_.web_origins, request); });
    router.on(http::Method::kGet, "/export", [this](http::Request& request) { return serve_export(deps_, options_.web_origins, request); });
    router.on_prefix(http::Method::kGet, "/documents/", [this](http::Request& request) { return serve_document(deps_, options_.web_origins, request); });
    router.on(http::Method::kGet, "/events", [this](http::Request& request) { return serve_events(deps_, options_.web_origins, options_.token_in_url, request); });
    if (web_) router.on_prefix(http::Method::kGet, "/", [this](http::Request& request) { return serve_web(request); });
  }

 private:
  // One file of 10 MB and what surrounds it; JSON bodies have their own, smaller limit in the engine's HTTP layer.
  static constexpr std::size_t kUploadBytesMax = 11 << 20;

  Task<http::Response> serve_web(http::Request& request) { co_return web_->answer(request); }

  GatewayDeps deps_;
  GatewayOptions options_;
  std::unique_ptr<GraphqlRoute> graphql_;
  std::optional<WebFiles> web_;
};

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::make(GatewayDeps deps, GatewayOptions options) {
  JM_TRY(graphql, GraphqlRoute::make(deps, options));
  std::optional<WebFiles> web;
  if (!options.web_dir.empty()) {
    JM_TRY(files, WebFiles::load(options.web_dir));
    web = std::move(files);
  }
  return std::unique_ptr<Gateway>(std::make_unique<Edge>(deps, std::move(options), std::move(graphql), std::move(web)));
}

}  // namespace jm::gateway
