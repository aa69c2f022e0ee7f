#include "gateway/export_route.h"

#include "base/json_text.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "gateway/auth.h"
#include "gateway/ended_sessions.h"
#include "http/status.h"

namespace jm::gateway {
namespace {

constexpr std::chrono::seconds kCallTime{30};
constexpr std::string_view kFormat = "jobmate-export/1";

std::string quoted(std::string_view s) {
  std::string out;
  append_json_string(out, s);
  return out;
}

Caller fresh(Caller caller) {
  caller.deadline = Deadline::in(kCallTime);               // each call its own: the whole takes as long as the client reads
  return caller;
}

Task<Result<void>> write_table(GatewayDeps deps, Caller caller, std::string table, http::Stream& stream) {
  JM_CO_CHECK_OK(co_await stream.write(std::string_view("[")));
  bool first = true;
  for (std::int64_t offset = 0;;) {
    pb::ReadOwnedRequest request;
    request.set_table(table);
    request.set_offset(offset);
    JM_CO_TRY(page, co_await deps.services.profile.ReadOwned(fresh(caller), std::move(request)));
    std::string out;
    for (const std::string& row : page.rows_json()) {
      out += first ? "\n" : ",\n";
      first = false;
      out += row;
    }
    if (!out.empty()) JM_CO_CHECK_OK(co_await stream.write(std::make_shared<const std::string>(std::move(out))));
    if (!page.more()) break;
    offset += page.rows_json_size();
  }
  co_return co_await stream.write(std::string_view("]"));
}

// The CVs as they were uploaded, one at a time.
Task<Result<void>> write_files(GatewayDeps deps, Caller caller, http::Stream& stream) {
  JM_CO_TRY(documents, co_await deps.services.profile.GetCvDocuments(fresh(caller), {}));
  JM_CO_CHECK_OK(co_await stream.write(std::string_view("[")));
  bool first = true;
  for (const pb::CvDocument& d : documents.documents()) {
    pb::GetCvFileRequest request;
    request.set_id(d.id());
    JM_CO_TRY(file, co_await deps.services.profile.GetCvFile(fresh(caller), std::move(request)));
    std::string out = first ? "\n" : ",\n";
    first = false;
    out += R"({"id":)" + quoted(d.id()) + R"(,"fileName":)" + quoted(file.file_name()) + R"(,"mediaType":)" + quoted(file.media_type());
    out += R"(,"base64url":")" + crypto::base64url_encode(file.bytes()) + "\"}";
    JM_CO_CHECK_OK(co_await stream.write(std::make_shared<const std::string>(std::move(out))));
  }
  co_return co_await stream.write(std::string_view("]"));
}

Task<Result<void>> write_all(GatewayDeps deps, Caller caller, pb::OwnedRows tables, std::string at, http::Stream& stream) {
  JM_CO_CHECK_OK(co_await stream.write(std::make_shared<const std::string>(R"({"format":)" + quoted(kFormat) + R"(,"exportedAt":)" + quoted(at))));
  for (const std::string& table : tables.tables()) {
    JM_CO_CHECK_OK(co_await stream.write(std::make_shared<const std::string>(",\n" + quoted(table) + ":")));
    JM_CO_CHECK_OK(co_await write_table(deps, caller, table, stream));
  }
  JM_CO_CHECK_OK(co_await stream.write(std::string_view(",\n\"files\":")));
  JM_CO_CHECK_OK(co_await write_files(deps, caller, stream));
  co_return co_await stream.write(std::string_view(",\n\"complete\":true}\n"));
}

// A failure in the middle cannot be told by a status any more: the last member, "complete", is missing then.
Task<void> stream_all(GatewayDeps deps, Caller caller, pb::OwnedRows tables, std::string at, http::Stream& stream) {
  const Result<void> done = co_await write_all(deps, caller, std::move(tables), std::move(at), stream);
  if (!done) log::write(log::Level::kWarn, "an export was cut off", {{"code", code_name(done.error().code)}}, &caller);
}

}  // namespace

Task<http::Response> serve_export(GatewayDeps deps, const http::Cors& web_origins, http::Request& request) {
  if (!deps.sessions.is_loaded()) {
    const Result<void> loaded = co_await deps.sessions.loaded(request.deadline);
    if (!loaded) co_return http::error_response(loaded.error());
  }
  SignIn who = sign_in(request, deps.tokens, {.web_origins = web_origins, .cookie_needs_header = false, .ended = &deps.sessions});   // a link sends no header
  if (who.error) co_return http::error_response(*who.error);
  if (who.caller.user_id.is_nil()) co_return http::error_response({Code::kUnauthenticated, "Sign in first: an account is exported to its owner only.", "UNAUTHENTICATED"});
  // What can fail is tried before the answer has begun.
  Result<pb::OwnedRows> tables = co_await deps.services.profile.ReadOwned(who.caller, {});
  if (!tables) co_return http::error_response(tables.error());
  const std::string at = to_iso(deps.clock.now());
  http::Response response;
  response.content_type = "application/json; charset=utf-8";
  response.headers.add("content-disposition", "attachment; filename=\"jobmate-export-" + at.substr(0, 10) + ".json\"");
  response.headers.add("x-content-type-options", "nosniff");
  response.headers.add("cache-control", "private, no-store");
  response.stream = [deps, caller = who.caller, tables = std::move(*tables), at](http::Stream& stream) { return stream_all(deps, caller, tables, at, stream); };
  co_return response;
}

}  // namespace jm::gateway
