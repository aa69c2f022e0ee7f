// The client against a real server.
#include "pg/database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "pg/private_cluster.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::pg {
namespace {

using namespace std::chrono_literals;
using test::run_io;
using test::TestPostgres;

constexpr Migration kSchema[] = {{1, "notes", R"(
  CREATE TABLE notes (id bigserial PRIMARY KEY, user_id uuid NOT NULL, body text NOT NULL CONSTRAINT body_length CHECK (length(body) < 1000));
  CREATE UNIQUE INDEX notes_once ON notes (user_id, body);
  ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
  ALTER TABLE notes FORCE ROW LEVEL SECURITY;
  CREATE POLICY tenant ON notes TO jobmate_app USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
  CREATE POLICY worker ON notes TO jobmate_worker USING (true) WITH CHECK (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO jobmate_app, jobmate_worker;
  GRANT USAGE ON SEQUENCE notes_id_seq TO jobmate_app, jobmate_worker;
  CREATE TABLE plain (id int PRIMARY KEY, v text);
  GRANT SELECT, INSERT, UPDATE, DELETE ON plain TO jobmate_app, jobmate_worker;
)"}};

constexpr Statement kOne{"test.one", "SELECT 1"};
constexpr Statement kEcho{"test.echo", "SELECT $1::text"};
constexpr Statement kSleep{"test.sleep", "SELECT pg_sleep($1::float8)"};
constexpr Statement kPid{"test.pid", "SELECT pg_backend_pid()"};
constexpr Statement kNotes{"test.notes", "SELECT user_id, body FROM notes ORDER BY id"};      // no WHERE: on purpose
constexpr Statement kAddNote{"test.add_note", "INSERT INTO notes (user_id, body) VALUES ($1, $2)"};
constexpr Statement kAddPlain{"test.add_plain", "INSERT INTO plain VALUES ($1, $2)"};
constexpr Statement kCountPlain{"test.count_plain", "SELECT count(*) FROM plain"};

const Uuid kAlice = *Uuid::parse("00000000-0000-7000-8000-00000000000a");
const Uuid kBob = *Uuid::parse("00000000-0000-7000-8000-00000000000b");

Deadline soon() { return Deadline::in(20s); }

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() : pg_(kSchema) { open({}); }
  void open(Options options) {
    options.url = pg_.url();
    db_.reset();
    auto opened = Database::open(io_, options);
    if (!opened) throw std::runtime_error(opened.error().message);
    db_ = std::move(*opened);
  }
  Result<Rows> read(Scope scope, Statement s, Params p = {}, Deadline d = soon()) { return run_io(io_, db_->read(scope, s, std::move(p), d)); }
  Result<Rows> write(Scope scope, Statement s, Params p = {}, Deadline d = soon()) { return run_io(io_, db_->write(scope, s, std::move(p), d)); }
  Result<std::vector<Rows>> batch(Scope scope, std::vector<Call> calls) { return run_io(io_, db_->batch(scope, std::move(calls), soon())); }
  std::string plain_count() { return pg_.scalar("SELECT count(*) FROM plain"); }

  TestPostgres pg_;
  IoContext io_{1};
  std::unique_ptr<Database> db_;
};

// Answers and values -------------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, answers_a_statement) {
  const auto rows = read(Scope::nobody(), kOne);
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 1);
  EXPECT_EQ(rows->front().i64(0), 1);
  const auto ready = run_io(io_, db_->ready(soon()));
  EXPECT_TRUE(ready);
}

TEST_F(DatabaseTest, values_survive_the_way_there_and_back) {
  static constexpr Statement kAll{"test.values",
      "SELECT $1::text, $2::bool, $3::int8, $4::float8, $5::uuid, $6::timestamptz, $7::bytea, $8::jsonb->>'k', $9::text[], $10::uuid[], $11::int8[],"
      " $12::text, $13::float8[], $14::timestamptz[], $15::bytea[]"};
  const std::string unicode = "Ingénieur·e \U0001F600 ‮ \"quoted\" \\ 'single' {a,b}";
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  const Time t{1'780'005'947'123'456};
  const std::vector<std::string> texts{"", "NULL", "a,b", "\"", "\\", "é", "{}"};
  const std::vector<Uuid> ids{kAlice, kBob};
  const std::vector<std::int64_t> numbers{std::numeric_limits<std::int64_t>::min(), 0, std::numeric_limits<std::int64_t>::max()};
  Params p;
  p.text(unicode).boolean(true).i64(numbers[0]).f64(0.1 + 0.2).uuid(kAlice).time(t).bytes(bytes).json(R"({"k":"v"})");
  p.text_array(texts).uuid_array(ids).i64_array(numbers).null().f64_array(std::vector<double>{0.1, 1e300}).time_array(std::vector<Time>{t});
  p.bytes_array(std::vector<std::string>{bytes});
  const auto rows = read(Scope::nobody(), kAll, p);
  ASSERT_TRUE(rows) << rows.error().message;
  const Row r = rows->front();
  EXPECT_EQ(r.text(0), unicode);
  EXPECT_TRUE(r.boolean(1));
  EXPECT_EQ(r.i64(2), numbers[0]);
  EXPECT_EQ(r.f64(3), 0.1 + 0.2);
  EXPECT_EQ(r.uuid(4), kAlice);
  EXPECT_EQ(r.time(5), t);
  EXPECT_EQ(r.bytes(6), bytes);
  EXPECT_EQ(r.text(7), "v");
  EXPECT_EQ(r.text_array(8), texts);
  EXPECT_EQ(r.uuid_array(9), ids);
  EXPECT_EQ(r.i64_array(10), numbers);
  EXPECT_TRUE(r.is_null(11));
  EXPECT_EQ(r.opt_text(11), std::nullopt);
  EXPECT_EQ(r.text(12), "{0.1,1e+300}");
  EXPECT_TRUE(r.text(13).contains("2026-05-28 22:05:47.123456+00"));
  EXPECT_EQ(r.text_array(14).front().size(), 2 + 512u);
}

TEST_F(DatabaseTest, reading_a_column_wrongly_throws) {
  const auto rows = read(Scope::nobody(), kEcho, {std::nullopt});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().text(0), "");
  EXPECT_THROW(rows->front().i64(0), BadColumn);
  EXPECT_THROW(rows->front().text(1), BadColumn);
  EXPECT_THROW((*rows)[1], BadColumn);
  const auto word = read(Scope::nobody(), kEcho, {"word"});
  EXPECT_THROW(word->front().i64(0), BadColumn);
  EXPECT_THROW(word->front().uuid(0), BadColumn);
  EXPECT_THROW(word->front().time(0), BadColumn);
  EXPECT_THROW(word->front().boolean(0), BadColumn);
  EXPECT_THROW(word->front().bytes(0), BadColumn);
}

TEST_F(DatabaseTest, a_list_comes_as_columns) {
  static constexpr Statement kList{"test.list",
      "SELECT array_agg(id), array_agg(word), array_agg(small), array_agg(number), array_agg(big), array_agg(yes), array_agg(at), array_agg(word) FILTER (WHERE $1::bool)"
      " FROM (VALUES ('00000000-0000-7000-8000-00000000000a'::uuid, 'a,\"b\" {é} \\', -1::smallint, 2147483647, -9223372036854775808, true, '2026-05-28 22:05:47.123456+00'::timestamptz),"
      " ('00000000-0000-7000-8000-00000000000b', NULL, NULL, 0, 7, false, 'infinity')) v(id, word, small, number, big, yes, at)"};
  const auto list = run_io(io_, db_->read_columns(Scope::nobody(), kList, {false}, soon()));
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->size(), 2);
  std::string lines;
  for (int column = 0; column < 8; ++column) {
    Column c = (*list)[column];
    for (int row = 0; row < 3; ++row) {
      std::string text;
      lines += (c.append_next(text) ? text : "-") + "|";
    }
    lines += "\n";
  }
  EXPECT_EQ(lines, "00000000-0000-7000-8000-00000000000a|00000000-0000-7000-8000-00000000000b|-|\na,\"b\" {é} \\|-|-|\n-1|-|-|\n2147483647|0|-|\n"
                   "-9223372036854775808|7|-|\nt|f|-|\n2026-05-28T22:05:47.123Z|9999-12-31T23:59:59.999Z|-|\n-|-|-|\n");
  EXPECT_THROW((*list)[8], BadColumn);
}

TEST_F(DatabaseTest, a_list_of_nothing_is_empty_and_other_answers_are_no_list) {
  static constexpr Statement kNothing{"test.list_nothing", "SELECT array_agg(v), '{}'::text[] FROM (SELECT 'x' AS v WHERE false) x"};
  const auto nothing = run_io(io_, db_->read_columns(Scope::nobody(), kNothing, {}, soon()));
  ASSERT_TRUE(nothing) << nothing.error().message;
  EXPECT_EQ(nothing->size(), 0);
  std::string text;
  for (int column : {0, 1}) {
    Column c = (*nothing)[column];
    EXPECT_FALSE(c.append_next(text));
  }
  const auto of = [&](const char* name, const char* sql) { 
    std::vector<Call> calls;
    calls.push_back({Statement{name, sql}, {}, true});
    auto answers = run_io(io_, db_->read_batch(Scope::nobody(), std::move(calls), soon()));
    return Columns(std::move(answers->front()));
  };
  EXPECT_THROW(of("test.list_rows", "SELECT ARRAY[1] FROM generate_series(1, 2)"), BadColumn);
  EXPECT_THROW(of("test.list_scalar", "SELECT 1"), BadColumn);
  EXPECT_THROW(of("test.list_matrix", "SELECT ARRAY[[1,2],[3,4]]"), BadColumn);
  EXPECT_THROW(of("test.list_type", "SELECT ARRAY[1.5]"), BadColumn);
  EXPECT_THROW(of("test.list_uneven", "SELECT ARRAY[1,2], ARRAY[1]"), BadColumn);
}

TEST_F(DatabaseTest, a_nul_byte_in_text_is_refused_before_it_is_cut_off) {
  const auto rows = read(Scope::nobody(), kEcho, {std::string("a\0b", 3)});
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().reason, "TEXT_WITH_NUL");
}

TEST_F(DatabaseTest, invalid_utf8_is_the_caller_s_error) {
  const auto rows = read(Scope::nobody(), kEcho, {"\xff\xfe"});
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, Code::kInvalidArgument);
}

TEST_F(DatabaseTest, large_parameters_and_results_pass) {
  static constexpr Statement kRepeat{"test.repeat", "SELECT repeat($1, $2::int) FROM generate_series(1, $3::int)"};
  for (const auto& [n, rows_wanted] : {std::pair{20'000, 1}, {10'000'000, 1}, {1000, 10'000}}) {
    const auto rows = read(Scope::nobody(), kRepeat, {"x", n, rows_wanted});
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), rows_wanted);
    EXPECT_EQ((*rows)[rows_wanted - 1].text(0).size(), static_cast<std::size_t>(n));
  }
  const std::string large(10'000'000, 'y');
  const auto back = read(Scope::nobody(), kEcho, {large});
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->front().text(0), large);
}

Task<void> echo_many(Database& db, int from, int n, int& right) {
  for (int i = from; i < from + n; ++i) {
    const Result<Rows> rows = co_await db.read(i % 3 ? Scope::nobody() : Scope::user(kAlice), kEcho, {std::to_string(i) + std::string(1000, 'z')}, soon());
    if (rows && rows->front().text(0).starts_with(std::to_string(i) + "z")) ++right;
  }
}

TEST_F(DatabaseTest, a_thousand_callers_share_two_connections_and_each_gets_its_own_answer) {
  int right = 0;
  for (int i = 0; i < 100; ++i) spawn(io_, echo_many(*db_, i * 1000, 30, right), "echo");
  while (right < 3000 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(right, 3000);
  EXPECT_EQ(pg_.scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jobmate'"), "3");   // and one writer
}

// Both sides have more to say than the sockets hold: a client that only writes or only reads would hang.
Task<void> echo_large(Database& db, const std::string& text, int& right) {
  const Result<Rows> rows = co_await db.read(Scope::nobody(), kEcho, {text}, soon());
  if (rows && rows->front().text(0).size() == text.size()) ++right;
}

TEST_F(DatabaseTest, large_statements_pipelined_against_large_answers_do_not_lock_up) {
  const std::string text(1'000'000, 'w');
  int right = 0;
  for (int i = 0; i < 60; ++i) spawn(io_, echo_large(*db_, text, right), "large");
  while (right < 60 && io_.run_one_for(20s) > 0) {
  }
  EXPECT_EQ(right, 60);
}

TEST_F(DatabaseTest, affected_counts_rows) {
  const auto rows = batch(Scope::nobody(), {{kAddPlain, {1, "a"}}, {kAddPlain, {2, "b"}}, {{"test.upd", "UPDATE plain SET v = 'c'"}, {}}});
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ((*rows)[0].affected(), 1);
  EXPECT_EQ((*rows)[2].affected(), 2);
}

// Errors and transactions --------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, a_duplicate_is_already_exists_with_the_constraint_s_name_and_no_sql) {
  ASSERT_TRUE(write(Scope::user(kAlice), kAddNote, {kAlice, "secret text"}));
  const auto again = write(Scope::user(kAlice), kAddNote, {kAlice, "secret text"});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kAlreadyExists);
  EXPECT_EQ(again.error().reason, "notes_once");
  EXPECT_FALSE(again.error().message.contains("secret")) << again.error().message;
  EXPECT_FALSE(again.error().message.contains("INSERT")) << again.error().message;
}

TEST_F(DatabaseTest, errors_say_what_kind_they_are) {
  EXPECT_EQ(write(Scope::user(kAlice), kAddNote, {kAlice, std::string(2000, 'x')}).error().reason, "body_length");
  EXPECT_EQ(read(Scope::nobody(), {"test.bad_uuid", "SELECT $1::uuid"}, {"nonsense"}).error().code, Code::kInvalidArgument);
  EXPECT_EQ(read(Scope::nobody(), {"test.no_table", "SELECT * FROM nowhere"}).error().code, Code::kInternal);
  EXPECT_EQ(read(Scope::nobody(), {"test.no_table", "SELECT * FROM nowhere"}).error().code, Code::kInternal);     // the second time as well
  EXPECT_EQ(read(Scope::nobody(), {"test.nonsense", "SELEKT"}).error().code, Code::kInternal);
  EXPECT_EQ(write(Scope::nobody(), {"test.secrets", "SELECT rolpassword FROM pg_authid"}).error().code, Code::kPermissionDenied);
  EXPECT_TRUE(read(Scope::nobody(), kOne));
}

TEST_F(DatabaseTest, a_statement_that_becomes_valid_is_prepared_anew) {
  static constexpr Statement kLater{"test.later", "SELECT count(*) FROM later"};
  EXPECT_EQ(read(Scope::nobody(), kLater).error().code, Code::kInternal);
  pg_.exec("CREATE TABLE later (i int); GRANT SELECT ON later TO jobmate_app");
  EXPECT_TRUE(read(Scope::nobody(), kLater));
  EXPECT_TRUE(read(Scope::nobody(), kLater));
}

TEST_F(DatabaseTest, the_read_lanes_refuse_to_write) {
  const auto r = read(Scope::user(kAlice), kAddNote, {kAlice, "x"});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kInternal);
  EXPECT_EQ(pg_.scalar("SELECT count(*) FROM notes"), "0");
}

TEST_F(DatabaseTest, an_error_in_a_batch_undoes_all_of_it_and_nothing_else) {
  ASSERT_TRUE(write(Scope::nobody(), kAddPlain, {100, "before"}));
  const auto r = batch(Scope::nobody(), {{kAddPlain, {1, "a"}}, {kAddPlain, {2, "b"}}, {kAddPlain, {1, "again"}}, {kAddPlain, {3, "c"}}});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kAlreadyExists);
  EXPECT_EQ(r.error().reason, "plain_pkey");
  EXPECT_EQ(plain_count(), "1");
  EXPECT_TRUE(batch(Scope::nobody(), {{kAddPlain, {1, "a"}}, {kAddPlain, {2, "b"}}}));
  EXPECT_EQ(plain_count(), "3");
}

Task<void> add_pair(Database& db, int i, int& ok, int& failed) {
  std::vector<Call> calls;
  calls.push_back({kAddPlain, {i, "x"}});
  calls.push_back({kAddPlain, {i % 2 == 0 ? i + 1000 : i, "y"}});        // every other one repeats its key
  const Result<std::vector<Rows>> r = co_await db.batch(Scope::nobody(), std::move(calls), soon());
  ++(r ? ok : failed);
}

TEST_F(DatabaseTest, pipelined_batches_fail_alone) {
  int ok = 0, failed = 0;
  for (int i = 0; i < 200; ++i) spawn(io_, add_pair(*db_, i, ok, failed), "pair");
  while (ok + failed < 200 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(ok, 100);
  EXPECT_EQ(failed, 100);
  EXPECT_EQ(plain_count(), "200");
}

TEST_F(DatabaseTest, an_empty_batch_is_nothing_and_a_huge_one_refused) {
  EXPECT_TRUE(batch(Scope::nobody(), {}));
  EXPECT_EQ(batch(Scope::nobody(), std::vector<Call>(1001, Call{kOne})).error().reason, "BATCH_TOO_LARGE");
}

Task<Result<void>> commit_two(Database& db, bool commit) {
  Result<Transaction> tx = co_await db.begin(Scope::nobody(), soon());
  if (!tx) co_return std::unexpected(tx.error());
  const Result<Rows> first = co_await tx->query(kAddPlain, {1, "a"});
  if (!first) co_return std::unexpected(first.error());
  const Result<Rows> seen = co_await tx->query(kCountPlain);
  if (!seen || seen->front().i64(0) != 1) co_return fail(Code::kInternal, "a transaction does not see its own row");
  if (!commit) co_return Result<void>();
  co_return co_await tx->commit();
}

TEST_F(DatabaseTest, a_transaction_commits_or_leaves_nothing) {
  const auto dropped = run_io(io_, commit_two(*db_, false));
  ASSERT_TRUE(dropped) << dropped.error().message;
  EXPECT_EQ(write(Scope::nobody(), kCountPlain).value().front().i64(0), 0);      // behind the ROLLBACK
  const auto kept = run_io(io_, commit_two(*db_, true));
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(plain_count(), "1");
}

Task<Result<void>> fail_then_commit(Database& db, std::string& second) {
  Result<Transaction> tx = co_await db.begin(Scope::nobody(), soon());
  Result<Rows> r = co_await tx->query(kAddPlain, {7, "a"});
  r = co_await tx->query(kAddPlain, {7, "a"});
  second = code_name(r.error().code);
  r = co_await tx->query(kAddPlain, {8, "b"});
  second += " " + r.error().reason;
  co_return co_await tx->commit();
}

TEST_F(DatabaseTest, a_failed_transaction_does_not_commit) {
  std::string second;
  const auto r = run_io(io_, fail_then_commit(*db_, second));
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kAborted);
  EXPECT_EQ(second, "ALREADY_EXISTS TRANSACTION_FAILED");
  EXPECT_EQ(plain_count(), "0");
  EXPECT_TRUE(write(Scope::nobody(), kAddPlain, {7, "a"}));
  EXPECT_EQ(plain_count(), "1");
}

Task<void> hold(Database& db, Event& release, int& held) {
  Result<Transaction> tx = co_await db.begin(Scope::nobody(), soon());
  const Result<Rows> r = co_await tx->query(kOne);
  ++held;
  co_await release.wait(soon());
}

TEST_F(DatabaseTest, calls_wait_while_transactions_hold_every_lane) {
  open({.write_lanes = 2});
  Event release(io_);
  int held = 0;
  for (int i = 0; i < 2; ++i) spawn(io_, hold(*db_, release, held), "hold");
  while (held < 2 && io_.run_one_for(10s) > 0) {
  }
  const auto late = write(Scope::nobody(), kOne, {}, Deadline::in(50ms));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::kDeadlineExceeded);
  EXPECT_TRUE(read(Scope::nobody(), kOne));                               // readers do not wait for writers
  release.notify_all();
  EXPECT_TRUE(write(Scope::nobody(), kOne));
}

Task<void> write_one(Database& db, int i, int& ok) {
  const Result<Rows> r = co_await db.write(Scope::nobody(), kAddPlain, {i, "x"}, soon());
  if (r) ++ok;
}

TEST_F(DatabaseTest, more_callers_than_a_lane_takes_wait_until_it_has_room) {
  open({.write_lanes = 1, .lane_in_flight_max = 5});
  Event release(io_);
  int held = 0, ok = 0;
  spawn(io_, hold(*db_, release, held), "hold");
  while (held < 1 && io_.run_one_for(10s) > 0) {
  }
  for (int i = 0; i < 50; ++i) spawn(io_, write_one(*db_, i, ok), "write");
  io_.poll();
  release.notify_all();
  const auto end = std::chrono::steady_clock::now() + 5s;                 // sooner than their deadlines
  while (ok < 50 && std::chrono::steady_clock::now() < end) io_.run_one_for(100ms);
  EXPECT_EQ(ok, 50);
}

// Row-level security -------------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, a_user_sees_own_rows_only_even_without_a_where) {
  ASSERT_TRUE(write(Scope::user(kAlice), kAddNote, {kAlice, "of alice"}));
  ASSERT_TRUE(write(Scope::user(kBob), kAddNote, {kBob, "of bob"}));
  const auto alice = read(Scope::user(kAlice), kNotes);
  ASSERT_TRUE(alice);
  ASSERT_EQ(alice->size(), 1);
  EXPECT_EQ(alice->front().text(1), "of alice");
  EXPECT_EQ(read(Scope::nobody(), kNotes).value().size(), 0);
  EXPECT_EQ(read(Scope::worker(), kNotes).value().size(), 2);
}

TEST_F(DatabaseTest, a_row_for_somebody_else_is_refused) {
  const auto r = write(Scope::user(kAlice), kAddNote, {kBob, "planted"});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kPermissionDenied);
  EXPECT_EQ(pg_.scalar("SELECT count(*) FROM notes"), "0");
  EXPECT_EQ(write(Scope::user(kAlice), {"test.steal", "UPDATE notes SET user_id = $1"}, {kAlice}).value().affected(), 0);
}

Task<void> look_often(Database& db, Uuid who, int n, int& wrong, int& done) {
  for (int i = 0; i < n; ++i) {
    const Result<Rows> rows = co_await (i % 2 ? db.read(Scope::user(who), kNotes, {}, soon()) : db.write(Scope::user(who), kNotes, {}, soon()));
    if (!rows || rows->size() != 1 || rows->front().uuid(0) != who) ++wrong;
  }
  ++done;
}
Task<void> look_as_nobody(Database& db, int n, int& wrong, int& done) {
  for (int i = 0; i < n; ++i) {
    const Result<Rows> rows = co_await (i % 2 ? db.read(Scope::nobody(), kNotes, {}, soon()) : db.write(Scope::nobody(), kNotes, {}, soon()));
    if (!rows || !rows->empty()) ++wrong;
  }
  ++done;
}

TEST_F(DatabaseTest, users_that_alternate_on_one_lane_never_see_each_other) {
  open({.read_lanes = 1, .write_lanes = 1});
  ASSERT_TRUE(write(Scope::user(kAlice), kAddNote, {kAlice, "of alice"}));
  ASSERT_TRUE(write(Scope::user(kBob), kAddNote, {kBob, "of bob"}));
  int wrong = 0, done = 0;
  for (int i = 0; i < 4; ++i) {
    spawn(io_, look_often(*db_, kAlice, 100, wrong, done), "alice");
    spawn(io_, look_as_nobody(*db_, 100, wrong, done), "nobody");
    spawn(io_, look_often(*db_, kBob, 100, wrong, done), "bob");
  }
  while (done < 12 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(done, 12);
  EXPECT_EQ(wrong, 0);
}

Task<void> transaction_as(Database& db, Uuid who, int& seen) {
  Result<Transaction> tx = co_await db.begin(Scope::user(who), soon());
  Result<Rows> rows = co_await tx->query(kNotes);
  rows = co_await tx->query(kNotes);
  seen = rows ? rows->size() : -1;
}

TEST_F(DatabaseTest, the_context_of_a_transaction_ends_with_it) {
  open({.write_lanes = 1});
  ASSERT_TRUE(write(Scope::user(kAlice), kAddNote, {kAlice, "of alice"}));
  int seen = 0;
  run_io(io_, transaction_as(*db_, kAlice, seen));
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(write(Scope::nobody(), kNotes).value().size(), 0);
  EXPECT_EQ(write(Scope::user(kBob), kNotes).value().size(), 0);
}

TEST_F(DatabaseTest, lanes_run_as_roles_that_cannot_bypass) {
  static constexpr Statement kWho{"test.who", "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"};
  EXPECT_EQ(read(Scope::user(kAlice), kWho).value().front().text(0), "jobmate_app");
  EXPECT_FALSE(read(Scope::user(kAlice), kWho).value().front().boolean(1));
  EXPECT_EQ(write(Scope::worker(), kWho).value().front().text(0), "jobmate_worker");
  EXPECT_FALSE(read(Scope::worker(), kWho).value().front().boolean(1));
}

// Prepared statements ------------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, a_changed_table_is_prepared_again_unseen) {
  static constexpr Statement kStar{"test.star", "SELECT * FROM plain"};
  ASSERT_TRUE(write(Scope::nobody(), kAddPlain, {1, "a"}));
  ASSERT_TRUE(read(Scope::nobody(), kStar));
  ASSERT_TRUE(read(Scope::nobody(), kStar));
  pg_.exec("ALTER TABLE plain ADD COLUMN w int DEFAULT 5");
  for (int i = 0; i < 4; ++i) {
    const auto rows = read(Scope::nobody(), kStar);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->columns(), 3);
  }
}

TEST_F(DatabaseTest, forgotten_prepared_statements_are_made_again) {
  open({.read_lanes = 1});
  ASSERT_TRUE(read(Scope::user(kAlice), kEcho, {"a"}));
  ASSERT_TRUE(read(Scope::nobody(), {"test.deallocate", "DEALLOCATE ALL"}));
  const auto rows = read(Scope::user(kAlice), kEcho, {"b"});
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->front().text(0), "b");
}

// Deadlines ----------------------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, a_passed_deadline_sends_nothing) {
  EXPECT_EQ(write(Scope::nobody(), kAddPlain, {1, "a"}, Deadline::in(0ms)).error().code, Code::kDeadlineExceeded);
  EXPECT_EQ(plain_count(), "0");
}

TEST_F(DatabaseTest, a_late_statement_is_cancelled_on_the_server_and_the_lane_goes_on) {
  open({.read_lanes = 1});
  const auto pid = read(Scope::nobody(), kPid).value().front().i64(0);
  const auto r = read(Scope::nobody(), kSleep, {60.0}, Deadline::in(50ms));
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kDeadlineExceeded);
  const auto after = read(Scope::nobody(), kPid);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->front().i64(0), pid);                                  // the same connection, not a new one
}

Task<void> count_ok(Database& db, Statement s, Params p, Deadline d, int& ok, int& late) {
  const Result<Rows> r = co_await db.read(Scope::user(kAlice), s, std::move(p), d);
  if (r) ++ok;
  else if (r.error().code == Code::kDeadlineExceeded) ++late;
}

TEST_F(DatabaseTest, a_deadline_is_kept_to_the_moment_not_to_the_next_look) {
  int ok = 0, late = 0;
  ASSERT_TRUE(run_io(io_, db_->ready(soon())));
  io_.run_for(2200ms);                                                    // whatever was to be looked at is over
  spawn(io_, count_ok(*db_, kSleep, {1.5}, soon(), ok, late), "on the other lane");
  const auto r = read(Scope::nobody(), kSleep, {60.0}, Deadline::in(50ms));
  ASSERT_FALSE(r);
  EXPECT_EQ(ok, 0);                                                       // before a statement of 1.5 s has ended
}

TEST_F(DatabaseTest, those_behind_a_cancelled_statement_get_their_answers) {
  open({.read_lanes = 1});
  ASSERT_TRUE(read(Scope::nobody(), kOne));
  int ok = 0, late = 0;
  for (int round = 0; round < 20; ++round) {
    spawn(io_, count_ok(*db_, kSleep, {30.0}, Deadline::in(20ms), ok, late), "slow");
    for (int i = 0; i < 10; ++i) spawn(io_, count_ok(*db_, i % 2 ? kOne : kSleep, i % 2 ? Params() : Params(0.001), soon(), ok, late), "fast");
    while (ok + late < 11 * (round + 1) && io_.run_one_for(10s) > 0) {
    }
  }
  EXPECT_EQ(late, 20);
  EXPECT_EQ(ok, 200);
}

TEST_F(DatabaseTest, several_late_statements_in_one_pipeline_are_all_cancelled) {
  open({.read_lanes = 1});
  int ok = 0, late = 0;
  for (int i = 0; i < 5; ++i) spawn(io_, count_ok(*db_, kSleep, {30.0}, Deadline::in(30ms), ok, late), "slow");
  while (late < 5 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(late, 5);
  EXPECT_TRUE(read(Scope::nobody(), kOne, {}, soon()));
}

Task<Result<void>> late_in_transaction(Database& db) {
  Result<Transaction> tx = co_await db.begin(Scope::nobody(), Deadline::in(100ms));
  const Result<Rows> first = co_await tx->query(kAddPlain, {1, "a"});
  const Result<Rows> slow = co_await tx->query(kSleep, {30.0});
  if (slow || slow.error().code != Code::kDeadlineExceeded) co_return fail(Code::kInternal, "not late");
  co_return co_await tx->commit();
}

TEST_F(DatabaseTest, a_transaction_that_is_late_is_undone) {
  open({.write_lanes = 1});
  const auto r = run_io(io_, late_in_transaction(*db_));
  EXPECT_FALSE(r);
  EXPECT_EQ(write(Scope::nobody(), kCountPlain).value().front().i64(0), 0);
}

Task<void> barely_late(Database& db, Uuid who, int& ended) {
  Result<Transaction> tx = co_await db.begin(Scope::user(who), Deadline::in(20ms));
  const Result<Rows> r = co_await tx->query(kSleep, {0.0195});
  ++ended;
}

// The cancel comes while the statement ends by itself: it hits the statement, the ROLLBACK or nothing.
TEST_F(DatabaseTest, a_cancel_that_comes_a_moment_too_late_harms_nobody) {
  open({.write_lanes = 1});
  const auto pid = write(Scope::nobody(), kPid).value().front().i64(0);
  for (int i = 0; i < 40; ++i) {
    int ended = 0;
    spawn(io_, barely_late(*db_, kAlice, ended), "barely late");
    while (ended == 0 && io_.run_one_for(10s) > 0) {
    }
    const auto after = write(Scope::nobody(), {"test.context", "SELECT pg_backend_pid(), current_setting('app.user_id', true), pg_current_xact_id_if_assigned()"});
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(after->front().i64(0), pid);
    EXPECT_EQ(after->front().text(1), "");
  }
}

TEST_F(DatabaseTest, the_server_s_own_time_limit_answers_too) {
  open({.statement_timeout = 50ms});
  const auto r = read(Scope::nobody(), kSleep, {30.0});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kDeadlineExceeded);
}

TEST_F(DatabaseTest, a_full_lane_refuses_at_once) {
  open({.read_lanes = 1, .lane_in_flight_max = 10});
  ASSERT_TRUE(read(Scope::user(kAlice), kSleep, {0.0}));                  // preparing counts too: done before
  ASSERT_TRUE(read(Scope::nobody(), kOne));
  int ok = 0, late = 0;
  for (int i = 0; i < 10; ++i) spawn(io_, count_ok(*db_, kSleep, {0.1}, soon(), ok, late), "fill");
  io_.poll();
  const auto r = read(Scope::nobody(), kOne);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kResourceExhausted);
  while (ok < 10 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_TRUE(read(Scope::nobody(), kOne));
}

// Losing the server --------------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, a_terminated_backend_fails_its_callers_only_and_is_replaced) {
  open({.read_lanes = 1});
  const auto pid = read(Scope::nobody(), kPid).value().front().i64(0);
  int ok = 0, late = 0, down = 0;
  auto slow = [](Database& db, int& unavailable) -> Task<void> {
    const Result<Rows> r = co_await db.read(Scope::nobody(), kSleep, {30.0}, soon());
    if (!r && r.error().code == Code::kUnavailable) ++unavailable;
  };
  for (int i = 0; i < 3; ++i) spawn(io_, slow(*db_, down), "slow");
  io_.poll();
  pg_.exec("SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
  while (down < 3 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(down, 3);
  const auto after = read(Scope::nobody(), kPid);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_NE(after->front().i64(0), pid);
  spawn(io_, count_ok(*db_, kEcho, {"x"}, soon(), ok, late), "prepared again");
  while (ok + late < 1 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(ok, 1);
}

TEST_F(DatabaseTest, an_idle_connection_that_was_closed_is_noticed_before_the_next_call) {
  ASSERT_TRUE(read(Scope::nobody(), kOne));
  pg_.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
  std::this_thread::sleep_for(200ms);                                     // the reactor has not heard of it yet
  EXPECT_TRUE(read(Scope::nobody(), kOne));
  EXPECT_TRUE(write(Scope::nobody(), kOne));
}

Task<Result<void>> lose_in_transaction(Database& db, const TestPostgres& pg) {
  Result<Transaction> tx = co_await db.begin(Scope::nobody(), soon());
  Result<Rows> r = co_await tx->query(kAddPlain, {1, "a"});
  pg.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
  co_await sleep_for(100ms);
  r = co_await tx->query(kAddPlain, {2, "b"});
  if (r || r.error().code != Code::kUnavailable) co_return fail(Code::kInternal, "the loss was not noticed");
  co_return co_await tx->commit();
}

TEST_F(DatabaseTest, a_transaction_does_not_go_on_with_another_connection) {
  const auto r = run_io(io_, lose_in_transaction(*db_, pg_));
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kUnavailable);
  EXPECT_EQ(plain_count(), "0");
}

TEST_F(DatabaseTest, destruction_answers_everybody) {
  int ok = 0, late = 0, down = 0;
  auto slow = [](Database& db, int& unavailable) -> Task<void> {
    const Result<Rows> r = co_await db.read(Scope::nobody(), kSleep, {30.0}, soon());
    if (!r && r.error().code == Code::kUnavailable) ++unavailable;
  };
  spawn(io_, slow(*db_, down), "slow");
  io_.poll();
  (void)ok, (void)late;
  db_.reset();
  io_.run_for(1s);
  EXPECT_EQ(down, 1);
}

TEST_F(DatabaseTest, stop_lets_the_running_finish) {
  int ok = 0, late = 0;
  ASSERT_TRUE(read(Scope::nobody(), kOne));
  spawn(io_, count_ok(*db_, kSleep, {0.05}, soon(), ok, late), "running");
  io_.poll();
  run_io(io_, db_->stop(soon()));
  io_.poll();
  EXPECT_EQ(ok, 1);
  EXPECT_EQ(read(Scope::nobody(), kOne).error().code, Code::kUnavailable);
}

TEST(Database, says_what_is_wrong_when_there_is_no_server) {
  IoContext io(1);
  auto db = Database::open(io, {.url = "host=/nowhere dbname=x", .down_grace = 100ms});
  ASSERT_TRUE(db);
  const auto ready = run_io(io, (*db)->ready(soon()));
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().code, Code::kUnavailable);
  EXPECT_TRUE(ready.error().message.contains("/nowhere")) << ready.error().message;
  const auto bad = Database::open(io, {.url = "postgresql://host/db?nonsense=1"});
  EXPECT_EQ(bad.error().code, Code::kInvalidArgument);
}

TEST(Database, refuses_a_role_that_bypasses_row_security) {
  const TestPostgres pg(kSchema);
  IoContext io(1);
  pg.exec("CREATE ROLE jobmate_test_bypass BYPASSRLS");
  pg.exec("ALTER ROLE jobmate_worker BYPASSRLS");
  auto db = Database::open(io, {.url = pg.url(), .down_grace = 200ms});
  const auto r = run_io(io, (*db)->write(Scope::worker(), kOne, {}, soon()));
  pg.exec("ALTER ROLE jobmate_worker NOBYPASSRLS; DROP ROLE jobmate_test_bypass");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kUnavailable);
}

TEST(Database, comes_back_by_itself_after_the_server_was_restarted) {
  const std::string dir = "/tmp/jobmate-test-restart-" + std::to_string(getpid());
  auto cluster = PrivateCluster::start({.data_dir = dir, .durable = false});
  ASSERT_TRUE(cluster) << cluster.error().message;
  ASSERT_TRUE(migrate((*cluster)->url(), kSchema));
  IoContext io(1);
  auto db = Database::open(io, {.url = (*cluster)->url()});
  ASSERT_TRUE(run_io(io, (*db)->write(Scope::nobody(), kAddPlain, {1, "a"}, soon())));
  int down = 0;
  auto slow = [](Database& d, int& unavailable) -> Task<void> {
    const Result<Rows> r = co_await d.write(Scope::nobody(), kSleep, {30.0}, soon());
    if (!r && r.error().code == Code::kUnavailable && !r.error().message.empty()) ++unavailable;
  };
  spawn(io, slow(**db, down), "slow");
  io.poll();
  (*cluster)->stop();
  while (down < 1 && io.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(down, 1);
  ASSERT_TRUE((*cluster)->restart());
  const auto after = run_io(io, (*db)->write(Scope::nobody(), kCountPlain, {}, soon()));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->front().i64(0), 1);
  db->reset();
  cluster->reset();
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace jm::pg
