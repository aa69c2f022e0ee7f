// Commands a second: one worker, an effect (one inserted row) and the completion in one transaction each, on a PostgreSQL that
// waits for the disk.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "base/log.h"
#include "pg/migrate.h"
#include "pg/private_cluster.h"
#include "queue/worker.h"
#include "schema/migrations.h"
#include "support/run_io.h"

namespace jm::queue {
namespace {

using namespace std::chrono_literals;

constexpr pg::Statement kTable{"bench.table", "CREATE TABLE IF NOT EXISTS effects (command_id uuid)"};
constexpr pg::Statement kGrant{"bench.grant", "GRANT ALL ON effects TO jobmate_worker"};
constexpr pg::Statement kFill{"bench.fill", "INSERT INTO commands (id, kind, key, payload, run_at, created_at) "
                                            "SELECT gen_random_uuid(), 'CMD_BENCH', gen_random_uuid(), '{}', now(), now() FROM generate_series(1, $1::int)"};
constexpr pg::Statement kEffect{"bench.effect", "INSERT INTO effects VALUES ($1::uuid)"};

class Server {
 public:
  Server() : dir_(std::filesystem::temp_directory_path() / ("jobmate-queue-bench-" + std::to_string(getpid()))) {
    log::set_level(log::Level::kOff);
    auto started = pg::PrivateCluster::start({.data_dir = dir_.string()});
    if (!started) std::fprintf(stderr, "%s\n", started.error().message.c_str()), std::exit(1);
    cluster_ = std::move(*started);
    if (const auto ok = pg::migrate(cluster_->url(), schema::kMigrations); !ok) std::fprintf(stderr, "%s\n", ok.error().message.c_str()), std::exit(1);
  }
  ~Server() {
    cluster_->stop();
    std::filesystem::remove_all(dir_);
  }
  std::string url() const { return cluster_->url(); }

 private:
  std::filesystem::path dir_;
  std::unique_ptr<pg::PrivateCluster> cluster_;
};

Task<Result<Outcome>> effect(pg::Database& db, Command command, Context context) {
  std::vector<pg::Call> calls;
  calls.push_back({kEffect, {command.id}});
  calls.push_back(context.complete());
  const auto rows = co_await db.batch(pg::Scope::worker(), std::move(calls), context.deadline());
  if (!rows) co_return std::unexpected(rows.error());
  co_return Outcome::completed();
}

void commands(benchmark::State& state) {
  static const Server server;
  IoContext io(1);
  const auto at_once = static_cast<unsigned>(state.range(0));
  const auto db = pg::Database::open(io, {.url = server.url(), .worker_lanes = 16}).value();
  const auto run = [&](pg::Scope scope, pg::Statement s, pg::Params p) { test::run_io(io, db->write(scope, s, std::move(p), Deadline::in(60s))).value(); };
  run(pg::Scope::owner(), kTable, {});
  run(pg::Scope::owner(), kGrant, {});
  constexpr int kCommands = 2'000;
  for (auto _ : state) {
    state.PauseTiming();
    run(pg::Scope::worker(), kFill, {kCommands});
    Worker worker(io, *db, {.at_once_max = at_once});
    worker.on("CMD_BENCH", [&db](Command c, Context x) { return effect(*db, std::move(c), std::move(x)); });
    state.ResumeTiming();
    worker.start();
    while (worker.stats().completed < kCommands) io.run_one();
    state.PauseTiming();
    test::run_io(io, worker.stop(Deadline::in(10s)));
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kCommands);
}
BENCHMARK(commands)->Arg(4)->Arg(16)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

}  // namespace
}  // namespace jm::queue
