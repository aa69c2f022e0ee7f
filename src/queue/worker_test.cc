// The worker against a real PostgreSQL. An effect is a row of the test's own table, written in the transaction that completes
// the command: counting rows counts effects.
#include "queue/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>

#include "queue/enqueue.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::queue {
namespace {

using namespace std::chrono_literals;
using test::run_io;

constexpr pg::Statement kEffect{"test.effect", "INSERT INTO effects (command_id, attempt) VALUES ($1::uuid, $2::int)"};
constexpr pg::Statement kBadEffect{"test.bad_effect", "INSERT INTO effects (command_id, attempt) VALUES (NULL, $1::int)"};
constexpr char kUser[] = "018f6a4e-0000-7000-8000-000000000001";
constexpr char kOther[] = "018f6a4e-0000-7000-8000-000000000002";

Task<Result<Outcome>> commit_effect(pg::Database& db, Command command, Context context) {
  std::vector<pg::Call> calls;
  calls.push_back({kEffect, {command.id, command.attempt}});
  calls.push_back(context.complete());
  const Result<std::vector<pg::Rows>> rows = co_await db.batch(pg::Scope::worker(), std::move(calls), context.deadline());
  if (!rows) co_return std::unexpected(rows.error());
  co_return Outcome::completed();
}

// One process: its own loop, its own connections, its own worker.
struct Process {
  explicit Process(const std::string& url, WorkerOptions options = {}) {
    auto opened = pg::Database::open(io, {.url = url});
    if (!opened) throw std::runtime_error(opened.error().message);
    db = std::move(*opened);
    worker = std::make_unique<Worker>(io, *db, std::move(options));
  }
  void turn() {
    if (io.stopped()) io.restart();
    io.run_one_for(5ms);
  }
  template <class Condition>
  bool turn_until(Condition condition, std::chrono::milliseconds limit = 60s) {
    const Deadline end = Deadline::in(limit);
    while (!condition() && !end.passed()) turn();
    return condition();
  }
  void turn_for(std::chrono::milliseconds d) {
    const Deadline end = Deadline::in(d);
    while (!end.passed()) turn();
  }
  // A handler with an effect.
  void on(std::string kind, unsigned at_once_max = 0) {
    worker->on(std::move(kind), [this](Command c, Context x) { return commit_effect(*db, std::move(c), std::move(x)); }, at_once_max);
  }

  IoContext io{1};
  std::unique_ptr<pg::Database> db;
  std::unique_ptr<Worker> worker;
};

struct Queue : testing::Test {
  test::TestPostgres pg;

  Queue() {
    pg.exec("CREATE TABLE effects (command_id uuid NOT NULL, attempt int); GRANT ALL ON effects TO jobmate_worker, jobmate_app");
    for (const char* user : {kUser, kOther})
      pg.exec("INSERT INTO users (id, email, password_hash) VALUES ('" + std::string(user) + "', '" + user + "@example.org', 'x')");
  }
  void put(int n, const std::string& kind = "CMD_TEST", const std::string& more_columns = "", const std::string& more_values = "") {
    pg.exec("INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at" + more_columns + ") SELECT gen_random_uuid(), '" + kind +
            "', 'k' || n, '" + kUser + "', '{\"n\": 1}', now(), now()" + more_values + " FROM generate_series(1, " + std::to_string(n) + ") n");
  }
  int count(const std::string& where) const { return std::stoi(pg.scalar("SELECT count(*) FROM commands WHERE " + where)); }
  int effects() const { return std::stoi(pg.scalar("SELECT count(*) FROM effects")); }
  static WorkerOptions quick() {
    return {.lease = 600ms, .retry_first = 10ms, .retry_max = 20ms, .poll = 20ms};
  }
};

TEST_F(Queue, runs_every_command_once) {
  put(200);
  Process p(pg.url());
  p.on("CMD_TEST");
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 200; }));
  EXPECT_EQ(count("state = 'DONE' AND finished_at IS NOT NULL AND attempts = 1"), 200);
  EXPECT_EQ(effects(), 200);
}

TEST_F(Queue, gives_the_handler_the_command_and_its_user_as_caller) {
  put(1);
  Process p(pg.url());
  Command seen;
  Caller caller;
  p.worker->on("CMD_TEST", [&](Command c, Context x) {
    seen = c;
    caller = x.caller();
    return commit_effect(*p.db, std::move(c), std::move(x));
  });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  EXPECT_EQ(seen.kind, "CMD_TEST");
  EXPECT_EQ(seen.key, "k1");
  EXPECT_EQ(seen.payload, R"({"n": 1})");
  EXPECT_EQ(seen.user_id.str(), kUser);
  EXPECT_EQ(seen.attempt, 1);
  EXPECT_EQ(seen.attempts_max, 8);
  EXPECT_EQ(caller.user_id.str(), kUser);
  EXPECT_EQ(caller.request_id, "command-" + seen.id.str());
}

TEST_F(Queue, two_workers_share_the_work_and_repeat_none_of_it) {
  put(300);
  Process a(pg.url()), b(pg.url());
  for (Process* p : {&a, &b}) {
    p->on("CMD_TEST");
    p->worker->start();
  }
  const Deadline end = Deadline::in(60s);
  while (a.worker->stats().completed + b.worker->stats().completed < 300 && !end.passed()) a.turn(), b.turn();
  EXPECT_EQ(a.worker->stats().completed + b.worker->stats().completed, 300u);
  EXPECT_EQ(effects(), 300);
  EXPECT_GT(a.worker->stats().completed, 0u);
  EXPECT_GT(b.worker->stats().completed, 0u);
}

// Errors ---------------------------------------------------------------------------------------------------------------

TEST_F(Queue, tries_again_after_an_error_and_an_exception) {
  put(1);
  Process p(pg.url(), quick());
  p.worker->on("CMD_TEST", [&](Command c, Context x) -> Task<Result<Outcome>> {
    if (c.attempt == 1) return [](Command) -> Task<Result<Outcome>> { co_return fail(Code::kUnavailable, "not now"); }(c);
    if (c.attempt == 2) throw std::runtime_error("boom");
    return commit_effect(*p.db, std::move(c), std::move(x));
  });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  EXPECT_EQ(p.worker->stats().retried, 2u);
  EXPECT_EQ(pg.scalar("SELECT attempt FROM effects"), "3");
  EXPECT_EQ(count("state = 'DONE' AND attempts = 3 AND last_error IS NULL"), 1);
}

Task<Result<Outcome>> answer(Result<Outcome> outcome) { co_return outcome; }

TEST_F(Queue, gives_up_after_the_last_attempt_and_keeps_the_error) {
  put(1, "CMD_TEST", ", attempts_max", ", 3");
  Process p(pg.url(), quick());
  p.worker->on("CMD_TEST", [](Command, Context) { return answer(fail(Code::kUnavailable, "The board does not answer.", "BOARD_DOWN")); });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().dead == 1; }));
  EXPECT_EQ(pg.scalar("SELECT state || ' ' || attempts || ' ' || last_error FROM commands"), "DEAD 3 UNAVAILABLE BOARD_DOWN: The board does not answer.");
  EXPECT_EQ(p.worker->stats().retried, 2u);
}

TEST_F(Queue, a_permanent_error_is_dead_at_once_and_can_be_revived) {
  put(1);
  Process p(pg.url(), quick());
  bool mended = false;
  p.worker->on("CMD_TEST", [&](Command c, Context x) {
    if (mended) return commit_effect(*p.db, std::move(c), std::move(x));
    return answer(fail(Code::kInvalidArgument, "unreadable"));
  });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().dead == 1; }));
  EXPECT_EQ(count("state = 'DEAD' AND attempts = 1 AND finished_at IS NOT NULL"), 1);
  mended = true;
  pg::Call revive = revive_call(Uuid::parse(pg.scalar("SELECT id FROM commands")).value());
  ASSERT_TRUE(run_io(p.io, p.db->write(pg::Scope::worker(), revive.statement, revive.params, Deadline::in(5s))));
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  EXPECT_EQ(count("state = 'DONE'"), 1);
}

Task<Result<Outcome>> bad_effect_first(pg::Database& db, Command command, Context context) {
  if (command.attempt > 1) co_return co_await commit_effect(db, std::move(command), std::move(context));
  std::vector<pg::Call> calls;
  calls.push_back({kEffect, {command.id, command.attempt}});
  calls.push_back(context.complete());
  calls.push_back({kBadEffect, {1}});
  const Result<std::vector<pg::Rows>> rows = co_await db.batch(pg::Scope::worker(), std::move(calls), context.deadline());
  EXPECT_FALSE(rows);
  co_return fail(Code::kUnavailable, "failed");
}

TEST_F(Queue, completion_and_effect_are_one_transaction) {
  put(1);
  Process p(pg.url(), quick());
  p.worker->on("CMD_TEST", [&](Command c, Context x) { return bad_effect_first(*p.db, std::move(c), std::move(x)); });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  EXPECT_EQ(pg.scalar("SELECT string_agg(attempt::text, ',') FROM effects"), "2");
}

TEST_F(Queue, later_is_no_failure) {
  put(1, "CMD_TEST", ", attempts_max", ", 2");
  Process p(pg.url(), quick());
  int calls = 0;
  p.worker->on("CMD_TEST", [&](Command c, Context x) {
    if (++calls <= 5) return answer(Outcome::later(5ms));
    return commit_effect(*p.db, std::move(c), std::move(x));
  });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  EXPECT_EQ(count("state = 'DONE' AND attempts = 1"), 1);
}

TEST_F(Queue, the_worker_completes_what_has_nothing_to_commit) {
  put(1);
  Process p(pg.url());
  p.worker->on("CMD_TEST", [](Command, Context) { return answer(Outcome::nothing_to_commit()); });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  EXPECT_EQ(count("state = 'DONE'"), 1);
}

// Time and room --------------------------------------------------------------------------------------------------------

TEST_F(Queue, waits_for_run_at_without_polling_for_it) {
  put(1, "CMD_TEST", "", "");
  pg.exec("UPDATE commands SET run_at = now() + interval '300 milliseconds'");
  Process p(pg.url(), {.poll = 1h, .poll_relaxed = 1h});
  p.on("CMD_TEST");
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  EXPECT_EQ(pg.scalar("SELECT finished_at >= run_at FROM commands"), "t");
}

TEST_F(Queue, a_poke_is_heard_at_once) {
  Process p(pg.url(), {.poll = 1h, .poll_relaxed = 1h, .others_are_heard = [] { return true; }});
  p.on("CMD_TEST");
  p.worker->start();
  p.turn_for(100ms);
  put(1);
  p.worker->poke("CMD_OTHER");                             // not ours: nothing happens
  p.turn_for(100ms);
  EXPECT_EQ(p.worker->stats().claimed, 0u);
  p.worker->poke("CMD_TEST");
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
}

TEST_F(Queue, leaves_unknown_kinds_to_others) {
  put(3, "CMD_OTHER");
  put(1);
  Process p(pg.url(), quick());
  p.on("CMD_TEST");
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
  p.turn_for(100ms);
  EXPECT_EQ(count("kind = 'CMD_OTHER' AND state = 'QUEUED' AND attempts = 0"), 3);
}

struct Gate {                                              // counts who is inside
  explicit Gate(IoContext& io) : open(io) {}
  Event open;
  int inside = 0, most = 0, passed = 0;
};

Task<Result<Outcome>> through(Gate& gate) {
  gate.most = std::max(gate.most, ++gate.inside);
  while (gate.passed == 0) co_await gate.open.wait(Deadline::never());
  --gate.inside;
  co_return Outcome::nothing_to_commit();
}

TEST_F(Queue, runs_only_so_many_at_once_and_of_one_kind) {
  put(10, "CMD_FLOOD");
  Process p(pg.url(), {.at_once_max = 4, .poll = 20ms});
  Gate flood(p.io), rare(p.io);
  p.worker->on("CMD_FLOOD", [&](Command, Context) { return through(flood); }, 3);
  p.worker->on("CMD_RARE", [&](Command, Context) { return through(rare); });
  p.worker->start();
  p.turn_until([&] { return flood.inside == 3; });
  put(2, "CMD_RARE");
  p.turn_until([&] { return rare.inside == 1; });          // a place was left for it
  p.turn_for(100ms);
  EXPECT_EQ(flood.most, 3);
  EXPECT_EQ(rare.most, 1);
  flood.passed = rare.passed = 1;
  flood.open.notify_all(), rare.open.notify_all();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 12; }));
}

Task<Result<Outcome>> sleep_on(int& cancelled) {
  struct Count {
    int& n;
    bool slept = false;
    ~Count() { n += slept ? 0 : 1; }
  } count{cancelled};
  count.slept = co_await sleep_for(1h);
  if (!count.slept) co_return fail(Code::kCancelled, "cancelled");
  co_return Outcome::nothing_to_commit();
}

TEST_F(Queue, an_attempt_may_not_take_for_ever) {
  put(1, "CMD_TEST", ", attempts_max", ", 1");
  Process p(pg.url(), {.attempt_time_max = 50ms});
  int cancelled = 0;
  p.worker->on("CMD_TEST", [&](Command, Context) { return sleep_on(cancelled); });
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().dead == 1; }));
  EXPECT_EQ(cancelled, 1);
  EXPECT_EQ(pg.scalar("SELECT last_error FROM commands"), "DEADLINE_EXCEEDED: The attempt took longer than it may.");
}

// Leases ---------------------------------------------------------------------------------------------------------------

TEST_F(Queue, a_heartbeat_holds_the_lease_of_a_long_command) {
  put(1);
  Process a(pg.url(), quick()), b(pg.url(), quick());
  Gate gate(a.io);
  a.worker->on("CMD_TEST", [&](Command, Context) { return through(gate); });
  b.on("CMD_TEST");
  a.worker->start();
  a.turn_until([&] { return gate.inside == 1; });
  b.worker->start();
  const Deadline several_leases = Deadline::in(2s);
  while (!several_leases.passed()) a.turn(), b.turn();
  EXPECT_EQ(b.worker->stats().claimed, 0u);
  gate.passed = 1;
  gate.open.notify_all();
  EXPECT_TRUE(a.turn_until([&] { return a.worker->stats().completed == 1; }));
}

Task<Result<Outcome>> effect_when_opened(pg::Database& db, Gate& gate, Command command, Context context) {
  ++gate.inside;
  while (gate.passed == 0) co_await gate.open.wait(Deadline::never());
  co_return co_await commit_effect(db, std::move(command), std::move(context));
}

TEST_F(Queue, an_attempt_whose_lease_was_lost_cannot_have_its_effect) {
  put(1);
  Process stalled(pg.url(), quick()), other(pg.url(), quick());
  Gate gate(stalled.io);
  stalled.worker->on("CMD_TEST", [&](Command c, Context x) { return effect_when_opened(*stalled.db, gate, std::move(c), std::move(x)); });
  stalled.worker->start();
  stalled.turn_until([&] { return gate.inside == 1; });
  other.on("CMD_TEST");
  other.worker->start();                                   // the stalled process does not turn any more
  EXPECT_TRUE(other.turn_until([&] { return other.worker->stats().completed == 1; }));
  gate.passed = 1;
  gate.open.notify_all();
  EXPECT_TRUE(stalled.turn_until([&] { return stalled.worker->stats().running == 0; }));
  EXPECT_EQ(stalled.worker->stats().completed, 0u);
  EXPECT_EQ(stalled.worker->stats().leases_lost, 1u);
  EXPECT_EQ(pg.scalar("SELECT string_agg(attempt::text, ',') FROM effects"), "2");
}

TEST_F(Queue, an_earlier_attempt_cannot_complete_what_a_later_one_is_doing) {
  put(1);
  Process stalled(pg.url(), quick()), other(pg.url(), quick());
  Gate first(stalled.io), second(other.io);
  stalled.worker->on("CMD_TEST", [&](Command c, Context x) { return effect_when_opened(*stalled.db, first, std::move(c), std::move(x)); });
  other.worker->on("CMD_TEST", [&](Command c, Context x) { return effect_when_opened(*other.db, second, std::move(c), std::move(x)); });
  stalled.worker->start();
  stalled.turn_until([&] { return first.inside == 1; });
  other.worker->start();
  other.turn_until([&] { return second.inside == 1; });
  first.passed = 1;
  first.open.notify_all();
  const Deadline end = Deadline::in(60s);
  while (stalled.worker->stats().running > 0 && !end.passed()) stalled.turn(), other.turn();
  EXPECT_EQ(effects(), 0);
  EXPECT_EQ(count("state = 'RUNNING' AND attempts = 2"), 1);
  second.passed = 1;
  second.open.notify_all();
  EXPECT_TRUE(other.turn_until([&] { return other.worker->stats().completed == 1; }));
  EXPECT_EQ(pg.scalar("SELECT string_agg(attempt::text, ',') FROM effects"), "2");
}

TEST_F(Queue, a_killed_process_loses_nothing_and_repeats_no_effect) {
  put(20);
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {                                        // does some of the work, then is killed in the middle of more
    Process p(pg.url(), {.at_once_max = 4, .lease = 600ms});
    p.worker->on("CMD_TEST", [&](Command c, Context x) {
      if (p.worker->stats().completed < 6) return commit_effect(*p.db, std::move(c), std::move(x));
      const char byte = '!';
      if (write(pipe_ends[1], &byte, 1) != 1) _exit(1);
      static Gate never(p.io);
      return through(never);
    });
    p.worker->start();
    for (;;) p.turn();
  }
  char byte = 0;
  ASSERT_EQ(read(pipe_ends[0], &byte, 1), 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  EXPECT_GE(count("state = 'RUNNING'"), 1);

  Process p(pg.url(), quick());
  p.on("CMD_TEST");
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return count("state = 'DONE'") == 20; }));
  EXPECT_EQ(effects(), 20);
  EXPECT_EQ(pg.scalar("SELECT count(DISTINCT command_id) FROM effects"), "20");
}

TEST_F(Queue, a_command_that_kills_its_process_each_time_is_dead_in_the_end) {
  put(1, "CMD_TEST", ", attempts_max", ", 2");
  pg.exec("UPDATE commands SET state = 'RUNNING', attempts = 2, lease_owner = gen_random_uuid(), lease_until = now() - interval '1 second'");
  Process p(pg.url(), quick());
  p.on("CMD_TEST");
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return count("state = 'DEAD'") == 1; }));
  EXPECT_EQ(pg.scalar("SELECT last_error FROM commands"), "The process that ran it went away.");
  EXPECT_EQ(effects(), 0);
}

TEST_F(Queue, survives_the_loss_of_all_its_connections) {
  put(100);
  Process p(pg.url(), quick());
  p.on("CMD_TEST");
  p.worker->start();
  p.turn_until([&] { return p.worker->stats().completed > 10; });
  pg.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
  EXPECT_TRUE(p.turn_until([&] { return count("state = 'DONE'") == 100; }));
  EXPECT_EQ(effects(), 100);
}

// Stopping -------------------------------------------------------------------------------------------------------------

TEST_F(Queue, stop_lets_handlers_finish) {
  put(5);
  Process p(pg.url(), {.at_once_max = 2});
  Gate gate(p.io);
  p.worker->on("CMD_TEST", [&](Command c, Context x) { return effect_when_opened(*p.db, gate, std::move(c), std::move(x)); });
  p.worker->start();
  p.turn_until([&] { return gate.inside == 2; });
  gate.passed = 1;
  gate.open.notify_all();
  run_io(p.io, p.worker->stop(Deadline::in(30s)));
  EXPECT_EQ(effects(), 2);
  EXPECT_EQ(count("state = 'QUEUED' AND attempts = 0"), 3);
  EXPECT_EQ(count("state = 'RUNNING'"), 0);
}

TEST_F(Queue, stop_hands_back_what_does_not_finish) {
  put(2);
  Process p(pg.url());
  int cancelled = 0;
  p.worker->on("CMD_TEST", [&](Command, Context) { return sleep_on(cancelled); });
  p.worker->start();
  p.turn_until([&] { return p.worker->stats().running == 2; });
  run_io(p.io, p.worker->stop(Deadline::in(300ms)));
  EXPECT_EQ(cancelled, 2);
  EXPECT_EQ(count("state = 'QUEUED' AND attempts = 0 AND lease_owner IS NULL AND run_at <= now()"), 2);
}

TEST_F(Queue, a_worker_destroyed_in_the_middle_leaves_its_lease) {
  put(1);
  Process p(pg.url(), quick());
  int cancelled = 0;
  p.worker->on("CMD_TEST", [&](Command, Context) { return sleep_on(cancelled); });
  p.worker->start();
  p.turn_until([&] { return p.worker->stats().running == 1; });
  p.worker.reset();
  p.turn_for(50ms);
  EXPECT_EQ(cancelled, 1);
  EXPECT_EQ(count("state = 'RUNNING'"), 1);
  p.worker = std::make_unique<Worker>(p.io, *p.db, quick());
  p.on("CMD_TEST");
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return p.worker->stats().completed == 1; }));
}

TEST_F(Queue, purges_what_was_finished_long_ago) {
  put(4);
  pg.exec("UPDATE commands SET state = 'DONE', finished_at = now() - interval '2 days' WHERE key IN ('k1', 'k2');"
          "UPDATE commands SET state = 'DEAD', finished_at = now() - interval '2 days' WHERE key = 'k3';"
          "UPDATE commands SET state = 'DONE', finished_at = now() WHERE key = 'k4'");
  Process p(pg.url(), {.done_kept = std::chrono::days(1), .dead_kept = std::chrono::days(3)});
  p.worker->start();
  EXPECT_TRUE(p.turn_until([&] { return count("true") == 2; }));
  EXPECT_EQ(pg.scalar("SELECT string_agg(key, ',' ORDER BY key) FROM commands"), "k3,k4");
}

// Queueing -------------------------------------------------------------------------------------------------------------

struct Enqueue : Queue {
  Process p{pg.url()};
  Result<pg::Rows> send(pg::Call call, pg::Scope scope = pg::Scope::worker()) {
    return run_io(p.io, p.db->write(scope, call.statement, call.params, Deadline::in(5s)));
  }
};

TEST_F(Enqueue, the_same_kind_and_key_is_queued_once) {
  const NewCommand c{.kind = "CMD_A", .key = "x", .user_id = *Uuid::parse(kUser), .payload = R"({"a":1})"};
  EXPECT_EQ(send(enqueue_call(c))->size(), 1);
  EXPECT_EQ(send(enqueue_call(c))->size(), 0);
  EXPECT_EQ(send(enqueue_again_call(c))->size(), 0);
  pg.exec("UPDATE commands SET state = 'DONE', finished_at = now(), attempts = 3");
  EXPECT_EQ(send(enqueue_call(c))->size(), 0);
  EXPECT_EQ(send(enqueue_again_call({.kind = "CMD_A", .key = "x", .user_id = c.user_id, .payload = R"({"a":2})"}))->size(), 1);
  EXPECT_EQ(pg.scalar("SELECT state || attempts || (payload->>'a') || (finished_at IS NULL) FROM commands"), "QUEUED02true");
}

TEST_F(Enqueue, a_user_queues_only_own_commands) {
  const auto mine = pg::Scope::user(*Uuid::parse(kUser));
  EXPECT_TRUE(send(enqueue_call({.kind = "CMD_A", .key = "1", .user_id = *Uuid::parse(kUser)}), mine));
  EXPECT_FALSE(send(enqueue_call({.kind = "CMD_A", .key = "2", .user_id = *Uuid::parse(kOther)}), mine));
  EXPECT_FALSE(send(enqueue_call({.kind = "CMD_A", .key = "3"}), mine));
  EXPECT_TRUE(send(enqueue_call({.kind = "CMD_A", .key = "4"})));
  EXPECT_EQ(count("true"), 2);
}

TEST_F(Enqueue, only_a_waiting_command_can_be_withdrawn) {
  send(enqueue_call({.kind = "CMD_A", .key = "1"}));
  send(enqueue_call({.kind = "CMD_A", .key = "2"}));
  pg.exec("UPDATE commands SET state = 'RUNNING' WHERE key = '2'");
  EXPECT_EQ(send(withdraw_call("CMD_A", "1"))->size(), 1);
  EXPECT_EQ(send(withdraw_call("CMD_A", "2"))->size(), 0);
  EXPECT_EQ(pg.scalar("SELECT string_agg(key, ',') FROM commands"), "2");
}

// Decisions ------------------------------------------------------------------------------------------------------------

TEST(QueuePolicy, delays_double_up_to_the_cap_and_scatter) {
  EXPECT_EQ(retry_delay(1, 1s, 60s, 1), 1s);
  EXPECT_EQ(retry_delay(2, 1s, 60s, 1), 2s);
  EXPECT_EQ(retry_delay(6, 1s, 60s, 1), 32s);
  EXPECT_EQ(retry_delay(7, 1s, 60s, 1), 60s);
  EXPECT_EQ(retry_delay(1'000'000, 1s, 60s, 1), 60s);
  EXPECT_EQ(retry_delay(3, 1s, 60s, 0), 2s);
  EXPECT_EQ(retry_delay(1, 90s, 60s, 1), 60s);
  EXPECT_EQ(retry_delay(-5, 1s, 60s, 7), 1s);
}

TEST(QueuePolicy, an_error_is_permanent_when_the_same_attempt_would_meet_it_again) {
  std::set<std::string_view> permanent;
  for (int n = 0; n <= 16; ++n)
    if (is_permanent(static_cast<Code>(n))) permanent.insert(code_name(static_cast<Code>(n)));
  EXPECT_THAT(permanent, testing::UnorderedElementsAre("INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
                                                       "FAILED_PRECONDITION", "OUT_OF_RANGE", "UNIMPLEMENTED"));
}

}  // namespace
}  // namespace jm::queue
