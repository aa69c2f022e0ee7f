#include "app/wire.h"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stop_token>

#include "app/ops_routes.h"
#include "base/log.h"
#include "base/metrics.h"
#include "coach/module.h"
#include "crypto/jwt.h"
#include "discovery/module.h"
#include "events/hub.h"
#include "events/local_bus.h"
#include "events/retention.h"
#include "gateway/ended_sessions.h"
#include "gateway/module.h"
#include "http/server.h"
#include "objects/folder_store.h"
#include "outbound/client.h"
#include "outbound/guard.h"
#include "pg/migrate.h"
#include "pg/private_cluster.h"
#include "profile/module.h"
#include "queue/worker.h"
#include "redis/client.h"
#include "rpc/rpc.h"
#include "schema/migrations.h"
#include "tracker/module.h"

namespace jm::app {

std::string_view name(Role role) {
  switch (role) {
    case Role::kGateway: return "gateway";
    case Role::kProfile: return "profile";
    case Role::kDiscovery: return "discovery";
    case Role::kTracker: return "tracker";
    case Role::kCoach: return "coach";
  }
  return "";
}

Result<std::set<Role>> parse_roles(std::string_view text) {
  std::set<Role> roles;
  for (const std::string& word : config::parse_list(text)) {
    const auto found = std::ranges::find_if(kAllRoles, [&](Role r) { return name(r) == word; });
    if (found == kAllRoles.end()) return fail(Code::kInvalidArgument, "There is no role \"" + word + "\"; the roles are gateway, profile, discovery, tracker and coach.");
    roles.insert(*found);
  }
  if (roles.empty()) return fail(Code::kInvalidArgument, "--roles needs at least one of gateway, profile, discovery, tracker and coach.");
  return roles;
}

namespace {

// Services and handlers are given the bus when they are made, but it can only listen for the kinds that handlers have been
// registered for: this door is handed out first and opened last.
class BusDoor final : public events::Bus {
 public:
  void open(events::LocalBusDeps deps) { bus_ = std::make_unique<events::LocalBus>(std::move(deps)); }
  void events_committed(std::vector<events::Announcement> events) override { bus_->events_committed(std::move(events)); }
  void command_committed(std::string kind, std::string payload) override { bus_->command_committed(std::move(kind), std::move(payload)); }

 private:
  std::unique_ptr<events::LocalBus> bus_;
};

constexpr std::size_t kBoardRatioMax = 200;              // decoded / encoded, of one answer of a board

std::string user_agent(const Config& c, std::string_view more) {
  return "JobMate/" JM_VERSION " (+" + (c.fetch_contact.empty() ? std::string("self-hosted job search") : c.fetch_contact) + std::string(more) + ")";
}

// Where requests go instead, for tests and development: as the configuration says, and to servers on this machine that stand in for boards.
Result<std::map<std::string, outbound::Route>> routes_of(const Config& c, const discovery::FetchConfig* plans) {
  JM_TRY(routes, outbound::parse_routes(c.outbound_test_routes));
  if (plans == nullptr) return routes;
  for (const auto& [board, base] : plans->bases) {
    const auto url = outbound::parse_web_url(base);
    if (!url || url->scheme != "http") continue;
    const auto address = url->host == "localhost" ? http::IpAddress::parse("127.0.0.1") : url->address;
    if (address) routes[url->host + ":" + std::to_string(url->port)] = {*address, url->port};
  }
  return routes;
}

}  // namespace

// Declared in the order of dependence: what is below uses what is above, and is destroyed before it.
struct App::Parts {
  std::unique_ptr<pg::PrivateCluster> cluster;
  std::unique_ptr<pg::Database> db;
  std::unique_ptr<CpuPool> cpu;               // parsing, matching, analyses, compression
  std::unique_ptr<CpuPool> recognising;       // scanned CVs: one at a time, each takes seconds a page
  std::stop_source stop_recognising;
  std::unique_ptr<CpuPool> hashing;           // passwords: few at a time, each takes 19 MiB and more
  std::unique_ptr<redis::Client> redis;
  std::unique_ptr<events::Hub> hub;
  std::unique_ptr<queue::Worker> worker;
  BusDoor bus;
  discovery::FetchSettings fetch_settings;
  std::unique_ptr<outbound::Client> boards;   // speaks to job boards
  std::unique_ptr<objects::Store> objects;
  std::unique_ptr<outbound::Client> pages;    // speaks to addresses that users paste
  std::optional<discovery::PageDeps> page_deps;
  std::unique_ptr<http::Client> own_model, guest_models;   // speak to the operator's endpoint, and to those that users name
  std::unique_ptr<model::Client> models;
  std::shared_ptr<coach::ModelDesk> desk;

  std::vector<std::unique_ptr<rpc::Channel>> channels;
  std::unique_ptr<ProfileService> profile;
  std::unique_ptr<discovery::OfferShelf> shelf;
  std::unique_ptr<DiscoveryService> discovery;
  std::unique_ptr<TrackerService> tracker;
  std::unique_ptr<CoachService> coach;
  std::unique_ptr<DocumentService> documents;
  std::vector<std::unique_ptr<rpc::Server>> rpc_servers;
  std::unique_ptr<gateway::EndedSessions> sessions;

  std::optional<crypto::JwtSigner> tokens;
  std::unique_ptr<gateway::Gateway> gateway;
  std::unique_ptr<http::Server> http;
  std::vector<Dependency> dependencies;
};

namespace {

// With Redis news is pushed; looking all the same bounds how late it is when Redis has just gone away.
constexpr std::chrono::milliseconds kPollWithRedis{2'000};

// One line and one histogram a request; streams are reported when they end. Never the target: it may hold a token.
void on_served(const http::Served& served) {
  struct Metrics {
    metrics::Histogram seconds;
    std::map<int, metrics::Counter> by_status;
  };
  static std::map<std::string, Metrics, std::less<>> routes;
  const std::string_view route = served.route.empty() ? "none" : served.route;
  auto it = routes.find(route);
  if (it == routes.end()) {
    const std::string name(route);
    it = routes.emplace(name, Metrics{metrics::histogram("jobmate_http_request_seconds", "Duration of requests, from the end of the header to the last byte", {{"route", name}}), {}}).first;
  }
  it->second.seconds.observe(static_cast<double>(served.duration.count()) / 1e6);
  auto status = it->second.by_status.find(served.status);
  if (status == it->second.by_status.end())
    status = it->second.by_status.emplace(served.status, metrics::counter("jobmate_http_requests_total", "Requests served", {{"route", std::string(route)}, {"status", std::to_string(served.status)}})).first;
  status->second.add();
}

}  // namespace

App::App(IoContext& io, Config config) : io_(io), config_(std::move(config)), parts_(std::make_unique<Parts>()) {}
App::~App() = default;

pg::Database& App::db() { return *parts_->db; }
discovery::WorkerDeps App::worker_deps() { return {*parts_->db, parts_->bus, *parts_->cpu}; }
std::uint16_t App::http_port() const { return parts_->http ? parts_->http->port() : 0; }
std::string App::http_url() const {
  const std::string host = config_.host == "0.0.0.0" || config_.host == "::" ? "127.0.0.1" : config_.host;
  return "http://" + host + ":" + std::to_string(http_port());
}

Result<std::unique_ptr<App>> App::start(IoContext& io, Config config, Purpose purpose, std::set<Role> roles) {
  std::unique_ptr<App> app(new App(io, std::move(config)));
  if (purpose == Purpose::kServe) {
    JM_CHECK_OK(require_deployed(app->config_));
  } else if (!roles.empty()) {
    JM_CHECK_OK(keep_own_secrets(app->config_));
  }
  JM_CHECK_OK(app->start_database(purpose, !roles.empty()));
  JM_CHECK_OK(app->start_wakeups(roles));
  if (!roles.empty()) JM_CHECK_OK(app->start_services(purpose, roles));
  app->open_bus();
  if (!roles.empty()) JM_CHECK_OK(app->start_http(roles));
  return app;
}

Result<void> App::start_database(Purpose purpose, bool alone) {
  Parts& p = *parts_;
  database_url_ = std::string(config_.database_url.reveal());
  if (database_url_.empty() && purpose == Purpose::kTool)
    database_url_ = pg::running_cluster_url(config_.data_dir, "jobmate").value_or("");   // beside a running `jobmate up`
  if (database_url_.empty()) {
    // `alone`: it serves this process; otherwise (jobmate database) several, of some 16 connections each.
    JM_TRY(cluster, pg::PrivateCluster::start({.data_dir = config_.data_dir, .connections_max = alone ? 60u : 200u}));
    p.cluster = std::move(cluster);
    database_url_ = p.cluster->url();
    spawn(io_, p.cluster->supervise(), "postgresql");
    on_stop("postgresql", [this](Deadline) -> Task<void> {
      parts_->cluster->stop();
      co_return;
    });
  }
  JM_CHECK_OK(pg::migrate(database_url_, schema::kMigrations));

  pg::Options options;
  options.url = database_url_;
  options.read_lanes = static_cast<unsigned>(config_.database_read_lanes);
  options.write_lanes = static_cast<unsigned>(config_.database_write_lanes);
  options.worker_lanes = static_cast<unsigned>(config_.database_worker_lanes);
  JM_TRY(db, pg::Database::open(io_, std::move(options)));
  p.db = std::move(db);
  p.dependencies.push_back({"database", [this](Deadline d) { return parts_->db->ready(d); }});
  on_stop("database", [this](Deadline d) { return parts_->db->stop(d); });
  p.cpu = std::make_unique<CpuPool>(io_, static_cast<unsigned>(config_.cpu_threads), 1000);
  return {};
}

// Bronze, pages and CVs, in one folder of the data directory.
Result<objects::Store*> App::object_store() {
  Parts& p = *parts_;
  if (!p.objects) {
    JM_TRY(store, objects::FolderStore::open(std::filesystem::path(config_.data_dir) / "objects", *p.cpu));
    p.objects = std::move(store);
  }
  return p.objects.get();
}

Result<discovery::FetchDeps> App::fetch_deps() {
  Parts& p = *parts_;
  if (!p.boards) {
    JM_TRY(settings, fetch_settings(config_));
    JM_CHECK_OK(object_store());
    p.fetch_settings = std::move(settings);
    outbound::Options options;
    options.user_agent = user_agent(config_, "");
    options.bytes_max = p.fetch_settings.answer_bytes_max;
    options.ratio_max = kBoardRatioMax;
    options.total_timeout = p.fetch_settings.request_time_max;
    options.idle_connections_max = 16;
    options.nothing_leaves = config_.nothing_leaves;
    options.local_hosts = config_.local_hosts;
    JM_TRY(routes, routes_of(config_, &p.fetch_settings.plans));
    options.routes = std::move(routes);
    p.boards = std::make_unique<outbound::Client>(io_, std::move(options));
  }
  return discovery::FetchDeps{worker_deps(), *p.boards, *p.objects, p.fetch_settings};
}

// What reads pages for users: the guarded client, and the store that keeps their bytes.
Result<void> App::open_pages() {
  Parts& p = *parts_;
  JM_TRY(store, object_store());
  outbound::Options options;
  options.user_agent = user_agent(config_, "; one page, asked for by a person");
  JM_TRY(routes, routes_of(config_, nullptr));
  options.routes = std::move(routes);
  options.nothing_leaves = config_.nothing_leaves;
  options.local_hosts = config_.local_hosts;
  options.may_leave = coach::egress_gate(*p.db);
  p.pages = std::make_unique<outbound::Client>(io_, std::move(options));
  p.page_deps.emplace(discovery::PageDeps{*p.pages, *store, *p.cpu});
  return {};
}

// What asks language models. A connection is made for each question: one that a server has just closed would leave open whether the
// question was paid for.
Result<void> App::open_models() {
  Parts& p = *parts_;
  JM_TRY(models, model_options(config_));
  if (models.endpoint && models.price_in == 0 && models.price_out == 0)
    log::info("the language model counts as free: LLM_PRICE_IN and LLM_PRICE_OUT are 0, so caps limit nothing", {{"host", models.endpoint->host()}});
  http::ClientOptions options;
  options.user_agent = "JobMate/" JM_VERSION;
  options.idle_connections_max = 0;
  options.nothing_leaves = config_.nothing_leaves;
  options.local_hosts = config_.local_hosts;
  options.may_leave = coach::egress_gate(*p.db);
  p.own_model = std::make_unique<http::Client>(io_, options);
  if (!config_.llm_user_local) options.vet = [](const http::IpAddress& address) { return outbound::check_addresses({address}); };
  p.guest_models = std::make_unique<http::Client>(io_, std::move(options));
  model::ClientOptions manners;
  manners.retry_first = config_.llm_retry_first;
  manners.answer_longest = std::min(manners.answer_longest, config_.llm_timeout);
  p.models = std::make_unique<model::Client>(*p.own_model, *p.guest_models, manners);
  p.desk = coach::make_model_desk({.db = *p.db, .client = *p.models, .options = std::move(models)});
  return {};
}

Result<void> App::start_wakeups(const std::set<Role>& roles) {
  Parts& p = *parts_;
  if (!config_.redis_url.empty()) {
    JM_TRY(client, redis::Client::open(io_, {.url = std::string(config_.redis_url.reveal())}));
    p.redis = std::move(client);
    on_stop("redis", [this](Deadline) -> Task<void> {
      parts_->redis->stop();
      co_return;
    });
  }
  // Everyone who writes pokes us: this process is the only one, or Redis carries the news.
  const bool alone = p.cluster != nullptr;
  const auto others_are_heard = [this, alone] { return alone ? false : parts_->redis && parts_->redis->subscribed(); };

  if (roles.contains(Role::kGateway)) {
    events::HubOptions options;
    options.streams_per_user_max = static_cast<std::size_t>(config_.streams_per_user_max);
    options.streams_max = static_cast<std::size_t>(config_.streams_max);
    options.others_are_heard = others_are_heard;
    options.poll_relaxed = kPollWithRedis;
    p.hub = std::make_unique<events::Hub>(io_, *p.db, options);
  }
  if (!roles.empty()) {
    queue::WorkerOptions options;
    options.at_once_max = static_cast<unsigned>(config_.commands_at_once);
    options.done_kept = config_.commands_kept;
    options.others_are_heard = others_are_heard;
    options.poll_relaxed = kPollWithRedis;
    p.worker = std::make_unique<queue::Worker>(io_, *p.db, options);
  }
  return {};
}

Result<void> App::start_services(Purpose purpose, const std::set<Role>& roles) {
  Parts& p = *parts_;
  const bool gateway = roles.contains(Role::kGateway);

  // A role that is not ours is called over gRPC; only the gateway calls any.
  const auto channel = [&](const std::string& service, const std::string& address) -> rpc::Channel& {
    p.channels.push_back(rpc::Channel::connect(io_, {.address = address, .credential = std::string(config_.service_credential.reveal())}));
    rpc::Channel* made = p.channels.back().get();
    p.dependencies.push_back({service, [made, service](Deadline d) -> Task<Result<void>> {
      const bool up = co_await made->ready(d);
      if (!up) co_return fail(Code::kUnavailable, "The " + service + " service does not answer.");
      co_return Result<void>{};
    }});
    return *made;
  };
  if (purpose == Purpose::kServe && roles != kAllRoles && config_.service_credential.empty())
    return fail(Code::kFailedPrecondition, "Separate services need SERVICE_CREDENTIAL, the same in every process: openssl rand -base64 48");

  if (roles.contains(Role::kProfile)) {
    p.hashing = std::make_unique<CpuPool>(io_, 2, 32);
    p.recognising = std::make_unique<CpuPool>(io_, 1, 1000);
    JM_TRY(store, object_store());
    p.profile = profile::make_profile({.db = *p.db, .bus = p.bus, .hashing = *p.hashing, .objects = store});
    profile::handle_cv_readings(*p.worker, {.db = *p.db, .bus = p.bus, .objects = *store, .cpu = *p.cpu, .recognising = *p.recognising, .stopping = p.stop_recognising.get_token()});
    profile::handle_leaving(*p.worker, {.db = *p.db, .bus = p.bus, .objects = *store, .cpu = *p.cpu, .recognising = *p.recognising});
  } else if (gateway) {
    p.profile = std::make_unique<ProfileServiceClient>(channel("profile", config_.profile_grpc));
  }
  if (roles.contains(Role::kTracker)) {
    p.tracker = tracker::make_tracker({.db = *p.db, .bus = p.bus});
    tracker::handle_reminders(*p.worker, {.db = *p.db, .bus = p.bus});
  } else if (gateway) {
    p.tracker = std::make_unique<TrackerServiceClient>(channel("tracker", config_.tracker_grpc));
  }
  if (roles.contains(Role::kDiscovery)) {
    JM_TRY(fetching, fetch_deps());
    JM_CHECK_OK(open_pages());
    p.shelf = std::make_unique<discovery::OfferShelf>(discovery::ShelfDeps{.db = *p.db, .cpu = *p.cpu});
    p.discovery = discovery::make_discovery({.db = *p.db, .bus = p.bus, .shelf = *p.shelf, .clock = Clock::system(), .fetch = &p.fetch_settings, .pages = &*p.page_deps});
    start_background("stored offers", discovery::keep_shelf(*p.shelf));
    discovery::handle_scans(*p.worker, worker_deps(), p.shelf.get());
    discovery::handle_snoozes(*p.worker, worker_deps());
    start_background("inbox expiry", discovery::keep_inbox(worker_deps()));
    discovery::handle_fetches(*p.worker, fetching);
    if (p.fetch_settings.on) start_background("schedule of the sources", discovery::keep_sources(worker_deps(), p.fetch_settings));
  } else if (gateway) {
    p.discovery = std::make_unique<DiscoveryServiceClient>(channel("discovery", config_.discovery_grpc));
  }
  if (roles.contains(Role::kCoach)) {
    JM_CHECK_OK(open_models());
    p.coach = coach::make_coach({.db = *p.db, .bus = p.bus, .cpu = *p.cpu, .desk = p.desk});
    coach::handle_analyses(*p.worker, {.db = *p.db, .bus = p.bus, .cpu = *p.cpu, .desk = p.desk});
    JM_TRY(store, object_store());
    p.documents = coach::make_documents({.db = *p.db, .bus = p.bus, .cpu = *p.cpu, .objects = store, .desk = p.desk});
  } else if (gateway) {
    p.coach = std::make_unique<CoachServiceClient>(channel("coach", config_.coach_grpc));
    p.documents = std::make_unique<DocumentServiceClient>(channel("coach", config_.coach_grpc));
  }
  if (gateway) {
    p.sessions = std::make_unique<gateway::EndedSessions>(io_, *p.profile, Clock::system());
    start_background("ended sessions", p.sessions->follow());
  }
  if (gateway) start_background("event retention", events::keep_events(*p.db, config_.events_kept));

  if (purpose == Purpose::kServe && roles != kAllRoles) {
    const auto serve = [&](std::vector<rpc::Method> methods, const std::string& address) -> Result<void> {
      const std::string port = address.substr(address.rfind(':') + 1);
      JM_TRY(server, rpc::Server::start(io_, {.address = config_.grpc_host + ":" + port, .credential = std::string(config_.service_credential.reveal())}, std::move(methods)));
      rpc::Server* made = server.get();
      p.rpc_servers.push_back(std::move(server));
      on_stop("grpc", [made](Deadline d) { return made->stop(d); });
      return {};
    };
    if (roles.contains(Role::kProfile)) JM_CHECK_OK(serve(methods(*p.profile), config_.profile_grpc));
    if (roles.contains(Role::kTracker)) JM_CHECK_OK(serve(methods(*p.tracker), config_.tracker_grpc));
    if (roles.contains(Role::kDiscovery)) JM_CHECK_OK(serve(methods(*p.discovery), config_.discovery_grpc));
    if (roles.contains(Role::kCoach)) {
      std::vector<rpc::Method> both = methods(*p.coach);
      for (rpc::Method& method : methods(*p.documents)) both.push_back(std::move(method));
      JM_CHECK_OK(serve(std::move(both), config_.coach_grpc));
    }
  }

  return {};
}

Result<void> App::start_http(const std::set<Role>& roles) {
  Parts& p = *parts_;
  http::Router router;
  const bool gateway = roles.contains(Role::kGateway);
  if (gateway) {
    crypto::JwtOptions tokens;
    tokens.key = config_.jwt_secret;
    tokens.previous_key = config_.jwt_previous_secret;
    tokens.lifetime = config_.jwt_lifetime;
    JM_TRY(signer, crypto::JwtSigner::make(std::move(tokens)));
    p.tokens.emplace(std::move(signer));

    gateway::GatewayOptions options;
    options.development = !config_.is_production();
    options.introspection = config_.introspection;
    options.strict_http_status = config_.strict_http_status;
    options.token_in_url = config_.token_in_url;
    options.depth_max = config_.depth_max;
    options.cost_max = config_.cost_max;
    options.aliases_max = config_.aliases_max;
    options.tokens_max = config_.tokens_max;
    options.body_bytes_max = config_.body_bytes_max.n;
    options.web_dir = web_folder(config_);
    if (!config_.cors_origins.empty() && config_.cors_origins.front() != "*") {
      JM_TRY(web_origins, http::Cors::make({.origins = config_.cors_origins}));
      options.web_origins = std::move(web_origins);
    }
    JM_TRY(made, gateway::Gateway::make({.services = {*p.profile, *p.discovery, *p.tracker, *p.coach, *p.documents}, .tokens = *p.tokens, .hub = *p.hub, .sessions = *p.sessions}, options));
    p.gateway = std::move(made);
    p.gateway->add_routes(router);
  }
  add_ops_routes(router, std::string(name(gateway ? Role::kGateway : *roles.begin())), p.dependencies);

  http::ServerOptions options;
  options.limits.body_bytes_max = config_.body_bytes_max.n;
  options.trusted_proxies = config_.trusted_proxies;
  options.cpu = p.cpu.get();
  if (!config_.cors_origins.empty()) {
    const bool any = config_.cors_origins.size() == 1 && config_.cors_origins.front() == "*";
    JM_TRY(cors, http::Cors::make({.origins = config_.cors_origins, .credentials = !any}));
    options.cors = std::move(cors);
  }
  options.on_served = on_served;
  p.http = std::make_unique<http::Server>(io_, std::move(router), std::move(options));
  JM_CHECK_OK(p.http->listen(config_.host, static_cast<std::uint16_t>(config_.port)));
  on_stop("http", [this](Deadline d) -> Task<void> {
    const std::size_t cut = co_await parts_->http->stop(d);
    if (cut > 0) log::warn("requests were cut off at the end", {{"requests", cut}});
  });
  if (p.hub) on_stop("event streams", [this](Deadline d) { return parts_->hub->stop(d); });
  return {};
}

void App::open_bus() {
  Parts& p = *parts_;
  events::LocalBusDeps deps;
  deps.hub = p.hub.get();
  if (p.worker) deps.workers = {p.worker.get()};
  deps.redis = p.redis.get();
  if (p.sessions) deps.hooks["SESSION_ENDED"] = [sessions = p.sessions.get()] { sessions->poke(); };
  p.bus.open(std::move(deps));
  if (!p.worker) return;
  p.worker->start();
  on_stop("worker", [this](Deadline d) { return parts_->worker->stop(d); });
  on_stop("recognising", [this](Deadline) -> Task<void> {
    parts_->stop_recognising.request_stop();
    co_return;
  });
}

// Work that goes on until the end: cancelled first, so that it finds its database. As with spawn(), an exception is a broken
// invariant: better no process, which is seen and started again, than one that no longer reads its boards. Once cancelled, being
// interrupted is how it ends.
void App::start_background(std::string what, Task<void> task) {
  struct State {
    boost::asio::cancellation_signal stop;
    bool stopping = false;
  };
  auto state = std::make_shared<State>();
  boost::asio::co_spawn(io_, std::move(task), boost::asio::bind_cancellation_slot(state->stop.slot(), [what, state](std::exception_ptr e) {
    if (!e || state->stopping) return;
    try {
      std::rethrow_exception(e);
    } catch (const std::exception& x) {
      log::error("a background task ended with an exception", {{"task", what}, {"what", x.what()}});
    }
    std::abort();
  }));
  on_stop(what, [state](Deadline) -> Task<void> {
    state->stopping = true;
    state->stop.emit(boost::asio::cancellation_type::terminal);
    co_return;
  });
}

void App::on_stop(std::string what, std::function<Task<void>(Deadline)> stop) { stops_.push_back({std::move(what), std::move(stop)}); }

Task<void> App::stop(Deadline deadline) {
  while (!stops_.empty()) {
    Stop next = std::move(stops_.back());
    stops_.pop_back();
    log::debug("stopping", {{"part", next.what}});
    co_await next.run(deadline);
  }
}

}  // namespace jm::app
