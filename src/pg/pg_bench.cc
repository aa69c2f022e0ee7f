// Reads per second and CPU per read of this process, against a raw libpq pipeline loop on the same server and SQL (the floor:
// no scopes, no deadlines, no coroutines). 64 callers ask for 20 rows each, over two connections.
//
//   build/…/src/pg/pg_bench --benchmark_min_time=3
#include <benchmark/benchmark.h>
#include <libpq-fe.h>
#include <sys/resource.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <memory>

#include "pg/database.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::pg {
namespace {

namespace asio = boost::asio;

constexpr int kCallers = 64;
constexpr Migration kSchema[] = {{1, "feed", R"(
  CREATE TABLE feed (id bigint PRIMARY KEY, user_id uuid NOT NULL, status text NOT NULL, title text NOT NULL, company text NOT NULL, score int NOT NULL, created_at timestamptz NOT NULL);
  INSERT INTO feed SELECT g, ('00000000-0000-7000-8000-' || lpad((g % 100)::text, 12, '0'))::uuid, 'PENDING', 'Software engineer ' || g, 'Company ' || g, g % 100,
    timestamptz '2026-01-01' + g * interval '1 second' FROM generate_series(1, 100000) g;
  CREATE INDEX ON feed (user_id, status, created_at DESC, id DESC);
  ALTER TABLE feed ENABLE ROW LEVEL SECURITY;
  CREATE POLICY tenant ON feed TO jobmate_app USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
  GRANT SELECT, UPDATE ON feed TO jobmate_app;
  CREATE TABLE open_feed AS TABLE feed;
  CREATE INDEX ON open_feed (user_id, status, created_at DESC, id DESC);
  GRANT SELECT ON open_feed TO jobmate_app;
  ANALYZE;
)"}};
constexpr Statement kOpen{"bench.open", "SELECT id, title, company, score, created_at FROM open_feed WHERE user_id = $1 AND status = $2 ORDER BY created_at DESC, id DESC LIMIT $3"};
constexpr Statement kGuarded{"bench.guarded", "SELECT id, title, company, score, created_at FROM feed WHERE user_id = $1 AND status = $2 ORDER BY created_at DESC, id DESC LIMIT $3"};
constexpr Statement kTouch{"bench.touch", "UPDATE feed SET score = score + 1 WHERE id = $1 AND user_id = $2"};

const test::TestPostgres& server() {
  static const test::TestPostgres pg(kSchema);
  return pg;
}

Uuid user(int i) {
  Uuid id = *Uuid::parse("00000000-0000-7000-8000-000000000000");
  const int n = i % 100;
  id.bytes[15] = static_cast<std::uint8_t>(n / 10 << 4 | n % 10);
  return id;
}

double cpu_seconds() {
  rusage u{};
  getrusage(RUSAGE_SELF, &u);
  const auto s = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return s(u.ru_utime) + s(u.ru_stime);
}

void report(benchmark::State& state, double cpu_before) {
  const auto n = static_cast<double>(state.iterations());
  state.counters["reads_per_s"] = benchmark::Counter(n, benchmark::Counter::kIsRate);
  state.counters["client_us"] = (cpu_seconds() - cpu_before) / n * 1e6;
}

// The floor ----------------------------------------------------------------------------------------------------------

struct RawLane {
  PGconn* conn;
  asio::posix::stream_descriptor fd;
  int in_flight = 0;
  std::function<void()> answered;
  RawLane(IoContext& io, const std::string& url) : conn(PQconnectdb(url.c_str())), fd(io) {
    PQclear(PQprepare(conn, "q", std::string(kOpen.sql).c_str(), 0, nullptr));
    PQsetnonblocking(conn, 1);
    fd.assign(dup(PQsocket(conn)));
    PQenterPipelineMode(conn);
    read();
  }
  ~RawLane() {
    fd.close();
    PQfinish(conn);
  }
  void send(int i) {
    const std::string id = user(i).str();
    const char* values[] = {id.c_str(), "PENDING", "20"};
    PQsendQueryPrepared(conn, "q", 3, values, nullptr, nullptr, 0);
    PQpipelineSync(conn);
    ++in_flight;
  }
  void read() {
    fd.async_wait(fd.wait_read, [this](boost::system::error_code ec) {
      if (ec || PQconsumeInput(conn) == 0) return;
      while (in_flight > 0 && !PQisBusy(conn)) {
        PGresult* r = PQgetResult(conn);
        if (r == nullptr) continue;
        const bool sync = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
        if (!sync && PQntuples(r) != 20) std::abort();
        PQclear(r);
        if (!sync) continue;
        --in_flight;
        answered();
      }
      PQflush(conn);
      read();
    });
  }
};

void raw_libpq(benchmark::State& state) {
  IoContext io(1);
  RawLane a(io, server().url()), b(io, server().url());
  std::size_t done = 0, sent = 0;
  const auto next = [&] {
    RawLane& lane = a.in_flight <= b.in_flight ? a : b;
    lane.send(static_cast<int>(sent++));
  };
  a.answered = b.answered = [&] {
    ++done;
    next();
  };
  const double cpu = cpu_seconds();
  for (int i = 0; i < kCallers; ++i) next();
  std::size_t wanted = 0;
  for (auto _ : state) {
    ++wanted;
    while (done < wanted) io.run_one();
  }
  report(state, cpu);
}

// Ours ---------------------------------------------------------------------------------------------------------------

struct Load {
  Database& db;
  Statement statement;
  bool scoped;
  bool write;
  std::size_t done = 0;
  bool stop = false;
  int running = 0;
};

Task<void> caller(Load& load, int i) {
  ++load.running;
  while (!load.stop) {
    i += kCallers;
    const Scope scope = load.scoped ? Scope::user(user(i)) : Scope::nobody();
    const Deadline deadline = Deadline::in(std::chrono::seconds(10));
    if (load.write) {
      const Result<Rows> rows = co_await load.db.write(scope, load.statement, {i % 100'000, user(i)}, deadline);
      if (!rows) std::abort();
    } else {
      const Result<Rows> rows = co_await load.db.read(scope, load.statement, {user(i), "PENDING", 20}, deadline);
      if (!rows || rows->size() != 20) std::abort();
    }
    ++load.done;
  }
  --load.running;
}

void ours(benchmark::State& state, Statement statement, bool scoped, bool write) {
  IoContext io(1);
  auto db = Database::open(io, {.url = server().url(), .write_lanes = 16});
  if (!test::run_io(io, (*db)->ready(Deadline::in(std::chrono::seconds(10))))) std::abort();
  Load load{**db, statement, scoped, write};
  const double cpu = cpu_seconds();
  for (int i = 0; i < kCallers; ++i) spawn(io, caller(load, i), "bench");
  std::size_t wanted = 0;
  for (auto _ : state) {
    ++wanted;
    while (load.done < wanted) io.run_one();
  }
  report(state, cpu);
  load.stop = true;
  while (load.running > 0) io.run_one();
}

BENCHMARK(raw_libpq)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ours, read, kOpen, false, false)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ours, read_of_a_user, kGuarded, true, false)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ours, write_of_a_user, kTouch, true, true)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace jm::pg
