#include "crypto/jwt.h"

#include <gtest/gtest.h>

namespace jm::crypto {
namespace {

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";
constexpr std::string_view kOldKey = "fedcba9876543210fedcba9876543210";
const Uuid kUser = *Uuid::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
constexpr std::int64_t kNow = 1'800'000'000;      // seconds

// A token of any header and claims, rightly signed: only what it says can be wrong.
std::string make(std::string_view header, std::string_view claims, std::string_view key = kKey) {
  const std::string part = base64url_encode(header) + '.' + base64url_encode(claims);
  return part + '.' + base64url_encode(as_text(hmac_sha256(key, part)));
}

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"at+jwt"})";
constexpr std::string_view kClaims =
    R"({"userId":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b","email":"a@b.fr","sub":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b","iss":"jobmate","aud":"jobmate","iat":1800000000,"exp":1800003600,"jti":"x"})";

std::string with(std::string_view from, std::string_view to, std::string_view text = kClaims) {
  std::string s(text);
  const auto at = s.find(from);
  EXPECT_NE(at, s.npos) << from;
  return s.replace(at, from.size(), to);
}

template <class T>
std::string refusal(const Result<T>& r) { return r ? "" : r.error().reason; }

struct JwtTest : testing::Test {
  ManualClock clock{Time{kNow * 1'000'000}};
  JwtSigner signer(std::string_view previous = "", std::size_t remembered_max = 4) {
    return std::move(*JwtSigner::make({.key = Secret(kKey), .previous_key = Secret(previous), .lifetime = std::chrono::hours(1), .remembered_max = remembered_max}, clock));
  }
  std::string reason(const std::string& token) {
    const auto r = signer().check(token);
    if (r) return "";
    EXPECT_EQ(r.error().code, Code::kUnauthenticated);
    return r.error().reason;
  }
};

TEST_F(JwtTest, what_is_signed_verifies) {
  JwtSigner s = signer();
  const std::string token = s.sign(kUser, "jean \"le\" é@b.fr");
  const auto claims = s.verify(token);
  ASSERT_TRUE(claims) << claims.error().message;
  EXPECT_EQ(claims->user_id, kUser);
  EXPECT_EQ(claims->email, "jean \"le\" é@b.fr");
  EXPECT_EQ(claims->issued_at.us, kNow * 1'000'000);
  EXPECT_EQ(claims->expires_at.us, (kNow + 3600) * 1'000'000);
  EXPECT_TRUE(Uuid::parse(claims->token_id));
  EXPECT_NE(token, s.sign(kUser, "jean \"le\" é@b.fr"));      // its jti
}

TEST_F(JwtTest, rfc_7515_example) {
  const auto key = base64url_decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  EXPECT_EQ(base64url_encode(as_text(hmac_sha256(*key, "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"))),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

TEST_F(JwtTest, good_tokens_of_other_shapes) {
  EXPECT_EQ(reason(make(kHeader, kClaims)), "");
  EXPECT_EQ(reason(make(R"({"typ":"JWT","alg":"HS256","kid":"2026-01"})", kClaims)), "");
  EXPECT_EQ(reason(make(kHeader, with(R"("aud":"jobmate")", R"("aud":["other","jobmate"])"))), "");
  EXPECT_EQ(reason(make(kHeader, with(R"("exp":1800003600)", R"("exp":1800003600.5)"))), "");
  EXPECT_EQ(reason(make(kHeader, with(R"("jti":"x")", R"("nbf":1800000029,"more":{"a":[1]})"))), "");
}

TEST_F(JwtTest, headers_that_are_refused) {
  for (const auto* header :
       {R"({"alg":"none","typ":"at+jwt"})", R"({"alg":"None","typ":"at+jwt"})", R"({"alg":"","typ":"at+jwt"})", R"({"alg":"RS256","typ":"at+jwt"})",
        R"({"alg":"ES256","typ":"at+jwt"})", R"({"alg":"HS512","typ":"at+jwt"})", R"({"alg":"hs256","typ":"at+jwt"})", R"({"alg":["HS256"],"typ":"at+jwt"})",
        R"({"alg":null,"typ":"at+jwt"})", R"({"typ":"at+jwt"})", R"({"alg":"HS256"})", R"({"alg":"HS256","typ":"logout+jwt"})", R"({"alg":"HS256","typ":1})",
        R"({"alg":"HS256","alg":"none","typ":"at+jwt"})", R"({"alg":"none","alg":"HS256","typ":"at+jwt"})", R"({"alg":"HS256","typ":"at+jwt","crit":["exp"]})",
        R"({"alg":"HS256","typ":"at+jwt","jku":"https://evil.example/keys"})", R"({"alg":"HS256","typ":"at+jwt","jwk":{"kty":"oct","k":"AA"}})",
        R"({"alg":"HS256","typ":"at+jwt","x5u":"https://evil.example"})", R"({"alg":"HS256","typ":"at+jwt","b64":false})", R"({"alg":"HS256","typ":"at+jwt","kid":{"$ne":1}})",
        R"(["HS256"])", R"("HS256")", R"({"alg":"HS256","typ":"at+jwt"} x)", R"({"alg":"HS256","typ":"at+jwt")", "", "{}", "null"})
    EXPECT_EQ(reason(make(header, kClaims)), "TOKEN_INVALID") << header;
}

TEST_F(JwtTest, claims_that_are_refused) {
  const std::string table[] = {
      with(R"("userId":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",)", ""),
      with(R"("userId":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")", R"("userId":"admin")"),
      with(R"("userId":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")", R"("userId":7)"),
      with(R"("userId":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")", R"("userId":"00000000-0000-0000-0000-000000000000")"),
      with(R"("userId":"0190a1b2)", R"("userId":"0190a1b3)"),                                          // not its subject
      with(R"("email":"a@b.fr")", R"("email":"a@b.fr","userId":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c")"),   // twice
      with(R"("email":"a@b.fr")", R"("email":"a@b.fr","\u0065mail":"c@d.fr")"),                         // twice, escaped
      with(R"("email":"a@b.fr",)", ""), with(R"("email":"a@b.fr")", R"("email":null)"), with(R"("email":"a@b.fr")", R"("email":["a@b.fr"])"),
      with(R"("sub":"0190a1b2)", R"("sub":"x190a1b2)"), with(R"("iss":"jobmate")", R"("iss":"evil")"), with(R"("iss":"jobmate",)", ""),
      with(R"("iss":"jobmate")", R"("iss":["jobmate"])"), with(R"("aud":"jobmate")", R"("aud":"other")"), with(R"("aud":"jobmate",)", ""),
      with(R"("aud":"jobmate")", R"("aud":[])"), with(R"("aud":"jobmate")", R"("aud":["jobmate",7])"), with(R"("aud":"jobmate")", R"("aud":{"jobmate":1})"),
      with(R"("exp":1800003600,)", ""), with(R"("exp":1800003600)", R"("exp":"1800003600")"), with(R"("exp":1800003600)", R"("exp":true)"),
      with(R"("exp":1800003600)", R"("exp":-1)"), with(R"("exp":1800003600)", R"("exp":1e300)"), with(R"("exp":1800003600)", R"("exp":99999999999999999999999)"),
      with(R"("iat":1800000000)", R"("iat":"now")"), with(R"("jti":"x")", R"("jti":1)"), with(R"("jti":"x")", R"("nbf":1800000031)"),
      with(R"("jti":"x")", R"("nbf":"1")"), with(R"("jti":"x")", R"("deep":{"a":{"b":{"c":{"d":{"e":1}}}}})"),
      with(R"("email":"a@b.fr")", "\"email\":\"a\xff@b.fr\""), with(R"("email":"a@b.fr")", R"("email":"\ud800@b.fr")"),
      std::string(kClaims) + "x", std::string(kClaims.substr(1)), "[]", "null", "7", "", "{}"};
  for (const auto& claims : table) EXPECT_EQ(reason(make(kHeader, claims)), "TOKEN_INVALID") << claims;
}

TEST_F(JwtTest, texts_that_are_not_the_token) {
  const std::string good = make(kHeader, kClaims);
  ASSERT_EQ(reason(good), "");
  const auto dot = good.rfind('.');
  const std::string unsigned_part = good.substr(0, dot);
  std::string trailing_bits = good;      // 32 bytes leave two unused bits in the last character
  const auto sextet = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
  trailing_bits.back() = sextet[sextet.find(good.back()) | 1];
  std::string flipped = good;
  flipped[dot + 5] = flipped[dot + 5] == 'A' ? 'B' : 'A';
  std::string standard_alphabet = good;
  for (char& c : standard_alphabet) c = c == '-' ? '+' : c == '_' ? '/' : c;
  std::string claims_changed = good;
  claims_changed[good.find('.') + 20] ^= 1;
  for (const auto& bad : {std::string(), std::string("."), std::string(".."), std::string("..."), unsigned_part, unsigned_part + ".", good + ".", good + "=", good + "==",
                          good + " ", " " + good, good + "\n", good + ".x", "." + good, trailing_bits, flipped, claims_changed, "Bearer " + good,
                          good.substr(0, good.size() - 1), good.substr(0, good.size() - 2), good + "A", unsigned_part + "." + std::string(43, 'A'),
                          good.substr(good.find('.') + 1), std::string(good).insert(10, 1, '\0'), make(kHeader, kClaims, kOldKey), make(kHeader, kClaims, "")})
    EXPECT_EQ(reason(bad), "TOKEN_INVALID") << bad;
  if (standard_alphabet != good) EXPECT_EQ(reason(standard_alphabet), "TOKEN_INVALID");
}

TEST_F(JwtTest, size_is_bounded_before_parsing) {
  const auto sized = [](std::size_t fill) { return make(kHeader, with(R"("jti":"x")", "\"jti\":\"" + std::string(fill, 'x') + "\"")); };
  std::size_t fill = 2000;
  while (sized(fill + 1).size() <= kTokenBytesMax) ++fill;
  EXPECT_EQ(reason(sized(fill)), "");
  EXPECT_EQ(reason(sized(fill + 4)), "TOKEN_INVALID");
  EXPECT_EQ(reason(std::string(10'000'000, 'a')), "TOKEN_INVALID");
}

TEST_F(JwtTest, expiry_with_leeway) {
  JwtSigner s = signer();
  const std::string token = make(kHeader, kClaims);
  clock.set(Time{(kNow + 3600 + 29) * 1'000'000});
  EXPECT_TRUE(s.check(token));
  EXPECT_TRUE(s.verify(token));
  clock.set(Time{(kNow + 3600 + 30) * 1'000'000});
  EXPECT_EQ(refusal(s.check(token)), "TOKEN_EXPIRED");
  EXPECT_EQ(refusal(s.verify(token)), "TOKEN_EXPIRED");      // remembered before
  EXPECT_EQ(refusal(s.verify(token)), "TOKEN_EXPIRED");
}

TEST_F(JwtTest, two_keys_while_one_is_replaced) {
  const std::string old_token = make(kHeader, kClaims, kOldKey);
  EXPECT_TRUE(signer(kOldKey).check(old_token));
  EXPECT_FALSE(signer().check(old_token));
  JwtSigner s = signer(kOldKey);
  EXPECT_TRUE(signer().check(s.sign(kUser, "a@b.fr")));      // signed with the new one
}

TEST_F(JwtTest, memory_is_bounded_and_holds_good_tokens_only) {
  JwtSigner s = signer("", 2);
  const std::string a = s.sign(kUser, "a@b.fr"), b = s.sign(kUser, "b@b.fr"), c = s.sign(kUser, "c@b.fr");
  for (int round = 0; round < 3; ++round)
    for (const auto* t : {&a, &b, &c}) EXPECT_TRUE(s.verify(*t));
  EXPECT_FALSE(s.verify(a + "x"));
  EXPECT_EQ(s.verify(b)->email, "b@b.fr");
  JwtSigner moved = std::move(s);
  EXPECT_EQ(moved.verify(c)->email, "c@b.fr");
  JwtSigner none = signer("", 0);
  EXPECT_TRUE(none.verify(a));
}

// One key, two uses that cannot be taken for each other.
TEST_F(JwtTest, a_seal_is_of_one_text_one_purpose_and_no_token) {
  const JwtSigner s = signer();
  EXPECT_EQ(s.seal("file", "a"), s.seal("file", "a"));
  EXPECT_NE(s.seal("file", "a"), s.seal("file", "b"));
  EXPECT_NE(s.seal("file", "a"), s.seal("fil", "ea"));
  EXPECT_NE(s.seal("file", "a"), signer().seal("mail", "a"));
  EXPECT_FALSE(s.check("seal." + base64url_encode("file\na") + "." + s.seal("file", "a")));
}

TEST_F(JwtTest, weak_options_are_refused) {
  EXPECT_EQ(refusal(JwtSigner::make({.key = Secret()})), "WEAK_KEY");
  EXPECT_EQ(refusal(JwtSigner::make({.key = Secret(kKey.substr(1))})), "WEAK_KEY");
  EXPECT_EQ(refusal(JwtSigner::make({.key = Secret(kKey), .previous_key = Secret("short")})), "WEAK_KEY");
  EXPECT_FALSE(JwtSigner::make({.key = Secret(kKey), .lifetime = std::chrono::seconds(0)}));
}

}  // namespace
}  // namespace jm::crypto
