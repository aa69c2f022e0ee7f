// Readings of URLs that must agree with browsers, above all where disagreeing would hide an address.
#include "outbound/web_url.h"

#include <gtest/gtest.h>

namespace jm::outbound {
namespace {

std::string href(std::string_view text, const WebUrl* base = nullptr) {
  const auto url = parse_web_url(text, base);
  return url ? url->href() : url.error().reason;
}

// What `new URL(text).href` says in a browser, without the fragment; "URL_…" where it throws or the scheme is not ours.
TEST(WebUrl, ReadsAsBrowsersDo) {
  const struct { std::string_view text, href; } kRows[] = {
      {"https://example.org", "https://example.org/"},
      {"HTTP://EXAMPLE.org:80/A", "http://example.org/A"},
      {"https://example.org:443", "https://example.org/"},
      {"https://example.org:8443/", "https://example.org:8443/"},
      {"  https://example.org/a b\t?q=é#f ", "https://example.org/a%20b?q=%C3%A9"},
      {"ht\ntps://exa\tmple.org/", "https://example.org/"},
      {"https:example.org", "https://example.org/"},
      {"https:///\\example.org\\a", "https://example.org/a"},
      {"https://example.org/a/./b/../c/%2e%2E/d", "https://example.org/a/d"},
      {"https://example.org/../..", "https://example.org/"},
      {"https://example.org?x", "https://example.org/?x"},
      {"https://example.org/?'\"<>", "https://example.org/?%27%22%3C%3E"},
      {"https://example.org/{}|^`", "https://example.org/%7B%7D|^%60"},
      {"https://Soci\u00E9t\u00E9.example.org/", "https://xn--socit-esab.example.org/"},
      {"https://ex%61mple.org/", "https://example.org/"},
      // Addresses in disguise.
      {"http://127.0.0.1/", "http://127.0.0.1/"},
      {"http://2130706433/", "http://127.0.0.1/"},
      {"http://0x7f000001/", "http://127.0.0.1/"},
      {"http://0x7f.1/", "http://127.0.0.1/"},
      {"http://017700000001/", "http://127.0.0.1/"},
      {"http://0177.0.0.01/", "http://127.0.0.1/"},
      {"http://127.1/", "http://127.0.0.1/"},
      {"http://127.0.0.1./", "http://127.0.0.1/"},
      {"http://\uFF11\uFF12\uFF17.0.0.1/", "http://127.0.0.1/"},
      {"http://%31%32%37.0.0.1/", "http://127.0.0.1/"},
      {"http://0/", "http://0.0.0.0/"},
      {"http://0x/", "http://0.0.0.0/"},
      {"http://[::1]/", "http://[::1]/"},
      {"http://[::ffff:127.0.0.1]/", "http://127.0.0.1/"},          // kept as the IPv4 address it carries
      {"http://[::ffff:7f00:1]:80/", "http://127.0.0.1/"},
      {"http://a@127.0.0.1:80@example.org/", "http://example.org/"},
      {"http://example.org\\@127.0.0.1/", "http://example.org/@127.0.0.1/"},
      {"http://example.org#@127.0.0.1/", "http://example.org/"},
      {"http://1.2.3.4.5/", "URL_HOST"},
      {"http://256.0.0.1/", "URL_HOST"},
      {"http://1.2.3.0x100/", "URL_HOST"},
      {"http://4294967296/", "URL_HOST"},
      {"http://a.0x7f/", "URL_HOST"},
      {"http://1.2.3.08/", "URL_HOST"},
      {"http://[::1%25eth0]/", "URL_HOST"},
      {"http://[127.0.0.1]/", "URL_HOST"},
      {"http://[::1/", "URL_HOST"},
      {"http://exa mple.org/", "URL_HOST"},
      {"http://example.org%00/", "URL_HOST"},
      {"http://ex%2fample.org/", "URL_HOST"},
      {"http:///", "URL_HOST"},
      {"http://:80/", "URL_HOST"},
      {"http://example.org:99999/", "URL_MALFORMED"},
      {"http://example.org:8a/", "URL_MALFORMED"},
      {"file:///etc/passwd", "URL_SCHEME"},
      {"gopher://example.org:70/", "URL_SCHEME"},
      {"javascript:alert(1)", "URL_SCHEME"},
      {"//example.org/", "URL_MALFORMED"},
      {"", "URL_MALFORMED"},
      {"nothing", "URL_MALFORMED"},
  };
  for (const auto& r : kRows) EXPECT_EQ(href(r.text), r.href) << r.text;
  EXPECT_EQ(href("https://example.org/" + std::string(kWebUrlBytesMax, 'a')), "URL_TOO_LONG");
}

TEST(WebUrl, ReferencesAreRelativeToTheirPage) {
  const auto base = parse_web_url("https://example.org:8443/jobs/list?page=2");
  const struct { std::string_view text, href; } kRows[] = {
      {"7", "https://example.org:8443/jobs/7"},
      {"/x", "https://example.org:8443/x"},
      {"../y?z", "https://example.org:8443/y?z"},
      {"?page=3", "https://example.org:8443/jobs/list?page=3"},
      {"#top", "https://example.org:8443/jobs/list?page=2"},
      {"//other.example.org/a", "https://other.example.org/a"},
      {"\\\\other.example.org\\a", "https://other.example.org/a"},
      {"https:x", "https://example.org:8443/jobs/x"},
      {"http:x", "http://x/"},
      {"http://0x7f.1/", "http://127.0.0.1/"},
      {"ftp://example.org/", "URL_SCHEME"},
  };
  for (const auto& r : kRows) EXPECT_EQ(href(r.text, &*base), r.href) << r.text;
}

TEST(WebUrl, WhatPeoplePaste) {
  const auto pasted = [](std::string_view text) {
    const auto url = parse_pasted_url(text);
    return url ? url->href() : url.error().reason;
  };
  EXPECT_EQ(pasted(" <https://example.org/jobs/1>\n"), "https://example.org/jobs/1");
  EXPECT_EQ(pasted("www.example.org/jobs"), "https://www.example.org/jobs");
  EXPECT_EQ(pasted("example.org:443"), "https://example.org/");
  EXPECT_EQ(pasted("example.org"), "https://example.org/");
  EXPECT_EQ(pasted("call me"), "URL_MALFORMED");
  EXPECT_EQ(pasted("mailto:a@example.org"), "URL_SCHEME");
  EXPECT_EQ(pasted("C++ developer"), "URL_MALFORMED");
}

TEST(WebUrl, CredentialsAreNoticedAndNeverSent) {
  const auto url = parse_web_url("https://user:pass@example.org/");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->credentials);
  EXPECT_EQ(url->href(), "https://example.org/");
  EXPECT_TRUE(parse_web_url("https://@example.org/")->credentials);
  EXPECT_FALSE(parse_web_url("https://example.org/@x")->credentials);
}

TEST(WebUrl, TheWireFormIsStrict) {
  EXPECT_EQ(parse_web_url("https://example.org/a|b^c[d]%zz?e={f}%")->wire(), "https://example.org/a%7Cb%5Ec%5Bd%5D%25zz?e=%7Bf%7D%25");
  EXPECT_EQ(parse_web_url("http://[2001:4860::1]/")->wire(), "http://[2001:4860::1]/");
}

}  // namespace
}  // namespace jm::outbound
