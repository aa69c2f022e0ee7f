// The door to fetching for the composition root: the schedule and the runs. A run of a listing is the durable command CMD_FETCH
// {sourceId}, key = the listing's id, so that any number of processes reads each listing once at a time; the schedule is
// columns of `sources`, looked at by every process and moved on by one.
//
//   discovery::handle_fetches(worker, deps);                  // role "discovery"
//   co_await discovery::keep_sources(deps);                   // role "discovery": until cancelled
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "discovery/fetch/settings.h"
#include "discovery/ingest.h"
#include "objects/store.h"
#include "outbound/client.h"

namespace jm::queue {
class Worker;
}

namespace jm::discovery {

struct FetchDeps {
  WorkerDeps work;
  outbound::Client& client;
  objects::Store& objects;
  const FetchSettings& settings;
};

void handle_fetches(queue::Worker& worker, FetchDeps deps);

// Makes `sources` what searches, watches and settings need. How many rows can be read now that could not before.
Task<Result<std::int64_t>> plan_sources(pg::Database& db, Time now, const FetchSettings& settings);
// Queues the listings whose turn it is, each once whoever looks. How many.
Task<Result<int>> queue_due(WorkerDeps work, const FetchSettings& settings);
// Both, again and again, until cancelled.
Task<void> keep_sources(WorkerDeps work, const FetchSettings& settings);

// Queues a run of the listing unless one waits or runs.
pg::Call fetch_call(std::string_view source_id);

// The end of the quiet hours, if it is quiet now: nothing is begun before it and what runs stops, whoever asks.
std::optional<Time> quiet_now(Time now, const FetchSettings& settings);

// The listing's turn after `after`.
Time turn_after(Time after, std::string_view source_id, const Fetching& fetching, const FetchSettings& settings);

}  // namespace jm::discovery
