#include "pg/pool.h"

#include <algorithm>

#include "base/log.h"
#include "pg/sqlstate.h"

namespace jm::pg {

namespace asio = boost::asio;

namespace {

// Why: the last failure to connect, in the server's words (libpq gives no SQLSTATE for it), or "".
Error down(const std::string& why) {
  if (is_server_full(why)) return error_of("53300", "");
  return {Code::kUnavailable, "The database cannot be reached. Try again in a moment.", "DATABASE_DOWN"};
}
Error late() { return error_of("57014", ""); }
Error busy() { return {Code::kResourceExhausted, "The database is busy. Try again in a moment.", "DATABASE_BUSY"}; }

}  // namespace

Pool::Pool(IoContext& io, asio::thread_pool& helper, Config config) : io_(io), config_(std::move(config)), timer_(io) {
  for (unsigned i = 0; i < config_.size; ++i) lanes_.push_back(std::make_shared<Lane>(io, helper, config_.lane, *this));
  const metrics::Labels labels{{"pool", config_.lane.pool}};
  statements_ = metrics::counter("jobmate_pg_calls_total", "Calls answered by the database client", labels);
  errors_ = metrics::counter("jobmate_pg_errors_total", "Calls answered with an error", labels);
  seconds_ = metrics::histogram("jobmate_pg_call_seconds", "Time from a call to its answer, waiting included", labels);
  lanes_up_ = metrics::gauge("jobmate_pg_connections", "Connected lanes", labels);
  waiting_gauge_ = metrics::gauge("jobmate_pg_waiting", "Calls that wait for a connection", labels);
}

Pool::~Pool() { close(); }

void Pool::open(unsigned lanes) {
  for (std::size_t i = 0; i < std::min<std::size_t>(lanes, lanes_.size()); ++i) open(*lanes_[i]);
}

void Pool::open(Lane& lane) {
  if (lanes_up() == 0 && !down_since_) down_since_ = Clock::now();
  lane.open();
}

unsigned Pool::lanes_up() const {
  return static_cast<unsigned>(std::ranges::count_if(lanes_, [](const auto& lane) { return lane->ready(); }));
}

void Pool::close() {
  if (std::exchange(closed_, true)) return;
  refusing_ = true;
  *alive_ = false;
  timer_.cancel();
  for (const auto& lane : lanes_) lane->close();
  while (!waiting_.empty()) {
    Op& op = *waiting_.front();
    waiting_.pop_front();
    op.error = down(last_failure_);
    op.done = true;
    if (op.waiter) asio::post(io_, std::move(*op.waiter));
  }
}

// Which lane ---------------------------------------------------------------------------------------------------------

Pool::Found Pool::find(Op::Kind kind, Lane*& lane) {
  Lane* unopened = nullptr;
  bool full = false;
  do {
    lane = nullptr;
    for (const auto& each : lanes_) {
      if (!each->opened()) {
        if (unopened == nullptr) unopened = each.get();
      } else if (each->takes_calls()) {
        if (each->in_flight() >= config_.in_flight_max) full = true;
        else if (lane == nullptr || each->in_flight() < lane->in_flight()) lane = each.get();
      }
    }
  } while (lane != nullptr && lane->lost_while_idle());
  if (lane != nullptr && lane->in_flight() == 0) return Found::kLane;
  if (unopened != nullptr) {
    open(*unopened);
    // An explicit transaction is worth the moment of connecting: it would hold up what is behind it, and be held up.
    if (kind == Op::Kind::kLease) return Found::kNone;
  }
  if (lane != nullptr) return Found::kLane;
  return full && unopened == nullptr ? Found::kFull : Found::kNone;
}

void Pool::submit(Op& op) {
  const auto now = Clock::now();
  if (op.tries == 0) op.started = now;
  if (refusing_) return end(op, down(last_failure_));
  if (op.deadline.at <= now) return end(op, late());
  Lane* lane = nullptr;
  // Those who wait are first.
  const Found found = waiting_.empty() ? find(op.kind, lane) : Found::kNone;
  if (found == Found::kLane) return give(op, *lane);
  if (found == Found::kFull) return end(op, busy());
  if (down_since_ && now - *down_since_ > config_.down_grace) return end(op, down(last_failure_));
  if (waiting_.size() >= config_.waiting_max) return end(op, busy());
  waiting_.push_back(&op);
  waiting_gauge_.set(static_cast<double>(waiting_.size()));
  arm(down_since_ ? std::min(op.deadline.at, *down_since_ + config_.down_grace) : op.deadline.at);
}

void Pool::give(Op& op, Lane& lane) {
  if (op.kind == Op::Kind::kLease) {
    lane.lease();
    op.lane = &lane;
    op.done = true;
    return;
  }
  lane.send(op);
  arm(op.deadline.at);
}

void Pool::send(Op& op, Lane& lane) {
  op.started = Clock::now();
  lane.send(op);
  arm(op.deadline.at);
}

void Pool::end(Op& op, Error error) {
  op.error = std::move(error);
  op.done = true;
  finished(op);
}

void Pool::pump() {
  OpList ended;
  while (!waiting_.empty()) {
    Lane* lane = nullptr;
    if (find(waiting_.front()->kind, lane) != Found::kLane) break;
    Op& op = *waiting_.front();
    waiting_.pop_front();
    give(op, *lane);
    waiting_gauge_.set(static_cast<double>(waiting_.size()));
    if (op.done) ended.push(op);
  }
  resume(ended);
}

void Pool::resume(OpList& ops) {
  while (Op* op = ops.pop()) {
    if (!op->waiter) continue;                   // it has not suspended yet: submit() ended it
    Op::Waiter waiter = std::move(*op->waiter);
    op->waiter.reset();
    // Posted, since a lane may be in the middle of something when it tells us that it is free.
    asio::post(io_, std::move(waiter));
  }
}

// What lanes tell ----------------------------------------------------------------------------------------------------

void Pool::lane_free(Lane&) {
  if (!last_failure_.empty()) log::info("the database is reachable again", {{"pool", config_.lane.pool}});
  last_failure_.clear();
  down_since_.reset();
  lanes_up_.set(lanes_up());
  pump();
}

void Pool::lane_lost(Lane&) {
  lanes_up_.set(lanes_up());
  if (lanes_up() == 0 && !down_since_) down_since_ = Clock::now();
}

void Pool::connect_failed(Lane&, const std::string& why) {
  if (last_failure_ != why) log::warn("the database cannot be reached; trying again", {{"pool", config_.lane.pool}, {"why", why}});
  last_failure_ = why;
  pump();          // those who waited for this lane to have it for themselves
}

void Pool::finished(Op& op) {
  if (op.started == Clock::time_point()) return;          // a lane's own
  statements_.add();
  if (op.error) errors_.add();
  seconds_.observe(std::chrono::duration<double>(Clock::now() - op.started).count());
}

// Deadlines ----------------------------------------------------------------------------------------------------------

void Pool::arm(Clock::time_point at) {
  if (at >= armed_) return;
  armed_ = at;
  timer_.expires_at(at);
  timer_.async_wait([this, alive = alive_](boost::system::error_code ec) {
    if (!ec && *alive) on_timer();
  });
}

void Pool::on_timer() {
  const auto now = Clock::now();
  armed_ = Clock::time_point::max();
  auto next = Clock::time_point::max();
  OpList ended;
  const bool given_up = down_since_ && now - *down_since_ >= config_.down_grace;
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    Op& op = **it;
    if (!given_up && op.deadline.at > now) {
      next = std::min(next, down_since_ ? std::min(op.deadline.at, *down_since_ + config_.down_grace) : op.deadline.at);
      ++it;
      continue;
    }
    end(op, op.deadline.at <= now ? late() : down(last_failure_));
    ended.push(op);
    it = waiting_.erase(it);
    waiting_gauge_.set(static_cast<double>(waiting_.size()));
  }
  OpList lost;
  for (const auto& lane : lanes_) next = std::min(next, lane->expire(now, lost));
  if (next != Clock::time_point::max()) arm(next);
  while (Op* op = lost.pop()) {
    op->done = true;
    finished(*op);
    ended.push(*op);
  }
  resume(ended);
}

DatabaseStats Pool::stats() const {
  DatabaseStats s;
  s.lanes_up = lanes_up();
  for (const auto& lane : lanes_) s.in_flight += static_cast<unsigned>(lane->in_flight());
  s.waiting = static_cast<unsigned>(waiting_.size());
  return s;
}

}  // namespace jm::pg
