// Putting off: out of every list until its time, back by itself with one event, undone like any decision, ended by one.
#include <gmock/gmock.h>

#include "discovery/fixture_for_tests.h"
#include "domain/commands.h"
#include "queue/worker.h"

namespace jm::discovery {
namespace {

using testing::HasSubstr;

class Snooze : public DiscoveryFixture {
 protected:
  ~Snooze() override {
    if (worker) run(worker->stop(Deadline::in(std::chrono::seconds(5))));
  }

  Result<pb::JobFeedItem> snooze(const Uuid& user, const std::string& item, const std::string& until, const std::string& mutation_id = "") {
    pb::SnoozeItemRequest request;
    request.set_job_feed_id(item);
    request.set_until(until);
    request.set_mutation_id(mutation_id);
    return run(service->SnoozeItem(as(user), request));
  }
  Result<pb::JobFeedItem> snooze(const std::string& item, const std::string& mutation_id = "") { return snooze(alice, item, kTomorrow, mutation_id); }
  Result<pb::JobFeedItem> fetch_back(const std::string& item, const std::string& mutation_id = "") { return snooze(alice, item, "", mutation_id); }
  std::vector<std::string> shown(pb::JobStatus status = pb::PENDING) {
    pb::GetJobFeedRequest request;
    request.set_status(status);
    request.set_with_total(true);
    const auto page = feed(alice, request);
    std::vector<std::string> ids;
    if (!page) return ids;
    EXPECT_EQ(page->total(), page->items_size());
    for (const auto& item : page->items()) ids.push_back(item.id());
    return ids;
  }
  pb::JobFeedPage later(int first = 0, const std::string& after = "") {
    pb::GetJobFeedRequest request;
    request.set_snoozed(true);
    request.set_first(first);
    request.set_after(after);
    request.set_with_total(true);
    auto page = feed(alice, request);
    EXPECT_TRUE(page) << page.error().message;
    return page.value_or(pb::JobFeedPage());
  }
  std::string state(const std::string& item) { return server.scalar("SELECT status || coalesce(' ' || iso_time(snoozed_until), '') FROM job_feed WHERE id = '" + item + "'"); }
  // The commands whose time has come, by the database's clock: in these tests all of them.
  void work(std::uint64_t commands = 1) {
    worker = std::make_unique<queue::Worker>(io, *db, queue::WorkerOptions{.poll = std::chrono::milliseconds(10)});
    handle_snoozes(*worker, {*db, bus, preview_cpu, clock});
    worker->start();
    for (int i = 0; i < 2000 && worker->stats().completed < commands; ++i) io.run_one_for(std::chrono::milliseconds(10));
    EXPECT_EQ(worker->stats().completed, commands);
  }

  static constexpr const char* kTomorrow = "2026-03-03T07:00:00.000Z";
  static constexpr const char* kFriday = "2026-03-06T07:00:00.000Z";
  std::unique_ptr<queue::Worker> worker;
};

TEST_F(Snooze, WhatIsPutOffIsInNoListUntilItsTimeAndThenBackWhoeverLooks) {
  const std::string item = add_item(alice), other = add_item(alice);
  const auto reply = snooze(item, "m-1");
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->status(), pb::PENDING);
  EXPECT_EQ(reply->snoozed_until(), kTomorrow);
  EXPECT_EQ(shown(), std::vector{other});
  EXPECT_EQ(shown(pb::JOB_STATUS_UNSPECIFIED), std::vector{other});
  const auto lane = later();
  ASSERT_EQ(lane.items_size(), 1);
  EXPECT_EQ(lane.total(), 1);
  EXPECT_EQ(lane.items(0).id(), item);
  EXPECT_EQ(lane.items(0).title(), "C++ developer");
  EXPECT_EQ(lane.items(0).snoozed_until(), kTomorrow);

  clock.set(*parse_iso(kTomorrow));                     // the command has not run
  EXPECT_THAT(shown(), testing::UnorderedElementsAre(item, other));
  EXPECT_EQ(later().total(), 0);
  pb::GetJobFeedItemsRequest by_id;
  by_id.add_ids(item);
  EXPECT_FALSE(run(service->GetJobFeedItems(as(alice), by_id))->items(0).has_snoozed_until());
}

TEST_F(Snooze, TheCommandBringsAllOfATimeBackAndTellsItOnce) {
  const std::string a = add_item(alice, 50, "Glazier"), b = add_item(alice), friday = add_item(alice);
  ASSERT_TRUE(snooze(a));
  ASSERT_TRUE(snooze(b));
  EXPECT_EQ(count("commands"), "1");
  EXPECT_EQ(server.scalar("SELECT kind || ' ' || key || ' ' || (run_at = '2026-03-03T07:00:00Z') FROM commands"),
            "CMD_UNSNOOZE " + domain::unsnooze_command(alice, *parse_iso(kTomorrow)).key + " true");
  EXPECT_EQ(bus.commands.size(), 1u);
  bus.news.clear();
  clock.set(*parse_iso(kTomorrow));
  ASSERT_TRUE(snooze(alice, friday, kFriday));
  server.exec("UPDATE commands SET run_at = '2100-01-01' WHERE run_at = '2026-03-06T07:00:00Z'");
  bus.news.clear();
  work();
  EXPECT_EQ(state(a), "PENDING");
  EXPECT_EQ(state(b), "PENDING");
  EXPECT_EQ(state(friday), std::string("PENDING ") + kFriday);
  ASSERT_EQ(bus.news.size(), 1u);
  EXPECT_EQ(bus.news[0].type, "JOBS_RETURNED");
  EXPECT_THAT(bus.news[0].data, testing::AllOf(HasSubstr("\"offers\":2"), HasSubstr(a), HasSubstr(b), testing::Not(HasSubstr(friday)), testing::Not(HasSubstr("title"))));
  EXPECT_EQ(server.scalar("SELECT count(*) FROM events WHERE type = 'JOBS_RETURNED'"), "1");
}

TEST_F(Snooze, OneThatIsBackIsNamed) {
  const std::string item = add_item(alice, 50, "Glazier");
  ASSERT_TRUE(snooze(item));
  work();
  EXPECT_THAT(bus.news.back().data, testing::AllOf(HasSubstr("\"title\":\"Glazier\""), HasSubstr("\"company\":\"Acme\""), HasSubstr("\"offers\":1"), HasSubstr(item)));
  EXPECT_EQ(shown(), std::vector{item});
}

TEST_F(Snooze, TheCommandHasNothingToSayOfWhatIsNoLongerPutOffOrOver) {
  const std::string approved = add_item(alice), back = add_item(alice), expired = add_item(alice), closed = add_item(alice), anew = add_item(alice);
  for (const auto& item : {approved, back, expired, closed, anew}) ASSERT_TRUE(snooze(item));
  ASSERT_TRUE(approve(alice, approved));
  ASSERT_TRUE(fetch_back(back));
  server.exec("UPDATE job_feed SET expires_at = '2026-03-01' WHERE id = '" + expired + "'");
  server.exec("UPDATE offers SET closed_at = now() WHERE id = (SELECT offer_id FROM job_feed WHERE id = '" + closed + "')");
  server.exec("UPDATE job_feed SET snoozed_until = '2100-01-01' WHERE id = '" + anew + "'");
  EXPECT_EQ(later().total(), 1);
  bus.news.clear();
  work();
  EXPECT_TRUE(bus.news.empty());
  EXPECT_EQ(count("events WHERE type = 'JOBS_RETURNED'"), "0");
  EXPECT_EQ(state(anew), "PENDING 2100-01-01T00:00:00.000Z");
  EXPECT_EQ(state(approved), "APPROVED");
}

TEST_F(Snooze, TheSameMutationAgainDoesNothingMore) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(snooze(item, "m-1"));
  EXPECT_THAT(bus.news.back().data, testing::AllOf(HasSubstr("\"from\":\"PENDING\""), HasSubstr("\"to\":\"SNOOZED\""), HasSubstr(kTomorrow), HasSubstr("\"mutationId\":\"m-1\"")));
  ASSERT_TRUE(snooze(item, "m-1"));
  ASSERT_TRUE(snooze(item, "m-2"));                     // the same time: nothing new either
  EXPECT_EQ(count("events"), "1");
  EXPECT_EQ(count("triage_decisions"), "1");
  ASSERT_TRUE(fetch_back(item, "m-3"));                 // another device fetched it back; then the lost answer's wish comes again
  const auto late = snooze(item, "m-1");
  ASSERT_TRUE(late);
  EXPECT_FALSE(late->has_snoozed_until());
  ASSERT_TRUE(snooze(alice, item, kFriday, "m-4"));
  ASSERT_TRUE(fetch_back(item, "m-3"));
  EXPECT_EQ(state(item), std::string("PENDING ") + kFriday);
  EXPECT_EQ(count("events"), "3");
}

TEST_F(Snooze, UndoWalksBackThroughPuttingOff) {
  const std::string item = add_item(alice), other = add_item(alice);
  ASSERT_TRUE(reject(alice, other));
  ASSERT_TRUE(snooze(item));
  ASSERT_TRUE(snooze(alice, item, kFriday));
  ASSERT_TRUE(fetch_back(item));
  const auto expect_undone = [&](const std::string& until) {
    const auto r = undo(alice);
    ASSERT_TRUE(r) << r.error().message;
    EXPECT_EQ(r->id(), item);
    EXPECT_EQ(r->status(), pb::PENDING);
    EXPECT_EQ(r->snoozed_until(), until);
  };
  expect_undone(kFriday);
  EXPECT_THAT(bus.news.back().data, testing::AllOf(HasSubstr("\"from\":\"PENDING\""), HasSubstr("\"to\":\"SNOOZED\""), HasSubstr(kFriday)));
  expect_undone(kTomorrow);
  expect_undone("");
  EXPECT_THAT(bus.news.back().data, testing::AllOf(HasSubstr("\"from\":\"SNOOZED\""), HasSubstr("\"to\":\"PENDING\"")));
  EXPECT_EQ(undo(alice)->id(), other);
  EXPECT_EQ(undo(alice).error().reason, "NOTHING_TO_UNDO");
}

TEST_F(Snooze, ADecisionEndsItAndUndoingThatPutsOffAgain) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(snooze(item));
  const auto approved = approve(alice, item);
  ASSERT_TRUE(approved) << approved.error().message;
  EXPECT_EQ(approved->item().status(), pb::APPROVED);
  EXPECT_EQ(state(item), "APPROVED");
  EXPECT_EQ(count("applications WHERE deleted_at IS NULL"), "1");
  EXPECT_EQ(count("commands WHERE kind = 'CMD_ANALYZE_JOB'"), "1");
  EXPECT_THAT(bus.news.back().data, HasSubstr("\"from\":\"SNOOZED\""));
  EXPECT_EQ(undo(alice)->snoozed_until(), kTomorrow);
  EXPECT_EQ(count("applications WHERE deleted_at IS NULL"), "0");
  ASSERT_TRUE(reject(alice, item));
  EXPECT_EQ(state(item), "REJECTED");
  EXPECT_EQ(undo(alice, item)->snoozed_until(), kTomorrow);
  ASSERT_TRUE(reject(alice, item));
  clock.set(*parse_iso(kFriday));                       // too late to put it off again
  const auto back = undo(alice, item);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->status(), pb::PENDING);
  EXPECT_FALSE(back->has_snoozed_until());
  EXPECT_EQ(state(item), "PENDING");
  EXPECT_EQ(undo(alice).error().reason, "NOTHING_TO_UNDO");   // the put-off's time has come by itself
}

TEST_F(Snooze, WhatCameBackByItselfIsNoDecisionToTakeBack) {
  const std::string first = add_item(alice), item = add_item(alice);
  ASSERT_TRUE(reject(alice, first));
  ASSERT_TRUE(snooze(item));
  clock.set(*parse_iso(kFriday));
  EXPECT_EQ(undo(alice)->id(), first);
  EXPECT_EQ(undo(alice, item).error().reason, "NOTHING_TO_UNDO");
}

TEST_F(Snooze, TheLastDecisionsSayWhatUndoWillDo) {
  const auto last = [&](const Uuid& user, int first = 50) {
    pb::GetLastDecisionsRequest request;
    request.set_first(first);
    const auto list = run(service->GetLastDecisions(as(user), request));
    EXPECT_TRUE(list) << list.error().message;
    return list.value_or(pb::DecisionList());
  };
  const std::string a = add_item(alice), b = add_item(alice), c = add_item(alice), d = add_item(alice);
  EXPECT_EQ(last(alice).decisions_size(), 0);
  ASSERT_TRUE(snooze(a));
  ASSERT_TRUE(approve(alice, b));
  ASSERT_TRUE(reject(alice, a));
  ASSERT_TRUE(reject(alice, b));
  ASSERT_TRUE(snooze(c));
  ASSERT_TRUE(fetch_back(c));
  ASSERT_TRUE(approve(alice, c));
  ASSERT_TRUE(approve(alice, d));
  server.exec("UPDATE applications SET current_status = 'APPLIED' WHERE job_feed_id = '" + d + "'");     // moved on: it stays
  EXPECT_EQ(last(bob).decisions_size(), 0);
  // As many items as were asked for, however often one of them was decided.
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(approve(alice, b) && reject(alice, b));
  const auto two = last(alice, 2);
  ASSERT_EQ(two.decisions_size(), 2);
  EXPECT_EQ(two.decisions(0).job_feed_id(), b);
  EXPECT_EQ(two.decisions(1).job_feed_id(), c);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(undo(alice, b));
  int undone = 0;
  for (auto list = last(alice); list.decisions_size() > 0; list = last(alice), ++undone) {
    const pb::Decision next = list.decisions(0);
    ASSERT_TRUE(undo(alice, next.job_feed_id()));
    EXPECT_EQ(state(next.job_feed_id()), next.from() == "SNOOZED" ? "PENDING " + next.until() : next.from());
  }
  EXPECT_EQ(undone, 7);
  for (const auto& item : {a, b, c}) EXPECT_EQ(state(item), "PENDING");
  EXPECT_EQ(state(d), "APPROVED");
  // A time that has passed is not put off again.
  ASSERT_TRUE(snooze(a));
  ASSERT_TRUE(reject(alice, a));
  clock.advance(std::chrono::hours(48));
  ASSERT_EQ(last(alice).decisions_size(), 1);
  EXPECT_EQ(last(alice).decisions(0).from() + (last(alice).decisions(0).has_until() ? "!" : ""), "PENDING");
}

TEST_F(Snooze, TheLaneComesPageByPageTheFirstToReturnFirst) {
  std::vector<std::string> items;
  for (int i = 0; i < 5; ++i) items.push_back(add_item(alice, 50));
  const std::vector<std::string> order = {items[3], items[0], items[4], items[1], items[2]};
  for (std::size_t i = 0; i < order.size(); ++i) ASSERT_TRUE(snooze(alice, order[i], "2026-03-0" + std::to_string(3 + i) + "T07:00:00Z"));
  std::vector<std::string> seen;
  std::string after;
  for (int pages = 0; pages < 3; ++pages) {
    const auto page = later(2, after);
    EXPECT_EQ(page.total(), 5);
    EXPECT_EQ(page.has_next_page(), pages < 2);
    for (const auto& item : page.items()) seen.push_back(item.id());
    after = page.cursors(page.cursors_size() - 1);
  }
  EXPECT_EQ(seen, order);
}

TEST_F(Snooze, RefusesWhatItCannotDo) {
  const std::string item = add_item(alice);
  const auto reason = [&](const std::string& until) {
    const auto r = snooze(alice, item, until);
    EXPECT_FALSE(r);
    EXPECT_EQ(r.error().code, Code::kInvalidArgument);
    return r.error().reason;
  };
  EXPECT_EQ(reason("tomorrow"), "SNOOZE_TIME");
  EXPECT_EQ(reason("2026-03-02T10:00:00Z"), "SNOOZE_PAST");
  EXPECT_EQ(reason("1999-01-01T00:00:00Z"), "SNOOZE_PAST");
  EXPECT_EQ(reason("2027-03-05T10:00:00Z"), "SNOOZE_FAR");
  EXPECT_EQ(reason("9999-12-31T23:59:59Z"), "SNOOZE_FAR");
  EXPECT_EQ(snooze("not-an-id").error().code, Code::kNotFound);
  EXPECT_EQ(snooze(item, std::string(65, 'm')).error().code, Code::kInvalidArgument);
  EXPECT_EQ(count("commands"), "0");
  ASSERT_TRUE(fetch_back(item));                        // it was never away
  EXPECT_EQ(count("events"), "0");
  ASSERT_TRUE(reject(alice, item));
  EXPECT_EQ(snooze(item).error().reason, "ALREADY_DECIDED");
  ASSERT_TRUE(approve(alice, item));
  EXPECT_EQ(snooze(item).error().reason, "ALREADY_DECIDED");
  EXPECT_EQ(fetch_back(item).error().reason, "ALREADY_DECIDED");
  pb::GetJobFeedRequest request;
  request.set_snoozed(true);
  request.set_after("50.nonsense");
  EXPECT_EQ(feed(alice, request).error().reason, "BAD_CURSOR");
}

TEST_F(Snooze, AnotherUsersItemIsAsGoodAsAbsentAndNothingIsLeftOfTheAttempt) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(snooze(item, "m-1"));
  const auto theirs = snooze(bob, item, kFriday, "m-1"), none = snooze(bob, new_id().str(), kFriday, "m-1");
  EXPECT_EQ(theirs.error().code, Code::kNotFound);
  EXPECT_EQ(theirs.error().message, none.error().message);
  EXPECT_EQ(snooze(bob, item, "").error().code, Code::kNotFound);
  EXPECT_EQ(count("commands"), "1");
  pb::GetJobFeedRequest request;
  request.set_snoozed(true);
  EXPECT_EQ(feed(bob, request)->items_size(), 0);
  EXPECT_EQ(state(item), std::string("PENDING ") + kTomorrow);
}

}  // namespace
}  // namespace jm::discovery
