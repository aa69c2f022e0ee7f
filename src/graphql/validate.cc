// One walk over the document, depth first in source order. At every node the rules that have a say are asked in a fixed
// order, so that errors come out in the order graphql-js reports them. The rules themselves are in rules/, a file per topic.
#include "graphql/validate.h"

#include "graphql/rules/context.h"
#include "graphql/rules/directives.h"
#include "graphql/rules/fields.h"
#include "graphql/rules/fragments.h"
#include "graphql/rules/merge.h"
#include "graphql/rules/operations.h"
#include "graphql/rules/suggest.h"
#include "graphql/rules/values.h"
#include "graphql/rules/variables.h"

namespace jm::graphql {
namespace {

class Walk {
 public:
  explicit Walk(Context& context)
      : c_(context), operations_(c_), fragments_(c_), fields_(c_), variables_(c_), merge_(c_), directives_(c_.schema, c_.report, c_.options.suggestions),
        values_(&c_.report, c_.options.suggestions, &usages_) {}

  void document() {
    operations_.document();
    for (const auto& d : c_.document.definitions()) {
      if (c_.report.stopped()) return;
      if (d.operation != nullptr) operation(*d.operation);
      else if (d.fragment != nullptr) fragment(*d.fragment);
    }
    fragments_.document_end();
  }

 private:
  void operation(const OperationDefinition& o) {
    static constexpr DirectiveLocation kAt[] = {DirectiveLocation::kQuery, DirectiveLocation::kMutation, DirectiveLocation::kSubscription};
    usages_.clear();
    operations_.enter(o);
    variables_.enter(o);
    directives_.check_unique(o.directives);
    for (const auto& v : o.variables) variable(v);
    directives_.check(o.directives, kAt[static_cast<std::size_t>(o.kind)], values_);
    selection_set(o.selection_set, c_.schema.root(o.kind), nullptr);
    if (!c_.report.stopped()) variables_.leave(o, usages_);
  }

  void variable(const VariableDefinition& v) {
    const auto* type = variables_.enter(v);
    directives_.check_unique(v.directives);
    known_type(v.type->base_name(), base_offset(*v.type));
    if (v.default_value != nullptr) values_.check(*v.default_value, type, false);
    directives_.check(v.directives, DirectiveLocation::kVariableDefinition, values_);
  }

  void fragment(const FragmentDefinition& f) {
    usages_.clear();
    fragments_.enter(f);
    directives_.check_unique(f.directives);
    known_type(f.type_condition.text, f.type_condition.offset);
    directives_.check(f.directives, DirectiveLocation::kFragmentDefinition, values_);
    selection_set(f.selection_set, c_.composite(f.type_condition.text), nullptr);
  }

  // parent null: unknown type, its fields are not checked. `around`: the field these selections belong to.
  void selection_set(const SelectionSet& set, const Type* parent, const Field* around) {
    merge_.enter(set, parent);
    selections(set, parent, around);
  }
  void selections(const SelectionSet& set, const Type* parent, const Field* around) {
    for (const auto& s : set.selections) {
      if (c_.report.stopped()) return;
      switch (s.kind) {
        case SelectionKind::kField: field(s, parent); break;
        case SelectionKind::kFragmentSpread:
          fragments_.enter_spread(s, parent);
          directives_.check_unique(s.directives);
          directives_.check(s.directives, DirectiveLocation::kFragmentSpread, values_, around);
          break;
        case SelectionKind::kInlineFragment:
          fragments_.enter_inline(s, parent);
          directives_.check_unique(s.directives);
          if (s.name) known_type(s.name.text, s.name.offset);
          directives_.check(s.directives, DirectiveLocation::kInlineFragment, values_, around);
          selections(s.selection_set, c_.type_below(s, parent, nullptr), around);
      }
    }
  }

  void field(const Selection& f, const Type* parent) {
    const auto* definition = parent != nullptr ? c_.schema.field(parent, f.name.text) : nullptr;
    fields_.enter(f, parent, definition);
    directives_.check_unique(f.directives);
    check_unique_arguments(f.arguments, c_.report);
    const bool introspects = !in_refused_introspection_ && (f.name.text == "__schema" || f.name.text == "__type");
    const bool refused = introspects && !fields_.check_introspection_depth(f);
    if (refused) in_refused_introspection_ = true;       // said once, not again for what is inside
    for (const auto& a : f.arguments) {
      const auto* argument = definition != nullptr ? definition->argument(a.name.text) : nullptr;
      if (argument == nullptr && definition != nullptr) fields_.unknown_argument(a, parent, *definition);
      values_.check(a, argument);
    }
    directives_.check(f.directives, DirectiveLocation::kField, values_, definition);
    if (!f.selection_set.empty()) selection_set(f.selection_set, c_.type_below(f, parent, definition), definition);
    if (refused) in_refused_introspection_ = false;
    if (definition != nullptr) fields_.leave(f, *definition);
  }

  static std::uint32_t base_offset(const TypeNode& type) {
    const auto* t = &type;
    while (t->of != nullptr) t = t->of;
    return t->offset;
  }

  void known_type(std::string_view name, std::uint32_t offset) {   // rule KnownTypeNames
    if (c_.schema.type(name) != nullptr) return;
    std::string hint;
    if (c_.options.suggestions) {
      std::vector<std::string_view> names;
      for (const auto& t : c_.schema.types()) names.push_back(t.name);
      hint = did_you_mean(suggestions(name, std::move(names)));
    }
    c_.report.add("Unknown type " + quoted(name) + "." + hint, {offset});
  }

  Context& c_;
  OperationRules operations_;
  FragmentRules fragments_;
  FieldRules fields_;
  VariableRules variables_;
  MergeRule merge_;
  DirectiveRules directives_;
  std::vector<VariableUsage> usages_;                    // of the definition being walked
  ValueRules values_;
  bool in_refused_introspection_ = false;
};

}  // namespace

std::vector<GraphqlError> validate(const Schema& schema, const Document& document, const ValidateOptions& options) {
  Report report(document.source(), options.errors_max, kValidationFailed);
  Budget budget(report, options.work_max);
  Context context(schema, document, options, report, budget);
  Walk(context).document();
  return report.take();
}

}  // namespace jm::graphql
