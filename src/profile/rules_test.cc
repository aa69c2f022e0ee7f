#include "profile/rules.h"

#include <gtest/gtest.h>

#include "support/outcome.h"

namespace jm::profile {
namespace {

TEST(Rules, emails) {
  EXPECT_EQ(normal_email("  Jean.Dupont@Example.ORG\t\n"), "jean.dupont@example.org");
  EXPECT_EQ(normal_email("   "), "");
  for (const std::string& good : std::vector<std::string>{"a@b", "a@b.fr", "first.last+tag@sub.example.co.uk", "o'neil@example.org", "x_y-z@1.example", std::string(64, 'a') + "@example.org"})
    EXPECT_TRUE(check_email(good)) << good;
  for (const std::string& bad : std::vector<std::string>{std::string(), std::string("a"), std::string("@"), std::string("a@"), std::string("@b"), std::string("a@b@c"), std::string("a b@c.fr"),
                                std::string("a@b..fr"), std::string("a@.fr"), std::string("a@fr."), std::string("a@-b.fr"), std::string("a@b-.fr"), std::string("a@b_c.fr"),
                                std::string("a@[1.2.3.4]"), std::string("\"a\"@b.fr"), std::string("a@é.fr"), std::string("é@b.fr"), std::string("a\0b@c.fr", 8),
                                std::string("a@b.fr\r\nBcc: c@d.fr"), std::string(65, 'a') + "@example.org", "a@" + std::string(64, 'b') + ".fr", "a@" + std::string(255, 'b')}) {
    const auto checked = check_email(bad);
    EXPECT_FALSE(checked) << bad;
    if (!checked) EXPECT_EQ(test::reason_of(checked), "BAD_EMAIL");
  }
}

TEST(Rules, passwords) {
  EXPECT_TRUE(check_password("12345678"));
  EXPECT_TRUE(check_password("        "));
  EXPECT_TRUE(check_password("éééééééé"));
  EXPECT_TRUE(check_password(std::string(1024, 'x')));
  EXPECT_FALSE(check_password("1234567"));
  EXPECT_FALSE(check_password("éééé"));      // 8 bytes, 4 characters
  EXPECT_FALSE(check_password(""));
  EXPECT_FALSE(check_password(std::string(1025, 'x')));
}

TEST(Rules, profile_json) {
  for (const std::string& good : std::vector<std::string>{"[]", "{}", "\"x\"", "1.5e10", "true", R"({"a":[1,{"b":"é\n\\u0000"}]})", std::string("[\"") + std::string(60'000, 'x') + "\"]"})
    EXPECT_EQ(**clean_json("skills", good), good);
  EXPECT_FALSE(*clean_json("skills", " null "));
  const std::pair<std::string, const char*> bad[] = {
      {"", "skills is not valid JSON."}, {"{", "skills is not valid JSON."}, {"[1,]", "skills is not valid JSON."}, {"{'a':1}", "skills is not valid JSON."},
      {"[1] x", "skills is not valid JSON."}, {"NaN", "skills is not valid JSON."}, {"\"\xff\"", "skills is not valid JSON."}, {R"("\ud800")", "skills is not valid JSON."},
      {R"("a\u0000b")", "skills holds the character U+0000, which cannot be stored."},
      {R"("\\\u0000")", "skills holds the character U+0000, which cannot be stored."},
      {std::string(70'000, ' ') + "1", "skills is too large: at most 64 kB of JSON."},
      {std::string(1000, '[') + std::string(1000, ']'), "skills is nested too deeply: at most 64 levels."}};
  for (const auto& [json, message] : bad) {
    const auto r = clean_json("skills", json);
    ASSERT_FALSE(r) << json.substr(0, 50);
    EXPECT_EQ(test::message_of(r), message);
  }
}

pb::SearchConfig search() {
  pb::SearchConfig s;
  s.add_job_titles("  Développeur C++ ");
  s.add_locations("Lyon");
  return s;
}

TEST(Rules, searches_are_trimmed) {
  auto s = search();
  s.set_start_date("  ");
  s.set_cover_letter_template(" Dear … ");
  ASSERT_TRUE(clean_search(s));
  EXPECT_EQ(s.job_titles(0), "Développeur C++");
  EXPECT_EQ(s.remote_policy(), pb::ON_SITE);
  EXPECT_FALSE(s.has_start_date());
  EXPECT_EQ(s.cover_letter_template(), "Dear …");
}

TEST(Rules, bad_searches) {
  struct Row {
    void (*spoil)(pb::SearchConfig&);
    const char* message;
  };
  const Row table[] = {
      {[](auto& s) { s.add_keywords("  "); }, "keywords has an empty entry."},
      {[](auto& s) { s.add_red_flags(std::string(201, 'x')); }, "An entry of redFlags is too long: at most 200 bytes."},
      {[](auto& s) { s.add_locations(std::string("a\0b", 3)); }, "An entry of locations holds characters that are not text."},
      {[](auto& s) { for (int i = 0; i < 100; ++i) s.add_job_titles("x"); }, "jobTitles has too many entries: at most 100."},
      {[](auto& s) { s.set_salary_min(-1); }, "salaryMin must be a yearly amount from 0 to 10000000."},
      {[](auto& s) { s.set_salary_max(2'000'000'000); }, "salaryMax must be a yearly amount from 0 to 10000000."},
      {[](auto& s) { s.set_salary_min(50'000), s.set_salary_max(40'000); }, "salaryMin (50000) is above salaryMax (40000)."},
      {[](auto& s) { s.set_remote_policy(static_cast<pb::RemotePolicy>(7)); }, "There is no such remotePolicy."},
      {[](auto& s) { s.set_cover_letter_template(std::string(20'001, 'x')); }, "coverLetterTemplate is too long: at most 20000 bytes."},
      {[](auto& s) { s.set_duration(std::string(201, 'x')); }, "duration is too long: at most 200 bytes."}};
  for (const auto& row : table) {
    auto s = search();
    row.spoil(s);
    const auto r = clean_search(s);
    ASSERT_FALSE(r) << row.message;
    EXPECT_EQ(test::message_of(r), row.message);
    EXPECT_EQ(test::code_of(r), Code::kInvalidArgument);
  }
}

TEST(Rules, partial_update_of_a_search) {
  auto s = search();
  s.set_salary_min(30'000);
  s.set_start_date("2027-01");
  s.add_keywords("linux");
  pb::UpdateSearchConfigRequest u;
  u.set_salary_max(50'000);
  u.add_cleared("start_date");
  u.mutable_keywords()->add_values(" qt ");
  ASSERT_TRUE(apply_update(s, u));
  EXPECT_EQ(s.salary_min(), 30'000);
  EXPECT_EQ(s.salary_max(), 50'000);
  EXPECT_FALSE(s.has_start_date());
  ASSERT_EQ(s.keywords_size(), 1);
  EXPECT_EQ(s.keywords(0), "qt");
  EXPECT_EQ(s.locations(0), "Lyon");

  pb::UpdateSearchConfigRequest against_the_kept_value;
  against_the_kept_value.set_salary_max(10'000);
  EXPECT_FALSE(apply_update(s, against_the_kept_value));
  pb::UpdateSearchConfigRequest unknown;
  unknown.add_cleared("user_id");
  EXPECT_EQ(test::message_of(apply_update(s, unknown)), "A search has no user_id to clear.");
  pb::UpdateSearchConfigRequest all;
  for (const auto* name : {"job_titles", "locations", "keywords", "red_flags", "remote_policy", "salary_min", "salary_max", "start_date", "duration", "cover_letter_template"}) all.add_cleared(name);
  auto emptied = search();
  ASSERT_TRUE(apply_update(emptied, all));
  EXPECT_EQ(emptied.job_titles_size(), 0);
}

TEST(Rules, push_tokens) {
  EXPECT_TRUE(check_push_token("ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]"));
  EXPECT_TRUE(check_push_token("ExpoPushToken[a-B_9]"));
  for (const std::string bad : {"", "x", "ExponentPushToken[]", "ExponentPushToken[a", "ExponentPushToken a]", "[a]", "ExpoPushToken[a b]", "ExpoPushToken[a]]", "expopushtoken[a]",
                                "ExpoPushToken[ExpoPushToken[a]]", " ExpoPushToken[a]", "ExpoPushToken[a]\n"})
    EXPECT_FALSE(check_push_token(bad)) << bad;
  EXPECT_FALSE(check_push_token("ExpoPushToken[" + std::string(300, 'a') + "]"));
}

}  // namespace
}  // namespace jm::profile
