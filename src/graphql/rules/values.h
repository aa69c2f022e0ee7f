// Literal values against the types expected where they stand (rules ValuesOfCorrectType and UniqueInputFieldNames), for
// arguments and variable defaults of operations and for default values of a schema. Notes where variables are used on the
// way, with the type each position expects.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "graphql/ast.h"
#include "graphql/rules/report.h"
#include "graphql/schema.h"

namespace jm::graphql {

struct VariableUsage {
  std::string_view name;
  std::uint32_t offset = 0;                  // of the '$'
  const TypeRef* type = nullptr;             // expected here; null: unknown, because something around it is wrong
  bool has_default = false;                  // the argument or input field has a default value
  const Type* one_of = nullptr;              // the OneOf input object whose field this is
};

class ValueRules {
 public:
  // `report` null: only variables are noted. `usages` null: they are not.
  ValueRules(Report* report, bool suggest, std::vector<VariableUsage>* usages) : report_(report), suggest_(suggest), usages_(usages) {}

  // `type` null: nothing is known of the position.
  void check(const Value& value, const TypeRef* type, bool has_default) { walk(value, type, has_default, nullptr, report_ != nullptr); }
  // `definition` null: no such argument.
  void check(const Argument& argument, const InputValue* definition) {
    check(argument.value, definition != nullptr ? definition->type : nullptr, definition != nullptr && definition->default_value != nullptr);
  }

 private:
  void walk(const Value& value, const TypeRef* type, bool has_default, const Type* one_of, bool checked);
  void walk_list(const Value& list, const TypeRef* type, bool checked);
  void walk_object(const Value& object, const TypeRef* type, bool checked);
  void check_object(const Value& object, const Type& type);
  void check_unique_field_names(const Value& object, std::size_t index, class NameIndex& seen, std::vector<std::uint32_t>& first);
  void check_leaf(const Value& value, const TypeRef* type);
  void check_enum(const Value& value, const Type& type);

  Report* report_;
  bool suggest_;
  std::vector<VariableUsage>* usages_;
};

}  // namespace jm::graphql
