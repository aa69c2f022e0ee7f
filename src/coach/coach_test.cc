// The command handler against a real database and a real worker: one analysis per approval, whatever happens in between.
#include <boost/json.hpp>

#include "coach/module.h"
#include "discovery/fixture_for_tests.h"
#include "domain/audit.h"
#include "queue/worker.h"

namespace jm::coach {
namespace {

class Coach : public discovery::DiscoveryFixture {
 protected:
  Coach() {
    server.exec("INSERT INTO profiles (id, user_id, full_name, status, skills_json, experience_json) VALUES (gen_random_uuid(), '" + alice.str() +
                "', 'Alice Martin', 'MID', '[\"C++\", \"Linux\"]', '[{\"title\": \"C++ developer\", \"company\": \"Orbis\", \"startDate\": \"2019-01\", \"bullets\": [\"Wrote the engine in C++\"]}]')");
  }
  ~Coach() override {
    if (worker) run(worker->stop(Deadline::in(std::chrono::seconds(5))));
  }
  void start_worker() {
    worker = std::make_unique<queue::Worker>(io, *db, queue::WorkerOptions{.lease = std::chrono::milliseconds(2000), .retry_first = std::chrono::milliseconds(20), .poll = std::chrono::milliseconds(20)});
    handle_analyses(*worker, {.db = *db, .bus = bus, .cpu = cpu, .clock = clock});
    worker->start();
  }
  // Until nothing waits or runs.
  void drain() {
    for (int i = 0; i < 500; ++i) {
      run(pause());
      if (count("commands WHERE state IN ('QUEUED', 'RUNNING')") == "0") return;
    }
    FAIL() << "commands were not finished: " << server.scalar("SELECT string_agg(state || ' ' || coalesce(last_error, ''), '; ') FROM commands");
  }
  static Task<void> pause() { co_await sleep_for(std::chrono::milliseconds(20)); }
  boost::json::object analysis() { return boost::json::parse(server.scalar("SELECT ai_analysis FROM applications")).as_object(); }

  CpuPool cpu{io, 1, 100};
  std::unique_ptr<queue::Worker> worker;
};

TEST_F(Coach, AnApprovalGetsItsAnalysisLetterTrailAndEvent) {
  ASSERT_TRUE(approve(alice, add_item(alice)));
  bus.news.clear();
  start_worker();
  drain();
  const auto a = analysis();
  EXPECT_GT(a.at("score").as_int64(), 40);
  EXPECT_EQ(a.at("engine").as_string(), "deterministic");
  EXPECT_EQ(a.at("analyzed_at").as_string(), "2026-03-02T10:00:00.000Z");
  EXPECT_FALSE(a.at("pros").as_array().empty());
  EXPECT_NE(server.scalar("SELECT generated_cover_letter FROM applications").find("Alice Martin"), std::string::npos);
  EXPECT_EQ(server.scalar("SELECT string_agg(kind, ' ' ORDER BY seq) FROM application_events"), "CREATED ANALYSED");
  EXPECT_EQ(server.scalar("SELECT state FROM commands"), "DONE");
  // The row is committed before the handler goes on to announce it.
  for (int i = 0; i < 100 && bus.news.empty(); ++i) run(pause());
  ASSERT_EQ(bus.news.size(), 1u);
  const auto event = boost::json::parse(bus.news[0].data).as_object();
  EXPECT_EQ(bus.news[0].data, server.scalar("SELECT data FROM events WHERE type = 'ANALYSIS_DONE'"));
  EXPECT_EQ(event.at("matchScore"), a.at("score"));
  EXPECT_EQ(event.at("hasCoverLetter"), true);
  EXPECT_EQ(event.at("userId").as_string(), alice.str());
}

TEST_F(Coach, TheUsersTemplateIsTheLetter) {
  server.exec("UPDATE search_configs SET cover_letter_template = 'Dear {{company}}, I am {{fullName}} and {{unknown}}.'");
  ASSERT_TRUE(approve(alice, add_item(alice)));
  start_worker();
  drain();
  EXPECT_EQ(server.scalar("SELECT generated_cover_letter FROM applications"), "Dear Acme, I am Alice Martin and {{unknown}}.");
}

TEST_F(Coach, AManualItemWithoutAnythingIsAnalysedToo) {
  pb::AddJobManuallyRequest request;
  request.set_company_name("Acme");
  request.set_why_us("I know your engines.");
  const auto item = run(service->AddJobManually(as(bob), request));
  ASSERT_TRUE(item) << item.error().message;
  ASSERT_TRUE(approve(bob, item->id()));
  start_worker();
  drain();
  EXPECT_EQ(server.scalar("SELECT state FROM commands"), "DONE");
  EXPECT_LT(analysis().at("confidence").to_number<double>(), 0.2);
  EXPECT_NE(server.scalar("SELECT generated_cover_letter FROM applications").find("I know your engines."), std::string::npos);
}

// The worker died after its commit, or two workers had the command: the second run finds the analysis and changes nothing.
TEST_F(Coach, ASecondRunOfTheCommandMakesNoSecondAnalysis) {
  ASSERT_TRUE(approve(alice, add_item(alice)));
  start_worker();
  drain();
  const std::string before = server.scalar("SELECT md5(a::text) FROM applications a");
  server.exec("UPDATE commands SET state = 'QUEUED', run_at = now(), finished_at = NULL");
  drain();
  EXPECT_EQ(server.scalar("SELECT md5(a::text) FROM applications a"), before);
  EXPECT_EQ(count("application_events WHERE kind = 'ANALYSED'"), "1");
  EXPECT_EQ(count("events WHERE type = 'ANALYSIS_DONE'"), "1");
}

// The lease goes to another worker while this one waits to write: its transaction fails as a whole, and the other one writes.
TEST_F(Coach, ALostLeaseStoresNothing) {
  ASSERT_TRUE(approve(alice, add_item(alice)));
  auto holder = run(db->begin(pg::Scope::worker(), Deadline::in(std::chrono::seconds(20))));
  ASSERT_TRUE(holder);
  ASSERT_TRUE(run(holder->query({"", "SELECT 1 FROM applications FOR UPDATE"})));
  start_worker();
  while (server.scalar("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") == "0") run(pause());
  server.exec("UPDATE commands SET lease_owner = gen_random_uuid(), attempts = 2, lease_until = now() + interval '1 hour'");
  holder->rollback();
  for (int i = 0; i < 10; ++i) run(pause());
  EXPECT_EQ(count("applications WHERE ai_analysis IS NOT NULL"), "0");
  EXPECT_EQ(count("application_events WHERE kind = 'ANALYSED'"), "0");
  EXPECT_EQ(count("events WHERE type = 'ANALYSIS_DONE'"), "0");
  EXPECT_EQ(server.scalar("SELECT state FROM commands"), "RUNNING");
  server.exec("UPDATE commands SET lease_until = now() - interval '1 second'");
  drain();
  EXPECT_EQ(count("application_events WHERE kind = 'ANALYSED'"), "1");
  EXPECT_EQ(count("events WHERE type = 'ANALYSIS_DONE'"), "1");
  EXPECT_EQ(server.scalar("SELECT state FROM commands"), "DONE");
}

// Somebody else's analysis arrives while this one waits to write: the first stays, and the command is done.
TEST_F(Coach, TheFirstAnalysisStays) {
  ASSERT_TRUE(approve(alice, add_item(alice)));
  auto holder = run(db->begin(pg::Scope::worker(), Deadline::in(std::chrono::seconds(20))));
  ASSERT_TRUE(holder);
  ASSERT_TRUE(run(holder->query({"", "UPDATE applications SET ai_analysis = '{\"score\": 1}'"})));
  start_worker();
  while (server.scalar("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") == "0") run(pause());
  ASSERT_TRUE(run(holder->commit()));
  drain();
  EXPECT_EQ(analysis().at("score").as_int64(), 1);
  EXPECT_EQ(count("application_events WHERE kind = 'ANALYSED'"), "0");
  EXPECT_EQ(count("events WHERE type = 'ANALYSIS_DONE'"), "0");
  EXPECT_EQ(server.scalar("SELECT state FROM commands"), "DONE");
}

TEST_F(Coach, AnApprovalTakenBackMeanwhileKeepsItsAnalysisForLater) {
  const std::string item = add_item(alice);
  ASSERT_TRUE(approve(alice, item));
  ASSERT_TRUE(undo(alice, item));
  start_worker();
  drain();
  const auto again = approve(alice, item);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->application().has_ai_analysis_json());
  EXPECT_EQ(count("commands"), "1");
  std::vector<domain::AuditEvent> trail;
  for (const auto& e : server.rows("SELECT seq, kind, data FROM application_events ORDER BY seq")) trail.push_back({std::stoi(e[0]), e[1], e[2], {}, {}});
  EXPECT_TRUE(domain::replay(trail));
}

// A command whose payload names another user's application finds nothing to do there.
TEST_F(Coach, ACommandReachesItsOwnUsersApplicationsOnly) {
  const auto a = approve(alice, add_item(alice));
  ASSERT_TRUE(a);
  server.exec("DELETE FROM commands; INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at) VALUES (gen_random_uuid(), 'CMD_ANALYZE_JOB', 'x', '" + bob.str() +
              "', '{\"applicationId\":\"" + a->application().id() + "\",\"userId\":\"" + bob.str() + "\"}', now(), now()), (gen_random_uuid(), 'CMD_ANALYZE_JOB', 'y', '" + bob.str() +
              "', '{\"applicationId\":\"" + a->application().id() + "\",\"userId\":\"" + alice.str() + "\"}', now(), now())");
  start_worker();
  drain();
  EXPECT_EQ(count("applications WHERE ai_analysis IS NOT NULL"), "0");
  EXPECT_EQ(server.scalar("SELECT string_agg(state, ' ' ORDER BY key) FROM commands"), "DONE DEAD");
}

}  // namespace
}  // namespace jm::coach
