#include "gateway/auth.h"

#include "gateway/web_session.h"

namespace jm::gateway {
namespace {

// The token of the cookie; empty without one. FORBIDDEN when it came with a request that our page did not make.
Result<std::string_view> token_of_cookie(const http::Request& request, const SignInWays& ways) {
  const auto token = session_cookie(request.headers.get("cookie"));
  if (!token) return fail(Code::kUnauthenticated, "The request carries two sessions. Clear this site's cookies and sign in again.", "TOKEN_INVALID");
  if (token->empty()) return *token;
  if (ways.cookie_needs_header && !request.headers.has(kWebHeader))
    return fail(Code::kPermissionDenied, "With the session cookie every request needs the header " + std::string(kWebHeader) + ", which a foreign page cannot send.", "CSRF_BLOCKED");
  if (!from_own_page(request, ways.web_origins))
    return fail(Code::kPermissionDenied, "The session cookie is accepted from JobMate's own pages only. Other sites need CORS_ORIGIN.", "CSRF_BLOCKED");
  return *token;
}

}  // namespace

SignIn sign_in(const http::Request& request, crypto::JwtSigner& tokens, const SignInWays& ways) {
  SignIn result;
  result.caller.request_id = request.request_id;
  result.caller.deadline = request.deadline;
  result.caller.address = request.remote_address;

  std::optional<std::string> from_url;
  std::string_view token;
  const std::string_view header = request.headers.get("authorization");
  if (!header.empty()) {
    if (header.size() < 7 || !http::iequals(header.substr(0, 7), "Bearer ")) {
      result.error = Error{Code::kUnauthenticated, "The Authorization header must read: Bearer <token>.", "TOKEN_INVALID"};
      return result;
    }
    token = header.substr(7);
    while (token.starts_with(' ')) token.remove_prefix(1);
  } else if (ways.token_in_url && (from_url = request.query("token"))) {
    token = *from_url;
  } else {
    const Result<std::string_view> cookie = token_of_cookie(request, ways);
    if (!cookie) {
      result.error = cookie.error();
      return result;
    }
    token = *cookie;
    result.by_cookie = !token.empty();
  }
  if (token.empty()) return result;

  Result<crypto::Claims> claims = tokens.verify(token);
  if (!claims) {
    result.error = claims.error();
    return result;
  }
  if (ways.ended && ways.ended->has_ended(*claims)) {
    result.error = Error{Code::kUnauthenticated, "This session has ended. Sign in again.", "SESSION_ENDED"};
    return result;
  }
  result.caller.user_id = claims->user_id;
  result.claims = std::move(*claims);
  return result;
}

}  // namespace jm::gateway
