#include "crypto/seal.h"

#include <gtest/gtest.h>

namespace jm::crypto {
namespace {

TEST(Sealer, opens_what_it_sealed_for_the_same_owner_only) {
  const Sealer sealer(Secret("a master secret of this installation")), other(Secret("the master secret of another one ..."));
  const std::string sealed = sealer.seal("sk-0123456789", "user a");
  EXPECT_EQ(sealed.find("sk-0123456789"), std::string::npos);
  const auto opened = sealer.open(sealed, "user a");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), "sk-0123456789");
  EXPECT_FALSE(sealer.open(sealed, "user b"));
  EXPECT_FALSE(other.open(sealed, "user a"));
  EXPECT_NE(sealer.seal("sk-0123456789", "user a"), sealed) << "the same nonce twice";
}

TEST(Sealer, any_changed_or_missing_byte_is_noticed) {
  const Sealer sealer(Secret("a master secret of this installation"));
  const std::string sealed = sealer.seal("key", "c");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(sealer.open(changed, "c")) << i;
    EXPECT_FALSE(sealer.open(std::string_view(sealed).substr(0, i), "c")) << i;
  }
  EXPECT_TRUE(sealer.open(sealer.seal("", ""), ""));
}

}  // namespace
}  // namespace jm::crypto
