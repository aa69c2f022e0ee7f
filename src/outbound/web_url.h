// URLs as browsers read them (url.spec.whatwg.org, special schemes only). Pure.
//
//   parse_web_url(" HTTPS://0x7f.1/a b?q=é ")  ->  https, host "127.0.0.1", path "/a%20b", query "q=%C3%A9"
//
// One reading serves the check and the fetch: what is connected to is never parsed from text again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/address.h"

namespace jm::outbound {

inline constexpr std::size_t kWebUrlBytesMax = 8 * 1024;

struct WebUrl {
  std::string scheme;                             // "http", "https"
  std::string host;                               // ASCII name, or the address as text (IPv6 without brackets)
  std::optional<http::IpAddress> address;         // when the host is one, however it was written
  std::uint16_t port = 0;                         // never 0
  std::string path;                               // at least "/"
  std::optional<std::string> query;               // without "?"
  std::string fragment;                           // without "#"; never sent
  bool credentials = false;                       // "user:password@" stood there

  bool default_port() const { return port == (scheme == "https" ? 443 : 80); }
  std::string href() const;                       // without the fragment and credentials
  // For a client that reads RFC 3986 strictly: the same, with the signs encoded that only browsers let stand.
  std::string wire() const;
};

// `base`: what a relative reference is relative to. INVALID_ARGUMENT, with reason URL_MALFORMED, URL_SCHEME (not http or https),
// URL_HOST or URL_TOO_LONG.
Result<WebUrl> parse_web_url(std::string_view text, const WebUrl* base = nullptr);

// As people paste them: surrounded by blanks or "<…>", or without "https://".
Result<WebUrl> parse_pasted_url(std::string_view text);

}  // namespace jm::outbound
