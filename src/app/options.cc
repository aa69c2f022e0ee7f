#include "app/options.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/hash.h"

namespace jm::app {
namespace {

namespace fs = std::filesystem;
using config::Options;

void declare(Options& o, Config& c) {
  o.add("PORT", c.port, {.help = "The HTTP port; 0 = any free one.", .min = 0, .max = 65535});
  o.add("HOST", c.host, {.help = "The address HTTP listens on; 0.0.0.0 = every one (behind a proxy, in a container)."});
  o.add("JOBMATE_DATA", c.data_dir, {.help = "Where the private PostgreSQL, files and own secrets are kept."});
  o.add("JOBMATE_ENV", c.environment, {.help = "development shows the GraphQL explorer and suggestions.", .choices = {"development", "production"}});
  o.add("LOG_LEVEL", c.log_level, {.help = "Log lines at least this important.", .choices = {"debug", "info", "warn", "error", "off"}});
  o.add("TRUSTED_PROXIES", c.trusted_proxies, {.help = "Addresses or CIDR ranges whose X-Forwarded-For is believed."});

  o.add("DATABASE_URL", c.database_url, {.help = "A PostgreSQL 15 server; empty = a private one that JobMate makes and manages itself (jobmate up)."});
  o.add("REDIS_URL", c.redis_url, {.help = "Wake-ups between processes; empty = they poll."});
  o.add("DATABASE_READ_CONNECTIONS", c.database_read_lanes, {.help = "Pipelined connections for reads.", .min = 1, .max = 32});
  o.add("DATABASE_WRITE_CONNECTIONS", c.database_write_lanes, {.help = "Connections for writes of users.", .min = 1, .max = 64});
  o.add("DATABASE_WORKER_CONNECTIONS", c.database_worker_lanes, {.help = "Connections for background work.", .min = 1, .max = 64});

  o.add("JWT_SECRET", c.jwt_secret, {.help = "Signs the tokens: at least 32 random bytes. jobmate up makes its own.", .min = 32, .max = 1024});
  o.add("JWT_PREVIOUS_SECRET", c.jwt_previous_secret, {.help = "Still accepted, so that the key can be changed without signing everybody out.", .min = 32, .max = 1024});
  o.add("JWT_EXPIRES_IN", c.jwt_lifetime, {.help = "How long a token is good.", .min = 60, .max = 366.0 * 86400});
  o.add("CORS_ORIGIN", c.cors_origins, {.help = "Web origins that may call the API, or *."});
  o.add("TOKEN_IN_URL", c.token_in_url, {.help = "Accept /events?token=… as the documented clients send it; the Authorization header is preferred."});

  o.add("GRAPHQL_INTROSPECTION", c.introspection, {.help = "Answer __schema and __type."});
  o.add("GRAPHQL_STRICT_STATUS", c.strict_http_status, {.help = "Status codes 422 and 294 of the newer GraphQL-over-HTTP draft."});
  o.add("GRAPHQL_DEPTH_MAX", c.depth_max, {.help = "Fields inside fields.", .min = 1, .max = 100});
  o.add("GRAPHQL_COST_MAX", c.cost_max, {.help = "Fields times the items of their lists.", .min = 1});
  o.add("GRAPHQL_ALIASES_MAX", c.aliases_max, {.help = "Aliases in one document.", .min = 0, .max = 10000});
  o.add("GRAPHQL_TOKENS_MAX", c.tokens_max, {.help = "Words and marks in one document.", .min = 10, .max = 1e6});
  o.add("BODY_BYTES_MAX", c.body_bytes_max, {.help = "Size of one request.", .min = 1024, .max = 64.0 * 1024 * 1024});
  o.add("STREAMS_PER_USER_MAX", c.streams_per_user_max, {.help = "Open event streams of one user.", .min = 1, .max = 1000});
  o.add("STREAMS_MAX", c.streams_max, {.help = "Open event streams of this process.", .min = 1, .max = 1e6});

  o.add("SERVICE_CREDENTIAL", c.service_credential, {.help = "Shared by the processes of one installation; at least 32 bytes.", .min = 32, .max = 1024});
  o.add("GRPC_HOST", c.grpc_host, {.help = "The address the services listen on; 0.0.0.0 in a container."});
  o.add("PROFILE_GRPC", c.profile_grpc, {.help = "host:port of the profile service."});
  o.add("TRACKER_GRPC", c.tracker_grpc, {.help = "host:port of the tracker service."});
  o.add("DISCOVERY_GRPC", c.discovery_grpc, {.help = "host:port of the discovery service."});

  o.add("CPU_THREADS", c.cpu_threads, {.help = "Threads for work that would hold requests up.", .min = 1, .max = 256});
  o.add("COMMANDS_AT_ONCE", c.commands_at_once, {.help = "Durable commands in progress at a time.", .min = 1, .max = 256});
  o.add("EVENTS_KEPT", c.events_kept, {.help = "How far back a client can resume its event stream.", .min = 3600});
  o.add("COMMANDS_KEPT", c.commands_kept, {.help = "How long finished commands are kept.", .min = 3600});

  o.allow("JOBMATE_CONFIG");
  o.allow("JOBMATE_CORPUS");
  o.allow("JOBMATE_PROGRAM");
  o.allow("JOBMATE_TEST_PG");
}

Result<Secret> own_secret(const fs::path& file) {
  std::error_code ec;
  fs::create_directories(file.parent_path(), ec);
  if (ec) return fail(Code::kPermissionDenied, "The data directory " + file.parent_path().string() + " cannot be made: " + ec.message() + ". Set JOBMATE_DATA to one that can.");
  fs::permissions(file.parent_path(), fs::perms::owner_all, ec);
  if (std::ifstream in(file); in) {
    std::string text((std::istreambuf_iterator<char>(in)), {});
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (text.size() >= 32) return Secret(std::move(text));
  }
  const std::string made = crypto::random_token(48);
  const fs::path temporary = file.string() + ".new";
  const mode_t before = umask(0077);
  std::ofstream(temporary) << made << '\n';
  umask(before);
  fs::rename(temporary, file, ec);
  if (ec) return fail(Code::kPermissionDenied, "The secret " + file.string() + " cannot be written: " + ec.message() + ".");
  return Secret(made);
}

}  // namespace

Result<Loaded> load_config() {
  Loaded loaded;
  Options options;
  declare(options, loaded.config);
  config::Sources sources;
  sources.environment = config::environment_of_process();
  const auto named = sources.environment.find("JOBMATE_CONFIG");
  sources.file_name = named != sources.environment.end() ? named->second : "jobmate.conf";
  if (std::ifstream in(sources.file_name); in) {
    sources.file_text.assign((std::istreambuf_iterator<char>(in)), {});
    if (sources.file_text.size() > config::kFileBytesMax) return fail(Code::kInvalidArgument, sources.file_name + " is larger than a configuration can be (1 MB).");
  } else if (named != sources.environment.end()) {
    return fail(Code::kNotFound, "JOBMATE_CONFIG names " + sources.file_name + ", which cannot be read.");
  }
  JM_CHECK_OK(options.load(sources));
  loaded.printed = options.print();
  return loaded;
}

Result<void> keep_own_secrets(Config& config) {
  const fs::path dir = fs::path(config.data_dir) / "secrets";
  if (config.jwt_secret.empty()) {
    JM_TRY(secret, own_secret(dir / "jwt_secret"));
    config.jwt_secret = std::move(secret);
  }
  if (config.service_credential.empty()) {
    JM_TRY(secret, own_secret(dir / "service_credential"));
    config.service_credential = std::move(secret);
  }
  return {};
}

Result<void> require_deployed(const Config& config) {
  if (config.database_url.empty()) return fail(Code::kFailedPrecondition, "jobmate serve needs DATABASE_URL. (jobmate up runs everything on its own PostgreSQL.)");
  if (config.jwt_secret.empty()) return fail(Code::kFailedPrecondition, "jobmate serve needs JWT_SECRET: at least 32 random bytes, for example from: openssl rand -base64 48");
  // Texts that stand in examples and documentation are known to everybody.
  std::string lower(config.jwt_secret.reveal());
  std::ranges::transform(lower, lower.begin(), [](unsigned char ch) { return static_cast<char>(std::tolower(ch)); });
  for (const char* known : {"change", "example", "your-secret", "your_secret", "supersecret", "placeholder", "password"})
    if (lower.find(known) != std::string::npos)
      return fail(Code::kFailedPrecondition, "JWT_SECRET looks like one from an example. Make your own: openssl rand -base64 48");
  return {};
}

}  // namespace jm::app
