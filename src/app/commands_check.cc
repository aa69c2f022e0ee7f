// config and doctor: what is set, and whether this machine can run it.
#include <boost/asio/ip/tcp.hpp>
#include <cstdio>
#include <filesystem>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/run_until_signal.h"
#include "base/log.h"
#include "cv/document.h"
#include "domain/gazetteer.h"
#include "pg/database.h"
#include "pg/migrate.h"
#include "pg/private_cluster.h"
#include "redis/client.h"
#include "render/render.h"
#include "schema/migrations.h"

namespace jm::app {
namespace {

namespace fs = std::filesystem;

class Checks {
 public:
  void good(const std::string& what) { std::printf("ok    %s\n", what.c_str()); }
  void note(const std::string& what) { std::printf("note  %s\n", what.c_str()); }
  void bad(const std::string& what, const std::string& remedy) {
    std::printf("FAIL  %s\n      %s\n", what.c_str(), remedy.c_str());
    ++failures_;
  }
  int code() const { return failures_ == 0 ? 0 : 1; }

 private:
  int failures_ = 0;
};

void check_data_dir(Checks& checks, const Config& config) {
  std::error_code ec;
  fs::create_directories(config.data_dir, ec);
  if (ec || access(config.data_dir.c_str(), W_OK) != 0) {
    checks.bad("the data directory " + config.data_dir + " cannot be written", "Set JOBMATE_DATA to a directory that can, or change its owner.");
    return;
  }
  struct statvfs fs_info {};
  if (statvfs(config.data_dir.c_str(), &fs_info) == 0) {
    const double gib = static_cast<double>(fs_info.f_bavail) * static_cast<double>(fs_info.f_frsize) / (1 << 30);
    char text[160];
    std::snprintf(text, sizeof text, "the data directory %s, %.1f GB free", config.data_dir.c_str(), gib);
    if (gib < 0.5) checks.bad(text, "PostgreSQL stops when the disk is full: free some space.");
    else checks.good(text);
  }
}

void check_port(Checks& checks, const Config& config) {
  IoContext io;
  boost::system::error_code ec;
  boost::asio::ip::tcp::acceptor acceptor(io);
  const auto address = boost::asio::ip::make_address(config.host, ec);
  if (ec) return checks.bad("HOST is " + config.host + ", which is no address", "Set it to 127.0.0.1 or 0.0.0.0.");
  const boost::asio::ip::tcp::endpoint endpoint(address, static_cast<std::uint16_t>(config.port));
  acceptor.open(endpoint.protocol());
  acceptor.set_option(boost::asio::socket_base::reuse_address(true));
  acceptor.bind(endpoint, ec);
  const std::string where = config.host + ":" + std::to_string(config.port);
  if (ec) checks.note("something listens on " + where + " already (JobMate itself, if it is running); otherwise set PORT");
  else checks.good("the address " + where + " is free");
}

Task<void> check_database(pg::Database& db, Checks& checks) {
  Result<void> ready = co_await db.ready(Deadline::in(std::chrono::seconds(5)));
  if (ready) checks.good("the database answers");
  else checks.bad("the database does not answer", ready.error().message);
}

Task<void> check_redis(redis::Client& client, Checks& checks) {
  for (int i = 0; i < 30 && !client.connected(); ++i) co_await sleep_for(std::chrono::milliseconds(100));
  std::vector<std::string> words{"PING"};
  Result<redis::Reply> pong = co_await client.command(std::move(words), Deadline::in(std::chrono::seconds(2)));
  if (pong) checks.good("Redis answers");
  else checks.bad("Redis does not answer: " + pong.error().message, "Check REDIS_URL, or leave it empty: JobMate then polls between processes.");
  client.stop();
}

}  // namespace

int config(const std::vector<std::string>&) {
  Result<Loaded> loaded = load_config();
  if (!loaded) return complain(loaded.error());
  std::fputs(loaded->printed.c_str(), stdout);
  return 0;
}

int doctor(const std::vector<std::string>&) {
  Checks checks;
  Result<Loaded> loaded = load_config();
  if (!loaded) {
    checks.bad("the configuration", loaded.error().message);
    return checks.code();
  }
  checks.good("the configuration");
  const Config& config = loaded->config;
  log::set_level(log::Level::kOff);
  if (render::fonts_installed()) checks.good("the fonts for letters and CVs are installed");
  else checks.bad("the fonts for letters and CVs are not installed", "apt-get install fonts-lato fonts-crosextra-carlito");
  if (const std::string problem = cv::recogniser_problem(); problem.empty()) checks.good("scanned CVs can be read");
  else checks.note("scanned CVs are refused (" + problem + "): apt-get install tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng");
  if (const std::size_t n = domain::commune_count(); n > 0) checks.good("all " + std::to_string(n) + " communes of France are known");
  else checks.note("only larger towns of France are known: tools/referentials.sh brings the rest, then build again");
  check_port(checks, config);
  std::string url(config.database_url.reveal());
  std::unique_ptr<pg::PrivateCluster> cluster;
  if (url.empty()) {
    check_data_dir(checks, config);
    if (auto running = pg::running_cluster_url(config.data_dir, "jobmate")) {
      checks.good("JobMate's own PostgreSQL is running");
      url = *running;
    } else {
      auto started = pg::PrivateCluster::start({.data_dir = config.data_dir});
      if (!started) {
        checks.bad("JobMate's own PostgreSQL does not start", started.error().message);
      } else {
        cluster = std::move(*started);
        checks.good("JobMate's own PostgreSQL starts");
        url = cluster->url();
      }
    }
  }
  if (!url.empty()) {
    // Our own database is brought up to date at every start anyway; somebody's server is only looked at.
    if (config.database_url.empty()) {
      Result<pg::Migrated> migrated = pg::migrate(url, schema::kMigrations);
      if (!migrated) checks.bad("the database's tables", migrated.error().message);
      else checks.good("the database is at version " + std::to_string(migrated->to));
    }
    IoContext io(1);
    pg::Options options;
    options.url = url;
    auto db = pg::Database::open(io, options);
    if (!db) {
      checks.bad("DATABASE_URL", db.error().message);
    } else {
      boost::asio::co_spawn(io, check_database(**db, checks), [&io](std::exception_ptr) { io.stop(); });
      io.run();
    }
  }
  if (!config.redis_url.empty()) {
    IoContext io(1);
    auto client = redis::Client::open(io, {.url = std::string(config.redis_url.reveal())});
    if (!client) {
      checks.bad("REDIS_URL", client.error().message);
    } else {
      boost::asio::co_spawn(io, check_redis(**client, checks), [&io](std::exception_ptr) { io.stop(); });
      io.run();
    }
  } else {
    checks.note("no REDIS_URL: processes poll the database for news (one process needs none)");
  }
  if (cluster) cluster->stop();
  return checks.code();
}

}  // namespace jm::app
