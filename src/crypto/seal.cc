#include "crypto/seal.h"

#include <sodium.h>

#include "crypto/sodium_ready.h"

namespace jm::crypto {
namespace {

constexpr char kForm = 1;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::string_view kPurpose = "jobmate sealing key 1";

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

}  // namespace

Sealer::Sealer(const Secret& master) {
  sodium_ready();
  static_assert(std::tuple_size_v<decltype(key_)> == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, key_.size());
  crypto_generichash_update(&state, bytes_of(kPurpose), kPurpose.size());
  crypto_generichash_update(&state, bytes_of(master.reveal()), master.size());
  crypto_generichash_final(&state, key_.data(), key_.size());
  sodium_memzero(&state, sizeof state);
}

Sealer::~Sealer() { sodium_memzero(key_.data(), key_.size()); }

std::string Sealer::seal(std::string_view plain, std::string_view context) const {
  std::string out(1 + kNonce + plain.size() + kTag, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  bytes[0] = kForm;
  randombytes_buf(bytes + 1, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + 1 + kNonce, nullptr, bytes_of(plain), plain.size(), bytes_of(context), context.size(), nullptr, bytes + 1, key_.data());
  return out;
}

std::optional<Secret> Sealer::open(std::string_view sealed, std::string_view context) const {
  if (sealed.size() < 1 + kNonce + kTag || sealed.front() != kForm) return {};
  const std::string_view nonce = sealed.substr(1, kNonce), body = sealed.substr(1 + kNonce);
  std::string plain(body.size() - kTag, '\0');
  const int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes_of(body), body.size(), bytes_of(context), context.size(), bytes_of(nonce), key_.data());
  std::optional<Secret> out;
  if (bad == 0) out.emplace(plain);
  wipe(plain);
  return out;
}

}  // namespace jm::crypto
