// Rules about variables: UniqueVariableNames, VariablesAreInputTypes, NoUndefinedVariables, NoUnusedVariables,
// VariablesInAllowedPosition.
#pragma once
#include "graphql/rules/context.h"

namespace jm::graphql {

class VariableRules {
 public:
  explicit VariableRules(Context& context) : c_(context) {}
  void enter(const OperationDefinition& operation);
  // Returns the input type, or null when it is not known or not one for input.
  const TypeRef* enter(const VariableDefinition& variable);
  // `own`: usages in the operation itself; those of the fragments it reaches are added.
  void leave(const OperationDefinition& operation, const std::vector<VariableUsage>& own);

 private:
  struct Defined {
    const VariableDefinition* node;
    const TypeRef* type;                                 // null: unknown type
    bool used = false;
  };
  void check_undefined(const VariableUsage& usage, const OperationDefinition& operation);
  void check_position(const VariableUsage& usage);
  const std::vector<VariableUsage>& usages(FragmentInfo& fragment);
  void collect(std::span<const Directive> directives, const Field* around, ValueRules& values);
  void collect(const SelectionSet& set, const Type* parent, const Field* around, ValueRules& values);

  Context& c_;
  NameIndex names_;                                      // of the current operation; of several with one name the last counts
  std::vector<Defined> defined_;
};

}  // namespace jm::graphql
