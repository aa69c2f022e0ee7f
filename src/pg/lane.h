// One connection: a pipeline of segments. A segment is what stands before one Sync, that is one transaction: the scope's
// set_config, the statements of one call, Sync. The server answers in order, so a FIFO of what was sent is all the state:
//
//   sent:      [scope, feed, Sync] [scope, card, Sync] …        each segment belongs to one Op, a call that waits
//   answered:  result, NULL, result, NULL, SYNC                  results by position; an error skips to the SYNC
//
// A statement is prepared before its first use on the lane, in a segment of its own just ahead, in the same flush.
//
// An Op whose deadline passes is answered at once; its segment stays in the FIFO without it ("abandoned"). When such a
// segment is the one the server works on, it is cancelled (PQcancel blocks, so on a helper thread); while the cancel is on
// its way the lane takes nothing new, and a statement hit by a cancel meant for the one before it is sent again. A lane that
// does not answer a cancel within kCancelGrace is closed.
//
// States: down -> connecting -> ready -> down …; every loss fails the FIFO with UNAVAILABLE and connects again with backoff.
// Never completes an Op from within send(): callers are resumed from the reactor only.
#pragma once
#include <libpq-fe.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "async/async.h"
#include "pg/connect.h"
#include "pg/database.h"

namespace jm::pg {

// A call that waits for its answer. Lives in the caller's coroutine frame until `done`.
struct Op {
  using Waiter = boost::asio::async_result<boost::asio::use_awaitable_t<>, void()>::handler_type;

  std::span<const Call> calls;
  std::span<Rows> rows;                       // one for each call
  Uuid user;                                  // nil: no context
  Deadline deadline;
  enum class Kind : std::uint8_t {
    kSegment,                                 // one transaction of its own
    kLease,                                   // wants a lane for itself (begin)
    kBegin,                                   // first segment of an explicit transaction
    kInside,                                  // a later one
    kCommit,
  } kind = Kind::kSegment;

  std::optional<Error> error;                 // the outcome, with rows
  bool done = false;
  bool in_server_words = false;               // the error's message, for those who administer
  std::uint8_t tries = 0;
  std::chrono::steady_clock::time_point started;
  Lane* lane = nullptr;                       // kLease: the lane it got
  std::optional<Waiter> waiter;
  Op* next = nullptr;                         // in an OpList
};

// Ops to be resumed, in order.
class OpList {
 public:
  void push(Op& op) {
    op.next = nullptr;
    (last_ != nullptr ? last_->next : first_) = &op;
    last_ = &op;
  }
  Op* pop() {
    Op* op = first_;
    if (op != nullptr && (first_ = op->next) == nullptr) last_ = nullptr;
    return op;
  }

 private:
  Op* first_ = nullptr;
  Op* last_ = nullptr;
};

// Suspends until the Op is done; call it right after submitting.
inline Task<void> wait(Op& op) {
  const auto initiate = [&op](auto waiter) { op.waiter.emplace(std::move(waiter)); };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(initiate, boost::asio::use_awaitable);
}

// What a lane tells its pool.
class LaneOwner {
 public:
  virtual void lane_free(Lane& lane) = 0;                // it can take calls (again)
  virtual void lane_moved() = 0;                         // it has answered something
  virtual void lane_lost(Lane& lane) = 0;                // calls will look elsewhere
  virtual void connect_failed(Lane& lane, const std::string& why) = 0;
  virtual void again(Op& op) = 0;                        // send it once more, on any lane; may also end it
  virtual void finished(Op& op) = 0;                     // for the figures
 protected:
  ~LaneOwner() = default;
};

class Lane : public std::enable_shared_from_this<Lane> {
 public:
  struct Config {
    ConnInfo conninfo;
    std::string pool;                                    // for logs
    std::string role;                                    // empty: the login role
    bool read_only = false;
    std::chrono::milliseconds statement_timeout, connect_timeout, reconnect_min, reconnect_max;
  };

  Lane(IoContext& io, boost::asio::thread_pool& helper, Config config, LaneOwner& owner);
  ~Lane();
  void open();                                           // starts connecting; keeps connected from then on
  void close();                                          // for good; fails what is in flight

  bool opened() const { return opened_; }
  bool ready() const { return ready_; }
  bool takes_calls() const { return ready_ && !leased_ && !cancelling_; }
  std::size_t in_flight() const { return fifo_.size(); }
  std::uint64_t epoch() const { return epoch_; }         // grows with each lost connection

  void send(Op& op);                                     // needs ready()
  // Asks the socket whether the server has hung up on an idle connection, which the reactor may not have told yet: a statement
  // sent there would be lost, and nobody could say whether it had been done. True: it has, and the lane connects again.
  bool lost_while_idle();
  void lease() { leased_ = true; }
  void release();                                        // the lease
  // The same after a ROLLBACK, for whose answer nobody waits. What the transaction still has in flight ends first, and so does
  // a cancel that is under way: it must not hit the ROLLBACK.
  void rollback_and_release();

  // Answers what is late, cancels it on the server; returns when to look again.
  std::chrono::steady_clock::time_point expire(std::chrono::steady_clock::time_point now, OpList& late);

 private:
  using Clock = std::chrono::steady_clock;
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view v) const { return std::hash<std::string_view>()(v); }
  };
  struct Prepared {
    enum class State : std::uint8_t { kAbsent, kSent, kReady, kFailed } state = State::kAbsent;
    const char* sql = nullptr;                           // whose text it is, for a quick comparison
    std::string text, server_name;
    unsigned generation = 0;
    std::optional<Error> error;                          // kFailed: why
  };
  struct Segment {
    Op* op = nullptr;                                    // null: nobody waits (any more)
    Prepared* prepares = nullptr;
    std::uint16_t prefix = 0;                            // results before the first call's
    std::uint16_t next = 0;                              // results received
    bool abandoned = false;
    bool must_succeed = false;                           // a ROLLBACK: else nothing is known of the session
    bool again = false;                                  // failed in a way that sending it again heals
    std::uint64_t cancels = 0;                           // cancels_ when it was sent
  };

  Task<void> connect_loop(std::shared_ptr<Lane> self);
  Task<std::optional<std::string>> connect_once();       // nullopt: connected; else why not
  Task<std::optional<std::string>> set_up();
  void wait_readable();
  void on_readable();
  bool receive(OpList& finished);                        // false: the connection is broken
  void take(PGresult* result, OpList& finished);
  void fail_segment(Segment& segment, const PGresult* result);
  void end_segment(OpList& finished);
  void flush();
  bool send_call(const Statement& statement, const Params& params, bool binary = false);
  bool prepare(const Statement& statement);              // sends the preparation if it is needed
  void end_sending(bool ok, const Segment& segment);
  void begin_cancel();
  void cancelled();
  void lose(std::string_view why);
  void collect_lost(std::string_view why, OpList& finished);
  void drop_connection();
  void resume(OpList& finished);

  IoContext& io_;
  boost::asio::thread_pool& helper_;
  const Config config_;
  LaneOwner* owner_;                                     // null: closed

  PGconn* conn_ = nullptr;
  boost::asio::posix::stream_descriptor fd_;
  boost::asio::steady_timer timer_;                      // connecting: time-out, then backoff
  std::deque<Segment> fifo_;
  std::unordered_map<std::string, Prepared, NameHash, std::equal_to<>> prepared_;     // by statement name; entries stay put
  std::vector<const char*> values_;                      // reused by send_call
  std::vector<int> lengths_, formats_;

  bool opened_ = false, connecting_ = false, ready_ = false, leased_ = false, writing_ = false;
  bool rollback_due_ = false;
  bool timed_out_ = false;                               // this connection attempt
  bool unusable_ = false;                                // the protocol state is not known any more: close it
  std::uint64_t epoch_ = 1;

  bool cancelling_ = false;                              // a cancel is on its way
  std::uint64_t cancels_ = 0;                            // sent, ever
  std::uint64_t ended_ = 0;                              // segments, ever
  std::uint64_t cancel_target_ = 0;                      // ended_ when the cancel was sent
  std::optional<Clock::time_point> cancel_until_;        // the front was asked to stop; the lane is closed if it has not by then
  Clock::time_point cancel_next_;                        // a cancel that came a moment too early is sent again

  unsigned nulls_ = 0;
  unsigned failures_ = 0;                                // connection attempts in a row
};

}  // namespace jm::pg
