// POST and GET /graphql: HTTP to the engine and back.
#pragma once
#include <memory>

#include "gateway/auth.h"
#include "gateway/context.h"
#include "gateway/module.h"
#include "graphql/engine.h"
#include "graphql/over_http.h"
#include "graphql/persisted.h"

namespace jm::gateway {

class GraphqlRoute {
 public:
  static Result<std::unique_ptr<GraphqlRoute>> make(GatewayDeps deps, GatewayOptions options);
  Task<http::Response> handle(http::Request& request);

 private:
  bool is_past_half(const SignIn& who) const;
  GraphqlRoute(GatewayDeps deps, GatewayOptions options, std::unique_ptr<graphql::Schema> schema);

  GatewayDeps deps_;
  GatewayOptions options_;
  std::unique_ptr<graphql::Schema> schema_;
  graphql::Bindings bindings_;
  std::unique_ptr<graphql::Engine> engine_;
  graphql::PersistedQueries persisted_;
  graphql::HttpOptions http_options_;
};

}  // namespace jm::gateway
