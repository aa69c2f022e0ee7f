#include "discovery/fetch/fetcher.h"

#include <algorithm>

#include "base/json_object.h"
#include "base/log.h"
#include "base/metrics.h"
#include "discovery/fetch/fetch.h"
#include "discovery/sql.h"
#include "text/json_read.h"

namespace jm::discovery {

using domain::SourceProblem;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kRequestsMax = 20'000;         // of one run: a plan that never ends is a defect
constexpr std::size_t kValidatorsMax = 500, kValidatorBytesMax = 200;
constexpr std::chrono::seconds kStatementTimeMax{20};
constexpr milliseconds kBusyWait{20};

bool is_redirect(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

// "jobs.example.org" and "example.org": the last two labels. Good enough to tell a service's own hosts from others; when it
// is wrong, a redirect is not followed and the source says that it has moved.
std::string_view site_of(std::string_view host) {
  const auto last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return host;
  const auto before = host.rfind('.', last - 1);
  return before == std::string_view::npos ? host : host.substr(before + 1);
}

void count_request(const std::string& board, std::string_view outcome) {
  metrics::counter("jobmate_fetch_requests_total", "Requests to boards", {{"board", board}, {"outcome", std::string(outcome)}}).add();
}

Answer no_answer(SourceProblem problem, std::string detail, Time at) {
  Answer a;
  a.problem = problem;
  a.detail = std::move(detail);
  a.at = at;
  return a;
}

}  // namespace

std::string to_json(const Validators& validators) {
  JsonObject all;
  for (const auto& [url, v] : validators) {
    JsonObject one;
    one.optional_text("etag", v.etag).optional_text("lastModified", v.last_modified);
    all.raw(url, one.str());
  }
  return all.str();
}

Validators read_validators(std::string_view json) {
  Validators all;
  text::JsonReader reader(std::size_t{1} << 20);
  const auto object = reader.parse(json);
  if (!object) return all;
  for (text::JsonMembers m(*object); m.next();) {
    const auto etag = m.value()["etag"], modified = m.value()["lastModified"];
    all[std::string(m.key())] = {std::string(etag ? etag->string().value_or("") : ""), std::string(modified ? modified->string().value_or("") : "")};
  }
  return all;
}

FetchRun::FetchRun(Deps deps, About about, std::unique_ptr<FetchPlan> plan, Deadline deadline)
    : deps_(deps), about_(std::move(about)), plan_(std::move(plan)), deadline_(deadline) {}

Task<void> FetchRun::wait(milliseconds d) {
  if (d.count() > 0) co_await sleep_for(std::min(d, deadline_.left()));
}

// Until this request may go. A budget that is used up, or a service that wants peace for long, ends the run.
Task<std::optional<Answer>> FetchRun::wait_for_turn(milliseconds gap) {
  const Pace& pace = about_.pace;
  const double every = std::max(static_cast<double>(pace.every.count()) * deps_.settings.wait_scale, static_cast<double>(gap.count()));
  pg::Params params{about_.pace_key, every, gap.count() > 0 ? 1 : pace.burst, pace.per_day};
  Result<pg::Rows> rows = co_await deps_.db.write(pg::Scope::worker(), sql::reserve_request, std::move(params), Deadline::in(kStatementTimeMax));
  if (!rows) {
    outcome_.error = rows.error();
    co_return no_answer(SourceProblem::kStore, "", deps_.clock.now());
  }
  if (rows->empty()) co_return no_answer(SourceProblem::kBudget, std::to_string(pace.per_day), deps_.clock.now());
  const milliseconds turn(static_cast<std::int64_t>(rows->front().f64(0))), peace(static_cast<std::int64_t>(rows->front().f64(1)));
  if (peace > kRetryAfterMax) co_return no_answer(SourceProblem::kRateLimited, std::to_string(std::chrono::ceil<std::chrono::seconds>(peace).count()), deps_.clock.now());
  co_await wait(std::max(turn, peace));
  co_return std::nullopt;
}

Task<void> FetchRun::rest(milliseconds d) {
  co_await deps_.db.write(pg::Scope::worker(), sql::rest_board, {about_.pace_key, static_cast<double>(d.count())}, Deadline::in(kStatementTimeMax));
}

outbound::Request FetchRun::request_of(const Ask& ask, const outbound::WebUrl& url) const {
  outbound::Request request;
  request.url = url;
  request.purpose = about_.board;
  request.method = ask.method == "POST" ? http::Method::kPost : http::Method::kGet;
  request.headers = ask.headers;
  request.accept = ask.expect == "xml" ? "application/rss+xml, application/xml, text/xml" : ask.expect == "json" ? "application/json" : ask.expect == "page" ? "text/html, application/xhtml+xml, application/ld+json;q=0.9" : "*/*";
  request.accept_language.clear();
  request.body = ask.body;
  request.follow = false;
  request.any_type = true;
  request.bytes_max = ask.bytes_max;
  request.deadline = deadline_;
  if (ask.conditional)
    if (const auto known = about_.validators.find(without_secrets(ask.url)); known != about_.validators.end()) {
      if (!known->second.etag.empty()) request.headers.emplace_back("if-none-match", known->second.etag);
      if (!known->second.last_modified.empty()) request.headers.emplace_back("if-modified-since", known->second.last_modified);
    }
  return request;
}

// One request with everything that good manners ask for; the answer as the plan is to see it. An error is ours.
Task<Result<Answer>> FetchRun::ask(const Ask& ask) {
  auto parsed = outbound::parse_web_url(ask.url);
  if (!parsed) co_return no_answer(SourceProblem::kNotFound, parsed.error().reason, deps_.clock.now());
  outbound::WebUrl url = std::move(*parsed);
  int redirects = 0;
  for (int n = 1;;) {
    if (deadline_.passed()) co_return no_answer(SourceProblem::kTimeout, "", deps_.clock.now());
    if (const auto quiet = quiet_now(deps_.clock.now(), deps_.settings)) co_return no_answer(SourceProblem::kQuiet, to_iso(*quiet), deps_.clock.now());
    std::optional<Answer> not_now = co_await wait_for_turn(ask.gap);
    if (not_now) {
      if (outcome_.error) co_return std::unexpected(*outcome_.error);
      co_return std::move(*not_now);
    }
    ++outcome_.requests;
    outbound::Outcome asked = co_await deps_.client.get(request_of(ask, url));
    Result<outbound::Response>& response = asked.response;
    const Time now = deps_.clock.now();
    Attempt attempt;
    attempt.n = n;
    if (response) {
      attempt.status = response->status;
      attempt.retry_after = parse_retry_after(response->header("retry-after"), now);
    } else {
      attempt.error = response.error();
    }
    const Decision decision = decide(attempt, std::uniform_real_distribution<double>(0, 1)(dice_));
    count_request(about_.board, attempt.status == 0 ? "none" : std::to_string(attempt.status / 100) + "xx");
    if (decision.kind == Decision::Kind::kAgain) {
      log::debug("a request is tried again", {{"board", about_.board}, {"status", attempt.status}, {"try", n}});
      const bool told = attempt.retry_after.has_value();
      if (told) co_await rest(decision.wait);
      co_await wait(told ? decision.wait : milliseconds(static_cast<std::int64_t>(static_cast<double>(decision.wait.count()) * deps_.settings.wait_scale)));
      ++n;
      continue;
    }
    if (decision.kind == Decision::Kind::kComeBack) {
      co_await rest(decision.wait);
      co_return no_answer(decision.problem, decision.detail, now);
    }
    if (decision.kind == Decision::Kind::kGiveUp || !response) co_return no_answer(decision.problem, decision.detail, now);

    if (is_redirect(response->status) && ask.follow && redirects < kRedirectsMax && ask.method != "POST") {
      auto there = outbound::parse_web_url(response->header("location"), &url);
      if (there && site_of(there->host) == site_of(url.host) && (there->scheme == "https" || url.scheme == "http")) {
        url = std::move(*there);
        ++redirects;
        continue;
      }
    }

    Answer answer;
    answer.status = response->status;
    answer.at = now;
    const bool unexpected = answer.ok() && !response->body.empty() && !is_expected_type(response->header("content-type"), ask.expect);
    if (unexpected) co_return no_answer(SourceProblem::kWrongType, std::string(response->header("content-type").substr(0, 60)), now);
    body_ = std::make_shared<const std::string>(std::move(response->body));
    answer.headers = std::move(response->headers);
    answer.body = *body_;
    outcome_.bytes += body_->size();
    if (answer.status == 304) {
      if (ask.whole) outcome_.unchanged = true;
      else if (const auto known = about_.validators.find(without_secrets(ask.url)); known != about_.validators.end()) outcome_.validators.insert(*known);
    }
    if (ask.conditional && answer.ok() && outcome_.validators.size() < kValidatorsMax) {
      Validator v{std::string(answer.header("etag").substr(0, kValidatorBytesMax)), std::string(answer.header("last-modified").substr(0, kValidatorBytesMax))};
      if (!v.etag.empty() || !v.last_modified.empty()) outcome_.validators[without_secrets(ask.url)] = std::move(v);
    }
    co_return answer;
  }
}

Task<Result<Step>> FetchRun::think() {
  if (!about_.heavy) co_return plan_->next(answer_ ? &*answer_ : nullptr);
  // The job owns what it looks at: the run may be given up meanwhile.
  auto job = [plan = plan_, answer = answer_, body = body_] { return plan->next(answer ? &*answer : nullptr); };
  Result<Step> step = co_await deps_.cpu.run(job);
  while (!step && step.error().code == Code::kResourceExhausted) {
    co_await sleep_for(kBusyWait);
    step = co_await deps_.cpu.run(job);
  }
  co_return step;
}

Task<Result<std::optional<FetchedPayload>>> FetchRun::next() {
  while (!ended_) {
    JM_CO_TRY(step, co_await think());
    if (step.kind != Step::Kind::kAsk || outcome_.requests > static_cast<int>(kRequestsMax)) {
      if (step.kind == Step::Kind::kAsk) step = Step::part(true);
      outcome_.end = std::move(step);
      ended_ = true;
      break;
    }
    Result<Answer> answer = co_await ask(step.ask);
    if (!answer) {
      outcome_.error = answer.error();
      ended_ = true;
      co_return std::unexpected(std::move(answer).error());
    }
    answer_ = std::move(*answer);
    if (!answer_->ok() || body_->empty() || step.ask.secret || !step.ask.keep) continue;

    BronzeRecord record;
    record.board = about_.board;
    record.source_id = about_.source_id;
    record.run_id = about_.run_id;
    record.method = step.ask.method;
    record.url = without_secrets(step.ask.url);
    record.status = answer_->status;
    for (const auto& header : answer_->headers)
      if (!is_secret_header(header.first)) record.headers.push_back(header);
    record.payload = step.ask.payload;
    record.parse = step.ask.parse;
    record.at = answer_->at;
    Result<std::string> ref = co_await deps_.bronze.keep(std::move(record), body_);
    if (!ref) {
      outcome_.error = ref.error();
      ended_ = true;
      co_return std::unexpected(std::move(ref).error());
    }
    if (step.ask.parse) co_return FetchedPayload{body_, step.ask.payload, std::move(*ref)};
  }
  co_return std::optional<FetchedPayload>();
}

}  // namespace jm::discovery
