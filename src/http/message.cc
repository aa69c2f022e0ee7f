#include "http/message.h"

#include "http/accept.h"
#include "http/url.h"

namespace jm::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// Where the line of this field starts in a block of "name: value\r\n" lines; npos if absent.
std::size_t find_line(std::string_view block, std::string_view name) {
  for (std::size_t at = 0; at < block.size();) {
    const auto end = block.find("\r\n", at);
    const auto line = block.substr(at, end - at);
    if (line.size() > name.size() && line[name.size()] == ':' && iequals(line.substr(0, name.size()), name)) return at;
    at = end + 2;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::kGet: return "GET";
    case Method::kHead: return "HEAD";
    case Method::kPost: return "POST";
    case Method::kPut: return "PUT";
    case Method::kPatch: return "PATCH";
    case Method::kDelete: return "DELETE";
    case Method::kOptions: return "OPTIONS";
    case Method::kOther: return "";
  }
  return "";
}

bool iequals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  return true;
}

std::string_view HeaderList::get(std::string_view name) const {
  for (const auto& f : fields_)
    if (iequals(f.name, name)) return f.value;
  return {};
}

bool HeaderList::has(std::string_view name) const {
  for (const auto& f : fields_)
    if (iequals(f.name, name)) return true;
  return false;
}

std::string HeaderList::joined(std::string_view name) const {
  std::string out;
  bool first = true;
  for (const auto& f : fields_) {
    if (!iequals(f.name, name)) continue;
    if (!std::exchange(first, false)) out += ", ";
    out += f.value;
  }
  return out;
}

std::optional<std::string> Request::query(std::string_view name) const { return query_parameter(query_string, name); }

bool Request::is_type(std::string_view media_type) const {
  const auto value = headers.get("content-type");
  if (iequals(value, media_type)) return true;
  const auto parsed = parse_media_type(value);
  return parsed && parsed->is(media_type);
}

void HeaderBlock::add(std::string_view name, std::string_view value) {
  text_.reserve(text_.size() + name.size() + value.size() + 4);
  text_ += name;
  text_ += ": ";
  for (const char c : value) text_ += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  text_ += "\r\n";
}

void HeaderBlock::set(std::string_view name, std::string_view value) {
  for (auto at = find_line(text_, name); at != std::string::npos; at = find_line(text_, name))
    text_.erase(at, text_.find("\r\n", at) + 2 - at);
  add(name, value);
}

std::string_view HeaderBlock::get(std::string_view name) const {
  const auto at = find_line(text_, name);
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 2;
  return std::string_view(text_).substr(from, text_.find("\r\n", from) - from);
}

std::string_view Response::body_view() const {
  if (const auto* own = std::get_if<std::string>(&body)) return *own;
  const auto& shared = std::get<std::shared_ptr<const std::string>>(body);
  return shared ? std::string_view(*shared) : std::string_view();
}

Response json_response(int status, std::string body) {
  Response r;
  r.status = status;
  r.content_type = "application/json; charset=utf-8";
  r.body = std::move(body);
  return r;
}

Response text_response(int status, std::string body) {
  Response r;
  r.status = status;
  r.content_type = "text/plain; charset=utf-8";
  r.body = std::move(body);
  return r;
}

Response event_stream(StreamFunction function) {
  Response r;
  r.content_type = "text/event-stream";
  r.headers.add("cache-control", "no-cache, no-transform");
  r.headers.add("x-accel-buffering", "no");   // nginx
  r.stream = std::move(function);
  r.compress = false;
  return r;
}

}  // namespace jm::http
