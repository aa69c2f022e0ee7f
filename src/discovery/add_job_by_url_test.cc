// Pasting addresses, with a real database and a server that plays the web: what lands in the inbox, what is refused and why.
#include <gmock/gmock.h>

#include <filesystem>

#include "discovery/fixture_for_tests.h"
#include "http/gzip.h"
#include "objects/folder_store.h"
#include "outbound/client.h"
#include "outbound/scripted_server_for_tests.h"

namespace jm::discovery {
namespace {

using outbound::testing::page;
using outbound::testing::path_of;
using outbound::testing::redirect;
using outbound::testing::ScriptedServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPosting = R"j(<!doctype html><title>x</title><script type="application/ld+json">{"@type":"JobPosting","title":"Boulanger (H/F)","hiringOrganization":"Moulin Bleu",
  "jobLocation":{"address":{"addressLocality":"Nantes","addressCountry":"FR"}},"employmentType":"CDI","baseSalary":{"currency":"EUR","value":{"value":2300,"unitText":"MONTH"}},
  "datePosted":"2026-02-20","description":"Pain et brioche. Contact : 01 99 00 12 34, contact@example.org"}</script>)j";
const std::string kPlain = "<title>Archivist - Copper Finch</title><meta property='og:site_name' content='Copper Finch'><main><h1>Archivist</h1><p>You keep the paper archive of a small museum in order, "
                           "and answer the people who write to us about it, every day from nine to five.</p></main>";

class AddJobByUrl : public DiscoveryFixture {
 protected:
  AddJobByUrl() : folder_(std::filesystem::temp_directory_path() / ("jobmate-pages-" + new_id(clock.now()).str())) {
    outbound::Options options;
    options.routes = *outbound::parse_routes({"moulin.example.org=127.0.0.1:" + std::to_string(web.port), "boards-api.greenhouse.io=127.0.0.1:" + std::to_string(web.port),
                                              "job-boards.greenhouse.io=127.0.0.1:" + std::to_string(web.port)});
    options.total_timeout = std::chrono::milliseconds(3000);
    client = std::make_unique<outbound::Client>(io, std::move(options), clock);
    store = *objects::FolderStore::open(folder_, cpu);
    deps.emplace(PageDeps{*client, *store, cpu});
    service = make_discovery({*db, bus, *shelf, clock, nullptr, &*deps});
  }
  ~AddJobByUrl() override { std::filesystem::remove_all(folder_); }

  Result<pb::AddJobByUrlReply> add(const std::string& url, const std::string& search_id = "", const Uuid* user = nullptr) {
    pb::AddJobByUrlRequest request;
    request.set_url(url);
    if (!search_id.empty()) request.set_search_config_id(search_id);
    return run(service->AddJobByUrl(as(user ? *user : alice), request));
  }
  std::string reason(const std::string& url) {
    const auto reply = add(url);
    return reply ? "found by " + reply->found_by() : reply.error().reason;
  }
  // What the web answers, by path.
  std::string answer(const std::string& head) {
    const std::string path = path_of(head);
    if (path.starts_with("/posting")) return page(kPosting);
    if (path == "/plain") return page(kPlain);
    if (path == "/moved") return redirect("/posting?from=moved");
    if (path == "/inside") return redirect("http://127.0.0.1/secret");
    if (path == "/door") return redirect("/login?next=/door");
    if (path.starts_with("/login")) return page("<title>Sign in</title><form><input type=password></form>" + kPlain);
    if (path == "/forbidden") return page("no", "Content-Type: text/html\r\n", "403 Forbidden");
    if (path == "/gone") return page("no", "Content-Type: text/html\r\n", "404 Not Found");
    if (path == "/down") return page("no", "Content-Type: text/html\r\n", "503 Busy");
    if (path == "/image") return page("x", "Content-Type: image/png\r\n");
    if (path == "/large") return page(std::string((5 << 20) + 1, 'x'));
    if (path == "/bomb") return page(http::gzip(std::string(64 << 20, 'x')), "Content-Type: text/html\r\nContent-Encoding: gzip\r\n");
    if (path == "/empty") return page("<title>Hello</title><p>Nothing here.");
    if (path == "/list") return page(R"(<script type="application/ld+json">[{"@type":"JobPosting","title":"A"},{"@type":"JobPosting","title":"B"}]</script>)");
    if (path == "/silent") return "";
    if (path == "/copperfinch/jobs/4001") return page("<div id=app></div>");
    if (path.starts_with("/v1/boards/copperfinch/jobs/4001"))
      return page(R"({"id":4001,"title":"Archivist","absolute_url":"https://job-boards.greenhouse.io/copperfinch/jobs/4001","content":"&lt;p&gt;Paper.&lt;/p&gt;","location":{"name":"Lyon"}})", "Content-Type: application/json\r\n");
    return page("?", "Content-Type: text/html\r\n", "404 Not Found");
  }

  ScriptedServer web{"127.0.0.1", [this](const std::string& head) { return answer(head); }};
  std::filesystem::path folder_;
  CpuPool cpu{io, 1, 8};
  std::unique_ptr<outbound::Client> client;
  std::unique_ptr<objects::Store> store;
  std::optional<PageDeps> deps;
};

TEST_F(AddJobByUrl, AStatedPostingBecomesAnItem) {
  const auto reply = add(" https://moulin.example.org/posting?utm_source=mail ", search.str());
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->found_by(), "JOB_POSTING");
  EXPECT_FALSE(reply->already_known());
  EXPECT_THAT(reply->missing(), ElementsAre("REMOTE"));
  const auto& item = reply->item();
  EXPECT_EQ(item.title(), "Boulanger (H/F)");
  EXPECT_EQ(item.company(), "Moulin Bleu");
  EXPECT_EQ(item.location(), "Nantes, FR");
  EXPECT_EQ(item.salary_min(), 27600);
  EXPECT_TRUE(item.is_manual());
  EXPECT_EQ(item.search_config_id(), search.str());
  EXPECT_THAT(item.raw_data_json(), HasSubstr("Pain et brioche"));
  EXPECT_THAT(item.raw_data_json(), Not(HasSubstr("01 99 00 12 34"))) << "contacts of persons are not kept";
  EXPECT_THAT(item.raw_data_json(), Not(HasSubstr("contact@example.org")));
  ASSERT_EQ(bus.news.size(), 1u);
  EXPECT_THAT(bus.news[0].data, HasSubstr("\"title\":\"Boulanger (H/F)\""));
  EXPECT_EQ(count("events WHERE user_id = '" + alice.str() + "'"), "1");
  EXPECT_EQ(server.scalar("SELECT host || ' ' || status || ' ' || (bytes > 100) || ' ' || purpose FROM outbound_calls"), "moulin.example.org 200 true add job");
  // The page's bytes are kept.
  const auto kept = run(store->get(server.scalar("SELECT page_ref FROM job_feed WHERE page_ref IS NOT NULL"), {}));
  ASSERT_TRUE(kept);
  EXPECT_EQ(http::gunzip(kept->bytes).value(), kPosting);
}

TEST_F(AddJobByUrl, TheSameAddressAgainIsTheSameItem) {
  const auto first = add("https://moulin.example.org/posting");
  const auto requests = web.requests().size();
  const auto again = add("http://www.moulin.example.org/posting/?utm_campaign=x#top");
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->already_known());
  EXPECT_EQ(again->item().id(), first->item().id());
  EXPECT_EQ(web.requests().size(), requests) << "a known page is not asked for again";
  // Another user's is another item.
  const auto bobs = add("https://moulin.example.org/posting", "", &bob);
  ASSERT_TRUE(bobs);
  EXPECT_NE(bobs->item().id(), first->item().id());
  // Where a redirect led counts as well.
  const auto moved = add("https://moulin.example.org/moved");
  const auto direct = add("https://moulin.example.org/posting?from=moved");
  ASSERT_TRUE(direct && moved);
  EXPECT_TRUE(direct->already_known());
  EXPECT_EQ(moved->item().id(), direct->item().id());
  EXPECT_EQ(add("https://moulin.example.org/moved")->item().id(), direct->item().id());
  EXPECT_EQ(count("job_feed"), "3");
}

TEST_F(AddJobByUrl, TitleAndTextWhereNothingIsStated) {
  const auto reply = add("https://moulin.example.org/plain");
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->found_by(), "PAGE");
  EXPECT_EQ(reply->item().title(), "Archivist");
  EXPECT_EQ(reply->item().company(), "Copper Finch");
  EXPECT_THAT(reply->missing(), ElementsAre("LOCATION", "CONTRACT", "SALARY", "REMOTE", "DATE"));
}

TEST_F(AddJobByUrl, TheBoardIsAskedWhenItsPageSaysNothing) {
  const auto reply = add("https://job-boards.greenhouse.io/copperfinch/jobs/4001");
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->found_by(), "BOARD_API");
  EXPECT_EQ(reply->board(), "Greenhouse");
  EXPECT_EQ(reply->item().title(), "Archivist");
  EXPECT_EQ(reply->item().location(), "Lyon");
  EXPECT_EQ(count("outbound_calls"), "2");
}

TEST_F(AddJobByUrl, AStoredOfferStandsBehindItsPage) {
  add_offer("Boulanger", "https://moulin.example.org/posting");
  const auto reply = add("https://moulin.example.org/posting");
  ASSERT_TRUE(reply);
  EXPECT_EQ(count("job_feed WHERE offer_id IS NOT NULL AND is_manual"), "1");
}

TEST_F(AddJobByUrl, EveryRefusalSaysWhy) {
  const std::pair<const char*, const char*> kRows[] = {
      {"call me", "NOT_AN_ADDRESS"},
      {"", "NOT_AN_ADDRESS"},
      {"file:///etc/passwd", "NOT_AN_ADDRESS"},
      {"https://moulin.example.org:8443/x", "ADDRESS_REFUSED"},
      {"https://me:secret@moulin.example.org/x", "ADDRESS_REFUSED"},
      {"http://127.0.0.1/", "ADDRESS_REFUSED"},
      {"http://0x7f.1/", "ADDRESS_REFUSED"},
      {"http://[::ffff:169.254.169.254]/", "ADDRESS_REFUSED"},
      {"https://moulin.example.org/inside", "ADDRESS_REFUSED"},
      {"https://moulin.example.org/door", "LOGIN_WALL"},
      {"https://moulin.example.org/forbidden", "LOGIN_WALL"},
      {"https://moulin.example.org/gone", "PAGE_GONE"},
      {"https://moulin.example.org/down", "SITE_DOWN"},
      {"https://moulin.example.org/image", "NOT_A_PAGE"},
      {"https://moulin.example.org/large", "TOO_LARGE"},
      {"https://moulin.example.org/bomb", "TOO_LARGE"},
      {"https://moulin.example.org/empty", "NOTHING_FOUND"},
      {"https://moulin.example.org/list", "LISTING_PAGE"},
      {"https://moulin.example.org/silent", "UNREACHABLE"},
  };
  for (const auto& [url, why] : kRows) EXPECT_EQ(reason(url), why) << url;
  EXPECT_EQ(count("job_feed"), "0");
  EXPECT_EQ(count("outbound_calls WHERE error = 'ADDRESS_REFUSED'"), "1") << "what was refused on the way is in the ledger";
  for (const std::string& head : web.requests()) EXPECT_THAT(head, Not(HasSubstr("/secret")));
}

TEST_F(AddJobByUrl, TooManyPagesAMinute) {
  server.exec("INSERT INTO outbound_calls (user_id, purpose, host, at) SELECT '" + alice.str() + "', 'add job', 'x', '" + to_iso(clock.now()) + "' FROM generate_series(1, 20)");
  EXPECT_EQ(reason("https://moulin.example.org/posting"), "TOO_MANY_PAGES");
  EXPECT_TRUE(add("https://moulin.example.org/posting", "", &bob)) << "another user's minute is another";
  clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(reason("https://moulin.example.org/posting"), "found by JOB_POSTING");
}

TEST_F(AddJobByUrl, OnlySoManyAtOnce) {
  deps->running[alice.str()] = 3;
  EXPECT_EQ(reason("https://moulin.example.org/posting"), "TOO_MANY_PAGES");
  EXPECT_TRUE(add("https://moulin.example.org/posting", "", &bob));
  EXPECT_EQ(deps->running.size(), 1u) << "what was taken is given back";
  deps->running.clear();
  EXPECT_EQ(reason("https://moulin.example.org/gone"), "PAGE_GONE");
  EXPECT_TRUE(deps->running.empty());
}

TEST_F(AddJobByUrl, AForeignSearchIsAsGoodAsAbsent) {
  const auto foreign = add("https://moulin.example.org/posting", search.str(), &bob);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, Code::kNotFound);
  EXPECT_EQ(add("https://moulin.example.org/posting", new_id(clock.now()).str(), &bob).error().message, foreign.error().message);
  EXPECT_EQ(count("job_feed"), "0");
}

TEST_F(AddJobByUrl, WhatIsMissingCanBeFilledInAndEverythingCorrected) {
  const auto added = add("https://moulin.example.org/plain");
  ASSERT_TRUE(added);
  pb::UpdateManualJobRequest edit;
  edit.set_job_feed_id(added->item().id());
  edit.set_location("Lyon");
  edit.set_salary_min(30000);
  edit.set_salary_max(34000);
  edit.set_salary_currency("EUR");
  edit.set_remote("HYBRID");
  edit.set_why_us("The paper");
  auto item = run(service->UpdateManualJob(as(alice), edit));
  ASSERT_TRUE(item) << item.error().message;
  EXPECT_EQ(item->title(), "Archivist") << "absent members stay";
  EXPECT_EQ(item->location(), "Lyon");
  EXPECT_EQ(item->salary_max(), 34000);
  EXPECT_THAT(item->raw_data_json(), HasSubstr("\"whyUs\" : \"The paper\""));
  EXPECT_THAT(item->raw_data_json(), HasSubstr("Lyon"));
  EXPECT_THAT(item->raw_data_json(), HasSubstr("34"));
  EXPECT_THAT(item->raw_data_json(), HasSubstr("HYBRID"));
  EXPECT_THAT(item->raw_data_json(), Not(HasSubstr("\"contract\":\"CDI\"")));
  pb::UpdateManualJobRequest dated;
  dated.set_job_feed_id(added->item().id());
  dated.set_contract("CDI");
  dated.set_posted_at("2026-02-28");
  dated.set_expires_at("2026-03-31T12:00:00+02:00");
  dated.set_mutation_id("edit-1");
  item = run(service->UpdateManualJob(as(alice), dated));
  ASSERT_TRUE(item) << item.error().message;
  EXPECT_THAT(item->raw_data_json(), testing::AllOf(HasSubstr("\"contract\":\"CDI\""), HasSubstr("2026-02-28T00:00:00.000Z"), HasSubstr("2026-03-31T10:00:00.000Z")));
  EXPECT_EQ(item->expires_at(), "2026-03-31T10:00:00.000Z");
  EXPECT_EQ(bus.news.back().type, "JOB_EDITED");
  EXPECT_EQ(bus.news.back().data, R"({"type":"JOB_EDITED","userId":")" + alice.str() + R"(","jobFeedId":")" + item->id() + R"(","mutationId":"edit-1"})");
  pb::UpdateManualJobRequest undated;
  undated.set_job_feed_id(added->item().id());
  undated.set_contract("");
  undated.set_posted_at("");
  undated.set_expires_at("");
  item = run(service->UpdateManualJob(as(alice), undated));
  ASSERT_TRUE(item);
  EXPECT_FALSE(item->has_expires_at());
  EXPECT_THAT(item->raw_data_json(), Not(testing::AnyOf(HasSubstr("CDI"), HasSubstr("2026-02-28"), HasSubstr("2026-03-31"))));
  EXPECT_THAT(item->raw_data_json(), HasSubstr("Lyon"));
  pb::UpdateManualJobRequest clear;
  clear.set_job_feed_id(added->item().id());
  clear.set_location("");
  clear.set_salary_min(-1);
  clear.set_salary_max(-1);
  item = run(service->UpdateManualJob(as(alice), clear));
  ASSERT_TRUE(item);
  EXPECT_FALSE(item->has_location());
  EXPECT_FALSE(item->has_salary_min());

  const auto edited = [&](const Uuid& user, const std::string& id, auto change) {
    pb::UpdateManualJobRequest r;
    r.set_job_feed_id(id);
    change(r);
    const auto reply = run(service->UpdateManualJob(as(user), r));
    return reply ? std::string("edited") : std::string(code_name(reply.error().code)) + " " + reply.error().reason;
  };
  const std::string id = added->item().id();
  EXPECT_EQ(edited(bob, id, [](auto& r) { r.set_title("stolen"); }), "NOT_FOUND ");
  EXPECT_EQ(edited(alice, "nonsense", [](auto&) {}), "NOT_FOUND ");
  EXPECT_EQ(edited(alice, add_item(alice), [](auto& r) { r.set_title("x"); }), "FAILED_PRECONDITION NOT_EDITABLE");
  EXPECT_EQ(edited(alice, id, [](auto& r) { r.set_company_name(" "); }), "INVALID_ARGUMENT ");
  EXPECT_EQ(edited(alice, id, [](auto& r) { r.set_remote("MOON"); }), "INVALID_ARGUMENT ");
  EXPECT_EQ(edited(alice, id, [](auto& r) { r.set_salary_min(2); r.set_salary_max(1); }), "INVALID_ARGUMENT ");
  EXPECT_EQ(edited(alice, id, [](auto& r) { r.set_salary_currency("euro"); }), "INVALID_ARGUMENT ");
  EXPECT_EQ(edited(alice, id, [](auto& r) { r.set_contract("FOREVER"); }), "INVALID_ARGUMENT ");
  for (const char* day : {"soon", "2026-02-30", "2030-01-01"}) EXPECT_EQ(edited(alice, id, [&](auto& r) { r.set_posted_at(day); }), "INVALID_ARGUMENT POSTED_DATE") << day;
  for (const char* day : {"soon", "2026-02-01", "2126-01-01"}) EXPECT_EQ(edited(alice, id, [&](auto& r) { r.set_expires_at(day); }), "INVALID_ARGUMENT EXPIRES_DATE") << day;
  EXPECT_EQ(edited(alice, id, [](auto& r) { r.set_description(std::string(100'001, 'x')); }), "INVALID_ARGUMENT ");
}

TEST_F(AddJobByUrl, OneItemWhenTwoPasteAtOnce) {
  std::optional<Result<pb::AddJobByUrlReply>> one, two;
  const auto start = [&](std::optional<Result<pb::AddJobByUrlReply>>& to) -> Task<void> {
    pb::AddJobByUrlRequest request;
    request.set_url("https://moulin.example.org/posting");
    to = co_await service->AddJobByUrl(as(alice), request);
  };
  boost::asio::co_spawn(io, start(one), boost::asio::detached);
  boost::asio::co_spawn(io, start(two), boost::asio::detached);
  while (!one || !two) {
    io.restart();
    io.run_one();
  }
  ASSERT_TRUE(*one && *two);
  EXPECT_EQ((*one)->item().id(), (*two)->item().id());
  EXPECT_EQ(count("job_feed"), "1");
}

}  // namespace
}  // namespace jm::discovery
