// A fresh, migrated database for a test, made in a few milliseconds by copying a template that is migrated once per program.
//
//   test::TestPostgres pg;                       // the product's own schema
//   auto db = pg::Database::open(io, {.url = pg.url()});
//
// The server: JOBMATE_TEST_PG (URL or "host=…" of a superuser) when set, else a private cluster in a temporary directory,
// started by the first use and stopped when the program ends. The database is dropped at the end of the test.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pg/migrate.h"
#include "pg/statement.h"

namespace jm::test {

// Runs SQL outside of the code under test (blocking, libpq's simple protocol); the rows of its last statement, NULL as "".
// Throws std::runtime_error with the server's words.
std::vector<std::vector<std::string>> run_sql(const std::string& url, const std::string& sql);

class TestPostgres {
 public:
  TestPostgres();                                                     // migrated with schema/migrations
  explicit TestPostgres(std::span<const pg::Migration> migrations);   // with these; empty: no schema at all
  ~TestPostgres();
  TestPostgres(const TestPostgres&) = delete;

  const std::string& url() const { return url_; }
  // run_sql() as the superuser.
  void exec(const std::string& sql) const;
  std::string scalar(const std::string& sql) const;                   // first column of the first row; "" when none or NULL
  std::vector<std::vector<std::string>> rows(const std::string& sql) const;

 private:
  std::string url_, name_;
};

// The statements that the server does not accept on this schema, each with the server's words; empty when all fit. For the test
// of a service's sql/*.sql: EXPECT_EQ(test::unpreparable(pg, tracker::sql::kAll), std::vector<std::string>{}).
std::vector<std::string> unpreparable(const TestPostgres& pg, std::span<const pg::Statement* const> all);

}  // namespace jm::test
