#include "outbound/web_url.h"

#include <algorithm>
#include <vector>

#include "http/url.h"
#include "text/domain_name.h"
#include "text/utf8.h"

namespace jm::outbound {

namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_slash(char c) { return c == '/' || c == '\\'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
int hex(char c) { return is_digit(c) ? c - '0' : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1; }

std::unexpected<Error> malformed(std::string what) { return fail(Code::kInvalidArgument, std::move(what), "URL_MALFORMED"); }

std::string encode(std::string_view s, std::string_view set) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(s.size());
  for (const char c : s) {
    const auto u = static_cast<unsigned char>(c);
    if (u > 0x20 && u < 0x7F && set.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kHex[u >> 4];
      out += kHex[u & 15];
    }
  }
  return out;
}

// Loose decoding: a stray '%' stays.
std::string percent_decode(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%' && i + 2 < s.size() && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
      out += static_cast<char>(hex(s[i + 1]) * 16 + hex(s[i + 2]));
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

// One part of an IPv4 host: decimal, octal ("0177") or hexadecimal ("0x7f"); "0x" is 0.
std::optional<std::uint64_t> ipv4_number(std::string_view s) {
  if (s.empty()) return std::nullopt;
  std::uint64_t base = 10;
  if (s.size() >= 2 && s[0] == '0' && lower(s[1]) == 'x') base = 16, s.remove_prefix(2);
  else if (s.size() >= 2 && s[0] == '0') base = 8, s.remove_prefix(1);
  std::uint64_t v = 0;
  for (const char c : s) {
    const int d = hex(c);
    if (d < 0 || static_cast<std::uint64_t>(d) >= base) return std::nullopt;
    v = std::min<std::uint64_t>(v * base + static_cast<std::uint64_t>(d), std::uint64_t{1} << 40);
  }
  return v;
}

std::vector<std::string_view> labels(std::string_view host) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t dot = host.find('.', at);
    parts.push_back(host.substr(at, dot == std::string_view::npos ? std::string_view::npos : dot - at));
    if (dot == std::string_view::npos) break;
    at = dot + 1;
  }
  if (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  return parts;
}

bool ends_in_a_number(std::string_view host) {
  const auto parts = labels(host);
  const std::string_view last = parts.back();
  if (!last.empty() && std::all_of(last.begin(), last.end(), is_digit)) return true;
  return last.size() >= 2 && last[0] == '0' && lower(last[1]) == 'x' && ipv4_number(last).has_value();
}

std::optional<http::IpAddress> ipv4(std::string_view host) {
  const auto parts = labels(host);
  if (parts.size() > 4) return std::nullopt;
  std::uint64_t whole = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto n = ipv4_number(parts[i]);
    const bool last = i + 1 == parts.size();
    if (!n || (!last && *n > 255) || (last && *n >= std::uint64_t{1} << (8 * (5 - parts.size())))) return std::nullopt;
    whole += last ? *n : *n << (8 * (3 - i));
  }
  http::IpAddress out;
  for (std::size_t i = 0; i < 4; ++i) out.bytes[i] = static_cast<std::uint8_t>(whole >> (8 * (3 - i)));
  return out;
}

Result<void> read_host(std::string_view raw, WebUrl& url) {
  const auto bad = [](std::string what) { return fail(Code::kInvalidArgument, std::move(what), "URL_HOST"); };
  if (raw.empty()) return bad("The address has no host name.");
  if (raw.front() == '[') {
    if (!raw.ends_with(']')) return bad("The IPv6 address is not closed by a bracket.");
    const std::string_view inner = raw.substr(1, raw.size() - 2);
    url.address = inner.find(':') == std::string_view::npos ? std::nullopt : http::IpAddress::parse(inner);
    if (!url.address) return bad("The IPv6 address is malformed.");
    url.host = url.address->str();
    return {};
  }
  const std::string decoded = percent_decode(raw);
  if (text::repair_utf8(decoded) != decoded) return bad("The host name is not text.");
  auto name = text::domain_to_ascii(decoded);
  if (!name) return bad("The host name is malformed.");
  if (ends_in_a_number(*name)) {
    url.address = ipv4(*name);
    if (!url.address) return bad("The IPv4 address is malformed.");
    url.host = url.address->str();
    return {};
  }
  url.host = std::move(*name);
  return {};
}

Result<void> read_authority(std::string_view s, WebUrl& url) {
  if (const std::size_t at = s.rfind('@'); at != std::string_view::npos) {
    url.credentials = true;
    s.remove_prefix(at + 1);
  }
  std::size_t colon = s.find(':');
  if (s.starts_with('[')) {
    const std::size_t close = s.find(']');
    colon = close == std::string_view::npos ? close : s.find(':', close);
  }
  std::string_view port = colon == std::string_view::npos ? std::string_view() : s.substr(colon + 1);
  url.port = url.scheme == "https" ? 443 : 80;
  if (!port.empty()) {
    std::uint32_t n = 0;
    for (const char c : port) {
      if (!is_digit(c)) return malformed("The port in the address is not a number.");
      n = std::min<std::uint32_t>(n * 10 + static_cast<std::uint32_t>(c - '0'), 100'000);
    }
    if (n > 65'535 || n == 0) return malformed("The port in the address is not between 1 and 65535.");
    url.port = static_cast<std::uint16_t>(n);
  }
  return read_host(s.substr(0, colon), url);
}

bool is_dot(std::string_view s) { return s == "." || (s.size() == 3 && s[0] == '%' && s[1] == '2' && lower(s[2]) == 'e'); }
bool is_dots(std::string_view s) {
  if (s == "..") return true;
  for (const std::size_t cut : {std::size_t{1}, std::size_t{3}})
    if (s.size() > cut && is_dot(s.substr(0, cut)) && is_dot(s.substr(cut))) return true;
  return false;
}

// `before`: the segments it is relative to.
std::string read_path(std::string_view s, std::vector<std::string> segments) {
  for (std::size_t at = 0;;) {
    const auto end = static_cast<std::size_t>(std::find_if(s.begin() + static_cast<std::ptrdiff_t>(at), s.end(), is_slash) - s.begin());
    const std::string_view one = s.substr(at, end - at);
    const bool last = end == s.size();
    if (is_dots(one)) {
      if (!segments.empty()) segments.pop_back();
      if (last) segments.emplace_back();
    } else if (is_dot(one)) {
      if (last) segments.emplace_back();
    } else {
      segments.push_back(encode(one, "\"#<>?`{}"));
    }
    if (last) break;
    at = end + 1;
  }
  std::string out;
  for (const std::string& one : segments) out += '/' + one;
  return out.empty() ? "/" : out;
}

std::vector<std::string> folder_of(std::string_view path) {      // "/a/b" -> {"a"}
  std::vector<std::string> out;
  for (std::size_t at = 1, slash; (slash = path.find('/', at)) != std::string_view::npos; at = slash + 1) out.emplace_back(path.substr(at, slash - at));
  return out;
}

// What follows the authority (or stands alone): path, query, fragment.
void read_rest(std::string_view s, WebUrl& url, const WebUrl* base) {
  if (const std::size_t hash = s.find('#'); hash != std::string_view::npos) {
    url.fragment = encode(s.substr(hash + 1), "\"<>`");
    s = s.substr(0, hash);
  }
  std::optional<std::string_view> query;
  if (const std::size_t mark = s.find('?'); mark != std::string_view::npos) {
    query = s.substr(mark + 1);
    s = s.substr(0, mark);
  }
  if (query) url.query = encode(*query, "\"#<>'");
  if (s.empty() && base) {
    url.path = base->path;
    if (!query) url.query = base->query;
  } else if (!s.empty() && is_slash(s.front())) {
    url.path = read_path(s.substr(1), {});
  } else if (base) {
    url.path = read_path(s, folder_of(base->path));
  } else {
    url.path = read_path(s, {});
  }
}

std::string serialise(const WebUrl& u, const std::string& path, const std::optional<std::string>& query) {
  std::string out = u.scheme + "://";
  out += u.address && u.address->v6 ? "[" + u.host + "]" : u.host;
  if (!u.default_port()) out += ':' + std::to_string(u.port);
  out += path;
  if (query) out += '?' + *query;
  return out;
}

std::string strict(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool stray = s[i] == '%' && !(i + 2 < s.size() && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0);
    if (stray) out += "%25";
    else if (std::string_view("[]|^\\`{}").find(s[i]) != std::string_view::npos) out += encode(s.substr(i, 1), s.substr(i, 1));
    else out += s[i];
  }
  return out;
}

}  // namespace

std::string WebUrl::href() const { return serialise(*this, path, query); }

std::string WebUrl::wire() const { return serialise(*this, strict(path), query ? std::optional(strict(*query)) : std::nullopt); }

Result<WebUrl> parse_web_url(std::string_view raw, const WebUrl* base) {
  if (raw.size() > kWebUrlBytesMax) return fail(Code::kInvalidArgument, "The address is longer than " + std::to_string(kWebUrlBytesMax) + " characters.", "URL_TOO_LONG");
  std::string s = text::repair_utf8(raw);
  const auto control = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!s.empty() && control(s.back())) s.pop_back();
  s.erase(s.begin(), std::find_if_not(s.begin(), s.end(), control));
  std::erase_if(s, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  std::string_view rest = s;

  WebUrl url;
  std::size_t n = 0;
  while (n < rest.size() && (is_alpha(rest[n]) || (n > 0 && (is_digit(rest[n]) || rest[n] == '+' || rest[n] == '-' || rest[n] == '.')))) ++n;
  const bool has_scheme = n > 0 && n < rest.size() && rest[n] == ':';
  bool authority = true;
  if (has_scheme) {
    std::transform(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(n), std::back_inserter(url.scheme), lower);
    if (url.scheme != "http" && url.scheme != "https") return fail(Code::kInvalidArgument, "Only http and https addresses can be read.", "URL_SCHEME");
    rest.remove_prefix(n + 1);
    // "https:x" on an https page is relative; everywhere else slashes are not even needed.
    const bool slashes = rest.size() >= 2 && is_slash(rest[0]) && is_slash(rest[1]);
    if (base && base->scheme == url.scheme && !slashes) authority = false;
  } else {
    if (!base) return malformed("This is not a web address. It starts with https://, for example https://example.org/jobs/1.");
    url.scheme = base->scheme;
    authority = rest.size() >= 2 && is_slash(rest[0]) && is_slash(rest[1]);
  }
  if (!authority) {
    url.host = base->host;
    url.address = base->address;
    url.port = base->port;
    read_rest(rest, url, base);
    return url;
  }
  while (!rest.empty() && is_slash(rest.front())) rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find_first_of("/\\?#"), rest.size());
  JM_CHECK_OK(read_authority(rest.substr(0, end), url));
  read_rest(rest.substr(end), url, nullptr);
  if (url.href().size() > 3 * kWebUrlBytesMax) return fail(Code::kInvalidArgument, "The address is too long.", "URL_TOO_LONG");
  return url;
}

Result<WebUrl> parse_pasted_url(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && (blank(text.front()) || text.front() == '<' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && (blank(text.back()) || text.back() == '>' || text.back() == '"')) text.remove_suffix(1);
  // "acme.example/jobs", "www.acme.example:443": a host with a dot before anything else.
  const std::size_t end = std::min(text.find_first_of("/?#:"), text.size());
  const std::string_view host = text.substr(0, end);
  const bool bare = host.find('.') != std::string_view::npos && host.find_first_of(" @\t\n") == std::string_view::npos &&
                    (end == text.size() || text[end] != ':' || (end + 1 < text.size() && is_digit(text[end + 1])));
  if (bare) return parse_web_url("https://" + std::string(text));
  return parse_web_url(text);
}

}  // namespace jm::outbound
