// Who listens, and what each still has to get. Reading is in hub_read.cc.
#include "events/hub.h"

#include <algorithm>

#include "base/metrics.h"
#include "events/hub_core.h"
#include "events/sse.h"

namespace jm::events {
namespace {

const metrics::Gauge& streams_gauge() {
  static const auto g = metrics::gauge("jobmate_event_streams", "Open event streams");
  return g;
}
const metrics::Counter& delivered_counter() {
  static const auto c = metrics::counter("jobmate_events_delivered_total", "Events handed to streams");
  return c;
}
const metrics::Counter& resync_counter() {
  static const auto c = metrics::counter("jobmate_event_resyncs_total", "Streams told to fetch the state again");
  return c;
}

Bytes encoded(const EventRow& row) { return std::make_shared<const std::string>(encode({.id = row.seq, .data = row.data})); }

}  // namespace

// A stream -----------------------------------------------------------------------------------------------------------

Subscription::Subscription(std::shared_ptr<HubCore> core, const Uuid& user_id)
    : core_(std::move(core)), user_id_(user_id), quiet_since_(std::chrono::steady_clock::now()), wake_(core_->io) {}

Subscription::~Subscription() { core_->leave(*this); }

void Subscription::end() {
  ended_ = true;
  wake_.notify_all();
}

Task<Delivery> Subscription::next() {
  for (;;) {
    if (ended_ || !user_) co_return Delivery{Delivery::Kind::kEnded};
    if (core_->stopping) co_return Delivery{Delivery::Kind::kStopping};
    if (expired_) co_return Delivery{Delivery::Kind::kExpired};
    Bytes bytes = std::exchange(page_, nullptr);
    if (!bytes && position_ >= 0) {
      if (!checked_ || position_ < user_->low) core_->ask(*this);
      else if (position_ < user_->head) bytes = core_->take(*this);
    }
    if (bytes) {
      heartbeat_ = false;
      quiet_since_ = std::chrono::steady_clock::now();
      co_return Delivery{Delivery::Kind::kFrames, std::move(bytes)};
    }
    if (std::exchange(heartbeat_, false)) co_return Delivery{Delivery::Kind::kHeartbeat};
    co_await wake_.wait(Deadline::never());
  }
}

// All streams --------------------------------------------------------------------------------------------------------

Result<std::shared_ptr<Subscription>> HubCore::subscribe(const Uuid& user_id, std::optional<std::int64_t> position, Deadline expires) {
  if (stopping) return fail(Code::kUnavailable, "The server is stopping. Try again in a moment.", "STOPPING");
  if (streams >= options.streams_max) return fail(Code::kResourceExhausted, "The server has too many open event streams. Try again later.", "STREAMS");
  std::unique_ptr<HubUser>& user = users[user_id];
  if (user && user->streams.size() >= options.streams_per_user_max)
    return fail(Code::kResourceExhausted, "You have too many open event streams. Close another tab or device first.", "STREAMS_PER_USER");
  if (!user) {
    user = std::make_unique<HubUser>(user_id);
    poke(*user);
  }
  auto s = std::make_shared<Subscription>(shared_from_this(), user_id);
  s->user_ = user.get();
  s->expires_ = expires;
  if (position) {
    s->position_ = *position;            // to be checked
  } else if (user->head >= 0) {
    s->position_ = user->head;
    s->checked_ = true;
  }
  user->streams.push_back(s.get());
  ++streams;
  streams_gauge().set(static_cast<double>(streams));
  return s;
}

void HubCore::leave(Subscription& s) {
  HubUser* user = std::exchange(s.user_, nullptr);
  if (!user) return;
  std::erase(user->streams, &s);
  if (user->streams.empty()) users.erase(user->id);
  else drop_passed(*user);
  --streams;
  streams_gauge().set(static_cast<double>(streams));
  if (stopping && streams == 0) gone.notify_all();
}

void HubCore::poke(HubUser& user) {
  if (std::exchange(user.dirty, true)) return;
  dirty.push_back(user.id);
  work.notify_all();
}

void HubCore::wake_all() {
  for (const auto& [id, user] : users)
    for (Subscription* s : user->streams) s->wake_.notify_all();
}

void HubCore::close() {
  stopping = closed = true;
  wake_all();
  for (const auto& [id, user] : users)
    for (Subscription* s : user->streams) s->user_ = nullptr;
  users.clear();
  streams = 0;
  for (Event* e : {&work, &poll_now, &quit, &gone}) e->notify_all();
}

// Frames -------------------------------------------------------------------------------------------------------------

void HubCore::ask(Subscription& s) {
  if (std::exchange(s.asked_, true)) return;
  asking.push_back(s.weak_from_this());
  work.notify_all();
}

Bytes HubCore::take(Subscription& s) {
  HubUser& user = *s.user_;
  const auto first = std::ranges::upper_bound(user.kept, s.position_, {}, &HubUser::Kept::seq);
  const auto n = static_cast<std::size_t>(user.kept.end() - first);
  Bytes bytes = first->bytes;
  if (n > 1) {
    std::string joined;
    for (auto it = first; it != user.kept.end(); ++it) joined += *it->bytes;
    bytes = std::make_shared<const std::string>(std::move(joined));
  }
  s.position_ = user.head;
  counts.delivered += n;
  delivered_counter().add(static_cast<double>(n));
  drop_passed(user);
  return bytes;
}

void HubCore::drop_passed(HubUser& user) {
  std::int64_t passed = user.head;       // by every stream that is served from here
  for (const Subscription* s : user.streams)
    if (s->position_ >= user.low) passed = std::min(passed, s->position_);
  std::size_t n = 0;
  for (const HubUser::Kept& k : user.kept) {
    const bool too_many = user.kept.size() - n > options.kept_frames_max || user.kept_bytes > options.kept_bytes_max;
    if (k.seq > passed && !too_many) break;
    user.kept_bytes -= k.bytes->size();
    user.low = k.seq;
    ++n;
  }
  user.kept.erase(user.kept.begin(), user.kept.begin() + static_cast<std::ptrdiff_t>(n));
  if (user.kept.empty()) std::vector<HubUser::Kept>().swap(user.kept);      // idle users hold nothing
}

void HubCore::learn(HubUser& user, std::int64_t last_seq, const std::vector<EventRow>& rows) {
  const bool first_read = user.head < 0;
  const std::int64_t from = rows.empty() ? last_seq : rows.front().seq - 1;
  if (first_read || from != user.head) {          // nothing known yet; or rows are gone, or the counter went back
    if (last_seq < user.head)
      for (Subscription* s : user.streams) s->checked_ = false;
    user.kept.clear();
    user.kept_bytes = 0;
    user.low = user.head = from;
  }
  for (const EventRow& row : rows) {
    user.kept.push_back({row.seq, encoded(row)});
    user.kept_bytes += user.kept.back().bytes->size();
    user.head = row.seq;
    ++counts.frames;
  }
  for (Subscription* s : user.streams) {
    if (s->position_ < 0) {
      s->position_ = user.head;
      s->checked_ = true;
    }
    if (s->position_ != user.head || !s->checked_) s->wake_.notify_all();
  }
  drop_passed(user);
}

void HubCore::answer(Subscription& s, std::int64_t last_seq, const std::vector<EventRow>& rows) {
  const std::int64_t behind = last_seq - s.position_;      // below zero: not a number of ours, and no rows follow it
  const bool replayable = behind <= options.replay_events_max && (behind == 0 || (!rows.empty() && rows.front().seq == s.position_ + 1));
  s.checked_ = true;
  if (!replayable) {
    s.page_ = std::make_shared<const std::string>(resync_frame(s.user_id_, last_seq));
    s.position_ = last_seq;
    ++counts.resyncs;
    resync_counter().add();
  } else if (!rows.empty()) {
    std::string page;
    for (const EventRow& row : rows) page += encode({.id = row.seq, .data = row.data});
    s.page_ = std::make_shared<const std::string>(std::move(page));
    s.position_ = rows.back().seq;
    counts.frames += rows.size();
    counts.delivered += rows.size();
    counts.replayed += rows.size();
    delivered_counter().add(static_cast<double>(rows.size()));
  }
  if (s.user_) drop_passed(*s.user_);
  s.wake_.notify_all();
}

// The class itself ---------------------------------------------------------------------------------------------------

Hub::Hub(IoContext& io, pg::Database& db, HubOptions options) : core_(std::make_shared<HubCore>(io, db, std::move(options))) {
  spawn(io, core_->read_loop(core_), "events read");
  spawn(io, core_->poll_loop(core_), "events poll");
  spawn(io, core_->clock_loop(core_), "events clock");
}

Hub::~Hub() { core_->close(); }

Result<std::shared_ptr<Subscription>> Hub::subscribe(const Uuid& user, std::optional<std::int64_t> last_event_id, Deadline expires) {
  return core_->subscribe(user, last_event_id, expires);
}

void Hub::poke(const Uuid& user) {
  if (const auto it = core_->users.find(user); it != core_->users.end()) core_->poke(*it->second);
}

void Hub::poke_all() { core_->poll_now.notify_all(); }

Task<void> Hub::stop(Deadline deadline) {
  const std::shared_ptr<HubCore> core = core_;
  core->stopping = true;
  core->wake_all();
  while (core->streams > 0) {
    const bool one = co_await core->gone.wait(deadline);
    if (!one) break;
  }
}

HubStats Hub::stats() const {
  HubStats s = core_->counts;
  s.streams = core_->streams;
  s.users = core_->users.size();
  s.unread = core_->dirty.size() + core_->asking.size() + core_->in_flight;
  return s;
}

}  // namespace jm::events
