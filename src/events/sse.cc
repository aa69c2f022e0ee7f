#include "events/sse.h"

#include <charconv>
#include <random>

#include "base/json_text.h"
#include "events/hub.h"

namespace jm::events {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kRetry = 3s;
constexpr milliseconds kRetryScatter = 5s;             // on top, when all clients of a stopping server come back
constexpr std::size_t kIdDigitsMax = 18;               // within int64

std::string object_frame(std::string_view type, const Uuid& user_id, std::optional<std::int64_t> id) {
  std::string data = "{\"type\":";
  append_json_string(data, type);
  data += ",\"userId\":\"" + user_id.str() + "\"}";
  return encode({.id = id, .data = data});
}

milliseconds scattered_retry() {
  static thread_local std::minstd_rand dice{std::random_device{}()};
  return kRetry + milliseconds(std::uniform_int_distribution<std::int64_t>(0, kRetryScatter.count())(dice));
}

}  // namespace

std::string encode(const Frame& frame) {
  std::string out;
  if (frame.data) out.reserve(frame.data->size() + 32);
  if (frame.retry) out += "retry: " + std::to_string(frame.retry->count()) + '\n';
  if (frame.id) out += "id: " + std::to_string(*frame.id) + '\n';
  if (!frame.event.empty()) {
    out += "event: ";
    for (const char c : frame.event) out += c == '\n' || c == '\r' ? ' ' : c;
    out += '\n';
  }
  if (frame.data) {
    std::string_view rest = *frame.data;
    for (;;) {
      const std::size_t end = rest.find_first_of("\r\n");
      out.append("data: ").append(rest.substr(0, end)) += '\n';
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
    }
  }
  out += '\n';
  return out;
}

std::string connected_frame(const Uuid& user_id) { return object_frame("connected", user_id, std::nullopt); }
std::string resync_frame(const Uuid& user_id, std::int64_t seq) { return object_frame("resync", user_id, seq); }

std::optional<std::int64_t> parse_last_event_id(std::string_view text) {
  if (text.empty() || text.size() > kIdDigitsMax) return std::nullopt;
  std::int64_t id = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (ec != std::errc() || end != text.data() + text.size() || id < 0) return std::nullopt;
  return id;
}

Task<void> serve_sse(http::Stream& stream, std::shared_ptr<Subscription> subscription) {
  stream.on_close([subscription] { subscription->end(); });
  auto bytes = std::make_shared<const std::string>(connected_frame(subscription->user_id()) + encode({.retry = kRetry}));
  for (bool last = false;;) {
    const Result<void> written = co_await stream.write(std::move(bytes));
    if (!written || last) co_return;
    Delivery d = co_await subscription->next();
    switch (d.kind) {
      case Delivery::Kind::kFrames: bytes = std::move(d.bytes); break;
      case Delivery::Kind::kHeartbeat: {
        static const auto heartbeat = std::make_shared<const std::string>(kHeartbeatFrame);
        bytes = heartbeat;
        break;
      }
      case Delivery::Kind::kExpired:
        bytes = std::make_shared<const std::string>(encode({.event = "auth-expired", .data = "{}"}));
        last = true;
        break;
      case Delivery::Kind::kStopping:
        bytes = std::make_shared<const std::string>(encode({.retry = scattered_retry()}));
        last = true;
        break;
      case Delivery::Kind::kEnded: co_return;
    }
  }
}

}  // namespace jm::events
