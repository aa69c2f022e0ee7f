// For tests of whoever fetches: a server on a loopback address that says what it is told, byte by byte if it must, and remembers what it
// was asked.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace jm::outbound::testing {

class ScriptedServer {
 public:
  // `answer`: request head -> bytes to send; each piece after a pause when `drip` is set.
  ScriptedServer(const char* address, std::function<std::string(const std::string&)> answer, std::chrono::milliseconds drip = {})
      : answer_(std::move(answer)), drip_(drip), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    inet_pton(AF_INET, address, &a.sin_addr);
    socklen_t n = sizeof a;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&a), n) != 0 || ::listen(listener_, 16) != 0) std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&a), &n);
    port = ntohs(a.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedServer() {
    stop_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    ::close(listener_);
    thread_.join();
  }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::uint16_t port = 0;

 private:
  void serve() {
    while (!stop_) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      std::string head;
      char c[4096];
      while (head.find("\r\n\r\n") == std::string::npos) {
        const auto n = ::recv(fd, c, sizeof c, 0);
        if (n <= 0) break;
        head.append(c, static_cast<std::size_t>(n));
      }
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(head);
      }
      const std::string bytes = answer_(head);
      for (std::size_t at = 0; at < bytes.size() && !stop_;) {
        const std::size_t piece = drip_.count() > 0 ? 1 : bytes.size() - at;
        const auto n = ::send(fd, bytes.data() + at, piece, MSG_NOSIGNAL);
        if (n <= 0) break;
        at += static_cast<std::size_t>(n);
        if (drip_.count() > 0) std::this_thread::sleep_for(drip_);
      }
      ::close(fd);
    }
  }
  std::function<std::string(const std::string&)> answer_;
  std::chrono::milliseconds drip_;
  int listener_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

// A page as a server sends it.
inline std::string page(std::string_view body, std::string_view fields = "Content-Type: text/html\r\n", std::string_view status = "200 OK") {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}
inline std::string redirect(std::string_view to) { return "HTTP/1.1 302 Found\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\nLocation: " + std::string(to) + "\r\n\r\n"; }
// Path and query of a request's head.
inline std::string path_of(const std::string& head) { return head.substr(4, head.find(' ', 4) - 4); }

}  // namespace jm::outbound::testing
