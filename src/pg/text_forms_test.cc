// The text forms, without a server: arrays, instants, conninfo, postmaster.pid, SQLSTATEs.
#include <gtest/gtest.h>

#include <limits>

#include "pg/array_text.h"
#include "pg/connect.h"
#include "pg/params.h"
#include "pg/server_process.h"
#include "pg/sqlstate.h"
#include "pg/time_text.h"

namespace jm::pg {
namespace {

std::string only(const Params& p) { return p.data(0) == nullptr ? "<null>" : std::string(p.data(0), static_cast<std::size_t>(p.length(0))); }

TEST(Params, scalars_have_postgresql_s_text_form) {
  EXPECT_EQ(only({true}), "t");
  EXPECT_EQ(only({std::int64_t{std::numeric_limits<std::int64_t>::min()}}), "-9223372036854775808");
  EXPECT_EQ(only({0.1}), "0.1");
  EXPECT_EQ(only({-std::numeric_limits<double>::infinity()}), "-Infinity");
  EXPECT_EQ(only({std::numeric_limits<double>::quiet_NaN()}), "NaN");
  EXPECT_EQ(only({"text"}), "text");
  EXPECT_EQ(only({std::nullopt}), "<null>");
  EXPECT_EQ(only({std::optional<std::string>()}), "<null>");
  EXPECT_EQ(only({std::optional<int>(7)}), "7");
  EXPECT_EQ(only({*Uuid::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")}), "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  EXPECT_EQ(only({Time{1'780'005'947'123'456}}), "2026-05-28 22:05:47.123456+00");
}

TEST(Params, several_values_keep_their_places) {
  const Params p{"a", 1, std::nullopt, true};
  ASSERT_EQ(p.size(), 4u);
  EXPECT_STREQ(p.data(0), "a");
  EXPECT_STREQ(p.data(1), "1");
  EXPECT_EQ(p.data(2), nullptr);
  EXPECT_STREQ(p.data(3), "t");
}

TEST(Params, arrays_quote_what_would_mean_something_else) {
  EXPECT_EQ(only({std::vector<std::string>{}}), "{}");
  EXPECT_EQ(only({std::vector<std::string>{"", "NULL", "a,b", "{}", R"(say "hi" \ bye)", " x "}}), R"({"","NULL","a,b","{}","say \"hi\" \\ bye"," x "})");
  EXPECT_EQ(only({std::vector<std::optional<std::string>>{"a", std::nullopt}}), R"({"a",NULL})");
  EXPECT_EQ(only({std::vector<std::int64_t>{1, -2}}), "{1,-2}");
  EXPECT_EQ(only({std::vector<Time>{Time{0}}}), R"({"1970-01-01 00:00:00.000000+00"})");
  EXPECT_EQ(only(Params().bytes_array(std::vector<std::string>{std::string("\x00\xff", 2)})), R"({"\\x00ff"})");
}

TEST(Params, notices_a_nul_byte_in_text_but_not_in_bytes) {
  const std::string nul("a\0b", 3);
  EXPECT_TRUE(Params(nul).has_nul());
  EXPECT_TRUE(Params(std::vector<std::string>{nul}).has_nul());
  EXPECT_FALSE(Params().bytes(nul).has_nul());
}

TEST(Params, every_array_text_is_read_back) {
  const std::vector<std::string> nasty{"", "NULL", "null", "a,b", "{", "}", "\"", "\\", "\\\"", "é\n\t", " ", "\x01"};
  const auto back = parse_array(only({nasty}));
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), nasty.size());
  for (std::size_t i = 0; i < nasty.size(); ++i) EXPECT_EQ((*back)[i], nasty[i]);
}

TEST(ArrayText, refuses_what_is_no_one_dimensional_array) {
  for (const char* bad : {"", "{", "}", "{a", "a}", "{{a},{b}}", "{a,}", "{,a}", "{\"a}", "{\"a\"b}", "{a\\", "[0:1]={a,b}", "{a}b}"}) EXPECT_FALSE(parse_array(bad)) << bad;
}

TEST(TimeText, writes_and_reads_back_microseconds) {
  for (const std::int64_t us : {0LL, 1LL, -1LL, 1'780'005'947'123'456LL, -62'135'596'800'000'000LL, 253'402'300'799'999'999LL}) {
    std::string text;
    append_timestamptz(text, Time{us});
    EXPECT_EQ(parse_timestamptz(text), Time{us}) << text;
  }
}

TEST(TimeText, GoesToIsoAsTheInstantDoes) {
  for (const char* text : {"2026-05-28 21:45:47+00", "2026-05-28 21:45:47.1+00", "2026-05-28 21:45:47.123456+00", "2026-05-28 21:45:47.12+00", "1969-12-31 23:59:59.999999+00", "1970-01-02", "1970-01-01 02:00:00+02"}) {
    std::string out = "x";
    ASSERT_TRUE(append_iso_of_timestamptz(out, text)) << text;
    EXPECT_EQ(out, "x" + to_iso(*parse_timestamptz(text))) << text;
  }
  std::string out;
  EXPECT_FALSE(append_iso_of_timestamptz(out, "yesterday"));
  EXPECT_EQ(out, "");
}

TEST(TimeText, reads_the_server_s_forms) {
  EXPECT_EQ(parse_timestamptz("1970-01-01 00:00:01+00"), Time{1'000'000});
  EXPECT_EQ(parse_timestamptz("1970-01-01 00:00:00.5+00"), Time{500'000});
  EXPECT_EQ(parse_timestamptz("1970-01-01 00:00:00.000001"), Time{1});
  EXPECT_EQ(parse_timestamptz("1970-01-02"), Time{86'400'000'000});
  EXPECT_EQ(parse_timestamptz("1970-01-01 02:00:00+02"), Time{0});
  EXPECT_EQ(parse_timestamptz("infinity"), Time{std::numeric_limits<std::int64_t>::max()});
  for (const char* bad : {"", "now", "1970-13-01 00:00:00+00", "1970-02-30 00:00:00+00", "1970-01-01 24:00:00+00", "1970-01-01 00:00:00.+00", "1970-01-01 00:00:00.1x+00",
                          "0044-03-15 12:00:00+00 BC"})
    EXPECT_FALSE(parse_timestamptz(bad)) << bad;
}

TEST(ConnInfo, reads_urls_and_quotes_values) {
  const auto info = ConnInfo::parse("postgresql://u:p%40ss@db.example:6543/jobs?sslmode=require", "jm");
  ASSERT_TRUE(info);
  EXPECT_EQ(*info->get("password"), "p@ss");
  EXPECT_EQ(*info->get("port"), "6543");
  EXPECT_EQ(*info->get("application_name"), "jm");
  ConnInfo odd;
  odd.set("dbname", R"(it's \ here)");
  EXPECT_EQ(odd.str(), R"(dbname='it\'s \\ here')");
  const auto back = ConnInfo::parse(odd.str(), "jm");
  ASSERT_TRUE(back);
  EXPECT_EQ(*back->get("dbname"), R"(it's \ here)");
}

TEST(ConnInfo, says_what_is_wrong_with_an_unreadable_url) {
  const auto bad = ConnInfo::parse("postgresql://host/db?nonsense=1", "jm");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Code::kInvalidArgument);
  EXPECT_TRUE(bad.error().message.starts_with("DATABASE_URL cannot be read: ")) << bad.error().message;
}

TEST(PostmasterPid, is_read_as_the_server_writes_it) {
  const auto p = parse_postmaster_pid("4711\n/data/pg\n1780005947\n5432\n/data/run\n\n  123456 0\nready   \n");
  ASSERT_TRUE(p);
  EXPECT_EQ(p->pid, 4711);
  EXPECT_EQ(p->status, "ready");
  EXPECT_EQ(parse_postmaster_pid("4711\n/data/pg\n")->status, "");
  for (const char* bad : {"", "\n", "abc\n", "-5\n", "0\n"}) EXPECT_FALSE(parse_postmaster_pid(bad)) << bad;
}

TEST(Sqlstate, AFullServerIsToldFromOneThatIsAway) {
  EXPECT_TRUE(is_server_full("connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  sorry, too many clients already"));
  EXPECT_TRUE(is_server_full("FATAL:  remaining connection slots are reserved for non-replication superuser connections"));
  EXPECT_TRUE(is_server_full("FATAL:  too many connections for role \"jobmate\""));
  EXPECT_FALSE(is_server_full("connection to server at \"127.0.0.1\", port 5432 failed: Connection refused"));
  EXPECT_FALSE(is_server_full(""));
}

TEST(SqlState, becomes_our_codes) {
  struct Case {
    const char* sqlstate;
    Code code;
    const char* reason;
  };
  for (const Case& c : {Case{"23505", Code::kAlreadyExists, "the_constraint"}, {"23503", Code::kFailedPrecondition, "the_constraint"},
                        {"23514", Code::kInvalidArgument, "the_constraint"}, {"23502", Code::kInvalidArgument, "the_constraint"}, {"22P02", Code::kInvalidArgument, "the_constraint"},
                        {"22021", Code::kInvalidArgument, "the_constraint"}, {"40001", Code::kAborted, "CONFLICT"}, {"40P01", Code::kAborted, "CONFLICT"},
                        {"55P03", Code::kAborted, "CONFLICT"}, {"25P02", Code::kAborted, "TRANSACTION_FAILED"}, {"42501", Code::kPermissionDenied, "the_constraint"},
                        {"42P01", Code::kInternal, ""}, {"57014", Code::kDeadlineExceeded, "DATABASE_SLOW"}, {"57P01", Code::kUnavailable, "DATABASE_DOWN"},
                        {"53300", Code::kResourceExhausted, "DATABASE_FULL"}, {"", Code::kUnavailable, "DATABASE_DOWN"}, {"08006", Code::kUnavailable, "DATABASE_DOWN"},
                        {"XX000", Code::kInternal, ""}, {"XX001", Code::kDataLoss, "DATA_DAMAGED"}}) {
    const Error e = error_of(c.sqlstate, "the_constraint");
    EXPECT_EQ(e.code, c.code) << c.sqlstate;
    EXPECT_EQ(e.reason, c.reason) << c.sqlstate;
    EXPECT_FALSE(e.message.empty()) << c.sqlstate;
  }
}

}  // namespace
}  // namespace jm::pg
