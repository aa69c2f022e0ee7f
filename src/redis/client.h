// Redis for wake-ups: an asynchronous RESP2 client on Asio (hiredis parses and formats, Asio moves the bytes). Two
// connections: one for commands, pipelined; one for subscriptions, since a subscribed connection takes no commands.
//
// A dead Redis never blocks or fails the product: while there is no connection a command answers UNAVAILABLE at once, and
// both connections come back by themselves (backoff with jitter) and subscribe again. Pub/Sub keeps nothing for those who are
// away, so after each (re)subscription `on_gap` is called: look at the database for what was missed.
//
// I/O thread only. A handler must not wait; it starts what has to wait.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "async/async.h"
#include "base/result.h"
#include "redis/reply.h"

namespace jm::redis {

struct Options {
  std::string url = {};                                    // redis://[[user]:password@]host[:port][/db]
  std::chrono::milliseconds connect_timeout{3'000};
  std::chrono::milliseconds reconnect_min{100}, reconnect_max{5'000};
  std::chrono::milliseconds silence{15'000};               // then a PING; after as much again without a word, a new connection
  std::size_t reply_bytes_max = 16 << 20;                  // one reply; beyond it the connection is closed
  std::size_t in_flight_max = 1'000;                       // commands sent and unanswered
  std::size_t unsent_bytes_max = 16 << 20;                 // waiting to be written
};

using MessageHandler = std::function<void(std::string_view channel, std::string_view payload)>;

class Client {
 public:
  // Refuses an unreadable url with one clear line; connects in the background.
  static Result<std::unique_ptr<Client>> open(IoContext& io, Options options);
  virtual ~Client() = default;

  // An error reply of the server ("WRONGTYPE …") is FAILED_PRECONDITION with the server's words. After DEADLINE_EXCEEDED or
  // UNAVAILABLE the command may or may not have run.
  virtual Task<Result<Reply>> command(std::vector<std::string> words, Deadline deadline) = 0;
  // The number of subscribers that got it.
  virtual Task<Result<std::int64_t>> publish(std::string channel, std::string message, Deadline deadline) = 0;
  // The same without waiting; false when it could not be sent (no connection, or too much unsent).
  virtual bool publish_now(std::string_view channel, std::string_view message) = 0;

  // One handler per channel; kept across reconnects.
  virtual void subscribe(std::string channel, MessageHandler handler) = 0;
  virtual void unsubscribe(const std::string& channel) = 0;
  virtual void on_gap(std::function<void()> handler) = 0;

  virtual bool connected() const = 0;                      // the command connection
  virtual bool subscribed() const = 0;                     // the subscriber connection, with every channel confirmed
  virtual void stop() = 0;                                 // closes both; running commands answer UNAVAILABLE
};

}  // namespace jm::redis
