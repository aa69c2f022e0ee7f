// Every method against a real PostgreSQL, called directly and over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profile/module.h"
#include "profile/rules.h"
#include "support/either_way.h"
#include "support/recording_bus.h"
#include "support/outcome.h"
#include "support/run_io.h"
#include "support/test_postgres.h"

namespace jm::profile {
namespace {

using test::code_of;
using test::message_of;
using test::reason_of;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr crypto::PasswordCost kCheap{.memory_kib = 64, .passes = 1};
constexpr char kPassword[] = "correct horse";

struct Settings {
  crypto::PasswordCost cost = kCheap;
  std::size_t hashing_queue_max = 64;
};

class ProfileTest : public testing::TestWithParam<bool> {
 protected:
  ProfileTest() {
    auto opened = pg::Database::open(io, {.url = pg.url()});
    if (!opened) throw std::runtime_error(opened.error().message);
    db = std::move(*opened);
    start({});
  }
  ~ProfileTest() override { way.reset(); }

  // Another process with other settings, on the same database.
  void start(Settings settings) {
    way.reset();
    service.reset();
    hashing = std::make_unique<CpuPool>(io, 1, settings.hashing_queue_max);
    service = make_profile({.db = *db, .bus = bus, .hashing = *hashing, .clock = clock, .password_cost = settings.cost});
    way = std::make_unique<test::EitherWay<ProfileService, ProfileServiceClient>>(io, *service, GetParam());
  }
  ProfileService& s() { return way->service(); }
  template <class T>
  T run(Task<T> task) {
    return test::run_io(io, std::move(task));
  }

  static pb::Credentials credentials(std::string email, std::string password = kPassword) {
    pb::Credentials c;
    c.set_email(std::move(email));
    c.set_password(std::move(password));
    return c;
  }
  static Caller from(std::string address) {
    Caller c;
    c.address = std::move(address);
    return c;
  }
  Caller account(const std::string& email) {
    const auto session = run(s().Register({}, credentials(email)));
    EXPECT_TRUE(session) << session.error().message;
    Caller c;
    c.user_id = *Uuid::parse(session->user().id());
    return c;
  }
  std::string login_reason(const std::string& email, const std::string& password, const std::string& address = "") {
    const auto r = run(s().Login(from(address), credentials(email, password)));
    return r ? "" : r.error().reason;
  }
  static pb::CreateSearchConfigRequest a_search() {
    pb::CreateSearchConfigRequest r;
    r.add_job_titles(" C++ developer ");
    r.add_locations("Lyon");
    r.add_keywords("linux");
    r.set_salary_min(40'000);
    return r;
  }

  IoContext io{1};
  test::TestPostgres pg;
  std::unique_ptr<pg::Database> db;
  test::RecordingBus bus;
  ManualClock clock{Time{1'800'000'000'000'000}};
  std::unique_ptr<CpuPool> hashing;
  std::unique_ptr<ProfileService> service;
  std::unique_ptr<test::EitherWay<ProfileService, ProfileServiceClient>> way;
};
INSTANTIATE_TEST_SUITE_P(Topology, ProfileTest, testing::Values(false, true), [](const auto& p) { return p.param ? "rpc" : "direct"; });

// Accounts -------------------------------------------------------------------------------------------------------------

TEST_P(ProfileTest, register_makes_account_profile_and_counter) {
  const auto session = run(s().Register({}, credentials("  Jean@Example.ORG ")));
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->user().email(), "jean@example.org");
  EXPECT_EQ(session->user().created_at(), "2027-01-15T08:00:00.000Z");
  const std::string id = session->user().id();
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM profiles WHERE user_id = '" + id + "'"), "1");
  EXPECT_EQ(pg.scalar("SELECT last_seq FROM event_counters WHERE user_id = '" + id + "'"), "0");
  EXPECT_TRUE(pg.scalar("SELECT password_hash FROM users").starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
  Caller caller;
  caller.user_id = *Uuid::parse(id);
  EXPECT_EQ(run(s().GetUser(caller, {}))->email(), "jean@example.org");
  EXPECT_TRUE(run(s().GetProfile(caller, {})));
}

TEST_P(ProfileTest, register_refuses_what_cannot_be_an_account) {
  const std::pair<pb::Credentials, const char*> table[] = {{credentials("nobody"), "BAD_EMAIL"},
                                                           {credentials(""), "BAD_EMAIL"},
                                                           {credentials("a@b.fr", "short"), "BAD_PASSWORD"},
                                                           {credentials("a@b.fr", std::string(1025, 'x')), "BAD_PASSWORD"}};
  for (const auto& [c, reason] : table) {
    const auto r = run(s().Register({}, c));
    ASSERT_FALSE(r);
    EXPECT_EQ(code_of(r), Code::kInvalidArgument);
    EXPECT_EQ(reason_of(r), reason);
  }
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM users"), "0");
}

TEST_P(ProfileTest, an_email_has_one_account) {
  account("a@b.fr");
  const auto again = run(s().Register({}, credentials(" A@B.fr", "another password")));
  ASSERT_FALSE(again);
  EXPECT_EQ(code_of(again), Code::kAlreadyExists);
  EXPECT_EQ(reason_of(again), "EMAIL_TAKEN");
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM users"), "1");
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM profiles"), "1");
  EXPECT_EQ(login_reason("a@b.fr", kPassword), "");
}

// Runs many at once and keeps their answers.
template <class T>
std::vector<T> all_at_once(IoContext& io, std::vector<Task<T>> tasks) {
  std::vector<std::optional<T>> slots(tasks.size());
  std::size_t left = tasks.size();
  for (std::size_t i = 0; i < tasks.size(); ++i)
    boost::asio::co_spawn(io, std::move(tasks[i]), [&slots, &left, i](std::exception_ptr e, T v) {
      if (e) std::rethrow_exception(e);
      slots[i].emplace(std::move(v));
      --left;
    });
  while (left > 0) {
    if (io.stopped()) io.restart();
    io.run_one();
  }
  std::vector<T> out;
  for (auto& slot : slots) out.push_back(std::move(*slot));
  return out;
}

TEST_P(ProfileTest, an_email_has_one_account_whoever_is_first) {
  std::vector<Task<Result<pb::Session>>> tasks;
  for (int i = 0; i < 8; ++i) tasks.push_back(s().Register({}, credentials("a@b.fr")));
  int made = 0;
  for (const auto& r : all_at_once(io, std::move(tasks))) {
    made += r.has_value();
    if (!r) EXPECT_EQ(reason_of(r), "EMAIL_TAKEN");
  }
  EXPECT_EQ(made, 1);
  EXPECT_EQ(pg.scalar("SELECT (SELECT count(*) FROM users) || '/' || (SELECT count(*) FROM profiles) || '/' || (SELECT count(*) FROM event_counters)"), "1/1/1");
}

// Sign-in --------------------------------------------------------------------------------------------------------------

TEST_P(ProfileTest, login_gives_the_account) {
  const Caller a = account("a@b.fr");
  const auto session = run(s().Login({}, credentials("\tA@b.FR ")));
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->user().id(), a.user_id.str());
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM login_throttle"), "0");
}

TEST_P(ProfileTest, wrong_password_and_unknown_email_get_one_answer) {
  account("a@b.fr");
  const auto wrong = run(s().Login({}, credentials("a@b.fr", "wrong horse")));
  for (const auto& c : {credentials("nobody@b.fr"), credentials("not an e-mail"), credentials(""), credentials(std::string(300, 'a') + "@b.fr"), credentials("a@b.fr", ""),
                        credentials("a@b.fr", std::string(5000, 'x'))}) {
    const auto r = run(s().Login({}, c));
    ASSERT_FALSE(r);
    EXPECT_EQ(code_of(r), Code::kUnauthenticated);
    EXPECT_EQ(message_of(r), message_of(wrong));
    EXPECT_EQ(reason_of(r), reason_of(wrong));
  }
}

// The same work: with no room for hashing, both are refused for want of it, and neither attempt counts.
TEST_P(ProfileTest, an_unknown_email_is_hashed_like_a_known_one) {
  account("a@b.fr");
  start({.hashing_queue_max = 0});
  EXPECT_EQ(login_reason("a@b.fr", kPassword, "203.0.113.1"), "BUSY");
  EXPECT_EQ(login_reason("nobody@b.fr", kPassword, "203.0.113.1"), "BUSY");
  EXPECT_EQ(pg.scalar("SELECT sum(failures) FROM login_throttle"), "0");
}

TEST_P(ProfileTest, an_account_is_throttled_until_its_window_ends) {
  account("a@b.fr");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(login_reason("a@b.fr", "wrong horse", "203.0.113." + std::to_string(i)), "BAD_CREDENTIALS");
  EXPECT_EQ(login_reason("a@b.fr", kPassword, "203.0.113.99"), "LOGIN_THROTTLED");
  clock.advance(std::chrono::minutes(14));
  EXPECT_EQ(login_reason(" A@B.fr", kPassword, "203.0.113.98"), "LOGIN_THROTTLED");
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(login_reason("a@b.fr", kPassword, "203.0.113.98"), "");
}

TEST_P(ProfileTest, an_unknown_account_is_throttled_alike) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(login_reason("nobody@b.fr", "wrong horse"), "BAD_CREDENTIALS");
  EXPECT_EQ(login_reason("nobody@b.fr", "wrong horse"), "LOGIN_THROTTLED");
}

TEST_P(ProfileTest, success_forgets_the_accounts_failures) {
  account("a@b.fr");
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 9; ++i) EXPECT_EQ(login_reason("a@b.fr", "wrong horse"), "BAD_CREDENTIALS");
    EXPECT_EQ(login_reason("a@b.fr", kPassword), "");
  }
}

TEST_P(ProfileTest, an_address_is_throttled_and_then_cannot_lock_accounts) {
  account("victim@b.fr");
  for (int i = 0; i < 50; ++i) EXPECT_EQ(login_reason("user" + std::to_string(i) + "@b.fr", "wrong horse", "203.0.113.5"), "BAD_CREDENTIALS");
  for (int i = 0; i < 12; ++i) EXPECT_EQ(login_reason("victim@b.fr", "wrong horse", "203.0.113.5"), "LOGIN_THROTTLED");
  EXPECT_EQ(login_reason("victim@b.fr", kPassword, "203.0.113.6"), "");
  EXPECT_EQ(login_reason("victim@b.fr", kPassword, "203.0.113.5"), "LOGIN_THROTTLED");
  clock.advance(std::chrono::minutes(15));
  EXPECT_EQ(login_reason("victim@b.fr", kPassword, "203.0.113.5"), "");
}

TEST_P(ProfileTest, good_sign_ins_do_not_use_up_an_address) {
  account("a@b.fr");
  for (int i = 0; i < 60; ++i) ASSERT_EQ(login_reason("a@b.fr", kPassword, "203.0.113.5"), "") << i;
}

TEST_P(ProfileTest, an_address_makes_so_many_accounts_and_no_more) {
  const auto reason = [&](int i, const std::string& address) {
    Caller c;
    c.address = address;
    const auto r = run(s().Register(c, credentials("new" + std::to_string(i) + "@b.fr")));
    return r ? "" : r.error().reason;
  };
  for (int i = 0; i < 50; ++i) ASSERT_EQ(reason(i, "203.0.113.5"), "") << i;
  EXPECT_EQ(reason(50, "203.0.113.5"), "REGISTER_THROTTLED");
  EXPECT_EQ(reason(51, "203.0.113.6"), "");
  EXPECT_EQ(login_reason("new1@b.fr", kPassword, "203.0.113.5"), "");      // counted apart
  clock.advance(std::chrono::minutes(15));
  EXPECT_EQ(reason(50, "203.0.113.5"), "");
}

TEST_P(ProfileTest, parallel_attempts_are_counted_too) {
  account("a@b.fr");
  std::vector<Task<Result<pb::Session>>> tasks;
  for (int i = 0; i < 30; ++i) tasks.push_back(s().Login({}, credentials("a@b.fr", "wrong horse")));
  std::map<std::string, int> reasons;
  for (const auto& r : all_at_once(io, std::move(tasks))) ++reasons[r ? "" : r.error().reason];
  EXPECT_EQ(reasons["BAD_CREDENTIALS"], 10);
  EXPECT_EQ(reasons["LOGIN_THROTTLED"], 20);
}

TEST_P(ProfileTest, old_counts_are_swept) {
  pg.exec("INSERT INTO login_throttle SELECT 'email:' || n, 1, '2020-01-01' FROM generate_series(1, 500) n");
  for (int i = 0; i < 64; ++i) login_reason("user" + std::to_string(i) + "@b.fr", "wrong horse");
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM login_throttle WHERE window_start < '2021-01-01'"), "0");
}

TEST_P(ProfileTest, a_hash_of_another_cost_is_renewed_at_sign_in) {
  account("a@b.fr");
  start({.cost = {.memory_kib = 128, .passes = 2}});
  EXPECT_EQ(login_reason("a@b.fr", "wrong horse"), "BAD_CREDENTIALS");
  EXPECT_TRUE(pg.scalar("SELECT password_hash FROM users").starts_with("$argon2id$v=19$m=64,"));
  EXPECT_EQ(login_reason("a@b.fr", kPassword), "");
  EXPECT_TRUE(pg.scalar("SELECT password_hash FROM users").starts_with("$argon2id$v=19$m=128,t=2,"));
  EXPECT_EQ(login_reason("a@b.fr", kPassword), "");
}

// Profile --------------------------------------------------------------------------------------------------------------

TEST_P(ProfileTest, a_profile_changes_member_by_member) {
  const Caller a = account("a@b.fr");
  pb::UpdateProfileRequest first;
  first.set_full_name("  Jean Dupont ");
  first.set_status(pb::SENIOR);
  first.set_skills_json(R"(["C++", {"name": "SQL", "years": 10}])");
  first.set_education_json("[]");
  ASSERT_TRUE(run(s().UpdateProfile(a, first)));
  pb::UpdateProfileRequest second;
  second.set_projects_json(R"({"x": 1})");
  second.set_education_json("null");
  const auto p = run(s().UpdateProfile(a, second));
  ASSERT_TRUE(p) << p.error().message;
  EXPECT_EQ(p->full_name(), "Jean Dupont");
  EXPECT_EQ(p->status(), pb::SENIOR);
  EXPECT_EQ(p->skills_json(), R"(["C++", {"name": "SQL", "years": 10}])");
  EXPECT_EQ(p->projects_json(), R"({"x": 1})");
  EXPECT_FALSE(p->has_education_json());
  EXPECT_FALSE(p->has_certifications_json());
  pb::UpdateProfileRequest clear;
  clear.set_full_name("");
  clear.set_status(pb::PROFILE_STATUS_UNSPECIFIED);
  const auto cleared = run(s().UpdateProfile(a, clear));
  EXPECT_FALSE(cleared->has_full_name());
  EXPECT_EQ(cleared->status(), pb::PROFILE_STATUS_UNSPECIFIED);
  EXPECT_EQ(run(s().GetProfile(a, {}))->skills_json(), p->skills_json());
}

TEST_P(ProfileTest, a_bad_member_changes_nothing) {
  const Caller a = account("a@b.fr");
  pb::UpdateProfileRequest r;
  r.set_full_name("New");
  r.set_experience_json("{broken");
  const auto p = run(s().UpdateProfile(a, r));
  ASSERT_FALSE(p);
  EXPECT_EQ(message_of(p), "experience is not valid JSON.");
  EXPECT_FALSE(run(s().GetProfile(a, {}))->has_full_name());
  pb::UpdateProfileRequest status;
  status.set_status(static_cast<pb::ProfileStatus>(99));
  EXPECT_EQ(code_of(run(s().UpdateProfile(a, status))), Code::kInvalidArgument);
}

// Searches -------------------------------------------------------------------------------------------------------------

TEST_P(ProfileTest, a_search_is_made_changed_and_deleted) {
  const Caller a = account("a@b.fr");
  const auto made = run(s().CreateSearchConfig(a, a_search()));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(made->job_titles(), ElementsAre("C++ developer"));
  EXPECT_TRUE(made->is_active());
  EXPECT_EQ(made->remote_policy(), pb::ON_SITE);
  EXPECT_EQ(made->salary_min(), 40'000);

  clock.advance(std::chrono::minutes(1));
  pb::UpdateSearchConfigRequest u;
  u.set_id(made->id());
  u.set_remote_policy(pb::HYBRID);
  u.mutable_red_flags()->add_values("24/7");
  u.add_cleared("salary_min");
  const auto changed = run(s().UpdateSearchConfig(a, u));
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->remote_policy(), pb::HYBRID);
  EXPECT_THAT(changed->red_flags(), ElementsAre("24/7"));
  EXPECT_THAT(changed->job_titles(), ElementsAre("C++ developer"));
  EXPECT_FALSE(changed->has_salary_min());
  EXPECT_EQ(changed->created_at(), made->created_at());
  EXPECT_GT(changed->updated_at(), made->updated_at());
  const auto listed = run(s().GetSearchConfigs(a, {}));
  ASSERT_EQ(listed->search_configs_size(), 1);
  EXPECT_EQ(listed->search_configs(0).SerializeAsString(), changed->SerializeAsString());

  pb::DeleteSearchConfigRequest d;
  d.set_id(made->id());
  EXPECT_TRUE(run(s().DeleteSearchConfig(a, d)));
  EXPECT_TRUE(run(s().DeleteSearchConfig(a, d)));      // again: deleted
  EXPECT_EQ(run(s().GetSearchConfigs(a, {}))->search_configs_size(), 0);
  pb::GetSearchConfigsRequest by_id;
  by_id.add_ids(made->id());
  by_id.add_ids(new_id().str());
  by_id.add_ids("not an id");
  const auto archived = run(s().GetSearchConfigs(a, by_id));
  ASSERT_EQ(archived->search_configs_size(), 1);
  EXPECT_FALSE(archived->search_configs(0).is_active());
  EXPECT_EQ(reason_of(run(s().UpdateSearchConfig(a, u))), "SEARCH_ARCHIVED");
}

TEST_P(ProfileTest, every_version_of_a_search_queues_its_scan) {
  const Caller a = account("a@b.fr");
  const auto made = run(s().CreateSearchConfig(a, a_search()));
  pb::UpdateSearchConfigRequest u;
  u.set_id(made->id());
  u.set_salary_min(1);
  ASSERT_TRUE(run(s().UpdateSearchConfig(a, u)));
  const auto rows = pg.rows("SELECT kind, key, user_id, payload->>'userId', payload->>'searchConfigId', state FROM commands ORDER BY key");
  const std::string user = a.user_id.str(), id = made->id();
  EXPECT_THAT(rows, ElementsAre(ElementsAre("CMD_SCAN", id + ":1", user, user, id, "QUEUED"), ElementsAre("CMD_SCAN", id + ":2", user, user, id, "QUEUED")));
  ASSERT_EQ(bus.commands.size(), 2u);
  EXPECT_EQ(bus.commands[0].first, "CMD_SCAN");
  EXPECT_EQ(bus.commands[0].second, R"({"userId":")" + user + R"(","searchConfigId":")" + id + "\"}");
  u.mutable_keywords()->add_values(" ");
  EXPECT_FALSE(run(s().UpdateSearchConfig(a, u)));
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM commands"), "2");
}

TEST_P(ProfileTest, a_rule_goes_through_its_states) {
  const Caller a = account("a@b.fr"), b = account("b@b.fr");
  auto search = a_search();
  search.add_must_have("C++ | Rust");
  const auto made = run(s().CreateSearchConfig(a, search));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(made->must_have(), ElementsAre("C++ | Rust"));
  const auto set = [&](const Caller& who, const std::string& text, pb::RuleField field, pb::RuleMode mode) {
    pb::SetSearchRuleRequest r;
    r.set_search_config_id(made->id());
    r.set_text(text);
    r.set_field(field);
    r.set_mode(mode);
    return run(s().SetSearchRule(who, r));
  };
  const auto excluded = set(a, "Élan Conseil", pb::RULE_COMPANY, pb::RULE_EXCLUDE);
  ASSERT_TRUE(excluded) << excluded.error().message;
  EXPECT_EQ(excluded->red_flags(excluded->red_flags_size() - 1), "company: Élan Conseil");
  const int flags = excluded->red_flags_size();
  EXPECT_EQ(set(a, "elan conseil", pb::RULE_COMPANY, pb::RULE_EXCLUDE)->red_flags_size(), flags) << "one rule however it is written";
  const auto wished = set(a, "ELAN conseil", pb::RULE_COMPANY, pb::RULE_BOOST);
  EXPECT_EQ(wished->red_flags_size(), flags - 1);
  EXPECT_EQ(wished->keywords(wished->keywords_size() - 1), "company: ELAN conseil");
  const auto demanded = set(a, "Élan Conseil", pb::RULE_COMPANY, pb::RULE_MUST);
  EXPECT_THAT(demanded->must_have(), ElementsAre("C++ | Rust", "company: Élan Conseil"));
  EXPECT_EQ(demanded->keywords_size(), wished->keywords_size() - 1);
  EXPECT_THAT(set(a, "Élan Conseil", pb::RULE_COMPANY, pb::RULE_CLEAR)->must_have(), ElementsAre("C++ | Rust"));
  EXPECT_THAT(set(a, "Élan Conseil", pb::RULE_ANYWHERE, pb::RULE_CLEAR)->must_have(), ElementsAre("C++ | Rust")) << "another field, another rule";

  EXPECT_EQ(reason_of(set(a, "*", pb::RULE_ANYWHERE, pb::RULE_EXCLUDE)), "BAD_RULE");
  EXPECT_EQ(reason_of(set(a, "x*", pb::RULE_TITLE, pb::RULE_EXCLUDE)), "BAD_RULE");
  EXPECT_EQ(reason_of(set(a, "a | b", pb::RULE_ANYWHERE, pb::RULE_EXCLUDE)), "BAD_RULE");
  EXPECT_EQ(reason_of(set(a, " ", pb::RULE_TITLE, pb::RULE_EXCLUDE)), "BAD_RULE");
  EXPECT_EQ(code_of(set(a, "x", pb::RULE_TITLE, pb::RULE_MODE_UNSPECIFIED)), Code::kInvalidArgument);
  EXPECT_EQ(code_of(set(b, "night", pb::RULE_ANYWHERE, pb::RULE_EXCLUDE)), Code::kNotFound);
  pb::UpdateSearchConfigRequest u;
  u.set_id(made->id());
  u.add_cleared("must_have");
  EXPECT_EQ(run(s().UpdateSearchConfig(a, u))->must_have_size(), 0);
}

TEST_P(ProfileTest, active_searches_are_limited_also_at_once) {
  const Caller a = account("a@b.fr");
  for (int i = 0; i < 45; ++i) ASSERT_TRUE(run(s().CreateSearchConfig(a, a_search())));
  std::vector<Task<Result<pb::SearchConfig>>> tasks;
  for (int i = 0; i < 12; ++i) tasks.push_back(s().CreateSearchConfig(a, a_search()));
  int made = 0;
  for (const auto& r : all_at_once(io, std::move(tasks))) {
    made += r.has_value();
    if (!r) EXPECT_EQ(reason_of(r), "TOO_MANY_SEARCHES") << r.error().message;
  }
  EXPECT_EQ(made, 5);
  const auto list = run(s().GetSearchConfigs(a, {}));
  ASSERT_EQ(list->search_configs_size(), 50);
  pb::DeleteSearchConfigRequest d;
  d.set_id(list->search_configs(0).id());
  ASSERT_TRUE(run(s().DeleteSearchConfig(a, d)));
  EXPECT_TRUE(run(s().CreateSearchConfig(a, a_search())));
}

TEST_P(ProfileTest, bad_searches_are_refused) {
  const Caller a = account("a@b.fr");
  auto r = a_search();
  r.set_salary_max(1);
  const auto made = run(s().CreateSearchConfig(a, r));
  ASSERT_FALSE(made);
  EXPECT_EQ(message_of(made), "salaryMin (40000) is above salaryMax (1).");
  pb::GetSearchConfigsRequest many;
  for (int i = 0; i <= kSearchIdsMax; ++i) many.add_ids("x");
  EXPECT_EQ(code_of(run(s().GetSearchConfigs(a, many))), Code::kInvalidArgument);
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM search_configs"), "0");
}

// Push tokens ----------------------------------------------------------------------------------------------------------

TEST_P(ProfileTest, push_tokens_are_kept_once_and_bounded) {
  const Caller a = account("a@b.fr");
  pb::RegisterPushTokenRequest r;
  for (int i = 0; i < kPushTokensMax + 5; ++i) {
    clock.advance(std::chrono::seconds(1));
    r.set_token("ExponentPushToken[t" + std::to_string(i) + "]");
    ASSERT_TRUE(run(s().RegisterPushToken(a, r)));
    ASSERT_TRUE(run(s().RegisterPushToken(a, r)));
  }
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM push_tokens"), std::to_string(kPushTokensMax));
  EXPECT_EQ(pg.scalar("SELECT token FROM push_tokens ORDER BY created_at LIMIT 1"), "ExponentPushToken[t5]");
  r.set_token("hello");
  EXPECT_EQ(reason_of(run(s().RegisterPushToken(a, r))), "BAD_PUSH_TOKEN");
}

// Tenants --------------------------------------------------------------------------------------------------------------

TEST_P(ProfileTest, nothing_without_signing_in) {
  EXPECT_EQ(code_of(run(s().GetUser({}, {}))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().GetProfile({}, {}))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().UpdateProfile({}, {}))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().GetSearchConfigs({}, {}))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().CreateSearchConfig({}, a_search()))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().UpdateSearchConfig({}, {}))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().DeleteSearchConfig({}, {}))), Code::kUnauthenticated);
  EXPECT_EQ(code_of(run(s().RegisterPushToken({}, {}))), Code::kUnauthenticated);
}

TEST_P(ProfileTest, an_account_that_is_gone_is_signed_out) {
  Caller gone;
  gone.user_id = new_id();
  EXPECT_EQ(reason_of(run(s().GetUser(gone, {}))), "ACCOUNT_GONE");
  EXPECT_EQ(reason_of(run(s().GetProfile(gone, {}))), "ACCOUNT_GONE");
  EXPECT_EQ(reason_of(run(s().UpdateProfile(gone, {}))), "ACCOUNT_GONE");
  EXPECT_EQ(reason_of(run(s().CreateSearchConfig(gone, a_search()))), "ACCOUNT_GONE");
}

TEST_P(ProfileTest, another_users_search_is_like_none) {
  const Caller a = account("a@b.fr"), b = account("b@b.fr");
  const std::string theirs = run(s().CreateSearchConfig(a, a_search()))->id(), nobodys = new_id().str();
  const std::string before = pg.scalar("SELECT search_configs::text FROM search_configs");
  const std::string commands = pg.scalar("SELECT count(*) FROM commands");
  const auto same = [](const auto& x, const auto& y) {
    EXPECT_EQ(code_of(x), Code::kNotFound);
    EXPECT_EQ(code_of(x), code_of(y));
    EXPECT_EQ(message_of(x), message_of(y));
    EXPECT_EQ(reason_of(x), reason_of(y));
  };
  pb::UpdateSearchConfigRequest u, v, w;
  u.set_id(theirs), v.set_id(nobodys), w.set_id("' OR true --");
  same(run(s().UpdateSearchConfig(b, u)), run(s().UpdateSearchConfig(b, v)));
  same(run(s().UpdateSearchConfig(b, w)), run(s().UpdateSearchConfig(b, v)));
  pb::DeleteSearchConfigRequest d, e;
  d.set_id(theirs), e.set_id(nobodys);
  same(run(s().DeleteSearchConfig(b, d)), run(s().DeleteSearchConfig(b, e)));
  pb::GetSearchConfigsRequest g;
  g.add_ids(theirs);
  EXPECT_EQ(run(s().GetSearchConfigs(b, g))->search_configs_size(), 0);
  EXPECT_EQ(run(s().GetSearchConfigs(b, {}))->search_configs_size(), 0);
  EXPECT_EQ(pg.scalar("SELECT search_configs::text FROM search_configs"), before);
  EXPECT_EQ(pg.scalar("SELECT count(*) FROM commands"), commands);
}

TEST_P(ProfileTest, a_query_that_forgets_its_user_sees_the_callers_rows_only) {
  const Caller a = account("a@b.fr"), b = account("b@b.fr");
  ASSERT_TRUE(run(s().CreateSearchConfig(a, a_search())));
  const auto count = [&](pg::Scope scope, std::string_view sql) {
    const auto rows = run(db->read(scope, {"", sql}, {}, Deadline::in(std::chrono::seconds(5))));
    return rows ? rows->front().i64(0) : -1;
  };
  for (const char* table : {"users", "profiles", "event_counters"}) {
    const std::string sql = std::string("SELECT count(*) FROM ") + table;
    EXPECT_EQ(count(pg::Scope::user(a.user_id), sql), 1) << table;
    EXPECT_EQ(count(pg::Scope::nobody(), sql), 0) << table;
    EXPECT_EQ(count(pg::Scope::worker(), sql), 2) << table;
  }
  EXPECT_EQ(count(pg::Scope::user(a.user_id), "SELECT count(*) FROM search_configs"), 1);
  EXPECT_EQ(count(pg::Scope::user(b.user_id), "SELECT count(*) FROM search_configs"), 0);
  EXPECT_EQ(count(pg::Scope::user(b.user_id), "SELECT count(*) FROM login_throttle"), -1);      // not theirs to read
  const auto steal = run(db->write(pg::Scope::user(b.user_id), {"", "UPDATE search_configs SET is_active = false"}, {}, Deadline::in(std::chrono::seconds(5))));
  ASSERT_TRUE(steal);
  EXPECT_EQ(steal->affected(), 0);
  const auto plant = run(db->write(pg::Scope::user(b.user_id), {"", "INSERT INTO push_tokens (user_id, token) VALUES ($1::uuid, 'x')"}, {a.user_id}, Deadline::in(std::chrono::seconds(5))));
  EXPECT_FALSE(plant);
}

}  // namespace
}  // namespace jm::profile
