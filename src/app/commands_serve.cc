// up, serve, database, migrate: the commands that run or prepare the platform.
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/demo.h"
#include "app/run_until_signal.h"
#include "pg/migrate.h"
#include "schema/migrations.h"
#include "pg/private_cluster.h"

namespace jm::app {
namespace {

Task<int> announce(App& app) {
  std::printf("JobMate is ready: %s\n", app.http_url().c_str());
  co_return 0;
}

int usage(const char* text) {
  std::fprintf(stderr, "Usage: jobmate %s\n", text);
  return 2;
}

}  // namespace

int up(const std::vector<std::string>& args) {
  if (!args.empty()) return usage("up");
  return run_app({.purpose = Purpose::kEmbedded, .roles = kAllRoles, .wait_for_signal = true, .adjust = {}}, announce);
}

int serve(const std::vector<std::string>& args) {
  std::set<Role> roles = kAllRoles;
  for (const auto& a : args) {
    if (!a.starts_with("--roles=")) return usage("serve [--roles=gateway,profile,discovery,tracker,coach]");
    Result<std::set<Role>> parsed = parse_roles(a.substr(8));
    if (!parsed) return complain(parsed.error()), 2;
    roles = *parsed;
  }
  return run_app({.purpose = Purpose::kServe, .roles = roles, .wait_for_signal = true, .adjust = {}}, announce);
}

int demo(const std::vector<std::string>& args) {
  DemoOptions options{.corpus = JM_SOURCE_DIR "/data/demo"};
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--keep") options.keep = true;
    else if (args[i] == "--corpus" && i + 1 < args.size()) options.corpus = args[++i];
    else if (args[i].starts_with("--corpus=")) options.corpus = args[i].substr(9);
    else return usage("demo [--corpus DIR] [--keep]");
  }
  // A data directory of its own, new each time, beside the real one.
  std::filesystem::path data;
  const auto adjust = [&](Config& config) {
    data = std::filesystem::path(config.data_dir) / "demo";
    std::error_code ec;
    std::filesystem::remove_all(data, ec);
    config.data_dir = data.string();
    config.database_url = Secret();
    config.log_level = "warn";
    config.fetch = false;
    if (!options.keep) config.port = 0;
  };
  const bool keep = options.keep;
  auto main = [options](App& app) { return run_demo(app, options); };
  const int code = run_app({.purpose = Purpose::kEmbedded, .roles = kAllRoles, .wait_for_signal = keep, .adjust = adjust}, main);
  std::error_code ec;
  if (!data.empty()) std::filesystem::remove_all(data, ec);
  return code;
}

int migrate(const std::vector<std::string>& args) {
  if (!args.empty()) return usage("migrate");
  Result<Loaded> loaded = load_config();
  if (!loaded) return complain(loaded.error());
  if (loaded->config.database_url.empty())
    return complain({Code::kFailedPrecondition, "jobmate migrate needs DATABASE_URL. (jobmate up migrates its own database at every start.)"});
  Result<pg::Migrated> done = pg::migrate(std::string(loaded->config.database_url.reveal()), schema::kMigrations);
  if (!done) return complain(done.error());
  std::printf("The database is at version %d (%d migrations applied).\n", done->to, done->applied);
  return 0;
}

int database(const std::vector<std::string>& args) {
  if (!args.empty()) return usage("database");
  auto print = [](App& app) -> Task<int> {
    std::printf("DATABASE_URL=%s\n", app.database_url().c_str());
    co_return 0;
  };
  return run_app({.purpose = Purpose::kEmbedded, .roles = {}, .wait_for_signal = true, .adjust = {}}, print);
}

}  // namespace jm::app
