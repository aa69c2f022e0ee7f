// The tokens of the public edge: JWT (RFC 7519) by HMAC-SHA-256, following RFC 8725.
//
//   header  {"alg":"HS256","typ":"at+jwt"}
//   claims  userId, email (what documented clients read), sub (= userId), iss, aud, iat, exp, jti
//
// The algorithm is ours to choose, never the token's: any other `alg` is refused, and so are header members that would make
// us fetch or understand something (kid aside, which is ignored: both keys are tried). Reading is strict: size before
// anything, three parts, one text per signature (strict base64url), no claim twice, right types, times with a leeway.
//
// Two keys may be alive: tokens are signed with `key`; those signed with `previous_key` still verify, so that a key is
// changed without signing everybody out.
//
// A token that verified is remembered (by its full text, bounded, never beyond its expiry), since one client sends the same
// token with every request. For one thread.
#pragma once
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secrets.h"
#include "crypto/hash.h"

namespace jm::crypto {

inline constexpr std::size_t kTokenBytesMax = 4096;
inline constexpr std::size_t kTokenKeyBytesMin = 32;

struct Claims {
  Uuid user_id;
  std::string email;
  std::string token_id;                       // jti; empty if the token has none
  Time issued_at, expires_at;                 // whole seconds
};

struct JwtOptions {
  Secret key;
  Secret previous_key = {};                   // empty: none
  std::string issuer = "jobmate";
  std::string audience = "jobmate";
  std::chrono::seconds lifetime = std::chrono::days(7);
  std::chrono::seconds leeway{30};            // clocks differ
  std::size_t remembered_max = 4096;          // verified tokens; 0 = none
};

class JwtSigner {
 public:
  // INVALID_ARGUMENT for a key under kTokenKeyBytesMin bytes or a lifetime that is not positive. `clock` must outlive it.
  static Result<JwtSigner> make(JwtOptions options, const Clock& clock = Clock::system());
  JwtSigner(JwtSigner&&) = default;
  JwtSigner& operator=(JwtSigner&&) = default;

  std::chrono::seconds lifetime() const { return options_.lifetime; }
  // The token's id (jti) is that of its session: a new one, which says when it began (UUID version 7), or the one that goes on.
  std::string sign(const Uuid& user_id, std::string_view email, std::string_view session = {}) const;

  // UNAUTHENTICATED otherwise; reason TOKEN_EXPIRED for a token that was good once, else TOKEN_INVALID.
  Result<Claims> verify(std::string_view token);

  // A signature over something else that only this key can have made, as base64url; `purpose` keeps the kinds apart, and all of them
  // from tokens.
  std::string seal(std::string_view purpose, std::string_view text) const;

  // Without the memory: what verify() does with a token it has not seen.
  Result<Claims> check(std::string_view token) const;

 private:
  struct Remembered {
    Claims claims;
    std::list<std::string_view>::iterator order;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  JwtSigner(JwtOptions options, const Clock& clock);
  bool signature_matches(std::string_view signed_part, std::string_view signature) const;
  void remember(std::string_view token, const Claims& claims);

  JwtOptions options_;
  const Clock* clock_;
  HmacSha256 hmac_;
  std::optional<HmacSha256> previous_hmac_;
  std::unordered_map<std::string, Remembered, Hash, std::equal_to<>> seen_;
  std::list<std::string_view> order_;         // oldest first; the views point to the keys of seen_
};

}  // namespace jm::crypto
