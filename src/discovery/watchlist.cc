// The companies a user follows. The board behind the pasted address is recognised (recognise.h): by the address itself, by where it
// redirects to, by its page's markers; else the site's own pages are followed, if they state postings that programs can read and
// robots.txt lets them. What is followed is read once for all who do.
#include "discovery/boards/board.h"
#include "discovery/careers_page.h"
#include "discovery/fetch/fetch.h"
#include "discovery/service.h"
#include "discovery/sitemap.h"
#include "discovery/sql.h"
#include "discovery/user_pages.h"
#include "domain/company_watch.h"
#include "outbound/guard.h"
#include "outbound/robots.h"

namespace jm::discovery {

namespace {

using domain::WatchProblem;
using outbound::WebUrl;

constexpr std::size_t kUrlBytesMax = 2000;
constexpr int kWatchesMax = 200;
constexpr std::chrono::seconds kLookingMax{20};          // all requests together
constexpr std::size_t kLinksTried = 2;                   // of a page that says nothing itself
constexpr std::string_view kPostings = "jobposting";

pb::CompanyWatch read_watch(const pg::Row& row) {
  pb::CompanyWatch w;
  w.set_id(row.str(0));
  w.set_board(row.str(1));
  const Board* board = find_board(row.text(1));
  w.set_label(board ? std::string(board->label()) : row.str(1));
  w.set_url(row.str(3));
  w.set_name(row.str(4));
  w.set_created_at(to_iso(row.time(5)));
  w.set_source_id(row.str(1) + "/" + row.str(2));
  return w;
}

// The listing's name at its board, with the region where that is another service ("acme@eu").
std::string token_of(const CareerSite& site) {
  const bool elsewhere = (site.ats == "lever" && site.region == "eu") || (site.ats == "personio" && site.region == "com");
  return elsewhere ? site.token + "@" + site.region : site.token;
}

bool can_follow(const CareerSite& site) {
  const Board* board = find_board(site.ats);
  return site.followed && !site.token.empty() && board && board->fetching() && board->fetching()->reach() == Reach::kCompany;
}

// What was found, or why nothing was.
struct Finding {
  std::optional<CareerSite> site;
  WatchProblem problem = WatchProblem::kNotRecognised;
  std::string detail;

  static Finding of(CareerSite site) {
    if (can_follow(site)) return {std::move(site), {}, {}};
    return {std::nullopt, WatchProblem::kNoFeed, std::string(ats_label(site.ats))};
  }
  static Finding none(WatchProblem problem) { return {std::nullopt, problem, {}}; }
};

// Looks behind an address that does not tell by itself: the page, and then, as robots.txt lets it, a few more of its site.
class SiteSearch {
 public:
  SiteSearch(DiscoveryDeps deps, UserPages& pages, WebUrl pasted, Deadline deadline) : deps_(deps), pages_(pages), pasted_(std::move(pasted)), deadline_(deadline) {}

  Task<Finding> find() {
    auto page = co_await pages_.ask(pasted_, deadline_);
    if (!page) co_return Finding::none(domain::watch_problem_of(problem_of(page.error())));
    if (const auto problem = problem_of_status(page->status)) co_return Finding::none(domain::watch_problem_of(*problem));
    const WebUrl at = page->url;
    const CareersView view = co_await look(std::move(*page));
    if (view.site && view.site->ats != kPostings) co_return Finding::of(*view.site);
    if (view.too_complex) co_return Finding::none(WatchProblem::kTooLarge);

    // From here on a site is read as a crawler reads it.
    const std::string origin = origin_of(at);
    const outbound::Robots robots = co_await ask_robots(origin);
    if (!robots.allows(target_of(at))) co_return Finding::none(WatchProblem::kRobots);
    if (view.site) co_return Finding::of(postings_from(at));
    for (std::size_t i = 0; i < view.job_links.size() && i < kLinksTried; ++i)
      if (auto found = co_await try_page(view.job_links[i], at, robots)) co_return std::move(*found);
    if (const std::string url = co_await job_page_in_sitemap(origin, robots); !url.empty())
      if (auto found = co_await try_page(url, at, robots)) co_return std::move(*found);
    co_return Finding::none(WatchProblem::kNotRecognised);
  }

 private:
  static CareerSite postings_from(const WebUrl& at) {
    CareerSite site;
    site.ats = kPostings;
    site.token = at.href();
    site.evidence = Evidence::kPage;
    return site;
  }

  Task<CareersView> look(outbound::Response page) {
    const auto body = std::make_shared<const std::string>(std::move(page.body));
    auto job = [body, type = page.content_type, at = page.url, pasted = pasted_] { return look_at_careers_page(*body, type, at, pasted); };
    auto view = co_await deps_.pages->cpu.run(std::move(job));
    if (view) co_return std::move(*view);
    CareersView none;
    none.too_complex = true;
    co_return none;
  }

  Task<outbound::Robots> ask_robots(std::string origin) {
    const auto url = outbound::parse_web_url(origin + "/robots.txt");
    auto answer = co_await pages_.ask(*url, deadline_, true);
    if (!answer) co_return outbound::Robots::for_status(0);
    if (answer->status != 200) co_return outbound::Robots::for_status(answer->status);
    co_return outbound::Robots::parse(answer->body, "JobMate");
  }

  // One more page of the site: an embedded board there is followed, and so are the site's pages if this one states postings.
  Task<std::optional<Finding>> try_page(std::string address, WebUrl start, const outbound::Robots& robots) {
    const auto url = outbound::parse_web_url(address);
    if (!url || !robots.allows(target_of(*url))) co_return std::nullopt;
    auto page = co_await pages_.ask(*url, deadline_);
    if (!page || page->status >= 400) co_return std::nullopt;
    const CareersView view = co_await look(std::move(*page));
    if (!view.site) co_return std::nullopt;
    if (view.site->ats == kPostings) co_return Finding::of(postings_from(start));
    if (!can_follow(*view.site)) co_return std::nullopt;         // a link to somebody's LinkedIn page says nothing
    co_return Finding::of(*view.site);
  }

  // The first address in the site's sitemap that looks like a job page; empty: none.
  Task<std::string> job_page_in_sitemap(std::string origin, const outbound::Robots& robots) {
    std::string address = origin + "/sitemap.xml";
    for (const std::string& named : robots.sitemaps())
      if (named.starts_with(origin + "/")) {
        address = named;
        break;
      }
    for (int depth = 0; depth < 2; ++depth) {
      const auto url = outbound::parse_web_url(address);
      if (!url || !robots.allows(target_of(*url))) co_return std::string();
      auto answer = co_await pages_.ask(*url, deadline_, true);
      if (!answer || answer->status != 200) co_return std::string();
      const auto body = std::make_shared<const std::string>(std::move(answer->body));
      auto job = [body, at = answer->url] { return read_sitemap(*body, at); };
      auto map = co_await deps_.pages->cpu.run(std::move(job));
      if (!map || !*map || (*map)->entries.empty()) co_return std::string();
      const auto& entries = (*map)->entries;
      const auto found = std::ranges::find_if(entries, [&](const SitemapEntry& e) { return e.url.starts_with(origin + "/") && looks_like_job_page(e.url); });
      if (!(*map)->is_index) co_return found == entries.end() ? std::string() : found->url;
      address = found == entries.end() ? entries.front().url : found->url;
    }
    co_return std::string();
  }

  DiscoveryDeps deps_;
  UserPages& pages_;
  const WebUrl pasted_;
  const Deadline deadline_;
};

std::unexpected<Error> refusal(WatchProblem problem, std::string_view detail, domain::Lang lang) {
  const Code code = problem == WatchProblem::kTooMany || problem == WatchProblem::kListFull ? Code::kResourceExhausted
                    : problem == WatchProblem::kTimeout                                     ? Code::kDeadlineExceeded
                    : problem == WatchProblem::kNoFeed || problem == WatchProblem::kRobots  ? Code::kFailedPrecondition
                                                                                            : Code::kInvalidArgument;
  return fail(code, domain::watch_problem_text(problem, detail, lang), std::string(domain::name(problem)));
}

// What people see as the company's name until its offers say it.
std::string name_of(const CareerSite& site) {
  if (site.ats != kPostings) return site.token;
  const auto url = outbound::parse_web_url(site.token);
  return url ? url->host : site.token;
}

}  // namespace

Task<Result<pb::CompanyWatch>> watch_company(DiscoveryDeps deps, Caller caller, pb::WatchCompanyRequest request) {
  const auto lang = request.language() == "FR" ? domain::Lang::kFr : domain::Lang::kEn;
  JM_CO_CHECK_OK(check_text("The address", request.url(), kUrlBytesMax));
  const auto pasted = outbound::parse_pasted_url(request.url());
  if (!pasted) co_return refusal(domain::watch_problem_of(problem_of(pasted.error())), "", lang);
  Finding found;
  if (auto site = recognise_url(*pasted)) {
    found = Finding::of(std::move(*site));
  } else {
    if (const auto open = outbound::check_url(*pasted); !open) co_return refusal(domain::watch_problem_of(problem_of(open.error())), "", lang);
    auto pages = co_await UserPages::open(deps, caller, "watch company");
    if (!pages && pages.error().reason == domain::name(WatchProblem::kTooMany)) co_return refusal(WatchProblem::kTooMany, "", lang);
    if (!pages) co_return std::unexpected(std::move(pages).error());
    SiteSearch search(deps, **pages, *pasted, caller.deadline.earlier(Deadline::in(kLookingMax)));
    found = co_await search.find();
    std::vector<pg::Call> calls;
    calls.push_back((*pages)->ledger());
    JM_CO_CHECK_OK(co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  }
  if (!found.site) co_return refusal(found.problem, found.detail, lang);
  const Time now = deps.clock.now();
  pg::Params params{new_id(now), caller.user_id, found.site->ats, token_of(*found.site), request.url(), name_of(*found.site), now, kWatchesMax};
  JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::user(caller.user_id), sql::watch_company, std::move(params), caller.deadline));
  if (rows.empty()) co_return refusal(WatchProblem::kListFull, std::to_string(kWatchesMax), lang);
  if (deps.fetch) JM_CO_CHECK_OK(co_await plan_sources(deps.db, now, *deps.fetch));
  co_return read_watch(rows.front());
}

Task<Result<pb::CompanyWatchList>> get_watchlist(DiscoveryDeps deps, Caller caller) {
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::watchlist, {caller.user_id}, caller.deadline));
  pb::CompanyWatchList list;
  for (const pg::Row row : rows) *list.add_watches() = read_watch(row);
  co_return list;
}

Task<Result<pb::UnwatchCompanyReply>> unwatch_company(DiscoveryDeps deps, Caller caller, pb::UnwatchCompanyRequest request) {
  pb::UnwatchCompanyReply reply;
  const auto id = Uuid::parse(request.id());
  if (!id) co_return reply;
  JM_CO_TRY(rows, co_await deps.db.write(pg::Scope::user(caller.user_id), sql::unwatch_company, {*id, caller.user_id}, caller.deadline));
  reply.set_removed(rows.affected() > 0);
  if (reply.removed() && deps.fetch) JM_CO_CHECK_OK(co_await plan_sources(deps.db, deps.clock.now(), *deps.fetch));
  co_return reply;
}

}  // namespace jm::discovery
