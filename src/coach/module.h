// What the composition root needs to run the coach: a handler on the worker. The coach answers no calls; what it makes is in
// the application (analysis, letter) and announced as ANALYSIS_DONE.
//
//   coach::handle_analyses(worker, {db, bus, cpu});      // role "worker": CMD_ANALYZE_JOB
#pragma once
#include "async/async.h"
#include "base/clock.h"
#include "events/bus.h"
#include "pg/database.h"

namespace jm::queue {
class Worker;
}

namespace jm::coach {

struct CoachDeps {
  pg::Database& db;
  events::Bus& bus;
  CpuPool& cpu;
  const Clock& clock = Clock::system();
};

void handle_analyses(queue::Worker& worker, CoachDeps deps);

}  // namespace jm::coach
