// Hashes, random tokens, and their text forms.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/secrets.h"

namespace jm::crypto {

using Digest = std::array<std::uint8_t, 32>;

inline std::string_view as_text(const Digest& d) { return {reinterpret_cast<const char*>(d.data()), d.size()}; }

Digest sha256(std::string_view data);

// A key set up once: one block of hashing less per message. Copyable; wiped on destruction.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  HmacSha256(const HmacSha256&) = default;
  HmacSha256& operator=(const HmacSha256&) = default;
  ~HmacSha256();
  Digest operator()(std::string_view message) const;

 private:
  struct alignas(64) State {
    std::array<unsigned char, 256> bytes;
  };
  State state_;
};
inline Digest hmac_sha256(std::string_view key, std::string_view message) { return HmacSha256(key)(message); }

std::string to_hex(std::string_view bytes);                           // lower case
inline std::string to_hex(const Digest& d) { return to_hex(as_text(d)); }

// RFC 4648 §5 without padding. Decoding is strict: exactly one text stands for each byte string, so padding, other
// alphabets, white space and set bits after the last byte are refused.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

// `bytes` random bytes as base64url (256 bits: 43 characters).
std::string random_token(std::size_t bytes = 32);

}  // namespace jm::crypto
