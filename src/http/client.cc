#include "http/client.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <list>

#include "base/log.h"
#include "http/chunk_decoder.h"
#include "http/gzip.h"
#include "http/url.h"

namespace jm::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kAddressesTried = 4;      // of one name
constexpr int kInterimResponsesMax = 5;         // 100, 103

// An open connection to one server, plain or TLS; one request at a time.
struct Wire {
  std::string key;                              // scheme, host, port: who may reuse it
  IpAddress address;
  std::unique_ptr<beast::ssl_stream<beast::tcp_stream>> tls;
  std::unique_ptr<beast::tcp_stream> plain;
  beast::flat_buffer buffer;
  std::chrono::steady_clock::time_point idle_until;
  bool reused = false;

  beast::tcp_stream& tcp() { return tls ? tls->next_layer() : *plain; }

  // False if the server has closed it, or sent what nobody asked for, while it was idle.
  bool is_quiet() {
    auto& socket = tcp().socket();
    error_code ec;
    socket.non_blocking(true, ec);
    char byte;
    socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, ec);
    return ec == asio::error::would_block || ec == asio::error::try_again;
  }
};

IpAddress to_ip(const asio::ip::address& a) { return IpAddress::parse(a.to_string()).value_or(IpAddress{}); }

bool is_idempotent(Method m) { return m != Method::kPost && m != Method::kPatch && m != Method::kOther; }

Error timed_out() { return {Code::kDeadlineExceeded, "The server did not answer in time.", "TIMEOUT"}; }

// The one table from what Asio, Beast and OpenSSL report.
Error translate(const error_code& ec) {
  if (ec == beast::error::timeout || ec == asio::error::timed_out) return timed_out();
  if (ec == bhttp::error::body_limit) return {Code::kResourceExhausted, "The server's answer is larger than accepted.", "TOO_LARGE"};
  if (ec == bhttp::error::header_limit) return {Code::kResourceExhausted, "The server's answer has too large a header.", "TOO_LARGE"};
  if (ec == bhttp::error::end_of_stream || ec == asio::error::eof || ec == asio::error::connection_reset || ec == asio::error::broken_pipe)
    return {Code::kUnavailable, "The server closed the connection without an answer.", "CLOSED"};
  if (ec == bhttp::error::partial_message || ec == ssl::error::stream_truncated)
    return {Code::kDataLoss, "The server's answer was cut short.", "CUT_SHORT"};
  if (ec.category() == make_error_code(bhttp::error::bad_chunk).category())
    return {Code::kDataLoss, "The server's answer is not valid HTTP.", "BAD_ANSWER"};
  if (ec == asio::error::connection_refused) return {Code::kUnavailable, "The server refused the connection.", "REFUSED"};
  return {Code::kUnavailable, "The connection to the server failed.", "CONNECTION"};
}

bool is_field_name(std::string_view s) {
  if (s.empty()) return false;
  for (const char c : s)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos)) return false;
  return true;
}

bool is_field_value(std::string_view s) {
  return std::none_of(s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

Result<bhttp::request<bhttp::string_body>> make_request(ClientRequest& request, const Url& url, const std::string& user_agent) {
  if (request.method == Method::kOther) return fail(Code::kInvalidArgument, "The request needs a known method.");
  bhttp::request<bhttp::string_body> out;
  out.version(11);
  out.method_string(method_name(request.method));
  out.target(url.target());
  out.set(bhttp::field::host, url.authority());
  out.set(bhttp::field::user_agent, user_agent);
  if (request.accept_gzip) out.set(bhttp::field::accept_encoding, "gzip");
  for (const auto& [name, value] : request.headers) {
    if (!is_field_name(name) || !is_field_value(value))
      return fail(Code::kInvalidArgument, "A request header has a malformed name or value.");
    for (const std::string_view ours : {"host", "content-length", "connection", "accept-encoding", "transfer-encoding"})
      if (iequals(name, ours)) return fail(Code::kInvalidArgument, "The request header " + name + " is set by the client itself.");
    if (iequals(name, "user-agent")) out.set(name, value);
    else out.insert(name, value);
  }
  out.body() = std::move(request.body);
  out.prepare_payload();
  return out;
}

struct Resolution {
  explicit Resolution(IoContext& io) : done(io) {}
  bool ready = false;
  error_code ec;
  std::vector<tcp::endpoint> endpoints;
  Event done;
};

// getaddrinfo runs on Asio's own thread and cannot be interrupted: at the deadline it is left behind.
Task<Result<std::vector<tcp::endpoint>>> resolve(IoContext& io, std::string host, std::uint16_t port, Deadline deadline) {
  error_code ec;
  const auto literal = asio::ip::make_address(host, ec);
  if (!ec) co_return std::vector<tcp::endpoint>{tcp::endpoint(literal, port)};
  auto state = std::make_shared<Resolution>(io);
  auto resolver = std::make_shared<tcp::resolver>(io);
  auto on_resolved = [state, resolver](error_code e, tcp::resolver::results_type results) {
    state->ec = e;
    for (const auto& r : results) state->endpoints.push_back(r.endpoint());
    state->ready = true;
    state->done.notify_all();
  };
  resolver->async_resolve(host, std::to_string(port), tcp::resolver::numeric_service, std::move(on_resolved));
  while (!state->ready && !deadline.passed()) co_await state->done.wait(deadline);
  if (!state->ready) {
    resolver->cancel();
    co_return std::unexpected(timed_out());
  }
  if (state->ec || state->endpoints.empty()) co_return fail(Code::kUnavailable, "The server's name was not found.", "NAME_NOT_FOUND");
  co_return std::move(state->endpoints);
}

}  // namespace

Task<Result<std::vector<IpAddress>>> resolve_host(IoContext& io, std::string host, Deadline deadline) {
  auto resolved = co_await resolve(io, std::move(host), 0, deadline);
  if (!resolved) co_return std::unexpected(resolved.error());
  std::vector<IpAddress> out;
  for (const auto& e : *resolved) out.push_back(to_ip(e.address()));
  co_return out;
}

namespace {

struct Answer {
  bhttp::response<bhttp::empty_body> head;
  std::string body;                             // as sent
  bool started = false;                         // a byte of it has come
  bool keep = false;                            // the connection may serve another request
};

constexpr std::size_t kPieceBytes = 64 * 1024;

// What follows a response's head, by its framing (RFC 9112 §6.3).
template <class AsyncStream>
Task<error_code> read_body(AsyncStream& stream, beast::flat_buffer& buffer, const bhttp::response_parser<bhttp::empty_body>& parser,
                           std::size_t bytes_max, Answer& answer) {
  const auto length = parser.content_length();
  if (length && *length > bytes_max) co_return make_error_code(bhttp::error::body_limit);
  ChunkDecoder chunks(bytes_max);
  for (;;) {
    const auto data = buffer.data();
    std::string_view bytes(static_cast<const char*>(data.data()), data.size());
    if (parser.chunked()) {
      const auto step = chunks.feed(bytes, answer.body);
      buffer.consume(data.size() - bytes.size());
      if (step == ChunkDecoder::Step::kDone) co_return error_code();
      if (step == ChunkDecoder::Step::kTooLarge) co_return make_error_code(bhttp::error::body_limit);
      if (step == ChunkDecoder::Step::kBad) co_return make_error_code(bhttp::error::bad_chunk);
    } else {
      const auto wanted = length ? static_cast<std::size_t>(*length) - answer.body.size() : bytes.size();
      bytes = bytes.substr(0, wanted);
      if (bytes.size() > bytes_max - answer.body.size()) co_return make_error_code(bhttp::error::body_limit);
      answer.body += bytes;
      buffer.consume(bytes.size());
      if (length && answer.body.size() == *length) co_return error_code();
    }
    error_code ec;
    const auto space = buffer.prepare(kPieceBytes);
    const auto n = co_await stream.async_read_some(space, asio::redirect_error(asio::use_awaitable, ec));
    buffer.commit(n);
    if (ec == asio::error::eof && !length && !parser.chunked()) co_return error_code();
    if (ec == asio::error::eof || ec == asio::error::connection_reset) co_return make_error_code(bhttp::error::partial_message);
    if (ec) co_return ec;
  }
}

// One request and its response on an open wire.
template <class AsyncStream>
Task<error_code> exchange(AsyncStream& stream, beast::flat_buffer& buffer, bhttp::request<bhttp::string_body>& request,
                          const ClientRequest& limits, Answer& answer) {
  error_code ec;
  co_await bhttp::async_write(stream, request, asio::redirect_error(asio::use_awaitable, ec));
  // A server that refuses early answers and closes before it has read everything: its answer is worth reading.
  const error_code write_error = ec;
  if (ec == beast::error::timeout) co_return ec;
  for (int interim = 0; interim <= kInterimResponsesMax; ++interim) {
    bhttp::response_parser<bhttp::empty_body> parser;
    parser.body_limit(boost::none);             // the limit is ours, below
    parser.header_limit(static_cast<std::uint32_t>(limits.response_header_bytes_max));
    parser.skip(limits.method == Method::kHead);
    ec = {};
    co_await bhttp::async_read_header(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, ec));
    answer.started = answer.started || parser.got_some();
    if (ec) co_return write_error ? write_error : ec;
    const auto status = parser.get().result_int();
    if (status < 200) continue;
    const auto coding = parser.get()[bhttp::field::transfer_encoding];
    if (!coding.empty() && !parser.chunked()) co_return make_error_code(bhttp::error::bad_transfer_encoding);
    if (!coding.empty() && !iequals({coding.data(), coding.size()}, "chunked")) co_return make_error_code(bhttp::error::bad_transfer_encoding);
    const bool none = limits.method == Method::kHead || status == 204 || status == 304;
    if (!none) ec = co_await read_body(stream, buffer, parser, limits.response_bytes_max, answer);
    if (ec) co_return ec;
    answer.keep = !write_error && buffer.size() == 0 && parser.keep_alive() && (none || parser.chunked() || parser.content_length());
    answer.head = parser.release();
    co_return ec;
  }
  co_return make_error_code(bhttp::error::bad_status);
}

}  // namespace

struct Client::Core : std::enable_shared_from_this<Client::Core> {
  Core(IoContext& io_context, ClientOptions o);

  Task<Result<ClientResponse>> send(ClientRequest request);
  Task<Result<void>> admit(std::string host, Uuid user);
  bool is_local(std::string_view host) const;
  Task<Result<std::unique_ptr<Wire>>> connect(Url url, std::vector<tcp::endpoint> pinned, Deadline deadline);
  Task<Result<void>> handshake(Wire& wire, std::string host, Deadline deadline);
  static Result<ClientResponse> finish(Answer answer, const ClientRequest& request);
  std::unique_ptr<Wire> take(const std::string& key);
  void keep(std::unique_ptr<Wire> wire);
  void sweep();

  IoContext& io;
  const ClientOptions options;
  ssl::context tls;
  std::list<std::unique_ptr<Wire>> idle;        // oldest first
  asio::steady_timer sweeper;
  bool sweeping = false;
};

Client::Core::Core(IoContext& io_context, ClientOptions o)
    : io(io_context), options(std::move(o)), tls(ssl::context::tls_client), sweeper(io) {
  error_code ec;
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  tls.set_verify_mode(ssl::verify_peer, ec);
  if (options.ca_pem.empty()) tls.set_default_verify_paths(ec);
  else tls.add_certificate_authority(asio::buffer(options.ca_pem), ec);
  if (ec) log::error("the trusted certificates cannot be loaded; HTTPS requests will fail", {{"reason", ec.message()}});
}

std::unique_ptr<Wire> Client::Core::take(const std::string& key) {
  const auto now = std::chrono::steady_clock::now();
  for (auto it = idle.end(); it != idle.begin();) {          // the youngest first
    --it;
    if ((*it)->key != key) continue;
    auto wire = std::move(*it);
    it = idle.erase(it);
    if (wire->idle_until > now && wire->is_quiet()) return wire;
  }
  return nullptr;
}

void Client::Core::keep(std::unique_ptr<Wire> wire) {
  wire->tcp().expires_never();
  wire->idle_until = std::chrono::steady_clock::now() + options.idle_timeout;
  wire->reused = true;
  idle.push_back(std::move(wire));
  if (idle.size() > options.idle_connections_max) idle.pop_front();
  if (!idle.empty() && !sweeping) sweep();
}

void Client::Core::sweep() {
  const auto now = std::chrono::steady_clock::now();
  while (!idle.empty() && idle.front()->idle_until <= now) idle.pop_front();
  sweeping = !idle.empty();
  if (!sweeping) return;
  sweeper.expires_at(idle.front()->idle_until);
  sweeper.async_wait([core = weak_from_this()](error_code ec) {
    const auto self = core.lock();
    if (self && !ec) self->sweep();
  });
}

Task<Result<void>> Client::Core::handshake(Wire& wire, std::string host, Deadline deadline) {
  auto& stream = *wire.tls;
  const bool is_name = !IpAddress::parse(host);
  if (is_name && SSL_set_tlsext_host_name(stream.native_handle(), host.c_str()) != 1)
    co_return fail(Code::kInternal, "The secure connection could not be prepared.", "TLS");
  error_code ec;
  stream.set_verify_callback(ssl::host_name_verification(host), ec);
  stream.next_layer().expires_at(deadline.at);
  co_await stream.async_handshake(ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, ec));
  if (!ec) co_return Result<void>();
  if (ec == beast::error::timeout) co_return std::unexpected(timed_out());
  if (ec.category() == asio::error::get_ssl_category() && ERR_GET_REASON(static_cast<unsigned long>(ec.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED)
    co_return fail(Code::kUnavailable, "The server's certificate is not trusted or is for another name.", "TLS_CERTIFICATE");
  co_return fail(Code::kUnavailable, "No secure connection to the server could be made.", "TLS");
}

// `pinned`: where to connect; empty: where the name leads.
Task<Result<std::unique_ptr<Wire>>> Client::Core::connect(Url url, std::vector<tcp::endpoint> pinned, Deadline deadline) {
  deadline = deadline.earlier(Deadline::in(options.connect_timeout));
  std::vector<tcp::endpoint> endpoints = std::move(pinned);
  if (endpoints.empty()) {
    auto resolved = co_await resolve(io, url.host, url.port, deadline);
    if (!resolved) co_return std::unexpected(resolved.error());
    endpoints = std::move(*resolved);
  }
  Error last{Code::kUnavailable, "The server cannot be reached.", "CONNECTION"};
  for (std::size_t i = 0; i < endpoints.size() && i < kAddressesTried; ++i) {
    auto wire = std::make_unique<Wire>();
    wire->address = to_ip(endpoints[i].address());
    if (options.vet) {
      if (const auto allowed = options.vet(wire->address); !allowed) {
        last = allowed.error();
        continue;
      }
    }
    if (url.scheme == "https") wire->tls = std::make_unique<beast::ssl_stream<beast::tcp_stream>>(io, tls);
    else wire->plain = std::make_unique<beast::tcp_stream>(io);
    error_code ec;
    wire->tcp().expires_at(deadline.at);
    co_await wire->tcp().async_connect(endpoints[i], asio::redirect_error(asio::use_awaitable, ec));
    if (ec) {
      last = translate(ec);
      continue;
    }
    wire->tcp().socket().set_option(tcp::no_delay(true), ec);
    if (wire->tls) {
      auto secured = co_await handshake(*wire, url.host, deadline);
      if (!secured) co_return std::unexpected(secured.error());     // another address of it would not be more trustworthy
    }
    co_return std::move(wire);
  }
  co_return std::unexpected(std::move(last));
}

Result<ClientResponse> Client::Core::finish(Answer answer, const ClientRequest& request) {
  ClientResponse out;
  out.status = static_cast<int>(answer.head.result_int());
  for (const auto& field : answer.head) {
    const auto name = field.name_string(), value = field.value();
    out.headers.emplace_back(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
  }
  out.body = std::move(answer.body);
  const auto coding = out.header("content-encoding");
  if (out.body.empty() || coding.empty() || iequals(coding, "identity")) return out;
  if (!iequals(coding, "gzip") && !iequals(coding, "x-gzip"))
    return fail(Code::kDataLoss, "The server's answer is encoded in a way that was not asked for.", "BAD_ANSWER");
  auto plain = gunzip(out.body, {.decoded_bytes_max = request.response_bytes_max, .ratio_max = request.response_ratio_max});
  if (!plain && plain.error().code == Code::kResourceExhausted)
    return fail(Code::kResourceExhausted, "The server's answer is larger than accepted.", "TOO_LARGE");
  if (!plain) return fail(Code::kDataLoss, "The server's answer is corrupt or cut short.", "BAD_ANSWER");
  out.body = std::move(*plain);
  return out;
}

bool Client::Core::is_local(std::string_view host) const {
  return is_this_machine(host) || std::find(options.local_hosts.begin(), options.local_hosts.end(), host) != options.local_hosts.end();
}

Task<Result<void>> Client::Core::admit(std::string host, Uuid user) {
  if (is_local(host)) co_return Result<void>();
  bool allowed = !options.nothing_leaves;
  if (allowed && !user.is_nil() && options.may_leave) {
    JM_CO_TRY(answer, co_await options.may_leave(user));
    allowed = answer;
  }
  if (!allowed) co_return fail(Code::kPermissionDenied, "Nothing may leave this machine: the request to " + host + " was not made.", "NOTHING_LEAVES");
  co_return Result<void>();
}

Task<Result<ClientResponse>> Client::Core::send(ClientRequest request) {
  const auto self = shared_from_this();
  JM_CO_TRY(url, parse_url(request.url));
  if (!url.userinfo.empty()) co_return fail(Code::kInvalidArgument, "A URL must not contain a user name or password.");
  JM_CO_CHECK_OK(co_await admit(url.host, request.user));
  JM_CO_TRY(message, make_request(request, url, options.user_agent));
  const std::string key = url.scheme + "://" + url.authority();
  for (;;) {
    if (request.deadline.passed()) co_return std::unexpected(timed_out());
    auto wire = request.addresses.empty() ? take(key) : nullptr;
    if (!wire) {
      std::vector<tcp::endpoint> pinned;
      for (const IpAddress& a : request.addresses) pinned.emplace_back(asio::ip::make_address(a.str()), request.connect_port != 0 ? request.connect_port : url.port);
      auto connected = co_await connect(url, std::move(pinned), request.deadline);
      if (!connected) co_return std::unexpected(connected.error());
      wire = std::move(*connected);
      wire->key = key;
    }
    if (request.deadline.is_never()) wire->tcp().expires_never();
    else wire->tcp().expires_at(request.deadline.at);
    if (request.on_sending) request.on_sending();
    Answer answer;
    error_code ec;
    if (wire->tls) ec = co_await exchange(*wire->tls, wire->buffer, message, request, answer);
    else ec = co_await exchange(*wire->plain, wire->buffer, message, request, answer);
    if (ec) {
      auto error = translate(ec);
      // The server may close an idle connection just as we reuse it; what it never answered can be asked again.
      if (wire->reused && error.reason == "CLOSED" && !answer.started && is_idempotent(request.method)) continue;
      if (error.reason == "CLOSED" && answer.started) error = translate(bhttp::error::partial_message);
      co_return std::unexpected(std::move(error));
    }
    const IpAddress address = wire->address;
    if (answer.keep && request.addresses.empty()) keep(std::move(wire));
    auto response = finish(std::move(answer), request);
    if (response) response->address = address;
    co_return response;
  }
}

// By its name, before anything is resolved: a name that happens to lead here is not this machine's.
bool is_this_machine(std::string_view host) {
  if (const auto address = IpAddress::parse(host)) {
    static const IpRange v4 = *IpRange::parse("127.0.0.0/8"), v6 = *IpRange::parse("::1");
    return v4.contains(*address) || v6.contains(*address);
  }
  return host == "localhost";
}

std::string_view ClientResponse::header(std::string_view name) const {
  for (const auto& [n, v] : headers)
    if (iequals(n, name)) return v;
  return {};
}

Client::Client(IoContext& io, ClientOptions options) : core_(std::make_shared<Core>(io, std::move(options))) {}

Client::~Client() {
  core_->sweeper.cancel();
  core_->idle.clear();
}

Task<Result<ClientResponse>> Client::send(ClientRequest request) {
  const auto core = core_;
  auto response = co_await core->send(std::move(request));
  co_return response;
}

Task<Result<void>> Client::admit(std::string host, Uuid user) {
  const auto core = core_;
  auto admitted = co_await core->admit(std::move(host), user);
  co_return admitted;
}

}  // namespace jm::http
