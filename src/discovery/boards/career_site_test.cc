// A site played by a function: what is asked of it, in which order, and what each kind of answer means for its offers.
#include "discovery/boards/career_site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "discovery/boards/all.h"

namespace jm::discovery {
namespace {

using domain::SourceProblem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Kind = Step::Kind;

const Time kNow = *parse_iso("2026-03-02T10:00:00Z");
const std::string kSite = "https://acme.example";

struct Reply {
  int status = 200;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  SourceProblem problem = SourceProblem::kNone;
};

std::string posting(const std::string& id) { return R"(<script type="application/ld+json">{"@type":"JobPosting","identifier":")" + id + R"(","title":"Cooper )" + id + R"(","hiringOrganization":"Acme"}</script>)"; }

struct Site {
  std::map<std::string, Reply> pages;            // by path; absent: 404
  std::function<void(const Ask&)> on_ask;
};

struct Crawl {
  Step end;
  std::vector<std::string> paths;                // asked, in order
  std::vector<std::string> gone, listed;
  std::string memory;
  std::vector<std::chrono::milliseconds> gaps;
};

Crawl crawl(const Site& site, const std::string& memory = "{}", const std::string& start = "https://acme.example/jobs", int pages_max = 200) {
  FetchConfig config;
  config.pages_max = pages_max;
  const Listing listing{start, {}};
  const auto plan = career_site_fetching().plan({.config = config, .listing = listing, .memory = memory, .now = kNow});
  Crawl r;
  Step s = plan->next(nullptr);
  while (s.kind == Kind::kAsk && r.paths.size() < 5'000) {
    EXPECT_TRUE(s.ask.url.starts_with(kSite + "/")) << s.ask.url << " is another site";
    const std::string path = s.ask.url.substr(std::min(kSite.size(), s.ask.url.size()));
    r.paths.push_back(path);
    r.gaps.push_back(s.ask.gap);
    if (site.on_ask) site.on_ask(s.ask);
    const auto found = site.pages.find(path);
    const Reply reply = found == site.pages.end() ? Reply{.status = 404} : found->second;
    Answer a;
    a.status = reply.problem == SourceProblem::kNone ? reply.status : 0;
    a.problem = reply.problem;
    a.headers = reply.headers;
    a.body = reply.body;
    a.at = kNow;
    s = plan->next(&a);
  }
  r.end = std::move(s);
  r.gone = plan->gone();
  r.listed = plan->listed();
  r.memory = plan->memory();
  return r;
}

std::string sitemap(std::initializer_list<std::pair<std::string, std::string>> urls) {
  std::string xml = "<urlset>";
  for (const auto& [path, date] : urls) xml += "<url><loc>" + (path.starts_with("http") ? path : kSite + path) + "</loc>" + (date.empty() ? "" : "<lastmod>" + date + "</lastmod>") + "</url>";
  return xml + "</urlset>";
}

Site three_jobs() {
  Site s;
  s.pages["/robots.txt"] = {.body = "User-agent: *\nDisallow: /jobs/secret\nSitemap: https://acme.example/map.xml\n"};
  s.pages["/jobs"] = {.body = "<h1>Work with us</h1>"};
  s.pages["/map.xml"] = {.body = sitemap({{"/about", ""}, {"/jobs/1", "2026-01-01"}, {"/jobs/2", "2026-01-02"}, {"/jobs/secret", ""}, {"https://other.example/jobs/9", ""}, {"/jobs/culture", "2026-01-01"}})};
  s.pages["/jobs/1"] = {.body = posting("1")};
  s.pages["/jobs/2"] = {.body = posting("2")};
  s.pages["/jobs/culture"] = {.body = "<p>We are nice."};
  return s;
}

TEST(CareerSite, ReadsRobotsThenThePageThenWhatTheSitemapLists) {
  const Crawl r = crawl(three_jobs());
  EXPECT_THAT(r.paths, ElementsAre("/robots.txt", "/jobs", "/map.xml", "/jobs/1", "/jobs/2", "/jobs/culture"));
  EXPECT_EQ(r.end.kind, Kind::kDone);
  EXPECT_TRUE(r.end.complete);
  EXPECT_THAT(r.listed, UnorderedElementsAre("acme.example:1", "acme.example:2"));
  EXPECT_THAT(r.gone, IsEmpty());
}

TEST(CareerSite, ReadsOnlyWhatChangedSinceThen) {
  Site site = three_jobs();
  const Crawl first = crawl(site);
  Crawl second = crawl(site, first.memory);
  EXPECT_THAT(second.paths, ElementsAre("/robots.txt", "/jobs", "/map.xml"));
  EXPECT_TRUE(second.end.complete);
  EXPECT_THAT(second.listed, UnorderedElementsAre("acme.example:1", "acme.example:2")) << "what was not read again is still there";
  site.pages["/map.xml"].body = sitemap({{"/jobs/1", "2026-02-20"}, {"/jobs/2", "2026-01-02"}, {"/jobs/3", "2026-02-20"}});
  site.pages["/jobs/3"] = {.body = posting("3")};
  const Crawl third = crawl(site, second.memory);
  EXPECT_THAT(third.paths, ElementsAre("/robots.txt", "/jobs", "/map.xml", "/jobs/3", "/jobs/1"));
  EXPECT_THAT(third.listed, UnorderedElementsAre("acme.example:1", "acme.example:2", "acme.example:3"));
}

TEST(CareerSite, APageThatIsGoneEndsItsOffers) {
  Site site = three_jobs();
  const Crawl first = crawl(site);
  site.pages["/map.xml"].body = sitemap({{"/jobs/2", "2026-01-02"}, {"/jobs/culture", "2026-01-01"}});
  site.pages.erase("/jobs/1");
  const Crawl r = crawl(site, first.memory);
  EXPECT_THAT(r.paths, ElementsAre("/robots.txt", "/jobs", "/map.xml", "/jobs/1")) << "what vanished from the sitemap is looked at";
  EXPECT_THAT(r.gone, ElementsAre("acme.example:1"));
  EXPECT_THAT(r.listed, ElementsAre("acme.example:2"));
}

// A maintenance page with status 200 ends nothing; the second time in a row it does.
TEST(CareerSite, APageWithoutItsPostingIsBelievedTheSecondTime) {
  Site site = three_jobs();
  const Crawl first = crawl(site);
  site.pages["/map.xml"].body = sitemap({{"/jobs/1", "2026-02-01"}, {"/jobs/2", "2026-01-02"}});
  site.pages["/jobs/1"].body = "<p>Back soon.";
  const Crawl second = crawl(site, first.memory);
  EXPECT_THAT(second.gone, IsEmpty());
  EXPECT_THAT(second.listed, UnorderedElementsAre("acme.example:1", "acme.example:2"));
  const Crawl third = crawl(site, second.memory);
  EXPECT_THAT(third.gone, ElementsAre("acme.example:1"));
}

// Closed postings often lead to the list.
TEST(CareerSite, ARedirectToTheListIsAPageWithoutPosting) {
  Site site = three_jobs();
  std::string memory = crawl(site).memory;
  site.pages["/map.xml"].body = sitemap({{"/jobs/1", "2026-02-01"}, {"/jobs/2", "2026-01-02"}});
  site.pages["/jobs/1"] = {.status = 302, .headers = {{"Location", "/jobs"}}};
  const Crawl second = crawl(site, memory), third = crawl(site, second.memory);
  EXPECT_THAT(second.gone, IsEmpty());
  EXPECT_THAT(third.gone, ElementsAre("acme.example:1"));
  EXPECT_THAT(third.paths, ElementsAre("/robots.txt", "/jobs", "/map.xml", "/jobs/1"));
}

TEST(CareerSite, RedirectsWithinTheSiteAreFollowedAndLoopsEnd) {
  Site site = three_jobs();
  site.pages["/map.xml"].body = sitemap({{"/jobs/1", ""}, {"/jobs/loop", ""}, {"/jobs/away", ""}, {"/jobs/closed", ""}});
  site.pages["/jobs/1"] = {.status = 301, .headers = {{"location", "/offer/1"}}};
  site.pages["/offer/1"] = {.body = posting("1")};
  site.pages["/jobs/loop"] = {.status = 302, .headers = {{"location", "/jobs/loop"}}};
  site.pages["/jobs/away"] = {.status = 302, .headers = {{"location", "http://169.254.169.254/"}}};
  site.pages["/jobs/closed"] = {.status = 302, .headers = {{"location", "/jobs/secret"}}};
  const Crawl r = crawl(site);
  EXPECT_THAT(r.paths, ElementsAre("/robots.txt", "/jobs", "/map.xml", "/jobs/1", "/offer/1", "/jobs/loop", "/jobs/away", "/jobs/closed"));
  EXPECT_THAT(r.listed, ElementsAre("acme.example:1"));
}

TEST(CareerSite, RobotsDecides) {
  struct Row {
    const char* what;
    Reply robots;
    Kind kind;
    SourceProblem problem;
    std::size_t asked;
  };
  const Row rows[] = {{"forbidden", {.body = "User-agent: *\nDisallow: /"}, Kind::kFailed, SourceProblem::kRobots, 1},
                      {"forbidden to us alone", {.body = "User-agent: JobMate\nDisallow: /jobs\nUser-agent: *\nAllow: /"}, Kind::kFailed, SourceProblem::kRobots, 1},
                      {"none", {.status = 404}, Kind::kDone, SourceProblem::kNone, 3},
                      {"an error", {.status = 500}, Kind::kFailed, SourceProblem::kHttpStatus, 1},
                      {"no answer", {.problem = SourceProblem::kTimeout}, Kind::kFailed, SourceProblem::kTimeout, 1},
                      {"told to wait", {.problem = SourceProblem::kRateLimited}, Kind::kFailed, SourceProblem::kRateLimited, 1}};
  for (const Row& row : rows) {
    Site site;
    site.pages["/robots.txt"] = row.robots;
    site.pages["/jobs"] = {.body = posting("1")};
    const Crawl r = crawl(site);
    EXPECT_EQ(r.end.kind, row.kind) << row.what;
    EXPECT_EQ(r.end.problem, row.problem) << row.what;
    EXPECT_EQ(r.paths.size(), row.asked) << row.what;
    EXPECT_EQ(r.end.complete, row.kind == Kind::kDone) << row.what;
  }
}

TEST(CareerSite, TheCrawlDelayIsKeptAndBoundsTheRun) {
  Site site = three_jobs();
  site.pages["/robots.txt"].body = "User-agent: *\nCrawl-delay: 2.5\nSitemap: /map.xml";
  Crawl r = crawl(site);
  for (std::size_t i = 1; i < r.gaps.size(); ++i) EXPECT_EQ(r.gaps[i], std::chrono::milliseconds(2500));
  site.pages["/robots.txt"].body = "User-agent: *\nCrawl-delay: 3600\nSitemap: /map.xml";
  r = crawl(site);
  EXPECT_THAT(r.paths, ElementsAre("/robots.txt", "/jobs", "/map.xml", "/jobs/1")) << "one page a run";
  EXPECT_TRUE(r.end.truncated);
  EXPECT_FALSE(r.end.complete);
  r = crawl(site, r.memory);
  EXPECT_EQ(r.paths.back(), "/jobs/2") << "the next run goes on";
}

TEST(CareerSite, IndexesLoopsAndHugeSitemapsEnd) {
  Site site = three_jobs();
  std::string index = "<sitemapindex>";
  for (const char* path : {"/map.xml", "/jobs-map.xml", "/map.xml"}) index += "<sitemap><loc>" + kSite + path + "</loc></sitemap>";
  site.pages["/map.xml"].body = index + "</sitemapindex>";
  std::string huge = "<urlset>";
  for (int i = 0; i < 60'000; ++i) huge += "<url><loc>" + kSite + "/jobs/n" + std::to_string(i) + "</loc></url>";
  site.pages["/jobs-map.xml"].body = huge + "</urlset>";
  site.pages["/jobs/n0"] = {.body = posting("0")};
  Crawl r = crawl(site, "{}", "https://acme.example/jobs", 50);
  EXPECT_EQ(r.paths.size(), 4u + 50u);
  EXPECT_TRUE(r.end.truncated);
  EXPECT_FALSE(r.end.complete) << "absence proves nothing";
  EXPECT_LT(r.memory.size(), 1u << 20);
  // An index of indexes without end.
  Site endless;
  endless.pages["/jobs"] = {.body = posting("1")};
  for (int i = 0; i < 100; ++i) endless.pages[i == 0 ? "/sitemap.xml" : "/map" + std::to_string(i) + ".xml"].body = "<sitemapindex><sitemap><loc>" + kSite + "/map" + std::to_string(i + 1) + ".xml</loc></sitemap></sitemapindex>";
  r = crawl(endless);
  EXPECT_EQ(r.paths.size(), 2u + kSitemapsMax);
  EXPECT_TRUE(r.end.truncated);
}

TEST(CareerSite, WithoutASitemapThePageItselfAndItsLinksAreRead) {
  Site site;
  site.pages["/jobs"] = {.body = "<a href='/jobs/1'>Cooper</a><a href='/jobs/1#apply'>apply</a><a href='/legal'>x</a><a href='https://jobs.other.example/jobs/7'>x</a><a rel=next href='/jobs?page=2'>more</a>" + posting("0")};
  site.pages["/jobs?page=2"] = {.body = "<a href='/jobs/2'>Smith</a><a rel=next href='/jobs?page=2'>more</a>"};
  site.pages["/jobs/1"] = {.body = posting("1")};
  site.pages["/jobs/2"] = {.body = posting("2")};
  const Crawl r = crawl(site);
  EXPECT_THAT(r.paths, ElementsAre("/robots.txt", "/jobs", "/jobs?page=2", "/sitemap.xml", "/jobs/1", "/jobs/2"));
  EXPECT_THAT(r.listed, UnorderedElementsAre("acme.example:0", "acme.example:1", "acme.example:2"));
  EXPECT_TRUE(r.end.complete);
}

// A file, a page for members, a page that is too large: no postings, and no reason to distrust the rest.
TEST(CareerSite, WhatCannotBeAPostingDoesNotKeepTheRunFromBeingWhole) {
  Site site = three_jobs();
  site.pages["/map.xml"].body = sitemap({{"/jobs/1", ""}, {"/jobs/flyer.pdf", ""}, {"/jobs/all", ""}, {"/jobs/members", ""}});
  site.pages["/jobs/flyer.pdf"] = {.problem = SourceProblem::kWrongType};
  site.pages["/jobs/all"] = {.problem = SourceProblem::kTooLarge};
  site.pages["/jobs/members"] = {.status = 403};
  const Crawl r = crawl(site);
  EXPECT_TRUE(r.end.complete);
  EXPECT_EQ(r.end.problem, SourceProblem::kNone);
  EXPECT_THAT(r.listed, ElementsAre("acme.example:1"));
}

TEST(CareerSite, FailuresCostOnlyThemselves) {
  Site site = three_jobs();
  site.pages["/jobs/1"] = {.status = 503};
  Crawl r = crawl(site);
  EXPECT_EQ(r.end.kind, Kind::kDone);
  EXPECT_EQ(r.end.problem, SourceProblem::kParts);
  EXPECT_FALSE(r.end.complete);
  EXPECT_THAT(r.listed, ElementsAre("acme.example:2"));
  const std::string memory = r.memory;
  site.pages["/jobs/1"] = {.body = posting("1")};
  EXPECT_EQ(crawl(site, memory).paths.back(), "/jobs/1") << "read again next time";
  // Told to wait half-way: what was read stands.
  site = three_jobs();
  site.pages["/jobs/2"] = {.problem = SourceProblem::kRateLimited};
  r = crawl(site);
  EXPECT_EQ(r.end.problem, SourceProblem::kParts);
  EXPECT_EQ(r.paths.back(), "/jobs/2");
  EXPECT_THAT(r.listed, ElementsAre("acme.example:1"));
  // A site that goes down is left alone.
  site = three_jobs();
  std::string map = "<urlset>";
  for (int i = 0; i < 100; ++i) {
    map += "<url><loc>" + kSite + "/jobs/d" + std::to_string(i) + "</loc></url>";
    site.pages["/jobs/d" + std::to_string(i)] = {.problem = SourceProblem::kTimeout};
  }
  site.pages["/map.xml"].body = map + "</urlset>";
  r = crawl(site);
  EXPECT_EQ(r.paths.size(), 3u + 5u);
  EXPECT_EQ(r.end.kind, Kind::kFailed);
  EXPECT_EQ(r.end.problem, SourceProblem::kTimeout);
}

TEST(CareerSite, ASiteThatStatesNothingAnyMoreIsBroken) {
  Site site = three_jobs();
  const Crawl first = crawl(site);
  for (const char* path : {"/jobs/1", "/jobs/2"}) site.pages.erase(path);
  site.pages["/map.xml"].body = sitemap({});
  const Crawl r = crawl(site, first.memory);
  EXPECT_EQ(r.end.kind, Kind::kFailed);
  EXPECT_EQ(r.end.problem, SourceProblem::kEmpty);
  EXPECT_THAT(r.gone, UnorderedElementsAre("acme.example:1", "acme.example:2")) << "their pages said 404";
}

TEST(CareerSite, TheFollowedPageMustBeThere) {
  Site site = three_jobs();
  site.pages.erase("/jobs");
  EXPECT_EQ(crawl(site).end.problem, SourceProblem::kNotFound);
  site.pages["/jobs"] = {.status = 301, .headers = {{"location", "https://jobs.other.example/"}}};
  EXPECT_EQ(crawl(site).end.problem, SourceProblem::kMoved);
  EXPECT_EQ(crawl(site, "{}", "not an address").end.kind, Kind::kFailed);
  EXPECT_EQ(crawl(site, R"({"pages":{"x":5,"https://acme.example/jobs/1":{"i":[1,null,"a"],"d":"x"}}})").end.problem, SourceProblem::kMoved) << "a strange memory is no memory";
}

TEST(CareerSite, APageAmongOthersWithoutPostingIsPassedOver) {
  ParseOutput out;
  Payload payload{.name = "https://acme.example/jobs/culture"};
  career_page().parse("<p>We are nice.", payload, kNow, out);
  EXPECT_EQ(out.rejected, 1u);
  payload.among_others = true;
  career_page().parse("<p>We are nice.", payload, kNow, out);
  EXPECT_EQ(out.rejected, 1u);
  EXPECT_EQ(out.passed_over, 1u);
}

}  // namespace
}  // namespace jm::discovery
