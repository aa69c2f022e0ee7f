#include "gateway/web_session.h"

namespace jm::gateway {
namespace {

constexpr std::string_view kName = "jobmate_session";

std::string_view trim(std::string_view s) {
  while (s.starts_with(' ') || s.starts_with('\t')) s.remove_prefix(1);
  while (s.ends_with(' ') || s.ends_with('\t')) s.remove_suffix(1);
  return s;
}

// "https://host[:port]" or "http://host[:port]" of the address that the request was sent to.
bool is_own_origin(std::string_view origin, std::string_view host) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (origin.starts_with(scheme)) return !host.empty() && http::iequals(origin.substr(scheme.size()), host);
  return false;
}

}  // namespace

std::optional<std::string_view> session_cookie(std::string_view header) {
  std::string_view found;
  bool seen = false;
  while (!header.empty()) {
    const auto end = header.find(';');
    const std::string_view pair = trim(header.substr(0, end));
    header = end == header.npos ? std::string_view() : header.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals == pair.npos || trim(pair.substr(0, equals)) != kName) continue;
    if (seen) return std::nullopt;
    seen = true;
    found = trim(pair.substr(equals + 1));
  }
  return found;
}

bool from_own_page(const http::Request& request, const http::Cors& origins) {
  const std::string_view origin = request.headers.get("origin"), site = request.headers.get("sec-fetch-site");
  if (!origin.empty()) return origins.allows(origin) || (is_own_origin(origin, request.headers.get("host")) && (site.empty() || site == "same-origin"));
  return site.empty() || site == "same-origin";
}

std::string session_set_cookie(std::string_view token, std::chrono::seconds lifetime, bool over_tls) {
  std::string out(kName);
  out += '=';
  out += token;
  out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
  out += std::to_string(token.empty() ? 0 : lifetime.count());
  if (over_tls) out += "; Secure";
  return out;
}

bool over_tls(const http::Request& request) { return http::iequals(request.headers.get("x-forwarded-proto"), "https"); }

}  // namespace jm::gateway
