// What the composition root needs to run the coach: handlers on the worker, and the service for what models may do and cost. What an
// analysis makes is in the application (analysis, letter), announced as ANALYSIS_DONE; a better wording, as ANALYSIS_IMPROVED; of a document's paragraph, as
// PARAGRAPH_WORDED.
//
//   coach::handle_analyses(worker, {db, bus, cpu, &desk});      // role "worker": CMD_ANALYZE_JOB, CMD_IMPROVE_ANALYSIS, CMD_WORD_PARAGRAPH
//   auto service = coach::make_coach({db, bus, cpu, &desk});
//   auto documents = coach::make_documents({db, bus, cpu, store, &desk});     // an application's letter and CV
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "async/async.h"
#include "base/clock.h"
#include "coach.service.h"
#include "crypto/seal.h"
#include "documents.service.h"
#include "events/bus.h"
#include "model/client.h"
#include "objects/store.h"
#include "pg/database.h"

namespace jm::queue {
class Worker;
}

namespace jm::coach {

// What the operator settled. Amounts in millionths of `currency`; prices for a million tokens.
struct ModelOptions {
  std::optional<model::Endpoint> endpoint;     // for everybody; none: only users' own
  std::int64_t price_in = 0, price_out = 0;
  std::int64_t cap_operator = 50'000'000, cap_user = 5'000'000;
  std::string currency = "USD";
  bool nothing_leaves = false;
  bool guests_local = false;                   // users may name an endpoint in a private network, and plain http
  std::vector<std::string> local_hosts;        // names that count as this machine
  std::optional<crypto::Sealer> sealer;        // for users' keys; none: they cannot be stored
  std::chrono::milliseconds answer_longest{120'000};
  std::chrono::milliseconds try_again_first{30'000}, try_again_longest{6 * 3'600'000};
  int failures_max = 12;                       // of one approval; then it stays as it is
};

struct ModelDeps {
  pg::Database& db;
  model::Client& client;
  ModelOptions options;
  const Clock& clock = Clock::system();
};

class ModelDesk;
std::shared_ptr<ModelDesk> make_model_desk(ModelDeps deps);

struct CoachDeps {
  pg::Database& db;
  events::Bus& bus;
  CpuPool& cpu;
  std::shared_ptr<ModelDesk> desk = {};        // none: analyses know of no model
  const Clock& clock = Clock::system();
};

void handle_analyses(queue::Worker& worker, CoachDeps deps);
std::unique_ptr<CoachService> make_coach(CoachDeps deps);

// For http::ClientOptions::may_leave: asks the user's settings each time. Without an answer nothing leaves.
std::function<Task<Result<bool>>(Uuid)> egress_gate(pg::Database& db);

struct DocumentDeps {
  pg::Database& db;
  events::Bus& bus;
  CpuPool& cpu;
  objects::Store* objects = nullptr;    // exported files
  std::shared_ptr<ModelDesk> desk = {}; // for wording paragraphs
  const Clock& clock = Clock::system();
};
std::unique_ptr<DocumentService> make_documents(DocumentDeps deps);

}  // namespace jm::coach
