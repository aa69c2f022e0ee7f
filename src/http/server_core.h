// What the connections of one server share. I/O thread only.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "http/address.h"
#include "http/server.h"

namespace jm::http {

class Connection;

struct ServerCore : std::enable_shared_from_this<ServerCore> {
  ServerCore(IoContext& io_context, Router r, ServerOptions o);

  IoContext& io;
  const Router router;
  const ServerOptions options;
  std::vector<IpRange> proxies;                 // options.trusted_proxies, parsed
  boost::asio::ip::tcp::acceptor acceptor;
  ServerStats stats;
  bool draining = false;
  std::string date_line;                        // "date: Thu, 28 May 2026 21:45:47 GMT\r\n", renewed by the tick

  void add(Connection& connection);             // the tick runs while there are connections
  void remove(Connection& connection);
  bool is_proxy(const IpAddress& address) const;
  std::string make_request_id();                // 15 hexadecimal digits, unique in this process and, very likely, beyond

  std::vector<Connection*> connections;         // each knows its index
  Event empty;                                  // notified when the last connection goes

 private:
  void tick();
  void renew_date();

  boost::asio::steady_timer timer_;
  std::chrono::milliseconds period_;
  std::int64_t date_second_ = 0;
  std::uint64_t next_id_;
  bool ticking_ = false;
};

}  // namespace jm::http
