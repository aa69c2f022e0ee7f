#include "queue/worker.h"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <map>
#include <random>
#include <set>
#include <unordered_set>

#include "base/log.h"
#include "base/metrics.h"
#include "queue/sql.h"

namespace jm::queue {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kStatementTime = 10s;
constexpr milliseconds kPauseMin = 20ms;                   // due rows that another worker is just taking are not worth a loop
constexpr milliseconds kTroubleMin = 250ms, kTroubleMax = 5s;   // between attempts while the database does not answer
constexpr int kSettleAttempts = 3;
constexpr std::size_t kErrorBytesMax = 500;

double seconds(std::chrono::duration<double> d) { return d.count(); }

// What is written down of an error: for the administrator who looks at a dead command.
std::string text_of(const Error& e) {
  std::string text(code_name(e.code));
  if (!e.reason.empty()) text += " " + e.reason;
  text += ": " + e.message;
  if (text.size() > kErrorBytesMax) {
    text.resize(kErrorBytesMax);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80) != 0) text.pop_back();
  }
  std::ranges::replace(text, '\0', ' ');
  return text;
}

struct Kind {
  explicit Kind(const std::string& name, Handler h, unsigned max, std::chrono::milliseconds time_max)
      : handler(std::move(h)), at_once_max(max), attempt_time_max(time_max),
        duration(metrics::histogram("jobmate_command_seconds", "Time of one attempt", {{"kind", name}},
                                    {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300})),
        wait(metrics::histogram("jobmate_command_wait_seconds", "From due to claimed", {{"kind", name}},
                                {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 300, 1800, 3600})) {
    for (const auto& [outcome, counter] : {std::pair{"completed", &completed}, {"retried", &retried}, {"dead", &dead}, {"lost", &lost}})
      *counter = metrics::counter("jobmate_commands_total", "Attempts by what came of them", {{"kind", name}, {"outcome", outcome}});
  }
  Handler handler;
  unsigned at_once_max;
  std::chrono::milliseconds attempt_time_max;
  unsigned running = 0;
  metrics::Histogram duration, wait;
  metrics::Counter completed, retried, dead, lost;
};

struct Running {
  explicit Running(IoContext& io) : timer(io) {}
  Command command;
  Context context;
  Kind* kind = nullptr;
  asio::cancellation_signal cancel;
  asio::steady_timer timer;               // attempt_time_max
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  bool late = false, lost = false, handing_back = false;
};
using RunningPtr = std::shared_ptr<Running>;

Task<Result<Outcome>> call_handler(const Handler& handler, Command command, Context context) {
  Result<Outcome> outcome = co_await handler(std::move(command), std::move(context));
  co_return outcome;
}

}  // namespace

struct Worker::Impl : std::enable_shared_from_this<Impl> {
  Impl(IoContext& i, pg::Database& d, WorkerOptions o) : io(i), db(d), options(std::move(o)), wake(i), quit(i), idle(i) {}

  void on(std::string name, Handler handler, unsigned at_once_max, std::chrono::milliseconds attempt_time_max);
  void abandon();

  // The loops and the settling of an attempt keep `self` alive; after abandon() they touch nothing but it.
  Task<void> claim_loop(std::shared_ptr<Impl> self);
  Task<void> lease_loop(std::shared_ptr<Impl> self);
  Task<void> housekeeping_loop(std::shared_ptr<Impl> self);
  Task<void> stop(std::shared_ptr<Impl> self, Deadline deadline);

  struct Leases {
    std::vector<Uuid> ids, leases;
  };
  static Leases leases_of(const std::vector<RunningPtr>& list);
  struct Room {
    std::vector<std::string> kinds;       // with a free place
    unsigned commands = 0;
  };
  Room room() const;
  Task<Result<milliseconds>> claim(Room free);          // how long until there may be more
  void begin(const pg::Row& row, const Uuid& lease);
  void ended(const RunningPtr& r, const std::exception_ptr& thrown, Result<Outcome> outcome);
  Task<void> settle(std::shared_ptr<Impl> self, RunningPtr r, Result<Outcome> outcome);
  Task<Result<void>> settle_in_database(RunningPtr r, const Result<Outcome>& outcome);
  Task<Result<void>> record_failure(RunningPtr r, Error error);
  Task<Result<void>> hand_back(std::vector<RunningPtr> list, milliseconds delay);
  Task<Result<void>> renew();
  Task<void> measure();
  // Within the loop, and with a share: outside of it Asio would keep a bare pointer to the signal until later.
  void cancel(const RunningPtr& r) {
    asio::dispatch(io, [r] { r->cancel.emit(asio::cancellation_type::terminal); });
  }
  milliseconds idle_poll() const { return options.others_are_heard && options.others_are_heard() ? options.poll_relaxed : options.poll; }
  double random() { return std::uniform_real_distribution<>(0, 1)(dice); }
  Deadline soon() const { return Deadline::in(kStatementTime); }

  IoContext& io;
  pg::Database& db;
  const WorkerOptions options;
  std::map<std::string, Kind, std::less<>> kinds;
  std::unordered_set<RunningPtr> running;
  WorkerStats counts;
  Event wake;               // there may be work, or room for it
  Event quit;               // loops: look at the flags
  Event idle;               // an attempt was settled
  bool stopping = false;    // no more claims
  bool closed = false;      // loops end
  std::minstd_rand dice{std::random_device{}()};
};

void Worker::Impl::on(std::string name, Handler handler, unsigned at_once_max, std::chrono::milliseconds attempt_time_max) {
  if (at_once_max == 0 || at_once_max > options.at_once_max) at_once_max = options.at_once_max;
  if (attempt_time_max.count() == 0) attempt_time_max = options.attempt_time_max;
  Kind kind(name, std::move(handler), at_once_max, attempt_time_max);
  kinds.insert_or_assign(std::move(name), std::move(kind));
}

void Worker::Impl::abandon() {
  stopping = closed = true;
  for (const RunningPtr& r : running) {
    r->lost = true;
    r->timer.cancel();
    cancel(r);
  }
  wake.notify_all();
  quit.notify_all();
}

// Claiming -----------------------------------------------------------------------------------------------------------

Worker::Impl::Room Worker::Impl::room() const {
  Room free;
  const auto busy = static_cast<unsigned>(running.size());
  free.commands = options.at_once_max > busy ? options.at_once_max - busy : 0;
  for (const auto& [name, kind] : kinds) {
    if (kind.running >= kind.at_once_max) continue;
    free.kinds.push_back(name);
    free.commands = std::min(free.commands, kind.at_once_max - kind.running);    // one statement claims for all kinds
  }
  return free;
}

Task<void> Worker::Impl::claim_loop(std::shared_ptr<Impl> self) {
  milliseconds trouble = kTroubleMin;
  while (!stopping) {
    Room free = room();
    if (free.commands == 0 || free.kinds.empty()) {
      co_await wake.wait(Deadline::never());
      continue;
    }
    const Result<milliseconds> pause = co_await claim(std::move(free));
    if (stopping) break;
    milliseconds wait = trouble;
    if (pause) {
      wait = *pause;
      trouble = kTroubleMin;
    } else {
      log::warn("commands cannot be claimed", {{"code", code_name(pause.error().code)}, {"again_ms", trouble.count()}});
      trouble = std::min(trouble * 2, kTroubleMax);
    }
    if (wait > 0ms) co_await wake.wait(Deadline::in(wait));
  }
}

Task<Result<milliseconds>> Worker::Impl::claim(Room free) {
  const Uuid lease = new_id();                            // its own for every claim: an earlier attempt's can never fit
  std::vector<pg::Call> calls;
  calls.push_back({sql::claim, {free.kinds, free.commands, lease, seconds(options.lease)}});
  calls.push_back({sql::next_due, {free.kinds}});
  const Result<std::vector<pg::Rows>> rows = co_await db.batch(pg::Scope::worker(), std::move(calls), soon());
  if (!rows) co_return std::unexpected(rows.error());
  const pg::Rows& claimed = (*rows)[0];
  const pg::Rows& next = (*rows)[1];
  for (const pg::Row row : claimed) begin(row, lease);
  if (claimed.size() == static_cast<int>(free.commands)) co_return 0ms;
  milliseconds wait = idle_poll();
  if (!next.empty()) wait = std::min(wait, std::max(kPauseMin, milliseconds(static_cast<std::int64_t>(next.front().f64(0) * 1000) + 1)));
  co_return wait;
}

// One attempt --------------------------------------------------------------------------------------------------------

void Worker::Impl::begin(const pg::Row& row, const Uuid& lease) {
  auto r = std::make_shared<Running>(io);
  Command& c = r->command;
  c = {row.uuid(0), row.str(1), row.str(2), row.opt_uuid(3).value_or(Uuid{}), row.str(4), row.i32(5), row.i32(6)};
  Context& x = r->context;
  x.id_ = c.id;
  x.lease_ = lease;
  x.user_id_ = c.user_id;
  r->kind = &kinds.at(c.kind);
  x.deadline_ = Deadline::in(r->kind->attempt_time_max);
  r->kind->wait.observe(row.f64(7));
  ++r->kind->running;
  ++counts.claimed;
  running.insert(r);

  r->timer.expires_at(x.deadline_.at);
  r->timer.async_wait([this, self = shared_from_this(), r](boost::system::error_code ec) {
    if (ec) return;
    r->late = true;
    cancel(r);
  });
  auto done = [this, self = shared_from_this(), r](std::exception_ptr thrown, Result<Outcome> outcome) {
    ended(r, thrown, std::move(outcome));
  };
  asio::co_spawn(io, call_handler(r->kind->handler, c, x), asio::bind_cancellation_slot(r->cancel.slot(), std::move(done)));
}

void Worker::Impl::ended(const RunningPtr& r, const std::exception_ptr& thrown, Result<Outcome> outcome) {
  r->timer.cancel();
  r->kind->duration.observe(seconds(std::chrono::steady_clock::now() - r->started));
  if (thrown) {
    std::string what = "unknown";
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
      what = e.what();
    } catch (...) {
    }
    if (!r->late && !r->lost && !r->handing_back)
      log::error("a command's handler threw", {{"kind", r->command.kind}, {"command_id", r->command.id}, {"what", what}});
    outcome = fail(Code::kInternal, "The handler failed unexpectedly.");
  }
  if (r->late && !outcome) outcome = fail(Code::kDeadlineExceeded, "The attempt took longer than it may.");
  spawn(io, settle(shared_from_this(), r, std::move(outcome)), "queue settle");
}

Task<void> Worker::Impl::settle(std::shared_ptr<Impl> self, RunningPtr r, Result<Outcome> outcome) {
  // A statement that cannot be sent is tried again while the heartbeat still holds the lease; then the lease tells the others.
  for (int i = 1; !r->lost && !closed; ++i) {
    const Result<void> settled = co_await settle_in_database(r, outcome);
    if (settled) break;
    log::warn("the end of a command cannot be recorded", {{"kind", r->command.kind}, {"command_id", r->command.id}, {"code", code_name(settled.error().code)}});
    if (i == kSettleAttempts) break;
    co_await sleep_for(1s);
  }
  if (r->lost && !closed) {
    ++counts.leases_lost;
    r->kind->lost.add();
    log::warn("a command's lease was lost", {{"kind", r->command.kind}, {"command_id", r->command.id}, {"attempt", r->command.attempt}});
  }
  --r->kind->running;
  running.erase(r);
  idle.notify_all();
  wake.notify_all();
}

Task<Result<void>> Worker::Impl::settle_in_database(RunningPtr r, const Result<Outcome>& outcome) {
  if (!outcome) {
    if (r->handing_back) {
      std::vector<RunningPtr> one{r};
      co_return co_await hand_back(std::move(one), 0ms);
    }
    co_return co_await record_failure(r, outcome.error());
  }
  if (outcome->kind == Outcome::Kind::kLater) {
    std::vector<RunningPtr> one{r};
    co_return co_await hand_back(std::move(one), outcome->delay);
  }
  if (outcome->kind == Outcome::Kind::kNothingToCommit) {
    const pg::Call done = r->context.complete();
    const Result<pg::Rows> rows = co_await db.write(pg::Scope::worker(), done.statement, done.params, soon());
    if (!rows && rows.error().code != Code::kInvalidArgument) co_return std::unexpected(rows.error());
    if (!rows) {                                          // the guard of complete.sql
      r->lost = true;
      co_return Result<void>();
    }
  }
  ++counts.completed;
  r->kind->completed.add();
  co_return Result<void>();
}

Task<Result<void>> Worker::Impl::record_failure(RunningPtr r, Error error) {
  const Command& c = r->command;
  const milliseconds delay = retry_delay(c.attempt, options.retry_first, options.retry_max, random());
  pg::Params params{c.id, r->context.lease_, text_of(error), is_permanent(error.code), seconds(delay)};
  const Result<pg::Rows> rows = co_await db.write(pg::Scope::worker(), sql::fail, std::move(params), soon());
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) {                                    // no longer ours; or the handler's commit arrived after all
    r->lost = true;
    co_return Result<void>();
  }
  const bool dead = rows->front().text(0) == "DEAD";
  ++(dead ? counts.dead : counts.retried);
  (dead ? r->kind->dead : r->kind->retried).add();
  log::write(dead ? log::Level::kError : log::Level::kWarn, dead ? "a command is dead" : "a command failed and will be tried again",
             {{"kind", c.kind}, {"command_id", c.id}, {"attempt", c.attempt}, {"code", code_name(error.code)}, {"reason", error.reason}});
  co_return Result<void>();
}

// Leases -------------------------------------------------------------------------------------------------------------

Worker::Impl::Leases Worker::Impl::leases_of(const std::vector<RunningPtr>& list) {
  Leases leases;
  for (const RunningPtr& r : list) {
    leases.ids.push_back(r->command.id);
    leases.leases.push_back(r->context.lease_);
  }
  return leases;
}

Task<Result<void>> Worker::Impl::hand_back(std::vector<RunningPtr> list, milliseconds delay) {
  const Leases mine = leases_of(list);
  const Result<pg::Rows> rows = co_await db.write(pg::Scope::worker(), sql::hand_back, {mine.ids, mine.leases, seconds(delay)}, soon());
  if (!rows) co_return std::unexpected(rows.error());
  co_return Result<void>();
}

Task<void> Worker::Impl::lease_loop(std::shared_ptr<Impl> self) {
  while (!closed) {
    const Result<void> renewed = co_await renew();
    if (!renewed) log::warn("leases cannot be renewed", {{"code", code_name(renewed.error().code)}, {"commands", running.size()}});
    if (closed) break;
    co_await quit.wait(Deadline::in(options.lease / 3));
  }
}

Task<Result<void>> Worker::Impl::renew() {
  std::vector<RunningPtr> mine;
  for (const RunningPtr& r : running)
    if (!r->lost) mine.push_back(r);
  const Leases leases = leases_of(mine);
  std::vector<pg::Call> calls;
  calls.push_back({sql::heartbeat, {leases.ids, leases.leases, seconds(options.lease)}});
  calls.push_back({sql::reclaim, {}});
  const Result<std::vector<pg::Rows>> rows = co_await db.batch(pg::Scope::worker(), std::move(calls), Deadline::in(options.lease / 3));
  if (!rows) co_return std::unexpected(rows.error());
  std::set<std::pair<Uuid, Uuid>> held;
  for (const pg::Row row : (*rows)[0]) held.emplace(row.uuid(0), row.uuid(1));
  for (const RunningPtr& r : mine) {
    if (held.contains({r->command.id, r->context.lease_}) || !running.contains(r)) continue;
    r->lost = true;
    cancel(r);
  }
  for (const pg::Row row : (*rows)[1]) {
    log::warn("a command's lease had expired", {{"kind", row.text(1)}, {"command_id", row.text(0)}, {"state", row.text(2)}});
    if (kinds.contains(row.text(1))) wake.notify_all();
  }
  co_return Result<void>();
}

Task<void> Worker::Impl::stop(std::shared_ptr<Impl> self, Deadline deadline) {
  stopping = true;
  wake.notify_all();
  const milliseconds margin = std::min<milliseconds>(2s, deadline.left() / 4);
  const Deadline finish{deadline.is_never() ? deadline.at : deadline.at - margin};
  while (!running.empty()) {
    const bool settled = co_await idle.wait(finish);
    if (!settled) break;
  }
  std::vector<RunningPtr> rest;
  for (const RunningPtr& r : running) {
    r->handing_back = true;
    rest.push_back(r);
  }
  for (const RunningPtr& r : rest) cancel(r);
  const Deadline unwind{deadline.is_never() ? deadline.at : deadline.at - margin / 2};
  while (!running.empty()) {
    const bool settled = co_await idle.wait(unwind);
    if (!settled) break;
  }
  if (!running.empty()) {
    rest.clear();
    for (const RunningPtr& r : running) {
      r->lost = true;                                     // whatever it still does can no longer complete
      rest.push_back(r);
    }
    log::warn("handlers outlast the stop; their commands go to others", {{"commands", rest.size()}});
    const Result<void> back = co_await hand_back(std::move(rest), 0ms);
    if (!back) log::warn("leases cannot be handed back; they will expire", {{"code", code_name(back.error().code)}});
  }
  closed = true;
  quit.notify_all();
}

// Housekeeping -------------------------------------------------------------------------------------------------------

Task<void> Worker::Impl::housekeeping_loop(std::shared_ptr<Impl> self) {
  while (!closed) {
    for (bool more = true; more && !closed;) {
      const Result<pg::Rows> purged =
          co_await db.write(pg::Scope::worker(), sql::purge, {seconds(options.done_kept), seconds(options.dead_kept)}, soon());
      if (!purged) log::warn("finished commands cannot be purged", {{"code", code_name(purged.error().code)}});
      more = purged && purged->affected() > 0;
    }
    if (!closed) co_await measure();
    if (!closed) co_await quit.wait(Deadline::in(options.housekeeping));
  }
}

Task<void> Worker::Impl::measure() {
  const Result<pg::Rows> rows = co_await db.read(pg::Scope::worker(), sql::depth, {}, soon());
  if (!rows) co_return;
  for (const auto& [name, kind] : kinds) {
    std::int64_t waiting = 0, due = 0, at_work = 0, dead = 0;
    double age = 0;
    for (const pg::Row row : *rows) {
      if (row.text(0) != name) continue;
      waiting = row.i64(1), due = row.i64(2), at_work = row.i64(3), dead = row.i64(4), age = row.f64(5);
    }
    const auto set = [&](const char* state, std::int64_t n) {
      metrics::gauge("jobmate_commands", "Commands in the table", {{"kind", name}, {"state", state}}).set(static_cast<double>(n));
    };
    set("waiting", waiting), set("due", due), set("running", at_work), set("dead", dead);
    metrics::gauge("jobmate_command_oldest_due_seconds", "Age of the oldest command that is due", {{"kind", name}}).set(age);
  }
}

// The class itself ---------------------------------------------------------------------------------------------------

Worker::Worker(IoContext& io, pg::Database& db, WorkerOptions options) : impl_(std::make_shared<Impl>(io, db, std::move(options))) {}

Worker::~Worker() { impl_->abandon(); }

void Worker::on(std::string kind, Handler handler, unsigned at_once_max, std::chrono::milliseconds attempt_time_max) {
  impl_->on(std::move(kind), std::move(handler), at_once_max, attempt_time_max);
}

void Worker::start() {
  spawn(impl_->io, impl_->claim_loop(impl_), "queue claims");
  spawn(impl_->io, impl_->lease_loop(impl_), "queue leases");
  spawn(impl_->io, impl_->housekeeping_loop(impl_), "queue housekeeping");
}

void Worker::poke(std::string_view kind) {
  if (impl_->kinds.contains(kind)) impl_->wake.notify_all();
}

void Worker::poke_all() { impl_->wake.notify_all(); }

Task<void> Worker::stop(Deadline deadline) { return impl_->stop(impl_, deadline); }

std::vector<std::string> Worker::kinds() const {
  std::vector<std::string> names;
  for (const auto& [name, kind] : impl_->kinds) names.push_back(name);
  return names;
}

WorkerStats Worker::stats() const {
  WorkerStats s = impl_->counts;
  s.running = static_cast<unsigned>(impl_->running.size());
  return s;
}

pg::Call Context::complete() const { return {sql::complete, {id_, lease_}}; }

Caller Context::caller() const {
  Caller caller;
  caller.user_id = user_id_;
  caller.request_id = "command-" + id_.str();
  caller.deadline = deadline_;
  return caller;
}

}  // namespace jm::queue
