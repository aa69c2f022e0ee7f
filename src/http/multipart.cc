#include "http/multipart.h"

#include <algorithm>

#include "base/json_text.h"
#include "http/accept.h"
#include "http/message.h"

namespace jm::http {
namespace {

constexpr std::size_t kBoundaryBytesMax = 70;    // RFC 2046

std::unexpected<Error> malformed(std::string message) { return fail(Code::kInvalidArgument, std::move(message), "BAD_MULTIPART"); }
std::unexpected<Error> too_much(std::string message) { return fail(Code::kResourceExhausted, std::move(message), "MULTIPART_LIMIT"); }

bool is_boundary(std::string_view s) {
  if (s.empty() || s.size() > kBoundaryBytesMax || s.back() == ' ') return false;
  return std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
  });
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

// Browsers write %22, %0D and %0A for the characters that would break the header (WHATWG HTML §4.10.21.8); nothing else is
// percent-encoded there.
std::string unescape_name(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto triplet = s.substr(i, 3);
    char c = s[i];
    if (triplet == "%22") c = '"', i += 2;
    else if (triplet == "%0D" || triplet == "%0d") c = '\r', i += 2;
    else if (triplet == "%0A" || triplet == "%0a") c = '\n', i += 2;
    out += c;
  }
  return out;
}

// form-data; name="x"; filename="y". In quotes, curl escapes " and \ with a backslash while browsers write Windows paths
// with bare backslashes: so a backslash escapes only those two.
Result<void> parse_disposition(std::string_view value, Part& part, const MultipartLimits& limits, bool& has_name) {
  const auto semicolon = value.find(';');
  if (!iequals(trim(value.substr(0, semicolon)), "form-data")) return malformed("A part's Content-Disposition is not form-data.");
  std::string_view rest = semicolon == value.npos ? std::string_view() : value.substr(semicolon + 1);
  while (!(rest = trim(rest)).empty()) {
    const auto eq = rest.find('=');
    if (eq == rest.npos) return malformed("A part's Content-Disposition is malformed.");
    const auto key = trim(rest.substr(0, eq));
    rest = trim(rest.substr(eq + 1));
    std::string raw;
    if (rest.starts_with('"')) {
      std::size_t i = 1;
      for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
        raw += rest[i];
      }
      if (i >= rest.size()) return malformed("A part's Content-Disposition has an unfinished quoted value.");
      rest.remove_prefix(i + 1);
    } else {
      const auto end = std::min(rest.find(';'), rest.size());
      raw = std::string(trim(rest.substr(0, end)));
      rest.remove_prefix(end);
    }
    rest = trim(rest);
    if (!rest.empty() && !rest.starts_with(';')) return malformed("A part's Content-Disposition is malformed.");
    if (!rest.empty()) rest.remove_prefix(1);
    const bool is_name = iequals(key, "name"), is_file = iequals(key, "filename");
    if (!is_name && !is_file) continue;                        // filename* must not be used here (RFC 7578 §4.2)
    if ((is_name && has_name) || (is_file && part.filename)) return malformed("A part's Content-Disposition repeats a parameter.");
    auto text = unescape_name(raw);
    if (text.size() > limits.name_bytes_max) return too_much("A form field or file name is too long.");
    if (!is_valid_utf8(text)) return malformed("A form field or file name is not valid UTF-8.");
    if (is_name) {
      part.name = std::move(text);
      has_name = true;
    } else {
      part.filename = std::move(text);
    }
  }
  return {};
}

Result<void> parse_part_header(std::string_view header, Part& part, const MultipartLimits& limits) {
  part.content_type = "text/plain";
  bool has_name = false, has_disposition = false, has_type = false;
  std::size_t count = 0;
  while (!header.empty()) {
    const auto end = std::min(header.find("\r\n"), header.size());
    const auto line = header.substr(0, end);
    header.remove_prefix(std::min(end + 2, header.size()));
    if (++count > limits.part_header_count_max) return too_much("A form part has too many header fields.");
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos) return malformed("A form part's header contains a forbidden character.");
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0 || line.front() == ' ' || line.front() == '\t') return malformed("A form part's header is malformed.");
    const auto name = line.substr(0, colon), value = trim(line.substr(colon + 1));
    if (iequals(name, "content-disposition")) {
      if (std::exchange(has_disposition, true)) return malformed("A form part has two Content-Disposition fields.");
      JM_CHECK_OK(parse_disposition(value, part, limits, has_name));
    } else if (iequals(name, "content-type")) {
      if (std::exchange(has_type, true)) return malformed("A form part has two Content-Type fields.");
      const auto type = parse_media_type(value);
      if (!type) return malformed("A form part's Content-Type is malformed.");
      if (type->type == "multipart") return malformed("Nested multipart is not supported: send each file as its own form field.");
      part.content_type = value;
    } else if (iequals(name, "content-transfer-encoding")) {
      if (!iequals(value, "binary") && !iequals(value, "8bit") && !iequals(value, "7bit"))
        return malformed("A form part uses a transfer encoding that is not supported.");
    }
  }
  if (!has_name) return malformed("A form part has no name.");
  return {};
}

}  // namespace

Result<std::vector<Part>> parse_multipart(std::string_view bytes, std::string_view boundary, const MultipartLimits& limits) {
  if (!is_boundary(boundary)) return malformed("The multipart boundary is malformed.");
  const std::string delimiter = "\r\n--" + std::string(boundary);

  // To just after the first delimiter: at the very start, or behind a preamble that is ignored.
  std::size_t at = 0;
  if (bytes.starts_with(std::string_view(delimiter).substr(2))) {
    at = delimiter.size() - 2;
  } else {
    const auto found = bytes.find(delimiter);
    if (found == bytes.npos) return malformed("The body does not contain its multipart boundary.");
    at = found + delimiter.size();
  }

  std::vector<Part> parts;
  for (;;) {
    // Behind a delimiter: "--" ends the form; else blanks and CRLF, then a part.
    if (bytes.substr(at).starts_with("--")) return parts;      // an epilogue is ignored
    while (at < bytes.size() && (bytes[at] == ' ' || bytes[at] == '\t')) ++at;
    if (!bytes.substr(at).starts_with("\r\n")) return malformed("A multipart boundary line is malformed or the body is cut short.");
    at += 2;
    if (parts.size() >= limits.parts_max) return too_much("The form has too many parts.");

    std::string_view header;
    if (bytes.substr(at).starts_with("\r\n")) {                // no header at all
      at += 2;
    } else {
      const auto window = bytes.substr(at, limits.part_header_bytes_max + 4);
      const auto end = window.find("\r\n\r\n");
      if (end == window.npos && window.size() > limits.part_header_bytes_max) return too_much("A form part's header is too large.");
      if (end == window.npos) return malformed("A form part's header is cut short.");
      header = window.substr(0, end);
      at += end + 4;
    }
    Part part;
    JM_CHECK_OK(parse_part_header(header, part, limits));
    // An empty body: the delimiter's CRLF is the one that ended the header.
    const auto end = bytes.find(delimiter, at - 2);
    if (end == bytes.npos) return malformed("The multipart body is cut short.");
    part.body = end < at ? std::string_view() : bytes.substr(at, end - at);
    parts.push_back(std::move(part));
    at = end + delimiter.size();
  }
}

Result<std::string> multipart_boundary(std::string_view content_type) {
  const auto type = parse_media_type(content_type);
  if (!type || !type->is("multipart/form-data")) return fail(Code::kInvalidArgument, "The content type is not multipart/form-data.", "BAD_MULTIPART");
  const auto boundary = type->parameter("boundary");
  if (!is_boundary(boundary)) return malformed("The multipart boundary is missing or malformed.");
  return std::string(boundary);
}

}  // namespace jm::http
