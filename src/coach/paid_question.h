// A question that a user agreed to, asked at most once: from the command that begins it to what its end has to store. model_desk.h says what a crash
// leaves behind at each point.
//
//   PaidQuestion question(desk, db, {user, purpose, approval, …}, deadline);
//   question.add_reads(reads, now);                                   two statements, to be read with everything else
//   if (auto over = question.begin(settings, open)) …                 no model, or an earlier attempt's: not asked
//   Ended end = co_await question.ask(prompt, cached_under, accept, kept);
//                                                                     answered before for the same? -> for nothing
//                                                                     -> reserve (committed) -> ask, at most one repair
//   … one transaction: end.calls, what came of it, the command's end
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "coach/model_desk.h"

namespace jm::coach {

struct Ended {
  std::string state;                           // USED, CACHED; or OFF, CAPPED, REFUSED, UNKNOWN, GIVEN_UP; FAILED: again later. Empty: nothing to say
  std::string problem;                         // domain/model_text.h
  std::vector<pg::Call> calls;                 // the ledger, and the answer kept
  std::optional<std::chrono::milliseconds> again;

  bool answered() const { return state == "USED" || state == "CACHED"; }
};

class PaidQuestion {
 public:
  struct Subject {
    Uuid user, application;
    std::string purpose, approval, prompt_version;
    int failures_max;                          // then it is given up
  };
  PaidQuestion(ModelDesk& desk, Subject subject, Deadline deadline) : desk_(desk), subject_(std::move(subject)), deadline_(deadline) {}

  void add_reads(std::vector<pg::Call>& reads, Time now) const;
  // Rows of model_settings.sql and open_call.sql. An end without a state: it was settled with its effect, the command has nothing left to do.
  std::optional<Ended> begin(const pg::Row& settings, const pg::Row& open, Time now);

  const Choice& choice() const { return choice_; }
  // The ledger's row, the idempotency key, and the prompt's seed.
  const Uuid& call_id() const { return call_id_; }

  // `accept` looks at an answer, from the cache or the model; `kept` is what of the last one it accepted is kept.
  Task<Result<Ended>> ask(model::Prompt prompt, CachedUnder cached_under, Accept accept, std::function<std::string()> kept);

 private:
  ModelDesk& desk_;
  const Subject subject_;
  const Deadline deadline_;
  Choice choice_;
  Uuid call_id_;
  bool resumed_ = false;
  int failures_ = 0;
};

}  // namespace jm::coach
