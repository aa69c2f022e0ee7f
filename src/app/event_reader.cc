#include "app/event_reader.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>

namespace jm::app {
namespace {

namespace asio = boost::asio;

// The payload of a chunked body that has arrived whole so far; what is incomplete stays in `wire`.
void take_chunks(std::string& wire, std::string& text) {
  for (;;) {
    const auto line = wire.find("\r\n");
    if (line == std::string::npos) return;
    const std::size_t size = std::stoul(wire.substr(0, line), nullptr, 16);
    if (wire.size() < line + 2 + size + 2) return;
    text.append(wire, line + 2, size);
    wire.erase(0, line + 2 + size + 2);
    if (size == 0) return;
  }
}

}  // namespace

Task<void> EventReader::follow() {
  boost::system::error_code ec;
  const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port_);
  co_await socket_.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, ec));
  if (ec) co_return;
  const std::string request = "GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + token_ + "\r\n\r\n";
  co_await asio::async_write(socket_, asio::buffer(request), asio::redirect_error(asio::use_awaitable, ec));
  std::string wire, text;
  if (!ec) {
    const std::size_t head = co_await asio::async_read_until(socket_, asio::dynamic_buffer(wire), "\r\n\r\n", asio::redirect_error(asio::use_awaitable, ec));
    wire.erase(0, head);
  }
  std::array<char, 8192> buffer;
  while (!ec) {
    take_chunks(wire, text);
    for (std::size_t end; (end = text.find("\n\n")) != std::string::npos; text.erase(0, end + 2)) take_frame(std::string_view(text).substr(0, end));
    const std::size_t n = co_await socket_.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ec));
    wire.append(buffer.data(), n);
  }
}

void EventReader::take_frame(std::string_view frame) {
  ReceivedEvent event;
  std::string data;
  while (!frame.empty()) {
    const auto end = frame.find('\n');
    const std::string_view line = frame.substr(0, end);
    if (line.starts_with("id: ")) event.id = line.substr(4);
    if (line.starts_with("data: ")) data += line.substr(6);
    frame.remove_prefix(end == std::string_view::npos ? frame.size() : end + 1);
  }
  boost::system::error_code ec;
  const auto value = boost::json::parse(data, ec);
  if (ec || !value.is_object()) return;
  event.data = value.as_object();
  events_.push_back(std::move(event));
  arrived_.notify_all();
}

Task<const ReceivedEvent*> EventReader::until(std::string type, std::string member, std::string value, Deadline deadline) {
  for (std::size_t seen = 0;;) {
    for (; seen < events_.size(); ++seen) {
      const auto& data = events_[seen].data;
      const auto has = [&](const std::string& key, const std::string& wanted) {
        const auto* v = data.if_contains(key);
        return v != nullptr && v->is_string() && v->as_string() == wanted;
      };
      if (has("type", type) && (member.empty() || has(member, value))) co_return &events_[seen];
    }
    const bool more = co_await arrived_.wait(deadline);
    if (!more && deadline.passed()) co_return nullptr;
  }
}

void EventReader::close() {
  boost::system::error_code ec;
  socket_.close(ec);
}

}  // namespace jm::app
