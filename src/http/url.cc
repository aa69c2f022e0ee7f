#include "http/url.h"

#include <boost/url.hpp>

#include "base/json_text.h"

namespace jm::http {
namespace {

namespace urls = boost::urls;

constexpr char kHex[] = "0123456789ABCDEF";
constexpr std::size_t kUrlBytesMax = 8192;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_escaped(std::string& out, char c) {
  out += '%';
  out += kHex[static_cast<unsigned char>(c) >> 4];
  out += kHex[static_cast<unsigned char>(c) & 15];
}

// As a form value: '+' is a blank, what is no triplet stays as it is.
std::string form_decode(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '+') {
      out += ' ';
    } else if (s[i] == '%' && i + 2 < s.size() && hex_value(s[i + 1]) >= 0 && hex_value(s[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(s[i + 1]) << 4 | hex_value(s[i + 2]));
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

template <class F>   // F(name, value) → false to stop; both still encoded
void each_parameter(std::string_view query, F visit) {
  while (!query.empty()) {
    const auto amp = query.find('&');
    const auto one = query.substr(0, amp);
    query = amp == query.npos ? std::string_view() : query.substr(amp + 1);
    if (one.empty()) continue;
    const auto eq = one.find('=');
    if (!visit(one.substr(0, eq), eq == one.npos ? std::string_view() : one.substr(eq + 1))) return;
  }
}

// People paste what their browser shows: blanks around it, and characters that RFC 3986 wants encoded. Those become
// triplets here, as browsers do; a host is never touched.
Result<std::string> tidy(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  if (text.empty()) return fail(Code::kInvalidArgument, "The URL is empty.");
  if (text.size() > kUrlBytesMax) return fail(Code::kInvalidArgument, "The URL is too long: 8,192 bytes at most.");
  if (!is_valid_utf8(text)) return fail(Code::kInvalidArgument, "The URL is not valid UTF-8.");
  const auto scheme_end = text.find("://");
  const auto host_at = scheme_end == text.npos ? 0 : scheme_end + 3;
  const auto path_at = scheme_end == text.npos ? 0 : std::min(text.find_first_of("/?#", host_at), text.size());
  std::string out(text.substr(0, path_at));
  bool fragment = false;
  for (std::size_t i = path_at; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return fail(Code::kInvalidArgument, "The URL contains a control character.");
    const bool triplet = c == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    const bool second_hash = c == '#' && std::exchange(fragment, fragment || c == '#');
    const bool legal = triplet || is_unreserved(c) || (std::string_view("!$&'()*+,;=:@/?#").find(c) != std::string_view::npos && !second_hash);
    if (legal) out += c;
    else append_escaped(out, c);
  }
  return out;
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  for (const char c : host)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_')) return false;
  return host.front() != '.' && host.find("..") == host.npos;
}

Result<Url> from_boost(urls::url& u) {
  u.normalize();
  Url out;
  out.scheme = std::string(u.scheme());
  if (out.scheme != "http" && out.scheme != "https")
    return fail(Code::kInvalidArgument, "Only http:// and https:// addresses are supported.");
  if (u.host_type() == urls::host_type::ipv6) {
    out.host = u.host_ipv6_address().to_string();
  } else {
    out.host = std::string(u.encoded_host());
    if (!is_host_name(out.host))
      return fail(Code::kInvalidArgument, "The URL's host name is missing or malformed. International names must be written in their xn-- form.");
  }
  out.port = out.scheme == "https" ? 443 : 80;
  if (u.has_port() && !u.port().empty()) {
    const std::string digits(u.port());
    const auto port = digits.size() <= 5 ? std::stoul(digits) : 0;    // port_number() of Boost 1.81 wraps around
    if (port == 0 || port > 65535) return fail(Code::kInvalidArgument, "The URL's port is not between 1 and 65535.");
    out.port = static_cast<std::uint16_t>(port);
  }
  out.path = std::string(u.encoded_path());
  // Boost 1.81 reads "127.0.0.1.example.org" as the address and takes what is left for a path: another server than the text names.
  const bool no_slash = out.path.empty() || out.path.front() != '/';
  if (no_slash && !out.path.empty() && u.host_type() == urls::host_type::ipv4)
    return fail(Code::kInvalidArgument, "The URL's host name begins with an IP address, which is not supported.");
  if (no_slash) out.path.insert(0, "/");
  out.has_query = u.has_query();
  out.query = std::string(u.encoded_query());
  out.userinfo = std::string(u.encoded_userinfo());
  return out;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return {};
    const int hi = hex_value(text[i + 1]), lo = hex_value(text[i + 2]);
    if (hi < 0 || lo < 0) return {};
    out += static_cast<char>(hi << 4 | lo);
    i += 2;
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) out += c;
    else append_escaped(out, c);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  each_parameter(query, [&](std::string_view name, std::string_view value) {
    out.emplace_back(form_decode(name), form_decode(value));
    return true;
  });
  return out;
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view wanted) {
  std::optional<std::string> out;
  each_parameter(query, [&](std::string_view name, std::string_view value) {
    if (name != wanted && form_decode(name) != wanted) return true;
    out = form_decode(value);
    return false;
  });
  return out;
}

std::optional<std::string> normalise_path(std::string_view raw) {
  auto decoded = percent_decode(raw);
  if (!decoded || decoded->empty() || decoded->front() != '/' || !is_valid_utf8(*decoded)) return {};
  bool plain = true;
  char before = 0;
  for (const char c : *decoded) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') return {};
    plain = plain && !(before == '/' && (c == '/' || c == '.'));
    before = c;
  }
  if (plain) return decoded;

  std::string out;
  std::string_view rest(*decoded);
  while (!rest.empty()) {                          // rest starts at a '/'
    const auto end = std::min(rest.find('/', 1), rest.size());
    const auto segment = rest.substr(1, end - 1);
    rest.remove_prefix(end);
    const bool last = rest.empty();
    if (segment == "..") {
      if (out.empty()) return {};
      out.erase(out.rfind('/'));
    } else if (!segment.empty() && segment != ".") {
      out += '/';
      out += segment;
      continue;
    }
    if (last) out += '/';                          // "/a/" and "/a/." name the folder
  }
  return out;
}

std::string Url::target() const { return has_query ? path + "?" + query : path; }

std::string Url::authority() const {
  std::string out = host.find(':') == host.npos ? host : "[" + host + "]";
  if (!default_port()) out += ":" + std::to_string(port);
  return out;
}

std::string Url::str() const { return scheme + "://" + authority() + target(); }

Result<Url> parse_url(std::string_view text) {
  JM_TRY(tidied, tidy(text));
  auto parsed = urls::parse_uri(tidied);
  if (!parsed || !parsed->has_authority())
    return fail(Code::kInvalidArgument, "This is not a complete web address. It should look like https://example.com/jobs/1.");
  urls::url u(*parsed);
  return from_boost(u);
}

Result<Url> resolve_url(const Url& base, std::string_view reference) {
  JM_TRY(tidied, tidy(reference));
  const auto ref = urls::parse_uri_reference(tidied);
  const std::string base_text = base.str();      // the views below point into it
  const auto from = urls::parse_uri(base_text);
  urls::url out;
  if (!ref || !from || !urls::resolve(*from, *ref, out)) return fail(Code::kInvalidArgument, "This is not a valid link.");
  return from_boost(out);
}

}  // namespace jm::http
