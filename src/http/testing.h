// For tests: an io_context on its own thread with a server on it, and a blocking socket that speaks raw bytes.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>

#include "async/async.h"
#include "http/message.h"
#include "http/server.h"

namespace jm::http::testing {

// Runs an io_context on a thread; what lives on it is touched through run() and await() only.
class IoThread {
 public:
  IoThread() : guard_(io.get_executor()), thread_([this] { io.run(); }) {}
  ~IoThread() {
    guard_.reset();
    io.stop();
    thread_.join();
  }

  template <class F>
  auto run(F f) {
    using T = std::invoke_result_t<F>;
    std::promise<T> done;
    boost::asio::post(io, [&] {
      if constexpr (std::is_void_v<T>) f(), done.set_value();
      else done.set_value(f());
    });
    return done.get_future().get();
  }
  template <class T>
  T await(Task<T> task) {
    std::promise<T> done;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr e, T value) {
      if (e) done.set_exception(e);
      else done.set_value(std::move(value));
    });
    return done.get_future().get();
  }

  IoContext io{1};

 private:
  boost::asio::executor_work_guard<IoContext::executor_type> guard_;
  std::thread thread_;
};

class TestServer {
 public:
  explicit TestServer(Router router, ServerOptions options = {}) {
    port = thread.run([&] {
      server.emplace(thread.io, std::move(router), std::move(options));
      const auto listening = server->listen("127.0.0.1", 0);
      return listening ? server->port() : std::uint16_t{0};
    });
  }
  ~TestServer() {
    thread.await(server->stop(Deadline::in(std::chrono::milliseconds(200))));
    thread.run([&] { server.reset(); });
  }
  ServerStats stats() {
    return thread.run([&] { return server->stats(); });
  }

  IoThread thread;
  std::optional<Server> server;
  std::uint16_t port = 0;
};

// Polls until it holds; false after ten seconds, which is a failure and not a measurement.
template <class Predicate>
bool eventually(Predicate predicate) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!predicate()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

struct Reply {
  int status = 0;
  std::string head;                    // status line and fields, with the blank line
  std::string body;                    // as framed by content-length or chunks; raw otherwise
  std::string field(std::string_view name) const {
    std::size_t at = head.find("\r\n");
    while (at != std::string::npos && at + 2 < head.size()) {
      at += 2;
      const auto end = head.find("\r\n", at);
      const std::string_view line = std::string_view(head).substr(at, end - at);
      if (line.size() > name.size() && line[name.size()] == ':' && iequals(line.substr(0, name.size()), name))
        return std::string(line.substr(name.size() + 2));
      at = end;
    }
    return {};
  }
};

// A client that says exactly what it is told. Gives up after ten seconds of silence.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    timeval tv{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected = ::connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0;
  }
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept : connected(other.connected), fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  // At least one more byte; false at the end of the stream, on an error or after ten seconds.
  bool more() {
    char piece[16384];
    const auto n = ::recv(fd_, piece, sizeof piece, 0);
    if (n <= 0) return false;
    in_.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  bool read_until(std::string_view text) {
    while (in_.find(text) == std::string::npos)
      if (!more()) return false;
    return true;
  }
  // The next response; status 0 if the connection ended before it was whole.
  Reply reply(bool head_only = false) {
    Reply r;
    if (!read_until("\r\n\r\n")) return r;
    const auto end = in_.find("\r\n\r\n") + 4;
    r.head = in_.substr(0, end);
    in_.erase(0, end);
    const int status = std::atoi(r.head.c_str() + 9);
    const auto length = r.field("content-length");
    if (head_only || status == 204 || status == 304 || status == 100) {
    } else if (!length.empty()) {
      const auto n = static_cast<std::size_t>(std::stoul(length));
      while (in_.size() < n)
        if (!more()) return r;
      r.body = in_.substr(0, n);
      in_.erase(0, n);
    } else if (r.field("transfer-encoding") == "chunked") {
      for (;;) {
        if (!read_until("\r\n")) return r;
        const auto line = in_.find("\r\n");
        const auto n = std::stoul(in_.substr(0, line), nullptr, 16);
        while (in_.size() < line + 2 + n + 2)
          if (!more()) return r;
        r.body += in_.substr(line + 2, n);
        in_.erase(0, line + 2 + n + 2);
        if (n == 0) break;
      }
    } else {
      r.body = rest();
    }
    r.status = status;
    return r;
  }
  std::string rest() {
    while (more()) {}
    return std::exchange(in_, {});
  }
  // True if the server ends the connection, in order or by reset, without another byte.
  bool ended() {
    char c;
    const auto n = in_.empty() ? ::recv(fd_, &c, 1, 0) : 1;
    return n == 0 || (n < 0 && errno == ECONNRESET);
  }
  void shutdown_send() { ::shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  const std::string& buffered() const { return in_; }

  bool connected = false;

 private:
  int fd_;
  std::string in_;
};

inline std::string get(std::string_view target, std::string_view more = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}
inline std::string post(std::string_view target, std::string_view body, std::string_view more = "") {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more) + "\r\n" + std::string(body);
}

}  // namespace jm::http::testing
