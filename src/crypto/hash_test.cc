#include "crypto/hash.h"

#include <gtest/gtest.h>

#include <set>

namespace jm::crypto {
namespace {

TEST(Hash, sha256_known_answers) {      // FIPS 180-2
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, hmac_known_answers) {        // RFC 4231, cases 1, 2, 6
  EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hash, one_key_many_messages) {
  const HmacSha256 hmac("Jefe");
  const HmacSha256 copy = hmac;
  EXPECT_EQ(hmac("a"), copy("a"));
  EXPECT_EQ(hmac("a"), hmac_sha256("Jefe", "a"));
  EXPECT_NE(hmac("a"), hmac("b"));
}

TEST(Base64url, known_answers) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {std::string_view("\xff\xfe\xfd\x00", 4), "__79AA"}};
  for (const auto& [raw, text] : table) {
    EXPECT_EQ(base64url_encode(raw), text);
    EXPECT_EQ(base64url_decode(text), raw);
  }
}

TEST(Base64url, exactly_one_text_for_each_byte_string) {
  for (const auto* bad : {"Zg==", "Zg=", "Z", "Zh", "Zm9", "Zm9vY", "Zm9v ", " Zm9v", "Zm\n9v", "Zm+v", "Zm/v", "Zm9\xc3\xa9", "Zm9vYh"})
    EXPECT_FALSE(base64url_decode(bad)) << bad;
  EXPECT_FALSE(base64url_decode(std::string_view("Zm\0v", 4)));
}

TEST(Random, tokens_differ_and_have_their_length) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_token());
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(seen.begin()->size(), 43u);
  EXPECT_EQ(random_token(16).size(), 22u);
}

}  // namespace
}  // namespace jm::crypto
