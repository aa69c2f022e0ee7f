// Approve, reject, undo: every chain of decisions leaves exactly one application, one command, and a trail that fits.
#include <boost/asio/co_spawn.hpp>

#include "discovery/fixture_for_tests.h"
#include "domain/audit.h"

namespace jm::discovery {
namespace {

class Triage : public DiscoveryFixture {
 protected:
  // What the tracker and the auditor rely on: the trail of every application rebuilds it.
  void expect_trails_fit() {
    for (const auto& app : server.rows("SELECT id, deleted_at IS NOT NULL, current_status FROM applications")) {
      std::vector<domain::AuditEvent> events;
      for (const auto& e : server.rows("SELECT seq, kind, data FROM application_events WHERE application_id = '" + app[0] + "' ORDER BY seq"))
        events.push_back({std::stoi(e[0]), e[1], e[2], {}, {}});
      const auto card = domain::replay(events);
      ASSERT_TRUE(card) << card.error().what;
      EXPECT_EQ(card->deleted, app[1] == "t");
      EXPECT_EQ(domain::name(card->status), app[2]);
    }
  }
};

TEST_F(Triage, ApprovingMakesTheApplicationItsTrailItsCommandAndItsEvent) {
  const std::string item = add_item(alice);
  const auto reply = approve(alice, item, "m-1");
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->item().status(), pb::APPROVED);
  EXPECT_EQ(reply->item().title(), "C++ developer");
  const pb::Application& app = reply->application();
  EXPECT_EQ(app.current_status(), pb::TO_APPLY);
  EXPECT_EQ(app.job_feed_id(), item);
  EXPECT_EQ(app.search_config_id(), search.str());
  EXPECT_FALSE(app.has_ai_analysis_json());
  EXPECT_EQ(app.history_log_json(), "[]");
  EXPECT_EQ(app.created_at(), "2026-03-02T10:00:00.000Z");

  EXPECT_EQ(server.scalar("SELECT kind || ' ' || key || ' ' || state || ' ' || (payload->>'userId') FROM commands"), "CMD_ANALYZE_JOB " + app.id() + " QUEUED " + alice.str());
  EXPECT_EQ(server.scalar("SELECT kind FROM application_events"), "CREATED");
  const std::string event = server.scalar("SELECT data FROM events WHERE type = 'JOB_TRIAGED'");
  EXPECT_NE(event.find("\"mutationId\":\"m-1\""), std::string::npos) << event;
  EXPECT_NE(event.find(app.id()), std::string::npos) << event;
  ASSERT_EQ(bus.commands.size(), 1u);
  EXPECT_EQ(bus.commands[0].first, "CMD_ANALYZE_JOB");
  ASSERT_EQ(bus.news.size(), 1u);
  EXPECT_EQ(bus.news[0].data, event);
  expect_trails_fit();
}

// Both ways of approving: an undecided item, and one that was approved before.
TEST_F(Triage, AnApprovalAnswersWithTheMembersThatAreRead) {
  pb::SetJobStatusRequest request;
  request.set_job_feed_id(add_item(alice));
  request.set_status(pb::APPROVED);
  request.set_fields(1u << pb::JobFeedItem::kIdFieldNumber | 1u << pb::JobFeedItem::kTitleFieldNumber);
  for (int i = 0; i < 2; ++i) {
    const auto reply = run(service->SetJobStatus(as(alice), request));
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->item().title(), "C++ developer");
    EXPECT_EQ(reply->item().status(), pb::APPROVED);
    EXPECT_FALSE(reply->item().has_company());
    EXPECT_EQ(reply->application().search_config_id(), search.str());
  }
}

TEST_F(Triage, ApprovedAgainIsTheSameApplicationAndNothingNew) {
  const std::string item = add_item(alice);
  const auto first = approve(alice, item);
  const auto second = approve(alice, item);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->application().id(), second->application().id());
  EXPECT_EQ(second->item().status(), pb::APPROVED);
  EXPECT_EQ(count("applications"), "1");
  EXPECT_EQ(count("commands"), "1");
  EXPECT_EQ(count("events"), "1");
  EXPECT_EQ(count("application_events"), "1");
  EXPECT_EQ(count("triage_decisions"), "1");
}

TEST_F(Triage, TwentyApprovalsAtOnceMakeOneApplication) {
  const std::string item = add_item(alice);
  std::vector<std::string> ids;
  int done = 0;
  for (int i = 0; i < 20; ++i) {
    pb::SetJobStatusRequest request;
    request.set_job_feed_id(item);
    request.set_status(pb::APPROVED);
    boost::asio::co_spawn(io, service->SetJobStatus(as(alice), request), [&](std::exception_ptr e, Result<pb::SetJobStatusReply> r) {
      ++done;
      if (!e && r) ids.push_back(r->application().id());
    });
  }
  while (done < 20) io.run_one();
  ASSERT_EQ(ids.size(), 20u);
  for (const auto& id : ids) EXPECT_EQ(id, ids[0]);
  EXPECT_EQ(count("applications"), "1");
  EXPECT_EQ(count("commands"), "1");
  EXPECT_EQ(count("events"), "1");
  EXPECT_EQ(count("application_events"), "1");
}

TEST_F(Triage, RejectingFilesTheItemAwayWithItsReason) {
  const std::string item = add_item(alice);
  pb::SetJobStatusRequest request;
  request.set_job_feed_id(item);
  request.set_status(pb::REJECTED_JOB);
  request.set_reason("too far");
  const auto reply = run(service->SetJobStatus(as(alice), request));
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->item().status(), pb::REJECTED_JOB);
  EXPECT_NE(reply->item().raw_data_json().find("\"description\":\"We build engines in C++.\""), std::string::npos) << reply->item().raw_data_json();
  EXPECT_FALSE(reply->has_application());
  EXPECT_EQ(server.scalar("SELECT decision_reason FROM job_feed"), "too far");
  EXPECT_EQ(count("applications"), "0");
  const auto again = reject(alice, item);
  ASSERT_TRUE(again);
  EXPECT_EQ(count("triage_decisions"), "1");
  EXPECT_EQ(count("events"), "1");
}

TEST_F(Triage, ARejectedItemCanBeApproved) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(reject(alice, item));
  const auto reply = approve(alice, item);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->item().status(), pb::APPROVED);
  EXPECT_EQ(count("commands"), "1");
  EXPECT_EQ(server.scalar("SELECT string_agg(from_status || '>' || to_status, ' ' ORDER BY id) FROM triage_decisions"), "PENDING>REJECTED REJECTED>APPROVED");
}

TEST_F(Triage, RejectingAnApprovedItemTakesItsApplicationOffTheBoard) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(approve(alice, item));
  ASSERT_TRUE(reject(alice, item));
  EXPECT_EQ(count("applications WHERE deleted_at IS NULL"), "0");
  expect_trails_fit();
  const auto back = undo(alice, item);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->status(), pb::APPROVED);
  EXPECT_EQ(count("applications WHERE deleted_at IS NULL"), "1");
  expect_trails_fit();
}

TEST_F(Triage, AnApplicationThatMovedOnIsLeftAlone) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(approve(alice, item));
  server.exec("UPDATE applications SET current_status = 'APPLIED'");
  const auto rejected = reject(alice, item);
  ASSERT_FALSE(rejected);
  EXPECT_EQ(rejected.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(rejected.error().reason, "APPLICATION_MOVED_ON");
  const auto undone = undo(alice, item);
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().reason, "APPLICATION_MOVED_ON");
  EXPECT_EQ(server.scalar("SELECT status FROM job_feed"), "APPROVED");
  EXPECT_EQ(count("applications WHERE deleted_at IS NULL"), "1");
  EXPECT_EQ(count("triage_decisions WHERE undone_at IS NULL"), "1");
}

TEST_F(Triage, UndoingAnApprovalAndApprovingAgainBringsTheSameApplicationBackWithoutASecondAnalysis) {
  const std::string item = add_item(alice);
  const auto first = approve(alice, item);
  ASSERT_TRUE(first);
  server.exec("UPDATE applications SET ai_analysis = '{\"score\":70}'; UPDATE commands SET state = 'DONE'");
  const auto undone = undo(alice, item);
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(undone->status(), pb::PENDING);
  EXPECT_EQ(count("applications WHERE deleted_at IS NULL"), "0");
  const auto again = approve(alice, item);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->application().id(), first->application().id());
  EXPECT_EQ(again->application().ai_analysis_json(), "{\"score\": 70}");
  EXPECT_EQ(count("commands"), "1");
  EXPECT_EQ(server.scalar("SELECT string_agg(kind, ' ' ORDER BY seq) FROM application_events"), "CREATED DELETED RESTORED");
  expect_trails_fit();
}

TEST_F(Triage, UndoWalksBackToTheFirstDecision) {
  const std::string a = add_item(alice), b = add_item(alice);
  ASSERT_TRUE(reject(alice, a));
  ASSERT_TRUE(approve(alice, b));
  ASSERT_TRUE(approve(alice, a));
  const auto expect_undone = [&](const std::string& item, pb::JobStatus status) {
    const auto r = undo(alice);
    ASSERT_TRUE(r) << r.error().message;
    EXPECT_EQ(r->id(), item);
    EXPECT_EQ(r->status(), status);
  };
  expect_undone(a, pb::REJECTED_JOB);
  expect_undone(b, pb::PENDING);
  expect_undone(a, pb::PENDING);
  const auto none = undo(alice);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(none.error().reason, "NOTHING_TO_UNDO");
  EXPECT_EQ(undo(alice, a).error().reason, "NOTHING_TO_UNDO");
  EXPECT_EQ(count("events"), "6");
  EXPECT_EQ(server.scalar("SELECT count(DISTINCT seq) || ' ' || max(seq) FROM events"), "6 6");
  expect_trails_fit();
}

// A client that never heard the answer asks again.
TEST_F(Triage, UndoneAgainByTheSameMutationTakesNothingElseBack) {
  const std::string item = add_item(alice), other = add_item(alice);
  ASSERT_TRUE(approve(alice, other));
  ASSERT_TRUE(approve(alice, item));
  ASSERT_TRUE(reject(alice, item));
  for (int i = 0; i < 3; ++i) {
    const auto r = undo(alice, item, "m-1");
    ASSERT_TRUE(r) << r.error().message;
    EXPECT_EQ(r->status(), pb::APPROVED);
  }
  EXPECT_EQ(undo(alice, "", "m-2")->id(), item);
  EXPECT_EQ(undo(alice, "", "m-2")->id(), item);            // not the other one
  EXPECT_EQ(count("events WHERE data->>'to' = 'PENDING'"), "1");
  EXPECT_EQ(undo(bob, "", "m-2").error().reason, "NOTHING_TO_UNDO");
  expect_trails_fit();
}

TEST_F(Triage, UndoWalksBackThroughDecisionsTakenTwice) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(approve(alice, item));
  ASSERT_TRUE(reject(alice, item));
  ASSERT_TRUE(approve(alice, item));
  for (const auto status : {pb::REJECTED_JOB, pb::APPROVED, pb::PENDING}) {
    const auto r = undo(alice, item);
    ASSERT_TRUE(r) << r.error().message;
    EXPECT_EQ(r->status(), status);
  }
  EXPECT_EQ(undo(alice, item).error().reason, "NOTHING_TO_UNDO");
  EXPECT_EQ(count("applications"), "1");
  expect_trails_fit();
}

TEST_F(Triage, OneItemsDecisionsAreUndoneWithoutTouchingOthers) {
  const std::string a = add_item(alice), b = add_item(alice);
  ASSERT_TRUE(reject(alice, a));
  ASSERT_TRUE(reject(alice, b));
  const auto r = undo(alice, a);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->id(), a);
  EXPECT_EQ(server.scalar("SELECT status FROM job_feed WHERE id = '" + b + "'"), "REJECTED");
}

TEST_F(Triage, RefusesWhatItCannotDo) {
  const std::string item = add_item(alice);
  EXPECT_EQ(set(alice, item, pb::PENDING).error().code, Code::kInvalidArgument);
  EXPECT_EQ(set(alice, item, pb::JOB_STATUS_UNSPECIFIED).error().code, Code::kInvalidArgument);
  EXPECT_EQ(approve(alice, "not-an-id").error().code, Code::kNotFound);
  EXPECT_EQ(approve(alice, item, std::string(65, 'm')).error().code, Code::kInvalidArgument);
  EXPECT_EQ(approve(alice, item, std::string("a\0b", 3)).error().code, Code::kInvalidArgument);
  EXPECT_EQ(count("applications"), "0");
}

// Every call with another user's id answers as for an id that does not exist, and changes nothing.
TEST_F(Triage, AnotherUsersItemIsAsGoodAsAbsent) {
  const std::string item = add_item(alice), unknown = new_id().str();
  ASSERT_TRUE(approve(alice, add_item(alice)));
  const auto snapshot = [&] {
    return server.scalar("SELECT md5(string_agg(t, '|')) FROM (SELECT f::text AS t FROM job_feed f UNION ALL SELECT a::text FROM applications a UNION ALL "
                         "SELECT d::text FROM triage_decisions d UNION ALL SELECT c::text FROM commands c UNION ALL SELECT e::text FROM events e ORDER BY 1) x");
  };
  const std::string before = snapshot();
  const auto same = [](const auto& theirs, const auto& none) {
    ASSERT_FALSE(theirs);
    ASSERT_FALSE(none);
    EXPECT_EQ(theirs.error().code, Code::kNotFound);
    EXPECT_EQ(theirs.error().code, none.error().code);
    EXPECT_EQ(theirs.error().message, none.error().message);
    EXPECT_EQ(theirs.error().reason, none.error().reason);
  };
  same(approve(bob, item), approve(bob, unknown));
  same(reject(bob, item), reject(bob, unknown));
  same(undo(bob, item), undo(bob, unknown));
  EXPECT_EQ(undo(bob).error().reason, "NOTHING_TO_UNDO");
  EXPECT_EQ(snapshot(), before);
}

}  // namespace
}  // namespace jm::discovery
