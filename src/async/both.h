// Two coroutines at once, on this thread: while one waits the other goes on.
//
//   auto [a, b] = co_await both(first(x), second(y));
#pragma once
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <tuple>

#include "async/async.h"

namespace jm {

template <class A, class B>
Task<std::tuple<A, B>> both(Task<A> a, Task<B> b) {
  using namespace boost::asio::experimental::awaitable_operators;
  co_return co_await (std::move(a) && std::move(b));
}

}  // namespace jm
