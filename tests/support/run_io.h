// Runs a coroutine to its end on an IoContext, from a plain test, and returns its value. Other work on the same context (a
// Database's lanes, a server) runs meanwhile and stays. A coroutine that has not ended after two minutes is a hang: abort.
//
//   IoContext io(1);
//   const Result<pg::Rows> rows = test::run_io(io, db.read(…));
#pragma once
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "async/async.h"

namespace jm::test {

namespace detail {
inline void run_until(IoContext& io, const bool& done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!done) {
    if (io.stopped()) io.restart();
    io.run_one_until(end);
    if (!done && std::chrono::steady_clock::now() >= end) {
      std::fputs("run_io: the coroutine did not end within two minutes\n", stderr);
      std::abort();
    }
  }
}
template <class T>
Task<void> keep(Task<T> task, std::optional<T>& value) {
  value.emplace(co_await std::move(task));
}
}  // namespace detail

template <class T>
T run_io(IoContext& io, Task<T> task) {
  bool done = false;
  std::exception_ptr failure;
  const auto finished = [&](std::exception_ptr e) {
    failure = e;
    done = true;
  };
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(io, std::move(task), finished);
    detail::run_until(io, done);
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<T> value;
    boost::asio::co_spawn(io, detail::keep(std::move(task), value), finished);
    detail::run_until(io, done);
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
  }
}

// For tests that need no context of their own.
template <class T>
T run_io(Task<T> task) {
  IoContext io(1);
  return run_io(io, std::move(task));
}

}  // namespace jm::test
