#include "graphql/rules/variables.h"

#include "graphql/print.h"
#include "graphql/rules/duplicates.h"

namespace jm::graphql {

void VariableRules::enter(const OperationDefinition& o) {
  names_ = {};
  defined_.clear();
  for_each_repeated(o.variables, [](const VariableDefinition& v) -> const Name& { return v.name; }, [this](std::string_view name, std::span<const std::uint32_t> at) {
    c_.report.add("There can be only one variable named \"$" + abbreviate(std::string(name)) + "\".", at);
  });
}

const TypeRef* VariableRules::enter(const VariableDefinition& v) {
  const auto* type = c_.schema.resolve(*v.type, c_.arena);
  if (type != nullptr && !type->named->is_input())
    c_.report.add("Variable \"$" + abbreviate(std::string(v.name.text)) + "\" cannot be non-input type \"" + type->str() + "\".", {v.type->offset});
  if (names_.add(v.name.text)) defined_.emplace_back();
  defined_[names_.find(v.name.text)] = {&v, type};
  return type != nullptr && type->named->is_input() ? type : nullptr;
}

void VariableRules::leave(const OperationDefinition& o, const std::vector<VariableUsage>& own) {
  std::vector<const std::vector<VariableUsage>*> lists{&own};
  if (!c_.fragments.empty())
    for (auto* f : c_.reached_from(Context::spreads_in(o.selection_set))) lists.push_back(&usages(*f));
  std::size_t count = 0;
  for (const auto* list : lists) count += list->size();
  if (!c_.budget.spend(count)) return;
  for (const auto* list : lists) for (const auto& u : *list) check_undefined(u, o);
  for (const auto& v : o.variables) {
    if (defined_[names_.find(v.name.text)].used) continue;
    const auto name = "Variable \"$" + abbreviate(std::string(v.name.text)) + "\" is never used";
    c_.report.add(o.name ? name + " in operation " + quoted(o.name.text) + "." : name + ".", {v.offset});
  }
  for (const auto* list : lists) for (const auto& u : *list) check_position(u);
}

void VariableRules::check_undefined(const VariableUsage& u, const OperationDefinition& o) {
  if (const auto i = names_.find(u.name); i != NameIndex::kNone) {
    defined_[i].used = true;
    return;
  }
  const auto name = "Variable \"$" + abbreviate(std::string(u.name)) + "\" is not defined";
  c_.report.add(o.name ? name + " by operation " + quoted(o.name.text) + "." : name + ".", {u.offset, o.offset});
}

void VariableRules::check_position(const VariableUsage& u) {
  const auto i = names_.find(u.name);
  if (i == NameIndex::kNone || u.type == nullptr || defined_[i].type == nullptr) return;
  const auto& v = *defined_[i].node;
  const auto* type = defined_[i].type;
  // A default, the variable's or the position's, makes up for a variable that may be null.
  const bool has_default = (v.default_value != nullptr && v.default_value->kind != ValueKind::kNull) || u.has_default;
  const auto* expected = u.type->is_non_null() && !type->is_non_null() && has_default ? u.type->of : u.type;
  if (!Schema::is_subtype(type, expected))
    c_.report.add("Variable \"$" + abbreviate(std::string(u.name)) + "\" of type \"" + type->str() + "\" used in position expecting type \"" + u.type->str() + "\".",
                  {v.offset, u.offset});
  if (u.one_of != nullptr && !type->is_non_null())
    c_.report.add("Variable \"$" + abbreviate(std::string(u.name)) + "\" is of type \"" + type->str() + "\" but must be non-nullable to be used for OneOf Input Object \"" +
                      u.one_of->name + "\".", {v.offset, u.offset});
}

const std::vector<VariableUsage>& VariableRules::usages(FragmentInfo& f) {
  if (!f.usages) {
    f.usages.emplace();
    ValueRules values(nullptr, false, &*f.usages);
    collect(f.node->directives, nullptr, values);
    collect(f.node->selection_set, f.type, nullptr, values);
  }
  return *f.usages;
}

void VariableRules::collect(std::span<const Directive> directives, const Field* around, ValueRules& values) {
  for (const auto& d : directives) {
    const auto* definition = c_.schema.directive(d.name.text);
    for (const auto& a : d.arguments)
      values.check(a, definition != nullptr ? definition->argument(a.name.text) : around != nullptr ? around->argument(a.name.text) : nullptr);
  }
}

void VariableRules::collect(const SelectionSet& set, const Type* parent, const Field* around, ValueRules& values) {
  for (const auto& s : set.selections) {
    const auto* definition = s.kind == SelectionKind::kField && parent != nullptr ? c_.schema.field(parent, s.name.text) : nullptr;
    const auto* owner = s.kind == SelectionKind::kField ? definition : around;
    for (const auto& a : s.arguments) values.check(a, definition != nullptr ? definition->argument(a.name.text) : nullptr);
    collect(s.directives, owner, values);
    if (!s.selection_set.empty()) collect(s.selection_set, c_.type_below(s, parent, definition), owner, values);
  }
}

}  // namespace jm::graphql
