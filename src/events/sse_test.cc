#include "events/sse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/hub.h"
#include "events/process_test.h"

namespace jm::events {
namespace {

using namespace std::chrono_literals;

TEST(SseFrame, writes_the_format_of_the_specification) {
  const struct {
    Frame frame;
    std::string_view bytes;
  } table[] = {
      {{.data = "x"}, "data: x\n\n"},
      {{.id = 7, .data = R"({"a":1})"}, "id: 7\ndata: {\"a\":1}\n\n"},
      {{.data = ""}, "data: \n\n"},
      {{.data = "a\nb"}, "data: a\ndata: b\n\n"},
      {{.data = "a\r\nb\rc\n"}, "data: a\ndata: b\ndata: c\ndata: \n\n"},
      {{.data = "\n\n"}, "data: \ndata: \ndata: \n\n"},
      {{.data = "a\n\nid: 9"}, "data: a\ndata: \ndata: id: 9\n\n"},          // data cannot make fields
      {{.event = "auth-expired", .data = "{}"}, "event: auth-expired\ndata: {}\n\n"},
      {{.event = "a\ndata: b"}, "event: a data: b\n\n"},
      {{.retry = 3s}, "retry: 3000\n\n"},
      {{.id = 0}, "id: 0\n\n"},
      {{}, "\n"},
  };
  for (const auto& t : table) EXPECT_EQ(encode(t.frame), t.bytes);
}

TEST(SseFrame, reads_back_only_its_own_ids) {
  EXPECT_EQ(parse_last_event_id("0"), 0);
  EXPECT_EQ(parse_last_event_id("42"), 42);
  EXPECT_EQ(parse_last_event_id("999999999999999999"), 999999999999999999);
  for (const char* text : {"", " 42", "42 ", "-1", "+1", "4e2", "0x10", "9999999999999999999", "42\n", "é", "1526919030474-55"})
    EXPECT_EQ(parse_last_event_id(text), std::nullopt) << text;
}

struct FakeStream final : http::Stream {
  Task<Result<void>> write(std::shared_ptr<const std::string> bytes) override {
    if (is_closed) co_return fail(Code::kCancelled, "gone");
    writes.push_back(*bytes);
    co_return Result<void>();
  }
  Task<Result<void>> write(std::string_view) override { co_return fail(Code::kUnimplemented, "shared bytes only"); }
  bool closed() const override { return is_closed; }
  void on_close(std::function<void()> f) override { callback = std::move(f); }
  void leave() {
    is_closed = true;
    callback();
  }
  bool is_closed = false;
  std::function<void()> callback;
  std::vector<std::string> writes;
};

struct ServeSse : testing::Test {
  test::TestPostgres pg;
  Process p{pg.url()};
  Uuid user = add_user(pg);
  Hub hub{p.io, *p.db, {.poll = 1h, .heartbeat = 300ms}};
  FakeStream stream;
  bool ended = false;

  void serve(std::optional<std::int64_t> id = std::nullopt, Deadline expires = Deadline::never()) {
    boost::asio::co_spawn(p.io, serve_sse(stream, hub.subscribe(user, id, expires).value()), [this](std::exception_ptr e) {
      EXPECT_FALSE(e);
      ended = true;
    });
    p.turn_until([&] { return !stream.writes.empty(); });
  }
};

TEST_F(ServeSse, begins_with_the_connected_frame_then_events_then_heartbeats) {
  append(pg, user, 1);
  serve(0);
  ASSERT_FALSE(stream.writes.empty());
  EXPECT_EQ(stream.writes[0], "data: {\"type\":\"connected\",\"userId\":\"" + user.str() + "\"}\n\nretry: 3000\n\n");
  EXPECT_TRUE(p.turn_until([&] { return stream.writes.size() >= 3; }));
  EXPECT_THAT(stream.writes[1], testing::StartsWith("id: 1\ndata: {\"type\":\"CARD_MOVED\""));
  EXPECT_EQ(stream.writes[2], ":\n\n");
  EXPECT_FALSE(ended);
  stream.leave();
  EXPECT_TRUE(p.turn_until([&] { return ended; }));
  p.turn_for(10ms);
  EXPECT_EQ(hub.stats().streams, 1u);                          // held by on_close until the connection lets go
  stream.callback = {};
  EXPECT_EQ(hub.stats().streams, 0u);
}

TEST_F(ServeSse, says_so_when_the_token_expires) {
  serve(std::nullopt, Deadline::in(50ms));
  EXPECT_TRUE(p.turn_until([&] { return ended; }));
  EXPECT_EQ(stream.writes.back(), "event: auth-expired\ndata: {}\n\n");
}

TEST_F(ServeSse, a_stopping_server_spreads_the_return) {
  serve();
  boost::asio::co_spawn(p.io, hub.stop(Deadline::in(100ms)), boost::asio::detached);
  EXPECT_TRUE(p.turn_until([&] { return ended; }));
  EXPECT_THAT(stream.writes.back(), testing::MatchesRegex("retry: [3-8][0-9][0-9][0-9]\n\n"));
}

TEST_F(ServeSse, ends_when_the_client_had_left_before) {
  stream.is_closed = true;
  boost::asio::co_spawn(p.io, serve_sse(stream, hub.subscribe(user, std::nullopt).value()), [this](std::exception_ptr) { ended = true; });
  EXPECT_TRUE(p.turn_until([&] { return ended; }));
  EXPECT_TRUE(stream.writes.empty());
}

}  // namespace
}  // namespace jm::events
