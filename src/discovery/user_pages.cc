#include "discovery/user_pages.h"

#include "discovery/sql.h"

namespace jm::discovery {

using domain::PageProblem;

namespace {

constexpr std::int64_t kPagesPerMinuteMax = 20;
constexpr int kReadingAtOnceMax = 3;                     // of one user; the ledger, which the minute is counted by, comes last
constexpr std::size_t kUsersReadingMax = 50;

std::unexpected<Error> too_many() {
  return fail(Code::kResourceExhausted, std::string(domain::page_problem_text(PageProblem::kTooMany, domain::Lang::kEn)), std::string(domain::name(PageProblem::kTooMany)));
}

}  // namespace

UserPages::UserPages(DiscoveryDeps deps, const Uuid& user, std::string purpose) : deps_(deps), user_(user), purpose_(std::move(purpose)) { ++deps_.pages->running[user_.str()]; }

UserPages::~UserPages() {
  const auto mine = deps_.pages->running.find(user_.str());
  if (--mine->second == 0) deps_.pages->running.erase(mine);
}

Task<Result<std::unique_ptr<UserPages>>> UserPages::open(DiscoveryDeps deps, Caller caller, std::string purpose) {
  if (!deps.pages) co_return fail(Code::kFailedPrecondition, "This process does not read pages.", "NO_PAGES");
  pg::Params params;
  params.uuid(caller.user_id).time(deps.clock.now() - std::chrono::minutes(1));
  JM_CO_TRY(lately, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::pages_lately, std::move(params), caller.deadline));
  if (lately.front().i64(0) >= kPagesPerMinuteMax) co_return too_many();
  const auto& running = deps.pages->running;
  const auto mine = running.find(caller.user_id.str());
  if (mine == running.end() ? running.size() >= kUsersReadingMax : mine->second >= kReadingAtOnceMax) co_return too_many();
  co_return std::unique_ptr<UserPages>(new UserPages(deps, caller.user_id, std::move(purpose)));
}

Task<Result<outbound::Response>> UserPages::ask(outbound::WebUrl url, Deadline deadline, bool any_type) {
  outbound::Request request;
  request.url = std::move(url);
  request.purpose = purpose_;
  request.deadline = deadline;
  request.any_type = any_type;
  request.user = user_;
  auto outcome = co_await deps_.pages->client.get(std::move(request));
  for (auto& c : outcome.calls) calls_.push_back(std::move(c));
  co_return std::move(outcome.response);
}

pg::Call UserPages::ledger() const {
  std::vector<std::string> purposes, hosts, addresses, errors;
  std::vector<std::int64_t> statuses, bytes, took;
  std::vector<Time> at;
  for (const outbound::Call& c : calls_) {
    purposes.push_back(c.purpose);
    hosts.push_back(c.host);
    addresses.push_back(c.address);
    errors.push_back(c.error);
    statuses.push_back(c.status);
    bytes.push_back(static_cast<std::int64_t>(c.bytes));
    took.push_back(c.took.count());
    at.push_back(c.at);
  }
  pg::Params params;
  params.uuid(user_).text_array(purposes).text_array(hosts).text_array(addresses).i64_array(statuses).text_array(errors).i64_array(bytes).i64_array(took).time_array(at);
  return {sql::note_calls, std::move(params)};
}

PageProblem problem_of(const Error& e) {
  static constexpr std::pair<std::string_view, PageProblem> kTable[] = {
      {"URL_MALFORMED", PageProblem::kNotAnAddress}, {"URL_SCHEME", PageProblem::kNotAnAddress},   {"URL_HOST", PageProblem::kNotAnAddress},  {"URL_TOO_LONG", PageProblem::kNotAnAddress},
      {"URL_CREDENTIALS", PageProblem::kAddressRefused}, {"URL_PORT", PageProblem::kAddressRefused}, {"ADDRESS_REFUSED", PageProblem::kAddressRefused}, {"NOTHING_LEAVES", PageProblem::kNothingLeaves},
      {"NOT_A_PAGE", PageProblem::kNotAPage},        {"TOO_LARGE", PageProblem::kTooLarge},        {"TIMEOUT", PageProblem::kTimeout},        {"TOO_MANY_REDIRECTS", PageProblem::kUnreachable}};
  for (const auto& [reason, p] : kTable)
    if (e.reason == reason) return p;
  return PageProblem::kUnreachable;
}

std::optional<PageProblem> problem_of_status(int status) {
  if (status == 401 || status == 403 || status == 407 || status == 999) return PageProblem::kLoginWall;
  if (status == 404 || status == 410) return PageProblem::kGone;
  if (status >= 400) return PageProblem::kSiteDown;
  return std::nullopt;
}

}  // namespace jm::discovery
