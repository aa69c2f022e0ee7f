// Server-Sent Events: the bytes of a frame (pure), and the coroutine that serves one stream.
//
//   data: {"type":"connected","userId":"…"}            first, always
//
//   retry: 3000
//
//   id: 42
//   data: {"type":"CARD_MOVED","userId":"…",…}         one per event; the id is the event's number among the user's
//
//   id: 57
//   data: {"type":"resync","userId":"…"}               events before 57 cannot be replayed: fetch the state again
//
//   :                                                  nothing for 20 s
//
// When the token expires the stream says `event: auth-expired` and ends; when the server stops it ends with a `retry:` that
// spreads the clients' return over some seconds.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "async/async.h"
#include "base/ids.h"
#include "http/message.h"

namespace jm::events {

class Subscription;

// Fields left out are not written. Line ends within `data` make several data lines, as the format asks.
struct Frame {
  std::optional<std::int64_t> id = {};
  std::string_view event = {};
  std::optional<std::string_view> data = {};
  std::optional<std::chrono::milliseconds> retry = {};
};
std::string encode(const Frame& frame);

inline constexpr std::string_view kHeartbeatFrame = ":\n\n";

std::string connected_frame(const Uuid& user_id);
std::string resync_frame(const Uuid& user_id, std::int64_t seq);

// The header Last-Event-ID, or ?lastEventId=: a number as we wrote it. Anything else is nothing: the stream starts from now.
std::optional<std::int64_t> parse_last_event_id(std::string_view text);

// Serves until the client leaves, the subscription ends or expires, or the server stops:
//   return http::event_stream([sub](http::Stream& s) { return events::serve_sse(s, sub); });
Task<void> serve_sse(http::Stream& stream, std::shared_ptr<Subscription> subscription);

}  // namespace jm::events
