#include "support/test_redis.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace jm::test {
namespace {

using namespace std::chrono_literals;

sockaddr_in loopback(int port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in a = loopback(0);
  socklen_t n = sizeof a;
  if (bind(fd, reinterpret_cast<sockaddr*>(&a), n) != 0 || getsockname(fd, reinterpret_cast<sockaddr*>(&a), &n) != 0) throw std::runtime_error("no free port");
  close(fd);
  return ntohs(a.sin_port);
}

}  // namespace

TestRedis::TestRedis(std::string password) : password_(std::move(password)), port_(free_port()) {
  char dir[] = "/tmp/jobmate-test-redis-XXXXXX";
  if (mkdtemp(dir) == nullptr) throw std::runtime_error("no temporary directory");
  dir_ = dir;
  start();
}

TestRedis::~TestRedis() {
  stop();
  std::error_code ec;
  std::filesystem::remove_all(dir_, ec);
}

std::string TestRedis::url() const { return "redis://" + (password_.empty() ? "" : ":" + password_ + "@") + "127.0.0.1:" + std::to_string(port_); }

void TestRedis::start() {
  if (pid_ > 0) return;
  const std::string port = std::to_string(port_);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    const int null_fd = open("/dev/null", O_RDWR);
    dup2(null_fd, 0);
    dup2(null_fd, 1);
    dup2(null_fd, 2);
    execlp("redis-server", "redis-server", "--port", port.c_str(), "--bind", "127.0.0.1", "--dir", dir_.c_str(), "--save", "", "--appendonly", "no",
           "--requirepass", password_.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(5ms)) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != 0) {
      pid_ = -1;
      throw std::runtime_error("redis-server does not start; is the package redis-server installed?");
    }
    try {
      if (raw("PING").starts_with('+')) return;
    } catch (const std::exception&) {
    }
  }
  throw std::runtime_error("redis-server does not answer");
}

void TestRedis::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
}

std::string TestRedis::raw(const std::string& inline_command) const {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in a = loopback(port_);
  std::string in;
  if (connect(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0) {
    const std::string out = (password_.empty() ? "" : "AUTH \"" + password_ + "\"\r\n") + inline_command + "\r\n";
    if (send(fd, out.data(), out.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.size())) {
      const std::size_t lines = password_.empty() ? 1 : 2;
      std::size_t seen = 0;
      char c = 0;
      while (seen < lines && read(fd, &c, 1) == 1) {
        if (c == '\n') {
          if (++seen < lines) in.clear();
        } else if (c != '\r') {
          in += c;
        }
      }
    }
  }
  close(fd);
  if (in.empty()) throw std::runtime_error("redis does not answer");
  return in;
}

}  // namespace jm::test
