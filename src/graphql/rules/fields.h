// Rules about fields: ScalarLeafs, FieldsOnCorrectType, KnownArgumentNames, ProvidedRequiredArguments, and the limit on
// nested lists in introspection.
#pragma once
#include "graphql/rules/context.h"

namespace jm::graphql {

class FieldRules {
 public:
  explicit FieldRules(Context& context) : c_(context) {}
  void enter(const Selection& field, const Type* parent, const Field* definition);
  void unknown_argument(const Argument& argument, const Type* parent, const Field& definition);
  void leave(const Selection& field, const Field& definition);
  // __schema and __type: false when it was refused.
  bool check_introspection_depth(const Selection& field);

 private:
  void no_such_field(const Selection& field, const Type& parent);
  std::vector<std::string_view> types_with_field(const Type& abstract, std::string_view name) const;
  bool too_deep(const Selection& s, std::uint32_t lists, std::uint32_t nesting, std::vector<std::int64_t>& visited);

  Context& c_;
  // By fragment, the list depth it was entered with: the greatest that was fine, the smallest that was too deep; -1: none.
  std::vector<std::int64_t> fine_, exceeded_;
};

}  // namespace jm::graphql
