#include "events/local_bus.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <set>
#include <unordered_map>

#include "base/log.h"
#include "base/metrics.h"
#include "events/hub.h"
#include "events/json_member.h"
#include "queue/worker.h"
#include "redis/client.h"

namespace jm::events {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kEventPrefix = "EVENT_", kCommandPrefix = "CMD_";
constexpr std::size_t kPayloadBytesMax = 256 << 10;    // from others; more is not one of our messages
constexpr auto kEchoTime = 10s;                        // for how long our own message is expected back
constexpr std::size_t kEchoesMax = 10'000;

// Remembers what was published, to know it when it comes back. Forgetting one costs a needless look at the table.
class Echoes {
 public:
  void sent(std::size_t message) {
    forget_old();
    ++count_[message];
    order_.push_back({message, std::chrono::steady_clock::now() + kEchoTime});
  }
  bool is_echo(std::size_t message) {
    forget_old();
    const auto it = count_.find(message);
    if (it == count_.end() || it->second == 0) return false;
    --it->second;
    return true;
  }

 private:
  struct Sent {
    std::size_t message;
    std::chrono::steady_clock::time_point until;
  };
  void forget_old() {
    const auto now = std::chrono::steady_clock::now();
    while (!order_.empty() && (order_.front().until < now || order_.size() > kEchoesMax)) {
      if (const auto it = count_.find(order_.front().message); it != count_.end() && --it->second <= 0) count_.erase(it);
      order_.pop_front();
    }
  }
  std::unordered_map<std::size_t, int> count_;         // sent and not yet back; may go below zero by the time they are forgotten
  std::deque<Sent> order_;
};

std::size_t mark_of(std::string_view channel, std::string_view payload) {
  return std::hash<std::string_view>{}(channel) * 31 + std::hash<std::string_view>{}(payload);
}

}  // namespace

struct LocalBus::Impl {
  explicit Impl(LocalBusDeps d) : deps(std::move(d)) {}

  void publish(const std::string& channel, const std::string& payload) {
    if (!deps.redis || payload.size() > kPayloadBytesMax) return;
    if (deps.redis->publish_now(channel, payload)) echoes.sent(mark_of(channel, payload));
  }
  bool is_foreign(std::string_view channel, std::string_view payload) {
    return payload.size() <= kPayloadBytesMax && !echoes.is_echo(mark_of(channel, payload));
  }
  void warn_of_unheard(const std::string& type) {
    if (!deps.redis || std::ranges::find(deps.event_types, type) != deps.event_types.end() || !unheard.insert(type).second) return;
    log::warn("no process listens for this type of event on Redis; polling finds it", {{"type", type}});
  }
  void call_hook(std::string_view type) {
    if (const auto it = deps.hooks.find(type); it != deps.hooks.end()) it->second();
  }
  void poke_workers(std::string_view kind) {
    for (queue::Worker* w : deps.workers) w->poke(kind);
  }

  LocalBusDeps deps;
  Echoes echoes;
  std::vector<std::string> channels;
  std::set<std::string> unheard;
  metrics::Counter heard = metrics::counter("jobmate_bus_messages_total", "Messages of other processes acted on");
};

LocalBus::LocalBus(LocalBusDeps deps) : impl_(std::make_unique<Impl>(std::move(deps))) {
  Impl& i = *impl_;
  if (!i.deps.redis) return;
  const auto listen = [&i](std::string channel, redis::MessageHandler handler) {
    i.deps.redis->subscribe(channel, std::move(handler));
    i.channels.push_back(std::move(channel));
  };
  if (i.deps.hub) {
    for (const std::string& type : i.deps.event_types) {
      listen(std::string(kEventPrefix) + type, [&i](std::string_view channel, std::string_view payload) {
        if (!i.is_foreign(channel, payload)) return;
        const std::optional<Uuid> user = user_of(payload);
        if (!user) return;
        i.heard.add();
        i.deps.hub->poke(*user);
        i.call_hook(channel.substr(kEventPrefix.size()));
      });
    }
  }
  for (const queue::Worker* w : i.deps.workers) {
    for (std::string& kind : w->kinds()) {
      if (!kind.starts_with(kCommandPrefix) || std::ranges::find(i.channels, kind) != i.channels.end()) continue;
      listen(std::move(kind), [&i](std::string_view channel, std::string_view payload) {
        if (!i.is_foreign(channel, payload)) return;
        i.heard.add();
        i.poke_workers(channel);
      });
    }
  }
  i.deps.redis->on_gap([&i] {
    if (i.deps.hub) i.deps.hub->poke_all();
    for (queue::Worker* w : i.deps.workers) w->poke_all();
    for (const auto& [type, hook] : i.deps.hooks) hook();
  });
}

LocalBus::~LocalBus() {
  if (!impl_->deps.redis) return;
  for (const std::string& channel : impl_->channels) impl_->deps.redis->unsubscribe(channel);
  impl_->deps.redis->on_gap({});
}

void LocalBus::events_committed(std::vector<Announcement> events) {
  for (const Announcement& e : events) {
    if (impl_->deps.hub) impl_->deps.hub->poke(e.user_id);
    impl_->call_hook(e.type);
    impl_->warn_of_unheard(e.type);
    impl_->publish(std::string(kEventPrefix) + e.type, channel_payload(e.data));
  }
}

void LocalBus::command_committed(std::string kind, std::string payload) {
  impl_->poke_workers(kind);
  if (kind.starts_with(kCommandPrefix)) impl_->publish(kind, payload);
}

std::string channel_payload(std::string_view event_data) {
  std::string out(event_data);
  if (const auto type = string_member(event_data, "type")) out.insert(static_cast<std::size_t>(type->data() - event_data.data()), kEventPrefix);
  return out;
}

std::optional<Uuid> user_of(std::string_view payload) {
  const auto text = string_member(payload, "userId");
  return text ? Uuid::parse(*text) : std::nullopt;
}

}  // namespace jm::events
