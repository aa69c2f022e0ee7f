// CMD_IMPROVE_ANALYSIS {applicationId, userId}, key: the approval. One paid question for an approval, whatever happens in between
// (paid_question.h); then one transaction: ledger, answer kept, analysis, trail, event, command done.
//
// The analysis without a model is there already and stays, with a mark that says why, when there is no endpoint, no budget or no usable
// answer. What was certainly not paid for is tried again later (try_again_first, doubled); what may have been paid for is not.
#include "coach/improve.h"

#include <memory>

#include "base/json_object.h"
#include "base/log.h"
#include "coach/analysis_prompt.h"
#include "coach/case.h"
#include "coach/order.h"
#include "coach/paid_question.h"
#include "coach/sql.h"
#include "domain/model_text.h"
#include "queue/enqueue.h"

namespace jm::coach {
namespace {

constexpr int kVersionColumn = 34, kClusterColumn = 35, kDeletedColumn = 37;      // of model_case.sql
constexpr unsigned kAtOnceMax = 3;                       // of the worker's places: what waits for others leaves room

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
  Improver(CoachDeps deps, Order order, const std::string& approval, queue::Context context)
      : deps_(std::move(deps)), order_(order), context_(std::move(context)),
        question_(*deps_.desk, {order.user_id, order.application_id, std::string(kAnalysisPurpose), approval, std::string(kAnalysisPromptVersion), deps_.desk->deps().options.failures_max}, context_.deadline()) {}

  Task<Result<queue::Outcome>> run() {
    const Time now = deps_.clock.now();
    std::vector<pg::Call> reads{{sql::model_case, {order_.user_id, order_.application_id, nullptr}}};
    question_.add_reads(reads, now);
    JM_CO_TRY(rows, co_await deps_.db.read_batch(pg::Scope::worker(), std::move(reads), context_.deadline()));
    if (rows[0].empty() || rows[1].empty() || !rows[0].front().boolean(0)) co_return queue::Outcome::nothing_to_commit();
    if (auto over = question_.begin(rows[1].front(), rows[2].front(), now)) {
      if (over->state.empty()) co_return queue::Outcome::nothing_to_commit();
      co_return co_await finish(std::move(*over));
    }
    if (rows[0].front().boolean(kDeletedColumn)) {
      Ended off{"OFF", "", {}, {}};
      co_return co_await finish(std::move(off));
    }

    auto looked_at = std::make_shared<const Case>(read_case(rows[0].front(), order_.user_id));
    const Uuid call_id = question_.call_id();
    auto job = [looked_at, call_id, now] { return std::make_shared<const Looked>(look(*looked_at, call_id, now)); };
    JM_CO_TRY(looked, co_await deps_.cpu.run(std::move(job)));
    looked_ = std::move(looked);

    domain::Vetted vetted;
    const auto accept = [this, &vetted](std::string_view json) -> std::optional<std::string> {
      ReadAdvice advice = read_advice(json, looked_->analysis, looked_->ground, looked_->question.canary);
      vetted = std::move(advice.vetted);
      return advice.wrong;
    };
    const auto kept = [this, &vetted] { return advice_json(vetted, looked_->ground); };
    CachedUnder under{rows[0].front().str(kClusterColumn), rows[0].front().i32(kVersionColumn), looked_->question.asked};
    JM_CO_TRY(end, co_await question_.ask(looked_->question.prompt, std::move(under), accept, kept));
    if (end.answered()) {
      if (!vetted.refused.empty()) log::info("sentences of a model were refused", {{"refused", vetted.refused.size()}, {"first", vetted.refused.front()}});
      co_return co_await improve(vetted, std::move(end));
    }
    if (end.again) co_return co_await try_later(std::move(end));
    co_return co_await finish(std::move(end));
  }

 private:
  const std::string& model() const { return question_.choice().endpoint.model; }
  domain::Lang lang() const { return looked_ ? looked_->analysis.language : domain::Lang::kEn; }

  Task<Result<queue::Outcome>> improve(domain::Vetted vetted, Ended end) {
    const Time now = deps_.clock.now();
    domain::Analysis better = domain::apply(looked_->analysis, vetted);
    better.engine = "model";
    better.model = {end.state, model(), domain::model_state_text(end.state, "", lang())};
    const std::string event = event_of(order_, end.state, now);
    const std::string audit = JsonObject().number("score", better.score).text("engine", "model").text("model", model()).text("state", end.state).str();
    return end_with({sql::improve_analysis, {order_.application_id, order_.user_id, domain::analysis_json(better, now), now, new_id(now), audit, event}}, std::move(end.calls), event);
  }

  // The end without a model: the analysis stays and says why.
  Task<Result<queue::Outcome>> finish(Ended end) {
    const std::string event = event_of(order_, end.state, deps_.clock.now());
    return end_with({sql::mark_analysis, {order_.application_id, order_.user_id, mark(end), event}}, std::move(end.calls), event);
  }

  Task<Result<queue::Outcome>> end_with(pg::Call effect, std::vector<pg::Call> calls, std::string event) {
    const std::size_t at = calls.size() + 1;
    calls.push_back({sql::lock_application, {order_.application_id, order_.user_id}});
    calls.push_back(std::move(effect));
    calls.push_back(context_.complete());
    JM_CO_TRY(answers, co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), context_.deadline()));
    if (!answers[at].empty()) tell(event);
    co_return queue::Outcome::completed();
  }

  // Not paid for, and worth another try: the reservation is given back, the analysis says so, the command waits.
  Task<Result<queue::Outcome>> try_later(Ended end) {
    if (end.calls.empty()) co_return queue::Outcome::later(*end.again);
    std::vector<pg::Call> calls = std::move(end.calls);
    calls.push_back({sql::lock_application, {order_.application_id, order_.user_id}});
    calls.push_back({sql::mark_analysis, {order_.application_id, order_.user_id, mark(end), ""}});
    JM_CO_CHECK_OK(co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), context_.deadline()));
    co_return queue::Outcome::later(*end.again);
  }

  std::string mark(const Ended& end) const {
    return JsonObject().text("state", end.state).optional_text("name", model()).optional_text("problem", end.problem).text("text", domain::model_state_text(end.state, end.problem, lang())).str();
  }

  void tell(const std::string& event) {
    std::vector<events::Announcement> news;
    news.push_back({order_.user_id, "ANALYSIS_IMPROVED", event});
    deps_.bus.events_committed(std::move(news));
  }

  const CoachDeps deps_;
  const Order order_;
  const queue::Context context_;
  PaidQuestion question_;
  std::shared_ptr<const Looked> looked_;
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
