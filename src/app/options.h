// Every option of the product, with its default. `jobmate config` prints them with where each value comes from.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "base/secrets.h"
#include "coach/module.h"
#include "discovery/fetch/settings.h"

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
  int database_write_lanes = 4;
  int database_worker_lanes = 4;

  // Sign-in.
  Secret jwt_secret;
  Secret jwt_previous_secret;
  std::chrono::seconds jwt_lifetime = std::chrono::days(7);
  std::vector<std::string> cors_origins;
  bool token_in_url = true;
  std::string web_dir;                       // empty: where the build or the installation puts it; "none": not served

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
  std::string coach_grpc = "127.0.0.1:9084";

  // Work in the background.
  int cpu_threads = 2;
  int commands_at_once = 4;
  std::chrono::seconds events_kept = std::chrono::days(30);
  std::chrono::seconds commands_kept = std::chrono::days(14);

  // Reading job boards.
  bool fetch = true;
  std::string scrape_interval_hours;         // empty: 4
  std::string fetch_contact;
  int fetch_request_seconds = 30;
  std::string fetch_quiet_hours;
  std::string fetch_time_zone = "Europe/Paris";
  std::vector<std::string> boards_off;
  std::vector<std::string> companies;        // "greenhouse/acme"
  int queries_per_board_max = 40;
  Secret france_travail_id, france_travail_secret;
  int france_travail_ceiling = 3150;
  Secret adzuna_id, adzuna_key;
  std::string adzuna_country = "fr";
  std::vector<std::string> board_base_urls;  // "arbeitnow=http://127.0.0.1:5000/arbeitnow"
  double fetch_wait_scale = 1;

  // Language models.
  std::string llm_endpoint;                  // empty: OpenRouter when it has a key, else none
  Secret llm_key;
  std::string llm_model;
  Secret openrouter_key;
  std::string openrouter_base_url = "https://openrouter.ai/api/v1";
  std::string openrouter_model;
  bool llm_idempotent = false;
  double llm_price_in = 0, llm_price_out = 0;
  double llm_monthly_cap = 50, llm_monthly_cap_per_user = 5;
  std::string llm_currency = "USD";
  bool llm_user_local = false;
  std::chrono::milliseconds llm_timeout = std::chrono::seconds(120);
  std::chrono::milliseconds llm_retry_first = std::chrono::seconds(1), llm_try_again = std::chrono::seconds(30);
  Secret sealing_secret;

  // Outside.
  bool nothing_leaves = false;
  std::vector<std::string> local_hosts;
  std::vector<std::string> outbound_test_routes;

  bool is_production() const { return environment == "production"; }
};

struct Loaded {
  Config config;
  std::string printed;                       // what `jobmate config` shows
  std::string notice;                        // for the person who starts it; mostly empty
};

// Where the data is kept when nobody chose a directory and the private PostgreSQL cannot get to the usual one, because the clone
// lies in a private directory such as /root: one of its own below this.
inline constexpr std::string_view kSystemData = "/var/lib/jobmate";

// From ./jobmate.conf (or the file that JOBMATE_CONFIG names) and the environment. All problems at once, a line each.
Result<Loaded> load_config();

// Secrets that the embedded mode makes and keeps itself under data_dir/secrets (0600); the others must be given.
Result<void> keep_own_secrets(Config& config);

// The folder of the built web app that is to be served; empty: none.
std::string web_folder(const Config& config);

// The part that discovery's fetching is given.
Result<discovery::FetchSettings> fetch_settings(const Config& config);

// The part that the coach is given about language models.
Result<coach::ModelOptions> model_options(const Config& config);

// What a process that is not embedded must have: real secrets, a database.
Result<void> require_deployed(const Config& config);

}  // namespace jm::app
