// Open streams and the end of a server: fan-out, clients that leave or do not read, and draining.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "http/server.h"
#include "http/status.h"
#include "http/testing.h"

namespace jm::http {
namespace {

using namespace std::chrono_literals;
using testing::eventually;
using testing::get;
using testing::RawClient;
using testing::Reply;
using testing::TestServer;
using ::testing::HasSubstr;

// What a hub does: remembers its open streams, hands one shared buffer to all of them. I/O thread only.
struct Hub {
  struct Seat {
    explicit Seat(IoContext& io) : wake(io) {}
    Event wake;
    std::vector<std::shared_ptr<const std::string>> queue;
  };
  std::map<Seat*, std::shared_ptr<Seat>> seats;
  Result<void> last_error;
  int closed_calls = 0;

  void publish(std::string text) {
    const auto bytes = std::make_shared<const std::string>(std::move(text));
    for (auto& [_, seat] : seats) {
      seat->queue.push_back(bytes);
      seat->wake.notify_all();
    }
  }
};

Task<void> follow(Stream& stream, Hub& hub, std::shared_ptr<Hub::Seat> seat) {
  hub.seats[seat.get()] = seat;
  stream.on_close([&hub, seat] {
    ++hub.closed_calls;
    seat->wake.notify_all();
  });
  while (!stream.closed()) {
    co_await seat->wake.wait(Deadline::never());
    const auto queue = std::exchange(seat->queue, {});
    for (const auto& bytes : queue) {
      const auto written = co_await stream.write(bytes);
      if (!written) hub.last_error = written;
    }
  }
  hub.seats.erase(seat.get());
}

Task<void> three_lines(Stream& stream) {
  for (const std::string_view line : {"one\n", "", "two\n", "three\n"}) {
    const auto written = co_await stream.write(line);
    if (!written) co_return;
  }
}

Task<void> throws_half_way(Stream& stream) {
  (void)co_await stream.write(std::string_view("half"));
  throw std::runtime_error("broken");
}

struct Fixture {
  explicit Fixture(ServerOptions options = {}) : server(router(), options) {}
  Router router() {
    Router r;
    r.on(Method::kGet, "/events", [this](Request& request) { return open(request); });
    r.on(Method::kGet, "/lines", [](Request&) { return finite(three_lines); });
    r.on(Method::kGet, "/throws", [](Request&) { return finite(throws_half_way); });
    r.on(Method::kGet, "/hello", [](Request&) { return hello(); });
    r.on(Method::kGet, "/wait", [this](Request&) { return wait(); });
    return r;
  }
  Task<Response> open(Request&) {
    auto seat = std::make_shared<Hub::Seat>(server.thread.io);
    co_return event_stream([this, seat](Stream& s) { return follow(s, hub, seat); });
  }
  static Task<Response> finite(Task<void> (*function)(Stream&)) {
    Response r;
    r.content_type = "text/plain";
    r.stream = function;
    co_return r;
  }
  static Task<Response> hello() { co_return text_response(200, "hello"); }
  Task<Response> wait() {
    auto event = std::make_shared<Event>(server.thread.io);
    gate = event;
    co_await event->wait(Deadline::in(20s));
    co_return text_response(200, "waited");
  }
  void publish(std::string text) {
    server.thread.run([&] { hub.publish(std::move(text)); });
  }

  Hub hub;
  std::shared_ptr<Event> gate;
  TestServer server;
};

TEST(Stream, sends_chunks_and_ends) {
  Fixture f;
  RawClient c(f.server.port);
  c.send(get("/lines"));
  const Reply r = c.reply();
  EXPECT_EQ(r.field("transfer-encoding"), "chunked");
  EXPECT_EQ(r.body, "one\ntwo\nthree\n");
  EXPECT_TRUE(c.ended());

  RawClient old(f.server.port);
  old.send("GET /lines HTTP/1.0\r\n\r\n");
  const Reply plain = old.reply();
  EXPECT_EQ(plain.field("transfer-encoding"), "");
  EXPECT_EQ(plain.body, "one\ntwo\nthree\n");

  RawClient head(f.server.port);
  head.send("HEAD /lines HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(head.reply(true).status, 200);
  EXPECT_TRUE(head.ended());
}

TEST(Stream, a_stream_that_throws_is_visibly_incomplete) {
  Fixture f;
  RawClient c(f.server.port);
  c.send(get("/throws"));
  EXPECT_EQ(c.reply().status, 0);               // no last chunk
  EXPECT_THAT(c.buffered(), ::testing::Not(HasSubstr("0\r\n\r\n")));
}

TEST(Stream, fans_out_to_200_clients_and_notices_who_leaves) {
  Fixture f;
  std::vector<RawClient> clients;
  for (int i = 0; i < 200; ++i) {
    clients.emplace_back(f.server.port);
    clients.back().send(get("/events", "Accept: text/event-stream\r\nAccept-Encoding: gzip, br\r\n"));
  }
  ASSERT_TRUE(eventually([&] { return f.server.stats().streams == 200; }));
  f.publish("data: 1\n\n");
  for (auto& c : clients) ASSERT_TRUE(c.read_until("data: 1\n\n"));
  EXPECT_THAT(clients[0].buffered(), HasSubstr("content-type: text/event-stream\r\n"));
  EXPECT_THAT(clients[0].buffered(), ::testing::Not(HasSubstr("content-encoding")));

  for (int i = 0; i < 100; ++i) clients[static_cast<std::size_t>(i)].close();
  ASSERT_TRUE(eventually([&] { return f.server.stats().streams == 100 && f.server.stats().connections == 100; }));
  EXPECT_EQ(f.server.thread.run([&] { return f.hub.seats.size(); }), 100u);
  EXPECT_EQ(f.server.thread.run([&] { return f.hub.closed_calls; }), 100);

  f.publish("data: 2\n\n");
  for (std::size_t i = 100; i < 200; ++i) ASSERT_TRUE(clients[i].read_until("data: 2\n\n"));

  EXPECT_EQ(f.server.thread.await(f.server.server->stop(Deadline::in(5s))), 0u);
  for (std::size_t i = 100; i < 200; ++i) EXPECT_TRUE(clients[i].rest().ends_with("0\r\n\r\n"));
  EXPECT_EQ(f.server.stats().connections, 0u);
}

TEST(Stream, ends_when_its_client_does_not_read) {
  ServerOptions options;
  options.limits.write_timeout = 60ms;
  Fixture f(options);
  RawClient c(f.server.port, 4096);
  c.send(get("/events"));
  ASSERT_TRUE(eventually([&] { return f.server.stats().streams == 1; }));
  f.publish(std::string(40'000'000, 'x'));
  ASSERT_TRUE(eventually([&] { return f.server.stats().connections == 0; }));
  f.server.thread.run([&] {
    ASSERT_FALSE(f.hub.last_error);
    EXPECT_EQ(f.hub.last_error.error().code, Code::kDeadlineExceeded);
  });
}

TEST(Stream, ends_when_its_client_leaves_during_a_write) {
  Fixture f;
  RawClient c(f.server.port, 4096);
  c.send(get("/events"));
  ASSERT_TRUE(eventually([&] { return f.server.stats().streams == 1; }));
  f.publish(std::string(40'000'000, 'x'));
  ASSERT_TRUE(c.read_until("xxxx"));
  c.close();
  ASSERT_TRUE(eventually([&] { return f.server.stats().connections == 0; }));
  f.server.thread.run([&] {
    ASSERT_FALSE(f.hub.last_error);
    EXPECT_EQ(f.hub.last_error.error().code, Code::kCancelled);
  });
}

TEST(Stream, ignores_a_little_chatter_and_ends_on_a_lot) {
  Fixture f;
  RawClient c(f.server.port);
  c.send(get("/events") + get("/hello"));
  ASSERT_TRUE(eventually([&] { return f.server.stats().streams == 1; }));
  f.publish("data: 1\n\n");
  EXPECT_TRUE(c.read_until("data: 1\n\n"));
  EXPECT_THAT(c.buffered(), ::testing::Not(HasSubstr("hello")));
  const std::string flood(1'000'000, 'x');
  while (c.send(flood)) {}
  EXPECT_TRUE(eventually([&] { return f.server.stats().connections == 0; }));
}

TEST(Drain, lets_the_running_finish_and_closes_the_idle) {
  Fixture f;
  RawClient idle(f.server.port), busy(f.server.port);
  idle.send(get("/hello"));
  EXPECT_EQ(idle.reply().status, 200);
  busy.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return f.server.stats().in_flight == 1; }));

  std::promise<std::size_t> stopped;
  auto stopping = [](Server& server, std::promise<std::size_t>& done) -> Task<void> {
    const auto cut = co_await server.stop(Deadline::in(10s));
    done.set_value(cut);
  };
  f.server.thread.run([&] { spawn(f.server.thread.io, stopping(*f.server.server, stopped), "stop"); });
  EXPECT_TRUE(idle.ended());
  RawClient late(f.server.port);
  EXPECT_FALSE(late.connected);
  f.server.thread.run([&] { f.gate->notify_all(); });
  const Reply r = busy.reply();
  EXPECT_EQ(r.body, "waited");
  EXPECT_EQ(r.field("connection"), "close");
  EXPECT_TRUE(busy.ended());
  EXPECT_EQ(stopped.get_future().get(), 0u);
}

TEST(Drain, is_bounded_and_says_how_many_it_cut_off) {
  Fixture f;
  RawClient busy(f.server.port);
  busy.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return f.server.stats().in_flight == 1; }));
  EXPECT_EQ(f.server.thread.await(f.server.server->stop(Deadline::in(20ms))), 1u);
  EXPECT_EQ(busy.reply().status, 0);
  f.server.thread.run([&] { f.gate->notify_all(); });       // the handler ends later, onto a closed connection
  EXPECT_TRUE(eventually([&] { return f.server.stats().connections == 0; }));
}

}  // namespace
}  // namespace jm::http
