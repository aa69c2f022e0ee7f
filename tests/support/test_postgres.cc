#include "support/test_postgres.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>

#include "pg/private_cluster.h"
#include "schema/migrations.h"

namespace jm::test {

std::vector<std::vector<std::string>> run_sql(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> conn(PQconnectdb(url.c_str()), PQfinish);
  if (PQstatus(conn.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(conn.get()));
  PQsetNoticeProcessor(conn.get(), [](void*, const char*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> r(PQexec(conn.get(), sql.c_str()), PQclear);
  const auto status = PQresultStatus(r.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) throw std::runtime_error(PQerrorMessage(conn.get()) + (" in: " + sql));
  std::vector<std::vector<std::string>> out;
  for (int i = 0; i < PQntuples(r.get()); ++i) {
    auto& row = out.emplace_back();
    for (int j = 0; j < PQnfields(r.get()); ++j) row.emplace_back(PQgetvalue(r.get(), i, j));
  }
  return out;
}

namespace {

namespace fs = std::filesystem;
using Rows = std::vector<std::vector<std::string>>;

constexpr std::string_view kDirPrefix = "jobmate-test-pg-";

// Directories of test programs that were killed: their server went with them, their files did not.
void sweep(const fs::path& temp) {
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(temp, ec)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kDirPrefix)) continue;
    const int pid = std::atoi(name.c_str() + kDirPrefix.size());
    if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) fs::remove_all(entry.path(), ec);
  }
}

// Databases are made by copying files: five times as fast in memory, where there is room.
fs::path temp_dir() {
  std::error_code ec;
  const auto shm = fs::space("/dev/shm", ec);
  if (!ec && shm.available > (1ULL << 30) && access("/dev/shm", W_OK) == 0) return "/dev/shm";
  return fs::temp_directory_path();
}

// One per program.
class Server {
 public:
  static Server& get() {
    static Server server;
    return server;
  }
  ~Server() {
    if (!cluster_) drop_templates();
    cluster_.reset();
    std::error_code ec;
    if (!dir_.empty()) fs::remove_all(dir_, ec);
  }

  std::string url(const std::string& database) const { return base_ + " dbname='" + database + "'"; }

  // The template for this list of migrations, migrated at its first use.
  const std::string& template_for(std::span<const pg::Migration> migrations) {
    std::string key;
    for (const auto& m : migrations) key += std::to_string(m.version) + '\0' + std::string(m.sql) + '\0';
    std::string& name = templates_[key];
    if (!name.empty()) return name;
    std::string fresh = "test_template_" + std::to_string(getpid()) + "_" + std::to_string(templates_.size());
    run_sql(url("postgres"), "CREATE DATABASE " + fresh + " TEMPLATE template0");
    made_.push_back(fresh);
    if (!migrations.empty()) {
      const auto done = pg::migrate(url(fresh), migrations);
      if (!done) throw std::runtime_error("the test's schema cannot be made: " + done.error().message);
    }
    return name = fresh;
  }

  std::string fresh_name() { return "test_" + std::to_string(getpid()) + "_" + std::to_string(++count_); }

 private:
  Server() {
    if (const char* given = std::getenv("JOBMATE_TEST_PG"); given != nullptr && *given != 0) {
      base_ = conninfo(given);
      return;
    }
    const fs::path temp = temp_dir();
    sweep(temp);
    dir_ = temp / (std::string(kDirPrefix) + std::to_string(getpid()));
    auto started = pg::PrivateCluster::start({.data_dir = dir_.string(), .database = "postgres", .connections_max = 200, .durable = false});
    if (!started) throw std::runtime_error("the test's PostgreSQL does not start: " + started.error().message);
    cluster_ = std::move(*started);
    base_ = conninfo(cluster_->url());
  }

  // On a server that was lent to us.
  void drop_templates() {
    try {
      for (const std::string& name : made_) run_sql(url("postgres"), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    } catch (const std::exception& e) {
      std::fprintf(stderr, "the test's template stays: %s\n", e.what());
    }
  }

  // Any libpq url as "key='value' …", so that another dbname can be appended (the last one counts).
  static std::string conninfo(const std::string& url) {
    char* why = nullptr;
    PQconninfoOption* options = PQconninfoParse(url.c_str(), &why);
    if (options == nullptr) throw std::runtime_error(std::string("JOBMATE_TEST_PG: ") + (why != nullptr ? why : ""));
    std::string out;
    for (const PQconninfoOption* o = options; o->keyword != nullptr; ++o) {
      if (o->val == nullptr || std::string_view(o->keyword) == "dbname") continue;
      out += std::string(o->keyword) + "='";
      for (const char* c = o->val; *c != 0; ++c) out += (*c == '\'' || *c == '\\') ? std::string("\\") + *c : std::string(1, *c);
      out += "' ";
    }
    PQconninfoFree(options);
    return out;
  }

  std::string base_;
  fs::path dir_;
  std::unique_ptr<pg::PrivateCluster> cluster_;
  std::map<std::string, std::string> templates_;
  std::vector<std::string> made_;
  int count_ = 0;
};

}  // namespace

TestPostgres::TestPostgres() : TestPostgres(std::span<const pg::Migration>(schema::kMigrations)) {}

TestPostgres::TestPostgres(std::span<const pg::Migration> migrations) {
  Server& server = Server::get();
  const std::string& from = server.template_for(migrations);
  name_ = server.fresh_name();
  url_ = server.url(name_);
  run_sql(server.url("postgres"), "CREATE DATABASE " + name_ + " TEMPLATE " + from + " STRATEGY file_copy");
}

TestPostgres::~TestPostgres() {
  try {
    run_sql(Server::get().url("postgres"), "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "the test's database stays: %s\n", e.what());
  }
}

void TestPostgres::exec(const std::string& sql) const { run_sql(url_, sql); }

Rows TestPostgres::rows(const std::string& sql) const { return run_sql(url_, sql); }

std::string TestPostgres::scalar(const std::string& sql) const {
  const Rows r = rows(sql);
  return r.empty() || r[0].empty() ? "" : r[0][0];
}

std::vector<std::string> unpreparable(const TestPostgres& pg, std::span<const pg::Statement* const> all) {
  std::vector<std::string> out;
  for (const pg::Statement* statement : all) {
    try {
      pg.exec("PREPARE it AS " + std::string(statement->sql));
    } catch (const std::exception& e) {
      out.push_back(std::string(statement->name) + ": " + e.what());
    }
  }
  return out;
}

}  // namespace jm::test
