#include "gateway/cv_route.h"

#include "gateway/auth.h"
#include "http/status.h"
#include "http/url.h"

namespace jm::gateway {

Task<http::Response> serve_cv(GatewayDeps deps, const http::Cors& web_origins, http::Request& request) {
  if (!deps.sessions.is_loaded()) {
    const Result<void> loaded = co_await deps.sessions.loaded(request.deadline);
    if (!loaded) co_return http::error_response(loaded.error());
  }
  SignIn who = sign_in(request, deps.tokens, {.web_origins = web_origins, .cookie_needs_header = false, .ended = &deps.sessions});   // a link sends no header
  if (who.error) co_return http::error_response(*who.error);
  if (who.caller.user_id.is_nil()) co_return http::error_response({Code::kUnauthenticated, "Sign in first: a CV is shown to its owner only.", "UNAUTHENTICATED"});
  pb::GetCvFileRequest wanted;
  const std::string_view path = request.path;
  wanted.set_id(std::string(path.substr(path.rfind('/') + 1)));
  Result<pb::CvFile> file = co_await deps.services.profile.GetCvFile(who.caller, std::move(wanted));
  if (!file) co_return http::error_response(file.error());
  http::Response response;
  response.content_type = file->media_type();
  response.headers.add("content-disposition", "attachment; filename*=UTF-8''" + http::percent_encode(file->file_name()));
  response.headers.add("x-content-type-options", "nosniff");
  response.headers.add("cache-control", "private, no-store");
  response.body = std::move(*file->mutable_bytes());
  co_return response;
}

}  // namespace jm::gateway
