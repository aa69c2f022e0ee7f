#include "graphql/over_http.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "graphql/json_in.h"
#include "graphql/multipart_request.h"
#include "http/accept.h"
#include "http/url.h"

namespace jm::graphql {
namespace {

constexpr std::string_view kGraphqlResponse = "application/graphql-response+json";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kBadRequest = "BAD_REQUEST";

// nullopt: nothing the client accepts. The newer type is chosen only by those who name it.
std::optional<AnswerType> negotiate(const http::HeaderList& headers) {
  const std::string accept = headers.joined("accept");
  if (accept == kJson || accept == "*/*") return AnswerType::kJson;      // nearly every client says one of them
  const bool names_newer = accept.find("graphql-response+json") != std::string::npos;
  const std::array<std::string_view, 2> offers = {names_newer ? kGraphqlResponse : kJson, names_newer ? kJson : kGraphqlResponse};
  const auto best = http::best_match(accept, offers);
  if (!best) return std::nullopt;
  return offers[*best] == kGraphqlResponse ? AnswerType::kGraphqlResponse : AnswerType::kJson;
}

class Decoder {
 public:
  Decoder(const http::Request& request, const HttpOptions& options, Arena& arena) : request_(request), options_(options), arena_(arena) {}

  std::expected<DecodedRequest, HttpReply> run() {
    const auto answer = negotiate(request_.headers);
    if (!answer) return refuse(406, "Nothing this service answers is acceptable: ask for application/json or application/graphql-response+json.", "NOT_ACCEPTABLE");
    out_.answer = *answer;
    if (request_.method == http::Method::kGet || request_.method == http::Method::kHead) return get();
    if (request_.method == http::Method::kPost) return post();
    return not_allowed();
  }

 private:
  using Answer = std::expected<DecodedRequest, HttpReply>;

  std::unexpected<HttpReply> refuse(int status, std::string message, std::string_view code) const {
    return std::unexpected(error_reply(out_.answer, status, std::move(message), code));
  }
  // Well-formed JSON that is not a GraphQL request.
  std::unexpected<HttpReply> ill_typed(std::string message) const { return refuse(options_.strict_draft ? 422 : 400, std::move(message), kBadRequest); }

  Answer not_allowed() const {
    auto reply = error_reply(out_.answer, 405, "Use POST.", "METHOD_NOT_ALLOWED");
    reply.allow = options_.allow_get ? "GET, POST" : "POST";
    return std::unexpected(std::move(reply));
  }

  Answer get() {
    if (!options_.allow_get) return not_allowed();
    out_.is_get = true;
    std::vector<InputEntry> members;
    for (const auto& [name, value] : http::parse_query(request_.query_string)) {
      if (name == "query" || name == "operationName") {
        members.push_back({name == "query" ? "query" : "operationName", Input::string(arena_.copy(std::string_view(value)))});
      } else if (name == "variables" || name == "extensions") {
        if (value.empty() || value == "null") continue;
        const auto json = read_json(value, arena_);
        if (!json) return refuse(400, "The parameter " + name + " " + std::string(json_in_message(json.error())) + ".", kBadRequest);
        members.push_back({name == "variables" ? "variables" : "extensions", *json});
      }
    }
    return members_of(Input::object(arena_.copy(members.data(), members.size())));
  }

  Answer post() {
    if (request_.headers.get("content-type") == kJson) return operations(request_.body, "The body");
    const auto type = http::parse_media_type(request_.headers.get("content-type"));
    if (type && type->is("multipart/form-data")) return multipart();
    if (!type || !type->is(kJson)) return refuse(415, "Send the request as application/json.", "UNSUPPORTED_MEDIA_TYPE");
    const auto charset = type->parameter("charset");
    if (!charset.empty() && !http::iequals(charset, "utf-8")) return refuse(415, "Send the request in UTF-8.", "UNSUPPORTED_MEDIA_TYPE");
    return operations(request_.body, "The body");
  }

  Answer operations(std::string_view json, const std::string& what) {
    if (json.size() > options_.json_bytes_max) return refuse(413, what + " is larger than " + std::to_string(options_.json_bytes_max) + " bytes.", "PAYLOAD_TOO_LARGE");
    const auto body = read_json(json, arena_);
    if (!body) return refuse(400, what + " " + std::string(json_in_message(body.error())) + ".", kBadRequest);
    if (body->kind() == Input::Kind::kList) return refuse(400, "Batched requests are not offered: send one operation per request.", kBadRequest);
    return members_of(*body);
  }

  // query, variables, operationName, extensions; other members are ignored.
  Answer members_of(Input body) {
    const auto is_string_or_null = [](Input v) { return !v.has_value() || v.kind() == Input::Kind::kString; };
    const auto is_object_or_null = [](Input v) { return !v.has_value() || v.kind() == Input::Kind::kObject; };
    const Input query = body["query"], name = body["operationName"], variables = body["variables"], extensions = body["extensions"];
    if (!is_string_or_null(query)) return ill_typed("\"query\" must be a string.");
    if (!is_string_or_null(name)) return ill_typed("\"operationName\" must be a string or null.");
    if (!is_object_or_null(variables)) return ill_typed("\"variables\" must be an object or null.");
    if (!is_object_or_null(extensions)) return ill_typed("\"extensions\" must be an object or null.");
    const Input persisted = extensions["persistedQuery"];
    if (persisted.has_value()) {
      const auto hash = persisted["sha256Hash"].str();
      if (persisted["version"].integer() != 1 || hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string_view::npos)
        return ill_typed("\"persistedQuery\" must hold version 1 and a sha256Hash of 64 lower-case hexadecimal digits.");
      out_.persisted_sha256 = hash;
    }
    if (!query.has_value() && out_.persisted_sha256.empty()) return ill_typed("\"query\" is missing: send the GraphQL document in it.");
    out_.document = query.str();
    out_.operation_name = name.str();
    out_.variables = variables;
    return std::move(out_);
  }

  Answer multipart() {
    const bool is_preflighted = std::ranges::any_of(options_.preflight_headers, [&](const std::string& h) { return request_.headers.has(h); });
    if (!is_preflighted)
      return refuse(403, "A multipart request needs a header that a foreign page cannot send, for example \"apollo-require-preflight: true\".", "CSRF_BLOCKED");
    MultipartLimits limits{.operations_bytes_max = options_.json_bytes_max, .files_max = options_.files_max, .file_bytes_max = options_.file_bytes_max, .map_paths_max = options_.map_paths_max};
    auto parts = read_multipart_request(request_.headers.get("content-type"), request_.body, limits, arena_);
    if (!parts) return refuse(parts.error().status, std::move(parts.error().message), parts.error().code);
    out_.uploads = std::move(parts->files);
    return members_of(parts->operations);
  }

  const http::Request& request_;
  const HttpOptions& options_;
  Arena& arena_;
  DecodedRequest out_;
};

}  // namespace

std::string_view content_type_of(AnswerType type) {
  return type == AnswerType::kGraphqlResponse ? "application/graphql-response+json; charset=utf-8" : "application/json; charset=utf-8";
}

HttpReply error_reply(AnswerType answer, int status, std::string message, std::string_view code) {
  const GraphqlError error{.message = std::move(message), .code = std::string(code)};
  return {.status = status, .content_type = content_type_of(answer), .body = request_error_body({&error, 1})};
}

std::expected<DecodedRequest, HttpReply> decode_request(const http::Request& request, const HttpOptions& options, Arena& arena) { return Decoder(request, options, arena).run(); }

std::expected<void, HttpReply> resolve_persisted(DecodedRequest& request, PersistedQueries& store) {
  if (request.persisted_sha256.empty()) return {};
  if (!request.document.empty()) {
    if (store.store(request.persisted_sha256, request.document)) return {};
    return std::unexpected(error_reply(request.answer, 400, "The sha256Hash is not the hash of the query.", kBadRequest));
  }
  request.persisted_document = store.find(request.persisted_sha256);
  // 200: clients of this protocol read the error and send the document.
  if (!request.persisted_document) return std::unexpected(error_reply(request.answer, 200, "PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND"));
  request.document = *request.persisted_document;
  return {};
}

HttpReply encode_response(AnswerType answer, EngineResponse response, const HttpOptions& options) {
  HttpReply reply{.content_type = content_type_of(answer), .body = std::move(response.body)};
  const bool plain = answer == AnswerType::kJson && !options.strict_draft;
  switch (response.stage) {
    case Stage::kParse: reply.status = plain ? 200 : 400; break;
    case Stage::kValidate:
    case Stage::kVariables: reply.status = plain ? 200 : options.strict_draft ? 422 : 400; break;
    case Stage::kMethod:
      reply.status = 405;
      reply.allow = "POST";
      break;
    case Stage::kExecuted: reply.status = options.strict_draft && response.has_errors ? 294 : 200; break;
  }
  return reply;
}

Task<HttpReply> serve_http(Engine& engine, PersistedQueries* persisted, const http::Request& request, Ctx::Options caller, const HttpOptions& options) {
  Arena arena;
  auto decoded = decode_request(request, options, arena);
  if (!decoded) co_return std::move(decoded.error());
  if (!decoded->persisted_sha256.empty()) {
    if (persisted == nullptr) co_return error_reply(decoded->answer, 200, "PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED");
    auto resolved = resolve_persisted(*decoded, *persisted);
    if (!resolved) co_return std::move(resolved.error());
  }
  caller.uploads = decoded->uploads;
  Ctx ctx(caller);
  const EngineRequest run{.document = decoded->document, .operation_name = decoded->operation_name, .variables = decoded->variables, .queries_only = decoded->is_get};
  EngineResponse response = co_await engine.run(run, ctx, arena);
  co_return encode_response(decoded->answer, std::move(response), options);
}

}  // namespace jm::graphql
