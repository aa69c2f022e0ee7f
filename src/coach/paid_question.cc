#include "coach/paid_question.h"

#include "coach/sql.h"
#include "queue/worker.h"

namespace jm::coach {
namespace {

constexpr std::chrono::seconds kStoreTime{15};           // kept of the attempt for storing what came of it

}  // namespace

void PaidQuestion::add_reads(std::vector<pg::Call>& reads, Time now) const {
  reads.push_back({sql::model_settings, {subject_.user, now}});
  reads.push_back({sql::open_call, {subject_.user, subject_.purpose, subject_.approval}});
}

std::optional<Ended> PaidQuestion::begin(const pg::Row& settings, const pg::Row& open, Time now) {
  choice_ = desk_.choose(settings, subject_.user);
  failures_ = static_cast<int>(open.i64(6));
  call_id_ = new_id(now);
  if (!open.is_null(0)) {
    if (open.text(1) != "RESERVED") return Ended{};      // settled with its effect
    // Somebody set this aside and went away. Only an endpoint that bills a key once may be asked again.
    const bool same = open.text(2) == choice_.endpoint.host() && open.text(3) == choice_.endpoint.model;
    if (!choice_.endpoint.idempotent || !same || !choice_.problem.empty()) {
      Asked lost;                                        // it may be paid, so it counts as paid
      lost.state = "UNKNOWN";
      lost.problem = "LOST";
      lost.tries = 1;
      Ended end{"UNKNOWN", "LOST", {}, {}};
      end.calls.push_back(desk_.settle_call(open.uuid(0), lost));
      return end;
    }
    call_id_ = open.uuid(0);
    resumed_ = true;
  }
  if (!choice_.problem.empty()) return Ended{"OFF", choice_.problem == "OFF" ? "" : choice_.problem, {}, {}};
  return std::nullopt;
}

Task<Result<Ended>> PaidQuestion::ask(model::Prompt prompt, CachedUnder cached_under, Accept accept, std::function<std::string()> kept) {
  const ModelDeps& deps = desk_.deps();
  const std::string model = choice_.endpoint.model;
  if (!resumed_) {
    JM_CO_TRY(cached, co_await deps.db.read(pg::Scope::worker(), sql::cached_answer, {subject_.user, cached_under.cluster, cached_under.profile_version, subject_.prompt_version, model, cached_under.asked}, deadline_));
    if (!cached.empty() && !accept(cached.front().text(0))) co_return Ended{"CACHED", "", {}, {}};
    ModelDesk::Opening opening{call_id_, subject_.user, subject_.purpose, subject_.approval, subject_.prompt_version, subject_.application, prompt.bytes(), choice_.worst(prompt)};
    JM_CO_TRY(verdict, co_await desk_.open(choice_, std::move(opening), deadline_));
    if (verdict == "TAKEN") co_return Ended{"", "", {}, std::chrono::seconds(1)};      // another attempt of this approval: looked at anew
    if (verdict != "OK") co_return Ended{"CAPPED", verdict, {}, {}};
  }
  const Deadline until{deadline_.is_never() ? deadline_.at : deadline_.at - kStoreTime};
  const Deadline deadline = until.earlier(Deadline::in(deps.options.answer_longest));
  const Asked asked = co_await desk_.ask(choice_, call_id_, subject_.user, std::move(prompt), std::move(accept), deadline);
  Ended end;
  end.problem = asked.problem;
  end.calls.push_back(desk_.settle_call(call_id_, asked));
  if (asked.answer) {
    end.state = "USED";
    pg::Params keep{subject_.user, cached_under.cluster, cached_under.profile_version, subject_.prompt_version, model, cached_under.asked, kept(), deps.clock.now()};
    end.calls.push_back({sql::keep_answer, std::move(keep)});
  } else if (asked.state == "FAILED" && asked.again && failures_ + 1 < subject_.failures_max) {
    end.state = "FAILED";
    end.again = queue::retry_delay(failures_ + 1, deps.options.try_again_first, deps.options.try_again_longest, 1);
  } else {
    end.state = asked.state == "UNKNOWN" ? "UNKNOWN" : asked.state == "SETTLED" ? "REFUSED" : "GIVEN_UP";
  }
  co_return end;
}

}  // namespace jm::coach
