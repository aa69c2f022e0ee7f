#include "pg/database.h"

#include <array>

#include "pg/pool.h"
#include "pg/sqlstate.h"

namespace jm::pg {

namespace asio = boost::asio;

namespace {

constexpr Statement kReady{"pg.ready", "SELECT 1"};
constexpr std::size_t kBatchCallsMax = 1000;

std::optional<Error> refuse(std::span<const Call> calls) {
  if (calls.size() > kBatchCallsMax) return Error{Code::kInvalidArgument, "Too many changes at once.", "BATCH_TOO_LARGE"};
  for (const Call& call : calls)
    if (call.params.has_nul()) return Error{Code::kInvalidArgument, "Text must not hold NUL characters.", "TEXT_WITH_NUL"};
  return std::nullopt;
}

Error lost() { return {Code::kUnavailable, "The connection to the database was lost; nothing was stored. Try again in a moment.", "DATABASE_DOWN"}; }

Error no_time() { return {Code::kDeadlineExceeded, "There was no time left to finish this; nothing was stored. Try again.", "NO_TIME_LEFT"}; }

}  // namespace

struct Database::Impl {
  Impl(IoContext& io, const Options& options, const ConnInfo& conninfo)
      : helper(1),
        app_read(io, helper, config(options, conninfo, "app_read", Scope::Role::kApp, options.read_lanes, true)),
        app_write(io, helper, config(options, conninfo, "app_write", Scope::Role::kApp, options.write_lanes, false)),
        worker_read(io, helper, config(options, conninfo, "worker_read", Scope::Role::kWorker, options.read_lanes, true)),
        worker_write(io, helper, config(options, conninfo, "worker_write", Scope::Role::kWorker, options.worker_lanes, false)),
        owner(io, helper, config(options, conninfo, "owner", Scope::Role::kOwner, 1, false)) {}

  ~Impl() {
    for (Pool* pool : all()) pool->close();
    helper.join();                   // no lane is left to a cancel that is still under way
  }

  static Pool::Config config(const Options& o, const ConnInfo& conninfo, const char* name, Scope::Role role, unsigned size, bool read_only) {
    const char* role_name = role == Scope::Role::kApp ? "jobmate_app" : role == Scope::Role::kWorker ? "jobmate_worker" : "";
    return {.lane = {.conninfo = conninfo,
                     .pool = name,
                     .role = role_name,
                     .read_only = read_only,
                     .statement_timeout = role == Scope::Role::kApp ? o.statement_timeout : o.worker_statement_timeout,
                     .connect_timeout = o.connect_timeout,
                     .reconnect_min = o.reconnect_min,
                     .reconnect_max = o.reconnect_max},
            .size = std::max(size, 1u),
            .in_flight_max = o.lane_in_flight_max,
            .waiting_max = o.waiting_max,
            .down_grace = o.down_grace};
  }

  Pool& reads(const Scope& scope) {
    if (scope.role() == Scope::Role::kOwner) return owner;
    return scope.role() == Scope::Role::kApp ? app_read : worker_read;
  }
  Pool& writes(const Scope& scope) {
    if (scope.role() == Scope::Role::kOwner) return owner;
    return scope.role() == Scope::Role::kApp ? app_write : worker_write;
  }
  std::array<Pool*, 5> all() { return {&app_read, &app_write, &worker_read, &worker_write, &owner}; }

  asio::thread_pool helper;          // for PQcancel, which blocks
  Pool app_read, app_write, worker_read, worker_write, owner;
};

namespace {

Task<Result<Rows>> run_one(Pool& pool, Scope scope, Call call, Deadline deadline) {
  const std::span calls(&call, 1);
  if (auto refused = refuse(calls)) co_return std::unexpected(std::move(*refused));
  Rows rows;
  Op op;
  op.calls = calls;
  op.rows = {&rows, 1};
  op.user = scope.user_id();
  op.deadline = deadline;
  pool.submit(op);
  if (!op.done) co_await wait(op);
  if (op.error) co_return std::unexpected(std::move(*op.error));
  co_return rows;
}

Task<Result<std::vector<Rows>>> run_many(Pool& pool, Scope scope, std::vector<Call> calls, Deadline deadline) {
  std::vector<Rows> rows(calls.size());
  if (calls.empty()) co_return rows;
  if (auto refused = refuse(calls)) co_return std::unexpected(std::move(*refused));
  Op op;
  op.calls = calls;
  op.rows = rows;
  op.user = scope.user_id();
  op.deadline = deadline;
  pool.submit(op);
  if (!op.done) co_await wait(op);
  if (op.error) co_return std::unexpected(std::move(*op.error));
  co_return rows;
}

}  // namespace

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(IoContext& io, Options options) {
  JM_TRY(conninfo, ConnInfo::parse(options.url, options.application_name));
  auto impl = std::make_unique<Impl>(io, options, conninfo);
  impl->app_read.open(options.read_lanes);
  impl->app_write.open(1);
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

Task<Result<Rows>> Database::read(Scope scope, Statement statement, Params params, Deadline deadline) {
  return run_one(impl_->reads(scope), scope, {statement, std::move(params)}, deadline);
}

Task<Result<Columns>> Database::read_columns(Scope scope, Statement statement, Params params, Deadline deadline) {
  JM_CO_TRY(rows, co_await run_one(impl_->reads(scope), scope, {statement, std::move(params), true}, deadline));
  co_return Columns(std::move(rows));
}

Task<Result<Rows>> Database::write(Scope scope, Statement statement, Params params, Deadline deadline) {
  return run_one(impl_->writes(scope), scope, {statement, std::move(params)}, deadline);
}

Task<Result<std::vector<Rows>>> Database::batch(Scope scope, std::vector<Call> calls, Deadline deadline) {
  return run_many(impl_->writes(scope), scope, std::move(calls), deadline);
}

Task<Result<std::vector<Rows>>> Database::read_batch(Scope scope, std::vector<Call> calls, Deadline deadline) {
  return run_many(impl_->reads(scope), scope, std::move(calls), deadline);
}

Task<Result<Transaction>> Database::begin(Scope scope, Deadline deadline) {
  Pool& pool = impl_->writes(scope);
  Op op;
  op.kind = Op::Kind::kLease;
  op.deadline = deadline;
  pool.submit(op);
  if (!op.done) co_await wait(op);
  if (op.error) co_return std::unexpected(std::move(*op.error));
  co_return Transaction(&pool, op.lane, scope, deadline);
}

Task<Result<void>> Database::ready(Deadline deadline) {
  const Result<Rows> rows = co_await read(Scope::nobody(), kReady, {}, deadline);
  if (rows) co_return Result<void>();
  const std::string& why = impl_->app_read.last_failure();
  if (why.empty()) co_return std::unexpected(rows.error());
  if (is_server_full(why))
    co_return fail(Code::kUnavailable, "The database takes no more connections (" + why + "). Raise its max_connections, or run fewer processes on it.", "DATABASE_FULL");
  co_return fail(Code::kUnavailable, "The database cannot be reached: " + why + ". Check DATABASE_URL and that the server runs.", "DATABASE_DOWN");
}

Task<void> Database::stop(Deadline deadline) {
  for (Pool* pool : impl_->all()) pool->refuse_new();
  for (;;) {
    const DatabaseStats now = stats();
    if ((now.in_flight == 0 && now.waiting == 0) || deadline.passed()) break;
    co_await sleep_for(std::chrono::milliseconds(5));
  }
  for (Pool* pool : impl_->all()) pool->close();
}

DatabaseStats Database::stats() const {
  DatabaseStats sum;
  for (const Pool* pool : impl_->all()) {
    const DatabaseStats s = pool->stats();
    sum.lanes_up += s.lanes_up;
    sum.in_flight += s.in_flight;
    sum.waiting += s.waiting;
  }
  return sum;
}

// Explicit transactions ----------------------------------------------------------------------------------------------
//
// BEGIN and the scope travel with the first statement, so begin() costs no round trip of its own.

Transaction::Transaction(Pool* pool, Lane* lane, Scope scope, Deadline deadline)
    : pool_(pool), lane_(lane), epoch_(lane->epoch()), scope_(scope), deadline_(deadline) {}

Transaction::Transaction(Transaction&& o) noexcept
    : pool_(o.pool_), lane_(std::exchange(o.lane_, nullptr)), epoch_(o.epoch_), scope_(o.scope_), deadline_(o.deadline_), begun_(o.begun_) {}

Transaction::~Transaction() { rollback(); }

Task<Result<Rows>> Transaction::query(Statement statement, Params params) {
  std::vector<Call> calls;
  calls.push_back({statement, std::move(params)});
  auto rows = co_await run(std::move(calls));
  if (!rows) co_return std::unexpected(std::move(rows).error());
  co_return std::move(rows->front());
}

Task<Result<std::vector<Rows>>> Transaction::batch(std::vector<Call> calls) { return run(std::move(calls)); }

Task<Result<std::vector<Rows>>> Transaction::run(std::vector<Call> calls) {
  std::vector<Rows> rows(calls.size());
  if (calls.empty()) co_return rows;
  if (lane_ == nullptr) co_return fail(Code::kFailedPrecondition, "The transaction has ended.");
  if (lane_->epoch() != epoch_ || !lane_->ready()) co_return std::unexpected(lost());
  if (deadline_.passed()) co_return std::unexpected(no_time());
  if (auto refused = refuse(calls)) co_return std::unexpected(std::move(*refused));
  Op op;
  op.kind = begun_ ? Op::Kind::kInside : Op::Kind::kBegin;
  op.calls = calls;
  op.rows = rows;
  op.user = scope_.user_id();
  op.deadline = deadline_;
  begun_ = true;
  pool_->send(op, *lane_);
  co_await wait(op);
  if (op.error) co_return std::unexpected(std::move(*op.error));
  co_return rows;
}

Task<Result<void>> Transaction::commit() {
  if (lane_ == nullptr) co_return fail(Code::kFailedPrecondition, "The transaction has ended.");
  if (lane_->epoch() != epoch_ || !lane_->ready()) co_return std::unexpected(lost());
  if (deadline_.passed()) {
    rollback();
    co_return std::unexpected(no_time());
  }
  Lane* lane = std::exchange(lane_, nullptr);
  if (!begun_) {
    lane->release();
    co_return Result<void>();
  }
  Op op;
  op.kind = Op::Kind::kCommit;
  op.deadline = deadline_;
  pool_->send(op, *lane);
  co_await wait(op);
  if (lane->epoch() == epoch_ && lane->ready()) {
    if (op.error) lane->rollback_and_release();     // whatever went wrong, the session is clean for the next one
    else lane->release();
  }
  if (op.error) co_return std::unexpected(std::move(*op.error));
  co_return Result<void>();
}

void Transaction::rollback() {
  Lane* lane = std::exchange(lane_, nullptr);
  if (lane == nullptr || lane->epoch() != epoch_ || !lane->ready()) return;
  if (begun_) lane->rollback_and_release();
  else lane->release();
}

}  // namespace jm::pg
