// The web app's session and files: whose cookie counts, what is sent for a path.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gateway/auth.h"
#include "gateway/web_files.h"
#include "gateway/web_session.h"

namespace jm::gateway {
namespace {

namespace fs = std::filesystem;
using Headers = std::vector<std::pair<std::string, std::string>>;

http::Request request(const Headers& headers, std::string path = "/graphql") {
  http::Request r;
  r.path = std::move(path);
  for (const auto& [name, value] : headers) r.headers.add(name, value);
  return r;
}

TEST(WebSession, FindsItsCookieAmongOthers) {
  EXPECT_EQ(session_cookie(""), "");
  EXPECT_EQ(session_cookie("a=b; jobmate_session=x.y.z; c"), "x.y.z");
  EXPECT_EQ(session_cookie("xjobmate_session=1; jobmate_session_=2; =; ;;"), "");
  EXPECT_EQ(session_cookie("jobmate_session=; a=b"), "");
  EXPECT_EQ(session_cookie("jobmate_session=1;jobmate_session=2"), std::nullopt);     // one of them was written by somebody else
}

TEST(WebSession, SetCookieNamesWhatKeepsScriptsAway) {
  EXPECT_EQ(session_set_cookie("t", std::chrono::seconds(60), false), "jobmate_session=t; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
  EXPECT_EQ(session_set_cookie("", std::chrono::seconds(60), true), "jobmate_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure");
}

TEST(WebSession, OwnPageByOriginAndFetchMetadata) {
  http::CorsOptions allowed;
  allowed.origins = {"https://app.example.org"};
  const http::Cors cors = *http::Cors::make(allowed);
  struct Case {
    Headers headers;
    bool own;
  };
  const Case cases[] = {
      {{}, true},                                                                              // not a browser: needs the cookie all the same
      {{{"sec-fetch-site", "same-origin"}}, true},
      {{{"sec-fetch-site", "cross-site"}}, false},
      {{{"sec-fetch-site", "same-site"}}, false},                                              // a neighbouring subdomain
      {{{"sec-fetch-site", "none"}}, false},
      {{{"origin", "http://jobs.example.org:4000"}, {"host", "jobs.example.org:4000"}}, true},
      {{{"origin", "https://jobs.example.org"}, {"host", "JOBS.example.org"}, {"sec-fetch-site", "same-origin"}}, true},
      {{{"origin", "https://jobs.example.org"}, {"host", "jobs.example.org"}, {"sec-fetch-site", "cross-site"}}, false},
      {{{"origin", "https://jobs.example.org.evil.example"}, {"host", "jobs.example.org"}}, false},
      {{{"origin", "http://jobs.example.org:4001"}, {"host", "jobs.example.org:4000"}}, false},
      {{{"origin", "null"}, {"host", "null"}}, false},
      {{{"origin", "https://"}, {"host", ""}}, false},
      {{{"origin", "https://app.example.org"}, {"host", "api.example.org"}, {"sec-fetch-site", "same-site"}}, true},   // CORS_ORIGIN
      {{{"origin", "https://evil.example"}, {"host", "api.example.org"}, {"sec-fetch-site", "same-origin"}}, false},
  };
  for (const Case& c : cases) EXPECT_EQ(from_own_page(request(c.headers), cors), c.own) << testing::PrintToString(c.headers);
}

class SignInTest : public testing::Test {
 protected:
  SignIn with(const Headers& headers, SignInWays ways) { return sign_in(request(headers), tokens, ways); }
  crypto::JwtSigner tokens = *crypto::JwtSigner::make({.key = Secret("0123456789012345678901234567890123456789")});
  Uuid user = *Uuid::parse("0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f1a");
  std::string token = tokens.sign(user, "a@example.org");
  http::Cors none;
};

TEST_F(SignInTest, CookieOnlyFromOurOwnPage) {
  const std::string cookie = "jobmate_session=" + token;
  const SignIn good = with({{"cookie", cookie}, {"x-jobmate-web", "1"}, {"sec-fetch-site", "same-origin"}}, {none});
  EXPECT_EQ(good.caller.user_id, user);
  EXPECT_TRUE(good.by_cookie);
  EXPECT_EQ(with({{"cookie", cookie}}, {none}).error->reason, "CSRF_BLOCKED");
  EXPECT_EQ(with({{"cookie", cookie}, {"x-jobmate-web", "1"}, {"origin", "https://evil.example"}}, {none}).error->reason, "CSRF_BLOCKED");
  EXPECT_EQ(with({{"cookie", cookie + "; " + cookie}, {"x-jobmate-web", "1"}}, {none}).error->reason, "TOKEN_INVALID");
  EXPECT_EQ(with({{"cookie", "jobmate_session=nonsense"}, {"x-jobmate-web", "1"}}, {none}).error->reason, "TOKEN_INVALID");
  EXPECT_TRUE(with({{"cookie", "other=1"}}, {none}).caller.user_id.is_nil());
}

TEST_F(SignInTest, EventStreamsDoWithoutTheHeaderButNotForOthers) {
  const std::string cookie = "jobmate_session=" + token;
  const SignInWays events{.web_origins = none, .token_in_url = true, .cookie_needs_header = false};
  EXPECT_EQ(with({{"cookie", cookie}, {"sec-fetch-site", "same-origin"}}, events).caller.user_id, user);
  EXPECT_EQ(with({{"cookie", cookie}, {"sec-fetch-site", "cross-site"}}, events).error->reason, "CSRF_BLOCKED");
}

TEST_F(SignInTest, BearerIsNobodyElsesBusiness) {
  const SignIn who = with({{"authorization", "Bearer " + token}, {"cookie", "jobmate_session=x"}, {"origin", "https://evil.example"}}, {none});
  EXPECT_EQ(who.caller.user_id, user);
  EXPECT_FALSE(who.by_cookie);
}

class WebFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(dir / "assets");
    write("index.html", "<!doctype html>");
    write("index.html.br", "B");
    write("assets/app-1.js", "let x = 1;");
    write("assets/app-1.js.br", "BR");
    write("assets/app-1.js.gz", "GZ");
    write("inbox.html", "<!doctype html><style>p{margin:0}</style><i><style>");
    write("robots.txt", "User-agent: *");
    write(".secret", "s");
    fs::create_symlink("/etc/passwd", dir / "passwd.txt");
  }
  void TearDown() override { fs::remove_all(dir); }
  void write(const std::string& name, const std::string& text) { std::ofstream(dir / name) << text; }
  http::Response get(std::string path, const Headers& headers = {}) { return WebFiles::load(dir)->answer(request(headers, std::move(path))); }

  fs::path dir = fs::path(testing::TempDir()) / ("web_files_" + std::to_string(::getpid()));
};

TEST_F(WebFilesTest, PagesAreAskedForAgainAssetsNever) {
  const http::Response page = get("/");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page.headers.get("cache-control"), "no-cache");
  EXPECT_THAT(std::string(page.headers.get("content-security-policy")), testing::HasSubstr("script-src 'self';"));
  EXPECT_THAT(std::string(page.headers.get("content-security-policy")), testing::Not(testing::HasSubstr("unsafe")));
  EXPECT_EQ(page.headers.get("x-content-type-options"), "nosniff");
  EXPECT_EQ(get("/assets/app-1.js").headers.get("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/", {{"if-none-match", std::string(page.headers.get("etag"))}}).status, 304);
}

TEST_F(WebFilesTest, AStyleThatStandsInThePageIsNamedByItsHash) {
  // printf 'p{margin:0}' | openssl dgst -sha256 -binary | base64, with base64url's two letters
  const std::string policy(get("/inbox.html").headers.get("content-security-policy"));
  EXPECT_THAT(policy, testing::EndsWith("style-src 'self' 'sha256-QRQPRLGyxt3RJiKpYNjpkgHcmHU2PywsfL2e8oI0LQA='"));
  EXPECT_THAT(std::string(get("/").headers.get("content-security-policy")), testing::EndsWith("style-src 'self'"));
}

TEST_F(WebFilesTest, WhatTheBuildCompressedIsSentToWhoAcceptsIt) {
  EXPECT_EQ(get("/assets/app-1.js", {{"accept-encoding", "gzip, br"}}).body_view(), "BR");
  const http::Response gzip = get("/assets/app-1.js", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(gzip.body_view(), "GZ");
  EXPECT_EQ(gzip.headers.get("content-encoding"), "gzip");
  EXPECT_EQ(gzip.headers.get("vary"), "accept-encoding");
  EXPECT_EQ(get("/assets/app-1.js").body_view(), "let x = 1;");
  EXPECT_EQ(get("/index.html", {{"accept-encoding", "gzip"}}).headers.get("content-encoding"), "");    // it has no .gz
  EXPECT_EQ(get("/assets/app-1.js.br").status, 404);
}

TEST_F(WebFilesTest, ThePagesOfTheAppAreIndexHtmlAndNothingElseIs) {
  const Headers browser = {{"accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
  EXPECT_EQ(get("/board/0192", browser).body_view(), "<!doctype html>");
  EXPECT_THAT(std::string(get("/inbox/0192", browser).body_view()), testing::HasSubstr("p{margin:0}"));
  EXPECT_EQ(get("/inbox", browser).headers.get("etag"), get("/inbox/0192", browser).headers.get("etag"));
  EXPECT_EQ(get("/inbox").status, 404);                        // not a navigation
  EXPECT_EQ(get("/assets/gone-2.js", browser).status, 404);    // a file of an older version
  EXPECT_EQ(get("/.secret", browser).status, 404);
  EXPECT_EQ(get("/passwd.txt", browser).status, 404);          // links are not followed
  EXPECT_EQ(get("/../web_files", browser).body_view(), "<!doctype html>");   // a page of the app by name; no file is touched
}

TEST_F(WebFilesTest, AFolderThatIsNoWebAppIsRefused) {
  EXPECT_EQ(WebFiles::load(dir / "nowhere").error().code, Code::kNotFound);
  EXPECT_EQ(WebFiles::load(dir / "assets").error().code, Code::kNotFound);
}

}  // namespace
}  // namespace jm::gateway
