#include "app/run_until_signal.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <sched.h>
#include <unistd.h>

#include "base/log.h"

namespace jm::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kStopTime{9};     // of the ten that a supervisor gives

struct State {
  int code = 0;
  bool stopping = false;
};

Task<void> stop_all(App& app, asio::signal_set& signals, State& state) {
  if (std::exchange(state.stopping, true)) co_return;
  co_await app.stop(Deadline::in(kStopTime));
  signals.cancel();
  app.io().stop();
}

Task<void> run_main(App& app, asio::signal_set& signals, State& state, std::function<Task<int>(App&)> main, bool stay) {
  state.code = co_await main(app);
  if (!stay || state.code != 0) co_await stop_all(app, signals, state);
}

// The I/O thread, when something wakes it, takes a processor that is free or waits for its turn, rather than interrupting the
// database that is about to answer other requests: it then finds more to do at once, which costs less than waking for each.
// Threads and processes it starts are scheduled as usual. Where this is refused, all works as before.
void wake_politely() {
  const sched_param none{};
  (void)sched_setscheduler(0, SCHED_BATCH | SCHED_RESET_ON_FORK, &none);
}

// A second signal ends the program at once.
Task<void> on_signal(App& app, asio::signal_set& signals, State& state) {
  boost::system::error_code ec;
  co_await signals.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  if (ec) co_return;
  std::fputs("Stopping.\n", stderr);
  spawn(app.io(), stop_all(app, signals, state), "stop");
  co_await signals.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  if (!ec) std::_Exit(130);
}

}  // namespace

int complain(const Error& error) {
  std::fprintf(stderr, "jobmate: %s\n", error.message.c_str());
  return 1;
}

int run_app(RunOptions options, std::function<Task<int>(App&)> main) {
  std::signal(SIGPIPE, SIG_IGN);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Result<Loaded> loaded = load_config();
  if (!loaded) return complain(loaded.error());
  if (options.purpose == Purpose::kEmbedded && !loaded->notice.empty()) std::fprintf(stderr, "%s\n", loaded->notice.c_str());
  if (options.adjust) options.adjust(loaded->config);
  log::set_level(log::parse_level(loaded->config.log_level));

  IoContext io(1);
  asio::signal_set signals(io, SIGINT, SIGTERM);
  State state;
  Result<std::unique_ptr<App>> app = App::start(io, std::move(loaded->config), options.purpose, std::move(options.roles));
  if (!app) return complain(app.error());
  spawn(io, on_signal(**app, signals, state), "signals");
  spawn(io, run_main(**app, signals, state, std::move(main), options.wait_for_signal), "main");
  wake_politely();
  io.run();
  app->reset();
  return state.code;
}

}  // namespace jm::app
