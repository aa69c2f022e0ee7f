#include "discovery/boards/career_site.h"

#include <algorithm>
#include <deque>
#include <set>
#include <unordered_set>

#include "base/json_object.h"
#include "base/json_text.h"
#include "discovery/boards/all.h"
#include "discovery/careers_page.h"
#include "discovery/sitemap.h"
#include "outbound/robots.h"
#include "text/charset.h"
#include "text/json_read.h"

namespace jm::discovery {

namespace {

using domain::SourceProblem;
using outbound::WebUrl;

constexpr int kRedirectsOfPageMax = 3;
constexpr int kFailuresInRowMax = 5;               // then the site is left alone until the next run
constexpr std::size_t kMemoryBytesMax = std::size_t{4} << 20;
constexpr std::int64_t kDayUs = std::int64_t{86'400} * 1'000'000;

// What is remembered of a page.
struct Known {
  std::string modified;                            // as the sitemap says; empty: it does not
  std::vector<std::string> ids;                    // of its postings
  bool missed = false;                             // the last run found none of them there
  std::int64_t day = 0;                            // last read
};
using Pages = std::map<std::string, Known, std::less<>>;

Pages read_memory(std::string_view json) {
  Pages pages;
  text::JsonReader reader(kMemoryBytesMax);
  const auto o = reader.parse(json);
  const auto all = o ? (*o)["pages"] : std::nullopt;
  if (!all) return pages;
  for (text::JsonMembers m(*all); m.next() && pages.size() < kSitePagesKnownMax;) {
    Known k;
    if (const auto v = m.value()["m"]) k.modified = v->string().value_or("");
    if (const auto v = m.value()["x"]) k.missed = v->boolean().value_or(false);
    if (const auto v = m.value()["d"]) k.day = v->integer().value_or(0);
    if (const auto v = m.value()["i"])
      for (text::JsonElements e(*v); e.next();)
        if (const auto id = e.value().string()) k.ids.emplace_back(*id);
    pages.emplace(std::string(m.key()), std::move(k));
  }
  return pages;
}

std::string to_json(const Pages& pages) {
  JsonObject all;
  for (const auto& [url, k] : pages) {
    std::string ids = "[";
    for (const std::string& id : k.ids) {
      if (ids.size() > 1) ids += ',';
      append_json_string(ids, id);
    }
    JsonObject one;
    one.optional_text("m", k.modified).raw("i", ids + "]").number("d", k.day);
    if (k.missed) one.boolean("x", true);
    all.raw(url, one.str());
  }
  return JsonObject().raw("pages", all.str()).str();
}

struct Candidate {
  std::string url, modified;
  bool operator==(const Candidate&) const = default;
};

class SitePlan final : public FetchPlan {
 public:
  explicit SitePlan(const PlanInput& in) : now_(in.now), today_(in.now.us / kDayUs), pages_max_(static_cast<std::size_t>(std::max(1, in.config.pages_max))), pages_(read_memory(in.memory)) {
    auto url = outbound::parse_pasted_url(in.listing.token);
    if (!url || url->credentials) return;
    start_ = std::move(*url);
    origin_ = origin_of(start_);
    for (const auto& [page, known] : pages_) had_ += known.ids.size();
  }

  Step next(const Answer* answer) override {
    if (origin_.empty()) return Step::fail(SourceProblem::kNotFound, "address");
    if (answer == nullptr) return ask_plain(origin_ + "/robots.txt", "robots.txt");
    switch (at_) {
      case At::kRobots: return take_robots(*answer);
      case At::kListing: return take_listing(*answer);
      case At::kSitemap: return take_sitemap(*answer);
      case At::kPage: return take_page(*answer);
    }
    return Step::part(false);
  }

  std::string memory() const override { return to_json(pages_); }
  std::vector<std::string> listed() const override {
    std::vector<std::string> ids;
    for (const auto& [url, known] : pages_) ids.insert(ids.end(), known.ids.begin(), known.ids.end());
    return ids;
  }
  std::vector<std::string> gone() const override {
    // What moved to another page is not gone.
    std::set<std::string> here;
    for (const auto& [url, known] : pages_) here.insert(known.ids.begin(), known.ids.end());
    std::vector<std::string> ids;
    std::ranges::copy_if(gone_, std::back_inserter(ids), [&](const std::string& id) { return !here.contains(id); });
    return ids;
  }

 private:
  enum class At : std::uint8_t { kRobots, kListing, kSitemap, kPage };

  Step ask_plain(std::string url, std::string what) const {
    Step s = Step::get(std::move(url), std::move(what));
    s.ask.parse = false;
    s.ask.expect = "any";
    s.ask.bytes_max = kSitemapBytesMax;
    s.ask.gap = gap_;
    return s;
  }

  Step ask_page(const std::string& url) {
    asked_.insert(url);
    Step s = Step::get(url, url);
    s.ask.expect = "page";
    s.ask.bytes_max = html::Limits{}.bytes_max;
    s.ask.follow = false;                          // where a page leads is this site's too, and robots.txt is asked about it
    s.ask.gap = gap_;
    s.ask.conditional = true;
    s.ask.whole = false;
    s.ask.payload.among_others = true;
    return s;
  }

  // Same origin, and not closed to us.
  bool may_read(std::string_view address) const {
    const auto url = outbound::parse_web_url(address);
    return url && origin_of(*url) == origin_ && !url->credentials && robots_.allows(target_of(*url));
  }

  Step take_robots(const Answer& a) {
    if (a.status == 0) return Step::fail(a.problem, a.detail);
    if (a.status >= 500) return Step::fail(SourceProblem::kHttpStatus, std::to_string(a.status));
    if (a.ok()) robots_ = outbound::Robots::parse(a.body, "JobMate");
    if (!robots_.allows(target_of(start_))) return Step::fail(SourceProblem::kRobots, start_.host);
    if (const auto delay = robots_.crawl_delay_s(); delay && *delay > 0) {
      gap_ = std::chrono::milliseconds(static_cast<std::int64_t>(*delay * 1000));
      pages_max_ = std::clamp<std::size_t>(static_cast<std::size_t>(kCrawlTimeMax / gap_), 1, pages_max_);
    }
    for (const std::string& map : robots_.sitemaps()) add_sitemap(map);
    if (sitemaps_.empty()) add_sitemap(origin_ + "/sitemap.xml");
    at_ = At::kListing;
    current_ = {start_.href(), ""};
    return ask_page(current_.url);
  }

  // The followed page, and the ones it names as its next.
  Step take_listing(const Answer& a) {
    if (auto step = redirected(a)) return std::move(*step);
    const bool first = listing_pages_++ == 0;
    if (first && !a.ok() && a.status != 304)
      if (auto step = refused(a)) return std::move(*step);
    settle(a);
    std::optional<std::string> more;
    if (a.ok())
      if (const auto page = html::parse(text::page_to_utf8(a.body, a.header("content-type")))) {
        PageLinks links = links_of(*page, *outbound::parse_web_url(place_));
        for (std::string& url : links.jobs) add_candidate({std::move(url), ""});
        more = std::move(links.next);
      }
    if (more && listing_pages_ < kListingPagesMax && !asked_.contains(*more) && may_read(*more)) {
      current_ = {*more, ""};
      return ask_page(*more);
    }
    at_ = At::kSitemap;
    return next_sitemap();
  }

  void add_sitemap(std::string_view address) {
    const auto base = outbound::parse_web_url(origin_);
    const auto url = outbound::parse_web_url(address, &*base);
    if (!url || !may_read(url->href()) || !maps_met_.insert(url->href()).second) return;
    if (maps_met_.size() > kSitemapsMax) {
      cut_ = true;
      return;
    }
    // Those that name jobs first.
    if (looks_like_job_page(url->href())) sitemaps_.push_front(url->href());
    else sitemaps_.push_back(url->href());
  }

  Step next_sitemap() {
    if (sitemaps_.empty()) return first_page();
    map_ = std::move(sitemaps_.front());
    sitemaps_.pop_front();
    return ask_plain(map_, map_);
  }

  Step take_sitemap(const Answer& a) {
    if (stops(a)) return finish();
    const auto at = outbound::parse_web_url(map_);
    const bool none = a.status == 404 || a.status == 410 || a.status == 401 || a.status == 403;
    if (!a.ok()) {
      failed_ += !none;
      return next_sitemap();
    }
    const auto map = at ? read_sitemap(a.body, *at) : Result<Sitemap>(fail(Code::kInvalidArgument, ""));
    if (!map) return next_sitemap();               // many sites answer any address with a page
    cut_ |= map->cut || map->broken;
    for (const SitemapEntry& e : map->entries) {
      if (map->is_index) add_sitemap(e.url);
      else if (looks_like_job_page(e.url) || pages_.contains(e.url)) add_candidate({e.url, e.modified ? to_iso(*e.modified) : ""});
    }
    return next_sitemap();
  }

  void add_candidate(Candidate c) {
    if (!may_read(c.url)) return;
    const auto [it, fresh] = candidate_at_.try_emplace(c.url, candidates_.size());
    if (!fresh) {
      if (candidates_[it->second].modified.empty()) candidates_[it->second].modified = c.modified;
      return;
    }
    if (candidates_.size() >= kSitePagesKnownMax) {
      candidate_at_.erase(it);
      cut_ = true;
      return;
    }
    candidates_.push_back(std::move(c));
  }

  // Which pages are read, in which order: those that vanished, new ones, changed ones, those that tell no date.
  Step first_page() {
    at_ = At::kPage;
    std::deque<Candidate> fresh, changed, dateless;
    for (Candidate& c : candidates_) {
      if (asked_.contains(c.url)) continue;
      const auto known = pages_.find(c.url);
      if (known == pages_.end()) fresh.push_back(std::move(c));
      else if (known->second.missed || (!c.modified.empty() && c.modified != known->second.modified)) changed.push_back(std::move(c));
      else if (c.modified.empty() && (!known->second.ids.empty() || today_ - known->second.day >= kEmptyPageAgain.count())) dateless.push_back(std::move(c));
    }
    for (auto it = pages_.begin(); it != pages_.end();) {
      const bool vanished = !candidate_at_.contains(it->first) && !asked_.contains(it->first);
      if (vanished && it->second.ids.empty()) {
        it = pages_.erase(it);
        continue;
      }
      if (vanished && may_read(it->first)) queue_.push_back({it->first, it->second.modified});
      ++it;
    }
    for (auto* part : {&fresh, &changed, &dateless}) queue_.insert(queue_.end(), std::make_move_iterator(part->begin()), std::make_move_iterator(part->end()));
    return next_page();
  }

  Step next_page() {
    while (!queue_.empty() && asked_.contains(queue_.front().url)) queue_.pop_front();
    if (queue_.empty() || pages_read_ >= pages_max_ || failures_in_row_ >= kFailuresInRowMax) return finish();
    current_ = std::move(queue_.front());
    queue_.pop_front();
    ++pages_read_;
    return ask_page(current_.url);
  }

  Step take_page(const Answer& a) {
    if (stops(a)) return finish();
    if (auto step = redirected(a)) return std::move(*step);
    settle(a);
    return next_page();
  }

  // A redirect within the site is one more request for the same page; one that leads elsewhere, or to a page that is read anyway
  // (closed postings often lead to the list), is a page without postings.
  std::optional<Step> redirected(const Answer& a) {
    place_ = place_.empty() || redirects_ == 0 ? current_.url : place_;
    if (a.status < 300 || a.status >= 400 || a.status == 304) {
      redirects_ = 0;
      return std::nullopt;
    }
    const auto here = outbound::parse_web_url(place_);
    const auto there = here ? outbound::parse_web_url(a.header("location"), &*here) : Result<WebUrl>(fail(Code::kInvalidArgument, ""));
    if (there && redirects_ < kRedirectsOfPageMax && may_read(there->href()) && !asked_.contains(there->href()) && !candidate_at_.contains(there->href())) {
      ++redirects_;
      place_ = there->href();
      return ask_page(place_);
    }
    redirects_ = 0;
    return std::nullopt;
  }

  // The service wants peace, the day's budget is used up or the quiet hours begin: what was read stands, the rest comes next time.
  bool stops(const Answer& a) {
    stopped_ |= a.status == 0 && told_to_wait(a.problem);
    return stopped_;
  }

  // What an answer says about the current page.
  void settle(const Answer& a) {
    const bool no_page = a.status == 0 && (a.problem == SourceProblem::kTooLarge || a.problem == SourceProblem::kWrongType);
    const bool away = no_page || (a.status >= 300 && a.status < 400 && a.status != 304) || a.status == 401 || a.status == 403 || a.status == 404 || a.status == 410;
    if (!a.ok() && !away && a.status != 304) {
      ++failed_;
      ++failures_in_row_;
      problem_ = a.status == 0 ? a.problem : SourceProblem::kHttpStatus;
      detail_ = a.status == 0 ? a.detail : std::to_string(a.status);
      return;
    }
    failures_in_row_ = 0;
    Known& known = pages_[current_.url];
    known.day = today_;
    known.modified = current_.modified;
    if (a.status == 304) return;
    std::vector<std::string> ids;
    if (a.ok()) {
      ParseOutput out;
      Payload payload{.name = place_};
      payload.among_others = true;
      career_page().parse(a.body, payload, now_, out);
      for (const auto& offer : out.offers) ids.push_back(offer.source_id);
    }
    const bool surely = !ids.empty() || a.status == 404 || a.status == 410 || known.missed;
    if (!surely && !known.ids.empty()) {
      known.missed = true;                         // one strange answer ends nothing
      return;
    }
    gone_.insert(gone_.end(), known.ids.begin(), known.ids.end());
    known.missed = false;
    known.ids = std::move(ids);
    if (away) pages_.erase(current_.url);
  }

  Step finish() {
    std::size_t have = 0;
    for (const auto& [url, known] : pages_) have += known.ids.size();
    if (have == 0 && had_ > 0) return Step::fail(SourceProblem::kEmpty, std::to_string(had_));
    if (have == 0 && failed_ > 0) return Step::fail(problem_, detail_);
    const bool left = !queue_.empty() || !sitemaps_.empty() || cut_;
    if (failed_ > 0 || stopped_) {
      Step s = Step::part(left);
      s.problem = SourceProblem::kParts;
      const std::size_t open = failed_ + queue_.size() + sitemaps_.size();
      s.detail = std::to_string(open) + "/" + std::to_string(std::max(open, pages_read_ + listing_pages_ + queue_.size()));
      return s;
    }
    return left ? Step::part(true) : Step::whole();
  }

  const Time now_;
  const std::int64_t today_;
  std::size_t pages_max_;
  Pages pages_;
  std::size_t had_ = 0;                            // postings known before
  WebUrl start_;
  std::string origin_;                             // empty: the listing's address is none
  outbound::Robots robots_;
  std::chrono::milliseconds gap_{0};
  At at_ = At::kRobots;
  std::deque<std::string> sitemaps_;
  std::unordered_set<std::string> maps_met_, asked_;
  std::string map_, place_;                        // the sitemap, and the page after redirects, that was asked for
  std::vector<Candidate> candidates_;
  std::map<std::string, std::size_t, std::less<>> candidate_at_;
  std::deque<Candidate> queue_;
  Candidate current_;
  std::vector<std::string> gone_;
  std::size_t listing_pages_ = 0, pages_read_ = 0, failed_ = 0;
  int failures_in_row_ = 0, redirects_ = 0;
  bool cut_ = false, stopped_ = false;
  SourceProblem problem_ = SourceProblem::kNone;   // of the last page that failed
  std::string detail_;
};

class SiteFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1500), .burst = 1, .per_day = 2'000}; }
  std::string pace_key(std::string_view board, const Listing& listing) const override {
    const auto url = outbound::parse_pasted_url(listing.token);
    return std::string(board) + "/" + (url ? url->host : listing.token);
  }
  bool heavy() const override { return true; }
  bool narrowed() const override { return true; }         // pages that did not change are not read; the plan itself knows when all is gone
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override { return std::make_unique<SitePlan>(in); }
};

}  // namespace

const Fetching& career_site_fetching() {
  static const SiteFetching fetching;
  return fetching;
}

}  // namespace jm::discovery
