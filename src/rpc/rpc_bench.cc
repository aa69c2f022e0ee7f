// A call over loopback: client and server on one I/O thread, as the topology tests run them. Argument: calls in flight.
#include <benchmark/benchmark.h>

#include "rpc/rpc.h"

namespace jm::rpc {
namespace {

using namespace std::chrono_literals;

Task<Result<std::string>> echo(std::string request) { co_return request; }

Task<void> caller(Channel& channel, std::size_t bytes, int& left, int& running) {
  while (left > 0) {
    --left;
    std::string message(bytes, 'x');
    const Result<std::string> answer = co_await channel.call("/bench.Bench/Echo", {}, std::move(message));
    if (!answer) throw std::runtime_error(answer.error().message);
  }
  --running;
}

void calls(benchmark::State& state) {
  IoContext io(1);
  std::vector<Method> methods{{"/bench.Bench/Echo", [](Caller, std::string request) { return echo(std::move(request)); }}};
  const auto server = Server::start(io, {.address = "127.0.0.1:0", .credential = "bench"}, std::move(methods)).value();
  const auto channel = Channel::connect(io, {.address = "127.0.0.1:" + std::to_string(server->port()), .credential = "bench"});
  constexpr int kCalls = 2'000;
  for (auto _ : state) {
    io.restart();
    int left = kCalls, running = static_cast<int>(state.range(0));
    for (int i = running; i > 0; --i) spawn(io, caller(*channel, static_cast<std::size_t>(state.range(1)), left, running), "caller");
    while (running > 0) io.run_one();
  }
  state.SetItemsProcessed(state.iterations() * kCalls);
}
BENCHMARK(calls)->Args({1, 200})->Args({16, 200})->Args({128, 200})->Args({16, 100'000})->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace jm::rpc
