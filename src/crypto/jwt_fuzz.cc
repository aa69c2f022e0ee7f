// Any bytes as a token, and as header and claims of a rightly signed one (so that the parsers behind the signature are
// reached). What verifies must be a token that says so: signed, unexpired, for a user.
#include <cstdlib>

#include "crypto/jwt.h"

namespace {

using namespace jm::crypto;

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

JwtSigner& signer() {
  static const jm::ManualClock clock(jm::Time{1'800'000'000'000'000});
  static JwtSigner s = std::move(*JwtSigner::make({.key = jm::Secret(kKey), .remembered_max = 16}, clock));
  return s;
}

void check(const std::string& token) {
  const auto claims = signer().verify(token);
  if (claims && (claims->user_id.is_nil() || token.size() > kTokenBytesMax || claims->expires_at.us < 1'799'999'970'000'000)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  check(input);
  const auto newline = std::min(input.find('\n'), input.size());
  const std::string header = newline == input.size() ? R"({"alg":"HS256","typ":"JWT"})" : input.substr(0, newline);
  const std::string claims = newline == input.size() ? input : input.substr(newline + 1);
  const std::string part = base64url_encode(header) + '.' + base64url_encode(claims);
  check(part + '.' + base64url_encode(as_text(hmac_sha256(kKey, part))));
  if (const auto raw = base64url_decode(input); raw && base64url_encode(*raw) != input) std::abort();
  return 0;
}
