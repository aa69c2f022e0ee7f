// An operation made ready to run: what the executor walks instead of the document.
//
// Compiled once per (document, operation, values of the @skip/@include variables): fields are collected and merged for every
// concrete object type, keys are escaped, constant arguments coerced, bindings looked up. There are no conditions left in
// a plan: the Boolean variables that directives ask for are part of its key, so the hot loop has no branch for them and
// the order of fields is exactly that of CollectFields (specification §6.3.2), which depends on what is skipped.
//
//   { feed(first: 2) { id ... on Card @include(if: $more) { title } } }      $more = false
//   PlanObject Query [ feed -> PlanSelection{ Card [ id ], Note [ id ] } ]
//
// A field that waits (a batch field), or has one below it, owns a *frame*: the executor's place for all its instances.
// Everything else needs no memory per instance.
#pragma once
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string_view>

#include "graphql/arena.h"
#include "graphql/ast.h"
#include "graphql/bind.h"
#include "graphql/error.h"
#include "graphql/input.h"
#include "graphql/schema.h"
#include "graphql/writer.h"

namespace jm::graphql {

struct PlanSelection;

struct PlanArgument {
  const InputValue* definition = nullptr;
  const Argument* node = nullptr;             // with a variable in it; null: `constant` is the value
  Input constant = {};                        // absent: neither given nor defaulted
};

inline constexpr std::uint32_t kNoFrame = ~0u;

struct PlanField {
  enum class Kind : std::uint8_t { kTypename, kLeaf, kObject, kList, kBatchLeaf, kBatchObject, kBatchList };

  Kind kind = Kind::kLeaf;
  std::uint8_t list_depth = 0;                // objects; leaves have it in `shape`
  std::uint8_t non_null = 0;                  // bit d: level d of the value may not be null
  std::uint32_t frame = kNoFrame;
  std::uint32_t arguments_slot = 0;           // in the request, where `arguments` are coerced once
  std::string_view key = {};                  // "\"title\":", with the value too for kTypename
  std::string_view response_key = {};
  const Field* field = nullptr;
  const Type* parent = nullptr;               // the concrete type
  const FieldBinding* binding = nullptr;
  LeafShape shape = {};
  std::span<const InputEntry> constant_arguments = {};
  std::span<const PlanArgument> arguments = {};             // not empty: depend on variables
  const PlanSelection* below = nullptr;
  std::span<const std::uint32_t> offsets = {};              // in the document, of each merged field
  mutable Args::Memo memo = {};               // of the resolver: Args::once_per_plan()
  bool is_batch() const { return kind >= Kind::kBatchLeaf; }
};

struct PlanObject {                           // what is selected on one concrete type
  const Type* type = nullptr;
  const std::type_info* object_type = nullptr;              // the C++ type it is bound to
  std::span<const PlanField> fields = {};
  std::span<const PlanField* const> framed = {};            // those with a frame, in order
};

struct PlanSelection {
  const Type* type = nullptr;                 // as the schema says: object, interface or union
  const TypeBinding* abstract = nullptr;      // set: ask it for the concrete type
  std::span<const PlanObject> objects = {};   // one per concrete type
  bool has_frames = false;                    // somewhere below
};

struct PlanLimits {
  std::uint32_t fields_max = 20'000;          // after expansion of fragments over concrete types
  std::uint32_t cost_max = 5'000;             // field 1, object 2, children times the expected length of a list
  std::uint32_t list_length_default = 10;     // where neither `first` nor `last` says otherwise
};

class Plan {
 public:
  OperationKind kind = OperationKind::kQuery;
  const PlanObject* root = nullptr;
  std::uint32_t frames = 0;
  std::uint32_t arguments_slots = 0;
  std::uint32_t cost = 0;                     // if no length depends on a variable
  bool cost_needs_variables = false;          // else it is counted per request
  Arena arena{2048};
};

// The variables of one request, coerced; absent where not given and without default.
struct VariableValues {
  std::span<const VariableDefinition> definitions;
  std::span<const Input> values;              // by position
  Input get(std::string_view name) const {
    for (std::size_t i = 0; i < definitions.size(); ++i) if (definitions[i].name.text == name) return values[i];
    return {};
  }
};

struct PlanSource {
  const Schema& schema;
  const Bindings& bindings;
  const Document& document;                   // must outlive the plan, and be valid
  const OperationDefinition& operation;
};

// `conditions`: the values of the variables used in @skip and @include.
std::expected<std::unique_ptr<Plan>, GraphqlError> make_plan(const PlanSource& source, const VariableValues& conditions, const PlanLimits& limits);

// The cost of a plan with these variables; more than `cost_max` is reported as cost_max + 1.
std::uint32_t plan_cost(const Plan& plan, const VariableValues& variables, const PlanLimits& limits);

// Names of the variables that @skip and @include of the operation (fragments included) use, each once.
std::vector<std::string_view> condition_variables(const Document& document, const OperationDefinition& operation);

}  // namespace jm::graphql
