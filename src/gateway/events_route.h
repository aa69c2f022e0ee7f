// GET /events: the caller's events as server-sent events, live and from where the client left off.
#pragma once
#include "gateway/module.h"
#include "http/message.h"

namespace jm::gateway {

Task<http::Response> serve_events(GatewayDeps deps, const http::Cors& web_origins, bool token_in_url, http::Request& request);

}  // namespace jm::gateway
