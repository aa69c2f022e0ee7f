// Any bytes as a sitemap: addresses of its own site only, each readable again.
#include <cstdint>
#include <cstdlib>

#include "discovery/sitemap.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  static const auto at = *outbound::parse_web_url("https://www.example.org/sitemap.xml");
  const auto map = discovery::read_sitemap({reinterpret_cast<const char*>(data), size}, at);
  if (!map) return 0;
  for (const auto& e : map->entries) {
    const auto url = outbound::parse_web_url(e.url);
    if (!url || !url->host.ends_with("example.org")) std::abort();
    (void)discovery::looks_like_job_page(e.url);
  }
  return 0;
}
