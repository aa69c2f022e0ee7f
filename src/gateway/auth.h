// From a request to who calls. The token comes in the Authorization header ("Bearer <jwt>"), else in the web app's cookie
// (web_session.h says when that counts); on /events also as ?token=, for the documented clients only (EventSource cannot
// send headers). Tokens are never logged.
#pragma once
#include <optional>
#include <string>

#include "base/caller.h"
#include "crypto/jwt.h"
#include "gateway/ended_sessions.h"
#include "http/cors.h"
#include "http/message.h"

namespace jm::gateway {

struct SignIn {
  Caller caller;                             // user_id nil: nobody, or `error` says why not
  std::optional<Error> error;                // a token was sent and is not good
  crypto::Claims claims;                     // of the token
  bool by_cookie = false;
};

struct SignInWays {
  const http::Cors& web_origins;             // whose pages may use the cookie, besides our own
  bool token_in_url = false;
  bool cookie_needs_header = true;           // x-jobmate-web; EventSource cannot send it
  const EndedSessions* ended = nullptr;      // whose tokens are good no longer
};

// UNAUTHENTICATED, reason SESSION_ENDED, for a token whose session has.
SignIn sign_in(const http::Request& request, crypto::JwtSigner& tokens, const SignInWays& ways);

}  // namespace jm::gateway
