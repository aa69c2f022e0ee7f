#include "http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <cstring>

#include "base/json_text.h"
#include "http/gzip.h"
#include "http/url.h"

namespace jm::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

constexpr std::string_view kBodyTooLarge = "The request body is larger than this address accepts.";

std::string_view view(BeastView s) { return {s.data(), s.size()}; }

Method method_of(std::string_view s) {
  for (const auto m : {Method::kGet, Method::kPost, Method::kHead, Method::kOptions, Method::kPut, Method::kPatch, Method::kDelete})
    if (s == method_name(m)) return m;
  return Method::kOther;
}

}  // namespace

// Beast tokenises the head; what the tokens mean is judged in check_head(), and the body is read without it.
class RequestParser::Sink final : public beast_http::basic_parser<true> {
 public:
  Sink(Request& request, const Limits& limits, std::string_view head)
      : request_(request), limits_(limits), begin_(head.data()), end_(head.data() + head.size()) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes_max + 1));
    body_limit(boost::none);
  }

  bool too_many_fields = false, folded = false;

 private:
  void on_request_impl(beast_http::verb, BeastView method, BeastView target, int version, error_code&) override {
    request_.method_text = view(method);
    request_.method = method_of(request_.method_text);
    request_.target = view(target);
    request_.version_minor = version - 10;
  }
  void on_response_impl(int, BeastView, int, error_code&) override {}
  void on_field_impl(beast_http::field, BeastView name, BeastView value, error_code& ec) override {
    if (request_.headers.all().size() >= limits_.header_count_max) {
      too_many_fields = true;
      ec = beast_http::error::header_limit;
    } else if (!value.empty() && (value.data() < begin_ || value.data() >= end_)) {
      folded = true;                                           // unfolded by Beast into its own buffer
      ec = beast_http::error::bad_obs_fold;
    } else {
      request_.headers.add(view(name), view(value));
    }
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(BeastView, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView, error_code&) override { return 0; }
  void on_finish_impl(error_code&) override {}

  Request& request_;
  const Limits& limits_;
  const char* begin_;
  const char* end_;
};

void RequestParser::reset() {
  request_.headers.clear();
  request_.body.clear();
  request_.path.clear();
  request_.request_id.clear();
  request_.target = request_.query_string = request_.method_text = request_.route = {};
  request_.method = Method::kGet;
  request_.keep_alive = true;
  refusal_ = {};
  head_size_ = scanned_ = length_left_ = 0;
  framing_ = Framing::kNone;
  expects_continue_ = false;
}

RequestParser::Step RequestParser::refuse(int status, std::string_view code, std::string_view message) {
  refusal_ = {status, code, message};
  request_.keep_alive = false;
  return Step::kRefused;
}

RequestParser::Step RequestParser::refuse_beast(int error) {
  using E = beast_http::error;
  switch (static_cast<E>(error)) {
    case E::header_limit: return refuse(431, "HEADER_TOO_LARGE", "The request's header fields are too large or too many.");
    case E::bad_version: return refuse(505, "HTTP_VERSION", "Only HTTP/1.0 and HTTP/1.1 are supported.");
    case E::bad_method: return refuse(400, "BAD_REQUEST_LINE", "The request line has no valid method.");
    case E::bad_target: return refuse(400, "BAD_TARGET", "The request target contains characters that must be percent-encoded.");
    case E::bad_field: return refuse(400, "BAD_HEADER", "A header field name is malformed.");
    case E::bad_value: return refuse(400, "BAD_HEADER", "A header field value contains a forbidden character.");
    case E::bad_line_ending: return refuse(400, "BAD_LINE_END", "Header lines must end in CR LF.");
    case E::bad_content_length:
    case E::multiple_content_length: return refuse(400, "BAD_FRAMING", "Content-Length is malformed or contradicts another field.");
    case E::bad_transfer_encoding: return refuse(400, "BAD_FRAMING", "Transfer-Encoding is malformed or contradicts another field.");
    default: return refuse(400, "BAD_REQUEST", "The request is not well-formed HTTP/1.1.");
  }
}

// Finds the blank line, and refuses what Beast would tolerate: bare LF, folded fields. Resumes where the last call stopped.
RequestParser::Step RequestParser::check_lines(std::string_view bytes) {
  while (scanned_ < bytes.size()) {
    const void* found = std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_);
    if (!found) {
      scanned_ = bytes.size();
      break;
    }
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    if (at == 0 || bytes[at - 1] != '\r') return refuse(400, "BAD_LINE_END", "Header lines must end in CR LF.");
    if (at >= 3 && bytes[at - 2] == '\n') {            // …\n\r\n
      head_size_ = at + 1;
      return Step::kDone;
    }
    if (at + 1 >= bytes.size()) {
      scanned_ = at;                                   // what follows decides whether this line is folded
      break;
    }
    if (bytes[at + 1] == ' ' || bytes[at + 1] == '\t')
      return refuse(400, "BAD_HEADER", "Header fields must not be folded over several lines.");
    scanned_ = at + 1;
  }
  if (bytes.size() <= limits_.header_bytes_max) return Step::kNeedMore;
  if (bytes.find('\n') == bytes.npos) return refuse(414, "TARGET_TOO_LONG", "The request target is too long.");
  return refuse(431, "HEADER_TOO_LARGE", "The request's header fields are too large.");
}

RequestParser::Step RequestParser::head(std::string_view bytes) {
  if (const Step step = check_lines(bytes); step != Step::kDone) return step;
  if (head_size_ > limits_.header_bytes_max)
    return refuse(431, "HEADER_TOO_LARGE", "The request's header fields are too large.");
  const auto head = bytes.substr(0, head_size_);
  Sink sink(request_, limits_, head);
  error_code ec;
  sink.put({head.data(), head.size()}, ec);
  if (sink.too_many_fields) return refuse(431, "TOO_MANY_HEADERS", "The request has too many header fields.");
  if (sink.folded) return refuse(400, "BAD_HEADER", "Header fields must not be folded over several lines.");
  if (ec) return refuse_beast(ec.value());
  if (!sink.is_header_done()) return refuse(400, "BAD_REQUEST", "The request is not well-formed HTTP/1.1.");
  return check_head(sink.keep_alive());
}

RequestParser::Step RequestParser::check_head(bool keep_alive) {
  Request& r = request_;
  if (r.target.size() > limits_.target_bytes_max) return refuse(414, "TARGET_TOO_LONG", "The request target is too long.");

  std::size_t hosts = 0, lengths = 0, encodings = 0;
  std::string_view encoding, length, expect;
  for (const auto& [name, value] : r.headers.all()) {
    switch (name.size()) {                              // most names are settled by their length
      case 4: if (iequals(name, "host")) ++hosts; break;
      case 6: if (iequals(name, "expect")) expect = value; break;
      case 14: if (iequals(name, "content-length")) ++lengths, length = value; break;
      case 17: if (iequals(name, "transfer-encoding")) ++encodings, encoding = value; break;
      default: break;
    }
  }
  if (hosts > 1 || (hosts == 0 && r.version_minor == 1))
    return refuse(400, "BAD_HOST", "The request must have exactly one Host field.");

  if (encodings > 0 && lengths > 0) return refuse(400, "BAD_FRAMING", "Content-Length and Transfer-Encoding exclude each other.");
  if (lengths > 1) return refuse(400, "BAD_FRAMING", "Content-Length must not be repeated.");
  if (encodings > 0) {
    if (r.version_minor == 0) return refuse(400, "BAD_FRAMING", "Transfer-Encoding needs HTTP/1.1.");
    if (encodings > 1 || !iequals(encoding, "chunked"))
      return refuse(501, "TRANSFER_ENCODING", "The only transfer encoding supported is \"chunked\".");
    framing_ = Framing::kChunked;
  } else if (lengths == 1) {
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), n);
    if (error == std::errc::result_out_of_range) return refuse(413, "BODY_TOO_LARGE", kBodyTooLarge);
    if (error != std::errc() || end != length.data() + length.size())
      return refuse(400, "BAD_FRAMING", "Content-Length is not a number.");
    length_left_ = n;
    framing_ = n > 0 ? Framing::kLength : Framing::kNone;
  }

  if (!expect.empty() && r.version_minor == 1) {
    if (!iequals(expect, "100-continue")) return refuse(417, "EXPECTATION", "The only expectation supported is 100-continue.");
    expects_continue_ = has_body();
  }
  r.keep_alive = keep_alive;

  // Origin form "/path?query", absolute form "http://host/path" (as sent to proxies), or "*" for OPTIONS.
  std::string_view target = r.target;
  if (target == "*" && r.method == Method::kOptions) {
    r.path = "*";
    return Step::kDone;
  }
  if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos) {
    if (!iequals(target.substr(0, scheme), "http") && !iequals(target.substr(0, scheme), "https"))
      return refuse(400, "BAD_TARGET", "The request target must be a path.");
    const auto path = target.find_first_of("/?", scheme + 3);
    target = path == target.npos ? std::string_view("/") : target.substr(path);
  }
  const auto mark = target.find('?');
  const auto raw_path = target.substr(0, mark);
  if (mark != target.npos) r.query_string = target.substr(mark + 1);
  auto path = normalise_path(raw_path.empty() ? std::string_view("/") : raw_path);
  if (!path || target.find('#') != target.npos)
    return refuse(400, "BAD_TARGET", "The request target is not a valid path: check its percent-encoding.");
  r.path = std::move(*path);
  if (!r.query_string.empty()) {
    const auto decoded = percent_decode(r.query_string);
    if (!is_valid_utf8(decoded ? std::string_view(*decoded) : r.query_string))
      return refuse(400, "BAD_TARGET", "The query string is not valid UTF-8.");
  }
  return Step::kDone;
}

RequestParser::Step RequestParser::begin_body(std::size_t body_bytes_max) {
  body_max_ = body_bytes_max;
  chunks_ = ChunkDecoder(body_bytes_max);
  if (length_left_ > body_max_) return refuse(413, "BODY_TOO_LARGE", kBodyTooLarge);
  const auto coding = request_.headers.get("content-encoding");
  if (has_body() && !coding.empty() && !iequals(coding, "gzip") && !iequals(coding, "x-gzip") && !iequals(coding, "identity"))
    return refuse(415, "CONTENT_ENCODING", "The only content encoding supported for requests is gzip.");
  return has_body() ? Step::kNeedMore : Step::kDone;
}

RequestParser::Step RequestParser::body(std::string_view& bytes) {
  if (framing_ == Framing::kLength) {
    const auto n = std::min(length_left_, bytes.size());
    request_.body.append(bytes.substr(0, n));
    bytes.remove_prefix(n);
    length_left_ -= n;
    return length_left_ > 0 ? Step::kNeedMore : finish_body();
  }
  switch (chunks_.feed(bytes, request_.body)) {
    case ChunkDecoder::Step::kNeedMore: return Step::kNeedMore;
    case ChunkDecoder::Step::kDone: return finish_body();
    case ChunkDecoder::Step::kTooLarge: return refuse(413, "BODY_TOO_LARGE", kBodyTooLarge);
    case ChunkDecoder::Step::kBad: break;
  }
  return refuse(400, "BAD_CHUNK", "The chunked body is malformed.");
}

RequestParser::Step RequestParser::finish_body() {
  const auto coding = request_.headers.get("content-encoding");
  if (coding.empty() || iequals(coding, "identity")) return Step::kDone;
  auto plain = gunzip(request_.body, {.decoded_bytes_max = body_max_});
  if (!plain) {
    if (plain.error().code == Code::kResourceExhausted)
      return refuse(413, "BODY_TOO_LARGE", "The request body expands beyond the size this address accepts.");
    return refuse(400, "BAD_COMPRESSION", "The request body is not valid gzip.");
  }
  request_.body = std::move(*plain);
  return Step::kDone;
}

}  // namespace jm::http
