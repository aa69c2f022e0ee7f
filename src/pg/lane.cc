#include "pg/lane.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>

#include "base/ids.h"
#include "base/log.h"
#include "pg/sqlstate.h"

namespace jm::pg {
namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using namespace std::chrono_literals;

constexpr auto kCancelGrace = 5s;
constexpr auto kCancelRetry = 500ms;
constexpr std::uint8_t kTriesMax = 3;
constexpr std::size_t kPreparedMax = 1000;       // statements of one lane; our own are some hundred, all constants

constexpr Statement kSetUser{"pg.set_user", "SELECT set_config('app.user_id', $1, true)"};
constexpr Statement kBegin{"pg.begin", "BEGIN"};
constexpr Statement kCommit{"pg.commit", "COMMIT"};
constexpr Statement kRollback{"pg.rollback", "ROLLBACK"};

// What every session has; the texts that rows.h reads depend on it. Plans are made once per statement and connection, for any
// parameters: with a parameter as LIMIT the server would take that plan for worse and plan anew at every call, which costs more
// than our statements. Such a plan outlives the size of the tables it was made on, so it must not rest on one being small:
// indexes wherever there is one.
constexpr Statement kSettings{"",
    "SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false), set_config('bytea_output', 'hex', false),"
    " set_config('jit', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false),"
    " set_config('statement_timeout', $2, false),"
    " set_config('idle_in_transaction_session_timeout', '60s', false), set_config('default_transaction_read_only', $3, false),"
    " set_config('role', CASE WHEN $1 = '' THEN 'none' ELSE $1 END, false)"};
constexpr Statement kRoleCheck{"", "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"};

std::string_view field(const PGresult* r, int code) {
  const char* v = PQresultErrorField(r, code);
  return v != nullptr ? std::string_view(v) : std::string_view();
}

std::string first_line(const char* text) {
  std::string_view v = text != nullptr ? text : "";
  return std::string(v.substr(0, v.find('\n')));
}

// A defect of ours is logged with the server's words; an error the caller caused (a value, a duplicate) without them, since
// they may quote what a user typed.
void log_error(const std::string& pool, std::string_view statement, std::string_view sqlstate, const Error& error, const PGresult* r) {
  if (error.code == Code::kInternal || error.code == Code::kDataLoss || sqlstate.starts_with("42"))
    log::error("a statement failed", {{"pool", pool}, {"statement", statement}, {"sqlstate", sqlstate}, {"what", field(r, PG_DIAG_MESSAGE_PRIMARY)}});
  else
    log::debug("a statement was refused", {{"pool", pool}, {"statement", statement}, {"sqlstate", sqlstate}, {"constraint", field(r, PG_DIAG_CONSTRAINT_NAME)}});
}

std::chrono::milliseconds with_jitter(std::chrono::milliseconds d) {
  std::uint8_t byte = 0;
  random_bytes({&byte, 1});
  return d / 2 + d * byte / 512;       // between a half and the whole
}

}  // namespace

Lane::Lane(IoContext& io, asio::thread_pool& helper, Config config, LaneOwner& owner)
    : io_(io), helper_(helper), config_(std::move(config)), owner_(&owner), fd_(io), timer_(io) {}

Lane::~Lane() { drop_connection(); }

// Connecting ---------------------------------------------------------------------------------------------------------

void Lane::open() {
  if (opened_) return;
  opened_ = connecting_ = true;
  spawn(io_, connect_loop(shared_from_this()), "pg.connect");
}

Task<void> Lane::connect_loop(std::shared_ptr<Lane> self) {
  while (owner_ != nullptr) {
    std::optional<std::string> why = co_await connect_once();
    timer_.cancel();
    if (owner_ == nullptr) co_return;
    if (!why) {
      failures_ = 0;
      connecting_ = false;
      ready_ = true;
      owner_->lane_free(*this);
      co_return;
    }
    drop_connection();
    const auto pause = std::min(config_.reconnect_max, config_.reconnect_min * (1 << std::min(failures_, 10u)));
    ++failures_;
    owner_->connect_failed(*this, timed_out_ ? "it does not answer" : *why);
    timer_.expires_after(with_jitter(pause));
    boost::system::error_code ec;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  }
}

Task<std::optional<std::string>> Lane::connect_once() {
  timed_out_ = false;
  Result<ConnInfo> where = co_await config_.conninfo.resolved(io_);
  if (!where) co_return where.error().message;
  if (owner_ == nullptr) co_return "closed";
  const auto keywords = where->keywords(), values = where->values();
  conn_ = PQconnectStartParams(keywords.data(), values.data(), 0);
  if (conn_ == nullptr) co_return "out of memory";
  PQsetNoticeProcessor(conn_, [](void*, const char* text) { log::debug("the database remarks", {{"what", first_line(text)}}); }, nullptr);

  timer_.expires_after(config_.connect_timeout);
  timer_.async_wait([self = shared_from_this(), epoch = epoch_](boost::system::error_code ec) {
    if (ec || epoch != self->epoch_ || !self->connecting_) return;
    self->timed_out_ = true;
    self->lose("connecting took too long");
  });
  const auto epoch = epoch_;
  // The socket may change from one poll to the next (another address, TLS refused): a new registration each time. It is a
  // duplicate, because both libpq and Asio close what they hold.
  for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK; next = PQconnectPoll(conn_)) {
    if (next == PGRES_POLLING_FAILED || PQstatus(conn_) == CONNECTION_BAD) co_return first_line(PQerrorMessage(conn_));
    boost::system::error_code ec;
    fd_.assign(dup(PQsocket(conn_)), ec);
    if (ec) co_return ec.message();
    const auto what = next == PGRES_POLLING_READING ? stream_descriptor::wait_read : stream_descriptor::wait_write;
    co_await fd_.async_wait(what, asio::redirect_error(asio::use_awaitable, ec));
    if (epoch != epoch_) co_return "connecting took too long";
    fd_.close(ec);
  }
  boost::system::error_code ec;
  fd_.assign(dup(PQsocket(conn_)), ec);
  if (ec || PQsetnonblocking(conn_, 1) != 0 || PQenterPipelineMode(conn_) != 1) co_return "the connection cannot be used in pipeline mode";
  wait_readable();
  co_return co_await set_up();
}

Task<std::optional<std::string>> Lane::set_up() {
  const std::string timeout = std::to_string(config_.statement_timeout.count());
  const Call calls[2] = {{kSettings, {config_.role, timeout, config_.read_only ? "on" : "off"}}, {kRoleCheck, {}}};
  Rows rows[2];
  Op op;
  op.calls = calls;
  op.rows = rows;
  op.tries = kTriesMax;
  op.in_server_words = true;
  send(op);
  Task<void> answered = wait(op);
  co_await std::move(answered);
  if (op.error) co_return (config_.role.empty() ? "" : "as " + config_.role + ": ") + op.error->message;
  if (!config_.role.empty() && !rows[1].empty())
    co_return "the role " + config_.role + " is a superuser or bypasses row-level security; it would see every user's data. ALTER ROLE "
        + config_.role + " NOSUPERUSER NOBYPASSRLS";
  co_return std::nullopt;
}

void Lane::close() {
  owner_ = nullptr;
  OpList lost;
  collect_lost("closed", lost);
  timer_.cancel();
  // Perhaps called from one of the coroutines that wait: not resumed from here.
  while (Op* op = lost.pop()) {
    op->done = true;
    if (op->waiter) asio::post(io_, std::move(*op->waiter));
  }
}

// Sending ------------------------------------------------------------------------------------------------------------

bool Lane::prepare(const Statement& statement) {
  if (statement.name.empty()) return true;
  auto found = prepared_.find(statement.name);
  if (found == prepared_.end()) found = prepared_.emplace(statement.name, Prepared()).first;
  Prepared& p = found->second;
  if (p.sql != nullptr && p.sql != statement.sql.data() && p.text != statement.sql) p.state = Prepared::State::kAbsent;
  if (p.state == Prepared::State::kReady || p.state == Prepared::State::kSent) return true;
  if (prepared_.size() > kPreparedMax) log::warn("too many prepared statements on one connection", {{"pool", config_.pool}, {"statement", statement.name}});
  p.sql = statement.sql.data();
  p.text = statement.sql;
  p.error.reset();
  p.server_name = std::string(statement.name) + (p.generation == 0 ? "" : "#" + std::to_string(p.generation));
  ++p.generation;
  p.state = Prepared::State::kSent;
  if (PQsendPrepare(conn_, p.server_name.c_str(), p.text.c_str(), 0, nullptr) != 1 || PQpipelineSync(conn_) != 1) return false;
  Segment segment;
  segment.prepares = &p;
  fifo_.push_back(segment);
  return true;
}

bool Lane::send_call(const Statement& statement, const Params& params, bool binary) {
  values_.clear();
  lengths_.clear();
  formats_.clear();
  for (std::size_t i = 0; i < params.size(); ++i) {
    values_.push_back(params.data(i));
    lengths_.push_back(params.length(i));
    formats_.push_back(params.format(i));
  }
  const int n = static_cast<int>(params.size());
  if (statement.name.empty())
    return PQsendQueryParams(conn_, std::string(statement.sql).c_str(), n, nullptr, values_.data(), lengths_.data(), formats_.data(), binary ? 1 : 0) == 1;
  const Prepared& p = prepared_.find(statement.name)->second;
  return PQsendQueryPrepared(conn_, p.server_name.c_str(), n, values_.data(), lengths_.data(), formats_.data(), binary ? 1 : 0) == 1;
}

void Lane::send(Op& op) {
  const bool in_scope = !op.user.is_nil() && (op.kind == Op::Kind::kSegment || op.kind == Op::Kind::kBegin);
  const bool begins = op.kind == Op::Kind::kBegin;
  const bool commits = op.kind == Op::Kind::kCommit;
  Segment segment;
  segment.op = &op;
  segment.prefix = static_cast<std::uint16_t>(begins + in_scope);
  segment.cancels = cancels_;

  bool ok = true;
  if (begins) ok = ok && prepare(kBegin);
  if (in_scope) ok = ok && prepare(kSetUser);
  if (commits) ok = ok && prepare(kCommit);
  for (const Call& call : op.calls) ok = ok && prepare(call.statement);

  if (begins) ok = ok && send_call(kBegin, {});
  if (in_scope) ok = ok && send_call(kSetUser, Params().uuid(op.user));
  for (const Call& call : op.calls) ok = ok && send_call(call.statement, call.params, call.binary);
  if (commits) ok = ok && send_call(kCommit, {});
  end_sending(ok, segment);
}

bool Lane::lost_while_idle() {
  if (!fifo_.empty()) return false;
  pollfd p{fd_.native_handle(), POLLRDHUP, 0};
  if (poll(&p, 1, 0) <= 0) return false;
  lose("the server closed it");
  return true;
}

void Lane::rollback_and_release() {
  rollback_due_ = !fifo_.empty() || cancelling_;
  if (rollback_due_) return;
  const bool ok = prepare(kRollback) && send_call(kRollback, {});
  Segment segment;
  segment.must_succeed = true;
  end_sending(ok, segment);
  release();                 // what comes next on this lane is behind the ROLLBACK
}

void Lane::end_sending(bool ok, const Segment& segment) {
  ok = ok && PQpipelineSync(conn_) == 1;
  fifo_.push_back(segment);
  if (ok) return flush();
  // The caller is running: it is told later, from the reactor.
  ready_ = false;
  asio::post(io_, [self = shared_from_this(), epoch = epoch_] {
    if (epoch == self->epoch_) self->lose("a statement could not be sent");
  });
}

void Lane::flush() {
  if (writing_) return;
  const int left = PQflush(conn_);
  if (left == 0) return;
  if (left < 0) return;      // the next read tells
  writing_ = true;
  fd_.async_wait(stream_descriptor::wait_write, [self = shared_from_this(), epoch = epoch_](boost::system::error_code ec) {
    if (epoch != self->epoch_) return;
    self->writing_ = false;
    if (!ec) self->flush();
  });
}

void Lane::release() {
  leased_ = false;
  if (owner_ != nullptr && takes_calls()) owner_->lane_free(*this);
}

// Receiving ----------------------------------------------------------------------------------------------------------

void Lane::wait_readable() {
  fd_.async_wait(stream_descriptor::wait_read, [self = shared_from_this(), epoch = epoch_](boost::system::error_code ec) {
    if (!ec && epoch == self->epoch_) self->on_readable();
  });
}

void Lane::on_readable() {
  const auto self = shared_from_this();
  OpList finished;
  if (receive(finished)) {
    flush();                 // the server reads while it answers: there may be room again for what is unsent
    wait_readable();
  } else {
    collect_lost(first_line(PQerrorMessage(conn_)), finished);
  }
  resume(finished);
  if (owner_ != nullptr) owner_->lane_moved();
}

bool Lane::receive(OpList& finished) {
  const bool alive = PQconsumeInput(conn_) == 1;
  // What came before the end of a connection counts: read it all first.
  while (!fifo_.empty() && !unusable_ && PQisBusy(conn_) == 0) {
    PGresult* result = PQgetResult(conn_);
    if (result == nullptr) {
      // One NULL ends a statement. A server that goes away may never send the Sync's answer, and libpq then gives NULL for ever.
      if (++nulls_ >= 3 || PQstatus(conn_) == CONNECTION_BAD) return false;
      continue;
    }
    nulls_ = 0;
    take(result, finished);
  }
  return alive && !unusable_ && PQstatus(conn_) == CONNECTION_OK;
}

void Lane::take(PGresult* result, OpList& finished) {
  Segment& segment = fifo_.front();
  switch (PQresultStatus(result)) {
    case PGRES_PIPELINE_SYNC:
      PQclear(result);
      return end_segment(finished);
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY: {
      const int at = segment.next++ - segment.prefix;
      if (segment.prepares != nullptr) segment.prepares->state = Prepared::State::kReady;
      if (segment.op != nullptr && at >= 0) {
        if (static_cast<std::size_t>(at) < segment.op->rows.size()) {
          segment.op->rows[static_cast<std::size_t>(at)] = Rows(result);
          return;
        }
        // COMMIT of a transaction in which a statement failed is answered with ROLLBACK.
        if (segment.op->kind == Op::Kind::kCommit && std::string_view(PQcmdStatus(result)) != "COMMIT") segment.op->error = error_of("25P02", "");
      }
      break;
    }
    case PGRES_PIPELINE_ABORTED:
      ++segment.next;
      break;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      log::error("COPY cannot be used in a pipeline", {{"pool", config_.pool}});
      if (segment.op != nullptr) segment.op->error = error_of("0A000", "");
      unusable_ = true;
      break;
    default:
      fail_segment(segment, result);
      ++segment.next;
  }
  PQclear(result);
}

void Lane::fail_segment(Segment& segment, const PGresult* result) {
  const std::string_view sqlstate = field(result, PG_DIAG_SQLSTATE);
  Error error = error_of(sqlstate, field(result, PG_DIAG_CONSTRAINT_NAME));
  if (segment.prepares != nullptr) {
    Prepared& p = *segment.prepares;
    log_error(config_.pool, p.server_name, sqlstate, error, result);
    p.state = Prepared::State::kFailed;
    p.error = std::move(error);
    return;
  }
  if (segment.must_succeed) unusable_ = true;
  if (segment.op == nullptr || segment.op->error) return;
  Op& op = *segment.op;

  const int at = segment.next - segment.prefix;
  const bool ours = at < 0 || static_cast<std::size_t>(at) >= op.calls.size();
  const std::string_view name = ours ? std::string_view("pg.scope") : op.calls[static_cast<std::size_t>(at)].statement.name;
  const bool stale = sqlstate == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
  if (stale || sqlstate == "26000") {
    // The prepared statement is outdated (DDL) or gone (DISCARD, a pooler, its preparation failed).
    if (ours) {
      for (const Statement* s : {&kSetUser, &kBegin, &kCommit}) prepared_[std::string(s->name)].state = Prepared::State::kAbsent;
    } else {
      Prepared& p = prepared_[std::string(name)];
      if (p.state == Prepared::State::kFailed && p.error) {
        op.error = p.error;
        return;
      }
      p.state = Prepared::State::kAbsent;
    }
    segment.again = true;
    if (op.kind != Op::Kind::kSegment) error = error_of("40001", "");     // what the caller can do is start over
  }
  if (sqlstate == "57014" && cancels_ > segment.cancels) {        // meant for the one before
    segment.again = true;
    error = error_of("40001", "");
  }
  if (is_connection_loss(sqlstate)) unusable_ = true;
  segment.again = segment.again && op.kind == Op::Kind::kSegment && op.tries < kTriesMax;
  if (!segment.again) log_error(config_.pool, name, sqlstate, error, result);
  op.error = std::move(error);
  if (op.in_server_words) op.error->message = field(result, PG_DIAG_MESSAGE_PRIMARY);
}

void Lane::end_segment(OpList& finished) {
  const Segment segment = fifo_.front();
  fifo_.pop_front();
  ++ended_;
  cancel_until_.reset();
  if (!fifo_.empty() && fifo_.front().abandoned) begin_cancel();
  if (rollback_due_) rollback_and_release();
  Op* op = segment.op;
  if (op == nullptr) return;
  if (!segment.again || owner_ == nullptr) return finished.push(*op);
  ++op->tries;
  op->error.reset();
  owner_->again(*op);
  if (op->done) finished.push(*op);
}

// Deadlines ----------------------------------------------------------------------------------------------------------

Lane::Clock::time_point Lane::expire(Clock::time_point now, OpList& late) {
  auto next = Clock::time_point::max();
  for (Segment& segment : fifo_) {
    if (segment.op == nullptr) continue;
    if (segment.op->deadline.at > now) {
      next = std::min(next, segment.op->deadline.at);
      continue;
    }
    segment.op->error = error_of("57014", "");
    late.push(*segment.op);
    segment.op = nullptr;
    segment.abandoned = true;
  }
  if (fifo_.empty() || !fifo_.front().abandoned) return next;
  if (cancel_until_ && now >= *cancel_until_) {
    collect_lost("it does not stop a cancelled statement", late);
    return Clock::time_point::max();
  }
  if (!cancel_until_ || (!cancelling_ && now >= cancel_next_)) begin_cancel();
  return std::min({next, cancel_next_, *cancel_until_});
}

void Lane::begin_cancel() {
  const auto now = Clock::now();
  if (!cancel_until_) cancel_until_ = now + kCancelGrace;
  cancel_next_ = now + kCancelRetry;
  if (cancelling_) return;                       // cancelled() looks at the front again
  PGcancel* cancel = PQgetCancel(conn_);
  if (cancel == nullptr) return;
  cancelling_ = true;
  ++cancels_;
  cancel_target_ = ended_;
  asio::post(helper_, [self = shared_from_this(), epoch = epoch_, cancel]() mutable {
    char why[256] = "";
    PQcancel(cancel, why, sizeof why);           // blocks; when it fails, the grace time ends the lane
    PQfreeCancel(cancel);
    IoContext& io = self->io_;
    asio::post(io, [self = std::move(self), epoch] {
      if (epoch == self->epoch_) self->cancelled();
    });
  });
}

void Lane::cancelled() {
  cancelling_ = false;
  if (!fifo_.empty() && fifo_.front().abandoned && ended_ != cancel_target_) return begin_cancel();
  if (rollback_due_) rollback_and_release();
  if (owner_ != nullptr && takes_calls()) owner_->lane_free(*this);
}

// The end of a connection --------------------------------------------------------------------------------------------

void Lane::lose(std::string_view why) {
  const auto self = shared_from_this();
  OpList finished;
  collect_lost(why, finished);
  resume(finished);
}

void Lane::collect_lost(std::string_view why, OpList& finished) {
  const std::string reason(why);                 // it may be libpq's, and go with the connection
  const bool was_ready = ready_;
  const auto in_flight = fifo_.size();
  for (const Segment& segment : fifo_) {
    if (segment.op == nullptr) continue;
    if (!segment.op->error) segment.op->error = error_of("08006", "");
    finished.push(*segment.op);
  }
  drop_connection();
  if (owner_ == nullptr) return;
  if (was_ready) log::warn("a database connection was lost", {{"pool", config_.pool}, {"why", reason}, {"in_flight", in_flight}});
  if (connecting_) return;                       // connect_loop goes on
  owner_->lane_lost(*this);
  connecting_ = true;
  spawn(io_, connect_loop(shared_from_this()), "pg.connect");
}

void Lane::drop_connection() {
  boost::system::error_code ec;
  fd_.close(ec);                                 // Asio first: epoll must not know a descriptor that libpq closes
  if (conn_ != nullptr) PQfinish(std::exchange(conn_, nullptr));
  fifo_.clear();
  prepared_.clear();
  ready_ = leased_ = writing_ = cancelling_ = unusable_ = rollback_due_ = false;
  cancel_until_.reset();
  nulls_ = 0;
  ++epoch_;
}

void Lane::resume(OpList& finished) {
  while (Op* op = finished.pop()) {
    op->done = true;
    if (owner_ != nullptr) owner_->finished(*op);
    if (op->waiter) {
      Op::Waiter waiter = std::move(*op->waiter);
      op->waiter.reset();
      std::move(waiter)();                       // the Op is gone after this
    }
  }
}

}  // namespace jm::pg
