#include "graphql/engine.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ids.h"

namespace jm::graphql {
namespace {

std::uint64_t random_seed() {
  std::array<std::uint8_t, 8> bytes;
  random_bytes(bytes);
  std::uint64_t seed = 0;
  for (const auto b : bytes) seed = seed << 8 | b;
  return seed;
}

// Eight bytes at a time, keyed, so that nobody can make documents that fall on one place of the table.
std::uint64_t hash_bytes(std::uint64_t h, std::string_view s) {
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    const auto m = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(m) ^ static_cast<std::uint64_t>(m >> 64);
  };
  h ^= s.size() * 0x9E3779B97F4A7C15;
  for (; s.size() >= 8; s.remove_prefix(8)) {
    std::uint64_t v;
    std::memcpy(&v, s.data(), 8);
    h = mix(h ^ v, 0xff51afd7ed558ccd);
  }
  std::uint64_t v = 0;
  if (!s.empty()) std::memcpy(&v, s.data(), s.size());
  return mix(h ^ v, 0xc4ceb9fe1a85ec53);
}

GraphqlError error_of(std::string message, std::string_view code) { return {.message = std::move(message), .code = std::string(code)}; }

}  // namespace

std::size_t Engine::KeyHash::operator()(const Key& key) const { return hash_bytes(hash_bytes(seed, key.document), key.operation_name); }

// One operation of one document: parsed, valid, with the plans made so far.
struct Engine::Prepared {
  explicit Prepared(Document d) : document(std::move(d)) {}

  Document document;
  std::string operation_name;
  const OperationDefinition* operation = nullptr;
  Arena arena{512};                                          // of `variables`
  std::vector<VariablePlan> variables;
  std::vector<std::uint32_t> conditions;                     // positions of the variables that @skip and @include use
  std::vector<std::pair<std::uint64_t, std::shared_ptr<const Plan>>> variants;   // by their values, bit per condition
  std::size_t bytes = 0;
  std::size_t last_body_bytes = 512;
};

Engine::Engine(const Bindings& bindings, EngineOptions options) : bindings_(bindings), options_(std::move(options)), index_(64, KeyHash{random_seed()}) {}
Engine::~Engine() = default;

std::expected<Engine::PreparedPtr, Engine::Refusal> Engine::find_or_prepare(std::string_view document, std::string_view operation_name) {
  const auto at = index_.find(Key{document, operation_name});
  if (at != index_.end()) {
    ++stats_.hits;
    recent_.splice(recent_.begin(), recent_, at->second);
    return *at->second;
  }
  ++stats_.misses;
  auto prepared = prepare(document, operation_name);
  if (prepared) remember(*prepared);
  return prepared;
}

std::expected<Engine::PreparedPtr, Engine::Refusal> Engine::prepare(std::string_view text, std::string_view operation_name) const {
  auto document = parse(text, options_.parse);
  if (!document) return std::unexpected(Refusal{Stage::kParse, {std::move(document.error())}});
  const auto refuse = [](GraphqlError error) { return std::unexpected(Refusal{Stage::kValidate, {std::move(error)}}); };
  if (auto error = check_document_limits(*document, options_.document)) return refuse(std::move(*error));
  const Schema& schema = bindings_.schema();
  if (auto errors = validate(schema, *document, options_.validate); !errors.empty()) return std::unexpected(Refusal{Stage::kValidate, std::move(errors)});

  auto prepared = std::make_shared<Prepared>(std::move(*document));
  Prepared& p = *prepared;
  p.operation_name = operation_name;
  p.operation = p.document.operation(operation_name);
  if (p.operation == nullptr) {
    constexpr std::string_view kCode = "OPERATION_RESOLUTION_FAILURE";
    if (!operation_name.empty()) return refuse(error_of("Unknown operation named \"" + std::string(operation_name) + "\".", kCode));
    if (p.document.operation_count() == 0) return refuse(error_of("Must provide an operation.", kCode));
    return refuse(error_of("Must provide operation name if query contains multiple operations.", kCode));
  }
  if (p.operation->kind == OperationKind::kSubscription)
    return refuse(error_of("Subscriptions are not served here. Live events are sent as Server-Sent Events.", "SUBSCRIPTION_NOT_SUPPORTED"));
  if (schema.root(p.operation->kind) == nullptr)
    return refuse(error_of("Schema is not configured to execute " + std::string(operation_kind_name(p.operation->kind)) + " operation.", kValidationFailed));

  for (const auto& d : p.operation->variables) {
    VariablePlan v{.node = &d, .type = schema.resolve(*d.type, p.arena)};
    v.type_text = p.arena.copy(std::string_view(v.type->str()));
    if (d.default_value != nullptr) v.default_value = coerce_literal(*d.default_value, v.type, nullptr, p.arena).value_or(Input::null());
    p.variables.push_back(v);
  }
  for (const auto name : condition_variables(p.document, *p.operation)) {
    const auto at = std::ranges::find(p.operation->variables, name, [](const VariableDefinition& d) { return d.name.text; });
    p.conditions.push_back(static_cast<std::uint32_t>(at - p.operation->variables.begin()));
  }
  if (p.conditions.size() > 64) return refuse(error_of("More than 64 variables decide about @skip and @include.", "QUERY_TOO_COMPLEX"));
  return prepared;
}

void Engine::remember(const PreparedPtr& prepared) {
  recent_.push_front(prepared);
  index_.emplace(Key{prepared->document.source(), prepared->operation_name}, recent_.begin());
  ++stats_.documents;
  charge(*prepared, sizeof(Prepared) + prepared->document.memory_bytes() + prepared->arena.bytes());
}

void Engine::charge(Prepared& prepared, std::size_t bytes) {
  prepared.bytes += bytes;
  stats_.bytes += bytes;
  while (stats_.bytes > options_.cache_bytes_max && recent_.size() > 1) {
    const auto& last = recent_.back();
    stats_.bytes -= last->bytes;
    index_.erase(Key{last->document.source(), last->operation_name});
    recent_.pop_back();
    ++stats_.evictions;
    --stats_.documents;
  }
}

std::expected<std::shared_ptr<const Plan>, Engine::Refusal> Engine::plan_for(Prepared& prepared, const VariableValues& variables) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < prepared.conditions.size(); ++i) {
    const Input v = variables.values[prepared.conditions[i]];
    if (!v.has_value()) {                     // a nullable variable with a default, given as null
      const auto& node = *prepared.variables[prepared.conditions[i]].node;
      return std::unexpected(Refusal{Stage::kVariables, {{.message = "Variable \"$" + std::string(node.name.text) + "\" decides about @skip or @include and must not be null.",
                                                          .locations = {prepared.document.locate(node.offset)},
                                                          .code = std::string(kBadUserInput)}}});
    }
    if (v.boolean()) bits |= std::uint64_t{1} << i;
  }
  for (const auto& [key, plan] : prepared.variants) if (key == bits) return plan;
  auto plan = compile(prepared, variables);
  if (!plan) return plan;
  if (prepared.variants.size() >= options_.plan_variants_max) return plan;   // used once, not kept
  prepared.variants.emplace_back(bits, *plan);
  charge(prepared, sizeof(Plan) + (*plan)->arena.bytes());
  return plan;
}

std::expected<std::shared_ptr<const Plan>, Engine::Refusal> Engine::compile(const Prepared& prepared, const VariableValues& variables) const {
  const auto refuse = [](GraphqlError error) { return std::unexpected(Refusal{Stage::kValidate, {std::move(error)}}); };
  const PlanSource source{bindings_.schema(), bindings_, prepared.document, *prepared.operation};
  auto plan = make_plan(source, variables, options_.plan);
  if (!plan) return refuse(std::move(plan.error()));
  std::size_t once = 0;
  for (const auto& f : (*plan)->root->fields) {
    const SourceLocation at = prepared.document.locate(f.offsets.front());
    if (!options_.introspection && (f.field->index == kSchemaField || f.field->index == kTypeField))
      return refuse({.message = "GraphQL introspection has been disabled, but the requested query contained the field \"" + f.field->name + "\".", .locations = {at}, .code = "INTROSPECTION_DISABLED"});
    if (std::ranges::find(options_.once_fields, f.field->name) != options_.once_fields.end() && ++once > 1)
      return refuse({.message = "Only one sign-in or registration is allowed in one request.", .locations = {at}, .code = "TOO_MANY_CREDENTIALS"});
  }
  return std::shared_ptr<const Plan>(std::move(*plan));
}

Task<EngineResponse> Engine::run(EngineRequest request, Ctx& ctx, Arena& arena) {
  const auto refused = [](const Refusal& refusal) {
    return EngineResponse{.body = request_error_body(refusal.errors), .stage = refusal.stage, .has_errors = true, .data_is_null = true};
  };
  auto found = find_or_prepare(request.document, request.operation_name);
  if (!found) co_return refused(found.error());
  const PreparedPtr prepared = std::move(*found);
  if (request.queries_only && prepared->operation->kind != OperationKind::kQuery)
    co_return refused({Stage::kMethod, {error_of("Only queries are allowed by GET. Use POST.", "METHOD_NOT_ALLOWED")}});

  auto values = coerce_variables(prepared->variables, request.variables, prepared->document, arena);
  if (!values) co_return refused({Stage::kVariables, std::move(values.error())});
  const VariableValues variables{prepared->operation->variables, *values};
  auto planned = plan_for(*prepared, variables);
  if (!planned) co_return refused(planned.error());
  const std::shared_ptr<const Plan> plan = std::move(*planned);
  if (plan->cost > options_.plan.cost_max || (plan->cost_needs_variables && plan_cost(*plan, variables, options_.plan) > options_.plan.cost_max))
    co_return refused({Stage::kValidate, {error_of("The query costs more than " + std::to_string(options_.plan.cost_max) + " points. Ask for fewer fields or shorter lists.", "QUERY_TOO_COMPLEX")}});

  EngineResponse response;
  response.body.reserve(prepared->last_body_bytes + prepared->last_body_bytes / 8);
  const ExecuteInput input{*plan, prepared->document, variables, *options_.errors, options_.execute};
  const Executed executed = co_await execute(input, ctx, arena, response.body);
  prepared->last_body_bytes = std::max<std::size_t>(512, response.body.size());
  response.has_errors = executed.errors != 0;
  response.data_is_null = executed.data_is_null;
  co_return response;
}

}  // namespace jm::graphql
