// GET /cv/<id>: an uploaded CV, for its owner, as a download.
#pragma once
#include "gateway/module.h"

namespace jm::gateway {

Task<http::Response> serve_cv(GatewayDeps deps, const http::Cors& web_origins, http::Request& request);

}  // namespace jm::gateway
