// Every option of the product, with its default. `jobmate config` prints them with where each value comes from.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "base/secrets.h"

namespace jm::app {

struct Config {
  // Where it listens and keeps its data.
  int port = 4000;
  std::string host = "127.0.0.1";
  std::string data_dir = "./var";
  std::string environment = "development";
  std::string log_level = "info";
  std::vector<std::string> trusted_proxies;

  // Stores.
  Secret database_url;                       // empty: the private PostgreSQL under data_dir (jobmate up)
  Secret redis_url;                          // empty: none; wake-ups by polling between processes
  int database_read_lanes = 2;
  int database_write_lanes = 8;
  int database_worker_lanes = 4;

  // Sign-in.
  Secret jwt_secret;
  Secret jwt_previous_secret;
  std::chrono::seconds jwt_lifetime = std::chrono::days(7);
  std::vector<std::string> cors_origins;
  bool token_in_url = true;

  // The edge.
  bool introspection = true;
  bool strict_http_status = false;
  int depth_max = 12;
  int cost_max = 50'000;
  int aliases_max = 30;
  int tokens_max = 5'000;
  config::Bytes body_bytes_max{1 << 20};
  int streams_per_user_max = 10;
  int streams_max = 20'000;

  // Between processes.
  Secret service_credential;
  std::string grpc_host = "127.0.0.1";
  std::string profile_grpc = "127.0.0.1:9081";
  std::string tracker_grpc = "127.0.0.1:9082";
  std::string discovery_grpc = "127.0.0.1:9083";

  // Work in the background.
  int cpu_threads = 2;
  int commands_at_once = 4;
  std::chrono::seconds events_kept = std::chrono::days(30);
  std::chrono::seconds commands_kept = std::chrono::days(14);

  bool is_production() const { return environment == "production"; }
};

struct Loaded {
  Config config;
  std::string printed;                       // what `jobmate config` shows
};

// From ./jobmate.conf (or the file that JOBMATE_CONFIG names) and the environment. All problems at once, a line each.
Result<Loaded> load_config();

// Secrets that the embedded mode makes and keeps itself under data_dir/secrets (0600); the others must be given.
Result<void> keep_own_secrets(Config& config);

// What a process that is not embedded must have: real secrets, a database.
Result<void> require_deployed(const Config& config);

}  // namespace jm::app
