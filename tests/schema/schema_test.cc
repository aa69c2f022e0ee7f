#include <gtest/gtest.h>

#include <map>

#include "coach/sql.h"
#include "discovery/sql.h"
#include "events/sql.h"
#include "profile/sql.h"
#include "queue/sql.h"
#include "support/test_postgres.h"
#include "tracker/sql.h"

namespace jm {
namespace {

using Names = std::vector<std::string>;

TEST(Schema, every_statement_can_be_prepared_on_a_fresh_database) {
  const test::TestPostgres pg;
  EXPECT_EQ(test::unpreparable(pg, coach::sql::kAll), Names{});
  EXPECT_EQ(test::unpreparable(pg, discovery::sql::kAll), Names{});
  EXPECT_EQ(test::unpreparable(pg, events::sql::kAll), Names{});
  EXPECT_EQ(test::unpreparable(pg, profile::sql::kAll), Names{});
  EXPECT_EQ(test::unpreparable(pg, queue::sql::kAll), Names{});
  EXPECT_EQ(test::unpreparable(pg, tracker::sql::kAll), Names{});
}

// A table with a user in it that somebody forgot to lock would show here, and nowhere else until it is too late.
TEST(Schema, every_table_with_a_user_has_forced_row_security_and_both_policies) {
  const test::TestPostgres pg;
  const auto open = pg.rows(
      "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
      "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND (a.attname = 'user_id' OR (c.relname = 'users' AND a.attname = 'id')) "
      "AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND "
      "         (SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy p WHERE p.polrelid = c.oid) = '{tenant,worker}')");
  for (const auto& row : open) ADD_FAILURE() << "table " << row[0] << ": CALL tenant_table('" << row[0] << "') in its migration";
  EXPECT_GE(std::stoi(pg.scalar("SELECT count(*) FROM pg_class WHERE relforcerowsecurity")), 10);
}

TEST(Schema, the_roles_of_the_program_cannot_pass_row_security) {
  const test::TestPostgres pg;
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM pg_roles WHERE rolname IN ('jobmate_app', 'jobmate_worker') AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcanlogin)"), "2");
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) IN ('jobmate_app', 'jobmate_worker')"), "0");
}

// The second lock alone: a query that forgets its user filter.
TEST(Schema, a_query_without_its_user_filter_shows_nothing_of_others) {
  const test::TestPostgres pg;
  const std::string a = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", b = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c";
  pg.exec("INSERT INTO users VALUES ('" + a + "', 'a@example.org', '!', now()), ('" + b + "', 'b@example.org', '!', now());"
          "INSERT INTO applications (id, user_id, created_at, updated_at) VALUES ('" + a + "', '" + a + "', now(), now()), ('" + b + "', '" + b + "', now(), now())");
  const auto seen_by = [&](const std::string& user) {
    return pg.scalar("BEGIN; SET LOCAL ROLE jobmate_app; SELECT set_config('app.user_id', '" + user + "', true); SELECT string_agg(user_id::text, ',') FROM applications");
  };
  EXPECT_EQ(seen_by(a), a);
  EXPECT_EQ(seen_by(b), b);
  EXPECT_EQ(seen_by(""), "");
  EXPECT_EQ(pg.scalar("BEGIN; SET LOCAL ROLE jobmate_app; SELECT set_config('app.user_id', '" + a + "', true); UPDATE applications SET user_notes = 'x'; SELECT count(*) FROM applications WHERE user_notes = 'x'"), "1");
  EXPECT_ANY_THROW(pg.exec("BEGIN; SET LOCAL ROLE jobmate_app; SELECT set_config('app.user_id', '" + a + "', true);"
                           "INSERT INTO applications (id, user_id, created_at, updated_at) VALUES (gen_random_uuid(), '" + b + "', now(), now())"));
  EXPECT_ANY_THROW(pg.exec("SET ROLE jobmate_app; UPDATE application_events SET kind = 'X'"));
}

}  // namespace
}  // namespace jm
