// Passwords are kept as Argon2id hashes in PHC form ("$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>"), so that the cost can
// grow later and old hashes still tell how they were made. Each call takes tens of milliseconds and `memory_kib` of memory:
// run it on a CpuPool.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace jm::crypto {

// OWASP's minimum; 46 MiB with one pass is its equal. Parallelism is always 1.
struct PasswordCost {
  unsigned memory_kib = 19'456;
  unsigned passes = 2;
  bool operator==(const PasswordCost&) const = default;
};
inline constexpr std::size_t kPasswordBytesMin = 8;
inline constexpr std::size_t kPasswordBytesMax = 1024;      // what is hashed is bounded before hashing

// RESOURCE_EXHAUSTED when the memory cannot be had.
Result<std::string> hash_password(std::string_view password, const PasswordCost& cost = {});

// False for a wrong password and for anything that is not a hash this function can have made at a bearable cost.
bool verify_password(const std::string& phc, std::string_view password);

// True unless the hash was made with exactly this cost.
bool needs_rehash(const std::string& phc, const PasswordCost& cost = {});

// A well-formed hash that no password matches: verifying against it takes as long as against a real one, so that an account
// that does not exist answers no sooner.
std::string decoy_hash(const PasswordCost& cost = {});

}  // namespace jm::crypto
