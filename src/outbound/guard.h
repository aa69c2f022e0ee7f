// Where an outbound request may lead. Pure.
#pragma once
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/address.h"
#include "outbound/web_url.h"

namespace jm::outbound {

// Globally reachable unicast: not private, loopback, link-local (cloud metadata), shared, reserved, documentation, multicast,
// nor an IPv6 form that carries such an IPv4 address (mapped, NAT64, 6to4, Teredo: refused whole).
bool is_public(const http::IpAddress& address);

// http(s) on port 80 or 443 and no credentials: INVALID_ARGUMENT with reason URL_CREDENTIALS or URL_PORT; a literal address
// that is not public: PERMISSION_DENIED, ADDRESS_REFUSED.
Result<void> check_url(const WebUrl& url);

// All addresses of a name must be public: one that is not means the name cannot be trusted. PERMISSION_DENIED, ADDRESS_REFUSED.
Result<void> check_addresses(const std::vector<http::IpAddress>& addresses);

}  // namespace jm::outbound
