// Reads an event stream of this program as a client does, for `jobmate demo`: plain HTTP to the loopback address.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "async/async.h"
#include "base/result.h"

namespace jm::app {

struct ReceivedEvent {
  std::string id;                            // empty on the greeting
  boost::json::object data;
};

// Runs until close(). I/O thread only; outlives its follow() coroutine.
class EventReader {
 public:
  EventReader(IoContext& io, std::uint16_t port, std::string token) : socket_(io), arrived_(io), port_(port), token_(std::move(token)) {}

  // Connects, then keeps reading; returns when the stream ends.
  Task<void> follow();
  // The first event (seen or to come) of this type whose member has this value; nullptr at the deadline.
  Task<const ReceivedEvent*> until(std::string type, std::string member, std::string value, Deadline deadline);
  const std::vector<ReceivedEvent>& all() const { return events_; }
  void close();

 private:
  void take_frame(std::string_view frame);

  boost::asio::ip::tcp::socket socket_;
  Event arrived_;
  std::uint16_t port_;
  std::string token_;
  std::vector<ReceivedEvent> events_;
};

}  // namespace jm::app
