// Fan-out of events to the open streams of this process.
//
//   auto sub = hub.subscribe(user, parse_last_event_id(header), token_deadline);     // Result: refused when there are too many
//   for (;;) { Delivery d = co_await sub->next(); … }                               // see serve_sse()
//
// A stream joins first and replays afterwards, so nothing falls between. Each delivers, from the position it asked for
// (Last-Event-ID; without one: from now), every event of its user exactly once and in order. Positions that cannot be replayed
// (rows purged, too far behind, not a number of ours) get one "resync" and continue from the newest event.
//
// Reads: users that were poked, and streams that fall behind the frames kept in memory, share one query; polls ask for all
// connected users at once. So an event to ten thousand users is a few queries. Each event is encoded once.
//
// A stream costs a position and a place in its user's list. The one timer of the hub does heartbeats, expiry and polls.
//
// I/O thread only. The Database outlives the Hub; a Subscription may outlive it (and has then ended).
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "async/async.h"
#include "base/ids.h"
#include "pg/database.h"

namespace jm::events {

struct HubOptions {
  std::size_t streams_per_user_max = 10;
  std::size_t streams_max = 20'000;
  // How often to look without having been poked: `poll`, or `poll_relaxed` while `others_are_heard` (every process that
  // writes events pokes this one: it is the only one, or Redis is connected).
  std::chrono::milliseconds poll{250}, poll_relaxed{5'000};
  std::function<bool()> others_are_heard = {};
  std::chrono::milliseconds heartbeat{20'000};          // without anything sent
  std::size_t kept_frames_max = 64;                     // in memory per user, while a stream of that user still needs them
  std::size_t kept_bytes_max = 256 << 10;
  std::int64_t replay_events_max = 1'000;               // a client further behind is told to resync
  std::size_t users_per_read_max = 2'000;
};

struct HubStats {
  std::size_t streams = 0, users = 0;
  std::size_t unread = 0;                               // users and streams whose read is not back yet
  std::uint64_t reads = 0;                              // queries for events
  std::uint64_t polls = 0;
  std::uint64_t frames = 0;                             // encoded
  std::uint64_t delivered = 0;                          // frames times streams
  std::uint64_t replayed = 0;                           // of them, read from the table for one stream
  std::uint64_t resyncs = 0;
};

struct Delivery {
  enum class Kind : std::uint8_t { kFrames, kHeartbeat, kExpired, kStopping, kEnded };
  Kind kind = Kind::kEnded;
  std::shared_ptr<const std::string> bytes = {};        // kFrames: one or more whole frames
};

struct HubCore;
struct HubUser;

class Subscription : public std::enable_shared_from_this<Subscription> {
 public:
  Subscription(std::shared_ptr<HubCore> core, const Uuid& user_id);
  ~Subscription();
  Subscription(const Subscription&) = delete;

  const Uuid& user_id() const { return user_id_; }
  // Waits for something to send. One waiter at a time. After kExpired, kStopping or kEnded it says the same again.
  Task<Delivery> next();
  // next() answers kEnded from now on: the client has gone.
  void end();

 private:
  friend struct HubCore;
  friend class Hub;
  std::shared_ptr<HubCore> core_;
  HubUser* user_ = nullptr;                             // null: the hub has let go of it
  Uuid user_id_;
  std::int64_t position_ = -1;                          // last number sent; -1: where "now" is, is not known yet
  bool checked_ = false;                                // the position is known to be one that events can follow
  bool asked_ = false;                                  // the next read answers this stream
  bool heartbeat_ = false, expired_ = false, ended_ = false;
  std::shared_ptr<const std::string> page_;             // read from the table for this stream
  std::chrono::steady_clock::time_point quiet_since_;
  Deadline expires_;
  Event wake_;
};

class Hub {
 public:
  Hub(IoContext& io, pg::Database& db, HubOptions options = {});
  ~Hub();                                               // ends all streams
  Hub(const Hub&) = delete;

  // RESOURCE_EXHAUSTED (reason STREAMS_PER_USER or STREAMS) when there are too many.
  Result<std::shared_ptr<Subscription>> subscribe(const Uuid& user, std::optional<std::int64_t> last_event_id,
                                                  Deadline expires = Deadline::never());
  // This user may have new events; users without a stream here are ignored.
  void poke(const Uuid& user);
  void poke_all();

  // Ends all streams (kStopping) and waits until they are gone, or the deadline.
  Task<void> stop(Deadline deadline);

  HubStats stats() const;

 private:
  std::shared_ptr<HubCore> core_;
};

}  // namespace jm::events
