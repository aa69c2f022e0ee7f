// Any text as a URL, alone and against a base: what is read once reads the same again, and says whether its host is an address.
#include <cstdint>
#include <cstdlib>

#include "outbound/guard.h"
#include "outbound/web_url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::outbound;
  static const WebUrl base = *parse_web_url("https://example.org/a/b?c");
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  for (const WebUrl* against : {static_cast<const WebUrl*>(nullptr), &base}) {
    const auto url = parse_web_url(s, against);
    if (!url) continue;
    const std::string href = url->href();
    for (const char c : href)
      if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F) std::abort();
    const auto again = parse_web_url(href);
    if (!again || again->href() != href || again->host != url->host || again->address != url->address || again->credentials) std::abort();
    if (parse_web_url(url->wire())->host != url->host) std::abort();
    if (!url->address && jm::http::IpAddress::parse(url->host)) std::abort();      // no address hides as a name
    (void)check_url(*url);
  }
  (void)parse_pasted_url(s);
  return 0;
}
