#include "crypto/password.h"

#include <sodium.h>

#include <charconv>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "crypto/sodium_ready.h"

namespace jm::crypto {
namespace {

constexpr std::size_t kSaltBytes = 16, kHashBytes = 32;
constexpr unsigned kMemoryKibMax = 1 << 20, kPassesMax = 16;      // of a stored hash: more was never asked for

// The cost in "$argon2id$v=19$m=19456,t=2,p=1$…"; nullopt for any other form.
std::optional<PasswordCost> cost_of(std::string_view phc) {
  const auto eat = [&](std::string_view s) {
    if (!phc.starts_with(s)) return false;
    phc.remove_prefix(s.size());
    return true;
  };
  const auto number = [&](unsigned& n) {
    const auto [end, error] = std::from_chars(phc.data(), phc.data() + phc.size(), n);
    if (error != std::errc()) return false;
    phc.remove_prefix(static_cast<std::size_t>(end - phc.data()));
    return true;
  };
  PasswordCost c;
  if (!eat("$argon2id$v=19$m=") || !number(c.memory_kib) || !eat(",t=") || !number(c.passes) || !eat(",p=1$")) return {};
  return c;
}

// PHC uses the standard alphabet without padding.
std::string random_base64(std::size_t size) {
  std::vector<std::uint8_t> raw(size);
  random_bytes(raw);
  std::string out(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), raw.data(), raw.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  out.pop_back();      // its NUL
  return out;
}

}  // namespace

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
  if (password.size() > kPasswordBytesMax) return fail(Code::kInvalidArgument, "The password is too long.");
  sodium_ready();
  char phc[crypto_pwhash_argon2id_STRBYTES];
  if (crypto_pwhash_argon2id_str(phc, password.data(), password.size(), cost.passes, std::size_t{cost.memory_kib} * 1024) != 0)
    return fail(Code::kResourceExhausted, "The server is busy. Try again in a moment.", "BUSY");
  return std::string(phc);
}

bool verify_password(const std::string& phc, std::string_view password) {
  const auto cost = cost_of(phc);
  if (!cost || cost->memory_kib > kMemoryKibMax || cost->passes > kPassesMax || password.size() > kPasswordBytesMax) return false;
  sodium_ready();
  return crypto_pwhash_argon2id_str_verify(phc.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& phc, const PasswordCost& cost) { return cost_of(phc) != cost; }

std::string decoy_hash(const PasswordCost& cost) {
  return "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes) + ",p=1$" +
         random_base64(kSaltBytes) + "$" + random_base64(kHashBytes);
}

}  // namespace jm::crypto
