#include "http/cors.h"

#include <algorithm>

#include "http/status.h"
#include "http/url.h"

namespace jm::http {
namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

// "https://App.example.com:443/" → "https://app.example.com", the form in which browsers send Origin.
std::optional<std::string> canonical_origin(std::string_view text) {
  const auto url = parse_url(text);
  if (!url || url->path != "/" || url->has_query || !url->userinfo.empty()) return {};
  return url->scheme + "://" + url->authority();
}

}  // namespace

std::vector<std::string> Cors::split_origins(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto one = trim(list.substr(0, comma));
    if (!one.empty()) out.emplace_back(one);
    list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
  }
  return out;
}

Result<Cors> Cors::make(CorsOptions options) {
  Cors cors;
  for (auto& origin : options.origins) {
    if (origin == "*") {
      cors.any_ = true;
      continue;
    }
    auto canonical = canonical_origin(origin);
    if (!canonical)
      return fail(Code::kInvalidArgument, "\"" + origin + "\" is not an origin. Write scheme and host only, for example https://app.example.com.");
    origin = std::move(*canonical);
  }
  if (cors.any_ && options.origins.size() > 1)
    return fail(Code::kInvalidArgument, "The origin list is either \"*\" alone or explicit origins, not both.");
  if (cors.any_ && options.credentials)
    return fail(Code::kInvalidArgument, "Cookies cannot be allowed for every origin. List the origins, or switch credentials off.");
  cors.options_ = std::move(options);
  return cors;
}

bool Cors::allows(std::string_view origin) const {
  if (origin.empty()) return false;
  return any_ || std::find(options_.origins.begin(), options_.origins.end(), origin) != options_.origins.end();
}

bool Cors::is_preflight(const Request& request) {
  return request.method == Method::kOptions && request.headers.has("origin") &&
         request.headers.has("access-control-request-method");
}

std::string_view Cors::response_lines(const Request& request, std::string& scratch) const {
  scratch.clear();
  if (!enabled()) return {};
  if (any_) {
    if (!request.headers.has("origin")) return {};
    scratch = "access-control-allow-origin: *\r\naccess-control-expose-headers: " + options_.exposed_headers + "\r\n";
    return scratch;
  }
  // The answer depends on Origin even when it is absent or refused: a shared cache must know.
  const auto origin = request.headers.get("origin");
  if (!allows(origin)) return "vary: origin\r\n";
  scratch += "access-control-allow-origin: ";
  scratch += origin;                              // equal to a configured one, so free of control characters
  scratch += "\r\nvary: origin\r\n";
  if (options_.credentials) scratch += "access-control-allow-credentials: true\r\n";
  scratch += "access-control-expose-headers: " + options_.exposed_headers + "\r\n";
  return scratch;
}

Response Cors::preflight(const Request& request) const {
  if (!allows(request.headers.get("origin")))
    return error_response(403, "ORIGIN_NOT_ALLOWED", "This origin may not call this server from a browser.");
  Response r;
  r.status = 204;
  r.headers.add("access-control-allow-methods", options_.methods);
  r.headers.add("access-control-allow-headers", options_.request_headers);
  r.headers.add("access-control-max-age", std::to_string(options_.preflight_age_max.count()));
  return r;
}

}  // namespace jm::http
