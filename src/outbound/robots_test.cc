#include "outbound/robots.h"

#include <gtest/gtest.h>

namespace jm::outbound {
namespace {

// The rules of RFC 9309, a file and what it allows at a time.
TEST(Robots, RulesAsTheRfcReadsThem) {
  const struct { std::string_view file, target; bool allowed; } kRows[] = {
      {"", "/x", true},
      {"User-agent: *\nDisallow: /", "/x", false},
      {"User-agent: *\nDisallow: /", "/robots.txt", true},
      {"User-agent: *\nDisallow:", "/x", true},
      {"user-AGENT : *  # all\r\nDISALLOW :/private # no\r\n", "/private/a", false},
      {"User-agent: *\rDisallow: /a\r", "/a", false},
      {"\xEF\xBB\xBFUser-agent: *\nDisallow: /a", "/a", false},
      // Our own group replaces the general one, even when it is empty.
      {"User-agent: *\nDisallow: /\n\nUser-agent: JobMate\nAllow: /", "/x", true},
      {"User-agent: jobmate/2.0\nDisallow: /a\nUser-agent: *\nDisallow: /b", "/b", true},
      {"User-agent: jobmate/2.0\nDisallow: /a\nUser-agent: *\nDisallow: /b", "/a", false},
      {"User-agent: JobMate\n\nUser-agent: *\nDisallow: /", "/x", false},                     // names in a row share a group
      {"User-agent: JobMateBot\nDisallow: /", "/x", true},
      {"User-agent: other\nUser-agent: jobmate\nDisallow: /a", "/a", false},
      {"User-agent: jobmate\nDisallow: /a\nUser-agent: jobmate\nDisallow: /b", "/b", false},  // groups of one name are one
      {"Disallow: /a", "/a", true},                                                         // before any group
      // Longest match; Allow on a tie.
      {"User-agent: *\nDisallow: /jobs\nAllow: /jobs/public", "/jobs/public/1", true},
      {"User-agent: *\nAllow: /jobs\nDisallow: /jobs/private", "/jobs/private/1", false},
      {"User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
      // Wildcards.
      {"User-agent: *\nDisallow: /*.pdf$", "/cv/a.pdf", false},
      {"User-agent: *\nDisallow: /*.pdf$", "/cv/a.pdf?x", true},
      {"User-agent: *\nDisallow: /*?page=", "/jobs?page=2", false},
      {"User-agent: *\nDisallow: *", "/x", false},
      {"User-agent: *\nDisallow: /a*b*c$", "/aXbYcZc", false},
      {"User-agent: *\nDisallow: /a$", "/ab", true},
      // Spelling.
      {"User-agent: *\nDisallow: /caf%c3%a9", "/café", false},
      {"User-agent: *\nDisallow: /%7Eme", "/~me", false},
      {"User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
      {"User-agent: *\nSitemap: https://example.org/s.xml\nDisallow: /a", "/a", false},
      {"<html>Disallow: /</html>", "/x", true},
  };
  for (const auto& r : kRows) EXPECT_EQ(Robots::parse(r.file, "JobMate").allows(r.target), r.allowed) << r.file << " | " << r.target;
}

TEST(Robots, SitemapsAndDelay) {
  const auto r = Robots::parse("Sitemap: https://example.org/a.xml\nUser-agent: *\nCrawl-delay: 2.5\nUser-agent: jobmate\nCrawl-delay: -1\nDisallow: /x\nsitemap:https://example.org/b.xml", "jobmate");
  EXPECT_EQ(r.sitemaps(), (std::vector<std::string>{"https://example.org/a.xml", "https://example.org/b.xml"}));
  EXPECT_FALSE(r.crawl_delay_s());
  EXPECT_EQ(Robots::parse("User-agent: *\nCrawl-delay: 2.5", "x").crawl_delay_s(), 2.5);
}

TEST(Robots, WhatAMissingFileMeans) {
  EXPECT_TRUE(Robots::for_status(404).allows("/x"));
  EXPECT_TRUE(Robots::for_status(403).allows("/x"));
  EXPECT_FALSE(Robots::for_status(503).allows("/x"));
  EXPECT_FALSE(Robots::for_status(0).allows("/x"));
}

TEST(Robots, HostileFilesEnd) {
  std::string stars = "User-agent: *\n";
  while (stars.size() < kRobotsBytesMax) stars += "Disallow: /*a*a*a*a*a*a*a*b\n";
  EXPECT_TRUE(Robots::parse(stars, "x").allows("/" + std::string(50'000, 'a')));
  EXPECT_TRUE(Robots::parse("User-agent: *\nDisallow: /" + std::string(5000, 'a'), "x").allows("/a"));
}

}  // namespace
}  // namespace jm::outbound
