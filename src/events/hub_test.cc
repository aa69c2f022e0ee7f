// The hub against a real PostgreSQL.
#include "events/hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "events/collect.h"
#include "events/process_test.h"
#include "events/retention.h"

namespace jm::events {
namespace {

using namespace std::chrono_literals;
using test::run_io;

// Polls that never come, so that only pokes count, unless a test asks for polls.
HubOptions only_pokes() { return {.poll = 1h, .poll_relaxed = 1h}; }

struct HubTest : testing::Test {
  test::TestPostgres pg;
  Process p{pg.url()};
  std::unique_ptr<Hub> hub = std::make_unique<Hub>(p.io, *p.db, only_pokes());
  Uuid user = add_user(pg);

  void use(HubOptions options) { hub = std::make_unique<Hub>(p.io, *p.db, std::move(options)); }
  std::shared_ptr<Subscription> subscribe(std::optional<std::int64_t> id = std::nullopt, Deadline expires = Deadline::never()) {
    auto s = hub->subscribe(user, id, expires);
    EXPECT_TRUE(s) << s.error().message;
    return s.value_or(nullptr);
  }
  // A stream that is read all the time.
  Collected& follow(std::optional<std::int64_t> id = std::nullopt, Deadline expires = Deadline::never()) {
    followed.push_back(std::make_unique<Collected>());
    spawn(p.io, collect(subscribe(id, expires), *followed.back()), "follow");
    return *followed.back();
  }
  // "From now" is known once the first read is back.
  void settle() {
    p.turn_until([&] { return hub->stats().unread == 0; });
    p.turn_for(5ms);
  }

  std::vector<std::unique_ptr<Collected>> followed;
};

TEST_F(HubTest, delivers_what_was_committed_after_the_stream_began) {
  append(pg, user, 3);
  Collected& c = follow();
  settle();
  append(pg, user);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() == 1; }));
  EXPECT_EQ(c.bytes, "id: 4\ndata: {\"type\":\"CARD_MOVED\",\"userId\":\"" + user.str() + "\",\"n\":1}\n\n");
}

TEST_F(HubTest, replays_from_the_last_event_id_and_goes_on_live) {
  append(pg, user, 10);
  Collected& c = follow(4);
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() == 6; }));
  append(pg, user, 2);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() == 8; }));
  EXPECT_EQ(c.ids, numbers(5, 12));
  EXPECT_EQ(c.resyncs, 0u);
}

TEST_F(HubTest, replays_a_long_history_page_by_page) {
  append(pg, user, 500);
  Collected& c = follow(0);
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() >= 500; }));
  EXPECT_EQ(c.ids, numbers(1, 500));
}

TEST_F(HubTest, an_up_to_date_client_gets_nothing_twice) {
  append(pg, user, 5);
  Collected& c = follow(5);
  settle();
  append(pg, user);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return !c.ids.empty(); }));
  EXPECT_EQ(c.ids, numbers(6, 6));
}

TEST_F(HubTest, a_client_may_know_more_than_this_process) {   // it read the events from another one
  Collected& first = follow();
  settle();
  append(pg, user, 5);                                         // nobody pokes
  Collected& second = follow(4);
  EXPECT_TRUE(p.turn_until([&] { return second.ids.size() == 1; }));
  append(pg, user);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return first.ids.size() == 6 && second.ids.size() == 2; }));
  EXPECT_EQ(first.ids, numbers(1, 6));
  EXPECT_EQ(second.ids, numbers(5, 6));
}

TEST_F(HubTest, other_users_hear_nothing) {
  Collected& mine = follow();
  const Uuid other = add_user(pg);
  const Uuid me = std::exchange(user, other);
  Collected& theirs = follow();
  settle();
  append(pg, me, 3);
  hub->poke(me);
  hub->poke(other);
  hub->poke(new_id());                                         // nobody here
  EXPECT_TRUE(p.turn_until([&] { return mine.ids.size() == 3; }));
  p.turn_for(50ms);
  EXPECT_TRUE(theirs.ids.empty());
}

TEST_F(HubTest, polls_for_pokes_that_never_came) {
  use({.poll = 20ms});
  Collected& c = follow();
  settle();
  append(pg, user, 3);
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() == 3; }));
  const auto reads = hub->stats().reads;
  p.turn_for(200ms);
  EXPECT_EQ(hub->stats().reads, reads);                        // polling alone reads no events
  EXPECT_GT(hub->stats().polls, 2u);
}

TEST_F(HubTest, polls_seldom_while_others_are_heard_but_at_once_after_a_gap) {
  use({.poll = 1ms, .poll_relaxed = 1h, .others_are_heard = [] { return true; }});
  Collected& c = follow();
  settle();
  append(pg, user);
  p.turn_for(100ms);
  EXPECT_EQ(hub->stats().polls, 0u);
  hub->poke_all();
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() == 1; }));
}

// Sharing ----------------------------------------------------------------------------------------------------------------

TEST_F(HubTest, streams_of_a_user_share_reads_and_frames) {
  std::vector<Collected*> all;
  for (int i = 0; i < 5; ++i) all.push_back(&follow());
  settle();
  const auto before = hub->stats();
  append(pg, user, 10);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return std::ranges::all_of(all, [](auto* c) { return c->ids.size() == 10; }); }));
  EXPECT_EQ(hub->stats().reads - before.reads, 1u);
  EXPECT_EQ(hub->stats().frames - before.frames, 10u);
  EXPECT_EQ(hub->stats().delivered - before.delivered, 50u);
}

TEST_F(HubTest, an_event_to_many_users_is_a_few_queries) {
  std::vector<Uuid> users;
  std::vector<Collected*> all;
  for (int i = 0; i < 300; ++i) {
    users.push_back(user = add_user(pg));
    all.push_back(&follow(0));
  }
  settle();
  const auto before = hub->stats().reads;
  EXPECT_LE(before, 3u);
  pg.exec("SELECT append_event(id, 'X', '{\"type\":\"X\"}') FROM users");
  for (const Uuid& id : users) hub->poke(id), hub->poke(id);
  EXPECT_TRUE(p.turn_until([&] { return std::ranges::all_of(all, [](auto* c) { return c->ids.size() == 1; }); }));
  EXPECT_LE(hub->stats().reads - before, 2u);
}

TEST_F(HubTest, more_users_than_one_read_takes) {
  use({.poll = 1h, .users_per_read_max = 7});
  std::vector<Collected*> all;
  for (int i = 0; i < 50; ++i) {
    user = add_user(pg);
    append(pg, user, 2);
    all.push_back(&follow(1));
  }
  EXPECT_TRUE(p.turn_until([&] { return std::ranges::all_of(all, [](auto* c) { return c->ids == numbers(2, 2); }); }));
}

TEST_F(HubTest, a_slow_stream_loses_nothing_and_holds_no_memory) {
  use({.poll = 1h, .kept_frames_max = 8});
  Collected& quick = follow();
  const auto slow = subscribe();
  settle();
  for (int i = 0; i < 100; ++i) {
    append(pg, user, 3);
    hub->poke(user);
    p.turn_until([&] { return quick.ids.size() == static_cast<std::size_t>(i + 1) * 3; });
  }
  Collected late;
  spawn(p.io, collect(slow, late), "late");
  EXPECT_TRUE(p.turn_until([&] { return late.ids.size() == 300; }));
  EXPECT_EQ(quick.ids, numbers(1, 300));
  EXPECT_EQ(late.ids, numbers(1, 300));
  EXPECT_GT(hub->stats().replayed, 200u);                      // from the table, not from memory
}

// What cannot be replayed ------------------------------------------------------------------------------------------------

TEST_F(HubTest, resync_when_the_history_was_trimmed) {
  append(pg, user, 20);
  pg.exec("DELETE FROM events WHERE seq <= 10");
  Collected& trimmed = follow(5);
  Collected& edge = follow(10);                                // the oldest kept row is the very next one
  EXPECT_TRUE(p.turn_until([&] { return trimmed.resyncs == 1 && edge.ids.size() == 10; }));
  EXPECT_EQ(trimmed.bytes, "id: 20\ndata: {\"type\":\"resync\",\"userId\":\"" + user.str() + "\"}\n\n");
  append(pg, user);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return trimmed.ids.size() == 2 && edge.ids.size() == 11; }));
  EXPECT_EQ(trimmed.ids, numbers(20, 21));
  EXPECT_EQ(edge.ids, numbers(11, 21));
  EXPECT_EQ(edge.resyncs, 0u);
}

TEST_F(HubTest, resync_when_all_history_is_gone_or_the_id_is_not_ours_or_too_far_behind) {
  use({.poll = 1h, .replay_events_max = 100});
  append(pg, user, 20);
  pg.exec("DELETE FROM events");
  Collected& gone = follow(5);
  Collected& foreign = follow(999'999);
  Collected& ok = follow(20);
  EXPECT_TRUE(p.turn_until([&] { return gone.resyncs == 1 && foreign.resyncs == 1; }));
  append(pg, user, 101);
  Collected& behind = follow(20);
  EXPECT_TRUE(p.turn_until([&] { return behind.resyncs == 1; }));
  EXPECT_EQ(behind.ids, numbers(121, 121));
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return ok.ids.size() == 101 && gone.ids.size() == 102 && foreign.ids.size() == 102; }));
  EXPECT_EQ(foreign.ids.back(), 121);
  EXPECT_EQ(behind.ids.size(), 1u);
}

TEST_F(HubTest, resync_when_rows_went_before_they_were_read) {
  Collected& c = follow();
  settle();
  append(pg, user, 10);
  pg.exec("DELETE FROM events WHERE seq <= 8");
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return c.resyncs == 1; }));
  append(pg, user);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return c.ids.back() == 11; }));
  EXPECT_EQ(c.ids, numbers(10, 11));
}

TEST_F(HubTest, resync_when_the_counter_went_back) {           // a restored database
  append(pg, user, 10);
  Collected& c = follow();
  settle();
  pg.exec("DELETE FROM events; UPDATE event_counters SET last_seq = 3");
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return c.resyncs == 1; }));
  append(pg, user);
  hub->poke(user);
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() == 2; }));
  EXPECT_EQ(c.ids, numbers(3, 4));
}

TEST_F(HubTest, retention_keeps_the_counter) {
  append(pg, user, 3);
  pg.exec("UPDATE events SET created_at = now() - interval '2 days' WHERE seq < 3");
  EXPECT_EQ(run_io(p.io, purge_events(*p.db, std::chrono::days(1), Deadline::in(10s))).value(), 2);
  EXPECT_EQ(run_io(p.io, purge_events(*p.db, std::chrono::days(1), Deadline::in(10s))).value(), 0);
  EXPECT_EQ(pg.scalar("SELECT string_agg(seq::text, ',') FROM events"), "3");
  append(pg, user);
  EXPECT_EQ(pg.scalar("SELECT max(seq) FROM events"), "4");
}

// Limits and ends --------------------------------------------------------------------------------------------------------

TEST_F(HubTest, limits_streams_per_user_and_in_all) {
  use({.streams_per_user_max = 2, .streams_max = 3});
  auto a = subscribe();
  auto b = subscribe();
  const auto third = hub->subscribe(user, std::nullopt);
  ASSERT_FALSE(third);
  EXPECT_EQ(code_name(third.error().code), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(third.error().reason, "STREAMS_PER_USER");
  auto c = hub->subscribe(add_user(pg), std::nullopt);
  EXPECT_TRUE(c);
  EXPECT_EQ(hub->subscribe(add_user(pg), std::nullopt).error().reason, "STREAMS");
  a.reset();
  EXPECT_TRUE(hub->subscribe(user, std::nullopt));             // its place is free again
  EXPECT_EQ(hub->stats().users, 2u);
}

TEST_F(HubTest, a_quiet_stream_gets_heartbeats) {
  use({.poll = 1h, .heartbeat = 100ms});
  Collected& c = follow();
  EXPECT_TRUE(p.turn_until([&] { return c.heartbeats >= 3; }));
  EXPECT_TRUE(c.bytes.empty());
}

TEST_F(HubTest, a_stream_ends_with_its_token) {
  use({.poll = 1h, .heartbeat = 100ms});
  Collected& expiring = follow(std::nullopt, Deadline::in(50ms));
  Collected& other = follow();
  EXPECT_TRUE(p.turn_until([&] { return expiring.end == Delivery::Kind::kExpired; }));
  EXPECT_EQ(other.end, Delivery::Kind::kFrames);
  EXPECT_EQ(hub->stats().streams, 1u);
}

TEST_F(HubTest, a_client_that_leaves_takes_its_place_with_it) {
  auto s = subscribe();
  Collected c;
  spawn(p.io, collect(s, c), "collect");
  settle();
  s->end();
  EXPECT_TRUE(p.turn_until([&] { return c.end == Delivery::Kind::kEnded; }));
  s.reset();
  p.turn_for(10ms);
  EXPECT_EQ(hub->stats().streams, 0u);
  EXPECT_EQ(hub->stats().users, 0u);
}

TEST_F(HubTest, stop_ends_every_stream) {
  Collected& a = follow();
  Collected& b = follow(0);
  settle();
  run_io(p.io, hub->stop(Deadline::in(10s)));
  EXPECT_EQ(a.end, Delivery::Kind::kStopping);
  EXPECT_EQ(b.end, Delivery::Kind::kStopping);
  EXPECT_EQ(hub->subscribe(user, std::nullopt).error().reason, "STOPPING");
}

TEST_F(HubTest, streams_survive_their_hub) {
  Collected& a = follow();
  auto idle = subscribe();
  settle();
  hub.reset();
  EXPECT_TRUE(p.turn_until([&] { return a.end != Delivery::Kind::kFrames; }));
  EXPECT_EQ(run_io(p.io, idle->next()).kind, Delivery::Kind::kEnded);
}

TEST_F(HubTest, a_hub_may_go_in_the_middle_of_a_read) {
  for (int i = 0; i < 20; ++i) {
    use(only_pokes());
    follow(0);
    for (int k = 0; k < i; ++k) p.io.poll_one();
  }
  hub.reset();
  p.turn_for(50ms);
}

// Nothing lost, nothing twice --------------------------------------------------------------------------------------------

Task<void> write_events(pg::Database& db, Uuid user, int n, unsigned seed, int& running) {
  static constexpr pg::Statement kAppend{"test.append", "SELECT append_event($1::uuid, 'X', $2), pg_sleep($3::float8)"};
  std::minstd_rand dice(seed);
  for (int i = 0; i < n; ++i) {
    pg::Params params{user, "{\"type\":\"X\",\"i\":" + std::to_string(i) + "}", static_cast<double>(dice() % 3) / 1000};
    const auto rows = co_await db.write(pg::Scope::user(user), kAppend, std::move(params), Deadline::in(60s));
    if (!rows) throw std::runtime_error(rows.error().message);
  }
  --running;
}

// Reads a few deliveries, leaves, comes back with the last id it saw.
Task<void> reconnecting_client(Hub& hub, Uuid user, std::int64_t until, Collected& all) {
  for (unsigned round = 0; all.ids.empty() || all.ids.back() < until; ++round) {
    const std::int64_t last = all.ids.empty() ? 0 : all.ids.back();
    const auto s = hub.subscribe(user, last);
    if (!s) throw std::runtime_error(s.error().message);
    const int deliveries = 1 + static_cast<int>(round % 4);
    co_await collect(*s, all, deliveries);
  }
}

TEST_F(HubTest, concurrent_writers_and_reconnecting_readers_see_every_event_once) {
  use({.poll = 5ms, .kept_frames_max = 4});
  Process writer(pg.url());
  const int writers = 12, each = 40;
  int running = writers;
  for (int i = 0; i < writers; ++i) spawn(writer.io, write_events(*writer.db, user, each, static_cast<unsigned>(i + 1), running), "writer");
  Collected steady[2], coming_and_going[3];
  for (Collected& c : steady) spawn(p.io, collect(subscribe(0), c), "steady");
  for (Collected& c : coming_and_going) spawn(p.io, reconnecting_client(*hub, user, writers * each, c), "client");
  const auto done = [&](const Collected& c) { return !c.ids.empty() && c.ids.back() >= writers * each; };
  const Deadline limit = Deadline::in(60s);
  while (!limit.passed() && !(std::ranges::all_of(steady, done) && std::ranges::all_of(coming_and_going, done))) {
    writer.turn();
    for (int i = 0; i < 20; ++i) p.io.poll_one();
    if (running % 3 == 0) hub->poke(user);
  }
  EXPECT_EQ(running, 0);
  for (const Collected& c : steady) EXPECT_EQ(c.ids, numbers(1, writers * each));
  for (const Collected& c : coming_and_going) EXPECT_EQ(c.ids, numbers(1, writers * each));
}

TEST_F(HubTest, a_read_that_fails_is_done_again_without_another_poke) {
  Collected& live = follow();
  settle();
  append(pg, user, 5);
  std::thread breaker([this] {                                 // holds every reader up, then ends their connections
    pg.exec("BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(0.5);"
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user AND state = 'active';"
            "COMMIT");
  });
  while (pg.scalar("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'events'::regclass") == "0") p.turn();
  hub->poke(user);
  Collected& replaying = follow(2);
  EXPECT_TRUE(p.turn_until([&] { return live.ids.size() == 5 && replaying.ids.size() == 3; }));
  breaker.join();
  EXPECT_EQ(live.ids, numbers(1, 5));
  EXPECT_EQ(replaying.ids, numbers(3, 5));
  EXPECT_GE(hub->stats().reads, 3u);
}

TEST_F(HubTest, the_loss_of_all_connections_only_delays) {
  use({.poll = 50ms});
  Collected& c = follow();
  settle();
  for (int i = 0; i < 5; ++i) {
    pg.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    append(pg, user, 10);
    hub->poke(user);
    p.turn_for(20ms);
  }
  EXPECT_TRUE(p.turn_until([&] { return c.ids.size() == 50; }));
  EXPECT_EQ(c.ids, numbers(1, 50));
}

}  // namespace
}  // namespace jm::events
