#include "app/options.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/hash.h"
#include "pg/private_cluster.h"

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
  o.add("DATABASE_WRITE_CONNECTIONS", c.database_write_lanes, {.help = "Connections for writes of users; about twice the processors of the database.", .min = 1, .max = 64});
  o.add("DATABASE_WORKER_CONNECTIONS", c.database_worker_lanes, {.help = "Connections for background work.", .min = 1, .max = 64});

  o.add("JWT_SECRET", c.jwt_secret, {.help = "Signs the tokens: at least 32 random bytes. jobmate up makes its own.", .min = 32, .max = 1024});
  o.add("JWT_PREVIOUS_SECRET", c.jwt_previous_secret, {.help = "Still accepted, so that the key can be changed without signing everybody out.", .min = 32, .max = 1024});
  o.add("JWT_EXPIRES_IN", c.jwt_lifetime, {.help = "How long a token is good.", .min = 60, .max = 366.0 * 86400});
  o.add("CORS_ORIGIN", c.cors_origins, {.help = "Web origins that may call the API, or *."});
  o.add("WEB_DIR", c.web_dir, {.help = "The built web app to serve; empty = the one beside the program, none = not served."});
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
  o.add("COACH_GRPC", c.coach_grpc, {.help = "host:port of the coach service."});

  o.add("COACH_GRPC", c.coach_grpc, {.help = "host:port of the coach service."});

  o.add("CPU_THREADS", c.cpu_threads, {.help = "Threads for work that would hold requests up.", .min = 1, .max = 256});
  o.add("COMMANDS_AT_ONCE", c.commands_at_once, {.help = "Durable commands in progress at a time.", .min = 1, .max = 256});
  o.add("EVENTS_KEPT", c.events_kept, {.help = "How far back a client can resume its event stream.", .min = 3600});
  o.add("COMMANDS_KEPT", c.commands_kept, {.help = "How long finished commands are kept.", .min = 3600});

  o.add("FETCH", c.fetch, {.help = "Read the job boards by itself, on schedule. false: only what is ingested by hand."});
  o.add("SCRAPE_INTERVAL_HOURS", c.scrape_interval_hours, {.help = "Hours between two readings of a source (0.1 to 168); 4 when not set. A board that asks for more gets more."});
  o.add("FETCH_CONTACT", c.fetch_contact, {.help = "A URL or e-mail for the operators of job boards; it stands in the User-Agent.", .max = 200});
  o.add("FETCH_REQUEST_SECONDS", c.fetch_request_seconds, {.help = "How long one request to a job board may take, from the name to the last byte.", .min = 1, .max = 300});
  o.add("FETCH_QUIET_HOURS", c.fetch_quiet_hours, {.help = "Hours in which nothing is read, local time: 23-6."});
  o.add("FETCH_TIME_ZONE", c.fetch_time_zone, {.help = "The zone of FETCH_QUIET_HOURS: Europe/Paris, UTC."});
  o.add("BOARDS_OFF", c.boards_off, {.help = "Boards that are not read: themuse,remotive."});
  o.add("COMPANIES", c.companies, {.help = "Company boards read for everybody: greenhouse/acme,lever/globex. Users follow others by watchCompany."});
  o.add("QUERIES_PER_BOARD_MAX", c.queries_per_board_max, {.help = "Queries made from the searches, of one searchable board.", .min = 1, .max = 1000});
  o.add("FRANCE_TRAVAIL_CLIENT_ID", c.france_travail_id, {.help = "Of an application at francetravail.io with the API Offres d'emploi v2. Empty: France Travail stays off."});
  o.add("FRANCE_TRAVAIL_CLIENT_SECRET", c.france_travail_secret, {.help = "Goes with FRANCE_TRAVAIL_CLIENT_ID."});
  o.add("FRANCE_TRAVAIL_CEILING", c.france_travail_ceiling, {.help = "Results that one query of France Travail can give.", .min = 150, .max = 100000});
  o.add("ADZUNA_APP_ID", c.adzuna_id, {.help = "Of an account at developer.adzuna.com. Empty: Adzuna stays off."});
  o.add("ADZUNA_APP_KEY", c.adzuna_key, {.help = "Goes with ADZUNA_APP_ID."});
  o.add("ADZUNA_COUNTRY", c.adzuna_country, {.help = "Where searches without a country look.", .choices = {"gb", "us", "at", "au", "be", "br", "ca", "ch", "de", "es", "fr", "in", "it", "mx", "nl", "nz", "pl", "sg", "za"}});
  o.add("BOARD_BASE_URLS", c.board_base_urls, {.help = "Development: other servers in place of the boards: arbeitnow=http://127.0.0.1:5000/arbeitnow,…"});
  o.add("FETCH_WAIT_SCALE", c.fetch_wait_scale, {.help = "Development: multiplies the waits between requests; only with BOARD_BASE_URLS.", .min = 0, .max = 10});

  o.add("LLM_ENDPOINT", c.llm_endpoint, {.help = "A language model for everybody: any address that speaks OpenAI's chat completions, http://127.0.0.1:11434/v1 (Ollama), …", .max = 500});
  o.add("LLM_API_KEY", c.llm_key, {.help = "Goes with LLM_ENDPOINT; empty = none is sent.", .max = 1000});
  o.add("LLM_MODEL", c.llm_model, {.help = "The model's name at LLM_ENDPOINT.", .max = 200});
  o.add("OPENROUTER_API_KEY", c.openrouter_key, {.help = "OpenRouter as the model for everybody, unless LLM_ENDPOINT names another.", .max = 1000});
  o.add("OPENROUTER_BASE_URL", c.openrouter_base_url, {.help = "OpenRouter's address.", .max = 500});
  o.add("OPENROUTER_MODEL", c.openrouter_model, {.help = "The model's name at OpenRouter.", .max = 200});
  o.add("LLM_IDEMPOTENT", c.llm_idempotent, {.help = "The endpoint answers a repeated Idempotency-Key with the same answer, billed once: a lost answer is then asked for again."});
  o.add("LLM_PRICE_IN", c.llm_price_in, {.help = "Price of a million tokens of the question, in LLM_CURRENCY; 0 = free.", .min = 0, .max = 100000});
  o.add("LLM_PRICE_OUT", c.llm_price_out, {.help = "Price of a million tokens of the answer.", .min = 0, .max = 100000});
  o.add("LLM_MONTHLY_CAP", c.llm_monthly_cap, {.help = "What all users together may cost the operator in a month.", .min = 0, .max = 1e6});
  o.add("LLM_MONTHLY_CAP_PER_USER", c.llm_monthly_cap_per_user, {.help = "What a user may cost in a month; users can lower it.", .min = 0, .max = 1e6});
  o.add("LLM_CURRENCY", c.llm_currency, {.help = "Of all prices and caps.", .min = 3, .max = 3});
  o.add("LLM_USER_LOCAL", c.llm_user_local, {.help = "Users may name endpoints in private networks and over plain http. Only where all users are trusted."});
  o.add("LLM_TIMEOUT", c.llm_timeout, {.help = "How long a question may take, its tries and its repair included.", .min = 1, .max = 280});
  o.add("LLM_RETRY_FIRST", c.llm_retry_first, {.help = "The first pause before a busy endpoint is asked again.", .min = 0.001, .max = 60});
  o.add("LLM_TRY_AGAIN", c.llm_try_again, {.help = "How long after a failure an analysis asks again; doubled each time.", .min = 0.01, .max = 86400});
  o.add("SEALING_SECRET", c.sealing_secret, {.help = "Encrypts users' own model keys in the database; at least 32 random bytes. jobmate up makes its own.", .min = 32, .max = 1024});

  o.add("NOTHING_LEAVES", c.nothing_leaves, {.help = "No request leaves this machine: no boards, no pages, no model elsewhere."});
  o.add("LOCAL_HOSTS", c.local_hosts, {.help = "Names that count as this machine under NOTHING_LEAVES: a model's container beside this one."});
  o.add("OUTBOUND_TEST_ROUTES", c.outbound_test_routes, {.help = "Development: where the requests for a pasted address's host go instead, over plain HTTP: jobs.example.org=127.0.0.1:4100,…"});

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

// "/root/jobmate/var" -> "/var/lib/jobmate/root-jobmate-var": two clones do not meet there.
Result<void> move_data(Loaded& loaded) {
  std::error_code ec;
  const fs::path wanted = fs::absolute(loaded.config.data_dir, ec).lexically_normal();
  std::string name = wanted.relative_path().string();
  std::replace(name.begin(), name.end(), '/', '-');
  const fs::path home(kSystemData);
  fs::create_directories(home, ec);
  if (!ec) fs::permissions(home, fs::perms(0755), ec);
  if (ec) return fail(Code::kPermissionDenied, home.string() + " cannot be made: " + ec.message() + ". Set JOBMATE_DATA to a directory that the system user postgres can get to.");
  loaded.config.data_dir = (home / name).string();
  loaded.notice = wanted.string() + " lies in a private directory, where PostgreSQL's system user cannot get to: the data is kept in " + loaded.config.data_dir +
                  ". Set JOBMATE_DATA to choose another place.";
  return {};
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
  if (!loaded.config.outbound_test_routes.empty() && loaded.config.is_production())
    return fail(Code::kFailedPrecondition, "OUTBOUND_TEST_ROUTES opens a way past the guard of outbound requests; it is refused with JOBMATE_ENV=production. Remove it.");
  if (loaded.config.nothing_leaves) loaded.config.fetch = false;
  if (loaded.config.database_url.empty() && loaded.config.data_dir == Config().data_dir && !pg::can_hold_cluster(loaded.config.data_dir)) JM_CHECK_OK(move_data(loaded));
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
  if (config.sealing_secret.empty()) {
    JM_TRY(secret, own_secret(dir / "sealing_secret"));
    config.sealing_secret = std::move(secret);
  }
  return {};
}

std::string web_folder(const Config& config) {
  if (config.web_dir == "none") return "";
  if (!config.web_dir.empty()) return config.web_dir;
  std::error_code ec;
  const fs::path program = fs::read_symlink("/proc/self/exe", ec).parent_path();
  // build/web beside build/<preset>/src/app; share/jobmate/web beside bin.
  for (const fs::path& folder : {program / "../../../web", program / "../share/jobmate/web"})
    if (fs::exists(folder / "index.html", ec)) return fs::weakly_canonical(folder, ec).string();
  return "";
}

Result<coach::ModelOptions> model_options(const Config& c) {
  coach::ModelOptions o;
  model::Endpoint e;
  if (!c.llm_endpoint.empty()) {
    JM_TRY(url, model::clean_base_url(c.llm_endpoint));
    e.base_url = std::move(url);
    e.key = c.llm_key;
    e.model = c.llm_model;
    if (e.model.empty()) return fail(Code::kFailedPrecondition, "LLM_ENDPOINT needs LLM_MODEL: the model's name there.");
  } else if (!c.openrouter_key.empty()) {
    JM_TRY(url, model::clean_base_url(c.openrouter_base_url));
    e.base_url = std::move(url);
    e.key = c.openrouter_key;
    e.model = c.openrouter_model;
    if (e.model.empty()) return fail(Code::kFailedPrecondition, "OPENROUTER_API_KEY needs OPENROUTER_MODEL: the model's name, for example mistralai/mistral-small.");
  }
  e.idempotent = c.llm_idempotent;
  if (!e.base_url.empty()) o.endpoint = std::move(e);
  const auto micros = [](double units) { return static_cast<std::int64_t>(units * 1e6 + 0.5); };
  o.price_in = micros(c.llm_price_in);
  o.price_out = micros(c.llm_price_out);
  o.cap_operator = micros(c.llm_monthly_cap);
  o.cap_user = micros(c.llm_monthly_cap_per_user);
  o.currency = c.llm_currency;
  o.nothing_leaves = c.nothing_leaves;
  o.guests_local = c.llm_user_local;
  o.local_hosts = c.local_hosts;
  if (!c.sealing_secret.empty()) o.sealer.emplace(c.sealing_secret);
  o.answer_longest = c.llm_timeout;
  o.try_again_first = c.llm_try_again;
  return o;
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
