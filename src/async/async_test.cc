#include "async/async.h"

#include <gtest/gtest.h>

namespace jm {
namespace {

using namespace std::chrono_literals;

Task<void> wait_and_count(Event& event, Deadline deadline, int& notified, int& late) {
  const bool ok = co_await event.wait(deadline);
  ++(ok ? notified : late);
}

TEST(Event, wakes_every_waiter_and_remembers_one_early_notification) {
  IoContext io(1);
  Event event(io);
  int notified = 0, late = 0;
  event.notify_all();
  spawn(io, wait_and_count(event, Deadline::in(1s), notified, late), "early");
  spawn(io, wait_and_count(event, Deadline::in(1s), notified, late), "a");
  spawn(io, wait_and_count(event, Deadline::in(1s), notified, late), "b");
  boost::asio::steady_timer timer(io, 20ms);
  timer.async_wait([&](auto) { event.notify_all(); });
  io.run();
  EXPECT_EQ(notified, 3);
  EXPECT_EQ(late, 0);
}

TEST(Event, gives_up_at_the_deadline) {
  IoContext io(1);
  Event event(io);
  int notified = 0, late = 0;
  spawn(io, wait_and_count(event, Deadline::in(5ms), notified, late), "late");
  io.run();
  EXPECT_EQ(late, 1);
  EXPECT_EQ(notified, 0);
}

Task<void> square(CpuPool& pool, int x, std::vector<int>& out, int& refused) {
  auto work = [x] {
    std::this_thread::sleep_for(20ms);
    return x * x;
  };
  const Result<int> r = co_await pool.run(work);
  if (r) out.push_back(*r);
  else ++refused;
}

TEST(CpuPool, runs_elsewhere_resumes_here_and_refuses_when_full) {
  IoContext io(1);
  CpuPool pool(io, 1, 2);
  std::vector<int> out;
  int refused = 0;
  for (int i = 1; i <= 3; ++i) spawn(io, square(pool, i, out, refused), "square");
  io.run();
  EXPECT_EQ(out, (std::vector<int>{1, 4}));
  EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace jm
