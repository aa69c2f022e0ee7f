#include "text/domain_name.h"

#include <gtest/gtest.h>

namespace jm::text {
namespace {

TEST(DomainName, IsWhatTheNetworkKnows) {
  const struct { std::string_view name; const char* ascii; } kRows[] = {
      {"Example.ORG", "example.org"},   {"Société.example.org", "xn--socit-esab.example.org"}, {"faß.de", "xn--fa-hia.de"},
      {"ｅｘａｍｐｌｅ．org", "example.org"}, {"example。org", "example.org"},                    {"example.org.", "example.org."},
      {"a_b.example.org", "a_b.example.org"}, {"１２７.0.0.1", "127.0.0.1"},                     {"exa\u00ADmple.org", "example.org"},
      {"", "-"}, {".", "-"}, {"a..b", "-"}, {".a", "-"}, {"a b", "-"}, {"a%b", "-"}, {"a@b", "-"}, {"a/b", "-"}, {"a:b", "-"}, {"xn--\x80", "-"}, {"xn--0", "-"}, {"\xFF", "-"},
  };
  for (const auto& r : kRows) EXPECT_EQ(domain_to_ascii(r.name).value_or("-"), r.ascii) << r.name;
  EXPECT_FALSE(domain_to_ascii(std::string(64, 'a') + ".org"));
  EXPECT_FALSE(domain_to_ascii(std::string(5000, 'a')));
}

}  // namespace
}  // namespace jm::text
