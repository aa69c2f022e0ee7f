// From a request to who calls. The token comes in the Authorization header ("Bearer <jwt>"); on /events also as ?token=,
// for the documented clients only (EventSource cannot send headers). Tokens are never logged.
#pragma once
#include <optional>
#include <string>

#include "base/caller.h"
#include "crypto/jwt.h"
#include "http/message.h"

namespace jm::gateway {

struct SignIn {
  Caller caller;                             // user_id nil: nobody, or `error` says why not
  std::optional<Error> error;                // a token was sent and is not good
  Time expires_at;                           // of the token
};

SignIn sign_in(const http::Request& request, crypto::JwtSigner& tokens, bool token_in_url);

}  // namespace jm::gateway
