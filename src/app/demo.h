// `jobmate demo`: the main job, unattended, through the same doors as every user: GraphQL over HTTP, server-sent events, and
// the ingest of board files. Prints each step with its duration; the exit code is 0 only when every step did what it promises.
#pragma once
#include <string>

#include "app/wire.h"

namespace jm::app {

struct DemoOptions {
  std::string corpus;                        // a folder of board folders
  bool keep = false;                         // leave it running afterwards
};

Task<int> run_demo(App& app, DemoOptions options);

}  // namespace jm::app
