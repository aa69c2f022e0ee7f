#include "base/config.h"

#include <gmock/gmock.h>

namespace jm::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Sample {
  int port = 4000;
  std::string mode = "production";
  std::string url = "postgres:///x";
  Secret key;
  std::chrono::seconds lifetime = std::chrono::days(7);
  Bytes body{10 << 20};
  bool on = false;
  double rate = 0.5;
  std::vector<std::string> origins = {"http://a"};
};

struct Fixture {
  Sample c;
  Options options;
  Fixture() {
    options.add("PORT", c.port, {.help = "Where it listens.", .min = 0, .max = 65535});
    options.add("JOBMATE_ENV", c.mode, {.help = "What it runs as.", .choices = {"development", "production"}});
    options.add("DATABASE_URL", c.url, {.help = "The database.", .max = 20});
    options.add("JWT_SECRET", c.key, {.help = "Signs tokens.", .min = 4});
    options.add("JWT_EXPIRES_IN", c.lifetime, {.help = "Lifetime.", .min = 1});
    options.add("BODY_BYTES_MAX", c.body, {.help = "Largest body."});
    options.add("ON", c.on, {.help = "On."});
    options.add("RATE", c.rate, {.help = "Rate."});
    options.add("CORS_ORIGIN", c.origins, {.help = "Origins."});
    options.allow("JOBMATE_CORPUS");
  }
  std::string error(Sources s) {
    const auto r = options.load(s);
    return r ? "" : r.error().message;
  }
};

TEST(Config, defaults_are_the_initial_values) {
  Fixture f;
  ASSERT_TRUE(f.options.load({}));
  EXPECT_EQ(f.c.port, 4000);
  EXPECT_EQ(f.options.origin("PORT"), "default");
  EXPECT_EQ(f.options.origin("NOPE"), "");
  EXPECT_FALSE(f.options.is_set("PORT"));
}

TEST(Config, file_then_environment) {
  Fixture f;
  Sources s{.file_text = "# comment\n\nPORT = 5000 # why\nexport RATE=0.25\nCORS_ORIGIN=http://a , http://b\r\n"
                         "DATABASE_URL='a#\"b'\nJWT_SECRET=\"q\\\"\\\\\\n#\"\nON=yes\n",
            .environment = {{"PORT", "6000"}, {"JWT_EXPIRES_IN", "12h"}, {"BODY_BYTES_MAX", "64kB"}, {"HOME", "/root"}, {"JOBMATE_CORPUS", "x"}}};
  ASSERT_EQ(f.error(s), "");
  EXPECT_EQ(f.c.port, 6000);
  EXPECT_EQ(f.options.origin("PORT"), "environment");
  EXPECT_EQ(f.c.rate, 0.25);
  EXPECT_EQ(f.options.origin("RATE"), "jobmate.conf line 4");
  EXPECT_THAT(f.c.origins, ElementsAre("http://a", "http://b"));
  EXPECT_EQ(f.c.url, "a#\"b");
  EXPECT_EQ(f.c.key.reveal(), "q\"\\\n#");
  EXPECT_EQ(f.c.lifetime, std::chrono::hours(12));
  EXPECT_EQ(f.c.body.n, 65536u);
  EXPECT_TRUE(f.c.on);
}

TEST(Config, empty_means_not_set) {
  Fixture f;
  ASSERT_EQ(f.error({.file_text = "PORT=5000\nRATE=\n", .environment = {{"PORT", ""}, {"JWT_SECRET", ""}, {"JWT_SECRET_FILE", ""}}}), "");
  EXPECT_EQ(f.c.port, 5000);
  EXPECT_EQ(f.options.origin("RATE"), "default");
}

TEST(Config, secrets_from_files) {
  Fixture f;
  const auto read = [](const std::string& path) -> Result<std::string> {
    if (path == "/run/secrets/jwt") return "from a file";
    return fail(Code::kNotFound, "cannot be read");
  };
  ASSERT_EQ(f.error({.file_text = "JWT_SECRET=in the file\n", .environment = {{"JWT_SECRET_FILE", "/run/secrets/jwt"}}, .read_file = read}), "");
  EXPECT_EQ(f.c.key.reveal(), "from a file");
  EXPECT_EQ(f.options.origin("JWT_SECRET"), "the file that JWT_SECRET_FILE names");
  EXPECT_EQ(f.error({.environment = {{"JWT_SECRET_FILE", "/nope"}}, .read_file = read}), "JWT_SECRET_FILE: /nope cannot be read.");
  EXPECT_EQ(f.error({.environment = {{"JWT_SECRET_FILE", "/run/secrets/jwt"}, {"JWT_SECRET", "abcd"}}, .read_file = read}),
            "JWT_SECRET and JWT_SECRET_FILE are both set: keep one of them.");
  EXPECT_EQ(f.error({.environment = {{"JWT_SECRET_FILE", "/"}}}), "JWT_SECRET_FILE: / cannot be read.");
  // Only secrets have the second form.
  EXPECT_THAT(f.error({.file_text = "PORT_FILE=/x"}), HasSubstr("PORT_FILE is not an option."));
}

struct Bad {
  const char* file;
  const char* message;
};
class BadFile : public testing::TestWithParam<Bad> {};
TEST_P(BadFile, is_one_clear_line) {
  Fixture f;
  EXPECT_EQ(f.error({.file_text = GetParam().file}), GetParam().message);
  EXPECT_EQ(f.c.port, 4000);
}
INSTANTIATE_TEST_SUITE_P(
    Table, BadFile,
    testing::Values(
        Bad{"PROT=1", "jobmate.conf line 1: PROT is not an option. Did you mean PORT?"},
        Bad{"\nJWT_EXPIRE=1d", "jobmate.conf line 2: JWT_EXPIRE is not an option. Did you mean JWT_EXPIRES_IN?"},
        Bad{"port=1", "jobmate.conf line 1: port is not an option. Did you mean PORT?"},
        Bad{"WHATEVER_ELSE_ENTIRELY=1", "jobmate.conf line 1: WHATEVER_ELSE_ENTIRELY is not an option."},
        Bad{"PORT", "jobmate.conf line 1: expected NAME=value."},
        Bad{"=1", "jobmate.conf line 1: expected NAME=value."},
        Bad{"PO RT=1", "jobmate.conf line 1: expected NAME=value."},
        Bad{"PORT=1\nPORT=2", "jobmate.conf line 2: PORT is already set on line 1."},
        Bad{"DATABASE_URL=\"x", "jobmate.conf line 1: DATABASE_URL: the closing quote is missing."},
        Bad{"DATABASE_URL=\"x\\\"", "jobmate.conf line 1: DATABASE_URL: the closing quote is missing."},
        Bad{"DATABASE_URL='x' y", "jobmate.conf line 1: DATABASE_URL: text follows the closing quote."},
        Bad{"DATABASE_URL=\"\\x\"", "jobmate.conf line 1: DATABASE_URL: inside double quotes only \\n \\t \\\" and \\\\ follow a backslash."},
        Bad{"PORT=http", "PORT (jobmate.conf line 1): \"http\" is not a whole number; expected a whole number from 0 to 65535."},
        Bad{"PORT=70000", "PORT (jobmate.conf line 1): \"70000\" is out of range; expected a whole number from 0 to 65535."},
        Bad{"PORT=99999999999", "PORT (jobmate.conf line 1): \"99999999999\" is out of range; expected a whole number from 0 to 65535."},
        Bad{"PORT=1.5", "PORT (jobmate.conf line 1): \"1.5\" is not a whole number; expected a whole number from 0 to 65535."},
        Bad{"JOBMATE_ENV=prod", "JOBMATE_ENV (jobmate.conf line 1): \"prod\" is not one of the choices; expected one of development, production."},
        Bad{"JWT_EXPIRES_IN=soon", "JWT_EXPIRES_IN (jobmate.conf line 1): \"soon\" is not a duration; expected a duration like 30s, 90m, 12h or 7d, at least 1 seconds."},
        Bad{"JWT_EXPIRES_IN=500ms", "JWT_EXPIRES_IN (jobmate.conf line 1): \"500ms\" is too fine; expected a duration like 30s, 90m, 12h or 7d, at least 1 seconds."},
        Bad{"JWT_EXPIRES_IN=99999999999999999d", "JWT_EXPIRES_IN (jobmate.conf line 1): \"99999999999999999d\" is not a duration; expected a duration like 30s, 90m, 12h or 7d, at least 1 seconds."},
        Bad{"BODY_BYTES_MAX=10 MB", "BODY_BYTES_MAX (jobmate.conf line 1): \"10 MB\" is not a size; expected a size like 64kB or 10MB."},
        Bad{"RATE=nan", "RATE (jobmate.conf line 1): \"nan\" is not a number; expected a number."},
        Bad{"ON=maybe", "ON (jobmate.conf line 1): \"maybe\" is neither true nor false; expected true or false."},
        Bad{"DATABASE_URL=postgres://far/too/long", "DATABASE_URL (jobmate.conf line 1): \"postgres://far/too/long\" is out of range; expected a text, at most 20 bytes."}));

TEST(Config, a_bad_secret_is_not_repeated) {
  Fixture f;
  const std::string e = f.error({.environment = {{"JWT_SECRET", "abc"}}});
  EXPECT_EQ(e, "JWT_SECRET (environment): the value is out of range; expected a text, at least 4 bytes.");
}

TEST(Config, reserved_names_of_the_environment_must_be_known) {
  Fixture f;
  EXPECT_EQ(f.error({.environment = {{"JOBMATE_ENVV", "x"}, {"PATH", "y"}}}), "environment: JOBMATE_ENVV is not an option. Did you mean JOBMATE_ENV?");
}

TEST(Config, all_problems_at_once_and_nothing_assigned) {
  Fixture f;
  EXPECT_EQ(f.error({.file_text = "PORT=x\nNOPE=1\nRATE=0.75"}),
            "jobmate.conf line 2: NOPE is not an option.\nPORT (jobmate.conf line 1): \"x\" is not a whole number; expected a whole number from 0 to 65535.");
  EXPECT_EQ(f.c.rate, 0.5);
}

TEST(Config, printing_masks_secrets_and_can_be_read_back) {
  Fixture f;
  ASSERT_EQ(f.error({.file_text = "JWT_SECRET=sesame1234\nDATABASE_URL=\"a #b\"\nPORT=1"}), "");
  const std::string text = f.options.print();
  EXPECT_THAT(text, Not(HasSubstr("sesame")));
  EXPECT_THAT(text, HasSubstr("# Where it listens. (a whole number from 0 to 65535; jobmate.conf line 3)\nPORT=1\n"));
  EXPECT_THAT(text, HasSubstr("\n# JWT_SECRET=********\n"));
  EXPECT_THAT(text, HasSubstr("JWT_EXPIRES_IN=7d\n"));
  EXPECT_THAT(text, HasSubstr("BODY_BYTES_MAX=10MB\n"));
  Fixture again;
  ASSERT_EQ(again.error({.file_text = text}), "");
  EXPECT_EQ(again.c.url, "a #b");
  EXPECT_TRUE(again.c.key.empty());
}

TEST(Config, text_forms_round_trip) {
  for (const auto* d : {"0s", "1ms", "1500ms", "90s", "90m", "36h", "7d"}) EXPECT_EQ(show_duration(*parse_duration(d)), d);
  EXPECT_EQ(parse_duration("30")->count(), 30'000);
  for (const auto* bad : {"", "-1s", "1y", "s", "1.5h", "1 h"}) EXPECT_FALSE(parse_duration(bad)) << bad;
  for (const auto* b : {"0", "1", "1kB", "10MB", "3GB", "1025"}) EXPECT_EQ(show_bytes(*parse_bytes(b)), b);
  for (const auto* bad : {"", "-1", "1TB", "99999999999999GB"}) EXPECT_FALSE(parse_bytes(bad)) << bad;
}

}  // namespace
}  // namespace jm::config
