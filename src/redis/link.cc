#include "redis/link.h"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "base/ids.h"
#include "base/log.h"

namespace jm::redis {
namespace {

namespace asio = boost::asio;

std::chrono::milliseconds with_jitter(std::chrono::milliseconds d) {
  std::uint8_t byte = 0;
  random_bytes({&byte, 1});
  return d / 2 + d * byte / 512;
}

}  // namespace

Link::Link(IoContext& io, Options options, Endpoint endpoint, const char* name, LinkUser& user)
    : io_(io), options_(std::move(options)), endpoint_(std::move(endpoint)), name_(name), user_(&user), socket_(io), timer_(io) {}

void Link::start() { spawn(io_, run(shared_from_this()), "redis.link"); }

void Link::stop() {
  user_ = nullptr;
  drop();
  timer_.cancel();
}

Task<void> Link::run(std::shared_ptr<Link> self) {
  auto pause = options_.reconnect_min;
  std::string said;                             // the same failure is logged once
  while (user_ != nullptr) {
    std::string why = co_await connect();
    if (why.empty()) why = co_await read_all();
    const bool was_up = up_;
    drop();
    if (user_ == nullptr) co_return;
    if (was_up) {
      pause = options_.reconnect_min;
      said.clear();
      user_->link_down();
      if (user_ == nullptr) co_return;
    }
    if (why != said) log::warn("no connection to Redis; trying again", {{"link", name_}, {"why", why}});
    said = why;
    timer_.expires_after(with_jitter(pause));
    pause = std::min(pause * 2, options_.reconnect_max);
    boost::system::error_code ec;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  }
}

Task<std::string> Link::connect() {
  timer_.expires_after(options_.connect_timeout);
  timer_.async_wait([self = shared_from_this(), epoch = epoch_](boost::system::error_code ec) {
    if (!ec && epoch == self->epoch_ && !self->up_) self->drop();
  });
  const auto epoch = epoch_;
  boost::system::error_code ec;
  asio::ip::tcp::resolver resolver(io_);
  const auto found = co_await resolver.async_resolve(endpoint_.host, endpoint_.port, asio::redirect_error(asio::use_awaitable, ec));
  if (epoch != epoch_) co_return "connecting took too long";
  if (ec) co_return endpoint_.host + ": " + ec.message();
  co_await asio::async_connect(socket_, found, asio::redirect_error(asio::use_awaitable, ec));
  if (epoch != epoch_) co_return "connecting took too long";
  if (ec) co_return ec.message();
  socket_.set_option(asio::ip::tcp::no_delay(true), ec);
  socket_.set_option(asio::socket_base::keep_alive(true), ec);
  reader_ = std::make_unique<ReplyReader>(options_.reply_bytes_max);
  heard_ = std::chrono::steady_clock::now();
  handshake_left_ = 0;
  if (!endpoint_.password.empty()) {
    ++handshake_left_;
    out_ += endpoint_.user.empty() ? format_command({"AUTH", endpoint_.password}) : format_command({"AUTH", endpoint_.user, endpoint_.password});
  }
  // Also without a database to choose: its answer shows that the server takes commands (no missing password, not loading).
  ++handshake_left_;
  out_ += format_command({"SELECT", std::to_string(endpoint_.database)});
  write();
  co_return "";
}

Task<std::string> Link::read_all() {
  const auto epoch = epoch_;
  std::string buffer(16 * 1024, '\0');
  for (;;) {
    boost::system::error_code ec;
    const std::size_t n = co_await socket_.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ec));
    if (epoch != epoch_) co_return "it does not answer";
    if (ec) co_return ec.message();
    heard_ = std::chrono::steady_clock::now();
    reader_->feed(std::string_view(buffer).substr(0, n));
    for (;;) {
      Result<std::optional<Reply>> reply = reader_->next();
      if (!reply) co_return reply.error().message;
      if (!*reply) break;
      if (handshake_left_ == 0) {
        user_->link_reply(std::move(**reply));
        if (epoch != epoch_) co_return "stopped";
        continue;
      }
      if ((*reply)->type == Reply::Type::kError) co_return (*reply)->text;
      if (--handshake_left_ > 0) continue;
      up_ = true;
      timer_.cancel();
      log::info("connected to Redis", {{"link", name_}});
      spawn(io_, heartbeat(shared_from_this(), epoch), "redis.heartbeat");
      user_->link_up();
      if (epoch != epoch_) co_return "stopped";
    }
  }
}

Task<void> Link::heartbeat(std::shared_ptr<Link> self, std::uint64_t epoch) {
  const auto max = 2 * options_.silence;
  for (;;) {
    const auto silence = std::chrono::steady_clock::now() - heard_;
    if (silence >= max) break;
    const bool quiet = silence >= options_.silence;
    if (quiet) user_->link_silent();
    timer_.expires_at(heard_ + (quiet ? max : options_.silence));
    boost::system::error_code ec;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    if (epoch != epoch_) co_return;
  }
  ++epoch_;                                     // read_all() ends with it
  boost::system::error_code ec;
  socket_.close(ec);
}

bool Link::send(std::string_view bytes) {
  if (!up_ || out_.size() + bytes.size() > options_.unsent_bytes_max) return false;
  out_ += bytes;
  if (!write_pending_) write();
  return true;
}

// What is added while a write is under way goes out together with the next one.
void Link::write() {
  write_pending_ = true;
  writing_.clear();
  writing_.swap(out_);
  asio::async_write(socket_, asio::buffer(writing_), [self = shared_from_this(), epoch = epoch_](boost::system::error_code ec, std::size_t) {
    if (epoch != self->epoch_) return;
    self->write_pending_ = false;
    if (!ec && !self->out_.empty()) self->write();        // an error also ends the reading
  });
}

void Link::drop() {
  boost::system::error_code ec;
  socket_.close(ec);
  out_.clear();
  up_ = write_pending_ = false;
  ++epoch_;
}

}  // namespace jm::redis
