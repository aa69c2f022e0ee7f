// The guarded client: every request to an address that came from outside goes through here.
//
//   Client client(io, {.user_agent = "JobMate/1.0 (+https://…)"});
//   Outcome got = co_await client.get({.url = *parse_pasted_url(text), .purpose = "add job"});
//   if (got.response) read(got.response->body);
//   for (const Call& c : got.calls) write_down(c);             // each request, also those that were refused
//
// A name is resolved once per hop; every one of its addresses must be public (guard.h), and the connection goes to those and no
// others, so a name that resolves differently a moment later changes nothing. Redirects are followed by hand and start from the
// beginning. Nothing is sent but Host, User-Agent, Accept, Accept-Language, Accept-Encoding and what the request itself holds.
// Connections are kept only where Options says so (boards that are asked page after page), each to the address it was vetted for.
//
// Errors (reason): URL_CREDENTIALS, URL_PORT, URL_SCHEME, URL_HOST, URL_MALFORMED, ADDRESS_REFUSED, NAME_NOT_FOUND, TIMEOUT,
// NOTHING_LEAVES, TOO_LARGE, TOO_MANY_REDIRECTS, NOT_A_PAGE (type), CONNECTION, CLOSED, REFUSED, TLS, TLS_CERTIFICATE, CUT_SHORT, BAD_ANSWER.
// A response of any status is a success.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "async/async.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/client.h"
#include "outbound/web_url.h"

namespace jm::outbound {

// Where a test sends the requests for a host instead of the network: plain HTTP, whatever the URL says.
struct Route {
  http::IpAddress address;
  std::uint16_t port = 0;
};
// By host, or by "host:port" where one host has several. "jobs.example.org=127.0.0.1:4100", "*=127.0.0.1:4100".
Result<std::map<std::string, Route>> parse_routes(const std::vector<std::string>& texts);

struct Options {
  std::string user_agent = "JobMate (+https://example.org/contact)";
  int redirects_max = 5;
  std::size_t bytes_max = std::size_t{5} << 20;             // decoded
  std::size_t ratio_max = 100;                              // decoded / encoded
  std::chrono::milliseconds total_timeout{20'000};          // all hops together
  std::chrono::milliseconds connect_timeout{5'000};
  std::size_t idle_connections_max = 0;                     // kept for the next request to the same host
  std::function<Task<Result<std::vector<http::IpAddress>>>(std::string host, Deadline)> resolve;   // default: the system's
  std::map<std::string, Route> routes;                      // development and tests only: the configuration sees to it
  std::function<bool(const http::IpAddress&)> is_allowed;   // tests of this room only; default: is_public
  bool any_port = false;                                    // tests of this room only
  bool nothing_leaves = false;                              // http/client.h
  std::vector<std::string> local_hosts;
  std::function<Task<Result<bool>>(Uuid user)> may_leave;
};

struct Request {
  WebUrl url;
  std::string purpose;                                      // for the ledger: "add job", "robots.txt"
  std::vector<std::string_view> types;                      // accepted media types; empty: pages, feeds and JSON
  std::string accept = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.8";
  std::string accept_language = "fr,en;q=0.8";              // empty: not sent
  http::Method method = http::Method::kGet;
  // Both only with follow = false: what is meant for one host is not carried to another.
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  bool follow = true;                                       // false: a redirect is the response
  bool any_type = false;                                    // the caller judges the media type
  std::size_t bytes_max = 0;                                // decoded; 0, or more than the client's own: as that
  Deadline deadline = Deadline::never();                    // total_timeout applies as well
  Uuid user = {};                                           // on whose behalf; nil: nobody's in particular
};

// One request that went out, or was refused before it could. Rows of the egress ledger.
struct Call {
  std::string purpose, url, host, address;                  // address: empty if none was connected to
  int status = 0;                                           // 0: no answer
  std::string error;                                        // reason; empty = answered
  std::size_t bytes = 0;                                    // decoded body
  Time at;
  std::chrono::milliseconds took{0};
};

struct Response {
  WebUrl url;                                               // of the page itself, after redirects
  std::vector<std::string> hops;                            // every address asked, first to last
  int status = 0;
  std::string type;                                         // media type, lower case, without parameters
  std::string content_type;                                 // the whole header
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string_view header(std::string_view name) const;     // the first one; empty if absent
};

struct Outcome {
  Result<Response> response;
  std::vector<Call> calls;
};

class Client {
 public:
  Client(IoContext& io, Options options, const Clock& clock = Clock::system());
  Task<Outcome> get(Request request);                       // any method: as the request says
  const Options& options() const { return options_; }

 private:
  Task<Result<http::ClientResponse>> hop(const WebUrl& url, const Request& request, Deadline deadline, Call& call);
  Task<Result<http::ClientResponse>> send(http::ClientRequest request, Call& call);

  IoContext& io_;
  const Options options_;
  const Clock& clock_;
  http::Client http_;
};

}  // namespace jm::outbound
