#include "gateway/document_route.h"

#include <charconv>

#include "gateway/auth.h"
#include "http/status.h"
#include "http/url.h"

namespace jm::gateway {
namespace {

constexpr std::string_view kPrefix = "/documents/";

std::string signature(const crypto::JwtSigner& tokens, const Uuid& user, std::string_view file, std::int64_t expires) {
  return tokens.seal("document-file", user.str() + "|" + std::string(file) + "|" + std::to_string(expires));
}

// The value of a member of a query string of ours: no escapes in it.
std::string_view member(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return {};
}

}  // namespace

std::string file_link(const crypto::JwtSigner& tokens, const Uuid& user, std::string_view file, Time now) {
  const std::int64_t expires = now.us / 1'000'000 + std::chrono::seconds(kFileLinkLife).count();
  return std::string(kPrefix) + std::string(file) + "?expires=" + std::to_string(expires) + "&signature=" + signature(tokens, user, file, expires);
}

Task<http::Response> serve_document(GatewayDeps deps, const http::Cors& web_origins, http::Request& request) {
  if (!deps.sessions.is_loaded()) {
    const Result<void> loaded = co_await deps.sessions.loaded(request.deadline);
    if (!loaded) co_return http::error_response(loaded.error());
  }
  SignIn who = sign_in(request, deps.tokens, {.web_origins = web_origins, .cookie_needs_header = false, .ended = &deps.sessions});   // a link sends no header
  if (who.error) co_return http::error_response(*who.error);
  if (who.caller.user_id.is_nil()) co_return http::error_response({Code::kUnauthenticated, "Sign in first: a document is shown to its owner only.", "UNAUTHENTICATED"});
  const std::string file(std::string_view(request.path).substr(kPrefix.size()));
  const std::string_view query = request.query_string, written = member(query, "expires");
  std::int64_t expires = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), expires);
  const bool number = read.ec == std::errc() && read.ptr == written.data() + written.size() && !written.empty();
  if (!number || !equal_constant_time(member(query, "signature"), signature(deps.tokens, who.caller.user_id, file, expires))) co_return http::error_response({Code::kNotFound, "There is no such file.", "NOT_FOUND"});
  if (expires < deps.clock.now().us / 1'000'000) co_return http::error_response({Code::kNotFound, "This link has expired. Export the document again: it takes a moment.", "LINK_EXPIRED"});
  pb::GetDocumentFileRequest wanted;
  wanted.set_id(file);
  Result<pb::DocumentFile> found = co_await deps.services.documents.GetDocumentFile(who.caller, std::move(wanted));
  if (!found) co_return http::error_response(found.error());
  http::Response response;
  response.content_type = found->media_type();
  response.headers.add("content-disposition", "attachment; filename*=UTF-8''" + http::percent_encode(found->file_name()));
  response.headers.add("x-content-type-options", "nosniff");
  response.headers.add("cache-control", "private, no-store");
  response.body = std::move(*found->mutable_bytes());
  co_return response;
}

}  // namespace jm::gateway
