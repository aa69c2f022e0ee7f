// Language models: settings, quotes, the ledger, and what left the machine.
#include <cstdio>

#include "domain/model_text.h"
#include "gateway/context.h"
#include "gateway/fields.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Ctx;
using graphql::Input;
using graphql::List;
using graphql::Out;

domain::Lang language(const Args& args) { return args.string("language") == "FR" ? domain::Lang::kFr : domain::Lang::kEn; }

Task<Result<Shared<pb::ModelSettings>>> model_settings(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(settings, co_await of(ctx).services.coach.GetModelSettings(caller, {}));
  co_return share(std::move(settings));
}

Task<Result<Shared<pb::ModelSettings>>> update_model_settings(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  const Input in = args["input"];
  pb::UpdateModelSettingsRequest r;
  if (in["enabled"].has_value()) r.set_enabled(in["enabled"].boolean());
  if (in["nothingLeaves"].has_value()) r.set_nothing_leaves(in["nothingLeaves"].boolean());
  // Null clears: the empty text and a negative number say so to the service.
  if (in.has("baseUrl")) r.set_base_url(text(in["baseUrl"].str()));
  if (in.has("model")) r.set_model(text(in["model"].str()));
  if (in.has("key")) r.set_key(text(in["key"].str()));
  const auto amount = [&in](const char* name) { return in[name].has_value() ? in[name].number() : -1; };
  for (const char* name : {"priceIn", "priceOut", "monthlyCap"})
    if (in[name].has_value() && in[name].number() < 0) co_return fail(Code::kInvalidArgument, std::string("\"") + name + "\" must not be negative.", "BAD_INPUT");
  if (in.has("priceIn")) r.set_price_in(amount("priceIn"));
  if (in.has("priceOut")) r.set_price_out(amount("priceOut"));
  if (in.has("monthlyCap")) r.set_monthly_cap(amount("monthlyCap"));
  JM_CO_TRY(settings, co_await of(ctx).services.coach.UpdateModelSettings(caller, std::move(r)));
  co_return share(std::move(settings));
}

Task<Result<Shared<pb::ModelTest>>> test_model(Ctx& ctx, Args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(test, co_await of(ctx).services.coach.TestModel(caller, {}));
  co_return share(std::move(test));
}

Task<Result<Shared<pb::AnalysisQuote>>> quote_analysis(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::QuoteAnalysisRequest request;
  request.set_job_feed_id(text(args.string("jobFeedId")));
  JM_CO_TRY(quote, co_await of(ctx).services.coach.QuoteAnalysis(caller, std::move(request)));
  co_return share(std::move(quote));
}

Task<Result<bool>> analyse_again(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::AnalyseAgainRequest request;
  request.set_application_id(text(args.string("applicationId")));
  JM_CO_TRY(reply, co_await of(ctx).services.coach.AnalyseAgain(caller, std::move(request)));
  co_return reply.queued();
}

Task<Result<List<pb::ModelCall>>> model_calls(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  JM_CO_TRY(first, page_size(args, 50, 200));
  pb::GetModelCallsRequest request;
  request.set_first(first);
  if (args["after"].has_value()) request.set_after(text(args["after"].str()));
  JM_CO_TRY(list, co_await of(ctx).services.coach.GetModelCalls(caller, std::move(request)));
  auto owner = share(std::move(list));
  co_return List<pb::ModelCall>::of(owner, owner->calls());
}

Task<Result<Shared<pb::EgressReport>>> egress(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetEgressRequest request;
  request.set_days(static_cast<int>(args.optional_integer("days").value_or(30)));
  if (request.days() == 0) request.set_days(-1);
  JM_CO_TRY(report, co_await of(ctx).services.coach.GetEgress(caller, std::move(request)));
  co_return share(std::move(report));
}

void text_or_null(Out& out, const std::string& s) { s.empty() ? out.null() : out.string(s); }

template <class Message>
std::optional<std::string> problem_text(const Message& m, Args args) {
  if (m.problem().empty()) return std::nullopt;
  return domain::model_problem_text(m.problem(), language(args));
}

std::string money(double amount, const std::string& currency) {
  char text[64];
  std::snprintf(text, sizeof text, amount != 0 && amount < 0.01 ? "%.4f " : "%.2f ", amount);
  return text + currency;
}

std::string cost_text(const pb::ModelQuote& q, bool fr) {
  const std::string tokens = std::to_string(q.tokens_in() + q.tokens_out());
  if (fr)
    return "Environ " + tokens + " jetons, " + money(q.price(), q.currency()) + " (au plus " + money(q.price_max(), q.currency()) + "), " +
           (q.payer() == "USER" ? "sur votre compte" : "payés par l’installation") + (q.leaves() ? ", envoyés à " + q.host() + "." : ", rien ne quitte cette machine.");
  return "About " + tokens + " tokens, " + money(q.price(), q.currency()) + " (at most " + money(q.price_max(), q.currency()) + "), " +
         (q.payer() == "USER" ? "on your account" : "paid by the installation") + (q.leaves() ? ", sent to " + q.host() + "." : ", nothing leaves this machine.");
}

std::string analysis_quote_text(const pb::AnalysisQuote& quote, Args args) {
  const pb::ModelQuote& q = quote.quote();
  const bool fr = language(args) == domain::Lang::kFr;
  if (!q.uses_model()) return (fr ? "Analyse sans modèle de langue, gratuite. " : "Analysed without a language model, free of charge. ") + domain::model_problem_text(q.problem(), language(args));
  if (q.cached()) return fr ? "Ce poste a déjà été analysé pour ce profil\u00a0: sans frais." : "This job was analysed for this profile before: no cost.";
  return cost_text(q, fr);
}

std::string wording_quote_text(const pb::WordingQuote& quote, Args args) {
  const pb::ModelQuote& q = quote.quote();
  const bool fr = language(args) == domain::Lang::kFr;
  if (!q.uses_model()) return domain::model_problem_text(q.problem(), language(args));
  if (q.cached()) return fr ? "Ce paragraphe a déjà été formulé\u00a0: sans frais." : "This paragraph was worded before: no cost.";
  return cost_text(q, fr);
}

// What the quotes of all questions say.
template <class Quote>
void bind_quote(graphql::ObjectBinder<Quote>& object) {
  const auto text = [](const std::string& s, Out& out) { text_or_null(out, s); };
  object.field("usesModel", [](const Quote& q) { return q.quote().uses_model(); })
      .field("problemCode", [text](const Quote& q, Out& out) { text(q.quote().problem(), out); })
      .field("problem", [](const Quote& q, Args args) { return problem_text(q.quote(), args); })
      .field("cached", [](const Quote& q) { return q.quote().cached(); })
      .field("host", [text](const Quote& q, Out& out) { text(q.quote().host(), out); })
      .field("model", [text](const Quote& q, Out& out) { text(q.quote().model(), out); })
      .field("payer", [](const Quote& q, Out& out) { q.quote().payer().empty() ? out.null() : out.enum_value(q.quote().payer()); })
      .field("leavesMachine", [](const Quote& q) { return q.quote().leaves(); })
      .field("tokensIn", [](const Quote& q) { return q.quote().tokens_in(); })
      .field("tokensOut", [](const Quote& q) { return q.quote().tokens_out(); })
      .field("price", [](const Quote& q) { return q.quote().price(); })
      .field("priceMax", [](const Quote& q) { return q.quote().price_max(); })
      .field("currency", [](const Quote& q, Out& out) { out.string(q.quote().currency()); })
      .field("samples", [](const Quote& q) { return q.quote().samples(); })
      .field("left", [](const Quote& q) { return q.quote().left(); });
}

}  // namespace

void bind_model_fields(graphql::Bindings& b) {
  b.query("modelSettings", model_settings);
  b.query("quoteAnalysis", quote_analysis);
  b.query("modelCalls", model_calls);
  b.query("egress", egress);
  b.mutation("updateModelSettings", update_model_settings);
  b.mutation("testModel", test_model);
  b.mutation("analyseAgain", analyse_again);

  using S = pb::ModelSettings;
  b.object<S>("ModelSettings")
      .field("enabled", &S::enabled)
      .field("nothingLeaves", &S::nothing_leaves)
      .field("operatorNothingLeaves", &S::operator_nothing_leaves)
      .field("baseUrl", JM_OPTIONAL_TEXT(ModelSettings, base_url))
      .field("model", JM_OPTIONAL_TEXT(ModelSettings, model))
      .field("hasKey", [](const S& s) { return s.has_key_hint(); })
      .field("keyHint", JM_OPTIONAL_TEXT(ModelSettings, key_hint))
      .field("priceIn", [](const S& s, Out& out) { s.has_price_in() ? out.float64(s.price_in()) : out.null(); })
      .field("priceOut", [](const S& s, Out& out) { s.has_price_out() ? out.float64(s.price_out()) : out.null(); })
      .field("monthlyCap", [](const S& s, Out& out) { s.has_monthly_cap() ? out.float64(s.monthly_cap()) : out.null(); })
      .field("currency", &S::currency)
      .field("ready", &S::ready)
      .field("problemCode", [](const S& s, Out& out) { text_or_null(out, s.problem()); })
      .field("problem", problem_text<S>)
      .field("host", [](const S& s, Out& out) { text_or_null(out, s.host()); })
      .field("usedModel", [](const S& s, Out& out) { text_or_null(out, s.used_model()); })
      .field("payer", [](const S& s, Out& out) { out.enum_value(s.payer()); })
      .field("leavesMachine", &S::leaves)
      .field("cap", &S::cap)
      .field("spent", &S::spent)
      .field("reserved", &S::reserved);

  using T = pb::ModelTest;
  b.object<T>("ModelTest")
      .field("ok", &T::ok)
      .field("problemCode", [](const T& t, Out& out) { text_or_null(out, t.problem()); })
      .field("problem", problem_text<T>)
      .field("host", [](const T& t, Out& out) { text_or_null(out, t.host()); })
      .field("model", [](const T& t, Out& out) { text_or_null(out, t.model()); })
      .field("tokensIn", &T::tokens_in)
      .field("tokensOut", &T::tokens_out)
      .field("cost", &T::cost)
      .field("tookMs", &T::took_ms);

  bind_quote(b.object<pb::AnalysisQuote>("AnalysisQuote").field("jobFeedId", &pb::AnalysisQuote::job_feed_id).field("text", analysis_quote_text));
  bind_quote(b.object<pb::WordingQuote>("WordingQuote").field("documentId", &pb::WordingQuote::document_id).field("paragraphId", &pb::WordingQuote::paragraph_id).field("text", wording_quote_text));

  using C = pb::ModelCall;
  b.object<C>("ModelCall")
      .field("id", &C::id)
      .field("purpose", &C::purpose)
      .field("purposeText", [](const C& c, Args args) { return domain::purpose_text(c.purpose(), language(args)); })
      .field("applicationId", JM_OPTIONAL_TEXT(ModelCall, application_id))
      .field("host", &C::host)
      .field("model", &C::model)
      .field("payer", [](const C& c, Out& out) { out.enum_value(c.payer()); })
      .field("state", [](const C& c, Out& out) { out.enum_value(c.state()); })
      .field("tokensIn", &C::tokens_in)
      .field("tokensOut", &C::tokens_out)
      .field("cost", &C::cost)
      .field("reserved", &C::reserved)
      .field("currency", &C::currency)
      .field("tries", &C::tries)
      .field("status", JM_OPTIONAL_INT(ModelCall, status))
      .field("errorCode", [](const C& c, Out& out) { text_or_null(out, c.error()); })
      .field("error", [](const C& c, Args args) -> std::optional<std::string> {
        if (c.error().empty()) return std::nullopt;
        return domain::model_problem_text(c.error(), language(args));
      })
      .field("tookMs", &C::took_ms)
      .field("bytesOut", &C::bytes_out)
      .field("bytesIn", &C::bytes_in)
      .field("at", &C::at)
      .field("settledAt", JM_OPTIONAL_TEXT(ModelCall, settled_at));

  using R = pb::EgressReport;
  b.object<R>("EgressReport")
      .field("nothingLeaves", &R::nothing_leaves)
      .field("since", &R::since)
      .field("entries", [](const R& r) -> const auto& { return r.entries(); });

  using E = pb::EgressEntry;
  b.object<E>("EgressEntry")
      .field("kind", [](const E& e, Out& out) { out.enum_value(e.kind()); })
      .field("host", &E::host)
      .field("purpose", &E::purpose)
      .field("text", [](const E& e, Args args) { return domain::purpose_text(e.purpose(), language(args)); })
      .field("requests", &E::requests)
      .field("refused", &E::refused)
      .field("bytesOut", [](const E& e) { return static_cast<double>(e.bytes_out()); })
      .field("bytesIn", [](const E& e) { return static_cast<double>(e.bytes_in()); })
      .field("firstAt", &E::first_at)
      .field("lastAt", &E::last_at)
      .field("shared", &E::shared);
}

}  // namespace jm::gateway
