#include <gtest/gtest.h>

#include "http/testing.h"
#include "model/client.h"

namespace jm::model {
namespace {

using namespace std::chrono_literals;

const Shape kShape = Shape::object({{"pros", Shape::list(Shape::object({{"text", Shape::text(10)}, {"kind", Shape::one_of({"a", "b"})}}), 2)}, {"n", Shape::integer(0, 5)}, {"ok", Shape::boolean()}});

std::string verdict(std::string_view json) {
  text::JsonReader reader;
  const auto doc = reader.parse(json);
  if (!doc) return "no JSON";
  const auto ok = kShape.check(*doc);
  return ok ? "" : ok.error().message;
}

TEST(Shape, ChecksWhatItAsksFor) {
  EXPECT_EQ(kShape.schema(),
            R"({"type":"object","properties":{"pros":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"kind":{"type":"string","enum":["a","b"]}},"required":["text","kind"],"additionalProperties":false}},)"
            R"("n":{"type":"integer"},"ok":{"type":"boolean"}},"required":["pros","n","ok"],"additionalProperties":false})");
  const struct { const char *json, *why; } kRows[] = {
      {R"({"pros":[],"n":0,"ok":true})", ""},
      {R"({"ok":false,"n":5,"pros":[{"kind":"b","text":"0123456789"}]})", ""},
      {R"({"pros":[],"n":6,"ok":true})", "n: not a whole number from 0 to 5"},
      {R"({"pros":[],"n":1.5,"ok":true})", "n: not a whole number from 0 to 5"},
      {R"({"pros":[],"n":1,"ok":"yes"})", "ok: neither true nor false"},
      {R"({"pros":[],"n":1})", "the answer: \"ok\" is missing"},
      {R"({"pros":[],"n":1,"ok":true,"score":100})", "the answer: an unknown member \"score\""},
      {R"({"pros":[],"n":1,"n":2,"ok":true})", "the answer: \"n\" twice"},
      {R"({"pros":[{"text":"01234567890","kind":"a"}],"n":1,"ok":true})", "pros[0].text: longer than 10 bytes"},
      {R"({"pros":[{"text":"x","kind":"c"}],"n":1,"ok":true})", "pros[0].kind: not one of the words that are allowed"},
      {R"({"pros":[1],"n":1,"ok":true})", "pros[0]: not an object"},
      {R"({"pros":[{"text":"x","kind":"a"},{"text":"x","kind":"a"},{"text":"x","kind":"a"}],"n":1,"ok":true})", "pros: more than 2 items"},
      {R"({"pros":{},"n":1,"ok":true})", "pros: not a list"},
      {R"([])", "the answer: not an object"},
      {R"(null)", "the answer: not an object"},
  };
  for (const auto& r : kRows) EXPECT_EQ(verdict(r.json), r.why) << r.json;
}

TEST(Chat, TheQuestionIsWhatEndpointsUnderstand) {
  Prompt p;
  p.messages = {{"system", "s"}, {"user", "say \"hi\"\n"}};
  p.name = "advice";
  p.shape = &kShape;
  p.tokens_max = 7;
  const std::string body = request_body("m/1", p);
  EXPECT_TRUE(body.starts_with(R"({"model":"m/1","messages":[{"role":"system","content":"s"},{"role":"user","content":"say \"hi\"\n"}],"max_tokens":7,)")) << body;
  text::JsonReader reader;
  EXPECT_TRUE(reader.parse(body));
}

TEST(Chat, AnswersAreReadWithinReason) {
  Prompt p;
  p.messages = {{"user", std::string(300, 'x')}};
  p.tokens_max = 100;
  const auto c = read_completion(R"({"choices":[{"finish_reason":"length","message":{"content":"abc"}}],"usage":{"prompt_tokens":120,"completion_tokens":3}})", p);
  ASSERT_TRUE(c);
  EXPECT_EQ(c->text, "abc");
  EXPECT_TRUE(c->cut && c->counted);
  EXPECT_EQ(c->tokens_in, 120);
  const auto claims = read_completion(R"({"choices":[{"message":{"content":"abc"}}],"usage":{"prompt_tokens":999999999999,"completion_tokens":999999999999}})", p);
  ASSERT_TRUE(claims);
  EXPECT_LT(claims->tokens_in + claims->tokens_out, 25'000);
  const auto silent = read_completion(R"({"choices":[{"message":{"content":"abcabc"}}]})", p);
  ASSERT_TRUE(silent);
  EXPECT_FALSE(silent->counted);
  EXPECT_EQ(silent->tokens_in, reckon_tokens(300));
  for (const char* bad : {"", "[]", "{}", R"({"choices":[]})", R"({"choices":[{"message":{"content":null}}]})", R"({"choices":[{"message":{"content":7}}]})", "<html>"}) EXPECT_EQ(read_completion(bad, p).error().reason, "BAD_ANSWER") << bad;
}

TEST(Chat, TheJsonInAnAnswer) {
  EXPECT_EQ(json_part("Sure:\n```json\n{\"a\":{}}\n```"), "{\"a\":{}}");
  EXPECT_EQ(json_part("no"), "");
  EXPECT_EQ(json_part("} {"), "");
}

TEST(Manners, WhatMayHaveBeenPaidFor) {
  EXPECT_EQ(paid({.status = 200, .sent = true}), Paid::kYes);
  EXPECT_EQ(paid({.status = 0, .sent = true}), Paid::kUnknown);
  EXPECT_EQ(paid({.status = 0, .sent = false}), Paid::kNo);
  EXPECT_EQ(paid({.status = 503, .sent = true}), Paid::kNo);
  for (const int status : {0, 408, 425, 429, 500, 502, 503, 529}) EXPECT_TRUE(is_passing({.status = status})) << status;
  for (const int status : {400, 401, 402, 403, 404, 413, 422}) EXPECT_FALSE(is_passing({.status = status})) << status;
}

TEST(Manners, Waits) {
  const Time now = *parse_iso("2026-10-21T07:28:00Z");
  const auto wait = [&](int next, const char* after, double chance = 1) { return wait_before(next, {.status = 429, .retry_after = after}, 1s, 20s, chance, now); };
  EXPECT_EQ(wait(2, ""), 1000ms);
  EXPECT_EQ(wait(3, ""), 2000ms);
  EXPECT_EQ(wait(3, "", 0), 1000ms);
  EXPECT_EQ(wait(50, ""), 20s);
  EXPECT_EQ(wait(2, "7"), 7s);
  EXPECT_EQ(wait(2, "0"), 0ms);
  EXPECT_EQ(wait(2, "21"), std::nullopt);
  EXPECT_EQ(wait(2, "soon"), 1000ms);
  EXPECT_EQ(wait(2, "-5"), 1000ms);
  EXPECT_EQ(wait(2, "Wed, 21 Oct 2026 07:28:09 GMT"), 9s);
  EXPECT_EQ(wait(2, "Wed, 21 Oct 2026 07:27:00 GMT"), 0ms);
  EXPECT_EQ(wait(2, "Wed, 41 Foo 2026 07:27:00 GMT"), 1000ms);
  EXPECT_EQ(parse_retry_after("99999999999999999999", now), std::nullopt);
}

TEST(Breaker, RestsAfterFailuresInARowAndLetsOneLook) {
  Breaker b(3, 30s);
  Time now{0};
  b.bad(now);
  b.bad(now);
  b.good();
  b.bad(now);
  b.bad(now);
  EXPECT_EQ(b.closed_for(now), 0ms);
  b.bad(now);
  EXPECT_GT(b.closed_for(now), 29s);
  now = now + 31s;
  EXPECT_EQ(b.closed_for(now), 0ms);             // one looks
  EXPECT_GT(b.closed_for(now), 29s);             // the others wait
  b.bad(now);
  EXPECT_GT(b.closed_for(now), 29s);
  now = now + 31s;
  EXPECT_EQ(b.closed_for(now), 0ms);
  b.good();
  EXPECT_EQ(b.closed_for(now), 0ms);
}

TEST(BaseUrl, IsCleaned) {
  const auto clean = [](const char* s) { const auto r = clean_base_url(s); return r ? *r : r.error().reason; };
  EXPECT_EQ(clean(" https://openrouter.ai/api/v1/ "), "https://openrouter.ai/api/v1");
  EXPECT_EQ(clean("http://127.0.0.1:11434/v1/chat/completions"), "http://127.0.0.1:11434/v1");
  for (const char* bad : {"", "openrouter", "ftp://x/", "https://a:b@x/", "https://x/?a=1", "javascript:alert(1)"}) EXPECT_EQ(clean(bad), "BAD_BASE_URL") << bad;
  EXPECT_EQ(clean(("https://x/" + std::string(600, 'a')).c_str()), "BAD_BASE_URL");
}

// Against a server: keys, tries, what is refused before it is sent.
struct Asking {
  explicit Asking(http::Router routes, http::ClientOptions options = {}, ClientOptions manners = {.retry_first = 1ms}) : server(std::move(routes)) {
    thread.run([&] {
      http.emplace(thread.io, std::move(options));
      client.emplace(*http, *http, manners);
    });
  }
  ~Asking() {
    thread.run([&] {
      client.reset();
      http.reset();
    });
  }
  Reply ask(Endpoint e, Uuid user = {}) {
    Question q;
    if (e.base_url.empty()) e.base_url = "http://127.0.0.1:" + std::to_string(server.port) + "/v1";
    q.endpoint = std::move(e);
    q.prompt.messages = {{"user", "?"}};
    q.key = "key-1";
    q.user = user;
    q.deadline = Deadline::in(10s);
    return thread.await(client->ask(std::move(q)));
  }
  http::testing::TestServer server;
  http::testing::IoThread thread;
  std::optional<http::Client> http;
  std::optional<Client> client;
};

int g_asked = 0;
std::string g_auth, g_key;
Task<http::Response> fine(http::Request& r) {
  ++g_asked;
  g_auth = r.headers.get("authorization");
  g_key = r.headers.get("idempotency-key");
  co_return http::text_response(200, R"({"choices":[{"message":{"content":"{}"}}]})");
}
Task<http::Response> busy_twice(http::Request& r) {
  if (++g_asked <= 2) {
    http::Response busy = http::text_response(429, "");
    busy.headers.add("retry-after", "0");
    co_return busy;
  }
  co_return co_await fine(r);
}
Task<http::Response> down(http::Request&) {
  ++g_asked;
  co_return http::text_response(503, "");
}
http::Router at(Task<http::Response> (*handler)(http::Request&)) {
  g_asked = 0;
  http::Router r;
  r.on(http::Method::kPost, "/v1/chat/completions", handler);
  return r;
}

TEST(Client, AsksWithKeyAndIdempotencyKey) {
  Asking a(at(fine));
  Endpoint e;
  e.model = "m";
  e.key = Secret("sk-1");
  const Reply r = a.ask(e);
  ASSERT_TRUE(r.completion) << r.completion.error().message;
  EXPECT_EQ(r.paid, Paid::kYes);
  EXPECT_EQ(g_auth, "Bearer sk-1");
  EXPECT_EQ(g_key, "key-1");
  e.key = Secret();
  a.ask(e);
  EXPECT_EQ(g_auth, "");
}

TEST(Client, TriesAgainWhatWasNotPaidFor) {
  Asking a(at(busy_twice));
  const Reply r = a.ask({.base_url = "", .key = {}, .model = "m"});
  ASSERT_TRUE(r.completion);
  EXPECT_EQ(r.tries, 3);
  EXPECT_EQ(r.paid, Paid::kYes);
}

TEST(Client, AnEndpointThatKeepsFailingIsLeftAlone) {
  Asking a(at(down), {}, {.tries_max = 2, .retry_first = 1ms, .failures_max = 3});
  EXPECT_EQ(a.ask({.base_url = "", .key = {}, .model = "m"}).completion.error().reason, "MODEL_DOWN");
  EXPECT_EQ(g_asked, 2);
  EXPECT_EQ(a.ask({.base_url = "", .key = {}, .model = "m"}).paid, Paid::kNo);
  EXPECT_EQ(g_asked, 3);
  const Reply resting = a.ask({.base_url = "", .key = {}, .model = "m"});
  EXPECT_EQ(resting.completion.error().reason, "MODEL_RESTING");
  EXPECT_EQ(resting.tries, 0);
  EXPECT_EQ(g_asked, 3);
  EXPECT_EQ(a.ask({.base_url = "", .key = Secret("another account"), .model = "m"}).completion.error().reason, "MODEL_DOWN");
  EXPECT_EQ(g_asked, 5);
}

Task<Result<bool>> not_this_user(Uuid user) { co_return user != Uuid::parse("00000000-0000-7000-8000-000000000001"); }
Task<Result<bool>> nobody_knows(Uuid) { co_return fail(Code::kUnavailable, "no database"); }

TEST(Client, NothingLeavesIsKeptBelowIt) {
  const Uuid user = *Uuid::parse("00000000-0000-7000-8000-000000000001"), other = *Uuid::parse("00000000-0000-7000-8000-000000000002");
  http::ClientOptions home;
  home.nothing_leaves = true;
  Asking a(at(fine), home);
  EXPECT_TRUE(a.ask({.base_url = "", .key = {}, .model = "m"}).completion) << "this machine is no leaving";
  const Reply away = a.ask({.base_url = "https://models.example.org/v1", .key = {}, .model = "m"});
  EXPECT_EQ(away.completion.error().reason, "NOTHING_LEAVES");
  EXPECT_EQ(away.paid, Paid::kNo);
  EXPECT_FALSE(http::is_this_machine("127.0.0.1.example.org"));
  EXPECT_FALSE(http::is_this_machine("localhost.example.org"));
  EXPECT_EQ(a.ask({.base_url = "http://127.0.0.1.example.org/v1", .key = {}, .model = "m"}).completion.error().code, Code::kInvalidArgument);
  http::ClientOptions gate;
  gate.may_leave = not_this_user;
  Asking b(at(fine), gate);
  EXPECT_EQ(b.ask({.base_url = "https://models.invalid/v1", .key = {}, .model = "m"}, user).completion.error().reason, "NOTHING_LEAVES");
  EXPECT_NE(b.ask({.base_url = "http://127.0.0.2:9/v1", .key = {}, .model = "m"}, other).completion.error().reason, "NOTHING_LEAVES");
  gate.may_leave = nobody_knows;
  Asking c(at(fine), gate);
  EXPECT_EQ(c.ask({.base_url = "https://models.invalid/v1", .key = {}, .model = "m"}, user).completion.error().code, Code::kUnavailable) << "nobody could say whether it may leave: it stays";
}

}  // namespace
}  // namespace jm::model
