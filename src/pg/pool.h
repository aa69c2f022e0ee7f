// The lanes of one role and one purpose, and the calls that wait for one. A call goes to the lane with the fewest statements
// in flight; while all are busy another one is opened, up to the pool's size. Calls wait (in order) only while every lane is
// leased, cancelling or not connected; when the lanes are there but full, they are refused at once.
//
// One timer for all deadlines, set to the nearest: arming a timer for each statement would cost more than the statement.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "pg/lane.h"

namespace jm::pg {

class Pool final : public LaneOwner {
 public:
  struct Config {
    Lane::Config lane;
    unsigned size = 1;
    unsigned in_flight_max = 200;          // statements, per lane
    unsigned waiting_max = 1000;           // calls
    std::chrono::milliseconds down_grace{2000};
  };
  Pool(IoContext& io, boost::asio::thread_pool& helper, Config config);
  ~Pool();
  Pool(const Pool&) = delete;

  // Ends the Op (op.done), or keeps it until it is done: then wait(op).
  void submit(Op& op);
  // On the lane that was leased to the caller's transaction.
  void send(Op& op, Lane& lane);
  void open(unsigned lanes);               // connects ahead of the first call
  void refuse_new() { refusing_ = true; }
  void close();
  DatabaseStats stats() const;
  const std::string& last_failure() const { return last_failure_; }      // "" while connected

 private:
  using Clock = std::chrono::steady_clock;
  void lane_free(Lane& lane) override;
  void lane_moved() override {
    if (!waiting_.empty()) pump();           // perhaps they waited because every lane was full
  }
  void lane_lost(Lane& lane) override;
  void connect_failed(Lane& lane, const std::string& why) override;
  void again(Op& op) override { submit(op); }
  void finished(Op& op) override;

  enum class Found : std::uint8_t { kLane, kFull, kNone };
  Found find(Op::Kind kind, Lane*& lane);
  void open(Lane& lane);
  unsigned lanes_up() const;
  void give(Op& op, Lane& lane);
  void end(Op& op, Error error);
  void pump();
  void arm(Clock::time_point at);
  void on_timer();
  void resume(OpList& ops);

  IoContext& io_;
  const Config config_;
  std::vector<std::shared_ptr<Lane>> lanes_;
  std::deque<Op*> waiting_;
  boost::asio::steady_timer timer_;
  Clock::time_point armed_ = Clock::time_point::max();
  std::optional<Clock::time_point> down_since_;          // no lane is connected
  std::string last_failure_;
  bool refusing_ = false;
  bool closed_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  metrics::Counter statements_, errors_;
  metrics::Histogram seconds_;
  metrics::Gauge lanes_up_, waiting_gauge_;
};

}  // namespace jm::pg
