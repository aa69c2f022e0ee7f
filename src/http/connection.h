// One client connection: read a head, find its route, read the body, run the handler, write the response, again.
//
//   kIdle ─ first byte → kHead ─ blank line → kBody → kHandler → kWrite ─┬─→ kIdle
//                          └ refusal ┘                                   ├─→ kStream → closed
//                                └──────────→ kLinger → closed           └─→ closed
//
// Each phase that waits for the client has a deadline; the server's tick calls expire() when it has passed, which cancels
// the wait. A handler is never cancelled: it was given its deadline.
#pragma once
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/request_parser.h"
#include "http/server_core.h"

namespace jm::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using SteadyTime = std::chrono::steady_clock::time_point;

  Connection(std::shared_ptr<ServerCore> core, Socket socket, const IpAddress& peer);
  ~Connection();

  // The whole life of a connection; `self` keeps it alive. Beyond connections_max it only says 503.
  static Task<void> run(std::shared_ptr<Connection> self, bool over_limit);

  void expire_if_due(SteadyTime now) {
    if (now >= deadline_) expire();
  }
  void drain();                                 // the server stops: idle → closed, stream → told
  void close_now();
  bool idle() const { return phase_ == Phase::kIdle || phase_ == Phase::kLinger; }

  std::size_t index = 0;                        // in ServerCore::connections

 private:
  enum class Phase : unsigned char { kIdle, kHead, kBody, kHandler, kWrite, kStream, kLinger };
  class BodyStream;

  // Everything about the current request; let go of when a stream begins, so that an idle stream is small.
  struct Exchange {
    explicit Exchange(const Limits& limits) : parser(limits) {}
    RequestParser parser;
    std::string in;                             // [0, in_size) is what has been read and not yet consumed
    std::size_t in_size = 0;
    std::string carry;                          // read beyond a chunked body: the next pipelined request
    std::string out, cors;
  };

  void expire();
  void enter(Phase phase, std::chrono::milliseconds timeout);   // 0: no deadline
  Task<bool> read_head();                       // false: the connection is over
  Task<bool> read_body(std::size_t body_bytes_max);
  Task<void> refuse(Refusal refusal);
  Task<void> linger();
  Task<Response> answer(const Router::Match& match);
  Task<Response> answer_without_route(const Router::Match& match);
  Task<Response> call(const Route& route);
  Task<bool> respond(Response response, const Route* route, SteadyTime since);
  Task<void> compress(Response& response);
  Task<bool> run_stream(Response response, const Route* route, SteadyTime since, bool head_only);
  Task<bool> write_rest(std::array<std::string_view, 3> pieces);
  bool write_now(std::array<std::string_view, 3>& pieces);      // false: would wait, or failed (see broken_)
  void watch_for_close();

  void identify(Request& request);
  void next_message();
  void format_head(const Response& response, std::string_view body, bool chunked, bool keep);

  Socket socket_;
  const std::shared_ptr<ServerCore> core_;
  SteadyTime deadline_ = SteadyTime::max();
  Phase phase_ = Phase::kIdle;
  bool timed_out_ = false;
  bool broken_ = false;                         // the socket has failed or was closed
  bool peer_trusted_ = false;                   // a proxy of ours
  bool in_list_ = false;
  std::uint32_t requests_ = 0;
  const std::string peer_;
  std::unique_ptr<Exchange> x_;
  BodyStream* stream_ = nullptr;                // while streaming
};

}  // namespace jm::http
