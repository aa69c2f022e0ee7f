// Rules about operations as a whole: ExecutableDefinitions, KnownOperationTypes, UniqueOperationNames,
// LoneAnonymousOperation, SingleFieldSubscriptions.
#pragma once
#include "graphql/rules/context.h"

namespace jm::graphql {

class OperationRules {
 public:
  explicit OperationRules(Context& context);
  void document();                                       // before any definition
  void enter(const OperationDefinition& operation);

 private:
  Context& c_;
  std::size_t operation_count_;
  NameIndex names_;
  std::vector<std::uint32_t> name_offsets_;              // of the first operation of each name
};

}  // namespace jm::graphql
