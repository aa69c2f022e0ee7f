#include "coach/model_desk.h"

#include <algorithm>
#include <cmath>

#include "coach/sql.h"
#include "text/clean.h"
#include "text/utf8.h"

namespace jm::coach {
namespace {

constexpr std::size_t kDetailBytesMax = 300;
constexpr std::int64_t kUsualTokensOut = 700;            // of an answer, while there is no history

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// Whether the same question may do better later.
bool is_passing(const Error& e) {
  return e.code == Code::kUnavailable || e.code == Code::kDeadlineExceeded || e.code == Code::kDataLoss || e.code == Code::kResourceExhausted;
}

}  // namespace

double units(std::int64_t micros) { return static_cast<double>(micros) / 1e6; }

std::string key_context(const Uuid& user) { return "model key of " + user.str(); }

std::int64_t Choice::cost(std::int64_t tokens_in, std::int64_t tokens_out) const { return ceil_div(tokens_in * price_in + tokens_out * price_out, 1'000'000); }

std::int64_t Choice::worst(const model::Prompt& prompt) const {
  const auto in = static_cast<std::int64_t>(prompt.bytes() / 2) + 1'000;     // two bytes a token, and the schema
  return cost(2 * in + prompt.tokens_max, 2 * prompt.tokens_max);
}

Choice ModelDesk::choose(const pg::Row& row, const Uuid& user) const {
  const ModelOptions& o = deps_.options;
  Choice c;
  c.enabled = row.boolean(0);
  c.nothing_leaves = row.boolean(1);
  c.base_url = row.opt_text(2);
  c.model = row.opt_text(3);
  c.key_hint = row.opt_text(5);
  c.own_price_in = row.opt_i64(6);
  c.own_price_out = row.opt_i64(7);
  c.own_cap = row.opt_i64(8);
  c.spent = row.i64(9);
  c.reserved = row.i64(10);
  const bool own_endpoint = c.base_url.has_value(), own_key = !row.is_null(4);
  if (own_endpoint) {
    c.endpoint.base_url = *c.base_url;
    c.endpoint.guest = true;
  } else if (o.endpoint) {
    c.endpoint = *o.endpoint;
  }
  if (c.model) c.endpoint.model = *c.model;
  if (own_key) {
    std::optional<Secret> key;
    if (o.sealer) key = o.sealer->open(row.bytes(4), key_context(user));
    if (key) c.endpoint.key = std::move(*key);
    else c.problem = "KEY_UNREADABLE";
  }
  c.payer = own_endpoint || own_key ? "USER" : "OPERATOR";
  if (c.payer == "OPERATOR") {
    // On the operator's account only the operator's model, at the operator's price.
    if (o.endpoint) c.endpoint.model = o.endpoint->model;
    c.price_in = o.price_in;
    c.price_out = o.price_out;
  } else {
    c.priced = c.own_price_in && c.own_price_out;
    c.price_in = c.own_price_in.value_or(0);
    c.price_out = c.own_price_out.value_or(0);
  }
  c.cap = c.payer == "OPERATOR" ? std::min(o.cap_user, c.own_cap.value_or(o.cap_user)) : c.own_cap.value_or(o.cap_user);
  const std::string host = c.endpoint.host();
  const std::string name = host.substr(0, host.rfind(':') == std::string::npos || host.ends_with(']') ? host.size() : host.rfind(':'));
  const std::string bare = name.starts_with('[') ? name.substr(1, name.size() - 2) : name;
  c.leaves = !host.empty() && !http::is_this_machine(bare) && std::ranges::find(o.local_hosts, bare) == o.local_hosts.end();
  if (!c.enabled) c.problem = "OFF";
  else if (c.endpoint.base_url.empty()) c.problem = "NO_ENDPOINT";
  else if (c.endpoint.model.empty()) c.problem = "NO_MODEL";
  else if (c.endpoint.guest && !o.guests_local && !c.endpoint.base_url.starts_with("https://")) c.problem = "NEEDS_HTTPS";
  else if (c.leaves && (c.nothing_leaves || o.nothing_leaves)) c.problem = "NOTHING_LEAVES";
  return c;
}

Task<Result<Choice>> ModelDesk::choice_of(Uuid user, Deadline deadline) {
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(user), sql::model_settings, {user, deps_.clock.now()}, deadline));
  if (rows.empty()) co_return fail(Code::kUnauthenticated, "This account no longer exists.", "ACCOUNT_GONE");
  co_return choose(rows.front(), user);
}

pb::ModelQuote ModelDesk::quote(const Choice& choice) const {
  pb::ModelQuote quote;
  quote.set_currency(deps_.options.currency);
  quote.set_problem(choice.problem);
  quote.set_left(units(choice.left()));
  if (!choice.problem.empty()) return quote;
  quote.set_uses_model(true);
  quote.set_host(choice.endpoint.host());
  quote.set_model(choice.endpoint.model);
  quote.set_payer(choice.payer);
  quote.set_leaves(choice.leaves);
  return quote;
}

Task<Result<pb::ModelQuote>> ModelDesk::quote(Choice choice, Uuid user, Purpose purpose, model::Prompt prompt, CachedUnder cached_under, Deadline deadline) {
  pb::ModelQuote quote = this->quote(choice);
  if (!choice.problem.empty()) co_return quote;
  const std::string model = choice.endpoint.model;
  // The user's own history first; else everybody's, of which only the two averages are used.
  std::vector<pg::Call> asks{{sql::cached_answer, {user, cached_under.cluster, cached_under.profile_version, purpose.prompt_version, model, cached_under.asked}},
                             {sql::model_history, {std::optional(user), purpose.name, model}},
                             {sql::model_history, {std::optional<Uuid>(), purpose.name, model}},
                             {sql::operator_spending, {deps_.clock.now()}}};
  JM_CO_TRY(known, co_await deps_.db.read_batch(pg::Scope::worker(), std::move(asks), deadline));
  const bool cached = !known[0].empty();
  const pg::Row own = known[1].front(), all = known[2].front();
  const pg::Row history = own.i64(0) >= 3 ? own : all;
  const auto samples = history.i64(0);
  quote.set_cached(cached);
  quote.set_samples(static_cast<int>(samples));
  if (cached) co_return quote;
  const auto bytes = static_cast<double>(prompt.bytes());
  const std::int64_t in = samples > 0 ? std::llround(bytes * history.f64(1)) : model::reckon_tokens(prompt.bytes());
  const std::int64_t out = samples > 0 ? std::llround(history.f64(2)) : kUsualTokensOut;
  quote.set_tokens_in(in);
  quote.set_tokens_out(out);
  quote.set_price(units(choice.cost(in, out)));
  const std::int64_t most = choice.worst(prompt);
  quote.set_price_max(units(most));
  // As the reservation will decide it.
  const bool capped_for_all = choice.payer == "OPERATOR" && known[3].front().i64(0) + most > deps_.options.cap_operator;
  if (most > 0 && (capped_for_all || most > choice.left())) {
    quote.set_uses_model(false);
    quote.set_problem(capped_for_all ? "CAP_OPERATOR" : "CAP_USER");
  }
  co_return quote;
}

Task<Result<std::string>> ModelDesk::open(Choice choice, Opening o, Deadline deadline) {
  const Time now = deps_.clock.now();
  pg::Params params{o.call_id, o.user, o.purpose, o.approval, o.application, choice.payer, choice.endpoint.host(), choice.endpoint.model, o.prompt_version,
                    static_cast<std::int64_t>(o.prompt_bytes), o.amount, deps_.options.cap_operator, choice.cap, now};
  std::vector<pg::Call> calls;
  calls.push_back({sql::sweep_calls, {o.user, now}});
  calls.push_back({sql::reserve_call, std::move(params)});
  JM_CO_TRY(answers, co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), deadline));
  co_return answers[1].front().str(0);
}

Task<Asked> ModelDesk::ask(Choice choice, Uuid call_id, Uuid user, model::Prompt prompt, Accept accept, Deadline deadline) {
  Asked asked;
  for (int round = 0; round < 2; ++round) {
    model::Question question;
    question.endpoint = choice.endpoint;
    question.prompt = prompt;
    question.key = call_id.str() + (round == 0 ? "" : "-repair");
    question.user = user;
    question.deadline = deadline;
    model::Reply reply = co_await deps_.client.ask(std::move(question));
    asked.tries += reply.tries;
    asked.status = reply.status;
    asked.bytes_out += reply.bytes_out;
    asked.bytes_in += reply.bytes_in;
    asked.took += reply.took;
    if (!reply.completion) {
      const Error& e = reply.completion.error();
      asked.detail = std::string(code_name(e.code)) + " " + e.reason;
      asked.problem = e.reason.empty() ? std::string("MODEL_DOWN") : e.reason;
      if (reply.paid == model::Paid::kUnknown) {
        asked.state = "UNKNOWN";
        asked.problem = "LOST";
      } else if (reply.paid == model::Paid::kYes) {      // billed, and no completion
        asked.state = "SETTLED";
        asked.tokens_in += model::reckon_tokens(prompt.bytes());
        asked.problem = "BAD_ANSWER";
      } else if (round == 0) {
        asked.state = "FAILED";
        asked.again = is_passing(e);
      } else {                                           // the first answer is paid for, and was not good
        asked.state = "SETTLED";
        asked.problem = "BAD_ANSWER";
      }
      break;
    }
    const model::Completion& c = *reply.completion;
    asked.state = "SETTLED";
    asked.tokens_in += c.tokens_in;
    asked.tokens_out += c.tokens_out;
    const std::string json(model::json_part(c.text));
    std::optional<std::string> wrong = c.cut ? std::optional<std::string>("the answer was cut: be shorter") : json.empty() ? std::optional<std::string>("there is no JSON object in it") : accept(json);
    if (!wrong) {
      asked.answer = json;
      asked.problem.clear();
      asked.detail.clear();
      break;
    }
    asked.problem = wrong->starts_with("UNUSABLE") ? "UNUSABLE" : "BAD_ANSWER";
    asked.detail = std::string(text::cut_utf8(text::clean_line(*wrong), kDetailBytesMax));
    prompt.messages.push_back({"assistant", std::string(text::cut_utf8(c.text, 8'000))});
    prompt.messages.push_back({"user", "That answer cannot be used: " + *wrong + ". Answer once more, as one JSON object in the required form and nothing else."});
  }
  asked.cost = choice.cost(asked.tokens_in, asked.tokens_out);
  co_return asked;
}

pg::Call ModelDesk::settle_call(const Uuid& call_id, const Asked& a) const {
  const std::string error = a.problem.empty() ? std::string() : a.problem + (a.detail.empty() ? "" : ": " + a.detail);
  return {sql::settle_call, {call_id, a.state, a.cost, a.tokens_in, a.tokens_out, static_cast<std::int64_t>(a.bytes_out), static_cast<std::int64_t>(a.bytes_in), a.tries, a.status, error, a.took.count(), deps_.clock.now()}};
}

}  // namespace jm::coach
