// HTTP/1.1 server: bytes → limits → Router → handler coroutine → bytes. Knows nothing of what is served.
//
//   Router router;
//   router.on(Method::kGet, "/health", health);
//   Server server(io, std::move(router), options);
//   JM_CHECK_OK(server.listen("0.0.0.0", 4000));     // accepts from here on
//   ...
//   co_await server.stop(Deadline::in(10s));          // drains; the Server may be destroyed afterwards
//
// Everything happens on the one I/O thread. One coroutine per connection; one timer per server, whose tick compares every
// connection's deadline with the clock, so a request costs no timer operation.
//
// Every refusal is a JSON error with its status (400, 408, 411, 413, 414, 417, 431, 501, 503, 505), after which the
// connection is closed so that a misunderstanding about where a message ends can never be exploited.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "async/async.h"
#include "http/cors.h"
#include "http/message.h"
#include "http/router.h"

namespace jm::http {

struct ServerCore;

struct Limits {
  std::size_t header_bytes_max = 16 * 1024;            // request line and fields together: 431 (414 if the target alone)
  std::size_t header_count_max = 64;                   // 431
  std::size_t target_bytes_max = 8 * 1024;             // 414
  std::size_t body_bytes_max = 1024 * 1024;            // 413, also for the size after Content-Encoding: gzip; per route: RouteOptions
  std::size_t connections_max = 20'000;                // 503 and close beyond
  std::size_t requests_per_connection_max = 100'000;   // then "connection: close"
  std::chrono::milliseconds header_timeout{10'000};    // from the first byte of a request to its blank line: 408
  std::chrono::milliseconds body_timeout{30'000};      // for the whole body: 408; and on top, for large ones on slow lines,
  std::size_t body_bytes_per_s_min = 64 * 1024;        // the time its length (if chunked: its limit) takes at this pace
  std::chrono::milliseconds idle_timeout{75'000};      // between requests: closed silently
  std::chrono::milliseconds write_timeout{30'000};     // without a byte taken by a client that we write to: closed
  std::chrono::milliseconds linger_timeout{2'000};     // reading on after an error response so that the client can read it
  std::chrono::milliseconds request_deadline{15'000};  // Request::deadline, unless the route says otherwise
};

struct CompressionOptions {
  bool enabled = true;
  std::size_t body_bytes_min = 1400;                   // below one packet nothing is gained
  int gzip_level = 1;                                  // 1..9
  int brotli_quality = 3;                              // 0..11
  std::size_t pool_bytes_min = 64 * 1024;              // larger bodies are compressed on `cpu`, if given
};

// One finished exchange, for access logs and metrics. Streams are reported when they end.
struct Served {
  Method method;
  std::string_view route;                              // the registered pattern; empty for 404, 405 and refusals
  int status;
  std::size_t body_bytes;                              // sent
  std::chrono::microseconds duration;                  // from the end of the request's header to the last byte written
  std::string_view request_id;
};

struct ServerOptions {
  Limits limits;
  Cors cors;
  CompressionOptions compression;
  std::vector<std::string> trusted_proxies;            // addresses or CIDR ranges whose X-Forwarded-For is believed
  CpuPool* cpu = nullptr;                              // optional; must outlive the server
  std::function<void(const Served&)> on_served;        // I/O thread; must not block; its views die with the call
};

struct ServerStats {
  std::size_t connections = 0;                         // open now
  std::size_t streams = 0;                             // of them, streaming now
  std::size_t in_flight = 0;                           // handlers running now
  std::uint64_t accepted = 0, requests = 0, refused = 0, timed_out = 0;
};

class Server {
 public:
  Server(IoContext& io, Router router, ServerOptions options);
  ~Server();                                           // closes what is still open, at once
  Server(const Server&) = delete;

  // Binds and starts accepting. Port 0: the system chooses. UNAVAILABLE with the reason (port taken, no permission).
  Result<void> listen(std::string_view address, std::uint16_t port);
  std::uint16_t port() const;

  // Stops accepting, closes idle connections, ends streams (closed() becomes true), lets running requests finish until the
  // deadline, then closes the rest. Returns the number of requests that were cut off.
  Task<std::size_t> stop(Deadline deadline);

  ServerStats stats() const;

 private:
  std::shared_ptr<ServerCore> core_;                   // shared with the connections, which may outlive the Server
};

}  // namespace jm::http
