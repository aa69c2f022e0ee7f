#include "outbound/guard.h"

#include <gtest/gtest.h>

namespace jm::outbound {
namespace {

http::IpAddress ip(std::string_view s) { return http::IpAddress::parse(s).value(); }

TEST(Guard, OnlyPublicAddressesAreOpen) {
  for (const char* open : {"1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "192.0.1.0", "198.17.255.255", "223.255.255.255",
                           "2606:4700:4700::1111", "2a01:e0a::1", "2001:4860:4860::8888", "2003::1", "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(ip(open))) << open;
  for (const char* closed :
       {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
        "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "::ffff:0:7f00:1", "4000::1", "fd00:ec2::254"})
    EXPECT_FALSE(is_public(ip(closed))) << closed;
}

TEST(Guard, UrlsAreCheckedBeforeAnythingIsAsked) {
  const auto reason = [](std::string_view text) {
    const auto url = parse_web_url(text);
    if (!url) return url.error().reason;
    const auto ok = check_url(*url);
    return ok ? std::string("open") : ok.error().reason;
  };
  EXPECT_EQ(reason("https://example.org/"), "open");
  EXPECT_EQ(reason("http://example.org:443/"), "open");
  EXPECT_EQ(reason("https://example.org:8080/"), "URL_PORT");
  EXPECT_EQ(reason("http://example.org:22/"), "URL_PORT");
  EXPECT_EQ(reason("https://me@example.org/"), "URL_CREDENTIALS");
  for (const char* disguised : {"http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.1/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://0/", "http://169.254.169.254/latest/meta-data/",
                                "http://[fd00:ec2::254]/", "http://\uFF11\uFF10.0.0.1/", "http://[64:ff9b::a00:1]/"})
    EXPECT_EQ(reason(disguised), "ADDRESS_REFUSED") << disguised;
}

TEST(Guard, OnePrivateAddressSpoilsTheName) {
  EXPECT_TRUE(check_addresses({ip("1.1.1.1"), ip("2606:4700::1")}));
  EXPECT_FALSE(check_addresses({ip("1.1.1.1"), ip("127.0.0.1")}));
  EXPECT_FALSE(check_addresses({}));
}

}  // namespace
}  // namespace jm::outbound
