// Runs an App on this thread until SIGINT or SIGTERM (or until `main` ends), then stops it in order.
#pragma once
#include <functional>
#include <set>

#include "app/wire.h"

namespace jm::app {

// Loads the configuration, starts an App, runs `main` on it; its value is the exit code. Every failure is one line on
// standard error and exit code 1. `wait_for_signal`: after main, stay until a signal comes.
struct RunOptions {
  Purpose purpose = Purpose::kTool;
  std::set<Role> roles;
  bool wait_for_signal = false;
  std::function<void(Config&)> adjust;         // before anything starts
};
int run_app(RunOptions options, std::function<Task<int>(App&)> main);

int complain(const Error& error);              // prints it; 1

}  // namespace jm::app
