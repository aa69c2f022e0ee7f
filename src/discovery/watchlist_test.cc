// Following companies by their own careers pages, with a real database and a server that plays their sites.
#include <gmock/gmock.h>

#include <filesystem>

#include "discovery/fixture_for_tests.h"
#include "objects/folder_store.h"
#include "outbound/client.h"
#include "outbound/scripted_server_for_tests.h"

namespace jm::discovery {
namespace {

using outbound::testing::page;
using outbound::testing::path_of;
using outbound::testing::redirect;
using outbound::testing::ScriptedServer;

const std::string kPosting = R"(<script type="application/ld+json">{"@type":"JobPosting","title":"Cooper","hiringOrganization":"Acme"}</script>)";

class Watchlist : public DiscoveryFixture {
 protected:
  Watchlist() : folder_(std::filesystem::temp_directory_path() / ("jobmate-watch-" + new_id(clock.now()).str())) {
    outbound::Options options;
    std::vector<std::string> routes;
    for (const char* host : {"acme.example.org", "shut.example.org", "maps.example.org"}) routes.push_back(std::string(host) + "=127.0.0.1:" + std::to_string(web.port));
    options.routes = *outbound::parse_routes(routes);
    client = std::make_unique<outbound::Client>(io, std::move(options), clock);
    store = *objects::FolderStore::open(folder_, cpu);
    deps.emplace(PageDeps{*client, *store, cpu});
    service = make_discovery({*db, bus, *shelf, clock, nullptr, &*deps});
  }
  ~Watchlist() override { std::filesystem::remove_all(folder_); }

  std::string answer(const std::string& head) {
    const std::string path = path_of(head);
    const bool shut = head.find("Host: shut.") != std::string::npos, maps = head.find("Host: maps.") != std::string::npos;
    if (path == "/robots.txt") return shut ? page("User-agent: *\nDisallow: /", "Content-Type: text/plain\r\n") : page("User-agent: *\nSitemap: https://" + std::string(maps ? "maps" : "acme") + ".example.org/map.xml", "Content-Type: text/plain\r\n");
    if (path == "/map.xml" && maps) return page("<sitemapindex><sitemap><loc>https://maps.example.org/jobs.xml</loc></sitemap></sitemapindex>", "Content-Type: application/xml\r\n");
    if (path == "/jobs.xml") return page("<urlset><url><loc>https://maps.example.org/about</loc></url><url><loc>https://maps.example.org/jobs/1</loc></url></urlset>", "Content-Type: application/xml\r\n");
    if (path == "/jobs/1") return page(kPosting);
    if (path == "/moved") return redirect("https://jobs.lever.co.example.org/acme");
    if (path == "/to-lever") return redirect("/lever");
    if (path == "/lever") return page("<iframe src='https://jobs.lever.co/acme-embedded'></iframe>");
    if (path == "/greenhouse") return page("<script src='https://boards.greenhouse.io/embed/job_board/js?for=acmegh'></script>");
    if (path == "/careers") return page("<p>See <a href='/jobs/all'>our jobs</a>");
    if (path == "/jobs/all") return page("<script>embed('https://api.ashbyhq.com/posting-api/job-board/acmeashby')</script>");
    if (path == "/own") return page(kPosting);
    if (path == "/silent-map" || path == "/nothing") return page("<h1>About us</h1><a href='https://www.linkedin.com/company/acme'>in</a>");
    if (path == "/workday") return redirect("https://acme.example.org/workday2");
    if (path == "/door") return page("no", "Content-Type: text/html\r\n", "403 Forbidden");
    if (path == "/inside") return redirect("http://127.0.0.1/secret");
    return page("?", "Content-Type: text/html\r\n", "404 Not Found");
  }

  Result<pb::CompanyWatch> watch(const std::string& url, const char* language = "EN") {
    pb::WatchCompanyRequest request;
    request.set_url(url);
    request.set_language(language);
    clock.advance(std::chrono::minutes(2));
    return run(service->WatchCompany(as(alice), request));
  }
  std::string shape(const std::string& url) {
    const auto w = watch(url);
    return w ? w->source_id() : w.error().reason;
  }

  ScriptedServer web{"127.0.0.1", [this](const std::string& head) { return answer(head); }};
  std::filesystem::path folder_;
  CpuPool cpu{io, 1, 8};
  std::unique_ptr<outbound::Client> client;
  std::unique_ptr<objects::Store> store;
  std::optional<PageDeps> deps;
};

TEST_F(Watchlist, WhatTheAddressTellsIsNotAskedFor) {
  EXPECT_EQ(shape("https://boards.greenhouse.io/acme"), "greenhouse/acme");
  EXPECT_EQ(shape("jobs.lever.co/acme/1"), "lever/acme");
  EXPECT_EQ(shape("https://acme.wd3.myworkdayjobs.com/x"), "NO_FEED");
  EXPECT_TRUE(web.requests().empty());
}

TEST_F(Watchlist, TheBoardBehindAPageIsFollowed) {
  EXPECT_EQ(shape("https://acme.example.org/greenhouse"), "greenhouse/acmegh");
  EXPECT_EQ(shape("https://acme.example.org/to-lever"), "lever/acme-embedded");
  EXPECT_EQ(web.requests().size(), 3u) << "the page and its redirect, nothing else";
  EXPECT_EQ(shape("https://acme.example.org/careers"), "ashby/acmeashby") << "the page that lists the jobs says it";
}

TEST_F(Watchlist, ASiteWithPostingsOfItsOwnIsFollowedItself) {
  EXPECT_EQ(shape("acme.example.org/own"), "jobposting/https://acme.example.org/own");
  EXPECT_EQ(shape("https://maps.example.org/silent-map"), "jobposting/https://maps.example.org/silent-map") << "its sitemap leads to a posting";
  const auto again = watch("https://acme.example.org/own");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->name(), "acme.example.org");
  EXPECT_EQ(again->label(), "Career page");
}

TEST_F(Watchlist, RefusalsSayWhyInBothLanguages) {
  const std::pair<const char*, const char*> rows[] = {
      {"https://acme.example.org/nothing", "NOT_RECOGNISED"}, {"https://shut.example.org/own", "ROBOTS"}, {"https://acme.example.org/door", "LOGIN_WALL"}, {"https://acme.example.org/none", "PAGE_GONE"},
      {"https://acme.example.org/inside", "ADDRESS_REFUSED"}, {"http://127.0.0.1/", "ADDRESS_REFUSED"}, {"http://169.254.169.254/", "ADDRESS_REFUSED"}, {"https://acme.example.org:8443/", "ADDRESS_REFUSED"},
      {"ftp://acme.example.org/", "NOT_AN_ADDRESS"}};
  for (const auto& [url, reason] : rows) {
    const auto en = watch(url), fr = watch(url, "FR");
    ASSERT_FALSE(en) << url;
    EXPECT_EQ(en.error().reason, reason) << url;
    EXPECT_EQ(fr.error().reason, reason) << url;
    EXPECT_NE(en.error().message, fr.error().message) << url;
  }
  EXPECT_EQ(run(service->GetWatchlist(as(alice), {}))->watches_size(), 0);
}

TEST_F(Watchlist, RequestsAreWrittenDownAndBounded) {
  ASSERT_TRUE(watch("https://acme.example.org/own"));
  EXPECT_EQ(count("outbound_calls WHERE purpose = 'watch company' AND host = 'acme.example.org'"), "2");
  pb::WatchCompanyRequest request;
  request.set_url("https://acme.example.org/nothing");
  std::string last;
  for (int i = 0; i < 20 && last != "TOO_MANY_PAGES"; ++i) last = run(service->WatchCompany(as(alice), request)).error().reason;
  EXPECT_EQ(last, "TOO_MANY_PAGES");
  EXPECT_LT(web.requests().size(), 30u);
}

}  // namespace
}  // namespace jm::discovery
