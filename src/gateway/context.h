// What every resolver of one request sees: who calls, and the services behind the edge.
#pragma once
#include <optional>

#include "base/caller.h"
#include "crypto/jwt.h"
#include "gateway/ended_sessions.h"
#include "gateway/services.h"
#include "graphql/bind.h"

namespace jm::gateway {

struct RequestContext {
  Caller caller;
  const crypto::Claims& claims;              // of the caller's token
  std::optional<Error> sign_in_error;        // a token was sent and is not good
  Services& services;
  crypto::JwtSigner& tokens;
  EndedSessions& sessions;
  bool wants_cookie = false;                 // our own page asks: the session comes as a cookie, not as a token it could read
  std::optional<std::string> session = {};   // the token that the answer's cookie will hold; empty ends the session
};

inline RequestContext& of(graphql::Ctx& ctx) { return ctx.user<RequestContext>(); }

// Every operation but register, login and health begins with this.
inline Result<Caller> signed_in(graphql::Ctx& ctx) {
  const Caller& caller = of(ctx).caller;
  if (of(ctx).sign_in_error) return std::unexpected(*of(ctx).sign_in_error);
  if (caller.user_id.is_nil()) return fail(Code::kUnauthenticated, "Sign in first: this needs a valid token in the Authorization header.");
  return caller;
}

// One function per part of the schema; together they bind every field.
void bind_profile_fields(graphql::Bindings& bindings);
void bind_account_fields(graphql::Bindings& bindings);
void bind_cv_fields(graphql::Bindings& bindings);
void bind_inbox_fields(graphql::Bindings& bindings);
void bind_board_fields(graphql::Bindings& bindings);
void bind_model_fields(graphql::Bindings& bindings);
void bind_document_fields(graphql::Bindings& bindings);
void bind_insights_fields(graphql::Bindings& bindings);

}  // namespace jm::gateway
