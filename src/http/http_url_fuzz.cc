// Canonical URLs are stable; decoded paths never climb; queries decode.
#include <cstdint>
#include <cstdlib>

#include "base/json_text.h"
#include "http/address.h"
#include "http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = parse_url(text)) {
    const auto again = parse_url(url->str());
    if (!again || again->str() != url->str()) std::abort();
    for (const char c : url->str())
      if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f) std::abort();
  }
  static const Url base = *parse_url("https://example.com/a/b?c");
  if (const auto url = resolve_url(base, text); url && url->scheme != "http" && url->scheme != "https") std::abort();
  if (const auto path = normalise_path(text)) {
    if (!path->starts_with('/') || !jm::is_valid_utf8(*path)) std::abort();
    if (path->find("/../") != path->npos || path->ends_with("/..") || path->find("//") != path->npos) std::abort();
  }
  (void)parse_query(text);
  (void)query_parameter(text, "a");
  if (const auto plain = percent_decode(text); plain && percent_decode(percent_encode(*plain)) != plain) std::abort();
  if (const auto address = IpAddress::parse(text); address && IpAddress::parse(address->str()) != address) std::abort();
  (void)IpRange::parse(text);
  return 0;
}
