// The product's own migrations, on a real server.
#include "schema/migrations.h"

#include <gtest/gtest.h>

#include "support/test_postgres.h"

namespace jm::pg {
namespace {

TEST(Schema, migrates_an_empty_database) {
  const test::TestPostgres pg;
  EXPECT_EQ(pg.scalar("SELECT max(version) FROM schema_migrations"), std::to_string(std::size(schema::kMigrations)));
}

// Row-level security is the second lock: a table with a user's rows has it, also for its owner.
TEST(Schema, every_table_with_a_user_id_has_forced_row_level_security) {
  const test::TestPostgres pg;
  const auto open = pg.rows(
      "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped"
      " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)");
  EXPECT_EQ(open, (std::vector<std::vector<std::string>>{}));
}

TEST(Schema, the_roles_of_the_running_program_own_nothing_and_bypass_nothing) {
  const test::TestPostgres pg;
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ('jobmate_app', 'jobmate_worker')"), "0");
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM pg_roles WHERE rolname IN ('jobmate_app', 'jobmate_worker') AND (rolsuper OR rolbypassrls OR rolcanlogin)"), "0");
}

TEST(Unpreparable, names_the_statement_that_does_not_fit) {
  const test::TestPostgres pg(std::span<const Migration>{});
  constexpr Statement good{"test.good", "SELECT $1::int"}, bad{"test.bad", "SELECT * FROM nowhere"};
  const Statement* const all[] = {&good, &bad};
  const auto out = test::unpreparable(pg, all);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_TRUE(out[0].starts_with("test.bad: ERROR:  relation \"nowhere\" does not exist")) << out[0];
}

}  // namespace
}  // namespace jm::pg
