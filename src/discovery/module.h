// What the composition root needs to run discovery: the service behind the inbox's RPCs, and the background work on offers.
//
//   discovery::OfferShelf shelf({db, cpu});                           // and keep_shelf(shelf) in the background
//   auto discovery = discovery::make_discovery({db, bus, shelf});     // role "discovery": serve it, or call it directly
//   discovery::handle_scans(worker, {db, bus, cpu});                  // role "worker": CMD_SCAN
//   co_await discovery::keep_inbox({db, bus, cpu});                   // role "worker": expiry, until cancelled
//   discovery::Ingest ingest({db, bus, cpu});                         // `jobmate ingest`, and later the fetchers
//
// Everything lives on the I/O thread; parsing and matching run on the CpuPool. Dependencies outlive what they are given to.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "async/async.h"
#include "base/clock.h"
#include "discovery.service.h"
#include "discovery/ingest.h"
#include "discovery/offer_shelf.h"
#include "events/bus.h"
#include "pg/database.h"

namespace jm::queue {
class Worker;
}
namespace jm::outbound {
class Client;
}
namespace jm::objects {
class Store;
}

namespace jm::discovery {

struct FetchSettings;                            // fetch/settings.h

// What reading pages for users takes. Their bytes are kept in `store` under pages/<user>/.
struct PageDeps {
  outbound::Client& client;
  objects::Store& store;
  CpuPool& cpu;
  std::map<std::string, int> running = {};   // pages being read now, by user; the I/O thread's
};

struct DiscoveryDeps {
  pg::Database& db;
  events::Bus& bus;
  OfferShelf& shelf;                 // for previews; keep_shelf() fills it
  const Clock& clock = Clock::system();
  const FetchSettings* fetch = nullptr;          // null: boards are not read here (tests of the inbox)
  PageDeps* pages = nullptr;                 // null: AddJobByUrl is refused
};

std::unique_ptr<DiscoveryService> make_discovery(DiscoveryDeps deps);

// CMD_SCAN {userId, searchConfigId?}: all stored offers against the user's active searches (or one of them).
// `shelf`, where there is one, outlives the worker.
void handle_scans(queue::Worker& worker, WorkerDeps deps, OfferShelf* shelf = nullptr);

// CMD_UNSNOOZE {userId, until}: what the user put off until then is back.
void handle_snoozes(queue::Worker& worker, WorkerDeps deps);

// One sweep: undecided items that expired, or whose offer closed, leave the database. Returns how many.
Task<Result<std::int64_t>> sweep_inbox(WorkerDeps deps);
// A sweep at once and then every `period`, until cancelled. A failed sweep is logged and tried again at the next turn.
Task<void> keep_inbox(WorkerDeps deps, std::chrono::milliseconds period = std::chrono::minutes(10));

}  // namespace jm::discovery
