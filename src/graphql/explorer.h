// The explorer: one HTML page to write, run and look up operations, for development. Self-contained: it loads nothing, and
// talks only to the endpoint it is served from (POST to its own address).
#pragma once
#include <string_view>

namespace jm::graphql {

std::string_view explorer_page();

// The Content-Security-Policy header to send with it.
inline std::string_view explorer_content_security_policy() {
  return "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

}  // namespace jm::graphql
