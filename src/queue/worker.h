// Runs durable commands. A command is a row of `commands` (see enqueue.h):
//
//   QUEUED --claim--> RUNNING --complete--> DONE
//      ^                 |  \--permanent error, or attempts used up--> DEAD (with last_error; see revive_call)
//      +--error, hand-back, lease expired--+
//
// A claim takes due rows (FOR UPDATE SKIP LOCKED) under a lease that a heartbeat extends. When the process dies, the lease
// expires and another worker runs the command again: a handler may run more than once, its effect happens once, because it
// commits Context::complete() in the same transaction as its effect. That statement fails the transaction unless the lease is
// still this attempt's own.
//
//   Task<Result<Outcome>> analyse(Deps deps, Command command, Context context) {
//     ...
//     calls.push_back(context.complete());
//     JM_CO_CHECK_OK(co_await db.batch(Scope::worker(), std::move(calls), context.deadline()));
//     co_return Outcome::completed();
//   }
//   worker.on("CMD_ANALYZE_JOB", [deps](Command c, Context x) { return analyse(deps, std::move(c), std::move(x)); });
//
// A handler ends in time: at Context::deadline(), when the lease is lost, or at the end of stop() it is cancelled (its next
// co_await throws). Errors: is_permanent() codes make the command DEAD at once; any other, and an exception, is tried again
// after retry_delay(), attempts_max times in all. The queue's clock is the database's.
//
// Kinds without a handler here are left for other processes. Workers of any number of processes share one table.
//
// I/O thread only. Order: construct, on() for every kind, start(), …, co_await stop(). The Database outlives the Worker.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "async/async.h"
#include "base/caller.h"
#include "base/ids.h"
#include "pg/database.h"

namespace jm::queue {

struct Command {
  Uuid id;
  std::string kind, key;
  Uuid user_id;                 // nil: belongs to no user
  std::string payload;          // JSON text
  int attempt = 1;              // 1 the first time
  int attempts_max = 1;
};

struct Outcome {
  enum class Kind : std::uint8_t { kCompleted, kNothingToCommit, kLater };
  Kind kind = Kind::kCompleted;
  std::chrono::milliseconds delay{0};
  static Outcome completed() { return {Kind::kCompleted, {}}; }                 // complete() was committed with the effect
  static Outcome nothing_to_commit() { return {Kind::kNothingToCommit, {}}; }   // no effect in this database: the worker marks it done
  static Outcome later(std::chrono::milliseconds delay) { return {Kind::kLater, delay}; }   // not now; does not count as an attempt
};

class Context {
 public:
  // The statement that marks the command DONE; part of the handler's own transaction. Works in Scope::worker(), and in
  // Scope::user() of the command's user.
  pg::Call complete() const;
  Deadline deadline() const { return deadline_; }
  // For calling services on behalf of the command's user.
  Caller caller() const;

 private:
  friend class Worker;
  Uuid id_, lease_, user_id_;
  Deadline deadline_;
};

using Handler = std::function<Task<Result<Outcome>>(Command command, Context context)>;

struct WorkerOptions {
  unsigned at_once_max = 4;                                  // commands in progress
  std::chrono::milliseconds lease{30'000};                   // renewed every third of it
  std::chrono::milliseconds attempt_time_max{300'000};       // then the attempt has failed
  std::chrono::milliseconds retry_first{1'000}, retry_max{600'000};
  // How often to look without having been poked: `poll`, or `poll_relaxed` while `others_are_heard` (every process that
  // queues commands pokes this one: it is the only one, or Redis is connected). The next due row is looked for in any case.
  std::chrono::milliseconds poll{250}, poll_relaxed{5'000};
  std::function<bool()> others_are_heard = {};
  std::chrono::seconds done_kept = std::chrono::days(14);    // then the row is deleted, and its key may be used again
  std::chrono::seconds dead_kept = std::chrono::days(90);
  std::chrono::milliseconds housekeeping{60'000};            // period of purge and of the depth metrics
};

struct WorkerStats {
  unsigned running = 0;
  std::uint64_t claimed = 0, completed = 0, retried = 0, dead = 0, leases_lost = 0;
};

class Worker {
 public:
  Worker(IoContext& io, pg::Database& db, WorkerOptions options = {});
  ~Worker();                    // abandons what runs: the leases expire
  Worker(const Worker&) = delete;

  // At most `at_once_max` of this kind at a time (0: as many as the worker runs), so that a flood of one kind leaves room;
  // `attempt_time_max` in place of the worker's own (0) for a kind that waits for others much.
  void on(std::string kind, Handler handler, unsigned at_once_max = 0, std::chrono::milliseconds attempt_time_max = {});
  void start();
  // There may be work of this kind (now); unknown kinds are ignored.
  void poke(std::string_view kind);
  void poke_all();
  // Claims nothing more, lets handlers finish until shortly before the deadline, cancels the rest and hands their commands back.
  Task<void> stop(Deadline deadline);

  std::vector<std::string> kinds() const;
  WorkerStats stats() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// Errors that the same attempt would meet again, always.
bool is_permanent(Code code);
// 1-based attempt that failed -> wait before the next: first, 2·first, 4·first, … at most max, of which `random` (0..1) keeps
// between half and all.
std::chrono::milliseconds retry_delay(int attempt, std::chrono::milliseconds first, std::chrono::milliseconds max, double random);

}  // namespace jm::queue
