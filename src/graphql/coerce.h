// Input coercion (specification §6.1.2, §6.4.1, §3): JSON variables and document literals to checked Input values, with
// defaults filled in. Error texts are graphql-js' ("Variable "$x" got invalid value ..."), so that clients see what they know.
#pragma once
#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/arena.h"
#include "graphql/ast.h"
#include "graphql/error.h"
#include "graphql/input.h"
#include "graphql/plan.h"
#include "graphql/schema.h"

namespace jm::graphql {

// The scalar whose values are files of a multipart request: only a variable can carry one.
inline constexpr std::string_view kUploadScalar = "Upload";

// One variable of an operation, its type resolved and default coerced; made once per document.
struct VariablePlan {
  const VariableDefinition* node = nullptr;
  const TypeRef* type = nullptr;
  std::string type_text = {};                 // "[ID!]!", for messages
  Input default_value = {};                   // absent: none
};

// `given`: the JSON object of the request (absent and null: none). At most `errors_max` errors, then one that says so.
std::expected<std::vector<Input>, std::vector<GraphqlError>> coerce_variables(std::span<const VariablePlan> variables, Input given, const Document& document,
                                                                              Arena& arena, std::size_t errors_max = 50);

// A literal as a value of `type`; variables are replaced. nullopt: it does not fit (a valid document's literals always do,
// except where a variable turns out null).
std::optional<Input> coerce_literal(const Value& literal, const TypeRef* type, const VariableValues* variables, Arena& arena);

// A default value of the schema (checked when the schema was built).
Input coerce_default(const InputValue& definition, Arena& arena);

struct ArgumentError {
  std::string message;
  std::uint32_t offset = 0;                   // in the document
};
// The arguments of one field for this request.
std::expected<std::span<const InputEntry>, ArgumentError> coerce_arguments(std::span<const PlanArgument> arguments, std::uint32_t field_offset,
                                                                           const VariableValues& variables, Arena& arena);

}  // namespace jm::graphql
