// The public edge as the composition root sees it: what it needs, and the routes it serves.
//
//   Gateway gateway(io, deps, options);       // INTERNAL when a field of the schema has no binding
//   gateway->add_routes(router);              // POST|GET /graphql, GET /events, and the web app's files for every other GET
#pragma once
#include <memory>

#include "crypto/jwt.h"
#include "events/hub.h"
#include "gateway/services.h"
#include "http/cors.h"
#include "http/router.h"

namespace jm::gateway {

struct GatewayOptions {
  bool development = false;                  // explorer page, suggestions in error messages
  bool introspection = true;
  bool strict_http_status = false;
  bool token_in_url = true;                  // GET /events?token=
  int depth_max = 12, cost_max = 50'000, aliases_max = 30, tokens_max = 5'000;
  std::size_t body_bytes_max = 1 << 20;
  http::Cors web_origins = {};               // explicit origins whose pages may use the session cookie, besides our own
  std::string web_dir = {};                  // the built web app; empty: not served
};

class EndedSessions;

struct GatewayDeps {
  Services services;
  crypto::JwtSigner& tokens;
  events::Hub& hub;
  EndedSessions& sessions;
  const Clock& clock = Clock::system();
};

class Gateway {
 public:
  // Loads the schema and binds every field; every difference is named in the error.
  static Result<std::unique_ptr<Gateway>> make(GatewayDeps deps, GatewayOptions options);
  virtual ~Gateway() = default;
  virtual void add_routes(http::Router& router) = 0;
};

}  // namespace jm::gateway
