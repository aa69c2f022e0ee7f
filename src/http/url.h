// Percent encoding, query strings and URLs (RFC 3986). Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace jm::http {

// %41 → A. nullopt if a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);
// Everything but unreserved characters (A-Z a-z 0-9 - . _ ~) becomes %XX.
std::string percent_encode(std::string_view text);

// "a=1&b=x+y" → pairs, decoded as application/x-www-form-urlencoded ('+' is a blank, a stray '%' stays).
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

// A request path: decoded, "//", "/./" and "/../" removed. nullopt if it is malformed, not UTF-8, climbs above the root, or
// holds a control character or backslash.
std::optional<std::string> normalise_path(std::string_view raw);

struct Url {
  std::string scheme;                          // "http" or "https", lower case
  std::string host;                            // lower case; an IPv6 literal without brackets
  std::uint16_t port = 0;                      // never 0: the default filled in
  std::string path;                            // encoded, at least "/"
  std::string query;                           // encoded, without '?'
  bool has_query = false;
  std::string userinfo;                        // "user:password" or empty

  bool default_port() const { return port == (scheme == "https" ? 443 : 80); }
  std::string target() const;                  // path?query
  std::string authority() const;               // host, or host:port if not the default; IPv6 in brackets
  std::string str() const;                     // canonical: no fragment, no default port, no userinfo
};
// An absolute http or https URL; INVALID_ARGUMENT otherwise. Scheme and host are lower-cased, dot segments removed, percent
// triplets upper-cased, the fragment dropped.
Result<Url> parse_url(std::string_view text);
// A reference ("/jobs?page=2", "../x", "https://…") against the page it was found on.
Result<Url> resolve_url(const Url& base, std::string_view reference);

}  // namespace jm::http
