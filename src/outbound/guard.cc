#include "outbound/guard.h"

#include <algorithm>
#include <array>

namespace jm::outbound {

namespace {

// IANA special-purpose registries, and what could carry or become a private address on the way.
constexpr std::string_view kRefused[] = {
    "0.0.0.0/8",       "10.0.0.0/8",     "100.64.0.0/10",   "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
    "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",  "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    "::/96",           "::ffff:0:0:0/96", "64:ff9b::/96",   "64:ff9b:1::/48", "100::/64",       "100:0:0:1::/64", "2001::/23",   "2001:db8::/32", "2002::/16",
    "2620:4f:8000::/48", "3fff::/20",     "5f00::/16",      "fc00::/7",       "fe80::/10",      "fec0::/10",     "ff00::/8"};

const std::vector<http::IpRange>& refused() {
  static const std::vector<http::IpRange> ranges = [] {
    std::vector<http::IpRange> out;
    for (const std::string_view r : kRefused) out.push_back(http::IpRange::parse(r).value());      // throws at start-up if mistyped
    return out;
  }();
  return ranges;
}

}  // namespace

bool is_public(const http::IpAddress& address) {
  // Only 2000::/3 is given out as global unicast IPv6.
  if (address.v6 && (address.bytes[0] & 0xE0) != 0x20) return false;
  return std::none_of(refused().begin(), refused().end(), [&](const http::IpRange& r) { return r.contains(address); });
}

namespace {
std::unexpected<Error> refuse() {
  return fail(Code::kPermissionDenied, "This address leads into a private or reserved network, which is not read.", "ADDRESS_REFUSED");
}
}  // namespace

Result<void> check_url(const WebUrl& url) {
  if (url.credentials) return fail(Code::kInvalidArgument, "The address holds a user name or password: remove the part before the @.", "URL_CREDENTIALS");
  if (url.port != 80 && url.port != 443) return fail(Code::kInvalidArgument, "Only the usual web ports (80 and 443) are read.", "URL_PORT");
  if (url.address && !is_public(*url.address)) return refuse();
  return {};
}

Result<void> check_addresses(const std::vector<http::IpAddress>& addresses) {
  if (addresses.empty() || !std::all_of(addresses.begin(), addresses.end(), is_public)) return refuse();
  return {};
}

}  // namespace jm::outbound
