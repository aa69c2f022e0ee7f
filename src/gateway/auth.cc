#include "gateway/auth.h"

namespace jm::gateway {

SignIn sign_in(const http::Request& request, crypto::JwtSigner& tokens, bool token_in_url) {
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
  } else if (token_in_url) {
    from_url = request.query("token");
    if (from_url) token = *from_url;
  }
  if (token.empty()) return result;

  Result<crypto::Claims> claims = tokens.verify(token);
  if (!claims) {
    result.error = claims.error();
    return result;
  }
  result.caller.user_id = claims->user_id;
  result.expires_at = claims->expires_at;
  return result;
}

}  // namespace jm::gateway
