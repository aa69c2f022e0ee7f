#include "http/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <charconv>
#include <cstring>
#include <exception>

#include "base/log.h"
#include "http/compress.h"
#include "http/status.h"

namespace jm::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t kInBytesStart = 4 * 1024;          // read buffer; grows up to the header limit
constexpr std::size_t kBodyPieceBytes = 64 * 1024;       // per read of a body that did not fit behind its head
constexpr std::size_t kLingerBytesMax = 4 * 1024 * 1024;    // read and dropped after a refusal
constexpr std::size_t kStreamInputBytesMax = 64 * 1024;  // a client has nothing to say on a stream
constexpr std::size_t kRequestIdBytesMax = 128;

bool is_request_id(std::string_view s) {
  if (s.empty() || s.size() > kRequestIdBytesMax) return false;
  for (const char c : s)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == ':')) return false;
  return true;
}

bool has_no_body(int status) { return status == 204 || status == 304 || (status >= 100 && status < 200); }

// "1.2.3.4", "1.2.3.4:5678", "::1", "[::1]:5678": as proxies write them.
std::optional<IpAddress> forwarded_address(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  if (s.starts_with('[')) return IpAddress::parse(s.substr(1, s.find(']') - 1));
  if (std::count(s.begin(), s.end(), ':') == 1) s = s.substr(0, s.find(':'));
  return IpAddress::parse(s);
}

void append_number(std::string& out, std::size_t n) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

std::size_t total(const std::array<std::string_view, 3>& pieces) {
  return pieces[0].size() + pieces[1].size() + pieces[2].size();
}

}  // namespace

// The Stream that a StreamFunction writes to: HTTP chunks, or bare bytes for HTTP/1.0.
class Connection::BodyStream final : public Stream {
 public:
  BodyStream(Connection& connection, bool chunked) : c_(connection), chunked_(chunked) {}

  Task<Result<void>> write(std::shared_ptr<const std::string> bytes) override {
    const std::string_view view = *bytes;
    auto done = co_await write(view);
    co_return done;
  }
  Task<Result<void>> write(std::string_view bytes) override {
    if (closed()) co_return gone();
    if (bytes.empty()) co_return Result<void>();          // an empty chunk would end the body
    char head[18];
    std::array<std::string_view, 3> pieces = {"", bytes, ""};
    if (chunked_) {
      char* end = std::to_chars(head, head + 16, bytes.size(), 16).ptr;
      *end++ = '\r';
      *end++ = '\n';
      pieces = {std::string_view(head, static_cast<std::size_t>(end - head)), bytes, "\r\n"};
    }
    sent_ += bytes.size();
    if (c_.write_now(pieces)) co_return Result<void>();
    const bool written = co_await c_.write_rest(pieces);
    if (written) co_return Result<void>();
    c_.close_now();
    if (c_.timed_out_) co_return fail(Code::kDeadlineExceeded, "The client does not read its stream.");
    co_return gone();
  }
  bool closed() const override { return c_.broken_ || c_.core_->draining; }
  void on_close(std::function<void()> callback) override {
    callback_ = std::move(callback);
    if (closed()) tell();
  }
  void tell() {
    if (auto callback = std::exchange(callback_, nullptr)) callback();
  }
  std::size_t sent() const { return sent_; }

 private:
  static std::unexpected<Error> gone() { return fail(Code::kCancelled, "The stream is closed."); }

  Connection& c_;
  std::function<void()> callback_;
  std::size_t sent_ = 0;
  const bool chunked_;
};

Connection::Connection(std::shared_ptr<ServerCore> core, Socket socket, const IpAddress& peer)
    : socket_(std::move(socket)), core_(std::move(core)), peer_trusted_(core_->is_proxy(peer)), peer_(peer.str()),
      x_(std::make_unique<Exchange>(core_->options.limits)) {
  core_->add(*this);
}

Connection::~Connection() { core_->remove(*this); }

void Connection::enter(Phase phase, std::chrono::milliseconds timeout) {
  phase_ = phase;
  deadline_ = timeout.count() == 0 ? SteadyTime::max() : std::chrono::steady_clock::now() + timeout;
}

void Connection::expire() {
  deadline_ = SteadyTime::max();
  timed_out_ = true;
  ++core_->stats.timed_out;
  error_code ec;
  socket_.cancel(ec);
}

void Connection::close_now() {
  broken_ = true;
  error_code ec;
  socket_.close(ec);
  if (stream_) stream_->tell();
}

void Connection::drain() {
  if (idle()) close_now();
  else if (stream_) stream_->tell();
}

Task<void> Connection::run(std::shared_ptr<Connection> self, bool over_limit) {
  Connection& c = *self;
  error_code ec;
  c.socket_.set_option(asio::ip::tcp::no_delay(true), ec);
  c.socket_.non_blocking(true, ec);
  // A peer that vanished without a word is noticed by what we send it (a stream's heartbeat), not after TCP's 15 minutes.
  const auto unacknowledged_ms = static_cast<unsigned>(c.core_->options.limits.write_timeout.count());
  ::setsockopt(c.socket_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms, sizeof unacknowledged_ms);
  if (over_limit) {
    const Refusal full{503, "OVERLOADED", "The server has too many open connections. Try again in a moment."};
    co_await c.refuse(full);
    co_return;
  }
  for (;;) {
    const bool have_head = co_await c.read_head();
    if (!have_head) break;
    const auto since = std::chrono::steady_clock::now();
    ++c.core_->stats.requests;
    ++c.requests_;
    Request& request = c.x_->parser.request();
    const auto match = c.core_->router.match(request.method, request.path);
    const auto& limits = c.core_->options.limits;
    if (c.x_->parser.has_body()) {
      const auto own = match.route ? match.route->options.body_bytes_max : 0;
      const bool have_body = co_await c.read_body(own ? own : limits.body_bytes_max);
      if (!have_body) break;
    }
    c.identify(request);
    const auto allowed = match.route && match.route->options.deadline.count() ? match.route->options.deadline : limits.request_deadline;
    request.deadline = Deadline{since + allowed};
    c.enter(Phase::kHandler, {});
    auto response = co_await c.answer(match);
    const bool again = co_await c.respond(std::move(response), match.route, since);
    if (!again) break;
    c.next_message();
  }
  c.socket_.shutdown(Socket::shutdown_send, ec);
  c.socket_.close(ec);
}

// Reads until the blank line. The clock of header_timeout starts with the first byte and is not restarted.
Task<bool> Connection::read_head() {
  const Limits& limits = core_->options.limits;
  Exchange& x = *x_;
  auto step = RequestParser::Step::kNeedMore;
  bool fresh = requests_ == 0;                  // a new connection owes us a request soon
  for (;;) {
    // Blank lines before a request are left over from clients that end a body with one (RFC 9112 §2.2).
    std::size_t blank = 0;
    while (x.in_size >= blank + 2 && x.in[blank] == '\r' && x.in[blank + 1] == '\n') blank += 2;
    if (blank > 0) {
      x.in_size -= blank;
      std::memmove(x.in.data(), x.in.data() + blank, x.in_size);
    }
    if (phase_ != Phase::kHead && (x.in_size > 0 || blank > 0)) enter(Phase::kHead, limits.header_timeout);
    if (x.in_size > 0) {
      step = x.parser.head({x.in.data(), x.in_size});
      if (step != RequestParser::Step::kNeedMore) break;
    } else if (phase_ != Phase::kHead) {
      enter(Phase::kIdle, fresh ? limits.header_timeout : limits.idle_timeout);
    }
    if (x.in.size() == x.in_size)
      x.in.resize(x.in.empty() ? kInBytesStart : std::min(x.in.size() * 2, limits.header_bytes_max + kInBytesStart));
    error_code ec;
    const auto space = asio::buffer(x.in.data() + x.in_size, x.in.size() - x.in_size);
    const auto n = co_await socket_.async_read_some(space, asio::redirect_error(asio::use_awaitable, ec));
    if (timed_out_ && phase_ == Phase::kHead) {
      const Refusal slow{408, "HEADER_TIMEOUT", "The request did not arrive in time."};
      co_await refuse(slow);
      co_return false;
    }
    if (ec || broken_) co_return false;         // closed, reset, idle for too long, or the server stops
    x.in_size += n;
  }
  if (step == RequestParser::Step::kDone) co_return true;
  co_await refuse(x.parser.refusal());
  co_return false;
}

Task<bool> Connection::read_body(std::size_t body_bytes_max) {
  Exchange& x = *x_;
  const Limits& limits = core_->options.limits;
  auto step = x.parser.begin_body(body_bytes_max);
  const auto at_slowest = std::chrono::milliseconds(x.parser.body_bytes_expected() * 1000 / std::max<std::size_t>(limits.body_bytes_per_s_min, 1));
  enter(Phase::kBody, limits.body_timeout + (step == RequestParser::Step::kRefused ? std::chrono::milliseconds(0) : at_slowest));
  // What was read behind the head. `in` itself must not move: the request's views point into it.
  const std::size_t head = x.parser.head_size();
  std::string_view rest(x.in.data() + head, x.in_size - head);
  if (step == RequestParser::Step::kNeedMore && x.parser.expects_continue() && rest.empty()) {
    std::array<std::string_view, 3> pieces = {"HTTP/1.1 100 Continue\r\n\r\n", "", ""};
    if (!write_now(pieces)) co_return false;
  }
  if (step == RequestParser::Step::kNeedMore) step = x.parser.body(rest);
  if (step == RequestParser::Step::kNeedMore) {
    const auto piece = std::make_unique_for_overwrite<char[]>(kBodyPieceBytes);
    while (step == RequestParser::Step::kNeedMore) {
      error_code ec;
      const auto space = asio::buffer(piece.get(), kBodyPieceBytes);
      const auto n = co_await socket_.async_read_some(space, asio::redirect_error(asio::use_awaitable, ec));
      if (timed_out_) {
        const Refusal slow{408, "BODY_TIMEOUT", "The request body did not arrive in time."};
        co_await refuse(slow);
        co_return false;
      }
      if (ec || broken_) co_return false;       // the client gave up half-way: nobody is left to answer
      rest = {piece.get(), n};
      step = x.parser.body(rest);
    }
    x.carry = rest;
    x.in_size = head;
  } else {
    x.in_size = head + rest.size();
    std::memmove(x.in.data() + head, rest.data(), rest.size());
  }
  if (step == RequestParser::Step::kDone) co_return true;
  co_await refuse(x.parser.refusal());
  co_return false;
}

// Makes what was read beyond this message the start of the next.
void Connection::next_message() {
  Exchange& x = *x_;
  const auto head = x.parser.head_size();
  x.in_size -= head;
  if (x.in_size > 0) std::memmove(x.in.data(), x.in.data() + head, x.in_size);
  if (!x.carry.empty()) {
    if (x.in.size() < x.carry.size()) x.in.resize(x.carry.size());
    std::memcpy(x.in.data(), x.carry.data(), x.carry.size());
    x.in_size = x.carry.size();
    x.carry = {};
  }
  x.parser.reset();
  phase_ = Phase::kIdle;
}

void Connection::identify(Request& request) {
  const auto id = request.headers.get("x-request-id");
  request.request_id = is_request_id(id) ? std::string(id) : core_->make_request_id();
  request.remote_address = peer_;
  if (!peer_trusted_) return;
  // Each proxy appends whom it saw: from the right, the first address that is no proxy of ours is the client.
  const std::string list = request.headers.joined("x-forwarded-for");
  std::string_view rest = list;
  while (!rest.empty()) {
    const auto comma = rest.rfind(',');
    const auto address = forwarded_address(comma == rest.npos ? rest : rest.substr(comma + 1));
    if (!address) return;
    request.remote_address = address->str();
    if (comma == rest.npos || !core_->is_proxy(*address)) return;
    rest = rest.substr(0, comma);
  }
}

// `match` lives in run().
Task<Response> Connection::answer(const Router::Match& match) {
  const Request& request = x_->parser.request();
  const bool preflight = request.method == Method::kOptions && core_->options.cors.enabled() && Cors::is_preflight(request);
  return match.route && !preflight ? call(*match.route) : answer_without_route(match);
}

Task<Response> Connection::answer_without_route(const Router::Match& match) {
  const Request& request = x_->parser.request();
  if (core_->options.cors.enabled() && Cors::is_preflight(request)) co_return core_->options.cors.preflight(request);
  if (request.method == Method::kOptions && (!match.allow.empty() || request.path == "*")) {
    Response r;
    r.status = 204;
    if (!match.allow.empty()) r.headers.add("allow", match.allow);
    co_return r;
  }
  if (match.allow.empty()) co_return error_response(404, "NOT_FOUND", "There is nothing at this address.");
  auto r = error_response(405, "METHOD_NOT_ALLOWED", "This address does not support this method.");
  r.headers.add("allow", match.allow);
  co_return r;
}

Task<Response> Connection::call(const Route& route) {
  Request& request = x_->parser.request();
  request.route = route.path;
  ++core_->stats.in_flight;
  std::exception_ptr failure;
  Response response;
  try {
    response = co_await route.handler(request);
  } catch (...) {
    failure = std::current_exception();
  }
  --core_->stats.in_flight;
  if (!failure) co_return response;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    log::error("a handler threw", {{"route", route.path}, {"what", e.what()}, {"request_id", request.request_id}});
  } catch (...) {
    log::error("a handler threw", {{"route", route.path}, {"request_id", request.request_id}});
  }
  co_return error_response(500, "INTERNAL", "Something went wrong on our side. Try again; if it persists, quote the request id.");
}

Task<void> Connection::compress(Response& response) {
  const auto& options = core_->options.compression;
  response.headers.add("vary", "accept-encoding");
  const auto coding = choose_coding(x_->parser.request().headers.joined("accept-encoding"));
  if (coding == Coding::kIdentity) co_return;
  std::string encoded;
  if (core_->options.cpu && response.body_view().size() >= options.pool_bytes_min) {
    // Shared, because the pool may still read it when this coroutine is gone.
    if (auto* own = std::get_if<std::string>(&response.body)) response.body = std::make_shared<const std::string>(std::move(*own));
    const auto body = std::get<std::shared_ptr<const std::string>>(response.body);
    auto work = [coding, body, options] { return encode_body(coding, *body, options.gzip_level, options.brotli_quality); };
    auto done = co_await core_->options.cpu->run(std::move(work));
    if (!done) co_return;                       // the pool is busy: send it plain
    encoded = std::move(*done);
  } else {
    encoded = encode_body(coding, response.body_view(), options.gzip_level, options.brotli_quality);
  }
  if (encoded.size() >= response.body_view().size()) co_return;
  response.headers.add("content-encoding", coding_name(coding));
  response.body = std::move(encoded);
}

void Connection::format_head(const Response& response, std::string_view body, bool chunked, bool keep) {
  const Request& request = x_->parser.request();
  std::string& out = x_->out;
  out.clear();
  if (response.status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
  } else {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
  }
  if (!response.content_type.empty()) {
    out += "content-type: ";
    out += response.content_type;
    out += "\r\n";
  }
  if (chunked) {
    out += "transfer-encoding: chunked\r\n";
  } else if (!response.stream && !has_no_body(response.status)) {
    out += "content-length: ";
    append_number(out, body.size());
    out += "\r\n";
  }
  if (!keep) out += "connection: close\r\n";
  else if (request.version_minor == 0) out += "connection: keep-alive\r\n";
  out += core_->date_line;
  if (!request.request_id.empty()) {
    out += "x-request-id: ";
    out += request.request_id;
    out += "\r\n";
  }
  if (core_->options.cors.enabled()) out += core_->options.cors.response_lines(request, x_->cors);
  out += response.headers.text();
  out += "\r\n";
}

Task<bool> Connection::respond(Response response, const Route* route, SteadyTime since) {
  const Request& request = x_->parser.request();
  const auto& options = core_->options;
  const bool head_only = request.method == Method::kHead;
  const bool keep = request.keep_alive && !response.close && !response.stream && !core_->draining &&
                    requests_ < options.limits.requests_per_connection_max;
  if (response.stream) {
    const bool chunked = request.version_minor == 1;
    format_head(response, {}, chunked, false);
    const bool again = co_await run_stream(std::move(response), route, since, head_only);
    co_return again;
  }
  const auto& compression = options.compression;
  if (compression.enabled && response.compress && response.body_view().size() >= compression.body_bytes_min &&
      is_compressible(response.content_type) && response.headers.get("content-encoding").empty())
    co_await compress(response);

  const auto body = response.body_view();
  format_head(response, body, false, keep);
  const bool bare = head_only || has_no_body(response.status);
  std::array<std::string_view, 3> pieces = {x_->out, bare ? std::string_view() : body, ""};
  if (!write_now(pieces)) {
    const bool written = co_await write_rest(pieces);
    if (!written) co_return false;
  }
  if (options.on_served) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - since);
    options.on_served({request.method, route ? std::string_view(route->path) : std::string_view(), response.status,
                       bare ? 0 : body.size(), took, request.request_id});
  }
  co_return keep;
}

// The pieces shrink to what is still to be sent. True when all of it went out.
bool Connection::write_now(std::array<std::string_view, 3>& pieces) {
  if (broken_) return false;
  while (total(pieces) > 0) {
    const std::array<asio::const_buffer, 3> buffers = {asio::buffer(pieces[0]), asio::buffer(pieces[1]), asio::buffer(pieces[2])};
    error_code ec;
    std::size_t n = socket_.write_some(buffers, ec);
    for (auto& p : pieces) {
      const auto taken = std::min(n, p.size());
      p.remove_prefix(taken);
      n -= taken;
    }
    if (ec == asio::error::would_block || ec == asio::error::try_again) return false;
    if (ec) {
      broken_ = true;
      return false;
    }
  }
  return true;
}

Task<bool> Connection::write_rest(std::array<std::string_view, 3> pieces) {
  const auto before = phase_;
  while (!broken_) {
    enter(Phase::kWrite, core_->options.limits.write_timeout);     // anew after each progress
    error_code ec;
    co_await socket_.async_wait(Socket::wait_write, asio::redirect_error(asio::use_awaitable, ec));
    if (ec || timed_out_) broken_ = true;
    else if (write_now(pieces)) break;
  }
  enter(before, {});
  co_return !broken_;
}

Task<bool> Connection::run_stream(Response response, const Route* route, SteadyTime since, bool head_only) {
  const Method method = x_->parser.request().method;
  const std::string request_id = x_->parser.request().request_id;
  const bool chunked = x_->parser.request().version_minor == 1;
  enter(Phase::kStream, {});
  std::array<std::string_view, 3> head = {x_->out, "", ""};
  bool open = write_now(head);
  if (!open) open = co_await write_rest(head);
  BodyStream stream(*this, chunked);
  if (open && !head_only) {
    x_.reset();
    stream_ = &stream;
    ++core_->stats.streams;
    watch_for_close();
    bool finished = false;
    try {
      co_await response.stream(stream);
      finished = true;
    } catch (const std::exception& e) {
      log::error("a stream threw", {{"route", route ? route->path : std::string()}, {"what", e.what()}, {"request_id", request_id}});
    } catch (...) {
      log::error("a stream threw", {{"route", route ? route->path : std::string()}, {"request_id", request_id}});
    }
    stream_ = nullptr;
    --core_->stats.streams;
    std::array<std::string_view, 3> end = {chunked && finished ? "0\r\n\r\n" : "", "", ""};
    if (!write_now(end) && !broken_) co_await write_rest(end);
  }
  if (core_->options.on_served) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - since);
    core_->options.on_served({method, route ? std::string_view(route->path) : std::string_view(), response.status, stream.sent(), took, request_id});
  }
  co_return false;
}

// While a stream is open the only news from the client is its end. Reads into the stack, so an idle stream holds no buffer.
void Connection::watch_for_close() {
  socket_.async_wait(Socket::wait_read, [self = shared_from_this(), dropped = std::size_t{0}](error_code) mutable {
    Connection& c = *self;
    if (!c.stream_ || c.broken_) return;
    char scrap[512];
    error_code ec;
    std::size_t n = 0;
    while (!ec && dropped < kStreamInputBytesMax) {
      n = c.socket_.read_some(asio::buffer(scrap), ec);
      dropped += n;
    }
    if (ec == asio::error::would_block || ec == asio::error::try_again) return c.watch_for_close();
    c.close_now();
  });
}

Task<void> Connection::refuse(Refusal refusal) {
  ++core_->stats.refused;
  timed_out_ = false;
  Request& request = x_->parser.request();
  request.request_id = core_->make_request_id();
  const Response response = error_response(refusal.status, refusal.code, refusal.message);
  const auto body = response.body_view();
  format_head(response, body, false, false);
  std::array<std::string_view, 3> pieces = {x_->out, request.method == Method::kHead ? std::string_view() : body, ""};
  bool written = write_now(pieces);
  if (!written) written = co_await write_rest(pieces);
  if (written) co_await linger();
  error_code ec;
  socket_.close(ec);
}

// Closing while the client still sends makes its system drop our answer unread (TCP reset). So: say that we are done, and
// read on for a moment.
Task<void> Connection::linger() {
  error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  enter(Phase::kLinger, core_->options.limits.linger_timeout);
  if (x_->in.empty()) x_->in.resize(kInBytesStart);
  std::size_t dropped = 0;
  while (!ec && !timed_out_ && !broken_ && !core_->draining && dropped < kLingerBytesMax) {
    const auto space = asio::buffer(x_->in);
    dropped += co_await socket_.async_read_some(space, asio::redirect_error(asio::use_awaitable, ec));
  }
}

}  // namespace jm::http
