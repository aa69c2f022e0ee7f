// GET /documents/<file>?expires=<seconds>&signature=<…>: an exported file, for its owner, while the link is good.
//
// The link is signed for one file and one user and lasts kFileLinkLife; it is followed with the owner's session or token, so that who
// finds it in a log has nothing.
#pragma once
#include <chrono>
#include <string>

#include "gateway/module.h"
#include "http/message.h"

namespace jm::gateway {

inline constexpr std::chrono::minutes kFileLinkLife{10};

std::string file_link(const crypto::JwtSigner& tokens, const Uuid& user, std::string_view file, Time now);
Task<http::Response> serve_document(GatewayDeps deps, const http::Cors& web_origins, http::Request& request);

}  // namespace jm::gateway
