// Sitemaps (sitemaps.org): where a site lists its pages. XML or text, gzip or not; a list of pages or an index of further sitemaps.
// Pure.
//
//   auto map = read_sitemap(bytes, *parse_web_url("https://acme.example/sitemap.xml"));
//   map->is_index ? fetch each : look at each page's address
//
// Only addresses of the sitemap's own site are kept (same host, or a host below it); others are counted.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "outbound/web_url.h"

namespace jm::discovery {

inline constexpr std::size_t kSitemapBytesMax = std::size_t{50} << 20;     // decoded; the protocol's own limit
inline constexpr std::size_t kSitemapEntriesMax = 50'000;                  // likewise

struct SitemapEntry {
  std::string url;
  std::optional<Time> modified;
};

struct Sitemap {
  bool is_index = false;
  std::vector<SitemapEntry> entries;
  std::size_t refused = 0;           // other sites' addresses, malformed ones
  bool cut = false;                  // more than kSitemapEntriesMax
  bool broken = false;               // the document ends in a mistake; what came before it was read
};

// INVALID_ARGUMENT "NOT_A_SITEMAP"; RESOURCE_EXHAUSTED "TOO_LARGE" (also a decompression bomb).
Result<Sitemap> read_sitemap(std::string_view bytes, const outbound::WebUrl& at);

// Does an address look like one posting or a list of them? By the words that sites use in their paths, in six languages.
bool looks_like_job_page(std::string_view url);

}  // namespace jm::discovery
