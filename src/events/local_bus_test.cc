// Processes that hear of each other over a real Redis, and without one.
#include "events/local_bus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/collect.h"
#include "events/json_member.h"
#include "events/process_test.h"
#include "queue/worker.h"
#include "redis/client.h"
#include "support/test_redis.h"

namespace jm::events {
namespace {

using namespace std::chrono_literals;

TEST(BusMessages, the_type_is_prefixed_where_it_stands) {
  const struct {
    std::string_view data, payload;
  } table[] = {
      {R"({"type":"CARD_MOVED","userId":"u"})", R"({"type":"EVENT_CARD_MOVED","userId":"u"})"},
      {R"({ "userId" : "u" , "type" : "X" })", R"({ "userId" : "u" , "type" : "EVENT_X" })"},
      {R"({"a":{"type":"no"},"b":["type","}",{"x":"\"type\""}],"type":"X"})", R"({"a":{"type":"no"},"b":["type","}",{"x":"\"type\""}],"type":"EVENT_X"})"},
      {R"({"title":"say \"type\":\"x\", ok\\","type":"X"})", R"({"title":"say \"type\":\"x\", ok\\","type":"EVENT_X"})"},
      {R"({"n":1,"t":true,"z":null,"type":"X"})", R"({"n":1,"t":true,"z":null,"type":"EVENT_X"})"},
      {R"({"type":7})", R"({"type":7})"},
      {R"([{"type":"X"}])", R"([{"type":"X"}])"},
      {"", ""},
      {"{", "{"},
      {R"({"type":"X)", R"({"type":"X)"},
      {R"({"type")", R"({"type")"},
      {R"({"a":1]],"type":"X"})", R"({"a":1]],"type":"X"})"},
  };
  for (const auto& t : table) EXPECT_EQ(channel_payload(t.data), t.payload);
}

TEST(BusMessages, only_a_uuid_is_taken_from_a_payload) {
  const Uuid id = new_id();
  EXPECT_EQ(user_of("{\"type\":\"EVENT_X\",\"userId\":\"" + id.str() + "\"}"), id);
  for (const char* bad : {"", "null", "[]", "{}", R"({"userId":1})", R"({"userId":"root"})", R"({"x":{"userId":"018f6a4e-0000-7000-8000-000000000001"}})"})
    EXPECT_EQ(user_of(bad), std::nullopt) << bad;
}

// A process with a hub, a worker and a bus, as the composition root makes them.
struct Node : Process {
  Node(const std::string& database, const std::string& redis_url, std::chrono::milliseconds poll) : Process(database) {
    if (!redis_url.empty()) redis = redis::Client::open(io, {.url = redis_url, .reconnect_min = 20ms, .reconnect_max = 50ms}).value();
    const auto heard = [this] { return redis && redis->subscribed(); };
    hub = std::make_unique<Hub>(io, *db, HubOptions{.poll = poll, .poll_relaxed = 1h, .others_are_heard = heard});
    worker = std::make_unique<queue::Worker>(io, *db, queue::WorkerOptions{.poll = poll, .poll_relaxed = 1h, .others_are_heard = heard});
    worker->on("CMD_TEST", [this](queue::Command, queue::Context) { return done(); });
    worker->start();
    bus = std::make_unique<LocalBus>(LocalBusDeps{.hub = hub.get(), .workers = {worker.get()}, .redis = redis.get()});
  }
  ~Node() {
    bus.reset();
    worker.reset();
    hub.reset();
    if (redis) redis->stop();
    turn_for(20ms);
  }
  Task<Result<queue::Outcome>> done() {
    ++handled;
    co_return queue::Outcome::nothing_to_commit();
  }
  void follow(const Uuid& user) { spawn(io, collect(hub->subscribe(user, 0).value(), got), "follow"); }

  std::unique_ptr<redis::Client> redis;
  std::unique_ptr<Hub> hub;
  std::unique_ptr<queue::Worker> worker;
  std::unique_ptr<LocalBus> bus;
  Collected got;
  int handled = 0;
};

struct Bus : testing::Test {
  test::TestPostgres pg;
  Uuid user = add_user(pg);

  template <class Condition>
  static bool turn_until(Node& a, Node& b, Condition condition, std::chrono::milliseconds limit = 60s) {
    const Deadline end = Deadline::in(limit);
    while (!condition() && !end.passed()) a.turn(), b.turn();
    return condition();
  }
  std::vector<Announcement> move_card() {
    append(pg, user);
    return {{user, "CARD_MOVED", R"({"type":"CARD_MOVED","userId":")" + user.str() + "\"}"}};
  }
  void queue_command(const std::string& key) {
    pg.exec("INSERT INTO commands (id, kind, key, payload, run_at, created_at) VALUES (gen_random_uuid(), 'CMD_TEST', '" + key + "', '{}', now(), now())");
  }
};

TEST_F(Bus, pokes_this_process_without_redis) {
  Node a(pg.url(), "", 1h);
  a.follow(user);
  a.turn_for(100ms);
  a.bus->events_committed(move_card());
  queue_command("1");
  a.bus->command_committed("CMD_TEST", "{}");
  EXPECT_TRUE(a.turn_until([&] { return a.got.ids.size() == 1 && a.handled == 1; }));
}

TEST_F(Bus, processes_without_redis_find_the_news_by_polling) {
  Node a(pg.url(), "", 1h), b(pg.url(), "", 20ms);
  b.follow(user);
  turn_until(a, b, [&] { return b.hub->stats().unread == 0; });
  test::run_io(a.io, a.worker->stop(Deadline::in(1s)));
  a.bus->events_committed(move_card());
  EXPECT_TRUE(turn_until(a, b, [&] { return b.got.ids.size() == 1; }));
  queue_command("1");
  EXPECT_TRUE(turn_until(a, b, [&] { return b.handled == 1; }));
}

TEST_F(Bus, redis_carries_the_news_between_processes) {
  test::TestRedis redis;
  Node a(pg.url(), redis.url(), 1h), b(pg.url(), redis.url(), 1h);
  a.follow(user);
  b.follow(user);
  ASSERT_TRUE(turn_until(a, b, [&] { return a.redis->subscribed() && b.redis->subscribed() && a.redis->connected() && b.hub->stats().unread == 0; }));
  turn_until(a, b, [] { return false; }, 100ms);
  const auto a_reads = a.hub->stats().reads, b_reads = b.hub->stats().reads;
  a.bus->events_committed(move_card());
  EXPECT_TRUE(turn_until(a, b, [&] { return a.got.ids.size() == 1 && b.got.ids.size() == 1; }));
  turn_until(a, b, [] { return false; }, 100ms);
  EXPECT_EQ(a.hub->stats().reads - a_reads, 1u);              // its own message came back and was known
  EXPECT_EQ(b.hub->stats().reads - b_reads, 1u);
  queue_command("1");
  b.bus->command_committed("CMD_TEST", "{}");
  EXPECT_TRUE(turn_until(a, b, [&] { return a.handled + b.handled == 1; }));
}

TEST_F(Bus, others_see_the_documented_messages) {
  test::TestRedis redis;
  Node a(pg.url(), redis.url(), 1h);
  auto listener = redis::Client::open(a.io, {.url = redis.url()}).value();
  std::vector<std::string> heard;
  const auto note = [&](std::string_view channel, std::string_view payload) { heard.push_back(std::string(channel) + " " + std::string(payload)); };
  listener->subscribe("EVENT_CARD_MOVED", note);
  listener->subscribe("CMD_ANALYZE_JOB", note);
  ASSERT_TRUE(a.turn_until([&] { return listener->subscribed() && a.redis->connected(); }));
  a.bus->events_committed(move_card());
  a.bus->command_committed("CMD_ANALYZE_JOB", R"({"applicationId":"a","userId":"u"})");
  EXPECT_TRUE(a.turn_until([&] { return heard.size() == 2; }));
  EXPECT_THAT(heard, testing::ElementsAre("EVENT_CARD_MOVED {\"type\":\"EVENT_CARD_MOVED\",\"userId\":\"" + user.str() + "\"}",
                                          R"(CMD_ANALYZE_JOB {"applicationId":"a","userId":"u"})"));
  listener->stop();
}

TEST_F(Bus, hostile_messages_are_ignored) {
  test::TestRedis redis;
  Node a(pg.url(), redis.url(), 1h);
  a.follow(user);
  ASSERT_TRUE(a.turn_until([&] { return a.redis->subscribed() && a.redis->connected() && a.hub->stats().unread == 0; }));
  a.turn_for(100ms);
  const auto reads = a.hub->stats().reads;
  for (const std::string& payload : {std::string("garbage"), std::string("{\"userId\":\"root\"}"), std::string(1 << 20, '{'), "{\"userId\":\"" + new_id().str() + "\"}"})
    a.redis->publish_now("EVENT_CARD_MOVED", payload);
  a.turn_for(200ms);
  EXPECT_EQ(a.hub->stats().reads, reads);
}

TEST_F(Bus, without_redis_for_a_while_everything_arrives_later) {
  test::TestRedis redis;
  Node a(pg.url(), redis.url(), 30ms), b(pg.url(), redis.url(), 30ms);
  b.follow(user);
  ASSERT_TRUE(turn_until(a, b, [&] { return a.redis->connected() && b.redis->subscribed(); }));
  redis.stop();
  for (int i = 0; i < 3; ++i) a.bus->events_committed(move_card());
  queue_command("1");
  a.bus->command_committed("CMD_TEST", "{}");
  EXPECT_TRUE(turn_until(a, b, [&] { return b.got.ids.size() == 3 && a.handled + b.handled == 1; }));
  redis.start();
  EXPECT_TRUE(turn_until(a, b, [&] { return a.redis->connected() && b.redis->subscribed(); }));
  a.bus->events_committed(move_card());
  EXPECT_TRUE(turn_until(a, b, [&] { return b.got.ids.size() == 4; }));
  EXPECT_EQ(b.got.ids, numbers(1, 4));
}

TEST_F(Bus, after_a_gap_everything_is_looked_at_once) {
  test::TestRedis redis;
  Node a(pg.url(), redis.url(), 1h);                            // never polls
  a.follow(user);
  ASSERT_TRUE(a.turn_until([&] { return a.redis->subscribed() && a.hub->stats().unread == 0; }));
  a.turn_for(100ms);
  redis.stop();
  a.turn_until([&] { return !a.redis->subscribed(); });
  move_card();
  queue_command("1");
  redis.start();
  EXPECT_TRUE(a.turn_until([&] { return a.got.ids.size() == 1 && a.handled == 1; }));
}

}  // namespace
}  // namespace jm::events
