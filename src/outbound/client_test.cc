// The guarded client against servers on loopback addresses: 127.0.0.2 stands for the public network, 127.0.0.1 for what must never be
// reached. The servers say what they are told and remember what they were asked.
#include "outbound/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/gzip.h"
#include "http/testing.h"
#include "outbound/scripted_server_for_tests.h"

namespace jm::outbound {
namespace {

using namespace std::chrono_literals;
using http::testing::IoThread;
using testing::page;
using testing::path_of;
using testing::redirect;
using testing::ScriptedServer;
using ::testing::HasSubstr;
using ::testing::Not;

const http::IpAddress kPublic = *http::IpAddress::parse("127.0.0.2"), kPrivate = *http::IpAddress::parse("127.0.0.1");

struct Net {
  // Names resolve to 127.0.0.2 unless a test says otherwise; only that address is allowed; other limits are small.
  Options options;
  Net() {
    options.total_timeout = 5'000ms;
    options.resolve = [this](std::string host, Deadline) -> Task<Result<std::vector<http::IpAddress>>> {
      resolved.push_back(host);
      co_return resolve ? resolve(host) : std::vector{kPublic};
    };
    options.is_allowed = [](const http::IpAddress& a) { return a == kPublic; };
    options.any_port = true;
  }
  std::function<std::vector<http::IpAddress>(const std::string&)> resolve;
  std::vector<std::string> resolved;
  IoThread io;

  Outcome get(const std::string& url) {
    std::unique_ptr<Client> client;
    io.run([&] { client = std::make_unique<Client>(io.io, options); });
    auto outcome = io.await(client->get({.url = *parse_web_url(url), .purpose = "test", .types = {}}));
    io.run([&] { client.reset(); });
    return outcome;
  }
  std::string reason(const std::string& url) {
    const auto outcome = get(url);
    return outcome.response ? "answered " + std::to_string(outcome.response->status) : outcome.response.error().reason;
  }
};

TEST(GuardedClient, APageComesWithWhatIsKnownOfIt) {
  ScriptedServer server("127.0.0.2", [](const std::string& head) { return path_of(head) == "/a" ? redirect("b?x#f") : page("<p>hi"); });
  Net net;
  const std::string base = "http://jobs.example.org:" + std::to_string(server.port);
  const auto outcome = net.get(base + "/a");
  ASSERT_TRUE(outcome.response) << outcome.response.error().message;
  EXPECT_EQ(outcome.response->body, "<p>hi");
  EXPECT_EQ(outcome.response->type, "text/html");
  EXPECT_EQ(outcome.response->url.href(), base + "/b?x");
  EXPECT_EQ(outcome.response->hops, (std::vector<std::string>{base + "/a", base + "/b?x"}));
  ASSERT_EQ(outcome.calls.size(), 2u);
  EXPECT_EQ(outcome.calls[0].status, 302);
  EXPECT_EQ(outcome.calls[1].bytes, 5u);
  EXPECT_EQ(outcome.calls[1].address, "127.0.0.2");
  for (const std::string& head : server.requests()) {
    EXPECT_THAT(head, HasSubstr("User-Agent: JobMate (+https://"));
    EXPECT_THAT(head, Not(HasSubstr("ookie")));
    EXPECT_THAT(head, Not(HasSubstr("uthorization")));
    EXPECT_THAT(head, Not(HasSubstr("eferer")));
  }
}

TEST(GuardedClient, NothingPrivateIsReachedByDefault) {
  ScriptedServer server("127.0.0.1", [](const std::string&) { return page("secret"); });
  Net net;
  net.options = {};
  const std::string port = std::to_string(server.port);
  EXPECT_EQ(net.reason("http://127.0.0.1:" + port + "/"), "URL_PORT");
  for (const char* url : {"http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/", "http://0/"})
    EXPECT_EQ(net.reason(url), "ADDRESS_REFUSED") << url;
  EXPECT_EQ(net.reason("http://me:secret@example.org/"), "URL_CREDENTIALS");
  EXPECT_TRUE(server.requests().empty());
}

// The name leads to a public address while it is checked and to a private one a moment later.
TEST(GuardedClient, RebindingChangesNothing) {
  ScriptedServer inside("127.0.0.1", [](const std::string&) { return page("secret"); });
  ScriptedServer outside("127.0.0.2", [](const std::string&) { return page("public"); });
  Net net;
  int asked = 0;
  net.resolve = [&](const std::string&) { return std::vector{asked++ == 0 ? kPublic : kPrivate}; };
  const auto outcome = net.get("http://rebind.example.org:" + std::to_string(outside.port) + "/");
  ASSERT_TRUE(outcome.response);
  EXPECT_EQ(outcome.response->body, "public");
  EXPECT_EQ(asked, 1) << "the name is resolved once; the connection goes to what was checked";
  // The second request is a new decision.
  EXPECT_EQ(net.reason("http://rebind.example.org:" + std::to_string(inside.port) + "/"), "ADDRESS_REFUSED");
  EXPECT_TRUE(inside.requests().empty());
}

// A client that keeps connections asks for names itself: where each leads is looked at as it is made, whatever the one before led to.
TEST(GuardedClient, KeptConnectionsAreVettedEachAsItIsMade) {
  ScriptedServer server("127.0.0.1", [](const std::string&) { return page("board"); });
  Net net;
  bool open = true;
  net.options.resolve = nullptr;
  net.options.idle_connections_max = 4;
  net.options.is_allowed = [&](const http::IpAddress&) { return open; };
  std::unique_ptr<Client> client;
  net.io.run([&] { client = std::make_unique<Client>(net.io.io, net.options); });
  const auto get = [&] { return net.io.await(client->get({.url = *parse_web_url("http://localhost:" + std::to_string(server.port) + "/"), .purpose = "test", .types = {}})); };
  const auto first = get();
  ASSERT_TRUE(first.response) << first.response.error().message;
  open = false;
  ASSERT_TRUE(http::testing::eventually([&] {                // the server has closed the first connection
    const auto again = get();
    return !again.response && again.response.error().reason == "ADDRESS_REFUSED";
  }));
  EXPECT_EQ(server.requests().size(), 1u);
  net.io.run([&] { client.reset(); });
}

TEST(GuardedClient, ANameWithOnePrivateAddressIsRefused) {
  ScriptedServer inside("127.0.0.1", [](const std::string&) { return page("secret"); });
  Net net;
  net.resolve = [](const std::string&) { return std::vector{kPublic, kPrivate}; };
  EXPECT_EQ(net.reason("http://both.example.org:" + std::to_string(inside.port) + "/"), "ADDRESS_REFUSED");
  net.resolve = [](const std::string&) { return std::vector<http::IpAddress>{}; };
  EXPECT_EQ(net.reason("http://none.example.org:" + std::to_string(inside.port) + "/"), "ADDRESS_REFUSED");
  EXPECT_TRUE(inside.requests().empty());
}

TEST(GuardedClient, RedirectsAreJudgedLikeTheFirstAddress) {
  ScriptedServer inside("127.0.0.1", [](const std::string&) { return page("secret"); });
  std::string to;
  ScriptedServer outside("127.0.0.2", [&](const std::string& head) { return path_of(head) == "/" ? redirect(to) : page("ok"); });
  Net net;
  net.resolve = [](const std::string& host) { return std::vector{host == "inside.example.org" ? kPrivate : kPublic}; };
  const std::string start = "http://outside.example.org:" + std::to_string(outside.port) + "/", port = std::to_string(inside.port);
  const std::pair<std::string, const char*> kTargets[] = {
      {"http://127.0.0.1:" + port + "/", "ADDRESS_REFUSED"},
      {"//127.0.0.1:" + port + "/", "ADDRESS_REFUSED"},
      {"\\\\2130706433:" + port + "\\", "ADDRESS_REFUSED"},
      {"http://[::ffff:7f00:1]:" + port + "/", "ADDRESS_REFUSED"},
      {"http://inside.example.org:" + port + "/", "ADDRESS_REFUSED"},
      {"http://a:b@outside.example.org/", "URL_CREDENTIALS"},
      {"file:///etc/passwd", "URL_SCHEME"},
      {"gopher://127.0.0.1:" + port + "/", "URL_SCHEME"},
      {"http://1.2.3.4.5/", "URL_HOST"},
      {"/page", "answered 200"},
  };
  for (const auto& [target, reason] : kTargets) {
    to = target;
    EXPECT_EQ(net.reason(start), reason) << target;
  }
  net.options.any_port = false;
  EXPECT_EQ(net.reason(start), "URL_PORT");
  EXPECT_TRUE(inside.requests().empty());
}

TEST(GuardedClient, FiveRedirectsAndNoMore) {
  ScriptedServer server("127.0.0.2", [](const std::string& head) {
    const int left = std::atoi(path_of(head).c_str() + 1);
    return left > 0 ? redirect("/" + std::to_string(left - 1)) : page("end");
  });
  Net net;
  const std::string base = "http://a.example.org:" + std::to_string(server.port) + "/";
  EXPECT_EQ(net.reason(base + "5"), "answered 200");
  EXPECT_EQ(net.reason(base + "6"), "TOO_MANY_REDIRECTS");
}

TEST(GuardedClient, SlowDripEndsAtTheDeadline) {
  ScriptedServer server("127.0.0.2", [](const std::string&) { return page(std::string(100'000, 'x')); }, 5ms);
  Net net;
  net.options.total_timeout = 300ms;
  EXPECT_EQ(net.reason("http://slow.example.org:" + std::to_string(server.port) + "/"), "TIMEOUT");
  // Redirects share the one deadline.
  ScriptedServer chain("127.0.0.2", [](const std::string& head) { return redirect(path_of(head) + "x"); }, 5ms);
  EXPECT_EQ(net.reason("http://chain.example.org:" + std::to_string(chain.port) + "/"), "TIMEOUT");
}

TEST(GuardedClient, SizeAndRatioHaveALimit) {
  std::string answer;
  ScriptedServer server("127.0.0.2", [&](const std::string&) { return answer; });
  Net net;
  net.options.bytes_max = 1 << 20;
  const std::string url = "http://big.example.org:" + std::to_string(server.port) + "/";
  answer = page(std::string((1 << 20) + 1, 'x'));
  EXPECT_EQ(net.reason(url), "TOO_LARGE");
  answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + std::string(2 << 20, 'x');
  EXPECT_EQ(net.reason(url), "TOO_LARGE");
  answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n" + std::string(0x200000, 'x') + "\r\n0\r\n\r\n";
  EXPECT_EQ(net.reason(url), "TOO_LARGE");
  const std::string gzip_fields = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
  answer = page(http::gzip(std::string(64 << 20, 'x')), gzip_fields);
  EXPECT_EQ(net.reason(url), "TOO_LARGE");
  answer = page(http::gzip(std::string(900'000, 'x')), gzip_fields);             // within the size, but a thousandfold
  EXPECT_EQ(net.reason(url), "TOO_LARGE");
  answer = page(http::gzip("<p>small"), gzip_fields);
  EXPECT_EQ(net.reason(url), "answered 200");
  answer = page("x", "Content-Type: text/html\r\nContent-Encoding: br\r\n");
  EXPECT_EQ(net.reason(url), "BAD_ANSWER");
  answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
  EXPECT_EQ(net.reason(url), "CUT_SHORT");
  answer = "not http at all";
  EXPECT_THAT(net.reason(url), Not(HasSubstr("answered")));
}

TEST(GuardedClient, OnlyPagesAreTaken) {
  std::string fields;
  int status = 200;
  ScriptedServer server("127.0.0.2", [&](const std::string&) { return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + fields + "Content-Length: 1\r\n\r\nx"; });
  Net net;
  const std::string url = "http://t.example.org:" + std::to_string(server.port) + "/";
  for (const char* type : {"text/html; charset=utf-8", "TEXT/HTML", "application/json", "application/ld+json", "text/xml"}) {
    fields = std::string("Content-Type: ") + type + "\r\n";
    EXPECT_EQ(net.reason(url), "answered 200") << type;
  }
  for (const char* type : {"Content-Type: image/png\r\n", "Content-Type: application/octet-stream\r\n", "Content-Type: application/pdf\r\n", ""}) {
    fields = type;
    EXPECT_EQ(net.reason(url), "NOT_A_PAGE") << type;
  }
  status = 404;
  EXPECT_EQ(net.reason(url), "answered 404");
}

TEST(GuardedClient, RoutesLeadAHostToATestServerAndOpenNothingElse) {
  ScriptedServer server("127.0.0.1", [](const std::string& head) { return path_of(head) == "/out" ? redirect("http://127.0.0.1/") : page(head.substr(head.find("Host: "), 22)); });
  Net net;
  const auto routes = parse_routes({"jobs.example.org=127.0.0.1:" + std::to_string(server.port)});
  ASSERT_TRUE(routes);
  net.options = {};
  net.options.routes = *routes;
  EXPECT_EQ(net.get("https://jobs.example.org/x").response->body, "Host: jobs.example.org");
  EXPECT_EQ(net.reason("https://jobs.example.org/out"), "ADDRESS_REFUSED");
  EXPECT_EQ(net.reason("http://127.0.0.1/"), "ADDRESS_REFUSED");
  for (const char* bad : {"", "x", "x=1", "x=127.0.0.1", "x=127.0.0.1:0", "x=127.0.0.1:70000", "=127.0.0.1:1", "x=name:80"}) EXPECT_FALSE(parse_routes({bad})) << bad;
}

}  // namespace
}  // namespace jm::outbound
