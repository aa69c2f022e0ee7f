#include "discovery/sitemap.h"

#include <gtest/gtest.h>

#include "http/gzip.h"

namespace jm::discovery {
namespace {

const outbound::WebUrl kAt = *outbound::parse_web_url("https://www.acme.example.org/sitemap.xml");

std::string read(std::string_view bytes) {
  const auto map = read_sitemap(bytes, kAt);
  if (!map) return map.error().reason;
  std::string s = map->is_index ? "index" : "pages";
  for (const auto& e : map->entries) s += " " + e.url.substr(e.url.find("://") + 3) + (e.modified ? "@" + to_iso(*e.modified).substr(0, 10) : "");
  if (map->refused > 0) s += " refused=" + std::to_string(map->refused);
  if (map->broken) s += " broken";
  if (map->cut) s += " cut";
  return s;
}

TEST(Sitemap, EveryForm) {
  const std::string pages = "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc> https://acme.example.org/jobs/1 </loc><lastmod>2025-09-01</lastmod></url>"
                            "<url><loc>https://jobs.acme.example.org/2?a=1&amp;b=2</loc><lastmod>soon</lastmod></url><url><loc>https://acme.example.org/jobs/1</loc></url></urlset>";
  const std::string read_pages = "pages acme.example.org/jobs/1@2025-09-01 jobs.acme.example.org/2?a=1&b=2";
  EXPECT_EQ(read(pages), read_pages);
  EXPECT_EQ(read(http::gzip(pages)), read_pages);
  EXPECT_EQ(read("<sitemapindex><sitemap><loc>/jobs.xml.gz</loc></sitemap></sitemapindex>"), "index www.acme.example.org/jobs.xml.gz");
  EXPECT_EQ(read("https://acme.example.org/a\r\n\nhttps://acme.example.org/b\n"), "pages acme.example.org/a acme.example.org/b");
  EXPECT_EQ(read("<urlset/>"), "pages");
  // Other sites, other schemes, no address.
  EXPECT_EQ(read("<urlset><url><loc>https://evil.example/</loc></url><url><loc>https://notacme.example.org/</loc></url><url><loc>ftp://acme.example.org/</loc></url><url/><url><loc>http://127.0.0.1/</loc></url></urlset>"),
            "pages refused=5");
  EXPECT_EQ(read("<urlset><url><loc>/a</loc></url><url>"), "pages www.acme.example.org/a broken");
  EXPECT_EQ(read("<html><body>x</body></html>"), "NOT_A_SITEMAP");
  EXPECT_EQ(read(""), "NOT_A_SITEMAP");
  EXPECT_EQ(read("{}"), "NOT_A_SITEMAP");
}

TEST(Sitemap, HostileFiles) {
  EXPECT_EQ(read("<!DOCTYPE u [<!ENTITY a 'x'>]><urlset><url><loc>&a;</loc></url></urlset>"), "NOT_A_SITEMAP");
  EXPECT_EQ(read("<!DOCTYPE u [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>/&a;</loc></url></urlset>"), "NOT_A_SITEMAP");
  EXPECT_EQ(read(http::gzip(std::string(kSitemapBytesMax + 1, ' '))), "TOO_LARGE");
  EXPECT_EQ(read(http::gzip("<urlset>").substr(0, 12)), "NOT_A_SITEMAP");
  std::string many;
  for (std::size_t i = 0; i <= kSitemapEntriesMax; ++i) many += "https://acme.example.org/" + std::to_string(i) + "\n";
  const auto map = read_sitemap(many, kAt);
  ASSERT_TRUE(map);
  EXPECT_TRUE(map->cut);
  EXPECT_EQ(map->entries.size(), kSitemapEntriesMax);
}

TEST(Sitemap, WhichPagesMayBePostings) {
  for (const char* yes : {"https://a.example/jobs/1", "https://a.example/fr/offre-emploi/x", "https://a.example/Careers", "https://a.example/x?job_id=1", "https://a.example/stellenangebote/1"}) EXPECT_TRUE(looks_like_job_page(yes)) << yes;
  for (const char* no : {"https://jobs.example/about", "https://a.example/jobsite", "https://a.example/", "https://a.example", "x"}) EXPECT_FALSE(looks_like_job_page(no)) << no;
}

}  // namespace
}  // namespace jm::discovery
