// Secrets that have to be stored and read again (a user's key for a service): encrypted and authenticated, so that a copy of the
// database alone shows nothing and a sealed value cannot be moved to another owner.
//
//   Sealer sealer(master);                                   // any secret of 32 bytes or more; kept outside the database
//   std::string sealed = sealer.seal(key, "model key of " + user.str());
//   std::optional<Secret> key = sealer.open(sealed, "model key of " + user.str());      // nothing: other master, owner or bytes
//
// XChaCha20-Poly1305 (libsodium) under a key derived from the master; random nonces. Form: 0x01, nonce, ciphertext with its tag.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/secrets.h"

namespace jm::crypto {

class Sealer {
 public:
  explicit Sealer(const Secret& master);
  Sealer(const Sealer&) = default;
  Sealer& operator=(const Sealer&) = default;
  ~Sealer();
  std::string seal(std::string_view plain, std::string_view context) const;
  std::optional<Secret> open(std::string_view sealed, std::string_view context) const;

 private:
  std::array<unsigned char, 32> key_;
};

}  // namespace jm::crypto
