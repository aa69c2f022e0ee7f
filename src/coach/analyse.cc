// CMD_ANALYZE_JOB {applicationId, userId}: one analysis per approval.
//
//   load (one statement) -> analyse (pure, CPU pool) -> one transaction: analysis, letter, audit event, client event, command done
//
// With a language model at hand the analysis is stored all the same, marked PENDING, and CMD_IMPROVE_ANALYSIS is queued with it (improve.cc).
//
// A worker that dies before the commit leaves nothing behind and another one starts over; one that dies after it is not asked
// again. An application that has its analysis, or is gone, completes its command without a second one.
#include <memory>

#include "coach/case.h"
#include "coach/module.h"
#include "coach/improve.h"
#include "coach/model_desk.h"
#include "coach/order.h"
#include "coach/wording.h"
#include "coach/sql.h"
#include "domain/analysis.h"
#include "domain/model_text.h"
#include "queue/worker.h"

namespace jm::coach {
namespace {

struct Written {
  int score = 0;
  std::string analysis, letter;
};

// `model`: the one that will be asked next; empty: none.
Written write(const Case& c, const std::string& model, Time now) {
  const domain::ProfileFacts profile = domain::read_profile(c.profile, now);
  domain::Analysis a = domain::analyse(c.input(profile), now);
  if (!model.empty()) a.model = {"PENDING", model, domain::model_state_text("PENDING", "", a.language)};
  return {a.score, domain::analysis_json(a, now), a.letter.text};
}

std::string done_event(const Order& order, const Written& w, Time now) {
  return R"({"type":"ANALYSIS_DONE","userId":")" + order.user_id.str() + R"(","applicationId":")" + order.application_id.str() + R"(","matchScore":)" +
         std::to_string(w.score) + R"(,"hasCoverLetter":)" + (w.letter.empty() ? "false" : "true") + R"(,"analyzedAt":")" + to_iso(now) + "\"}";
}

Task<Result<queue::Outcome>> analyse(CoachDeps deps, queue::Command command, queue::Context context) {
  JM_CO_TRY(order, read_order(command));
  const Time now = deps.clock.now();
  std::vector<pg::Call> reads{{sql::load_case, {order.application_id, order.user_id}}};
  if (deps.desk) reads.push_back({sql::model_settings, {order.user_id, now}});
  JM_CO_TRY(rows, co_await deps.db.read_batch(pg::Scope::worker(), std::move(reads), context.deadline()));
  if (rows[0].empty()) co_return queue::Outcome::nothing_to_commit();      // the account or the application is gone
  auto looked_at = std::make_shared<const Case>(read_case(rows[0].front(), order.user_id));
  if (looked_at->analysed) co_return queue::Outcome::nothing_to_commit();
  std::string model;
  if (deps.desk && !rows[1].empty()) {
    const Choice choice = deps.desk->choose(rows[1].front(), order.user_id);
    if (choice.problem.empty()) model = choice.endpoint.model;
  }

  auto job = [looked_at, model, now] { return write(*looked_at, model, now); };
  JM_CO_TRY(written, co_await deps.cpu.run(std::move(job)));

  const std::string event = done_event(order, written, now);
  const std::string audit = R"({"score":)" + std::to_string(written.score) + R"(,"engine":"deterministic"})";
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_application, {order.application_id, order.user_id}});
  calls.push_back({sql::store_analysis, {order.application_id, order.user_id, written.analysis, written.letter, now, new_id(now), audit, event}});
  std::string improvement;
  if (!model.empty()) {
    Improvement next = queue_improvement(order.user_id, order.application_id, order.application_id.str());
    calls.push_back(std::move(next.call));
    improvement = std::move(next.payload);
  }
  calls.push_back(context.complete());
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::worker(), std::move(calls), context.deadline()));
  if (!answers[1].empty()) {
    std::vector<events::Announcement> news;
    news.push_back({order.user_id, "ANALYSIS_DONE", event});
    deps.bus.events_committed(std::move(news));
  }
  if (!improvement.empty()) deps.bus.command_committed(std::string(kImproveCommand), improvement);
  co_return queue::Outcome::completed();
}

}  // namespace

void handle_analyses(queue::Worker& worker, CoachDeps deps) {
  worker.on("CMD_ANALYZE_JOB", [deps](queue::Command command, queue::Context context) { return analyse(deps, std::move(command), std::move(context)); });
  handle_improvements(worker, deps);
  handle_wordings(worker, deps);
}

}  // namespace jm::coach
