#include "redis/client.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "redis/link.h"
#include "redis/reply_reader.h"
#include "redis/url.h"

namespace jm::redis {
namespace {

std::unexpected<Error> down() { return fail(Code::kUnavailable, "Redis cannot be reached. Try again in a moment.", "REDIS_DOWN"); }
std::unexpected<Error> busy() { return fail(Code::kResourceExhausted, "Redis does not keep up. Try again in a moment.", "REDIS_BUSY"); }

// The server's own refusals: while it loads or is not the master it is as good as absent.
Result<Reply> judged(Reply reply) {
  if (reply.type != Reply::Type::kError) return reply;
  const std::string_view word = std::string_view(reply.text).substr(0, reply.text.find(' '));
  const bool away = word == "LOADING" || word == "MASTERDOWN" || word == "READONLY" || word == "CLUSTERDOWN";
  return fail(away ? Code::kUnavailable : Code::kFailedPrecondition, reply.text, std::string(word));
}

// Answers come in the order of the commands.
class Commands final : public LinkUser {
 public:
  Commands(IoContext& io, const Options& options, const Endpoint& endpoint)
      : io_(io), in_flight_max_(options.in_flight_max), link_(std::make_shared<Link>(io, options, endpoint, "commands", *this)) {}
  ~Commands() { stop(); }

  void start() { link_->start(); }
  void stop() {
    link_->stop();
    link_down();
  }
  bool up() const { return link_->up(); }

  // Sends, and remembers who waits (null: nobody).
  struct Pending {
    explicit Pending(IoContext& io) : answered(io) {}
    std::optional<Result<Reply>> reply;
    Event answered;
  };
  Result<void> send(const std::vector<std::string_view>& words, std::shared_ptr<Pending> pending) {
    if (!link_->up()) return down();
    if (waiting_.size() >= in_flight_max_ || !link_->send(format_command(words))) return busy();
    waiting_.push_back(std::move(pending));
    return {};
  }

  Task<Result<Reply>> run(std::vector<std::string> words, Deadline deadline) {
    auto pending = std::make_shared<Pending>(io_);
    const std::vector<std::string_view> views(words.begin(), words.end());
    JM_CO_CHECK_OK(send(views, pending));
    while (!pending->reply) {
      const bool notified = co_await pending->answered.wait(deadline);
      if (!notified && !pending->reply) co_return fail(Code::kDeadlineExceeded, "Redis did not answer in time.", "REDIS_SLOW");
    }
    co_return std::move(*pending->reply);
  }

 private:
  void link_up() override {}
  void link_down() override {
    for (const auto& pending : std::exchange(waiting_, {})) answer(pending, down());
  }
  void link_reply(Reply reply) override {
    if (waiting_.empty()) return;
    const auto pending = std::move(waiting_.front());
    waiting_.pop_front();
    answer(pending, judged(std::move(reply)));
  }
  void link_silent() override {
    if (link_->send(format_command({"PING"}))) waiting_.push_back(nullptr);
  }
  static void answer(const std::shared_ptr<Pending>& pending, Result<Reply> reply) {
    if (!pending) return;
    pending->reply.emplace(std::move(reply));
    pending->answered.notify_all();
  }

  IoContext& io_;
  const std::size_t in_flight_max_;
  std::deque<std::shared_ptr<Pending>> waiting_;
  std::shared_ptr<Link> link_;
};

class Subscriptions final : public LinkUser {
 public:
  Subscriptions(IoContext& io, const Options& options, const Endpoint& endpoint)
      : link_(std::make_shared<Link>(io, options, endpoint, "subscriptions", *this)) {}
  ~Subscriptions() { stop(); }
  void stop() { link_->stop(); }

  void add(std::string channel, MessageHandler handler) {
    if (!std::exchange(started_, true)) link_->start();
    const bool known = handlers_.contains(channel);
    handlers_[channel] = std::move(handler);
    if (!known) link_->send(format_command({"SUBSCRIBE", channel}));
  }
  void remove(const std::string& channel) {
    if (handlers_.erase(channel) == 0) return;
    confirmed_.erase(channel);
    link_->send(format_command({"UNSUBSCRIBE", channel}));
  }
  void on_gap(std::function<void()> handler) { gap_ = std::move(handler); }
  bool complete() const { return link_->up() && confirmed_.size() == handlers_.size(); }

 private:
  void link_up() override {
    confirmed_.clear();
    if (handlers_.empty()) return;
    std::vector<std::string_view> words{"SUBSCRIBE"};
    for (const auto& [channel, handler] : handlers_) words.push_back(channel);
    link_->send(format_command(words));
  }
  void link_down() override { confirmed_.clear(); }
  void link_silent() override { link_->send(format_command({"PING"})); }

  void link_reply(Reply reply) override {
    if (reply.type != Reply::Type::kArray || reply.items.size() < 2) return;
    const std::string& kind = reply.items[0].text;
    const std::string& channel = reply.items[1].text;
    const auto found = handlers_.find(channel);
    if (found == handlers_.end()) return;
    if (kind == "message" && reply.items.size() == 3) {
      const MessageHandler handler = found->second;        // it may unsubscribe
      handler(channel, reply.items[2].text);
    } else if (kind == "subscribe" && confirmed_.insert(channel).second && complete() && gap_) {
      gap_();
    }
  }

  std::map<std::string, MessageHandler> handlers_;
  std::set<std::string> confirmed_;
  std::function<void()> gap_;
  bool started_ = false;
  std::shared_ptr<Link> link_;
};

class ClientImpl final : public Client {
 public:
  ClientImpl(IoContext& io, const Options& options, const Endpoint& endpoint) : commands_(io, options, endpoint), subscriptions_(io, options, endpoint) {
    commands_.start();
  }

  Task<Result<Reply>> command(std::vector<std::string> words, Deadline deadline) override { return commands_.run(std::move(words), deadline); }

  Task<Result<std::int64_t>> publish(std::string channel, std::string message, Deadline deadline) override {
    std::vector<std::string> words{"PUBLISH", std::move(channel), std::move(message)};
    const Result<Reply> reply = co_await commands_.run(std::move(words), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->integer;
  }

  bool publish_now(std::string_view channel, std::string_view message) override { return commands_.send({"PUBLISH", channel, message}, nullptr).has_value(); }

  void subscribe(std::string channel, MessageHandler handler) override { subscriptions_.add(std::move(channel), std::move(handler)); }
  void unsubscribe(const std::string& channel) override { subscriptions_.remove(channel); }
  void on_gap(std::function<void()> handler) override { subscriptions_.on_gap(std::move(handler)); }
  bool connected() const override { return commands_.up(); }
  bool subscribed() const override { return subscriptions_.complete(); }
  void stop() override {
    commands_.stop();
    subscriptions_.stop();
  }

 private:
  Commands commands_;
  Subscriptions subscriptions_;
};

}  // namespace

Result<std::unique_ptr<Client>> Client::open(IoContext& io, Options options) {
  JM_TRY(endpoint, parse_url(options.url));
  return std::unique_ptr<Client>(std::make_unique<ClientImpl>(io, options, endpoint));
}

}  // namespace jm::redis
