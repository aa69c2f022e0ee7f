// An offer behind an address that the user pasted: read once, through the guarded client, into the user's own inbox.
//
//   pasted text → address (outbound/web_url) → known already? → page (outbound/client) → what it states (pasted_page, CPU pool)
//   → the board's public call when the page does not state it → item, event and ledger
//
// Nothing is acknowledged before it is stored; the same address again, also at the same time, gives the same item. Requests are
// written into the ledger also when nothing comes of them. robots.txt is for crawlers and is not asked: a person opens one page.
#include "base/json_text.h"
#include "crypto/hash.h"
#include "discovery/pasted_page.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "discovery/user_pages.h"
#include "domain/offer_json.h"
#include "domain/pasted_page.h"
#include "http/gzip.h"
#include "objects/store.h"
#include "outbound/guard.h"

namespace jm::discovery {
namespace {

using domain::PageProblem;

constexpr std::chrono::seconds kReadingMax{20};          // page and board together
constexpr std::string_view kPurpose = "add job";

std::unexpected<Error> problem(PageProblem p) {
  const Code code = p == PageProblem::kTooMany ? Code::kResourceExhausted : p == PageProblem::kTimeout ? Code::kDeadlineExceeded : p == PageProblem::kNothingLeaves ? Code::kPermissionDenied : Code::kInvalidArgument;
  return fail(code, std::string(domain::page_problem_text(p, domain::Lang::kEn)), std::string(domain::name(p)));
}

// What came of asking, before it is stored.
struct Reading {
  std::optional<domain::Offer> offer;
  domain::FoundBy by = domain::FoundBy::kPage;
  std::optional<PageProblem> problem;
  std::vector<std::string> addresses;          // canonical: as pasted, and where it led
  std::string board;
  std::shared_ptr<const std::string> bytes;    // what the offer was read from
};

class PageJob {
 public:
  PageJob(DiscoveryDeps deps, UserPages& pages, outbound::WebUrl pasted) : deps_(deps), pages_(pages), pasted_(std::move(pasted)) {}

  Task<Reading> read(Deadline deadline) {
    Reading r;
    r.addresses.push_back(domain::canonical_url(pasted_.href()));
    std::optional<CareerSite> site = recognise_url(pasted_);
    std::optional<domain::Offer> words;
    auto page = co_await pages_.ask(pasted_, deadline);
    if (page) {
      r.problem = problem_of_status(page->status);
      if (const std::string last = domain::canonical_url(page->url.href()); last != r.addresses.front()) r.addresses.push_back(last);
      r.bytes = std::make_shared<const std::string>(std::move(page->body));
      if (!r.problem) {
        auto look = [bytes = r.bytes, type = page->content_type, at = page->url, pasted = pasted_, now = deps_.clock.now()] { return look_at_page(*bytes, type, at, pasted, now); };
        auto view = co_await deps_.pages->cpu.run(std::move(look));
        if (!view) {
          r.problem = PageProblem::kSiteDown;
        } else {
          if (view->site) site = view->site;
          if (view->posting) {
            r.offer = std::move(view->posting);
            r.by = domain::FoundBy::kJobPosting;
          }
          words = std::move(view->words);
          if (view->too_complex) r.problem = PageProblem::kTooLarge;
          else if (view->login_wall) r.problem = PageProblem::kLoginWall;
          else if (view->postings > 1) r.problem = PageProblem::kListing;
        }
      }
    } else {
      r.problem = problem_of(page.error());
    }
    if (site) r.board = site->ats;
    // An address that is refused is refused whatever board it may be.
    const bool may_ask = site && site->followed && site->ats != "jobposting" && r.problem != PageProblem::kAddressRefused && r.problem != PageProblem::kNothingLeaves && r.problem != PageProblem::kNotAnAddress;
    if (!r.offer && may_ask && !site->job_id.empty()) co_await ask_board(*site, deadline, r);
    if (!r.offer && words && !r.problem) {
      r.offer = std::move(words);
      r.by = domain::FoundBy::kPage;
    }
    if (r.offer) r.problem.reset();
    else if (!r.problem) r.problem = PageProblem::kNothingFound;
    co_return r;
  }

 private:
  Task<void> ask_board(CareerSite site, Deadline deadline, Reading& r) {
    const std::string one = posting_url(site);
    const auto url = outbound::parse_web_url(one.empty() ? feed_url(site) : one);
    if (!url || find_board(site.ats) == nullptr) co_return;
    auto answer = co_await pages_.ask(*url, deadline);
    if (!answer || answer->status != 200) co_return;
    auto bytes = std::make_shared<const std::string>(std::move(answer->body));
    auto pick = [bytes, site, pasted = pasted_, now = deps_.clock.now()] { return pick_posting(*bytes, site, pasted, now); };
    auto found = co_await deps_.pages->cpu.run(std::move(pick));
    if (!found || !*found) co_return;
    r.offer = std::move(**found);
    r.by = domain::FoundBy::kBoardApi;
    r.bytes = std::move(bytes);
  }

  DiscoveryDeps deps_;
  UserPages& pages_;
  const outbound::WebUrl pasted_;
};

std::string discovered(const Caller& caller, const Uuid& id, const std::optional<Uuid>& search, const domain::Offer& offer) {
  std::string event = R"({"type":"JOB_DISCOVERED","userId":")" + caller.user_id.str() + R"(","jobFeedId":")" + id.str() + R"(","searchConfigId":)";
  event += search ? '"' + search->str() + '"' : "null";
  event += ",\"title\":";
  append_json_string(event, offer.title);
  event += ",\"company\":";
  if (offer.company.empty()) event += "null";
  else append_json_string(event, offer.company);
  return event + '}';
}

std::optional<std::string> some(std::string s) { return s.empty() ? std::nullopt : std::optional(std::move(s)); }

pg::Params item_params(const Caller& caller, const Uuid& id, const std::optional<Uuid>& search, const Reading& r, const outbound::WebUrl& pasted, const std::string& page_ref, Time now, const std::string& event) {
  const domain::Offer& o = *r.offer;
  const bool pay = o.pay.usable();
  pg::Params p;
  p.uuid(id).uuid(caller.user_id).add(search).text(r.addresses.front()).text(pasted.href()).text(o.title).add(some(o.company)).add(some(o.location())).add(some(o.description));
  p.json(domain::details_json(o)).add(some(std::string(domain::name(o.remote)))).add(pay ? o.pay.yearly_min : std::nullopt).add(pay ? o.pay.yearly_max : std::nullopt);
  p.add(pay ? some(o.pay.currency) : std::nullopt).text(domain::name(r.by)).add(some(page_ref)).time(now).text(event).add(r.addresses.size() > 1 ? some(r.addresses.back()) : std::nullopt);
  return p;
}

// The user's item for one of these canonical addresses, as the answer to asking for it again.
Task<Result<std::optional<pb::AddJobByUrlReply>>> known_page(DiscoveryDeps deps, Caller caller, std::vector<std::string> addresses) {
  pg::Params params;
  params.uuid(caller.user_id).text_array(addresses);
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::known_page, std::move(params), caller.deadline));
  if (rows.empty()) co_return std::nullopt;
  JM_CO_TRY(item, co_await load_item(deps, caller, std::string(rows.front().text(0)), true));
  pb::AddJobByUrlReply reply;
  *reply.mutable_item() = std::move(item);
  reply.set_already_known(true);
  reply.set_found_by(std::string(domain::name(domain::FoundBy::kKnown)));
  co_return reply;
}

}  // namespace

Task<Result<pb::AddJobByUrlReply>> add_job_by_url(DiscoveryDeps deps, Caller caller, pb::AddJobByUrlRequest request) {
  if (!deps.pages) co_return fail(Code::kFailedPrecondition, "This process does not read pages.", "NO_PAGES");
  JM_CO_CHECK_OK(check_text("The address", request.url(), kUrlTextBytesMax));
  auto pasted = outbound::parse_pasted_url(request.url());
  if (!pasted) co_return problem(problem_of(pasted.error()));
  const std::string key = domain::canonical_url(pasted->href());
  if (const auto open = outbound::check_url(*pasted); !open) co_return problem(problem_of(open.error()));
  if (key.empty()) co_return problem(PageProblem::kAddressRefused);   // a name without a dot is no public one
  std::optional<Uuid> search;
  if (!request.search_config_id().empty()) {
    search = Uuid::parse(request.search_config_id());
    if (!search) co_return fail(Code::kNotFound, "There is no such search.");
  }
  const pg::Scope scope = pg::Scope::user(caller.user_id);
  JM_CO_TRY(before, co_await known_page(deps, caller, {key}));
  if (before) co_return std::move(*before);

  const Time now = deps.clock.now();
  JM_CO_TRY(pages, co_await UserPages::open(deps, caller, std::string(kPurpose)));
  PageJob job(deps, *pages, *pasted);
  Reading r = co_await job.read(caller.deadline.earlier(Deadline::in(kReadingMax)));
  if (!r.offer) {
    std::vector<pg::Call> calls;
    calls.push_back(pages->ledger());
    JM_CO_CHECK_OK(co_await deps.db.batch(scope, std::move(calls), caller.deadline));
    co_return problem(*r.problem);
  }
  JM_CO_TRY(after, co_await known_page(deps, caller, r.addresses));

  const Uuid id = new_id(now);
  const std::string event = discovered(caller, id, search, *r.offer);
  std::string page_ref;
  if (!after && r.bytes) {
    page_ref = "pages/" + caller.user_id.str() + "/" + crypto::to_hex(crypto::sha256(*r.bytes)) + ".gz";
    auto squeeze = [bytes = r.bytes] { return std::make_shared<const std::string>(http::gzip(*bytes)); };
    JM_CO_TRY(packed, co_await deps.pages->cpu.run(std::move(squeeze)));
    objects::PutOptions put;
    put.content_type = "application/gzip";
    put.if_absent = true;
    const auto kept = co_await deps.pages->store.put(page_ref, std::move(packed), std::move(put));
    if (!kept && kept.error().code != Code::kAlreadyExists) co_return std::unexpected(kept.error());
  }
  std::vector<pg::Call> calls;
  calls.push_back(pages->ledger());
  if (!after) calls.push_back({sql::add_page_item, item_params(caller, id, search, r, *pasted, page_ref, now, event)});
  JM_CO_TRY(rows, co_await deps.db.batch(scope, std::move(calls), caller.deadline));
  if (after) co_return std::move(*after);
  if (rows[1].empty()) {                       // the same address at the same time, or no such search
    JM_CO_TRY(raced, co_await known_page(deps, caller, r.addresses));
    if (raced) co_return std::move(*raced);
    co_return fail(Code::kNotFound, "There is no such search.");
  }
  std::vector<events::Announcement> news;
  news.push_back({caller.user_id, "JOB_DISCOVERED", event});
  deps.bus.events_committed(std::move(news));

  pb::AddJobByUrlReply reply;
  auto parts = domain::parts_found(*r.offer);
  for (auto& p : parts.found) reply.add_found(std::move(p));
  for (auto& p : parts.missing) reply.add_missing(std::move(p));
  reply.set_found_by(std::string(domain::name(r.by)));
  reply.set_board(r.board.empty() ? std::string() : std::string(ats_label(r.board)));
  JM_CO_TRY(item, co_await load_item(deps, caller, id.str(), true));
  *reply.mutable_item() = std::move(item);
  co_return reply;
}

}  // namespace jm::discovery
