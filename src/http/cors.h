// Cross-origin sharing (Fetch standard): which web pages of other origins may call this server.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace jm::http {

struct CorsOptions {
  std::vector<std::string> origins;           // "https://app.example.com", or the single entry "*"; empty: no CORS headers
  bool credentials = false;                   // cookies; only with explicit origins
  std::string methods = "GET, POST, OPTIONS";
  std::string request_headers = "content-type, authorization, apollo-require-preflight, x-jobmate-web, x-request-id, last-event-id";
  std::string exposed_headers = "x-request-id, retry-after";
  std::chrono::seconds preflight_age_max{600};
};

class Cors {
 public:
  Cors() = default;                                           // allows nothing
  static Result<Cors> make(CorsOptions options);              // INVALID_ARGUMENT: "*" with credentials, malformed origin
  // From a comma-separated list, as in CORS_ORIGIN.
  static std::vector<std::string> split_origins(std::string_view list);

  bool enabled() const { return !options_.origins.empty(); }
  bool allows(std::string_view origin) const;
  // A browser asking first: OPTIONS with Origin and Access-Control-Request-Method.
  static bool is_preflight(const Request& request);
  // The fields for this request, as header lines; empty when there is nothing to say.
  std::string_view response_lines(const Request& request, std::string& scratch) const;
  Response preflight(const Request& request) const;

 private:
  CorsOptions options_;
  bool any_ = false;
};

}  // namespace jm::http
