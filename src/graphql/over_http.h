// GraphQL over HTTP: what a request means and which status an answer gets. Pure: no socket, no engine.
//
//   POST application/json          {"query": "...", "variables": {...}, "operationName": "...", "extensions": {...}}
//   POST multipart/form-data       the GraphQL multipart request specification: operations, map, files
//   GET  ?query=...&variables=...  queries only
//
// Status codes (default: as the public audit suite wants them; strict_draft: as the draft of 2026 says):
//
//   case                                     graphql-response+json  strict_draft   application/json
//   body unreadable                          400                    400            400
//   query missing, variables ill-typed       400                    422            400
//   document does not parse                  400                    400            200
//   validation, operation name, variables    400                    422            200
//   executed without errors                  200                    200            200
//   executed with errors                     200                    294            200
//   mutation by GET                          405                    405            405
//   content type / nothing acceptable / too large / CSRF guard     415 / 406 / 413 / 403
//
// With strict_draft, application/json gets the same statuses as the newer media type.
#pragma once
#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/arena.h"
#include "graphql/engine.h"
#include "graphql/input.h"
#include "graphql/persisted.h"
#include "http/message.h"

namespace jm::graphql {

struct HttpOptions {
  bool strict_draft = false;
  bool allow_get = true;
  std::size_t json_bytes_max = 256 * 1024;    // a JSON body, or the operations of a multipart one
  std::size_t files_max = 1;                  // 0: no multipart requests
  std::size_t file_bytes_max = 10u << 20;
  std::size_t map_paths_max = 16;
  // CSRF guard: a browser sends a multipart form to any site without asking. It cannot add one of these headers.
  std::vector<std::string> preflight_headers = {"apollo-require-preflight", "x-apollo-operation-name", "x-graphql-require-preflight"};
};

enum class AnswerType : std::uint8_t { kJson, kGraphqlResponse };
std::string_view content_type_of(AnswerType type);           // with charset=utf-8

struct HttpReply {
  int status = 200;
  std::string_view content_type;
  std::string body;
  std::string_view allow = {};                // Allow header, with 405
};

struct DecodedRequest {
  AnswerType answer = AnswerType::kJson;
  bool is_get = false;
  std::string_view document;                  // may be empty if a persisted hash is given
  std::string_view operation_name;
  Input variables;
  std::string_view persisted_sha256;          // empty: none
  std::vector<Upload> uploads;
  std::shared_ptr<const std::string> persisted_document;     // keeps `document` alive when it came from the store
};

// What the decoded request points to lives in `arena` and in `request`.
std::expected<DecodedRequest, HttpReply> decode_request(const http::Request& request, const HttpOptions& options, Arena& arena);

// Replaces a hash by its document, or remembers the document under its hash. The reply if neither is possible.
std::expected<void, HttpReply> resolve_persisted(DecodedRequest& request, PersistedQueries& store);

HttpReply encode_response(AnswerType answer, EngineResponse response, const HttpOptions& options);

// An error before execution, as a GraphQL response.
HttpReply error_reply(AnswerType answer, int status, std::string message, std::string_view code);

// All of it, as a route's handler does it: decode, persisted queries, run, encode. `persisted` may be null: not offered.
Task<HttpReply> serve_http(Engine& engine, PersistedQueries* persisted, const http::Request& request, Ctx::Options caller, const HttpOptions& options);

}  // namespace jm::graphql
