#include "pg/migrate.h"

#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <vector>

#include "base/log.h"
#include "crypto/hash.h"
#include "pg/connect.h"

namespace jm::pg {
namespace {

// One number for all programs of this product, in the database's advisory lock space.
constexpr std::int64_t kLock = 0x6a6f626d617465;      // "jobmate"

struct Finish {
  void operator()(PGconn* c) const { PQfinish(c); }
};
struct Clear {
  void operator()(PGresult* r) const { PQclear(r); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

std::string checksum_of(std::string_view text) { return crypto::to_hex(crypto::sha256(text)); }

std::string file_name(const Migration& m) {
  std::string version = std::to_string(m.version);
  return "V" + std::string(version.size() < 4 ? 4 - version.size() : 0, '0') + version + "__" + std::string(m.name) + ".sql";
}

class Session {
 public:
  Result<void> connect(const ConnInfo& info) {
    const auto keywords = info.keywords(), values = info.values();
    conn_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
    if (PQstatus(conn_.get()) != CONNECTION_OK) return fail(Code::kUnavailable, "The database cannot be reached: " + words());
    PQsetNoticeProcessor(conn_.get(), [](void*, const char*) {}, nullptr);
    return {};
  }

  // A script of any number of statements.
  Result<void> run(const std::string& sql) {
    const Answer answer(PQexec(conn_.get(), sql.c_str()));
    return check(answer.get());
  }

  Result<Answer> query(const std::string& sql, const std::vector<std::string>& params = {}) {
    std::vector<const char*> values;
    for (const std::string& p : params) values.push_back(p.c_str());
    Answer answer(PQexecParams(conn_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr, 0));
    JM_CHECK_OK(check(answer.get()));
    return answer;
  }

 private:
  Result<void> check(const PGresult* r) {
    const auto status = PQresultStatus(r);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return {};
    std::string where;
    if (const char* at = PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION)) where = std::string(" (at character ") + at + ")";
    return fail(PQstatus(conn_.get()) == CONNECTION_OK ? Code::kFailedPrecondition : Code::kUnavailable, words() + where);
  }
  std::string words() const {
    const std::string text = PQerrorMessage(conn_.get());
    const auto end = text.find('\n');
    return text.starts_with("ERROR:  ") ? text.substr(8, end - 8) : text.substr(0, end);
  }

  std::unique_ptr<PGconn, Finish> conn_;
};

// Roles belong to the whole server, and other databases' migrators may make them at this moment.
Result<void> make_roles(Session& s) {
  for (const std::string& role : {std::string(kAppRole), std::string(kWorkerRole)}) {
    JM_CHECK_OK(s.run("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role + "') THEN CREATE ROLE " + role +
                      " NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE; END IF;"
                      " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"));
    // Needed to become it; a superuser may anyway.
    JM_CHECK_OK(s.run("DO $$ BEGIN IF NOT pg_has_role(current_user, '" + role + "', 'MEMBER') THEN EXECUTE format('GRANT " + role +
                      " TO %I', current_user); END IF; EXCEPTION WHEN unique_violation THEN NULL; END $$"));
  }
  JM_TRY(unsafe, s.query("SELECT rolname FROM pg_roles WHERE rolname IN ('" + std::string(kAppRole) + "','" + std::string(kWorkerRole) +
                         "') AND (rolsuper OR rolbypassrls)"));
  if (PQntuples(unsafe.get()) > 0)
    return fail(Code::kFailedPrecondition, std::string("The database role ") + PQgetvalue(unsafe.get(), 0, 0) +
                " is a superuser or bypasses row-level security. Run: ALTER ROLE " + PQgetvalue(unsafe.get(), 0, 0) + " NOSUPERUSER NOBYPASSRLS");
  return {};
}

struct Applied {
  std::string name, checksum;
};

Result<std::map<int, Applied>> read_applied(Session& s) {
  JM_TRY(rows, s.query("SELECT version, name, checksum FROM schema_migrations ORDER BY version"));
  std::map<int, Applied> applied;
  for (int i = 0; i < PQntuples(rows.get()); ++i)
    applied[std::atoi(PQgetvalue(rows.get(), i, 0))] = {PQgetvalue(rows.get(), i, 1), PQgetvalue(rows.get(), i, 2)};
  return applied;
}

// The decision: is what was applied the beginning of what we have?
Result<void> check_history(const std::map<int, Applied>& applied, std::span<const Migration> migrations) {
  for (const auto& [version, was] : applied) {
    const auto m = std::ranges::find(migrations, version, &Migration::version);
    if (m == migrations.end())
      return fail(Code::kFailedPrecondition, "The database has migration " + std::to_string(version) + " (" + was.name +
                  "), which this program does not know: it was made by a newer version. Start that version, or restore an older backup.");
    if (checksum_of(m->sql) != was.checksum)
      return fail(Code::kFailedPrecondition, "Migration " + file_name(*m) + " was changed after it had been applied to this database. "
                  "Restore its text and write the change as a new migration.");
  }
  for (const Migration& m : migrations)
    if (!applied.contains(m.version) && !applied.empty() && m.version < applied.rbegin()->first)
      return fail(Code::kFailedPrecondition, "Migration " + file_name(m) + " is older than the database's newest (" +
                  std::to_string(applied.rbegin()->first) + ") but was never applied. Number it after the newest.");
  return {};
}

Result<void> apply(Session& s, const Migration& m) {
  JM_CHECK_OK(s.run("BEGIN"));
  Result<void> done = s.run(std::string(m.sql));
  if (done) {
    auto row = s.query("INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                       {std::to_string(m.version), std::string(m.name), checksum_of(m.sql)});
    done = row ? s.run("COMMIT") : Result<void>(std::unexpected(row.error()));
  }
  if (done) return {};
  (void)s.run("ROLLBACK");
  return fail(done.error().code, "Migration " + file_name(m) + " failed and was undone: " + done.error().message);
}

}  // namespace

Result<Migrated> migrate(const std::string& url, std::span<const Migration> migrations) {
  for (std::size_t i = 1; i < migrations.size(); ++i)
    if (migrations[i].version <= migrations[i - 1].version)
      return fail(Code::kInternal, "Migration " + file_name(migrations[i]) + " is out of order.");

  JM_TRY(info, ConnInfo::parse(url, "jobmate migrate"));
  Session s;
  JM_CHECK_OK(s.connect(info));
  JM_CHECK_OK(s.run("SET lock_timeout = 0; SET statement_timeout = 0; SET TimeZone = 'UTC'"));
  // Held until the connection ends, whatever happens to us.
  JM_CHECK_OK(s.query("SELECT pg_advisory_lock($1)", {std::to_string(kLock)}));
  JM_CHECK_OK(make_roles(s));
  JM_CHECK_OK(s.run("CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,"
                    " applied_at timestamptz NOT NULL DEFAULT now())"));
  JM_TRY(applied, read_applied(s));
  JM_CHECK_OK(check_history(applied, migrations));

  Migrated report;
  report.from = report.to = applied.empty() ? 0 : applied.rbegin()->first;
  for (const Migration& m : migrations) {
    if (applied.contains(m.version)) continue;
    JM_CHECK_OK(apply(s, m));
    log::info("migrated", {{"version", m.version}, {"name", m.name}});
    report.to = m.version;
    ++report.applied;
  }
  return report;
}

}  // namespace jm::pg
