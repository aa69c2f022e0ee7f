// The child is this test program again: what stands before main() takes the hidden subcommands.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stop_token>
#include <thread>

#include "sandbox/child.h"
#include "sandbox/own_child_for_tests.h"

namespace jm::sandbox {
namespace {

Limits small() {
  Limits l;
  l.memory_bytes = std::size_t{512} << 20;
  l.cpu_seconds = 2;
  l.time_max = std::chrono::milliseconds(6'000);
  return l;
}

void act(const std::string& what) {
  if (what == "wait") {
    for (;;) ::pause();
  }
  if (what == "nest") {
    write_output(run_child("child-echo", "bytes", small()) ? "STARTED" : "refused");
    ::_exit(0);
  }
  limit_self(small());
  const std::string input = read_input();
  if (!confine()) ::_exit(3);
  if (what == "echo") {
    write_output("<" + input + ">");
  } else if (what == "open") {
    write_output(::open("/etc/passwd", O_RDONLY) < 0 && ::socket(AF_INET, SOCK_STREAM, 0) < 0 && ::fork() < 0 ? "refused" : "ALLOWED");
  } else if (what == "crash") {
    ::abort();
  } else if (what == "spin") {
    for (volatile unsigned i = 0;; i = i + 1) {
    }
  } else if (what == "eat") {
    for (int i = 0; i < 10'000; ++i) *static_cast<volatile char*>(::operator new(std::size_t{1} << 20)) = 1;
    write_output("full");
  } else if (what == "flood") {
    const std::string mb(std::size_t{1} << 20, 'x');
    while (write_output(mb)) {
    }
  } else {
    return;
  }
  ::_exit(0);
}

const int kChild = [] {
  const std::string what = own_subcommand();
  if (what.starts_with("child-")) act(what.substr(6));
  return 0;
}();

std::string reason(const std::string& what) {
  const auto r = run_child("child-" + what, "bytes", small());
  return r ? *r : r.error().reason;
}

TEST(Sandbox, GivesAndTakesBytes) { EXPECT_EQ(reason("echo"), "<bytes>"); }
TEST(Sandbox, NothingCanBeOpenedOrStarted) { EXPECT_EQ(reason("open"), "refused"); }
TEST(Sandbox, AChildStartsNoChild) { EXPECT_EQ(reason("nest"), "refused"); }
TEST(Sandbox, ACrashCostsTheChildAlone) { EXPECT_EQ(reason("crash"), "SANDBOX_ENDED"); }
TEST(Sandbox, TimeRunsOut) { EXPECT_EQ(reason("spin"), "SANDBOX_TIMEOUT"); }
TEST(Sandbox, AStopKillsTheChildAndIsNoAnswer) {
  std::stop_source source;
  Limits hours;
  hours.cpu_seconds = 3'600;
  hours.time_max = std::chrono::hours(1);
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    source.request_stop();
  });
  const auto r = run_child("child-wait", "bytes", hours, source.get_token());
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kUnavailable);
  EXPECT_FALSE(run_child("child-echo", "bytes", small(), source.get_token())) << "what is being stopped starts nothing";
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "no child is left";
}
TEST(Sandbox, MemoryRunsOut) { EXPECT_EQ(reason("eat"), "SANDBOX_ENDED"); }
TEST(Sandbox, TheAnswerIsBounded) { EXPECT_EQ(reason("flood"), "SANDBOX_ENDED"); }

}  // namespace
}  // namespace jm::sandbox
