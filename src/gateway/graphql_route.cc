#include "gateway/graphql_route.h"

#include "base/metrics.h"
#include "gateway/auth.h"
#include "gateway/error_codes.h"
#include "gateway/web_session.h"
#include "graphql/explorer.h"
#include "http/status.h"
#include "schema/schema_graphql.h"

namespace jm::gateway {
namespace {

graphql::EngineOptions engine_options(const GatewayOptions& o) {
  graphql::EngineOptions e;
  e.parse.source_bytes_max = 64 * 1024;
  e.parse.tokens_max = static_cast<std::uint32_t>(o.tokens_max);
  e.document.depth_max = static_cast<std::uint32_t>(o.depth_max);
  e.document.aliases_max = static_cast<std::uint32_t>(o.aliases_max);
  e.plan.cost_max = static_cast<std::uint32_t>(o.cost_max);
  e.validate.suggestions = o.development;
  e.introspection = o.introspection;
  e.errors = &error_policy();
  e.once_fields = {"register", "login", "changePassword", "changeEmail", "deleteAccount"};      // one password guess per request, whatever the aliases
  return e;
}

bool wants_page(const http::Request& request) {
  return request.method == http::Method::kGet && request.query_string.empty() && request.headers.get("accept").find("text/html") != std::string_view::npos;
}

}  // namespace

Result<std::unique_ptr<GraphqlRoute>> GraphqlRoute::make(GatewayDeps deps, GatewayOptions options) {
  auto schema = graphql::build_schema(schema::kSchemaGraphql);
  if (!schema) return fail(Code::kInternal, "schema/schema.graphql: " + schema.error().message);
  auto route = std::unique_ptr<GraphqlRoute>(new GraphqlRoute(deps, options, std::move(*schema)));
  std::string problems;
  for (const auto& line : route->bindings_.check()) problems += "\n  " + line;
  if (!problems.empty()) return fail(Code::kInternal, "The schema and its resolvers differ:" + problems);
  return route;
}

GraphqlRoute::GraphqlRoute(GatewayDeps deps, GatewayOptions options, std::unique_ptr<graphql::Schema> schema)
    : deps_(deps), options_(options), schema_(std::move(schema)), bindings_(*schema_) {
  bind_profile_fields(bindings_);
  bind_account_fields(bindings_);
  bind_cv_fields(bindings_);
  bind_inbox_fields(bindings_);
  bind_board_fields(bindings_);
  bind_model_fields(bindings_);
  bind_document_fields(bindings_);
  bind_insights_fields(bindings_);
  engine_ = std::make_unique<graphql::Engine>(bindings_, engine_options(options_));
  http_options_.strict_draft = options_.strict_http_status;
  http_options_.json_bytes_max = options_.body_bytes_max;
}

// A session in use does not end: past the half of its time it is renewed.
bool GraphqlRoute::is_past_half(const SignIn& who) const {
  if (!who.by_cookie || who.error) return false;
  return deps_.clock.now().us > who.claims.issued_at.us + (who.claims.expires_at.us - who.claims.issued_at.us) / 2;
}

Task<http::Response> GraphqlRoute::handle(http::Request& request) {
  if (options_.development && wants_page(request)) {
    http::Response page;
    page.content_type = "text/html; charset=utf-8";
    page.body = std::string(graphql::explorer_page());
    page.headers.add("content-security-policy", graphql::explorer_content_security_policy());
    co_return page;
  }
  if (!deps_.sessions.is_loaded()) {
    const Result<void> loaded = co_await deps_.sessions.loaded(request.deadline);
    if (!loaded) co_return http::error_response(loaded.error());
  }
  SignIn who = sign_in(request, deps_.tokens, {.web_origins = options_.web_origins, .ended = &deps_.sessions});
  RequestContext context{who.caller, who.claims, who.error, deps_.services, deps_.tokens, deps_.sessions};
  context.wants_cookie = request.headers.has(kWebHeader) && from_own_page(request, options_.web_origins);
  const graphql::Ctx::Options caller{.user = &context, .deadline = request.deadline, .request_id = request.request_id, .uploads = {}};
  graphql::HttpReply reply = co_await graphql::serve_http(*engine_, &persisted_, request, caller, http_options_);

  http::Response response;
  response.status = reply.status;
  response.content_type = std::string(reply.content_type);
  response.body = std::move(reply.body);
  if (!reply.allow.empty()) response.headers.add("allow", reply.allow);
  response.headers.add("cache-control", "no-store");
  if (!context.session && is_past_half(who)) context.session = deps_.tokens.sign(who.claims.user_id, who.claims.email, who.claims.token_id);
  if (context.session) response.headers.add("set-cookie", session_set_cookie(*context.session, deps_.tokens.lifetime(), over_tls(request)));
  co_return response;
}

}  // namespace jm::gateway
