#include "crypto/password.h"

#include <gtest/gtest.h>

namespace jm::crypto {
namespace {

constexpr PasswordCost kCheap{.memory_kib = 64, .passes = 1};      // for tables; never the product's

TEST(Password, hash_and_verify_at_the_products_cost) {
  const auto phc = hash_password("correct horse battery staple");
  ASSERT_TRUE(phc);
  EXPECT_TRUE(phc->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *phc;
  EXPECT_TRUE(verify_password(*phc, "correct horse battery staple"));
  EXPECT_FALSE(verify_password(*phc, "correct horse battery stapl"));
  EXPECT_FALSE(verify_password(*phc, ""));
  EXPECT_FALSE(needs_rehash(*phc));
}

TEST(Password, the_cost_is_at_least_owasps) {
  EXPECT_GE(PasswordCost{}.memory_kib, 19u * 1024);
  EXPECT_GE(PasswordCost{}.passes, 2u);
}

TEST(Password, salts_differ) { EXPECT_NE(*hash_password("x", kCheap), *hash_password("x", kCheap)); }

TEST(Password, bytes_are_taken_as_they_are) {
  const std::string with_nul("pass\0word", 9);
  const auto phc = hash_password(with_nul, kCheap);
  EXPECT_TRUE(verify_password(*phc, with_nul));
  EXPECT_FALSE(verify_password(*phc, "pass"));
}

TEST(Password, length_is_bounded_before_hashing) {
  EXPECT_TRUE(hash_password(std::string(kPasswordBytesMax, 'a'), kCheap));
  EXPECT_FALSE(hash_password(std::string(kPasswordBytesMax + 1, 'a'), kCheap));
}

TEST(Password, another_cost_asks_for_a_rehash) {
  const auto phc = hash_password("x", kCheap);
  EXPECT_TRUE(needs_rehash(*phc));
  EXPECT_FALSE(needs_rehash(*phc, kCheap));
  EXPECT_TRUE(needs_rehash("$2b$12$abcdefghijklmnopqrstuv"));
}

TEST(Password, the_decoy_is_well_formed_and_matches_nothing) {
  const std::string decoy = decoy_hash();
  EXPECT_FALSE(needs_rehash(decoy));
  EXPECT_FALSE(verify_password(decoy, ""));
  const auto real = hash_password("x");
  EXPECT_EQ(decoy.size(), real->size());
}

TEST(Password, what_is_not_a_hash_of_ours_verifies_nothing) {
  for (const std::string bad : {"", "x", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
                                "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",      // 4 TiB
                                "$argon2id$v=19$m=64,t=4294967295,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",     // years
                                "$argon2id$v=19$m=64,t=1,p=1$$", "$argon2id$v=19$m=-1,t=1,p=1$c2FsdA$aGFzaA"})
    EXPECT_FALSE(verify_password(bad, "x")) << bad;
}

}  // namespace
}  // namespace jm::crypto
