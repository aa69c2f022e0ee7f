// A toy service over loopback: client and server share the test's I/O thread, gRPC's own threads lie between them.
#include "rpc/rpc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rpc/health.h"
#include "rpc/metadata.h"
#include "rpc/typed.h"
#include "support/run_io.h"

namespace jm::rpc {
namespace {

using namespace std::chrono_literals;
using test::run_io;

namespace asio = boost::asio;

Caller within(Deadline deadline) {
  Caller caller;
  caller.deadline = deadline;
  return caller;
}

constexpr char kCredential[] = "a-shared-secret-of-the-house";

// Stands in for a protobuf message: anything that starts with '!' does not parse.
struct Text {
  std::string value;
  std::string SerializeAsString() const { return value; }
  bool ParseFromString(const std::string& bytes) {
    value = bytes;
    return !bytes.starts_with('!');
  }
};

struct Toy {
  explicit Toy(IoContext& i) : io(i), release(i) {}
  Task<Result<Text>> echo(Caller caller, Text request) {
    last = caller;
    ++calls;
    co_return request;
  }
  // "NOT_FOUND" -> that code, with the message and a reason
  Task<Result<Text>> fail_as(Caller, Text request) {
    for (int n = 0; n <= 16; ++n) {
      const Code code = static_cast<Code>(n);
      if (code_name(code) == request.value) co_return fail(code, "Déplacement impossible: OFFER → APPLIED.", "REASON_" + request.value);
    }
    co_return fail(Code::kUnknown, "no such code");
  }
  Task<Result<Text>> throws(Caller, Text) {
    ++calls;
    throw std::runtime_error("relation \"users\" does not exist");
    co_return Text{};
  }
  Task<Result<Text>> hold(Caller caller, Text request) {
    last = caller;
    ++calls;
    entered = true;
    const bool released = co_await release.wait(caller.deadline);
    if (released) co_return request;
    ++timed_out;
    co_return fail(Code::kDeadlineExceeded, "held too long");
  }
  Task<Result<Text>> stubborn(Caller, Text) {      // ignores its deadline
    entered = true;
    const bool slept = co_await sleep_for(1h);
    if (!slept) ++cancelled;
    co_return Text{"late"};
  }
  Task<Result<Text>> large(Caller, Text request) { co_return Text{std::string(std::stoul(request.value), 'x')}; }

  std::vector<Method> methods() {
    return {method<Text, Text>("/toy.Toy/Echo", *this, &Toy::echo),       method<Text, Text>("/toy.Toy/Fail", *this, &Toy::fail_as),
            method<Text, Text>("/toy.Toy/Throw", *this, &Toy::throws),    method<Text, Text>("/toy.Toy/Hold", *this, &Toy::hold),
            method<Text, Text>("/toy.Toy/Stubborn", *this, &Toy::stubborn), method<Text, Text>("/toy.Toy/Large", *this, &Toy::large)};
  }

  IoContext& io;
  Caller last;
  int calls = 0, timed_out = 0, cancelled = 0;
  bool entered = false;
  Event release;
};

struct Rpc : testing::Test {
  IoContext io{1};
  Toy toy{io};
  std::unique_ptr<Server> server = start({});
  std::unique_ptr<Channel> channel = connect(kCredential);

  std::unique_ptr<Server> start(ServerOptions o) {
    if (o.address.empty()) o.address = "127.0.0.1:0";
    o.credential = kCredential;
    auto s = Server::start(io, o, toy.methods());
    EXPECT_TRUE(s) << s.error().message;
    return s ? std::move(*s) : nullptr;
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(server->port()); }
  std::unique_ptr<Channel> connect(std::string credential, int message_bytes_max = 16 << 20) {
    return Channel::connect(io, {.address = address(), .credential = std::move(credential), .message_bytes_max = message_bytes_max});
  }
  Result<Text> ask(const char* path, std::string text, Caller caller = {}) {
    return run_io(io, call<Text>(*channel, path, std::move(caller), Text{std::move(text)}));
  }
  void turn() {
    if (io.stopped()) io.restart();
    io.run_one_for(10ms);
  }
  void turn_until(const bool& flag) {
    while (!flag) turn();
  }
};

TEST_F(Rpc, carries_the_message_and_the_caller) {
  Caller caller{.user_id = new_id(), .request_id = "req-1", .deadline = Deadline::in(5s), .address = "203.0.113.9"};
  const auto r = ask("/toy.Toy/Echo", "héllo", caller);
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(r->value, "héllo");
  EXPECT_EQ(toy.last.user_id, caller.user_id);
  EXPECT_EQ(toy.last.request_id, "req-1");
  EXPECT_EQ(toy.last.address, "203.0.113.9");
  EXPECT_LE(toy.last.deadline.left(), 6s);                // gRPC rounds up
  EXPECT_GE(toy.last.deadline.left(), 1s);
}

TEST_F(Rpc, carries_empty_messages_and_nobody) {
  const auto r = ask("/toy.Toy/Echo", "", within(Deadline::never()));
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(r->value, "");
  EXPECT_TRUE(toy.last.user_id.is_nil());
}

TEST_F(Rpc, every_code_comes_back_with_message_and_reason) {
  for (int n = 1; n <= 16; ++n) {
    const Code code = static_cast<Code>(n);
    const auto r = ask("/toy.Toy/Fail", std::string(code_name(code)));
    ASSERT_FALSE(r);
    EXPECT_EQ(code_name(r.error().code), code_name(code));
    EXPECT_EQ(r.error().message, "Déplacement impossible: OFFER → APPLIED.");
    EXPECT_EQ(r.error().reason, "REASON_" + std::string(code_name(code)));
  }
}

TEST_F(Rpc, an_error_called_ok_is_no_success) {
  const auto r = ask("/toy.Toy/Fail", "OK");
  ASSERT_FALSE(r);
  EXPECT_EQ(code_name(r.error().code), "INTERNAL");
}

TEST_F(Rpc, an_exception_is_internal_and_tells_nothing) {
  const auto r = ask("/toy.Toy/Throw", "x");
  ASSERT_FALSE(r);
  EXPECT_EQ(code_name(r.error().code), "INTERNAL");
  EXPECT_THAT(r.error().message, testing::Not(testing::HasSubstr("users")));
  EXPECT_TRUE(ask("/toy.Toy/Echo", "still here"));
}

TEST_F(Rpc, hostile_bytes_are_an_invalid_argument) {
  const auto r = run_io(io, channel->call("/toy.Toy/Echo", {}, "!\xff\x00garbage"));
  ASSERT_FALSE(r);
  EXPECT_EQ(code_name(r.error().code), "INVALID_ARGUMENT");
  EXPECT_EQ(toy.calls, 0);
}

TEST_F(Rpc, an_unknown_method_is_unimplemented) {
  for (const char* path : {"/toy.Toy/Nothing", "/toy.Toy/", "/", "/grpc.health.v1.Health/Watch"}) {
    const auto r = ask(path, "x");
    ASSERT_FALSE(r) << path;
    EXPECT_EQ(code_name(r.error().code), "UNIMPLEMENTED") << path;
  }
}

TEST_F(Rpc, without_the_credential_nothing_is_answered) {
  for (const char* wrong : {"", "a-shared-secret-of-the-hous", "a-shared-secret-of-the-house2", "A-shared-secret-of-the-house"}) {
    channel = connect(wrong);
    for (const char* path : {"/toy.Toy/Echo", "/toy.Toy/Nothing"}) {
      const auto r = ask(path, "x");
      ASSERT_FALSE(r) << wrong;
      EXPECT_EQ(code_name(r.error().code), "UNAUTHENTICATED") << wrong;
    }
  }
  EXPECT_EQ(toy.calls, 0);
}

TEST_F(Rpc, text_from_outside_in_the_caller_is_made_harmless) {
  const auto r = ask("/toy.Toy/Echo", "x", {.user_id = {}, .request_id = "a\r\nx-user-id: root\x01\x7fé" + std::string(500, 'z'), .address = "\n::1 "});
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_THAT(toy.last.request_id, testing::StartsWith("ax-user-id:rootzzz"));
  EXPECT_EQ(toy.last.request_id.size(), kRequestIdBytesMax);
  EXPECT_EQ(toy.last.address, "::1");
}

TEST_F(Rpc, the_deadline_ends_the_wait_and_the_handler) {
  const auto r = ask("/toy.Toy/Hold", "x", within(Deadline::in(50ms)));
  ASSERT_FALSE(r);
  EXPECT_EQ(code_name(r.error().code), "DEADLINE_EXCEEDED");
  while (toy.timed_out == 0) turn();       // the handler had the same deadline
  const auto passed = ask("/toy.Toy/Hold", "x", within(Deadline::in(-1ms)));
  ASSERT_FALSE(passed);
  EXPECT_EQ(code_name(passed.error().code), "DEADLINE_EXCEEDED");
  EXPECT_EQ(toy.calls, 1);
}

TEST_F(Rpc, a_deadline_also_holds_against_a_handler_that_ignores_it) {
  const auto r = ask("/toy.Toy/Stubborn", "x", within(Deadline::in(50ms)));
  ASSERT_FALSE(r);
  EXPECT_EQ(code_name(r.error().code), "DEADLINE_EXCEEDED");
}

TEST_F(Rpc, what_is_too_large_is_refused_in_both_directions) {
  const int limit = 1 << 20;
  server = start({.message_bytes_max = limit});
  channel = connect(kCredential, 8 << 20);
  EXPECT_TRUE(ask("/toy.Toy/Echo", std::string(limit - 1000, 'x')));
  for (const std::size_t size : {std::size_t(limit) + 1, std::size_t(9) << 20}) {
    const auto r = ask("/toy.Toy/Echo", std::string(size, 'x'));
    ASSERT_FALSE(r) << size;
    EXPECT_EQ(code_name(r.error().code), "RESOURCE_EXHAUSTED") << size;
  }
  const auto answer = ask("/toy.Toy/Large", std::to_string(limit + 1));
  ASSERT_FALSE(answer);
  EXPECT_EQ(code_name(answer.error().code), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(answer.error().reason, "ANSWER_TOO_LARGE");
  EXPECT_TRUE(ask("/toy.Toy/Echo", "the channel lives"));
}

TEST_F(Rpc, a_dead_server_is_unavailable_and_names_no_host) {
  server.reset();
  const auto r = ask("/toy.Toy/Echo", "x", within(Deadline::in(30s)));
  ASSERT_FALSE(r);
  EXPECT_EQ(code_name(r.error().code), "UNAVAILABLE");
  EXPECT_THAT(r.error().message, testing::Not(testing::HasSubstr("127.0.0.1")));
  EXPECT_FALSE(run_io(io, channel->ready(Deadline::in(50ms))));
}

TEST_F(Rpc, a_channel_finds_a_restarted_server_again) {
  ASSERT_TRUE(ask("/toy.Toy/Echo", "x"));
  const std::string at = address();
  server.reset();
  EXPECT_FALSE(ask("/toy.Toy/Echo", "x"));
  server = start({.address = at});
  EXPECT_TRUE(run_io(io, channel->ready(Deadline::in(20s))));
  EXPECT_TRUE(ask("/toy.Toy/Echo", "x"));
}

TEST_F(Rpc, a_port_is_taken_only_once) {
  const auto second = Server::start(io, {.address = address(), .credential = kCredential}, {});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, testing::HasSubstr(address()));
}

TEST_F(Rpc, refuses_an_empty_credential_and_a_method_given_twice) {
  EXPECT_FALSE(Server::start(io, {.address = "127.0.0.1:0", .credential = ""}, {}));
  auto twice = toy.methods();
  twice.push_back(twice.front());
  EXPECT_FALSE(Server::start(io, {.address = "127.0.0.1:0", .credential = kCredential}, std::move(twice)));
}

Task<void> keep(Task<Result<Text>> call, std::vector<Result<Text>>& out) {
  Result<Text> r = co_await std::move(call);
  out.push_back(std::move(r));
}

TEST_F(Rpc, stop_refuses_new_calls_and_lets_running_ones_finish) {
  std::vector<Result<Text>> held;
  spawn(io, keep(call<Text>(*channel, "/toy.Toy/Hold", {}, Text{"held"}), held), "held");
  turn_until(toy.entered);
  bool stopped = false;
  asio::co_spawn(io, server->stop(Deadline::in(10s)), [&](std::exception_ptr) { stopped = true; });
  for (int i = 0; i < 5; ++i) turn();
  EXPECT_FALSE(stopped);
  const auto late = connect(kCredential);
  const auto refused = run_io(io, call<Text>(*late, "/toy.Toy/Echo", {}, Text{"x"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(code_name(refused.error().code), "UNAVAILABLE");
  toy.release.notify_all();
  turn_until(stopped);
  while (held.empty()) turn();
  ASSERT_TRUE(held[0]) << held[0].error().message;
  EXPECT_EQ(held[0]->value, "held");
}

TEST_F(Rpc, stop_cancels_what_outlasts_the_deadline) {
  std::vector<Result<Text>> held;
  spawn(io, keep(call<Text>(*channel, "/toy.Toy/Stubborn", within(Deadline::in(60s)), Text{"x"}), held), "held");
  turn_until(toy.entered);
  run_io(io, server->stop(Deadline::in(50ms)));
  while (held.empty()) turn();
  ASSERT_FALSE(held[0]);
  EXPECT_EQ(code_name(held[0].error().code), "UNAVAILABLE");
  EXPECT_EQ(toy.cancelled, 1);                            // the handler was told and has ended
  run_io(io, server->stop(Deadline::in(50ms)));           // a second time: nothing to do
}

TEST_F(Rpc, either_side_may_vanish_in_the_middle_of_a_call) {
  std::vector<Result<Text>> held;
  spawn(io, keep(call<Text>(*channel, "/toy.Toy/Hold", {}, Text{"x"}), held), "held");
  turn_until(toy.entered);
  server.reset();
  while (held.empty()) turn();
  ASSERT_FALSE(held[0]);
  EXPECT_EQ(code_name(held[0].error().code), "UNAVAILABLE");

  server = start({});
  channel = connect(kCredential);
  while (toy.timed_out == 0) turn();                      // the server ended its handler
  toy.entered = false;
  spawn(io, keep(call<Text>(*channel, "/toy.Toy/Hold", {}, Text{"x"}), held), "held");
  turn_until(toy.entered);
  channel.reset();
  while (held.size() < 2) turn();
  ASSERT_FALSE(held[1]);
  EXPECT_EQ(toy.timed_out, 1);                            // the handler of a vanished client is not interrupted
}

TEST_F(Rpc, a_thousand_calls_at_once) {
  std::vector<Result<Text>> out;
  for (int i = 0; i < 1000; ++i)
    spawn(io, keep(call<Text>(*channel, "/toy.Toy/Hold", within(Deadline::in(60s)), Text{std::to_string(i)}), out), "one");
  while (toy.calls < 1000) turn();
  toy.release.notify_all();
  while (out.size() < 1000) turn();
  std::set<std::string> values;
  for (const auto& r : out) {
    ASSERT_TRUE(r) << r.error().message;
    values.insert(r->value);
  }
  EXPECT_EQ(values.size(), 1000u);
}

TEST_F(Rpc, more_open_calls_than_allowed_are_refused) {
  server = start({.calls_max = 3});
  channel = connect(kCredential);
  std::vector<Result<Text>> out;
  for (int i = 0; i < 5; ++i) spawn(io, keep(call<Text>(*channel, "/toy.Toy/Hold", {}, Text{"x"}), out), "one");
  while (out.size() < 2) turn();
  for (const auto& r : out) {
    ASSERT_FALSE(r);
    EXPECT_EQ(code_name(r.error().code), "RESOURCE_EXHAUSTED");
    EXPECT_EQ(r.error().reason, "BUSY");
  }
  while (toy.calls < 3) turn();
  toy.release.notify_all();
  while (out.size() < 5) turn();
  EXPECT_TRUE(out[4]);
  EXPECT_EQ(toy.calls, 3);
}

TEST_F(Rpc, answers_the_standard_health_check_to_anyone) {
  channel = connect("");
  const auto check = [&](std::string request) { return run_io(io, channel->call("/grpc.health.v1.Health/Check", {}, std::move(request))); };
  EXPECT_EQ(check("").value(), (std::string{"\x08\x01", 2}));
  EXPECT_EQ(check("\x0a\x07toy.Toy").value(), (std::string{"\x08\x01", 2}));
  EXPECT_EQ(code_name(check("\x0a\x07toy.Tox").error().code), "NOT_FOUND");
  for (const char* bad : {"\x0a", "\x0a\x09toy.Toy", "\x12\x07toy.Toy", "\xff\xff\xff"}) EXPECT_EQ(code_name(check(bad).error().code), "INVALID_ARGUMENT");
}

TEST(RpcMetadata, the_credential_is_compared_whole) {
  EXPECT_TRUE(is_authorized("Bearer abc", "abc"));
  for (const char* wrong : {"", "abc", "Bearer ", "Bearer ab", "Bearer abcd", "bearer abc", "Bearer  abc", "Bearer abC", "Basic abc"})
    EXPECT_FALSE(is_authorized(wrong, "abc")) << wrong;
  EXPECT_FALSE(is_authorized(std::string_view("Bearer abc\0", 11), "abc"));
  EXPECT_FALSE(is_authorized("Bearer ", ""));             // an unset credential opens nothing
}

TEST(RpcMetadata, a_caller_needs_a_readable_user_id) {
  EXPECT_TRUE(caller_from("", "", "", Deadline::never())->user_id.is_nil());
  const Uuid id = new_id();
  EXPECT_EQ(caller_from(id.str(), "", "", Deadline::never())->user_id, id);
  for (const char* bad : {"root", "0", "018f6a4e-0000-7000-8000-00000000000", "018f6a4e-0000-7000-8000-0000000000000"})
    EXPECT_EQ(code_name(caller_from(bad, "", "", Deadline::never()).error().code), "INVALID_ARGUMENT") << bad;
}

TEST(RpcMetadata, long_messages_are_cut_between_characters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcé", 4), "abc");
  EXPECT_EQ(shortened("éé", 1), "");
  EXPECT_EQ(shortened("a→b", 4), "a→");
}

}  // namespace
}  // namespace jm::rpc
