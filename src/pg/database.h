// PostgreSQL for coroutines: libpq in pipeline mode under Asio, on the process's one I/O thread.
//
//   Result<Rows> rows = co_await db.read(Scope::user(caller.user_id), sql::feed, {status, 20}, caller.deadline);
//
// A statement is its own transaction and takes one round trip. batch() sends several statements in one round trip and ONE
// transaction: an error in any of them undoes all of them. begin() is for the rare work whose next statement depends on code.
//
// Who acts is the Scope, never the SQL: it picks the role and the row-level-security context. The context is set inside the
// same transaction as the statement and ends with it, so that nothing of one user is left for the next one on the
// connection. A user scope sees that user's rows only, also when the statement forgot its WHERE.
//
// read() uses few connections that many statements share in a pipeline (they are read-only: a write there is refused by the
// server); write(), batch() and begin() use more of them, because a commit waits for the disk. A statement that is to run for
// seconds belongs to write().
//
// Errors: UNAVAILABLE (no connection; in-flight statements of a lost connection may or may not have been committed),
// DEADLINE_EXCEEDED (the statement is cancelled on the server), RESOURCE_EXHAUSTED (too many waiting), ALREADY_EXISTS
// (unique), FAILED_PRECONDITION (foreign key) and INVALID_ARGUMENT (check, not null: reason = the constraint's name in all
// three; or a value that the type refuses), ABORTED (serialization, deadlock: try again), PERMISSION_DENIED, INTERNAL: the
// table is sqlstate.cc. Messages hold no SQL; the log does.
//
// A call ends by its answer or its deadline; it does not react to the cancellation of the coroutine that waits.
//
// Lifetime: the Database outlives every call and Transaction; make and use it on the I/O thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "async/async.h"
#include "base/ids.h"
#include "base/result.h"
#include "pg/columns.h"
#include "pg/params.h"
#include "pg/rows.h"
#include "pg/statement.h"

namespace jm::pg {

class Scope {
 public:
  enum class Role : std::uint8_t { kApp, kWorker, kOwner };
  static Scope user(const Uuid& id) { return {Role::kApp, id}; }   // role jobmate_app, app.user_id = id
  static Scope nobody() { return {Role::kApp, {}}; }               // role jobmate_app without a user: before sign-in
  static Scope worker() { return {Role::kWorker, {}}; }            // role jobmate_worker: across users, by explicit policies
  static Scope owner() { return {Role::kOwner, {}}; }              // the login role itself: administration only

  Role role() const { return role_; }
  const Uuid& user_id() const { return user_; }                    // nil: no context

 private:
  Scope(Role role, const Uuid& user) : role_(role), user_(user) {}
  Role role_;
  Uuid user_;
};

struct Call {
  Statement statement;
  Params params = {};
  bool binary = false;              // the answer's values in binary: for Columns only
};

struct Options {
  std::string url = {};                       // libpq URL or "host=… dbname=…"
  std::string application_name = "jobmate";
  unsigned read_lanes = 2;                    // connections for read(), per role
  unsigned write_lanes = 4;                   // for write(), batch(), begin() of users; opened when needed. About twice the
                                              // server's processors: what waits in line here waits shorter than inside PostgreSQL
  unsigned worker_lanes = 4;                  // the same for workers
  unsigned lane_in_flight_max = 200;          // statements sent and unanswered on one connection
  unsigned waiting_max = 1000;                // calls waiting for a connection, per pool
  std::chrono::milliseconds statement_timeout{30'000};         // the server's own bound, when no deadline is nearer
  std::chrono::milliseconds worker_statement_timeout{120'000};
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds reconnect_min{50}, reconnect_max{2'000};   // between attempts, doubled, with jitter
  std::chrono::milliseconds down_grace{2'000};                 // calls wait this long for a lost server, then fail at once
};

class Lane;
class Pool;

// Statements of one explicit transaction, on a connection of its own. Destroyed without commit(), it rolls back; the
// connection serves others only after that. After an error only rollback() (or destruction) makes sense.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Task<Result<Rows>> query(Statement statement, Params params = {});
  Task<Result<std::vector<Rows>>> batch(std::vector<Call> calls);      // one round trip
  Task<Result<void>> commit();      // ABORTED when a statement had failed: nothing was stored
  void rollback();                  // does not wait; nothing of the transaction is stored

 private:
  friend class Database;
  Transaction(Pool* pool, Lane* lane, Scope scope, Deadline deadline);
  Task<Result<std::vector<Rows>>> run(std::vector<Call> calls);
  Pool* pool_;
  Lane* lane_;                      // null: finished
  std::uint64_t epoch_;             // the lane's connection it began on
  Scope scope_;
  Deadline deadline_;
  bool begun_ = false;
};

struct DatabaseStats {
  unsigned lanes_up = 0;            // connected
  unsigned in_flight = 0;           // statements sent and unanswered
  unsigned waiting = 0;             // calls waiting for a connection
};

class Database {
 public:
  // Refuses an unreadable url with one clear line. Connects in the background; calls wait for the first connection.
  static Result<std::unique_ptr<Database>> open(IoContext& io, Options options);
  ~Database();                      // fails what is in flight with UNAVAILABLE
  Database(const Database&) = delete;

  Task<Result<Rows>> read(Scope scope, Statement statement, Params params, Deadline deadline);
  // A list as columns (pg/columns.h); read_batch() with Call::binary does it beside other statements.
  Task<Result<Columns>> read_columns(Scope scope, Statement statement, Params params, Deadline deadline);
  Task<Result<Rows>> write(Scope scope, Statement statement, Params params, Deadline deadline);
  Task<Result<std::vector<Rows>>> batch(Scope scope, std::vector<Call> calls, Deadline deadline);
  Task<Result<std::vector<Rows>>> read_batch(Scope scope, std::vector<Call> calls, Deadline deadline);
  Task<Result<Transaction>> begin(Scope scope, Deadline deadline);

  // For /ready and start-up: one round trip as jobmate_app; the error says what to do.
  Task<Result<void>> ready(Deadline deadline);
  // Refuses new calls, lets the running ones finish until the deadline, then closes.
  Task<void> stop(Deadline deadline);

  DatabaseStats stats() const;

 private:
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jm::pg
