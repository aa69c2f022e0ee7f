// Reading the inbox: pages, filters, raw data, the quarantine, source runs, manual items; and that nobody reads another's.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "contracts/text_table.h"
#include "discovery/fixture_for_tests.h"

namespace jm::discovery {
namespace {

class Inbox : public DiscoveryFixture {
 protected:
  std::vector<std::string> ids(const pb::JobFeedPage& page) {
    std::vector<std::string> out;
    for (const auto& item : page.items()) out.push_back(item.id());
    return out;
  }
  Result<pb::JobFeedItem> add_manually(const Uuid& user, const pb::AddJobManuallyRequest& request) { return run(service->AddJobManually(as(user), request)); }
};

TEST_F(Inbox, BestRankFirstPageByPageWithoutGapsOrRepeats) {
  std::vector<std::string> expected;
  for (int i = 0; i < 25; ++i) add_item(alice, i % 5 * 10);
  const auto all = feed(alice);
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->items_size(), 25);
  EXPECT_FALSE(all->has_next_page());
  for (int i = 1; i < 25; ++i) EXPECT_GE(all->items(i - 1).rank(), all->items(i).rank());

  std::vector<std::string> paged;
  pb::GetJobFeedRequest request;
  request.set_first(7);
  request.set_status(pb::PENDING);
  request.set_with_total(true);
  for (int pages = 0; pages < 4; ++pages) {
    const auto page = feed(alice, request);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->total(), 25);
    EXPECT_EQ(page->has_next_page(), pages < 3);
    ASSERT_EQ(page->cursors_size(), page->items_size());
    for (const auto& id : ids(*page)) paged.push_back(id);
    request.set_after(page->cursors(page->cursors_size() - 1));
  }
  EXPECT_EQ(paged, ids(*all));
}

TEST_F(Inbox, FiltersByStatusAndSearchAndLeavesOutWhatIsOver) {
  const std::string pending = add_item(alice), approved = add_item(alice), rejected = add_item(alice), expired = add_item(alice), closed = add_item(alice);
  ASSERT_TRUE(approve(alice, approved));
  ASSERT_TRUE(reject(alice, rejected));
  server.exec("UPDATE job_feed SET expires_at = '2026-03-01' WHERE id IN ('" + expired + "', '" + approved + "')");
  server.exec("UPDATE offers SET closed_at = now() WHERE id = (SELECT offer_id FROM job_feed WHERE id = '" + closed + "')");
  pb::GetJobFeedRequest request;
  const auto with = [&](pb::JobStatus status) {
    request.set_status(status);
    return ids(*feed(alice, request));
  };
  EXPECT_EQ(with(pb::PENDING), std::vector{pending});
  EXPECT_EQ(with(pb::APPROVED), std::vector{approved});
  EXPECT_EQ(with(pb::REJECTED_JOB), std::vector{rejected});
  EXPECT_EQ(with(pb::JOB_STATUS_UNSPECIFIED).size(), 3u);
  request.set_search_config_id(search.str());
  EXPECT_EQ(with(pb::JOB_STATUS_UNSPECIFIED).size(), 3u);
  request.set_search_config_id(new_id().str());
  EXPECT_TRUE(with(pb::JOB_STATUS_UNSPECIFIED).empty());
  request.set_search_config_id("nonsense");
  EXPECT_TRUE(with(pb::JOB_STATUS_UNSPECIFIED).empty());
}

TEST_F(Inbox, AnItemSaysEverything) {
  const std::string id = add_item(alice, 73);
  server.exec("UPDATE offers SET remote = 'HYBRID', salary_min = 50000, salary_max = 60000, salary_currency = 'EUR'");
  const auto page = feed(alice);
  ASSERT_TRUE(page);
  const pb::JobFeedItem& item = page->items(0);
  EXPECT_EQ(item.id(), id);
  EXPECT_EQ(item.status(), pb::PENDING);
  EXPECT_EQ(item.rank(), 73);
  EXPECT_EQ(item.title(), "C++ developer");
  EXPECT_EQ(item.company(), "Acme");
  EXPECT_EQ(item.location(), "Paris");
  EXPECT_EQ(item.source(), "test");
  EXPECT_EQ(item.remote(), "HYBRID");
  EXPECT_EQ(item.salary_min(), 50000);
  EXPECT_EQ(item.salary_max(), 60000);
  EXPECT_EQ(item.salary_currency(), "EUR");
  EXPECT_EQ(item.search_config_id(), search.str());
  EXPECT_EQ(item.created_at(), "2026-03-02T10:00:00.000Z");
  EXPECT_TRUE(item.has_expires_at());
  EXPECT_FALSE(item.is_manual());
  ASSERT_EQ(item.reasons_size(), 2);
  EXPECT_EQ(item.reasons(0).code(), "TITLE");
  EXPECT_EQ(item.reasons(0).points(), 40);
  EXPECT_EQ(item.reasons(0).detail(), "C++");
  const auto raw = boost::json::parse(item.raw_data_json()).as_object();
  EXPECT_EQ(raw.at("title").as_string(), "C++ developer");
  EXPECT_EQ(raw.at("company").as_string(), "Acme");
  EXPECT_EQ(raw.at("description").as_string(), "We build engines in C++.");
  EXPECT_TRUE(raw.contains("location"));

  pb::GetJobFeedRequest lean;
  lean.set_without_raw_data(true);
  lean.set_without_reasons(true);
  const auto short_page = feed(alice, lean);
  EXPECT_TRUE(short_page->items(0).raw_data_json().empty());
  EXPECT_EQ(short_page->items(0).reasons_size(), 0);
  EXPECT_EQ(short_page->items(0).title(), "C++ developer");
}

TEST_F(Inbox, ATableHasTheColumnsThatWereAskedFor) {
  using Item = pb::JobFeedItem;
  const std::string id = add_item(alice, 73);
  server.exec("UPDATE offers SET remote = 'HYBRID', salary_min = 50000");
  pb::AddJobManuallyRequest manual;
  manual.set_company_name("Hand & Co");
  const auto made = add_manually(alice, manual);
  ASSERT_TRUE(made);
  pb::GetJobFeedRequest request;
  request.set_without_raw_data(true);
  request.set_without_reasons(true);
  request.set_as_table(true);
  const auto all = feed(alice, request);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->items_size(), 0);
  EXPECT_EQ(all->cursors_size(), 2);
  const pb::TextTableReader table(all->table());
  ASSERT_EQ(table.rows(), 2u);
  EXPECT_EQ(table.get(0, Item::kIdFieldNumber), made->id());
  EXPECT_EQ(table.get(0, Item::kRankFieldNumber), std::nullopt);
  EXPECT_EQ(table.get(0, Item::kIsManualFieldNumber), "t");
  EXPECT_EQ(table.get(0, Item::kSourceFieldNumber), "manual");
  EXPECT_EQ(table.get(0, Item::kExpiresAtFieldNumber).has_value(), made->has_expires_at());
  EXPECT_EQ(table.get(1, Item::kIdFieldNumber), id);
  EXPECT_EQ(table.get(1, Item::kRankFieldNumber), "73");
  EXPECT_EQ(table.get(1, Item::kStatusFieldNumber), "PENDING");
  EXPECT_EQ(table.get(1, Item::kTitleFieldNumber), "C++ developer");
  EXPECT_EQ(table.get(1, Item::kCreatedAtFieldNumber), "2026-03-02T10:00:00.000Z");
  EXPECT_TRUE(table.get(1, Item::kExpiresAtFieldNumber));
  EXPECT_EQ(table.get(1, Item::kSearchConfigIdFieldNumber), search.str());
  EXPECT_EQ(table.get(1, Item::kSourceFieldNumber), "test");
  EXPECT_EQ(table.get(1, Item::kRemoteFieldNumber), "HYBRID");
  EXPECT_EQ(table.get(1, Item::kSalaryMinFieldNumber), "50000");
  EXPECT_EQ(table.get(1, Item::kSalaryMaxFieldNumber), std::nullopt);
  EXPECT_EQ(table.get(1, Item::kReasonsFieldNumber), std::nullopt);

  request.set_fields(1u << Item::kTitleFieldNumber | 1u << Item::kIdFieldNumber);
  request.set_without_cursors(true);
  const auto two = feed(alice, request);
  EXPECT_EQ(two->cursors_size(), 0);
  ASSERT_EQ(two->table().fields_size(), 2);
  const pb::TextTableReader narrow(two->table());
  EXPECT_EQ(narrow.get(1, Item::kTitleFieldNumber), "C++ developer");
  EXPECT_EQ(narrow.get(1, Item::kCompanyFieldNumber), std::nullopt);

  // The same mask for messages: what was not asked for is left out.
  request.set_as_table(false);
  const auto messages = feed(alice, request);
  EXPECT_EQ(messages->items(1).title(), "C++ developer");
  EXPECT_FALSE(messages->items(1).has_company());
  EXPECT_FALSE(messages->items(1).has_source_url());
  EXPECT_EQ(messages->cursors_size(), 0);

  request.set_as_table(true);
  request.set_without_raw_data(false);
  EXPECT_EQ(feed(alice, request).error().code, Code::kInvalidArgument);
}

TEST_F(Inbox, RefusesBadPagesAndCursors) {
  const auto code = [&](int first, const std::string& after) {
    pb::GetJobFeedRequest request;
    request.set_first(first);
    request.set_after(after);
    const auto page = feed(alice, request);
    return page ? Code::kOk : page.error().code;
  };
  EXPECT_EQ(code(-1, ""), Code::kInvalidArgument);
  EXPECT_EQ(code(501, ""), Code::kInvalidArgument);
  for (const char* bad : {"x", "5", "5.", "5.abc", "-1.00000000-0000-0000-0000-000000000000", "999.00000000-0000-0000-0000-000000000000", "5 .00000000-0000-0000-0000-000000000000", "99999999999999999999.x"})
    EXPECT_EQ(code(10, bad), Code::kInvalidArgument) << bad;
  EXPECT_EQ(code(500, ""), Code::kOk);
}

TEST_F(Inbox, ItemsByIdInOneCallOnlyTheCallersOwn) {
  const std::string a = add_item(alice), b = add_item(alice), theirs = add_item(bob);
  pb::GetJobFeedItemsRequest request;
  for (const auto& id : {a, b, theirs, new_id().str(), std::string("nonsense")}) request.add_ids(id);
  const auto list = run(service->GetJobFeedItems(as(alice), request));
  ASSERT_TRUE(list);
  ASSERT_EQ(list->items_size(), 2);
  EXPECT_NE(list->items(0).id(), theirs);
  EXPECT_NE(list->items(1).id(), theirs);
  for (int i = 0; i < 1001; ++i) request.add_ids(a);
  EXPECT_EQ(run(service->GetJobFeedItems(as(alice), request)).error().code, Code::kInvalidArgument);
}

TEST_F(Inbox, NobodySeesAnothersInbox) {
  add_item(alice);
  EXPECT_EQ(feed(bob)->items_size(), 0);
  pb::GetJobFeedRequest request;
  request.set_search_config_id(search.str());
  request.set_with_total(true);
  const auto page = feed(bob, request);
  EXPECT_EQ(page->items_size(), 0);
  EXPECT_EQ(page->total(), 0);
}

// The second lock: a statement that forgot its user filter still gives the caller's rows only, and none without a caller.
TEST_F(Inbox, RowSecurityHoldsWithoutAFilter) {
  add_item(alice);
  add_item(alice);
  add_item(bob);
  const auto rows_for = [&](pg::Scope scope) {
    const auto rows = run(db->read(scope, {"", "SELECT id FROM job_feed"}, {}, Deadline::in(std::chrono::seconds(5))));
    return rows ? rows->size() : -1;
  };
  EXPECT_EQ(rows_for(pg::Scope::user(alice)), 2);
  EXPECT_EQ(rows_for(pg::Scope::user(bob)), 1);
  EXPECT_EQ(rows_for(pg::Scope::nobody()), 0);
  EXPECT_EQ(rows_for(pg::Scope::worker()), 3);
}

TEST_F(Inbox, AManualItemStandsFirstAndCanBeTriaged) {
  add_item(alice, 100);
  pb::AddJobManuallyRequest request;
  request.set_company_name("  Petit\nAtelier ");
  request.set_search_config_id(search.str());
  request.set_profile_wanted("Menuisier\nFive years of oak");
  request.set_location("Rennes");
  request.set_company_description("Three people");
  request.set_why_us("Wood");
  const auto item = add_manually(alice, request);
  ASSERT_TRUE(item) << item.error().message;
  EXPECT_TRUE(item->is_manual());
  EXPECT_EQ(item->title(), "Menuisier");
  EXPECT_EQ(item->company(), "Petit Atelier");
  EXPECT_EQ(item->source(), "manual");
  EXPECT_FALSE(item->has_rank());
  EXPECT_FALSE(item->has_expires_at());
  const auto raw = boost::json::parse(item->raw_data_json()).as_object();
  EXPECT_EQ(raw.at("title").as_string(), "Menuisier");
  EXPECT_EQ(raw.at("description").as_string(), "Menuisier\nFive years of oak");
  EXPECT_EQ(raw.at("companyDescription").as_string(), "Three people");
  EXPECT_EQ(raw.at("whyUs").as_string(), "Wood");
  EXPECT_EQ(feed(alice)->items(0).id(), item->id());
  EXPECT_EQ(feed(bob)->items_size(), 0);
  ASSERT_EQ(bus.news.size(), 1u);
  EXPECT_EQ(bus.news[0].data, server.scalar("SELECT data FROM events WHERE type = 'JOB_DISCOVERED'"));
  EXPECT_EQ(boost::json::parse(bus.news[0].data).as_object().at("title").as_string(), "Menuisier");
  ASSERT_TRUE(approve(alice, item->id()));
  ASSERT_TRUE(undo(alice, item->id()));

  // A cursor on a manual item goes on with the ranked ones.
  pb::GetJobFeedRequest page;
  page.set_first(1);
  page.set_status(pb::PENDING);
  page.set_after(feed(alice, page)->cursors(0));
  EXPECT_EQ(feed(alice, page)->items(0).rank(), 100);
}

TEST_F(Inbox, AManualItemIsMadeOnceWithAllThatWasSaidOfIt) {
  pb::AddJobManuallyRequest request;
  request.set_company_name("Petit Atelier");
  request.set_mutation_id("wish-1");
  pb::UpdateManualJobRequest& more = *request.mutable_more();
  more.set_title("Menuisier");
  more.set_description("Five years of oak.");
  more.set_salary_min(30000);
  more.set_salary_currency("EUR");
  more.set_contract("CDD");
  more.set_posted_at("2026-02-20");
  more.set_expires_at("2026-03-20");
  const auto item = add_manually(alice, request);
  ASSERT_TRUE(item) << item.error().message;
  EXPECT_EQ(item->title(), "Menuisier");
  EXPECT_EQ(item->salary_min(), 30000);
  EXPECT_EQ(item->expires_at(), "2026-03-20T23:59:59.999Z");
  const auto raw = boost::json::parse(item->raw_data_json()).as_object();
  EXPECT_EQ(raw.at("description").as_string(), "Five years of oak.");
  EXPECT_EQ(raw.at("contract").as_string(), "CDD");
  EXPECT_EQ(raw.at("postedAt").as_string(), "2026-02-20T00:00:00.000Z");
  // The answer was lost: the same wish again, also with another text, is the same item as it is.
  more.set_title("Another");
  const auto again = add_manually(alice, request);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->id(), item->id());
  EXPECT_EQ(again->title(), "Menuisier");
  EXPECT_EQ(count("job_feed"), "1");
  ASSERT_EQ(bus.news.size(), 1u);
  EXPECT_EQ(boost::json::parse(bus.news[0].data).as_object().at("mutationId").as_string(), "wish-1");
  EXPECT_NE(add_manually(bob, request)->id(), item->id());          // wishes are each user's own
  request.set_mutation_id("wish-2");
  EXPECT_NE(add_manually(alice, request)->id(), item->id());
  // Over at the end of its last day.
  clock.set(*parse_iso("2026-03-20T12:00:00Z"));
  EXPECT_EQ(feed(alice)->items_size(), 2);
  clock.set(*parse_iso("2026-03-21T00:00:00Z"));
  EXPECT_EQ(feed(alice)->items_size(), 0);
}

TEST_F(Inbox, RefusesManualItemsThatCannotBe) {
  const auto code = [&](pb::AddJobManuallyRequest request) {
    const auto r = add_manually(alice, request);
    return r ? Code::kOk : r.error().code;
  };
  pb::AddJobManuallyRequest r;
  EXPECT_EQ(code(r), Code::kInvalidArgument);
  r.set_company_name(" \n ");
  EXPECT_EQ(code(r), Code::kInvalidArgument);
  r.set_company_name(std::string(257, 'x'));
  EXPECT_EQ(code(r), Code::kInvalidArgument);
  r.set_company_name("Acme");
  r.set_why_us(std::string(20'001, 'x'));
  EXPECT_EQ(code(r), Code::kInvalidArgument);
  r.set_why_us(std::string("a\0b", 3));
  EXPECT_EQ(code(r), Code::kInvalidArgument);
  r.set_why_us("");
  r.set_search_config_id(new_id().str());
  const auto unknown = add_manually(alice, r);
  r.set_search_config_id(search.str());
  const auto theirs = add_manually(bob, r);
  EXPECT_EQ(unknown.error().code, Code::kNotFound);
  EXPECT_EQ(theirs.error().code, Code::kNotFound);
  EXPECT_EQ(theirs.error().message, unknown.error().message);
  EXPECT_EQ(count("job_feed"), "0");
  EXPECT_EQ(count("events"), "0");
}

TEST_F(Inbox, TheQuarantineNewestFirstWithItsWords) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(new_id(clock.now()).str());
    server.exec("INSERT INTO filtered_offers (id, user_id, search_config_id, offer_id, rule, spans, created_at) VALUES ('" + ids.back() + "', '" + alice.str() + "', '" + search.str() + "', '" +
                add_offer("Night shift", "https://jobs.example.org/q" + std::to_string(i)).str() +
                "', 'night', '[{\"rule\":\"night\",\"field\":\"title\",\"offset\":0,\"length\":5,\"text\":\"Night\"}]', '2026-03-02T10:00:00Z')");
  }
  pb::GetQuarantineRequest request;
  request.set_first(2);
  request.set_with_total(true);
  const auto first = run(service->GetQuarantine(as(alice), request));
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(first->items_size(), 2);
  EXPECT_EQ(first->items(0).id(), ids[2]);
  EXPECT_EQ(first->items(0).rule(), "night");
  EXPECT_EQ(first->items(0).title(), "Night shift");
  ASSERT_EQ(first->items(0).spans_size(), 1);
  EXPECT_EQ(first->items(0).spans(0).text(), "Night");
  EXPECT_EQ(first->items(0).spans(0).length(), 5);
  EXPECT_TRUE(first->has_next_page());
  EXPECT_EQ(first->total(), 3);
  request.set_after(first->cursors(1));
  const auto second = run(service->GetQuarantine(as(alice), request));
  ASSERT_EQ(second->items_size(), 1);
  EXPECT_EQ(second->items(0).id(), ids[0]);
  EXPECT_FALSE(second->has_next_page());

  pb::GetQuarantineRequest theirs;
  theirs.set_with_total(true);
  EXPECT_EQ(run(service->GetQuarantine(as(bob), theirs))->items_size(), 0);
  EXPECT_EQ(run(service->GetQuarantine(as(bob), theirs))->total(), 0);
  theirs.set_search_config_id(search.str());
  EXPECT_EQ(run(service->GetQuarantine(as(bob), theirs))->items_size(), 0);
  theirs.set_after("nonsense");
  EXPECT_EQ(run(service->GetQuarantine(as(bob), theirs)).error().code, Code::kInvalidArgument);
}

TEST_F(Inbox, SourceRunsNewestFirst) {
  server.exec("INSERT INTO source_runs (id, source, started_at, finished_at, fetched, rejected, rejects) VALUES (gen_random_uuid(), 'old', '2026-03-01', '2026-03-01', 5, 2, "
              "'[{\"reason\":\"NO_TITLE\",\"count\":2,\"example\":\"a.json, offer 3\"}]'), (gen_random_uuid(), 'new', '2026-03-02', NULL, 0, 0, '[]')");
  const auto runs = run(service->GetSourceRuns(as(bob), {}));
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->runs_size(), 2);
  EXPECT_EQ(runs->runs(0).source(), "new");
  EXPECT_FALSE(runs->runs(0).has_finished_at());
  ASSERT_EQ(runs->runs(1).rejects_size(), 1);
  EXPECT_EQ(runs->runs(1).rejects(0).reason(), "NO_TITLE");
  EXPECT_EQ(runs->runs(1).rejects(0).count(), 2);
  EXPECT_EQ(runs->runs(1).rejects(0).example(), "a.json, offer 3");
  pb::GetSourceRunsRequest too_many;
  too_many.set_first(101);
  EXPECT_EQ(run(service->GetSourceRuns(as(bob), too_many)).error().code, Code::kInvalidArgument);
}

// The runs are everybody's, but whose board a company's is, and what somebody searches for, is not.
TEST_F(Inbox, RunsOfWhatOthersFollowNameTheBoardOnly) {
  server.exec("INSERT INTO source_runs (id, source, source_id, started_at, fetched, rejected, rejects, error, problem, problem_detail) VALUES (gen_random_uuid(), 'greenhouse', "
              "'greenhouse/secretmaps', '2026-03-01', 5, 1, '[{\"reason\":\"NO_TITLE\",\"count\":1,\"example\":\"secretmaps, offer 3\"}]', 'secretmaps: gone', 'NO_BOARD', 'secretmaps')");
  const auto runs = run(service->GetSourceRuns(as(bob), {}));
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->runs_size(), 1);
  EXPECT_EQ(runs->runs(0).source(), "greenhouse");
  EXPECT_EQ(runs->runs(0).rejects(0).count(), 1);
  EXPECT_THAT(runs->runs(0).ShortDebugString(), testing::Not(testing::HasSubstr("secretmaps")));
}

}  // namespace
}  // namespace jm::discovery
