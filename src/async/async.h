// Coroutines wait; pure functions decide.
//
// Thread model of a process: ONE I/O thread runs one io_context(1); every coroutine, connection, database lane and hub lives
// on it, so nothing there needs a lock or a strand. CPU-heavy work (password hashing, scoring, compression of large bodies)
// goes to a CpuPool and comes back. A process scales by replicas, not by I/O threads.
//
// House rules for coroutines: parameters by value (or a reference whose owner is named); `co_await` stands alone on its
// line with named arguments; no capturing coroutine lambda.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace jm {

template <class T>
using Task = boost::asio::awaitable<T>;

using IoContext = boost::asio::io_context;

// Starts a coroutine that nobody waits for. An exception that escapes it is a broken invariant: logged, then abort.
void spawn(IoContext& io, Task<void> task, std::string_view name);

// An answer that is there already, from a function that is no coroutine itself: one that checks and then passes its call on
// costs no frame of its own.
template <class T>
Task<Result<T>> answered(Result<T> answer) {
  co_return answer;
}

// Waits; returns early (false) when the enclosing coroutine is cancelled.
Task<bool> sleep_for(std::chrono::milliseconds d);

// Wakes waiting coroutines on the same io_context. notify_all() wakes all that wait now; a notification that finds nobody is
// remembered once, so the pattern "check, then wait" loses nothing. Must outlive its waiters.
class Event {
 public:
  explicit Event(IoContext& io) : io_(io) {}
  void notify_all();
  // True when notified, false at the deadline.
  Task<bool> wait(Deadline deadline);

 private:
  struct Waiter {
    boost::asio::steady_timer timer;
    bool notified = false;
  };
  IoContext& io_;
  std::vector<Waiter*> waiters_;
  bool pending_ = false;
};

// A few threads for work that would hold up the I/O thread. Bounded: when `queue_len_max` jobs wait, run() answers
// RESOURCE_EXHAUSTED at once instead of queueing.
class CpuPool {
 public:
  CpuPool(IoContext& io, unsigned threads, std::size_t queue_len_max);
  ~CpuPool();
  CpuPool(const CpuPool&) = delete;

  // Runs `work` (copyable, no coroutine) on the pool; the caller resumes on the I/O thread with its result.
  template <class F, class T = std::invoke_result_t<F>>
  Task<Result<T>> run(F work) {
    auto slot = std::make_shared<Slot<T>>(io_);
    auto job = [slot, work = std::move(work)]() mutable {
      try {
        slot->value.emplace(work());
      } catch (...) {
        slot->failure = std::current_exception();
      }
    };
    auto done = [slot] { slot->ready.notify_all(); };
    if (!submit(std::move(job), std::move(done)))
      co_return fail(Code::kResourceExhausted, "The server is busy. Try again in a moment.", "BUSY");
    while (!slot->value && !slot->failure) co_await slot->ready.wait(Deadline::never());
    if (slot->failure) std::rethrow_exception(slot->failure);
    co_return std::move(*slot->value);
  }

 private:
  template <class T>
  struct Slot {
    explicit Slot(IoContext& io) : ready(io) {}
    std::optional<T> value;
    std::exception_ptr failure;
    Event ready;
  };
  bool submit(std::function<void()> job, std::function<void()> done);   // done runs on the I/O thread

  IoContext& io_;
  boost::asio::thread_pool pool_;
  const std::size_t queue_len_max_;
  std::size_t queued_ = 0;             // touched on the I/O thread only
};

}  // namespace jm
