// One connection to Redis that comes back by itself: resolve, connect, AUTH, SELECT, then replies in order to its user; a PING
// when nothing was heard for a while, so that a server that vanished without a word is noticed. Every loss is followed by
// another attempt after a pause that doubles, with jitter.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "async/async.h"
#include "redis/client.h"
#include "redis/reply_reader.h"
#include "redis/url.h"

namespace jm::redis {

class LinkUser {
 public:
  virtual void link_up() = 0;
  virtual void link_down() = 0;                 // everything unanswered is lost
  virtual void link_reply(Reply reply) = 0;
  virtual void link_silent() = 0;               // send something that is answered
 protected:
  ~LinkUser() = default;
};

class Link : public std::enable_shared_from_this<Link> {
 public:
  Link(IoContext& io, Options options, Endpoint endpoint, const char* name, LinkUser& user);
  void start();
  void stop();                                  // the user is not called any more
  bool up() const { return up_; }
  bool send(std::string_view bytes);            // false: not connected, or too much unsent

 private:
  Task<void> run(std::shared_ptr<Link> self);
  Task<std::string> connect();                  // "" or why not
  Task<std::string> read_all();                 // until the connection ends: why
  Task<void> heartbeat(std::shared_ptr<Link> self, std::uint64_t epoch);
  void write();
  void drop();

  IoContext& io_;
  const Options options_;
  const Endpoint endpoint_;
  const char* const name_;
  LinkUser* user_;                              // null: stopped
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;             // connecting: time-out, then backoff
  std::unique_ptr<ReplyReader> reader_;
  std::string out_, writing_;
  bool up_ = false, write_pending_ = false;
  int handshake_left_ = 0;                      // answers to AUTH and SELECT
  std::chrono::steady_clock::time_point heard_;
  std::uint64_t epoch_ = 0;                     // of the connection
};

}  // namespace jm::redis
