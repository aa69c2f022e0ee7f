#include "model/client.h"

#include <algorithm>

#include "base/metrics.h"
#include "http/url.h"

namespace jm::model {
namespace {

constexpr std::size_t kBreakersMax = 1000, kUrlBytesMax = 500;

Error of_status(int status) {
  if (status == 429) return {Code::kUnavailable, "The model's endpoint takes no more questions at the moment.", "MODEL_BUSY"};
  if (status == 401 || status == 403) return {Code::kFailedPrecondition, "The model's endpoint refuses the key.", "MODEL_REFUSED"};
  if (status == 402) return {Code::kFailedPrecondition, "The account at the model's endpoint has no credit left.", "MODEL_REFUSED"};
  if (status == 404) return {Code::kFailedPrecondition, "The model's endpoint knows no such model or address.", "MODEL_REFUSED"};
  if (status == 408 || status == 425 || status >= 500) return {Code::kUnavailable, "The model's endpoint does not work at the moment.", "MODEL_DOWN"};
  return {Code::kFailedPrecondition, "The model's endpoint refuses the question (HTTP " + std::to_string(status) + ").", "MODEL_REFUSED"};
}

}  // namespace

std::string Endpoint::host() const {
  const auto url = http::parse_url(base_url);
  return url ? url->authority() : std::string();
}

Result<std::string> clean_base_url(std::string_view text) {
  while (!text.empty() && (text.back() == '/' || text.back() == ' ')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto bad = [](const char* what) { return fail(Code::kInvalidArgument, std::string("The endpoint's address ") + what, "BAD_BASE_URL"); };
  if (text.size() > kUrlBytesMax) return bad("is too long.");
  const auto url = http::parse_url(text);
  if (!url) return bad("is not a web address. It looks like https://openrouter.ai/api/v1.");
  if (!url->userinfo.empty()) return bad("must not hold a user name or password; the key has a field of its own.");
  if (url->has_query) return bad("must not have a query (?…).");
  std::string out = url->scheme + "://" + url->authority() + url->path;
  while (out.ends_with('/')) out.pop_back();
  constexpr std::string_view kTail = "/chat/completions";
  if (out.ends_with(kTail)) out.resize(out.size() - kTail.size());
  return out;
}

Client::Client(http::Client& own, http::Client& guests, ClientOptions options, const Clock& clock) : own_(own), guests_(guests), options_(std::move(options)), clock_(clock) {}

Task<Result<http::ClientResponse>> Client::once(const Question& q, const std::string& body, Try& seen) {
  http::ClientRequest request;
  request.method = http::Method::kPost;
  request.url = q.endpoint.base_url + "/chat/completions";
  request.headers = {{"content-type", "application/json"}, {"accept", "application/json"}, {"idempotency-key", q.key}};
  if (!q.endpoint.key.empty()) request.headers.emplace_back("authorization", "Bearer " + std::string(q.endpoint.key.reveal()));
  request.body = body;
  request.deadline = q.deadline.earlier(Deadline::in(options_.answer_longest));
  request.response_bytes_max = options_.answer_bytes_max;
  request.user = q.user;
  request.on_sending = [&seen] { seen.sent = true; };
  http::Client& client = q.endpoint.guest ? guests_ : own_;
  auto response = co_await client.send(std::move(request));
  if (response) seen.status = response->status;
  co_return response;
}

Task<Reply> Client::ask(Question q) {
  Reply reply;
  if (breakers_.size() >= kBreakersMax) breakers_.clear();
  // By account: one whose credit is used up says nothing about the others at the same address.
  const auto account = std::hash<std::string_view>{}(q.endpoint.key.reveal());
  std::shared_ptr<Breaker>& kept = breakers_[q.endpoint.base_url + '#' + std::to_string(account)];
  if (!kept) kept = std::make_shared<Breaker>(options_.failures_max, options_.rest);
  const std::shared_ptr<Breaker> breaker = kept;
  const Time started = clock_.now();
  const std::string body = request_body(q.endpoint.model, q.prompt);
  for (int n = 1;; ++n) {
    if (breaker->closed_for(clock_.now()).count() > 0) {
      if (n == 1) reply.completion = fail(Code::kUnavailable, "The model's endpoint has failed several times in a row and is left alone for a moment.", "MODEL_RESTING");
      break;
    }
    Try seen;
    auto response = co_await once(q, body, seen);
    ++reply.tries;
    reply.status = seen.status;
    if (seen.sent) reply.bytes_out += body.size();
    if (response) reply.bytes_in += response->body.size();
    const Paid paid_now = paid(seen);
    if (paid_now != Paid::kNo) reply.paid = paid_now;
    metrics::counter("jobmate_model_requests_total", "Requests to language models", {{"outcome", response ? std::to_string(seen.status / 100) + "xx" : "none"}}).add();
    if (response && seen.status >= 200 && seen.status < 300) {
      breaker->good();
      reply.completion = read_completion(response->body, q.prompt);
      break;
    }
    reply.completion = response ? std::unexpected(of_status(seen.status)) : std::unexpected(response.error());
    // Refused by ourselves, or for a reason that stays: nothing about the endpoint's health.
    const bool ours = !response && (response.error().code == Code::kPermissionDenied || response.error().code == Code::kInvalidArgument);
    if (ours || !is_passing(seen)) break;
    breaker->bad(clock_.now());
    if (paid_now == Paid::kUnknown && !q.endpoint.idempotent) break;
    if (n == options_.tries_max) break;
    seen.retry_after = response ? response->header("retry-after") : std::string_view();
    const double chance = std::uniform_real_distribution<>(0, 1)(dice_);
    const auto wait = wait_before(n + 1, seen, options_.retry_first, options_.wait_longest, chance, clock_.now());
    if (!wait || *wait >= q.deadline.left()) break;
    const bool slept = co_await sleep_for(*wait);
    if (!slept) break;
  }
  reply.took = std::chrono::milliseconds((clock_.now().us - started.us) / 1000);
  co_return reply;
}

}  // namespace jm::model
