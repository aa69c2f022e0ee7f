// GET /export: everything the caller owns as one JSON object, streamed. The format is docs/EXPORT.md.
#pragma once
#include "gateway/module.h"

namespace jm::gateway {

Task<http::Response> serve_export(GatewayDeps deps, const http::Cors& web_origins, http::Request& request);

}  // namespace jm::gateway
