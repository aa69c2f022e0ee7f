#include "discovery/fetch/plan.h"
#include "http/url.h"

#include <algorithm>

namespace jm::discovery {

using domain::SourceProblem;

std::string FetchConfig::base(std::string_view board, std::string_view real) const {
  const auto it = bases.find(board);
  std::string url(it == bases.end() ? real : std::string_view(it->second));
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string_view Answer::header(std::string_view name) const {
  const auto same = [](std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
  };
  for (const auto& [n, v] : headers)
    if (same(n, name)) return v;
  return {};
}

Step Step::get(std::string url, std::string payload_name) {
  Step s;
  s.kind = Kind::kAsk;
  s.ask.url = std::move(url);
  s.ask.payload.name = std::move(payload_name);
  return s;
}
Step Step::whole() {
  Step s;
  s.complete = true;
  return s;
}
Step Step::part(bool truncated) {
  Step s;
  s.truncated = truncated;
  return s;
}
Step Step::fail(SourceProblem problem, std::string detail) {
  Step s;
  s.kind = Kind::kFailed;
  s.problem = problem;
  s.detail = std::move(detail);
  return s;
}
Step Step::pause(Time until, SourceProblem problem, std::string detail) {
  Step s;
  s.kind = Kind::kPause;
  s.until = until;
  s.problem = problem;
  s.detail = std::move(detail);
  return s;
}

std::pair<std::string, std::string> token_and_region(std::string_view token) {
  const auto at = token.rfind('@');
  if (at == std::string_view::npos) return {std::string(token), {}};
  return {std::string(token.substr(0, at)), std::string(token.substr(at + 1))};
}

std::string company_site(const PlanInput& in, std::string_view board, std::string_view suffix) {
  const std::string& token = in.listing.token;
  if (const std::string base = in.config.base(board, ""); !base.empty()) return base + "/" + http::percent_encode(token);
  // Letters, digits, hyphens and dots are all that a host has.
  std::string host;
  for (const char c : token)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.') host += c;
  return "https://" + host + (host.find('.') == std::string::npos ? std::string(suffix) : std::string());
}

std::optional<Step> refused(const Answer& answer) {
  if (answer.ok()) return std::nullopt;
  if (answer.status == 0) return Step::fail(answer.problem, answer.detail);
  if (answer.status == 304) return Step::part(false);
  if (answer.status == 401 || answer.status == 403) return Step::fail(SourceProblem::kRefused, std::to_string(answer.status));
  if (answer.status == 404 || answer.status == 410) return Step::fail(SourceProblem::kNotFound, std::to_string(answer.status));
  if (answer.status >= 300 && answer.status < 400) return Step::fail(SourceProblem::kMoved, std::to_string(answer.status));
  return Step::fail(SourceProblem::kHttpStatus, std::to_string(answer.status));
}

namespace {

class SingleGet final : public FetchPlan {
 public:
  SingleGet(std::string url, Payload payload, bool whole, std::string expect) : step_(Step::get(std::move(url), "")), whole_(whole) {
    step_.ask.payload = std::move(payload);
    step_.ask.conditional = true;
    step_.ask.expect = std::move(expect);
  }
  Step next(const Answer* answer) override {
    if (answer == nullptr) return step_;
    if (auto step = refused(*answer)) return *step;
    return whole_ ? Step::whole() : Step::part(false);
  }

 private:
  Step step_;
  bool whole_;
};

class PagedPlan final : public FetchPlan {
 public:
  explicit PagedPlan(Paged about) : about_(std::move(about)) {}

  Step next(const Answer* answer) override {
    if (answer == nullptr) return ask(about_.url(about_, 0));
    if (auto step = refused(*answer)) return *step;
    const PageVerdict verdict = about_.judge(about_, answer->body, page_);
    if (verdict.is == PageVerdict::Is::kBad) return Step::fail(SourceProblem::kNotUnderstood, name());
    if (verdict.is == PageVerdict::Is::kLast) return about_.whole ? Step::whole() : Step::part(false);
    ++page_;
    if (page_ >= about_.pages_max || (about_.ceiling > 0 && page_ >= about_.ceiling)) return Step::part(true);
    return ask(verdict.next_url.empty() ? about_.url(about_, page_) : verdict.next_url);
  }

 private:
  std::string name() const { return about_.name + ", page " + std::to_string(page_ + 1); }
  Step ask(std::string url) const {
    Step step = Step::get(std::move(url), name());
    step.ask.conditional = page_ == 0;          // the newest come first: an unchanged first page is an unchanged listing
    return step;
  }

  Paged about_;
  std::size_t page_ = 0;
};

}  // namespace

std::unique_ptr<FetchPlan> single_get(std::string url, std::string payload_name, bool whole, std::string expect) {
  return single_get(std::move(url), Payload{.name = std::move(payload_name)}, whole, std::move(expect));
}
std::unique_ptr<FetchPlan> single_get(std::string url, Payload payload, bool whole, std::string expect) {
  return std::make_unique<SingleGet>(std::move(url), std::move(payload), whole, std::move(expect));
}

std::unique_ptr<FetchPlan> paged(Paged about) { return std::make_unique<PagedPlan>(std::move(about)); }

}  // namespace jm::discovery
