// What operators ask every process: /health (alive), /ready (the dependencies answer), /metrics (Prometheus).
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "async/async.h"
#include "http/router.h"

namespace jm::app {

struct Dependency {
  std::string name;                                            // "database", "tracker"
  std::function<Task<Result<void>>(Deadline)> check;
};

// `service`: the name in /health's answer, as documented clients read it.
void add_ops_routes(http::Router& router, std::string service, std::vector<Dependency> dependencies);

}  // namespace jm::app
