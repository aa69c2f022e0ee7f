// Drives a plan over HTTP: one request after the other at the board's pace, retries, redirects, bronze. What holds offers is
// handed on to Ingest; how it ended stands in outcome().
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "discovery/fetch/bronze.h"
#include "discovery/fetch/plan.h"
#include "discovery/fetch/settings.h"
#include "discovery/ingest.h"
#include "outbound/client.h"
#include "pg/database.h"

namespace jm::discovery {

// What the service said about a URL's version.
struct Validator {
  std::string etag, last_modified;
};
using Validators = std::map<std::string, Validator, std::less<>>;      // by URL without secrets
std::string to_json(const Validators& v);
Validators read_validators(std::string_view json);

struct FetchOutcome {
  Step end;                                      // the plan's last step; never kAsk
  bool unchanged = false;                        // 304
  int requests = 0;
  std::uint64_t bytes = 0;                       // of the answers, decoded
  Validators validators;                         // of this run's answers
  std::optional<Error> error;                    // ours: object store or database
};

class FetchRun final : public PayloadSource {
 public:
  struct Deps {
    outbound::Client& client;
    pg::Database& db;
    Bronze& bronze;
    CpuPool& cpu;
    const Clock& clock;
    const FetchSettings& settings;
  };
  struct About {
    std::string board, source_id, pace_key;
    Uuid run_id;
    Pace pace;
    bool heavy = false;                          // the plan thinks on the CPU pool
    Validators validators;                       // of the last good run
  };
  FetchRun(Deps deps, About about, std::unique_ptr<FetchPlan> plan, Deadline deadline);

  Task<Result<std::optional<FetchedPayload>>> next() override;
  const FetchOutcome& outcome() const { return outcome_; }
  const FetchPlan& plan() const { return *plan_; }

 private:
  Task<Result<Answer>> ask(const Ask& ask);
  Task<std::optional<Answer>> wait_for_turn(std::chrono::milliseconds gap);   // an answer: the board may not be asked now
  Task<void> rest(std::chrono::milliseconds d);  // the service wants peace
  Task<void> wait(std::chrono::milliseconds d);
  Task<Result<Step>> think();                    // the plan's next step
  outbound::Request request_of(const Ask& ask, const outbound::WebUrl& url) const;

  Deps deps_;
  About about_;
  std::shared_ptr<FetchPlan> plan_;
  Deadline deadline_;
  std::optional<Answer> answer_;                 // of the last ask
  std::shared_ptr<const std::string> body_;      // what answer_.body points into
  FetchOutcome outcome_;
  bool ended_ = false;
  std::minstd_rand dice_{std::random_device{}()};
};

}  // namespace jm::discovery
