#include "crypto/hash.h"

#include <sodium.h>

#include <cstdlib>
#include <vector>

#include "base/ids.h"
#include "crypto/sodium_ready.h"

namespace jm::crypto {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr auto kValue = [] {
  std::array<std::int8_t, 256> t{};
  t.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) t[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  return t;
}();

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

}  // namespace

void sodium_ready() {
  static const int once = sodium_init();
  if (once < 0) std::abort();
}

Digest sha256(std::string_view data) {
  Digest d;
  crypto_hash_sha256(d.data(), bytes_of(data), data.size());
  return d;
}

namespace {
using HmacState = crypto_auth_hmacsha256_state;
}

HmacSha256::HmacSha256(std::string_view key) {
  static_assert(sizeof(HmacState) <= sizeof(State) && alignof(HmacState) <= alignof(State));
  crypto_auth_hmacsha256_init(reinterpret_cast<HmacState*>(&state_), bytes_of(key), key.size());
}

HmacSha256::~HmacSha256() { sodium_memzero(&state_, sizeof state_); }

Digest HmacSha256::operator()(std::string_view message) const {
  State copy = state_;
  auto* state = reinterpret_cast<HmacState*>(&copy);
  Digest d;
  crypto_auth_hmacsha256_update(state, bytes_of(message), message.size());
  crypto_auth_hmacsha256_final(state, d.data());      // wipes what it used
  sodium_memzero(&copy, sizeof copy);
  return d;
}

std::string to_hex(std::string_view bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string base64url_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    count += 8;
    while (count >= 6) out += kAlphabet[bits >> (count -= 6) & 63];
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 63];
  return out;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  if (text.size() % 4 == 1) return {};
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int v = kValue[static_cast<unsigned char>(c)];
    if (v < 0) return {};
    bits = bits << 6 | static_cast<std::uint32_t>(v);
    count += 6;
    if (count >= 8) out += static_cast<char>(bits >> (count -= 8) & 255);
  }
  if ((bits & ((1u << count) - 1)) != 0) return {};
  return out;
}

std::string random_token(std::size_t bytes) {
  std::vector<std::uint8_t> raw(bytes);
  random_bytes(raw);
  return base64url_encode({reinterpret_cast<const char*>(raw.data()), raw.size()});
}

}  // namespace jm::crypto
