#include "http/server.h"

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <ctime>

#include "base/ids.h"
#include "base/log.h"
#include "http/connection.h"
#include "http/server_core.h"

namespace jm::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr std::size_t kRefusingMax = 64;        // connections over the limit that are being told so; beyond: just closed

// A deadline is noticed at most one period late: a quarter of the shortest timeout, within reason.
std::chrono::milliseconds period_for(const Limits& l) {
  const auto shortest = std::min({l.header_timeout, l.body_timeout, l.idle_timeout, l.write_timeout, l.linger_timeout});
  return std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

IpAddress to_ip(const asio::ip::address& a) { return IpAddress::parse(a.to_string()).value_or(IpAddress{}); }

Task<void> accept_loop(std::shared_ptr<ServerCore> core) {
  while (core->acceptor.is_open()) {
    tcp::endpoint peer;
    boost::system::error_code ec;
    tcp::socket socket(core->io);
    co_await core->acceptor.async_accept(socket, peer, asio::redirect_error(asio::use_awaitable, ec));
    if (!core->acceptor.is_open()) co_return;
    if (ec) {
      if (ec == asio::error::connection_aborted) continue;
      log::warn("cannot accept a connection", {{"reason", ec.message()}});    // out of descriptors: wait for some to close
      co_await sleep_for(std::chrono::milliseconds(100));
      continue;
    }
    ++core->stats.accepted;
    const auto open = core->connections.size();
    const auto max = core->options.limits.connections_max;
    if (open >= max + kRefusingMax) continue;
    auto connection = std::make_shared<Connection>(core, std::move(socket), to_ip(peer.address()));
    spawn(core->io, Connection::run(std::move(connection), open >= max), "http connection");
  }
}

}  // namespace

ServerCore::ServerCore(IoContext& io_context, Router r, ServerOptions o)
    : io(io_context), router(std::move(r)), options(std::move(o)), acceptor(io), empty(io), timer_(io),
      period_(period_for(options.limits)) {
  for (const auto& text : options.trusted_proxies) {
    if (const auto range = IpRange::parse(text)) proxies.push_back(*range);
    else log::warn("a trusted proxy is neither an address nor a range, and is ignored", {{"proxy", text}});
  }
  std::array<std::uint8_t, 8> seed;
  random_bytes(seed);
  next_id_ = 0;
  for (const auto b : seed) next_id_ = next_id_ << 8 | b;
  renew_date();
}

void ServerCore::add(Connection& connection) {
  connection.index = connections.size();
  connections.push_back(&connection);
  stats.connections = connections.size();
  if (!ticking_) {
    renew_date();
    tick();
  }
}

void ServerCore::remove(Connection& connection) {
  connections[connection.index] = connections.back();
  connections[connection.index]->index = connection.index;
  connections.pop_back();
  stats.connections = connections.size();
  if (!connections.empty()) return;
  timer_.cancel();
  empty.notify_all();
}

void ServerCore::tick() {
  ticking_ = !connections.empty();
  if (!ticking_) return;
  timer_.expires_after(period_);
  timer_.async_wait([core = weak_from_this()](boost::system::error_code) {
    const auto self = core.lock();
    if (!self) return;
    const auto now = std::chrono::steady_clock::now();
    // Expiring only cancels; a connection leaves the list later, from its own coroutine.
    for (std::size_t i = 0; i < self->connections.size(); ++i) self->connections[i]->expire_if_due(now);
    self->renew_date();
    self->tick();
  });
}

void ServerCore::renew_date() {
  const std::int64_t second = Clock::system().now().us / 1'000'000;
  if (second == date_second_) return;
  date_second_ = second;
  const std::time_t t = static_cast<std::time_t>(second);
  std::tm tm{};
  gmtime_r(&t, &tm);
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  const int n = std::snprintf(text, sizeof text, "date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", kDays[tm.tm_wday], tm.tm_mday,
                              kMonths[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
  date_line.assign(text, static_cast<std::size_t>(n));
}

bool ServerCore::is_proxy(const IpAddress& address) const {
  return std::any_of(proxies.begin(), proxies.end(), [&](const IpRange& r) { return r.contains(address); });
}

std::string ServerCore::make_request_id() {
  // An odd factor modulo 2^60 is a bijection: consecutive ids look different and never repeat.
  std::uint64_t id = next_id_++ * 0x9e3779b97f4a7c15;
  std::string out(15, '0');                     // fits a string without allocation
  for (auto& c : out) {
    c = "0123456789abcdef"[id & 15];
    id >>= 4;
  }
  return out;
}

Server::Server(IoContext& io, Router router, ServerOptions options)
    : core_(std::make_shared<ServerCore>(io, std::move(router), std::move(options))) {}

Server::~Server() {
  boost::system::error_code ec;
  core_->acceptor.close(ec);
  core_->draining = true;
  for (std::size_t i = 0; i < core_->connections.size(); ++i) core_->connections[i]->close_now();
}

Result<void> Server::listen(std::string_view address, std::uint16_t port) {
  const auto refuse = [&](const boost::system::error_code& ec) {
    return fail(Code::kUnavailable, "Cannot listen on " + std::string(address) + " port " + std::to_string(port) + ": " + ec.message() + ".");
  };
  boost::system::error_code ec;
  const auto ip = asio::ip::make_address(std::string(address), ec);
  if (ec) return fail(Code::kInvalidArgument, "\"" + std::string(address) + "\" is not an IP address to listen on. Use 0.0.0.0 for all, 127.0.0.1 for this machine only.");
  const tcp::endpoint endpoint(ip, port);
  auto& acceptor = core_->acceptor;
  acceptor.open(endpoint.protocol(), ec);
  if (ec) return refuse(ec);
  acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(4096, ec);
  if (ec) {
    const auto reason = ec;
    acceptor.close(ec);
    return refuse(reason);
  }
  spawn(core_->io, accept_loop(core_), "http accept");
  return {};
}

std::uint16_t Server::port() const {
  boost::system::error_code ec;
  return core_->acceptor.local_endpoint(ec).port();
}

Task<std::size_t> Server::stop(Deadline deadline) {
  const auto core = core_;
  boost::system::error_code ec;
  core->acceptor.close(ec);
  core->draining = true;
  for (std::size_t i = 0; i < core->connections.size(); ++i) core->connections[i]->drain();
  while (!core->connections.empty() && !deadline.passed()) co_await core->empty.wait(deadline);
  std::size_t cut = 0;
  for (std::size_t i = 0; i < core->connections.size(); ++i) {
    cut += !core->connections[i]->idle();
    core->connections[i]->close_now();
  }
  if (cut > 0) log::warn("requests were cut off at shutdown", {{"requests", cut}});
  co_return cut;
}

ServerStats Server::stats() const { return core_->stats; }

}  // namespace jm::http
