// A redis-server of the test's own: loopback, a free port, a temporary directory, nothing written to disk. It can be stopped
// and started again on the same port, to see what a client does without it.
#pragma once
#include <string>

namespace jm::test {

class TestRedis {
 public:
  explicit TestRedis(std::string password = {});
  ~TestRedis();
  TestRedis(const TestRedis&) = delete;

  std::string url() const;
  int port() const { return port_; }
  void stop();                       // SIGKILL
  void start();                      // waits until it answers
  // One command, blocking, outside of the code under test: "PUBLISH c m" as words; the raw first line of the reply.
  std::string raw(const std::string& inline_command) const;

 private:
  std::string password_, dir_;
  int port_ = 0;
  int pid_ = -1;
};

}  // namespace jm::test
