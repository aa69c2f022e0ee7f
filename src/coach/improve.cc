// CMD_IMPROVE_ANALYSIS {applicationId, userId}, key: the approval. One paid question for an approval, whatever happens in between.
//
//   load -> answered before for this job and profile? -> the same sentences, for nothing
//        -> reserve (committed) -> ask, at most one repair -> one transaction: ledger, answer kept, analysis, trail, event, command done
//
// The analysis without a model is there already and stays, with a mark that says why, when there is no endpoint, no budget or no usable
// answer. What was certainly not paid for is tried again later (try_again_first, doubled); what may have been paid for is not: see
// model_desk.h for each point of failure.
#include "coach/improve.h"

#include <memory>

#include "base/json_object.h"
#include "base/log.h"
#include "coach/analysis_prompt.h"
#include "coach/case.h"
#include "coach/model_desk.h"
#include "coach/order.h"
#include "coach/sql.h"
#include "domain/model_text.h"
#include "queue/enqueue.h"

namespace jm::coach {
namespace {

constexpr int kVersionColumn = 34, kClusterColumn = 35, kDeletedColumn = 37;      // of model_case.sql
constexpr unsigned kAtOnceMax = 3;                       // of the worker's places: what waits for others leaves room
constexpr std::chrono::seconds kStoreTime{15};           // kept of the attempt for storing what came of it

struct Looked {
  domain::Analysis analysis;
  domain::Ground ground;
  AnalysisQuestion question;
};

Looked look(const Case& c, const Uuid& call_id, Time now) {
  const domain::ProfileFacts profile = domain::read_profile(c.profile, now);
  Looked l;
  l.analysis = domain::analyse(c.input(profile), now);
  l.ground = domain::ground_of(l.analysis, profile);
  l.question = analysis_question(l.analysis, l.ground, c.offer, call_id.str());
  return l;
}

std::string event_of(const Order& order, std::string_view state, Time now) {
  return JsonObject().text("type", "ANALYSIS_IMPROVED").id("userId", order.user_id).id("applicationId", order.application_id).text("state", state).text("analyzedAt", to_iso(now)).str();
}

class Improver {
 public:
  Improver(CoachDeps deps, Order order, std::string approval, queue::Context context)
      : deps_(std::move(deps)), desk_(*deps_.desk), order_(order), approval_(std::move(approval)), context_(std::move(context)) {}

  Task<Result<queue::Outcome>> run() {
    const Time now = deps_.clock.now();
    std::vector<pg::Call> reads{{sql::model_case, {order_.user_id, order_.application_id, nullptr}}, {sql::model_settings, {order_.user_id, now}},
                                {sql::open_call, {order_.user_id, kAnalysisPurpose, approval_}}};
    JM_CO_TRY(rows, co_await deps_.db.read_batch(pg::Scope::worker(), std::move(reads), context_.deadline()));
    if (rows[0].empty() || rows[1].empty() || !rows[0].front().boolean(0)) co_return queue::Outcome::nothing_to_commit();
    choice_ = desk_.choose(rows[1].front(), order_.user_id);
    const pg::Row open = rows[2].front();
    failures_ = static_cast<int>(open.i64(6));
    const bool deleted = rows[0].front().boolean(kDeletedColumn);
    std::optional<Uuid> resumed;
    if (!open.is_null(0)) {
      if (open.text(1) != "RESERVED") co_return queue::Outcome::nothing_to_commit();       // settled with its effect
      // Somebody set this aside and went away. Only an endpoint that bills a key once may be asked again.
      const bool same = open.text(2) == choice_.endpoint.host() && open.text(3) == choice_.endpoint.model;
      if (!choice_.endpoint.idempotent || !same || !choice_.problem.empty()) co_return co_await give_up(open.uuid(0));
      resumed = open.uuid(0);
    }
    if (!choice_.problem.empty() || deleted) co_return co_await finish({}, "OFF", choice_.problem == "OFF" ? "" : choice_.problem);

    auto looked_at = std::make_shared<const Case>(read_case(rows[0].front(), order_.user_id));
    const Uuid call_id = resumed ? *resumed : new_id(now);
    auto job = [looked_at, call_id, now] { return std::make_shared<const Looked>(look(*looked_at, call_id, now)); };
    JM_CO_TRY(looked, co_await deps_.cpu.run(std::move(job)));
    looked_ = std::move(looked);
    cluster_ = rows[0].front().str(kClusterColumn);
    version_ = rows[0].front().i32(kVersionColumn);

    if (!resumed) {
      JM_CO_TRY(cached, co_await deps_.db.read(pg::Scope::worker(), sql::cached_answer, cache_key(), context_.deadline()));
      if (!cached.empty()) {
        ReadAdvice advice = read_advice(cached.front().text(0), looked_->analysis, looked_->ground, "");
        if (!advice.wrong) co_return co_await improve(advice.vetted, {}, "CACHED", "");
      }
    }
    if (!resumed) {
      ModelDesk::Opening opening{call_id, order_.user_id, std::string(kAnalysisPurpose), approval_, std::string(kAnalysisPromptVersion), order_.application_id, looked_->question.prompt.bytes(), choice_.worst(looked_->question.prompt)};
      JM_CO_TRY(verdict, co_await desk_.open(choice_, std::move(opening), context_.deadline()));
      if (verdict == "TAKEN") co_return queue::Outcome::later(std::chrono::seconds(1));      // another attempt of this approval: looked at anew
      if (verdict != "OK") co_return co_await finish({}, "CAPPED", verdict);
    }
    domain::Vetted vetted;
    const auto accept = [this, &vetted](std::string_view json) -> std::optional<std::string> {
      ReadAdvice advice = read_advice(json, looked_->analysis, looked_->ground, looked_->question.canary);
      vetted = std::move(advice.vetted);
      return advice.wrong;
    };
    const Deadline until{context_.deadline().is_never() ? context_.deadline().at : context_.deadline().at - kStoreTime};
    const Deadline deadline = until.earlier(Deadline::in(desk_.deps().options.answer_longest));
    const Asked asked = co_await desk_.ask(choice_, call_id, order_.user_id, looked_->question.prompt, accept, deadline);
    std::vector<pg::Call> settle;
    settle.push_back(desk_.settle_call(call_id, asked));
    if (asked.answer) {
      if (!vetted.refused.empty()) log::info("sentences of a model were refused", {{"refused", vetted.refused.size()}, {"first", vetted.refused.front()}});
      pg::Params keep{order_.user_id, cluster_, version_, kAnalysisPromptVersion, choice_.endpoint.model, looked_->question.asked, advice_json(vetted, looked_->ground), deps_.clock.now()};
      settle.push_back({sql::keep_answer, std::move(keep)});
      co_return co_await improve(vetted, std::move(settle), "USED", "");
    }
    if (asked.state == "FAILED" && asked.again && failures_ + 1 < desk_.deps().options.failures_max) co_return co_await try_later(std::move(settle), asked.problem);
    const char* state = asked.state == "UNKNOWN" ? "UNKNOWN" : asked.state == "SETTLED" ? "REFUSED" : "GIVEN_UP";
    co_return co_await finish(std::move(settle), state, asked.problem);
  }

 private:
  pg::Params cache_key() const { return {order_.user_id, cluster_, version_, kAnalysisPromptVersion, choice_.endpoint.model, looked_->question.asked}; }

  domain::Lang lang() const { return looked_ ? looked_->analysis.language : domain::Lang::kEn; }

  // A reservation that a process left behind: it may be paid, so it counts as paid.
  Task<Result<queue::Outcome>> give_up(Uuid call_id) {
    Asked lost;
    lost.state = "UNKNOWN";
    lost.problem = "LOST";
    lost.tries = 1;
    std::vector<pg::Call> settle;
    settle.push_back(desk_.settle_call(call_id, lost));
    co_return co_await finish(std::move(settle), "UNKNOWN", "LOST");
  }

  Task<Result<queue::Outcome>> improve(domain::Vetted vetted, std::vector<pg::Call> calls, std::string state, std::string problem) {
    const Time now = deps_.clock.now();
    domain::Analysis better = domain::apply(looked_->analysis, vetted);
    better.engine = "model";
    better.model = {state, choice_.endpoint.model, domain::model_state_text(state, problem, lang())};
    const std::string event = event_of(order_, state, now);
    const std::string audit = JsonObject().number("score", better.score).text("engine", "model").text("model", choice_.endpoint.model).text("state", state).str();
    const std::size_t at = calls.size() + 1;
    calls.push_back({sql::lock_application, {order_.application_id, order_.user_id}});
    calls.push_back({sql::improve_analysis, {order_.application_id, order_.user_id, domain::analysis_json(better, now), now, new_id(now), audit, event}});
    calls.push_back(context_.complete());
    JM_CO_TRY(answers, co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), context_.deadline()));
    if (!answers[at].empty()) tell(event);
    co_return queue::Outcome::completed();
  }

  // The end without a model: the analysis stays and says why.
  Task<Result<queue::Outcome>> finish(std::vector<pg::Call> calls, std::string state, std::string problem) {
    const std::string event = event_of(order_, state, deps_.clock.now());
    const std::size_t at = calls.size() + 1;
    calls.push_back({sql::lock_application, {order_.application_id, order_.user_id}});
    calls.push_back({sql::mark_analysis, {order_.application_id, order_.user_id, mark(state, problem), event}});
    calls.push_back(context_.complete());
    JM_CO_TRY(answers, co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), context_.deadline()));
    if (!answers[at].empty()) tell(event);
    co_return queue::Outcome::completed();
  }

  // Not paid for, and worth another try: the reservation is given back, the analysis says so, the command waits.
  Task<Result<queue::Outcome>> try_later(std::vector<pg::Call> settle, std::string problem) {
    settle.push_back({sql::lock_application, {order_.application_id, order_.user_id}});
    settle.push_back({sql::mark_analysis, {order_.application_id, order_.user_id, mark("FAILED", problem), ""}});
    JM_CO_CHECK_OK(co_await deps_.db.batch(pg::Scope::worker(), std::move(settle), context_.deadline()));
    const ModelOptions& o = desk_.deps().options;
    const auto delay = queue::retry_delay(failures_ + 1, o.try_again_first, o.try_again_longest, 1);
    co_return queue::Outcome::later(delay);
  }

  std::string mark(std::string_view state, std::string_view problem) const {
    return JsonObject().text("state", state).optional_text("name", choice_.endpoint.model).optional_text("problem", problem).text("text", domain::model_state_text(state, problem, lang())).str();
  }

  void tell(const std::string& event) {
    std::vector<events::Announcement> news;
    news.push_back({order_.user_id, "ANALYSIS_IMPROVED", event});
    deps_.bus.events_committed(std::move(news));
  }

  const CoachDeps deps_;
  ModelDesk& desk_;
  const Order order_;
  const std::string approval_;
  const queue::Context context_;
  Choice choice_;
  int failures_ = 0;
  std::shared_ptr<const Looked> looked_;
  std::string cluster_;
  int version_ = 0;
};

Task<Result<queue::Outcome>> improve(CoachDeps deps, queue::Command command, queue::Context context) {
  JM_CO_TRY(order, read_order(command));
  Improver improver(std::move(deps), order, command.key, std::move(context));
  auto outcome = co_await improver.run();
  co_return outcome;
}

}  // namespace

Improvement queue_improvement(const Uuid& user, const Uuid& application, const std::string& approval) {
  Improvement i;
  i.payload = JsonObject().id("applicationId", application).id("userId", user).str();
  i.call = queue::enqueue_call({.kind = kImproveCommand, .key = approval, .user_id = user, .payload = i.payload});
  return i;
}

void handle_improvements(queue::Worker& worker, CoachDeps deps) {
  if (!deps.desk) return;
  worker.on(std::string(kImproveCommand), [deps](queue::Command command, queue::Context context) { return improve(deps, std::move(command), std::move(context)); }, kAtOnceMax,
            std::chrono::minutes(5));
}

}  // namespace jm::coach
