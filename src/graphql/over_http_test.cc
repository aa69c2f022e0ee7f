// What each HTTP request means, which status each outcome gets.
#include "graphql/over_http.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "graphql/explorer.h"
#include "graphql/test_schema.h"

namespace jm::graphql {
namespace {

constexpr std::string_view kNewer = "application/graphql-response+json";

class OverHttpTest : public ::testing::Test {
 protected:
  HttpReply serve(const http::Request& request) {
    static test::World world;
    static Engine engine(*world.bindings, {});
    test::Caller caller{.data = &world.data};
    IoContext io(1);
    HttpReply reply;
    auto task = [](Engine& e, PersistedQueries* p, const http::Request& r, test::Caller& c, const HttpOptions& o, HttpReply& out) -> Task<void> { out = co_await serve_http(e, p, r, {.user = &c}, o); };
    spawn(io, task(engine, persisted ? &*persisted : nullptr, request, caller, options, reply), "test");
    io.run();
    return reply;
  }
  HttpReply post(std::string body, std::string_view accept = {}, std::string_view type = "application/json") {
    http::Request r;
    r.method = http::Method::kPost;
    if (!type.empty()) r.headers.add("content-type", type);
    if (!accept.empty()) r.headers.add("accept", accept);
    r.body = std::move(body);
    return serve(r);
  }
  HttpReply get(std::string_view query, std::string_view accept = {}) {
    http::Request r;
    r.method = http::Method::kGet;
    r.query_string = query;
    if (!accept.empty()) r.headers.add("accept", accept);
    return serve(r);
  }
  HttpReply multipart(std::string_view operations, std::string_view map, std::vector<std::pair<std::string, std::string>> files, bool preflight = true) {
    http::Request r;
    r.method = http::Method::kPost;
    r.headers.add("content-type", "multipart/form-data; boundary=b");
    if (preflight) r.headers.add("apollo-require-preflight", "true");
    const auto field = [&](std::string_view name, std::string_view value) { r.body += "--b\r\ncontent-disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" + std::string(value) + "\r\n"; };
    if (!operations.empty()) field("operations", operations);
    if (!map.empty()) field("map", map);
    for (const auto& [name, bytes] : files) r.body += "--b\r\ncontent-disposition: form-data; name=\"" + name + "\"; filename=\"../cv.pdf\"\r\ncontent-type: application/pdf\r\n\r\n" + bytes + "\r\n";
    r.body += "--b--\r\n";
    return serve(r);
  }

  HttpOptions options;
  std::optional<PersistedQueries> persisted;
};

struct StatusCase {
  std::string_view name, body;
  int newer, strict, plain;
};

TEST_F(OverHttpTest, statuses_follow_the_table) {
  const std::vector<StatusCase> cases = {
      {"ok", R"({"query":"{hello}"})", 200, 200, 200},
      {"all members null", R"({"query":"{hello}","variables":null,"operationName":null,"extensions":null,"other":1})", 200, 200, 200},
      {"not json", "{", 400, 400, 400},
      {"not utf-8", "{\"query\":\"\xff\"}", 400, 400, 400},
      {"not an object", "[]", 400, 400, 400},
      {"batch", R"([{"query":"{hello}"}])", 400, 400, 400},
      {"no query", "{}", 400, 422, 400},
      {"query null", R"({"query":null})", 400, 422, 400},
      {"query not a string", R"({"query":7})", 400, 422, 400},
      {"variables not an object", R"({"query":"{hello}","variables":[]})", 400, 422, 400},
      {"variables a string", R"({"query":"{hello}","variables":"{}"})", 400, 422, 400},
      {"operationName not a string", R"({"query":"{hello}","operationName":7})", 400, 422, 400},
      {"extensions not an object", R"({"query":"{hello}","extensions":[]})", 400, 422, 400},
      {"does not parse", R"({"query":"{"})", 400, 400, 200},
      {"does not validate", R"({"query":"{nope}"})", 400, 422, 200},
      {"no such operation", R"({"query":"{hello}","operationName":"A"})", 400, 422, 200},
      {"variable missing", R"({"query":"query ($x: Int!) { echo(int: $x) }"})", 400, 422, 200},
      {"partial data", R"({"query":"{boomRoot}"})", 200, 294, 200},
      {"data null", R"({"query":"{faultyNN{noneNN}}"})", 200, 294, 200},
  };
  for (const auto& c : cases) {
    options.strict_draft = false;
    const auto newer = post(std::string(c.body), kNewer);
    EXPECT_EQ(newer.status, c.newer) << c.name << newer.body;
    EXPECT_EQ(newer.content_type, "application/graphql-response+json; charset=utf-8") << c.name;
    const auto plain = post(std::string(c.body), "application/json");
    EXPECT_EQ(plain.status, c.plain) << c.name << plain.body;
    EXPECT_EQ(plain.content_type, "application/json; charset=utf-8") << c.name;
    options.strict_draft = true;
    EXPECT_EQ(post(std::string(c.body), kNewer).status, c.strict) << c.name;
    EXPECT_EQ(post(std::string(c.body), "application/json").status, c.strict) << c.name;
  }
}

TEST_F(OverHttpTest, accept_is_negotiated) {
  const auto type = [&](std::string_view accept) { return post(R"({"query":"{hello}"})", accept).content_type.substr(0, 33); };
  EXPECT_EQ(type(""), "application/json; charset=utf-8");
  EXPECT_EQ(type("*/*"), "application/json; charset=utf-8");
  EXPECT_EQ(type("application/*"), "application/json; charset=utf-8");
  EXPECT_EQ(type("text/html, */*;q=0.1"), "application/json; charset=utf-8");
  EXPECT_EQ(type("application/graphql-response+json, application/json"), kNewer);
  EXPECT_EQ(type("application/graphql-response+json, application/json;q=0.9"), kNewer);
  EXPECT_EQ(type("application/graphql-response+json;q=0.5, application/json;q=0.9"), "application/json; charset=utf-8");
  EXPECT_EQ(post(R"({"query":"{hello}"})", "text/html").status, 406);
  EXPECT_EQ(post(R"({"query":"{hello}"})", "application/json;q=0").status, 406);
}

TEST_F(OverHttpTest, content_types) {
  const auto status = [&](std::string_view type) { return post(R"({"query":"{hello}"})", {}, type).status; };
  EXPECT_EQ(status("application/json; charset=utf-8"), 200);
  EXPECT_EQ(status("application/json;charset=\"UTF-8\""), 200);
  EXPECT_EQ(status("Application/JSON"), 200);
  EXPECT_EQ(status("application/json; charset=utf-16"), 415);
  EXPECT_EQ(status("text/plain"), 415);
  EXPECT_EQ(status("application/x-www-form-urlencoded"), 415);
  EXPECT_EQ(status(""), 415);
  EXPECT_EQ(status("nonsense"), 415);
}

TEST_F(OverHttpTest, get_serves_queries_only) {
  EXPECT_EQ(get("query=%7Bhello%7D").body, R"({"data":{"hello":"world"}})");
  EXPECT_EQ(get("query=query%20A($x:Int)%7Becho(int:$x)%7D&variables=%7B%22x%22%3A3%7D&operationName=A").body, R"({"data":{"echo":{"int":3,"required":5}}})");
  EXPECT_EQ(get("query=%7Bhello%7D&variables=nope").status, 400);
  EXPECT_EQ(get("query=%7Bhello%7D&variables=").status, 200);
  EXPECT_EQ(get("").status, 400);
  const auto mutation = get("query=mutation%7Badd(n:1)%7D");
  EXPECT_EQ(mutation.status, 405);
  EXPECT_EQ(mutation.allow, "POST");
  options.allow_get = false;
  EXPECT_EQ(get("query=%7Bhello%7D").status, 405);
}

TEST_F(OverHttpTest, other_methods_are_refused) {
  http::Request r;
  r.method = http::Method::kPut;
  const auto reply = serve(r);
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.allow, "GET, POST");
}

TEST_F(OverHttpTest, a_body_that_is_too_large_is_refused) {
  options.json_bytes_max = 100;
  EXPECT_EQ(post(R"({"query":"{hello}"})" + std::string(100, ' ')).status, 413);
}

TEST_F(OverHttpTest, a_document_that_is_too_long_is_refused) {
  const auto reply = post(R"({"query":"{hello}#)" + std::string(20'000, 'x') + "\"}", kNewer);
  EXPECT_EQ(reply.status, 400);
}

// ---- multipart ----

constexpr std::string_view kUpload = R"({"query":"mutation ($f: Upload!) { upload(file: $f) }","variables":{"f":null}})";
constexpr std::string_view kUploads = R"({"query":"mutation ($f: [Upload!]!) { uploads(files: $f) }","variables":{"f":[null,null]}})";

TEST_F(OverHttpTest, a_file_reaches_the_resolver) {
  EXPECT_EQ(multipart(kUpload, R"({"0":["variables.f"]})", {{"0", "%PDF-\x01"}}).body, "{\"data\":{\"upload\":\"../cv.pdf:application/pdf:%PDF-\\u0001\"}}");
}

TEST_F(OverHttpTest, one_file_may_stand_in_several_places) {
  EXPECT_EQ(multipart(kUploads, R"({"0":["variables.f.0","variables.f.1"]})", {{"0", "x"}}).body, R"({"data":{"uploads":["../cv.pdf:application/pdf:x","../cv.pdf:application/pdf:x"]}})");
  options.files_max = 2;
  EXPECT_EQ(multipart(kUploads, R"({"a":["variables.f.1"],"b":["variables.f.0"]})", {{"a", "x"}, {"b", "y"}}).body,
            R"({"data":{"uploads":["../cv.pdf:application/pdf:y","../cv.pdf:application/pdf:x"]}})");
}

TEST_F(OverHttpTest, multipart_needs_a_header_that_a_form_cannot_send) {
  const auto reply = multipart(kUpload, R"({"0":["variables.f"]})", {{"0", "x"}}, false);
  EXPECT_EQ(reply.status, 403);
  EXPECT_NE(reply.body.find("apollo-require-preflight"), std::string::npos);
}

TEST_F(OverHttpTest, multipart_traps) {
  const std::string_view map = R"({"0":["variables.f"]})";
  EXPECT_EQ(multipart("", map, {{"0", "x"}}).status, 400);                                               // map first
  EXPECT_EQ(multipart(kUpload, "", {{"0", "x"}}).status, 400);                                           // no map
  EXPECT_EQ(multipart(kUpload, map, {}).status, 400);                                                    // the file is absent
  EXPECT_EQ(multipart("{", map, {{"0", "x"}}).status, 400);
  EXPECT_EQ(multipart("[]", map, {{"0", "x"}}).status, 400);
  EXPECT_EQ(multipart(kUpload, "[]", {{"0", "x"}}).status, 400);
  EXPECT_EQ(multipart(kUpload, R"({"0":"variables.f"})", {{"0", "x"}}).status, 400);                     // not a list
  EXPECT_EQ(multipart(kUpload, R"({"0":[7]})", {{"0", "x"}}).status, 400);
  EXPECT_EQ(multipart(kUpload, R"({"0":["variables.g"]})", {{"0", "x"}}).status, 400);                   // leads nowhere
  EXPECT_EQ(multipart(kUpload, R"({"0":["query"]})", {{"0", "x"}}).status, 400);                         // outside the variables
  EXPECT_EQ(multipart(R"({"query":"{hello}","other":null})", R"({"0":["other"]})", {{"0", "x"}}).status, 400);
  EXPECT_EQ(multipart(kUpload, R"({"0":["variables.f","variables.f"]})", {{"0", "x"}}).status, 400);     // no longer null
  EXPECT_EQ(multipart(kUpload, R"({"0":["variables.__proto__.x"]})", {{"0", "x"}}).status, 400);
  EXPECT_EQ(multipart(kUploads, R"({"0":["variables.f.2"]})", {{"0", "x"}}).status, 400);
  EXPECT_EQ(multipart(kUploads, R"({"0":["variables.f.0"],"1":["variables.f.1"]})", {{"0", "x"}, {"1", "y"}}).status, 413);   // two files
  options.file_bytes_max = 10;
  EXPECT_EQ(multipart(kUpload, map, {{"0", std::string(11, 'x')}}).status, 413);
}

TEST_F(OverHttpTest, a_file_is_not_a_json_value) {
  const auto reply = multipart(R"({"query":"query ($f: JSON) { echo(any: $f) }","variables":{"f":null}})", R"({"0":["variables.f"]})", {{"0", "x"}});
  EXPECT_NE(reply.body.find("JSON cannot represent a file"), std::string::npos) << reply.body;
}

// ---- persisted queries ----

std::string by_hash(std::string_view hash, std::string_view query) {
  return (query.empty() ? "{" : "{\"query\":\"" + std::string(query) + "\",") + R"("extensions":{"persistedQuery":{"version":1,"sha256Hash":")" + std::string(hash) + "\"}}}";
}

TEST_F(OverHttpTest, persisted_queries) {
  const auto hash = crypto::to_hex(crypto::sha256("{hello}"));
  EXPECT_NE(post(by_hash(hash, "")).body.find("PERSISTED_QUERY_NOT_SUPPORTED"), std::string::npos);
  persisted.emplace();
  const auto miss = post(by_hash(hash, ""));
  EXPECT_EQ(miss.status, 200);
  EXPECT_NE(miss.body.find("PERSISTED_QUERY_NOT_FOUND"), std::string::npos);
  EXPECT_EQ(post(by_hash(hash, "{ hello }")).status, 400);                       // another text
  EXPECT_EQ(post(by_hash(hash, "{hello}")).body, R"({"data":{"hello":"world"}})");
  EXPECT_EQ(post(by_hash(hash, "")).body, R"({"data":{"hello":"world"}})");
  EXPECT_EQ(get("extensions=%7B%22persistedQuery%22:%7B%22version%22:1,%22sha256Hash%22:%22" + hash + "%22%7D%7D").body, R"({"data":{"hello":"world"}})");
  EXPECT_EQ(post(by_hash("x", "")).status, 400);
}

TEST(PersistedQueries, forget_the_least_recently_used) {
  PersistedQueries store(1000);
  std::vector<std::string> hashes;
  for (int i = 0; i < 5; ++i) {
    const std::string text = "{ a" + std::to_string(i) + ": hello }";
    hashes.push_back(crypto::to_hex(crypto::sha256(text)));
    ASSERT_TRUE(store.store(hashes.back(), text));
    store.find(hashes[0]);
  }
  EXPECT_NE(store.find(hashes[0]), nullptr);
  EXPECT_EQ(store.find(hashes[1]), nullptr);
  EXPECT_NE(store.find(hashes[4]), nullptr);
}

TEST(Explorer, asks_nobody_but_its_own_endpoint) {
  const auto page = explorer_page();
  for (const char* foreign : {"http:", "https:", "src=", "@import", "url(", "<link"}) EXPECT_EQ(page.find(foreign), std::string_view::npos) << foreign;
  EXPECT_EQ(page.find("innerHTML"), std::string_view::npos);       // answers are shown as text
  EXPECT_NE(page.find("location.pathname"), std::string_view::npos);
}

}  // namespace
}  // namespace jm::graphql
