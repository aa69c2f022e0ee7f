// Where the coach asks language models: who pays, under which caps, exactly once for an approval.
//
//   Choice choice = desk.choose(row of model_settings.sql, user);        pure: which endpoint, or why none
//   co_await desk.open(choice, …)                                         the reservation is committed before anything is sent
//   Asked asked = co_await desk.ask(choice, call_id, user, prompt, accept, deadline);
//   calls.push_back(settle_call(…)); …                                    settled in the transaction that stores what came of it
//
// The order of things, and what a crash or a dropped connection at each point leaves behind:
//   before the reservation      nothing; the command runs again
//   reserved, nothing sent      the reservation. The next run cannot know that nothing was sent: as below
//   sent, no answer             it may be billed. An endpoint that honours idempotency keys is asked again under the same key and bills once;
//                               any other is not: the call is UNKNOWN, costs what was set aside, and the result without a model stays, saying so
//   answered, not stored        the same
//   stored                      settled and stored in one transaction with the command's end: never asked again
// A unique index (model_calls_once) refuses a second call for an approval whatever the code does.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "coach/module.h"
#include "model/client.h"
#include "pg/rows.h"

namespace jm::coach {

// What would be used for a user now.
struct Choice {
  bool enabled = true, nothing_leaves = false;
  model::Endpoint endpoint;
  std::string payer = "OPERATOR";
  bool priced = true;                          // the prices are known
  std::int64_t price_in = 0, price_out = 0;    // millionths for a million tokens
  std::int64_t cap = 0, spent = 0, reserved = 0;
  bool leaves = true;                          // the endpoint is another machine
  std::string problem;                         // domain/model_text.h; empty: ready
  // As stored, for the settings' owner.
  std::optional<std::string> base_url, model, key_hint;
  std::optional<std::int64_t> own_price_in, own_price_out, own_cap;

  std::int64_t left() const { return std::max<std::int64_t>(0, cap - spent - reserved); }
  std::int64_t cost(std::int64_t tokens_in, std::int64_t tokens_out) const;
  // The most that a question and its one repair can cost.
  std::int64_t worst(const model::Prompt& prompt) const;
};

struct Asked {
  std::optional<std::string> answer;           // accepted, JSON
  std::string state = "FAILED";                // of the ledger: SETTLED, FAILED, UNKNOWN
  std::string problem;                         // empty with an answer
  bool again = false;                          // worth trying later
  std::int64_t cost = 0, tokens_in = 0, tokens_out = 0;
  int tries = 0, status = 0;
  std::size_t bytes_out = 0, bytes_in = 0;
  std::chrono::milliseconds took{0};
  std::string detail;                          // for the ledger
};

// How a good answer is found again.
struct CachedUnder {
  std::string cluster;                         // what it is about
  int profile_version = 0;
  std::string asked;                           // hash of the question's data
};

// What is wrong with an answer (sent back to the model once); nothing: it is good.
using Accept = std::function<std::optional<std::string>(std::string_view json)>;

class ModelDesk {
 public:
  explicit ModelDesk(ModelDeps deps) : deps_(std::move(deps)) {}

  Choice choose(const pg::Row& settings, const Uuid& user) const;
  Task<Result<Choice>> choice_of(Uuid user, Deadline deadline);

  // What a question would cost, before anybody agrees to it; the first without the question: who would be asked, or why nobody.
  struct Purpose {
    std::string name, prompt_version;
  };
  pb::ModelQuote quote(const Choice& choice) const;
  Task<Result<pb::ModelQuote>> quote(Choice choice, Uuid user, Purpose purpose, model::Prompt prompt, CachedUnder cached_under, Deadline deadline);

  struct Opening {
    Uuid call_id, user;
    std::string purpose, approval, prompt_version;
    std::optional<Uuid> application;
    std::size_t prompt_bytes = 0;
    std::int64_t amount = 0;
  };
  // OK, CAP_USER, CAP_OPERATOR, or TAKEN: the approval has its call.
  Task<Result<std::string>> open(Choice choice, Opening opening, Deadline deadline);
  Task<Asked> ask(Choice choice, Uuid call_id, Uuid user, model::Prompt prompt, Accept accept, Deadline deadline);
  pg::Call settle_call(const Uuid& call_id, const Asked& asked) const;

  const ModelDeps& deps() const { return deps_; }

 private:
  ModelDeps deps_;
};

std::string key_context(const Uuid& user);
// Millionths as an amount for people.
double units(std::int64_t micros);

}  // namespace jm::coach
