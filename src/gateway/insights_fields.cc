// The caller's numbers.
#include "gateway/context.h"
#include "gateway/fields.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Ctx;
using graphql::Out;

Task<Result<Shared<pb::Insights>>> insights(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(numbers, co_await of(ctx).services.tracker.GetInsights(caller, {}));
  co_return share(std::move(numbers));
}

#define JM_OPTIONAL_FLOAT(Message, member) \
  [](const pb::Message& m, Out& out) { m.has_##member() ? out.float64(m.member()) : out.null(); }

}  // namespace

void bind_insights_fields(graphql::Bindings& b) {
  b.query("insights", insights);
  b.object<pb::Insights>("Insights")
      .field("funnel", [](const pb::Insights& i) -> const auto& { return i.funnel(); })
      .field("sources", [](const pb::Insights& i) -> const auto& { return i.sources(); })
      .field("answerTime", [](const pb::Insights& i) -> const auto& { return i.answer_time(); })
      .field("market", [](const pb::Insights& i) -> const auto& { return i.market(); });
  b.object<pb::FunnelStep>("FunnelStep").field("stage", &pb::FunnelStep::stage).field("count", &pb::FunnelStep::count);
  b.object<pb::SourceAnswers>("SourceAnswers")
      .field("source", &pb::SourceAnswers::source)
      .field("applied", &pb::SourceAnswers::applied)
      .field("answered", &pb::SourceAnswers::answered)
      .field("interviews", &pb::SourceAnswers::interviews);
  b.object<pb::Bucket>("Bucket").field("from", &pb::Bucket::from).field("to", JM_OPTIONAL_FLOAT(Bucket, to)).field("count", &pb::Bucket::count);
  b.object<pb::AnswerTime>("AnswerTime")
      .field("answered", &pb::AnswerTime::answered)
      .field("medianDays", JM_OPTIONAL_FLOAT(AnswerTime, median_days))
      .field("fastestDays", JM_OPTIONAL_FLOAT(AnswerTime, fastest_days))
      .field("slowestDays", JM_OPTIONAL_FLOAT(AnswerTime, slowest_days))
      .field("waiting", &pb::AnswerTime::waiting)
      .field("longestWaitDays", JM_OPTIONAL_FLOAT(AnswerTime, longest_wait_days))
      .field("days", [](const pb::AnswerTime& t) -> const auto& { return t.days(); });
  b.object<pb::Market>("Market")
      .field("offers", &pb::Market::offers)
      .field("withPay", &pb::Market::with_pay)
      .field("currency", JM_OPTIONAL_TEXT(Market, currency))
      .field("payLow", JM_OPTIONAL_FLOAT(Market, pay_low))
      .field("payMiddle", JM_OPTIONAL_FLOAT(Market, pay_middle))
      .field("payHigh", JM_OPTIONAL_FLOAT(Market, pay_high))
      .field("pay", [](const pb::Market& m) -> const auto& { return m.pay(); })
      .field("withSkills", &pb::Market::with_skills)
      .field("skills", [](const pb::Market& m) -> const auto& { return m.skills(); });
  b.object<pb::SkillDemand>("SkillDemand")
      .field("id", &pb::SkillDemand::id)
      .field("label", [](const pb::SkillDemand& s, Args args) -> std::string { return args.string("language") == "FR" ? s.label_fr() : s.label_en(); })
      .field("offers", &pb::SkillDemand::offers)
      .field("required", &pb::SkillDemand::required);
}

}  // namespace jm::gateway
