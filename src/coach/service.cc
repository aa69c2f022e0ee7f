// CoachService: a user's settings for language models, what analyses would cost and did, and what left the machine. I/O thread only.
#include <algorithm>
#include <cmath>
#include <memory>

#include "coach/analysis_prompt.h"
#include "coach/case.h"
#include "coach/improve.h"
#include "coach/model_desk.h"
#include "coach/sql.h"
#include "crypto/hash.h"
#include "text/clean.h"

namespace jm::coach {
namespace {

constexpr double kMicros = 1e6;
constexpr std::size_t kModelBytesMax = 200, kKeyBytesMax = 1000;
constexpr double kPriceMax = 100'000, kCapMax = 1'000'000;
constexpr int kCallsMax = 200, kDaysMax = 366, kTestsPerHourMax = 20, kAgainMax = 20;
constexpr std::chrono::seconds kTestTime{30};

std::unexpected<Error> bad(std::string message, std::string reason = "BAD_INPUT") { return fail(Code::kInvalidArgument, std::move(message), std::move(reason)); }

Result<std::optional<std::int64_t>> amount(double value, double max, const char* name) {
  if (std::isnan(value) || value > max) return bad(std::string("\"") + name + "\" is too large.");
  if (value < 0) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(static_cast<std::int64_t>(std::llround(value * kMicros)));
}

bool is_visible_ascii(std::string_view s) {
  return std::ranges::all_of(s, [](char c) { return c > ' ' && c < 0x7F; });
}

class Service final : public CoachService {
 public:
  explicit Service(CoachDeps deps) : deps_(std::move(deps)) {}

  Task<Result<pb::ModelSettings>> GetModelSettings(Caller caller, pb::GetModelSettingsRequest) override {
    JM_CO_CHECK_OK(require_user(caller));
    JM_CO_TRY(choice, co_await desk().choice_of(caller.user_id, caller.deadline));
    co_return settings(choice);
  }

  Task<Result<pb::ModelSettings>> UpdateModelSettings(Caller caller, pb::UpdateModelSettingsRequest r) override {
    JM_CO_CHECK_OK(require_user(caller));
    const ModelOptions& o = desk().deps().options;
    std::vector<std::string> names;
    std::optional<bool> enabled, nothing_leaves;
    std::optional<std::string> base_url, model, key, hint;
    std::optional<std::int64_t> price_in, price_out, cap;
    if (r.has_enabled()) {
      enabled = r.enabled();
      names.emplace_back("enabled");
    }
    if (r.has_nothing_leaves()) {
      nothing_leaves = r.nothing_leaves();
      names.emplace_back("nothing_leaves");
    }
    if (r.has_base_url()) {
      if (!r.base_url().empty()) {
        JM_CO_TRY(url, model::clean_base_url(r.base_url()));
        if (!o.guests_local && !url.starts_with("https://")) co_return bad("The endpoint's address must start with https://: your key would travel in the open.", "NEEDS_HTTPS");
        base_url = std::move(url);
      }
      names.emplace_back("base_url");
      // A key goes to the address it was given for, and to no other.
      names.emplace_back("key");
    }
    if (r.has_model()) {
      if (r.model().size() > kModelBytesMax || text::clean_line(r.model()) != r.model()) co_return bad("The model's name is not one: at most 200 characters, without line ends.");
      if (!r.model().empty()) model = r.model();
      names.emplace_back("model");
    }
    if (r.has_key()) {
      if (!r.key().empty()) {
        if (r.key().size() > kKeyBytesMax || !is_visible_ascii(r.key())) co_return bad("The key is not one: at most 1000 characters, without blanks.");
        if (!o.sealer) co_return fail(Code::kFailedPrecondition, "Keys cannot be stored on this installation: its operator has to set SEALING_SECRET.", "NO_SEALING_SECRET");
        key = crypto::to_hex(o.sealer->seal(r.key(), key_context(caller.user_id)));
        hint = r.key().size() >= 12 ? r.key().substr(r.key().size() - 4) : std::string();
      }
      if (std::ranges::find(names, "key") == names.end()) names.emplace_back("key");
    }
    if (r.has_price_in()) {
      JM_CO_TRY(value, amount(r.price_in(), kPriceMax, "priceIn"));
      price_in = value;
      names.emplace_back("price_in");
    }
    if (r.has_price_out()) {
      JM_CO_TRY(value, amount(r.price_out(), kPriceMax, "priceOut"));
      price_out = value;
      names.emplace_back("price_out");
    }
    if (r.has_monthly_cap()) {
      JM_CO_TRY(value, amount(r.monthly_cap(), kCapMax, "monthlyCap"));
      cap = value;
      names.emplace_back("monthly_cap");
    }
    pg::Params params{caller.user_id, deps_.clock.now(), names, enabled, nothing_leaves, base_url, model, key, hint, price_in, price_out, cap};
    JM_CO_CHECK_OK(co_await deps_.db.write(pg::Scope::user(caller.user_id), sql::set_model_settings, std::move(params), caller.deadline));
    JM_CO_TRY(choice, co_await desk().choice_of(caller.user_id, caller.deadline));
    co_return settings(choice);
  }

  Task<Result<pb::ModelTest>> TestModel(Caller caller, pb::TestModelRequest) override {
    JM_CO_CHECK_OK(require_user(caller));
    JM_CO_TRY(choice, co_await desk().choice_of(caller.user_id, caller.deadline));
    pb::ModelTest test;
    test.set_host(choice.endpoint.host());
    test.set_model(choice.endpoint.model);
    test.set_problem(choice.problem);
    if (!choice.problem.empty()) co_return test;
    const Time now = deps_.clock.now();
    JM_CO_TRY(lately, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::tests_lately, {caller.user_id, now - std::chrono::hours(1)}, caller.deadline));
    if (lately.front().i64(0) >= kTestsPerHourMax) co_return fail(Code::kResourceExhausted, "At most 20 tests an hour.", "TOO_MANY_TESTS");
    static const model::Shape shape = model::Shape::object({{"ready", model::Shape::boolean()}});
    model::Prompt prompt;
    prompt.messages = {{"user", "Answer with the JSON object {\"ready\": true} and nothing else."}};
    prompt.name = "test";
    prompt.shape = &shape;
    prompt.tokens_max = 100;
    const Uuid call_id = new_id(now);
    ModelDesk::Opening opening{call_id, caller.user_id, "TEST", call_id.str(), "test-1", std::nullopt, prompt.bytes(), choice.worst(prompt)};
    JM_CO_TRY(verdict, co_await desk().open(choice, std::move(opening), caller.deadline));
    if (verdict != "OK") {
      test.set_problem(verdict);
      co_return test;
    }
    const auto accept = [](std::string_view json) -> std::optional<std::string> {
      text::JsonReader reader;
      const auto doc = reader.parse(json);
      if (!doc) return "it is not valid JSON";
      const auto ok = shape.check(*doc);
      return ok ? std::nullopt : std::optional(ok.error().message);
    };
    const Deadline deadline = caller.deadline.earlier(Deadline::in(kTestTime));
    const Deadline ask_until = deadline.is_never() ? deadline : Deadline{deadline.at - std::chrono::milliseconds(500)};
    const Asked asked = co_await desk().ask(choice, call_id, caller.user_id, prompt, accept, ask_until);
    std::vector<pg::Call> calls;
    calls.push_back(desk().settle_call(call_id, asked));
    JM_CO_CHECK_OK(co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), Deadline::in(std::chrono::seconds(5))));
    test.set_ok(asked.answer.has_value());
    test.set_structured(asked.answer.has_value());
    test.set_problem(asked.problem);
    test.set_tokens_in(asked.tokens_in);
    test.set_tokens_out(asked.tokens_out);
    test.set_cost(units(asked.cost));
    test.set_took_ms(static_cast<int>(asked.took.count()));
    co_return test;
  }

  Task<Result<pb::AnalysisQuote>> QuoteAnalysis(Caller caller, pb::QuoteAnalysisRequest request) override {
    JM_CO_CHECK_OK(require_user(caller));
    const auto item = Uuid::parse(request.job_feed_id());
    if (!item) co_return no_item();
    const Time now = deps_.clock.now();
    std::vector<pg::Call> reads{{sql::model_case, {caller.user_id, nullptr, *item}}, {sql::model_settings, {caller.user_id, now}}};
    JM_CO_TRY(rows, co_await deps_.db.read_batch(pg::Scope::user(caller.user_id), std::move(reads), caller.deadline));
    if (rows[0].empty()) co_return no_item();
    if (rows[1].empty()) co_return fail(Code::kUnauthenticated, "This account no longer exists.", "ACCOUNT_GONE");
    const Choice choice = desk().choose(rows[1].front(), caller.user_id);
    pb::AnalysisQuote quote;
    quote.set_job_feed_id(item->str());
    *quote.mutable_quote() = desk().quote(choice);
    if (!choice.problem.empty()) co_return quote;

    auto looked_at = std::make_shared<const Case>(read_case(rows[0].front(), caller.user_id));
    auto job = [looked_at, now] {
      const domain::ProfileFacts profile = domain::read_profile(looked_at->profile, now);
      const domain::Analysis a = domain::analyse(looked_at->input(profile), now);
      return std::make_shared<const AnalysisQuestion>(analysis_question(a, domain::ground_of(a, profile), looked_at->offer, "quote"));
    };
    JM_CO_TRY(question, co_await deps_.cpu.run(std::move(job)));
    CachedUnder under{rows[0].front().str(35), rows[0].front().i32(34), question->asked};
    ModelDesk::Purpose purpose{std::string(kAnalysisPurpose), std::string(kAnalysisPromptVersion)};
    JM_CO_TRY(reckoned, co_await desk().quote(choice, caller.user_id, std::move(purpose), question->prompt, std::move(under), caller.deadline));
    *quote.mutable_quote() = std::move(reckoned);
    co_return quote;
  }

  Task<Result<pb::AnalyseAgainReply>> AnalyseAgain(Caller caller, pb::AnalyseAgainRequest request) override {
    JM_CO_CHECK_OK(require_user(caller));
    const auto id = Uuid::parse(request.application_id());
    if (!id) co_return no_application();
    JM_CO_TRY(choice, co_await desk().choice_of(caller.user_id, caller.deadline));
    // The application is held, so that two wishes at the same time are one.
    JM_CO_TRY(tx, co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline));
    JM_CO_TRY(rows, co_await tx.query(sql::again_case, {caller.user_id, *id}));
    if (rows.empty()) co_return no_application();
    if (!choice.problem.empty()) co_return fail(Code::kFailedPrecondition, "No language model can be used now: " + choice.problem + ".", choice.problem);
    pb::AnalyseAgainReply reply;
    reply.set_queued(true);
    if (rows.front().boolean(1)) co_return reply;      // under way: the same wish
    if (rows.front().i64(0) >= kAgainMax) co_return fail(Code::kResourceExhausted, "This application has been analysed often enough.", "TOO_MANY");
    Improvement next = queue_improvement(caller.user_id, *id, id->str() + "/" + new_id(deps_.clock.now()).str());
    std::vector<pg::Call> calls;
    calls.push_back(std::move(next.call));
    JM_CO_CHECK_OK(co_await tx.batch(std::move(calls)));
    JM_CO_CHECK_OK(co_await tx.commit());
    deps_.bus.command_committed(std::string(kImproveCommand), next.payload);
    co_return reply;
  }

  Task<Result<pb::ModelCallList>> GetModelCalls(Caller caller, pb::GetModelCallsRequest request) override {
    JM_CO_CHECK_OK(require_user(caller));
    const int first = request.first() == 0 ? 50 : request.first();
    if (first < 1 || first > kCallsMax) co_return bad("\"first\" must be between 1 and 200.");
    std::optional<Uuid> after;
    pb::ModelCallList list;
    if (!request.after().empty()) {
      after = Uuid::parse(request.after());
      if (!after) co_return list;
    }
    JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::model_calls, {caller.user_id, first, after}, caller.deadline));
    for (const pg::Row row : rows) {
      pb::ModelCall* c = list.add_calls();
      c->set_id(row.str(0));
      c->set_purpose(row.str(1));
      if (!row.is_null(2)) c->set_application_id(row.str(2));
      c->set_host(row.str(3));
      c->set_model(row.str(4));
      c->set_payer(row.str(5));
      c->set_state(row.str(6));
      c->set_tokens_in(row.i64(7));
      c->set_tokens_out(row.i64(8));
      c->set_cost(units(row.i64(9)));
      c->set_reserved(units(row.i64(10)));
      c->set_tries(row.i32(11));
      if (const auto status = row.opt_i32(12)) c->set_status(*status);
      c->set_error(row.str(13).substr(0, row.str(13).find(':')));
      c->set_took_ms(row.i64(14));
      c->set_at(to_iso(row.time(15)));
      if (!row.is_null(16)) c->set_settled_at(to_iso(row.time(16)));
      c->set_bytes_out(row.i64(17));
      c->set_bytes_in(row.i64(18));
      c->set_currency(desk().deps().options.currency);
    }
    co_return list;
  }

  Task<Result<pb::EgressReport>> GetEgress(Caller caller, pb::GetEgressRequest request) override {
    JM_CO_CHECK_OK(require_user(caller));
    const int days = request.days() == 0 ? 30 : request.days();
    if (days < 1 || days > kDaysMax) co_return bad("\"days\" must be between 1 and 366.");
    const Time now = deps_.clock.now(), since = now - std::chrono::hours(24) * days;
    std::vector<pg::Call> reads{{sql::egress, {caller.user_id, since}}, {sql::model_settings, {caller.user_id, now}}};
    JM_CO_TRY(rows, co_await deps_.db.read_batch(pg::Scope::user(caller.user_id), std::move(reads), caller.deadline));
    pb::EgressReport report;
    report.set_since(to_iso(since));
    report.set_nothing_leaves(desk().deps().options.nothing_leaves || (!rows[1].empty() && rows[1].front().boolean(1)));
    for (const pg::Row row : rows[0]) {
      pb::EgressEntry* e = report.add_entries();
      e->set_kind(row.str(0));
      e->set_host(row.str(1));
      e->set_purpose(row.str(2));
      e->set_requests(row.i64(3));
      e->set_refused(row.i64(4));
      e->set_bytes_out(row.i64(5));
      e->set_bytes_in(row.i64(6));
      e->set_first_at(to_iso(row.time(7)));
      e->set_last_at(to_iso(row.time(8)));
      e->set_shared(row.text(0) == "BOARD");
    }
    co_return report;
  }

 private:
  static std::unexpected<Error> no_item() { return fail(Code::kNotFound, "There is no such item in your inbox.", "NOT_FOUND"); }
  static std::unexpected<Error> no_application() { return fail(Code::kNotFound, "There is no such application with an analysis.", "NOT_FOUND"); }
  ModelDesk& desk() const { return *deps_.desk; }

  pb::ModelSettings settings(const Choice& c) const {
    const ModelOptions& o = desk().deps().options;
    pb::ModelSettings s;
    s.set_enabled(c.enabled);
    s.set_nothing_leaves(c.nothing_leaves);
    s.set_operator_nothing_leaves(o.nothing_leaves);
    if (c.base_url) s.set_base_url(*c.base_url);
    if (c.model) s.set_model(*c.model);
    if (c.key_hint) s.set_key_hint(*c.key_hint);
    if (c.own_price_in) s.set_price_in(units(*c.own_price_in));
    if (c.own_price_out) s.set_price_out(units(*c.own_price_out));
    if (c.own_cap) s.set_monthly_cap(units(*c.own_cap));
    s.set_currency(o.currency);
    s.set_ready(c.problem.empty());
    s.set_problem(c.problem);
    s.set_host(c.endpoint.host());
    s.set_used_model(c.endpoint.model);
    s.set_payer(c.payer);
    s.set_cap(units(c.cap));
    s.set_spent(units(c.spent));
    s.set_reserved(units(c.reserved));
    s.set_leaves(c.leaves);
    return s;
  }

  CoachDeps deps_;
};

Task<Result<bool>> may_leave(pg::Database* db, Uuid user) {
  JM_CO_TRY(rows, co_await db->read(pg::Scope::user(user), sql::nothing_leaves, {user}, Deadline::in(std::chrono::seconds(5))));
  co_return rows.empty();
}

}  // namespace

std::shared_ptr<ModelDesk> make_model_desk(ModelDeps deps) { return std::make_shared<ModelDesk>(std::move(deps)); }
std::unique_ptr<CoachService> make_coach(CoachDeps deps) { return std::make_unique<Service>(std::move(deps)); }
std::function<Task<Result<bool>>(Uuid)> egress_gate(pg::Database& db) {
  return [&db](Uuid user) { return may_leave(&db, user); };
}

}  // namespace jm::coach
