#include "app/ops_routes.h"

#include <memory>

#include "base/json_text.h"
#include "base/metrics.h"

namespace jm::app {
namespace {

constexpr std::chrono::seconds kCheckTime{2};

Task<http::Response> answer(http::Response response) { co_return response; }

Task<http::Response> ready(std::shared_ptr<const std::vector<Dependency>> dependencies) {
  bool all = true;
  std::string body = "{\"dependencies\":{";
  for (const Dependency& d : *dependencies) {
    Result<void> ok = co_await d.check(Deadline::in(kCheckTime));
    if (&d != &dependencies->front()) body += ',';
    append_json_string(body, d.name);
    body += ':';
    append_json_string(body, ok ? "ok" : ok.error().message);
    all = all && ok.has_value();
  }
  body += "},\"status\":";
  body += all ? "\"ready\"}" : "\"not ready\"}";
  http::Response response = http::json_response(all ? 200 : 503, std::move(body));
  response.headers.add("cache-control", "no-store");
  co_return response;
}

Task<http::Response> metrics_page() {
  http::Response response = http::text_response(200, metrics::expose());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  co_return response;
}

}  // namespace

void add_ops_routes(http::Router& router, std::string service, std::vector<Dependency> dependencies) {
  const std::string health = "{\"status\":\"ok\",\"service\":\"" + service + "\",\"version\":\"" JM_VERSION "\"}";
  router.on(http::Method::kGet, "/health", [health](http::Request&) { return answer(http::json_response(200, health)); });
  auto shared = std::make_shared<const std::vector<Dependency>>(std::move(dependencies));
  router.on(http::Method::kGet, "/ready", [shared](http::Request&) { return ready(shared); });
  router.on(http::Method::kGet, "/metrics", [](http::Request&) { return metrics_page(); });
}

}  // namespace jm::app
