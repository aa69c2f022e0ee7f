// The composition root: the only place that knows every module. Top to bottom it makes what the chosen roles need; every
// start pushes its stop, and stop() runs them backwards.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/options.h"
#include "async/async.h"
#include "discovery/fetch/fetch.h"
#include "pg/database.h"

namespace jm::app {

enum class Role { kGateway, kProfile, kDiscovery, kTracker, kCoach };
std::string_view name(Role role);
inline const std::set<Role> kAllRoles = {Role::kGateway, Role::kProfile, Role::kDiscovery, Role::kTracker, Role::kCoach};
// "gateway,tracker"; an unknown name is an error that lists the known ones.
Result<std::set<Role>> parse_roles(std::string_view text);

// What an App is started for.
enum class Purpose {
  kEmbedded,      // jobmate up: everything here, private PostgreSQL unless DATABASE_URL, migrates by itself
  kServe,         // jobmate serve: some roles; the others are reached over gRPC
  kTool,          // a command that needs the database and nothing else (ingest, audit, …)
};

class App {
 public:
  // Blocking: makes and connects everything, so that a failure is one line and an exit code.
  static Result<std::unique_ptr<App>> start(IoContext& io, Config config, Purpose purpose, std::set<Role> roles);
  ~App();

  IoContext& io() { return io_; }
  const Config& config() const { return config_; }
  pg::Database& db();
  discovery::WorkerDeps worker_deps();
  Result<discovery::FetchDeps> fetch_deps();      // made when first asked for
  std::uint16_t http_port() const;
  std::string http_url() const;               // "http://127.0.0.1:4000"
  const std::string& database_url() const { return database_url_; }

  // Stops accepting, finishes or hands back what is in progress, closes; within the deadline.
  Task<void> stop(Deadline deadline);

 private:
  struct Parts;
  App(IoContext& io, Config config);
  Result<void> start_database(Purpose purpose, bool alone);
  Result<void> start_wakeups(const std::set<Role>& roles);
  Result<void> start_services(Purpose purpose, const std::set<Role>& roles);
  Result<objects::Store*> object_store();     // made when first asked for
  Result<void> open_pages();
  Result<void> open_models();
  void open_bus();
  Result<void> start_http(const std::set<Role>& roles);
  void start_background(std::string what, Task<void> task);
  void on_stop(std::string what, std::function<Task<void>(Deadline)> stop);

  IoContext& io_;
  Config config_;
  std::string database_url_;
  std::unique_ptr<Parts> parts_;
  struct Stop {
    std::string what;
    std::function<Task<void>(Deadline)> run;
  };
  std::vector<Stop> stops_;
};

}  // namespace jm::app
