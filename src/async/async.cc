#include "async/async.h"

#include <boost/asio/redirect_error.hpp>
#include <cstdlib>

#include "base/log.h"

namespace jm {

namespace asio = boost::asio;

void spawn(IoContext& io, Task<void> task, std::string_view name) {
  const std::string who(name);
  asio::co_spawn(io, std::move(task), [who](std::exception_ptr e) {
    if (!e) return;
    try {
      std::rethrow_exception(e);
    } catch (const std::exception& x) {
      log::error("a background task ended with an exception", {{"task", who}, {"what", x.what()}});
    }
    std::abort();
  });
}

Task<bool> sleep_for(std::chrono::milliseconds d) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(d);
  boost::system::error_code ec;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  co_return !ec;
}

void Event::notify_all() {
  if (waiters_.empty()) {
    pending_ = true;
    return;
  }
  for (Waiter* w : waiters_) {
    w->notified = true;
    w->timer.cancel();
  }
  waiters_.clear();
}

Task<bool> Event::wait(Deadline deadline) {
  if (std::exchange(pending_, false)) co_return true;
  Waiter waiter{asio::steady_timer(io_, deadline.at)};
  waiters_.push_back(&waiter);
  boost::system::error_code ec;
  co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  if (!waiter.notified) std::erase(waiters_, &waiter);
  co_return waiter.notified;
}

CpuPool::CpuPool(IoContext& io, unsigned threads, std::size_t queue_len_max)
    : io_(io), pool_(threads), queue_len_max_(queue_len_max) {}

CpuPool::~CpuPool() {
  pool_.stop();
  pool_.join();
}

bool CpuPool::submit(std::function<void()> job, std::function<void()> done) {
  if (queued_ >= queue_len_max_) return false;
  ++queued_;
  // The io_context must not run dry while the job is away.
  auto work = std::make_shared<asio::executor_work_guard<IoContext::executor_type>>(io_.get_executor());
  asio::post(pool_, [this, job = std::move(job), done = std::move(done), work = std::move(work)]() mutable {
    job();
    asio::post(io_, [this, done = std::move(done), work = std::move(work)] {
      --queued_;
      done();
    });
  });
  return true;
}

}  // namespace jm
