#include "pg/migrate.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "support/test_postgres.h"

namespace jm::pg {
namespace {

using test::TestPostgres;

const std::vector<Migration> kTwo{{1, "first", "CREATE TABLE a (i int); CREATE TABLE b (i int);"}, {2, "second", "INSERT INTO a VALUES (1)"}};

TEST(Migrate, applies_in_order_and_only_once) {
  const TestPostgres pg(std::span<const Migration>{});
  auto r = migrate(pg.url(), std::span(kTwo).first(1));
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(r->from, 0);
  EXPECT_EQ(r->to, 1);
  EXPECT_EQ(r->applied, 1);
  r = migrate(pg.url(), kTwo);
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(r->from, 1);
  EXPECT_EQ(r->to, 2);
  r = migrate(pg.url(), kTwo);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->applied, 0);
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM a"), "1");
  EXPECT_EQ(pg.scalar("SELECT string_agg(version || ' ' || name || ' ' || length(checksum), ',' ORDER BY version) FROM schema_migrations"), "1 first 64,2 second 64");
}

TEST(Migrate, makes_the_runtime_roles_without_privileges) {
  const TestPostgres pg(std::span<const Migration>{});
  ASSERT_TRUE(migrate(pg.url(), {}));
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM pg_roles WHERE rolname IN ('jobmate_app','jobmate_worker') AND NOT (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreatedb OR rolcreaterole)"), "2");
}

TEST(Migrate, undoes_a_failed_migration_and_names_it) {
  const TestPostgres pg(std::span<const Migration>{});
  auto broken = kTwo;
  broken.push_back({3, "broken", "CREATE TABLE c (i int); INSERT INTO nowhere VALUES (1)"});
  const auto r = migrate(pg.url(), broken);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().message, "Migration V0003__broken.sql failed and was undone: relation \"nowhere\" does not exist (at character 37)");
  EXPECT_EQ(pg.scalar("SELECT to_regclass('c') IS NULL"), "t");
  EXPECT_EQ(pg.scalar("SELECT max(version) FROM schema_migrations"), "2");
}

TEST(Migrate, refuses_a_changed_file_and_runs_nothing) {
  const TestPostgres pg(kTwo);
  auto changed = kTwo;
  changed[0].sql = "CREATE TABLE a (i bigint)";
  changed.push_back({3, "third", "CREATE TABLE c (i int)"});
  const auto r = migrate(pg.url(), changed);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kFailedPrecondition);
  EXPECT_TRUE(r.error().message.starts_with("Migration V0001__first.sql was changed")) << r.error().message;
  EXPECT_EQ(pg.scalar("SELECT to_regclass('c') IS NULL"), "t");
}

TEST(Migrate, refuses_a_database_that_is_newer_than_the_program) {
  const TestPostgres pg(kTwo);
  const auto r = migrate(pg.url(), std::span(kTwo).first(1));
  ASSERT_FALSE(r);
  EXPECT_TRUE(r.error().message.contains("migration 2 (second)")) << r.error().message;
}

TEST(Migrate, refuses_a_file_slipped_in_before_the_newest) {
  const TestPostgres pg(std::span<const Migration>{});
  const std::vector<Migration> gap{{1, "first", "SELECT 1"}, {3, "third", "SELECT 1"}}, filled{{1, "first", "SELECT 1"}, {2, "late", "SELECT 1"}, {3, "third", "SELECT 1"}};
  ASSERT_TRUE(migrate(pg.url(), gap));
  const auto r = migrate(pg.url(), filled);
  ASSERT_FALSE(r);
  EXPECT_TRUE(r.error().message.contains("V0002__late.sql")) << r.error().message;
}

TEST(Migrate, of_several_that_start_together_one_migrates) {
  const TestPostgres pg(std::span<const Migration>{});
  std::vector<Migration> slow = kTwo;
  slow.push_back({3, "slow", "SELECT pg_sleep(0.1); CREATE TABLE once (i int)"});
  std::vector<std::future<Result<Migrated>>> all;
  for (int i = 0; i < 6; ++i) all.push_back(std::async(std::launch::async, [&] { return migrate(pg.url(), slow); }));
  int applied = 0;
  for (auto& f : all) {
    const auto r = f.get();
    ASSERT_TRUE(r) << r.error().message;
    applied += r->applied;
  }
  EXPECT_EQ(applied, 3);
}

// Roles belong to the server: migrators of different databases meet there.
TEST(Migrate, of_several_databases_that_start_together_each_is_migrated) {
  const TestPostgres one(std::span<const Migration>{}), two(std::span<const Migration>{}), three(std::span<const Migration>{});
  std::vector<std::future<Result<Migrated>>> all;
  for (const TestPostgres* pg : {&one, &two, &three}) all.push_back(std::async(std::launch::async, [pg] { return migrate(pg->url(), kTwo); }));
  for (auto& f : all) EXPECT_TRUE(f.get());
}

// A login without any special right can migrate what it owns, when the roles are there and granted to it.
TEST(Migrate, needs_no_superuser_when_the_roles_exist) {
  const TestPostgres pg(std::span<const Migration>{});
  ASSERT_TRUE(migrate(pg.url(), {}));
  pg.exec("DROP TABLE schema_migrations; CREATE ROLE jobmate_test_login LOGIN; GRANT jobmate_app, jobmate_worker TO jobmate_test_login; GRANT CREATE ON SCHEMA public TO jobmate_test_login");
  const auto r = migrate(pg.url() + " user=jobmate_test_login", kTwo);
  pg.exec("DROP OWNED BY jobmate_test_login; DROP ROLE jobmate_test_login");
  EXPECT_TRUE(r) << r.error().message;
}

TEST(Migrate, says_when_there_is_no_server) {
  const auto r = migrate("host=/nowhere", kTwo);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, Code::kUnavailable);
}

}  // namespace
}  // namespace jm::pg
