// The GraphQL engine: a document and variables in, response bytes out. Knows a schema and its bindings, nothing else.
//
//   auto schema = build_schema(sdl);                       Bindings b(**schema);  ...  b.check() must be empty
//   Engine engine(b, options);
//   Arena arena;  Ctx ctx({.user = &caller, .deadline = deadline});
//   EngineResponse r = co_await engine.run({.document = text, .variables = variables}, ctx, arena);
//
// A document is parsed, checked against the limits, validated and planned once; then it is found by its text (hash and
// full compare) in a cache bounded by bytes, least recently used first out. A hot request costs one look-up, the coercion
// of its variables, and the resolvers.
//
// One thread: an engine lives on its I/O thread like everything it calls.
#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "async/async.h"
#include "graphql/bind.h"
#include "graphql/coerce.h"
#include "graphql/execute.h"
#include "graphql/limits.h"
#include "graphql/parser.h"
#include "graphql/plan.h"
#include "graphql/validate.h"

namespace jm::graphql {

struct EngineOptions {
  ParseLimits parse{.source_bytes_max = 15'000, .tokens_max = 2'000, .depth_max = 64};
  DocumentLimits document{};
  ValidateOptions validate{};
  PlanLimits plan{};
  ExecuteLimits execute{};
  const ErrorPolicy* errors = &default_error_policy();
  bool introspection = true;
  // Root fields that check a password: at most one of them in one operation, so that aliases cannot multiply guesses.
  std::vector<std::string> once_fields = {};
  std::size_t cache_bytes_max = 32u << 20;
  std::size_t plan_variants_max = 16;         // per document: combinations of its @skip/@include variables that are kept
};

struct EngineRequest {
  std::string_view document;
  std::string_view operation_name = {};       // empty: the only one
  Input variables = {};                       // a JSON object, null or absent
  bool queries_only = false;                  // HTTP GET
};

// How far a request got; decides the HTTP status.
enum class Stage : std::uint8_t {
  kParse,                                     // the document is not GraphQL
  kValidate,                                  // it does not fit the schema, a limit, or names no operation
  kMethod,                                    // a mutation where only queries are allowed
  kVariables,                                 // its variables do not fit
  kExecuted,                                  // it ran: there is a "data" entry
};

struct EngineResponse {
  std::string body;
  Stage stage = Stage::kExecuted;
  bool has_errors = false;
  bool data_is_null = false;
};

struct EngineStats {
  std::uint64_t hits = 0, misses = 0, evictions = 0;
  std::size_t documents = 0, bytes = 0;
};

class Engine {
 public:
  Engine(const Bindings& bindings, EngineOptions options);   // the bindings must outlive the engine
  ~Engine();
  Engine(const Engine&) = delete;

  // What `request` points to, `ctx` and `arena` must live until the answer is there.
  Task<EngineResponse> run(EngineRequest request, Ctx& ctx, Arena& arena);

  const EngineStats& stats() const { return stats_; }
  const EngineOptions& options() const { return options_; }

 private:
  struct Prepared;
  struct Refusal {
    Stage stage;
    std::vector<GraphqlError> errors;
  };
  using PreparedPtr = std::shared_ptr<Prepared>;
  struct Key {
    std::string_view document, operation_name;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::uint64_t seed;
    std::size_t operator()(const Key& key) const;
  };

  std::expected<PreparedPtr, Refusal> find_or_prepare(std::string_view document, std::string_view operation_name);
  std::expected<PreparedPtr, Refusal> prepare(std::string_view document, std::string_view operation_name) const;
  std::expected<std::shared_ptr<const Plan>, Refusal> plan_for(Prepared& prepared, const VariableValues& variables);
  std::expected<std::shared_ptr<const Plan>, Refusal> compile(const Prepared& prepared, const VariableValues& variables) const;
  void remember(const PreparedPtr& prepared);
  void charge(Prepared& prepared, std::size_t bytes);

  const Bindings& bindings_;
  const EngineOptions options_;
  std::list<PreparedPtr> recent_;             // most recently used first
  std::unordered_map<Key, std::list<PreparedPtr>::iterator, KeyHash> index_;
  EngineStats stats_;
};

}  // namespace jm::graphql
