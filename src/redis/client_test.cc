#include "redis/client.h"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "redis/url.h"
#include "support/run_io.h"
#include "support/test_redis.h"

namespace jm::redis {
namespace {

using namespace std::chrono_literals;
using test::run_io;
using test::TestRedis;

Deadline soon() { return Deadline::in(10s); }

class RedisClientTest : public ::testing::Test {
 protected:
  std::unique_ptr<Client> open(Options options = {}) {
    if (options.url.empty()) options.url = server_.url();
    options.reconnect_min = 10ms;
    options.reconnect_max = 100ms;
    auto client = Client::open(io_, options);
    if (!client) throw std::runtime_error(client.error().message);
    return std::move(*client);
  }
  template <class Done>
  bool until(Done done) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!done() && std::chrono::steady_clock::now() < end) io_.run_one_for(100ms);
    return done();
  }
  std::unique_ptr<Client> connected(Options options = {}) {
    auto client = open(std::move(options));
    EXPECT_TRUE(until([&] { return client->connected(); }));
    return client;
  }
  Result<Reply> run(Client& c, std::vector<std::string> words, Deadline deadline = soon()) { return run_io(io_, c.command(std::move(words), deadline)); }

  TestRedis server_;
  IoContext io_{1};
};

TEST_F(RedisClientTest, answers_commands_of_every_type) {
  auto c = connected();
  EXPECT_EQ(run(*c, {"SET", "k", std::string("a\0\r\nb", 5)})->text, "OK");
  EXPECT_EQ(run(*c, {"GET", "k"})->text, std::string("a\0\r\nb", 5));
  EXPECT_EQ(run(*c, {"STRLEN", "k"})->integer, 5);
  EXPECT_TRUE(run(*c, {"GET", "absent"})->is_nil());
  EXPECT_EQ(run(*c, {"RPUSH", "l", "1", "", "3"})->integer, 3);
  const auto list = run(*c, {"LRANGE", "l", "0", "-1"});
  ASSERT_EQ(list->items.size(), 3u);
  EXPECT_EQ(list->items[1].text, "");
  EXPECT_EQ(list->items[2].text, "3");
}

TEST_F(RedisClientTest, an_error_of_the_server_is_an_error_here) {
  auto c = connected();
  (void)run(*c, {"SET", "k", "v"});
  const auto r = run(*c, {"LPUSH", "k", "x"});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(r.error().reason, "WRONGTYPE");
  EXPECT_TRUE(run(*c, {"PING"}));
}

Task<void> count_up(Client& c, int n, int& right) {
  for (int i = 0; i < n; ++i) {
    std::vector<std::string> words{"ECHO", std::to_string(i)};
    const Result<Reply> r = co_await c.command(std::move(words), soon());
    if (r && r->text == std::to_string(i)) ++right;
  }
}

TEST_F(RedisClientTest, commands_share_the_connection_and_each_gets_its_own_answer) {
  auto c = connected();
  int right = 0;
  for (int i = 0; i < 50; ++i) spawn(io_, count_up(*c, 20, right), "count");
  EXPECT_TRUE(until([&] { return right == 1000; }));
}

TEST_F(RedisClientTest, what_is_published_is_heard) {
  auto c = connected();
  std::vector<std::string> heard;
  int gaps = 0;
  c->on_gap([&] { ++gaps; });
  c->subscribe("a", [&](std::string_view channel, std::string_view payload) { heard.push_back(std::string(channel) + "=" + std::string(payload)); });
  c->subscribe("b", [&](std::string_view channel, std::string_view payload) { heard.push_back(std::string(channel) + "=" + std::string(payload)); });
  ASSERT_TRUE(until([&] { return c->subscribed(); }));
  EXPECT_GE(gaps, 1);
  EXPECT_EQ(*run_io(io_, c->publish("a", "1", soon())), 1);
  EXPECT_EQ(*run_io(io_, c->publish("nobody", "2", soon())), 0);
  EXPECT_TRUE(c->publish_now("b", std::string(100'000, 'x')));
  ASSERT_TRUE(until([&] { return heard.size() == 2; }));
  EXPECT_EQ(heard[0], "a=1");
  EXPECT_EQ(heard[1].size(), 100'002u);
  c->unsubscribe("a");
  EXPECT_TRUE(until([&] { return *run_io(io_, c->publish("a", "3", soon())) == 0; }));
}

TEST_F(RedisClientTest, a_handler_may_unsubscribe_itself) {
  auto c = connected();
  int heard = 0;
  c->subscribe("once", [&](std::string_view, std::string_view) {
    ++heard;
    c->unsubscribe("once");
  });
  ASSERT_TRUE(until([&] { return c->subscribed(); }));
  EXPECT_TRUE(c->publish_now("once", "1"));
  EXPECT_TRUE(c->publish_now("once", "2"));
  (void)run(*c, {"PING"});
  ASSERT_TRUE(until([&] { return heard > 0; }));
  EXPECT_TRUE(until([&] { return *run_io(io_, c->publish("once", "3", soon())) == 0; }));
  EXPECT_EQ(heard, 1);
}

TEST_F(RedisClientTest, without_redis_callers_are_told_at_once_and_it_comes_back_by_itself) {
  auto c = connected();
  std::vector<std::string> heard;
  int gaps = 0;
  c->on_gap([&] { ++gaps; });
  c->subscribe("a", [&](std::string_view, std::string_view payload) { heard.emplace_back(payload); });
  ASSERT_TRUE(until([&] { return c->subscribed(); }));
  server_.stop();
  ASSERT_TRUE(until([&] { return !c->connected() && !c->subscribed(); }));
  const auto r = run_io(io_, c->publish("a", "lost", Deadline::never()));
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kUnavailable);
  EXPECT_FALSE(c->publish_now("a", "lost"));
  const int before = gaps;
  server_.start();
  ASSERT_TRUE(until([&] { return c->connected() && c->subscribed(); }));
  EXPECT_EQ(gaps, before + 1);
  EXPECT_EQ(*run_io(io_, c->publish("a", "heard", soon())), 1);
  ASSERT_TRUE(until([&] { return !heard.empty(); }));
  EXPECT_EQ(heard, std::vector<std::string>{"heard"});
}

Task<void> blocked(Client& c, int& unavailable) {
  std::vector<std::string> words{"BLPOP", "never", "0"};
  const Result<Reply> r = co_await c.command(std::move(words), soon());
  if (!r && r.error().code == Code::kUnavailable) ++unavailable;
}

TEST_F(RedisClientTest, a_loss_answers_those_who_wait) {
  auto c = connected();
  int unavailable = 0;
  for (int i = 0; i < 3; ++i) spawn(io_, blocked(*c, unavailable), "blocked");
  io_.run_for(50ms);
  server_.stop();
  EXPECT_TRUE(until([&] { return unavailable == 3; }));
}

TEST_F(RedisClientTest, a_late_answer_belongs_to_nobody) {
  auto c = connected();
  const auto r = run(*c, {"BLPOP", "later", "0"}, Deadline::in(20ms));
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kDeadlineExceeded);
  (void)server_.raw("RPUSH later x");
  EXPECT_EQ(run(*c, {"ECHO", "mine"})->text, "mine");
}

TEST_F(RedisClientTest, too_many_unanswered_commands_are_refused) {
  auto c = connected({.in_flight_max = 2});
  int unavailable = 0;
  for (int i = 0; i < 2; ++i) spawn(io_, blocked(*c, unavailable), "blocked");
  io_.poll();
  const auto r = run(*c, {"PING"});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kResourceExhausted);
  c->stop();
  EXPECT_TRUE(until([&] { return unavailable == 2; }));
}

TEST_F(RedisClientTest, an_answer_beyond_the_limit_closes_the_connection_only) {
  auto c = connected({.reply_bytes_max = 100'000});
  ASSERT_TRUE(run(*c, {"SETRANGE", "big", "1000000", "x"}));
  const auto r = run(*c, {"GET", "big"});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kUnavailable);
  ASSERT_TRUE(until([&] { return c->connected(); }));
  EXPECT_TRUE(run(*c, {"PING"}));
}

TEST_F(RedisClientTest, chooses_the_database_of_the_url) {
  auto two = connected({.url = server_.url() + "/2"});
  auto zero = connected();
  (void)run(*two, {"SET", "k", "in two"});
  EXPECT_TRUE(run(*zero, {"GET", "k"})->is_nil());
}

TEST(RedisClient, signs_in_with_the_password_and_is_refused_without) {
  TestRedis server("p@ss word");
  IoContext io(1);
  auto with = Client::open(io, {.url = "redis://:p%40ss%20word@127.0.0.1:" + std::to_string(server.port())});
  auto without = Client::open(io, {.url = "redis://127.0.0.1:" + std::to_string(server.port())});
  ASSERT_TRUE(with && without);
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!(*with)->connected() && std::chrono::steady_clock::now() < end) io.run_one_for(100ms);
  EXPECT_TRUE((*with)->connected());
  io.run_for(100ms);
  EXPECT_FALSE((*without)->connected());
}

// A server that says nothing, or nonsense.
TEST(RedisClient, a_port_that_is_no_redis_never_connects_and_never_blocks) {
  namespace asio = boost::asio;
  IoContext io(1);
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  std::vector<asio::ip::tcp::socket> accepted;
  std::function<void()> accept = [&] {
    acceptor.async_accept([&](boost::system::error_code ec, asio::ip::tcp::socket s) {
      if (ec) return;
      if (accepted.size() % 2 == 0) asio::write(s, asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")));
      accepted.push_back(std::move(s));
      accept();
    });
  };
  accept();
  auto c = Client::open(io, {.url = "redis://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()), .connect_timeout = 50ms, .reconnect_min = 5ms, .reconnect_max = 10ms});
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (accepted.size() < 4 && std::chrono::steady_clock::now() < end) io.run_one_for(100ms);
  EXPECT_GE(accepted.size(), 4u);                       // it tried again after nonsense and after silence
  EXPECT_FALSE((*c)->connected());
  EXPECT_FALSE((*c)->publish_now("a", "b"));
}

// A server that vanished without a word: it took the connection, and then nothing comes any more.
TEST(RedisClient, a_server_that_falls_silent_is_left) {
  namespace asio = boost::asio;
  IoContext io(1);
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  std::vector<asio::ip::tcp::socket> accepted;
  std::function<void()> accept = [&] {
    acceptor.async_accept([&](boost::system::error_code ec, asio::ip::tcp::socket s) {
      if (ec) return;
      asio::write(s, asio::buffer(std::string("+OK\r\n")));
      accepted.push_back(std::move(s));
      accept();
    });
  };
  accept();
  auto c = Client::open(io, {.url = "redis://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()), .reconnect_min = 5ms, .reconnect_max = 10ms, .silence = 30ms});
  const auto end = std::chrono::steady_clock::now() + 10s;
  bool was_connected = false;
  while (accepted.size() < 3 && std::chrono::steady_clock::now() < end) {
    io.run_one_for(100ms);
    was_connected |= (*c)->connected();
  }
  EXPECT_TRUE(was_connected);
  EXPECT_GE(accepted.size(), 3u);
}

TEST_F(RedisClientTest, a_quiet_server_that_answers_is_kept) {
  auto c = connected({.silence = 20ms});
  c->subscribe("a", [](std::string_view, std::string_view) {});
  int gaps = 0;
  c->on_gap([&] { ++gaps; });
  ASSERT_TRUE(until([&] { return c->subscribed(); }));
  io_.run_for(300ms);
  EXPECT_TRUE(c->connected());
  EXPECT_EQ(gaps, 1);                                   // subscribed once
}

TEST(RedisUrl, is_read_or_refused_in_plain_words) {
  const auto full = parse_url("redis://me:p%40ss@[::1]:7000/3");
  ASSERT_TRUE(full) << full.error().message;
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->port, "7000");
  EXPECT_EQ(full->user, "me");
  EXPECT_EQ(full->password, "p@ss");
  EXPECT_EQ(full->database, 3);
  const auto bare = parse_url("redis://cache");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->port, "6379");
  for (const char* bad : {"", "cache:6379", "http://cache", "rediss://cache", "redis://", "redis://cache/x", "redis://cache/-1", "redis://cache:0", "redis://cache:99999"}) {
    const auto r = parse_url(bad);
    ASSERT_FALSE(r) << bad;
    EXPECT_TRUE(r.error().message.starts_with("REDIS_URL cannot be read: ")) << bad;
  }
}

}  // namespace
}  // namespace jm::redis
