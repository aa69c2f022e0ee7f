// The parts without I/O, as tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/accept.h"
#include "http/address.h"
#include "http/chunk_decoder.h"
#include "http/compress.h"
#include "http/cors.h"
#include "http/gzip.h"
#include "http/multipart.h"
#include "http/router.h"
#include "http/status.h"
#include "http/url.h"

namespace jm::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(Url, canonical_form) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"https://Example.COM", "https://example.com/"},
      {"HTTP://example.com:80/a", "http://example.com/a"},
      {"https://example.com:443", "https://example.com/"},
      {"https://example.com:8443/a?b=c#frag", "https://example.com:8443/a?b=c"},
      {"https://example.com/a/./b/../c", "https://example.com/a/c"},
      {"https://example.com/%7euser/%c3%a9", "https://example.com/~user/%C3%A9"},
      {"  https://example.com/caf\xC3\xA9?q=a b|c  ", "https://example.com/caf%C3%A9?q=a%20b%7Cc"},
      {"https://example.com?q=1", "https://example.com/?q=1"},
      {"https://example.com/100%", "https://example.com/100%25"},
      {"http://[::1]:8080/", "http://[::1]:8080/"},
      {"https://example.com/?", "https://example.com/?"},
      {"https://%65xample.com/", "https://example.com/"},
  };
  for (const auto& [text, expected] : cases) {
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << text << ": " << url.error().message;
    EXPECT_EQ(url->str(), expected);
    EXPECT_EQ(parse_url(url->str())->str(), expected) << "canonical must be stable";
  }
}

TEST(Url, parts) {
  const auto url = parse_url("https://u:p@[2001:DB8::1]:444/x?y");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "2001:db8::1");
  EXPECT_EQ(url->port, 444);
  EXPECT_EQ(url->userinfo, "u:p");
  EXPECT_EQ(url->target(), "/x?y");
  EXPECT_EQ(url->authority(), "[2001:db8::1]:444");
  EXPECT_EQ(url->str(), "https://[2001:db8::1]:444/x?y");
}

TEST(Url, refuses) {
  for (const std::string text : {"", "   ", "example.com", "/path", "ftp://example.com/", "javascript:alert(1)", "https://", "https:///x", "https://a b/",
                                 "https://ex\xC3\xA4mple.com/", "https://example.com:99999/", "https://example.com:0/",
                                 "https://exa\nmple.com/", "https://example.com/a\nb", "https://example.com/\xff", "https://a..b/", "http://[::1", "http://[zz]/",
                                 "http://127.0.0.1.example.org/v1", "http://10.0.0.1x/", "http://1.2.3.4.5:80/a"}) {
    const auto url = parse_url(text);
    EXPECT_FALSE(url) << text << " → " << (url ? url->str() : "");
    if (!url) EXPECT_EQ(url.error().code, Code::kInvalidArgument);
  }
  EXPECT_FALSE(parse_url("https://example.com/" + std::string(9000, 'a')));
}

TEST(Url, resolves_references) {
  const Url base = *parse_url("https://example.com/jobs/list?page=1");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"/a", "https://example.com/a"}, {"b", "https://example.com/jobs/b"}, {"../c?x=1", "https://example.com/c?x=1"},
      {"?page=2", "https://example.com/jobs/list?page=2"}, {"//other.example/x", "https://other.example/x"}, {"http://o.example", "http://o.example/"}};
  for (const auto& [reference, expected] : cases) {
    const auto url = resolve_url(base, reference);
    ASSERT_TRUE(url) << reference;
    EXPECT_EQ(url->str(), expected);
  }
  EXPECT_FALSE(resolve_url(base, "javascript:alert(1)"));
  EXPECT_FALSE(resolve_url(base, "mailto:a@b.example"));
}

TEST(Query, decodes_like_a_form) {
  EXPECT_THAT(parse_query("a=1&b=x+y%26z&&c&d=%zz&=e"),
              ElementsAre(Pair("a", "1"), Pair("b", "x y&z"), Pair("c", ""), Pair("d", "%zz"), Pair("", "e")));
  EXPECT_EQ(query_parameter("a=1&%61=2", "a"), "1");
  EXPECT_EQ(query_parameter("%61=2", "a"), "2");
  EXPECT_EQ(query_parameter("ab=2", "a"), std::nullopt);
  EXPECT_EQ(percent_encode("c++ \xC3\xA9/~"), "c%2B%2B%20%C3%A9%2F~");
  EXPECT_EQ(percent_decode("%41%"), std::nullopt);
  EXPECT_EQ(percent_decode("%4"), std::nullopt);
}

TEST(Path, normalises_or_refuses) {
  EXPECT_EQ(normalise_path("/a//b/./c/../d/"), "/a/b/d/");
  EXPECT_EQ(normalise_path("/a/.."), "/");
  EXPECT_EQ(normalise_path("/a/b/.."), "/a/");
  EXPECT_EQ(normalise_path("/.well-known/x"), "/.well-known/x");
  EXPECT_EQ(normalise_path("/...") , "/...");
  EXPECT_EQ(normalise_path("//"), "/");
  for (const char* bad : {"", "a", "/..", "/a/../..", "/%2e%2e", "/a%00", "/a\\b", "/%5c", "/%c3%28", "/%", "/a%0ab"})
    EXPECT_EQ(normalise_path(bad), std::nullopt) << bad;
}

TEST(Address, parses_strictly_and_matches_ranges) {
  EXPECT_EQ(IpAddress::parse("::ffff:10.0.0.1"), IpAddress::parse("10.0.0.1"));
  EXPECT_EQ(IpAddress::parse("2001:DB8:0::1")->str(), "2001:db8::1");
  for (const char* bad : {"", "10.0.0", "010.0.0.1", "0x7f.0.0.1", "2130706433", "10.0.0.1 ", "::1%lo", "localhost", "1.2.3.4.5", ":::"})
    EXPECT_EQ(IpAddress::parse(bad), std::nullopt) << bad;
  const auto range = IpRange::parse("10.128.0.0/9");
  ASSERT_TRUE(range);
  EXPECT_TRUE(range->contains(*IpAddress::parse("10.200.1.1")));
  EXPECT_FALSE(range->contains(*IpAddress::parse("10.1.1.1")));
  EXPECT_FALSE(range->contains(*IpAddress::parse("::1")));
  EXPECT_TRUE(IpRange::parse("fc00::/7")->contains(*IpAddress::parse("fd12::1")));
  EXPECT_TRUE(IpRange::parse("0.0.0.0/0")->contains(*IpAddress::parse("8.8.8.8")));
  for (const char* bad : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "/8", "10.0.0.0/8x"}) EXPECT_FALSE(IpRange::parse(bad)) << bad;
}

TEST(Accept, picks_the_best_offer) {
  constexpr std::string_view kJson = "application/json", kGraphql = "application/graphql-response+json", kSse = "text/event-stream";
  const std::string_view offers[] = {kJson, kGraphql, kSse};
  const std::vector<std::pair<std::string, std::string_view>> cases = {
      {"", kJson},
      {"*/*", kJson},
      {"application/graphql-response+json, application/json;q=0.9", kGraphql},
      {"application/json, application/graphql-response+json", kJson},
      {"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8; q=0.9", kGraphql},
      {"application/*;q=0.5, text/event-stream", kSse},
      {"text/*", kSse},
      {"*/*;q=0.1, application/json;q=0", kGraphql},
      {"APPLICATION/JSON", kJson},
      {"application/json;q=0.5, application/graphql-response+json;q=0.50", kJson},
      {"text/html, application/xhtml+xml, */*;q=0.8", kJson},
      {"garbage,, ;q=1, text/event-stream", kSse},
      {"application/json;q=2, text/event-stream;q=0.1", kSse},
      {"application/json;profile=\"a,b\", text/event-stream;q=0.1", kSse},
      {"image/png", ""},
      {"application/json;q=0", ""},
      {"*/*;q=0", ""},
  };
  for (const auto& [accept, expected] : cases) {
    const auto best = best_match(accept, offers);
    EXPECT_EQ(best ? offers[*best] : std::string_view(), expected) << accept;
  }
}

TEST(Accept, media_types) {
  const auto type = parse_media_type("Text/HTML; Charset=\"utf\\-8\"; x=y");
  ASSERT_TRUE(type);
  EXPECT_TRUE(type->is("text/html"));
  EXPECT_EQ(type->parameter("charset"), "utf-8");
  EXPECT_EQ(type->parameter("x"), "y");
  for (const char* bad : {"", "text", "text/", "/html", "text/html; charset", "text/html; charset=", "text/html; charset=\"x", "text/html x", "te xt/html"})
    EXPECT_FALSE(parse_media_type(bad)) << bad;
}

TEST(Coding, follows_qualities) {
  const std::vector<std::pair<std::string, Coding>> cases = {
      {"", Coding::kIdentity}, {"gzip, deflate, br", Coding::kBrotli}, {"gzip", Coding::kGzip}, {"gzip;q=1, br;q=0.9", Coding::kGzip},
      {"br;q=0", Coding::kIdentity}, {"*", Coding::kBrotli}, {"*;q=0", Coding::kIdentity}, {"br;q=0, *", Coding::kGzip},
      {"identity, gzip;q=0.5", Coding::kIdentity}, {"identity;q=0.1, gzip;q=0.5", Coding::kGzip}, {"x-gzip", Coding::kGzip},
      {"deflate", Coding::kIdentity}, {"GZIP", Coding::kGzip}, {"gzip;q=abc", Coding::kIdentity}};
  for (const auto& [header, expected] : cases) EXPECT_EQ(choose_coding(header), expected) << header;
  EXPECT_TRUE(is_compressible("application/json; charset=utf-8"));
  EXPECT_TRUE(is_compressible("image/svg+xml"));
  EXPECT_FALSE(is_compressible("text/event-stream"));
  EXPECT_FALSE(is_compressible("application/pdf"));
  EXPECT_FALSE(is_compressible(""));
}

TEST(Gzip, round_trip_in_pieces_and_members) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 1000) + ",";
  const std::string zipped = gzip(text) + gzip("") + gzip("tail");
  for (const std::size_t step : {std::size_t{1}, std::size_t{777}, zipped.size()}) {
    Inflater inflater({});
    std::string out;
    for (std::size_t at = 0; at < zipped.size(); at += step) ASSERT_TRUE(inflater.feed(std::string_view(zipped).substr(at, step), out));
    ASSERT_TRUE(inflater.finish());
    EXPECT_EQ(out, text + "tail");
  }
}

TEST(Gzip, refuses_bombs_cuts_and_rubbish) {
  const std::string bomb = gzip(std::string(50'000'000, '\0'), 9);
  EXPECT_EQ(gunzip(bomb, {.decoded_bytes_max = 1'000'000, .ratio_max = 100'000}).error().code, Code::kResourceExhausted);
  EXPECT_EQ(gunzip(bomb, {.decoded_bytes_max = 100'000'000}).error().code, Code::kResourceExhausted);   // by ratio
  EXPECT_EQ(gunzip(bomb, {.decoded_bytes_max = 50'000'000, .ratio_max = 100'000})->size(), 50'000'000u);
  const std::string good = gzip("some text that is long enough");
  for (std::size_t n = 0; n < good.size(); ++n) EXPECT_EQ(gunzip(good.substr(0, n)).error().code, Code::kInvalidArgument) << n;
  std::string corrupt = good;
  corrupt[corrupt.size() - 6] ^= 1;              // the checksum
  EXPECT_FALSE(gunzip(corrupt));
  EXPECT_FALSE(gunzip(good + "rubbish"));
  EXPECT_FALSE(gunzip("plain"));
}

TEST(Headers, a_value_cannot_split_the_response) {
  HeaderBlock h;
  h.add("x-a", "1\r\nset-cookie: evil=1");
  h.set("X-B", "first");
  h.set("x-b", "second");
  EXPECT_EQ(h.text(), "x-a: 1  set-cookie: evil=1\r\nx-b: second\r\n");
  EXPECT_EQ(h.get("X-A"), "1  set-cookie: evil=1");
  EXPECT_EQ(h.get("set-cookie"), "");
}

TEST(Status, both_ways) {
  for (int c = 0; c <= 16; ++c) {
    const auto code = static_cast<Code>(c);
    const int status = status_of(code);
    EXPECT_NE(reason_phrase(status), "Unknown") << status;
  }
  for (const auto code : {Code::kOk, Code::kCancelled, Code::kInvalidArgument, Code::kUnauthenticated, Code::kPermissionDenied, Code::kNotFound,
                          Code::kFailedPrecondition, Code::kResourceExhausted, Code::kUnimplemented, Code::kUnavailable, Code::kDeadlineExceeded, Code::kInternal})
    EXPECT_EQ(code_of(status_of(code)), code) << code_name(code);
  const auto r = error_response(Error{Code::kNotFound, "No \"such\" card.", ""});
  EXPECT_EQ(r.status, 404);
  EXPECT_EQ(r.body_view(), R"({"error":{"code":"NOT_FOUND","message":"No \"such\" card."}})");
  EXPECT_THAT(std::string(error_response(Error{Code::kFailedPrecondition, "x", "ILLEGAL_MOVE"}).body_view()), HasSubstr("ILLEGAL_MOVE"));
}

Task<Response> nothing(Request&) { co_return Response(); }

TEST(Router, exact_before_prefix_and_longest_prefix_first) {
  Router r;
  r.on_prefix(Method::kGet, "/", nothing);
  r.on_prefix(Method::kGet, "/assets/", nothing);
  r.on(Method::kPost, "/graphql", nothing);
  r.on(Method::kGet, "/assets/special", nothing);
  EXPECT_EQ(r.match(Method::kGet, "/assets/special").route->path, "/assets/special");
  EXPECT_EQ(r.match(Method::kGet, "/assets/other").route->path, "/assets/");
  EXPECT_EQ(r.match(Method::kHead, "/x").route->path, "/");
  EXPECT_EQ(r.match(Method::kGet, "/graphql").route, nullptr);      // not swallowed by the catch-all
  EXPECT_EQ(r.match(Method::kGet, "/graphql").allow, "POST, OPTIONS");
  EXPECT_EQ(r.match(Method::kDelete, "/assets/x").allow, "GET, HEAD, OPTIONS");
  EXPECT_DEATH(r.on(Method::kPost, "/graphql", nothing), "registered twice");
}

TEST(Cors, refuses_unsafe_settings) {
  EXPECT_FALSE(Cors::make({.origins = {"*"}, .credentials = true}));
  EXPECT_FALSE(Cors::make({.origins = {"*", "https://a.example"}}));
  EXPECT_FALSE(Cors::make({.origins = {"https://a.example/path"}}));
  EXPECT_FALSE(Cors::make({.origins = {"a.example"}}));
  EXPECT_TRUE(Cors::make({.origins = {"*"}})->allows("https://any.example"));
  const auto some = Cors::make({.origins = Cors::split_origins(" http://localhost:5173 , https://A.example:443,")});
  ASSERT_TRUE(some);
  EXPECT_TRUE(some->allows("http://localhost:5173"));
  EXPECT_TRUE(some->allows("https://a.example"));
  EXPECT_FALSE(some->allows("https://a.example.evil.example"));
  EXPECT_FALSE(some->allows("null"));
  EXPECT_FALSE(some->allows(""));
  EXPECT_FALSE(Cors().enabled());
}

// ---- chunks ---------------------------------------------------------------------------------------------------------

TEST(Chunks, read_the_same_however_they_are_cut) {
  using Step = ChunkDecoder::Step;
  struct Case {
    std::string bytes;
    Step step;
    std::string data, rest;
  };
  const std::vector<Case> cases = {
      {"0\r\n\r\n", Step::kDone, "", ""},
      {"4\r\nWiki\r\nA;x=\"y\"\r\n0123456789\r\n000\r\nT: v\r\nU: w\r\n\r\nGET", Step::kDone, "Wiki0123456789", "GET"},
      {"3 ;a\r\nabc\r\n0 \r\n\r\n", Step::kDone, "abc", ""},
      {"14\r\n01234567890123456789\r\n0\r\n\r\n", Step::kDone, "01234567890123456789", ""},
      {"15\r\n", Step::kTooLarge, "", ""},
      {"10\r\n0123456789abcdef\r\n5\r\n", Step::kTooLarge, "0123456789abcdef", ""},
      {"ffffffffffffffff\r\n", Step::kTooLarge, "", ""},
      {"00000000000000001\r\n", Step::kBad, "", ""},
      {"3\r\nabc", Step::kNeedMore, "abc", ""},
      {"3\r\nab", Step::kNeedMore, "ab", ""},
      {"", Step::kNeedMore, "", ""},
      {"\r\n", Step::kBad, "", ""},
      {"-1\r\n", Step::kBad, "", ""},
      {"0x3\r\n", Step::kBad, "", ""},
      {"3\nabc", Step::kBad, "", ""},
      {"3\r\rabc", Step::kBad, "", ""},
      {"3\r\nabcd\r\n", Step::kBad, "abc", ""},
      {"3\r\nabc\n0\r\n\r\n", Step::kBad, "abc", ""},
      {"3;a\nb\r\nabc\r\n0\r\n\r\n", Step::kBad, "", ""},
      {"0\r\nT: v\n\r\n", Step::kBad, "", ""},
      {"0\r\n\rX", Step::kBad, "", ""},
      {"0;" + std::string(16 * 1024, 'e') + "\r\nt\r\n\r\n", Step::kBad, "", ""},
  };
  for (const auto& c : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, c.bytes.size() + 1}) {
      ChunkDecoder decoder(20);
      std::string data;
      auto step = Step::kNeedMore;
      std::size_t at = 0;
      while (step == Step::kNeedMore && at < c.bytes.size()) {
        const auto next = std::string_view(c.bytes).substr(at, piece);
        auto left = next;
        step = decoder.feed(left, data);
        at += next.size() - left.size();
      }
      EXPECT_EQ(step, c.step) << c.bytes.substr(0, 60) << " by " << piece;
      EXPECT_EQ(data, c.data) << c.bytes.substr(0, 60) << " by " << piece;
      if (step == Step::kDone) EXPECT_EQ(c.bytes.substr(at), c.rest) << " by " << piece;
    }
  }
}

// ---- multipart ------------------------------------------------------------------------------------------------------

std::string show(const Result<std::vector<Part>>& parts) {
  if (!parts) return std::string(code_name(parts.error().code));
  std::string out;
  for (const auto& p : *parts)
    out += "[" + p.name + "|" + p.filename.value_or("-") + "|" + std::string(p.content_type) + "|" + std::string(p.body) + "]";
  return out;
}

TEST(Multipart, parses) {
  const auto part = [](std::string header, std::string body) { return "--b\r\n" + header + "\r\n\r\n" + body + "\r\n"; };
  const std::string plain = "Content-Disposition: form-data; name=\"a\"";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {part(plain, "1") + "--b--\r\n", "[a|-|text/plain|1]"},
      {part(plain, "1") + "--b--", "[a|-|text/plain|1]"},
      {part(plain, "") + "--b--", "[a|-|text/plain|]"},
      {"--b\r\n" + plain + "\r\n\r\n--b--", "[a|-|text/plain|]"},                      // a header without a body (RFC 2046 §5.1.1)
      {part(plain, "x\r\n--c\r\n-- b") + "--b--", "[a|-|text/plain|x\r\n--c\r\n-- b]"},
      {"preamble\r\n" + part(plain, "1") + "--b--\r\nepilogue", "[a|-|text/plain|1]"},
      {"--b  \r\n" + plain + "\r\n\r\n1\r\n--b--", "[a|-|text/plain|1]"},
      {part("content-disposition: FORM-DATA; NAME=\"f\"; filename=\"C:\\cv \\\"x\\\".pdf\"\r\nContent-Type: application/pdf", "%PDF") + "--b--",
       "[f|C:\\cv \"x\".pdf|application/pdf|%PDF]"},
      {part("Content-Disposition: form-data; name=f; filename=%22q%22%0d.txt", "") + "--b--", "[f|\"q\"\r.txt|text/plain|]"},
      {part("Content-Disposition: form-data; name=\"f\"; filename=\"\"", "") + "--b--", "[f||text/plain|]"},
      {part("Content-Disposition: form-data; name=\"\xC3\xA9\"", "1") + "--b--", "[\xC3\xA9|-|text/plain|1]"},
      {part(plain, "1") + part("Content-Disposition: form-data; name=\"b;c\"", "2") + "--b--", "[a|-|text/plain|1][b;c|-|text/plain|2]"},
      {"--b--", ""},
      // hostile
      {"", "INVALID_ARGUMENT"},
      {"--b", "INVALID_ARGUMENT"},
      {"--b\r\n", "INVALID_ARGUMENT"},
      {part(plain, "1"), "INVALID_ARGUMENT"},
      {part(plain, "1") + "--b", "INVALID_ARGUMENT"},
      {part(plain, "1") + "--c--", "INVALID_ARGUMENT"},
      {"--b\r\n" + plain, "INVALID_ARGUMENT"},
      {"--bx\r\n" + plain + "\r\n\r\n1\r\n--b--", "INVALID_ARGUMENT"},
      {part("X: y", "no disposition") + "--b--", "INVALID_ARGUMENT"},
      {"--b\r\n\r\nno header\r\n--b--", "INVALID_ARGUMENT"},
      {part("Content-Disposition: attachment; name=\"a\"", "1") + "--b--", "INVALID_ARGUMENT"},
      {part("Content-Disposition: form-data", "1") + "--b--", "INVALID_ARGUMENT"},
      {part("Content-Disposition: form-data; name=\"a", "1") + "--b--", "INVALID_ARGUMENT"},
      {part("Content-Disposition: form-data; name=\"a\" x", "1") + "--b--", "INVALID_ARGUMENT"},
      {part("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "1") + "--b--", "INVALID_ARGUMENT"},
      {part(plain + "\r\n" + plain, "1") + "--b--", "INVALID_ARGUMENT"},
      {part(plain + "\r\n folded", "1") + "--b--", "INVALID_ARGUMENT"},
      {part(plain + "\r\nno colon", "1") + "--b--", "INVALID_ARGUMENT"},
      {part("Content-Disposition: form-data; name=\"\xff\"", "1") + "--b--", "INVALID_ARGUMENT"},
      {part(plain + "\r\nContent-Type: multipart/mixed; boundary=c", "1") + "--b--", "INVALID_ARGUMENT"},
      {part(plain + "\r\nContent-Type: rubbish", "1") + "--b--", "INVALID_ARGUMENT"},
      {part(plain + "\r\nContent-Transfer-Encoding: base64", "1") + "--b--", "INVALID_ARGUMENT"},
      {part("X: " + std::string(3000, 'a') + "\r\n" + plain, "1") + "--b--", "RESOURCE_EXHAUSTED"},
      {part("a:1\r\na:1\r\na:1\r\na:1\r\na:1\r\na:1\r\na:1\r\na:1\r\n" + plain, "1") + "--b--", "RESOURCE_EXHAUSTED"},
      {part("Content-Disposition: form-data; name=\"" + std::string(300, 'n') + "\"", "1") + "--b--", "RESOURCE_EXHAUSTED"},
  };
  for (const auto& [bytes, expected] : cases) EXPECT_EQ(show(parse_multipart(bytes, "b")), expected) << bytes;
  std::string many;
  for (int i = 0; i < 17; ++i) many += part(plain, "1");
  EXPECT_EQ(show(parse_multipart(many + "--b--", "b")), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(show(parse_multipart("--b--", "bad\r\n")), "INVALID_ARGUMENT");
}

TEST(Multipart, boundary) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=----WebKitFormBoundaryx1").value_or(""), "----WebKitFormBoundaryx1");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"").value_or(""), "a b");
  for (const char* bad : {"multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=b", "text/plain", "multipart/form-data; boundary=\"a\\\"b\"",
                          "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    EXPECT_FALSE(multipart_boundary(bad)) << bad;
}

}  // namespace
}  // namespace jm::http
