#include "graphql/rules/operations.h"

namespace jm::graphql {
namespace {

// The fields a subscription selects at its root, by response key. Nothing is known of variables here, so conditions
// (@skip, @include) are not allowed on the way.
class SubscriptionRoot {
 public:
  SubscriptionRoot(Context& context, const OperationDefinition& operation, const Type& root) : c_(context), operation_(operation), root_(root) {}

  void check() {
    collect(operation_.selection_set, 0);
    const auto who = operation_.name ? "Subscription " + quoted(operation_.name.text) : std::string("Anonymous Subscription");
    if (!conditions_.empty()) c_.report.add(who + " must not use `@skip` or `@include` directives in the top level selection.", conditions_);
    if (fields_.size() > 1) {
      std::vector<std::uint32_t> extra;
      for (std::size_t i = 1; i < fields_.size(); ++i)
        for (const auto* f : fields_[i]) extra.push_back(f->offset);
      c_.report.add(who + " must select only one top level field.", extra);
    }
    for (const auto& group : fields_) {
      if (!group.front()->name.text.starts_with("__")) continue;
      std::vector<std::uint32_t> at;
      for (const auto* f : group) at.push_back(f->offset);
      c_.report.add(who + " must not select an introspection top level field.", at);
    }
  }

 private:
  void collect(const SelectionSet& set, std::uint32_t nesting) {
    if (nesting > kFragmentNestingMax) return c_.budget.exhausted();
    for (const auto& s : set.selections) {
      for (const auto& d : s.directives)
        if (d.name.text == "skip" || d.name.text == "include") conditions_.push_back(d.offset);
      switch (s.kind) {
        case SelectionKind::kField:
          if (keys_.add(s.response_key())) fields_.emplace_back();
          fields_[keys_.find(s.response_key())].push_back(&s);
          break;
        case SelectionKind::kInlineFragment:
          if (!s.name || applies(c_.composite(s.name.text))) collect(s.selection_set, nesting + 1);
          break;
        case SelectionKind::kFragmentSpread:
          if (!visited_.add(s.name.text)) break;
          if (const auto* f = c_.fragment(s.name.text); f != nullptr && applies(f->type)) collect(f->node->selection_set, nesting + 1);
      }
    }
  }
  bool applies(const Type* condition) const { return condition != nullptr && condition->is_possible(&root_); }

  Context& c_;
  const OperationDefinition& operation_;
  const Type& root_;
  NameIndex keys_, visited_;
  std::vector<std::vector<const Selection*>> fields_;
  std::vector<std::uint32_t> conditions_;
};

}  // namespace

OperationRules::OperationRules(Context& context) : c_(context), operation_count_(context.document.operation_count()) {}

void OperationRules::document() {
  for (const auto& d : c_.document.definitions()) {
    if (d.type_system == nullptr) continue;
    const auto name = d.type_system->kind == TypeSystemKind::kSchema ? std::string("schema") : quoted(d.type_system->name.text);
    c_.report.add("The " + name + " definition is not executable.", {d.type_system->offset});
  }
}

void OperationRules::enter(const OperationDefinition& o) {
  const auto* root = c_.schema.root(o.kind);
  if (root == nullptr) c_.report.add("The " + std::string(operation_kind_name(o.kind)) + " operation is not supported by the schema.", {o.offset});
  if (o.name) {
    if (names_.add(o.name.text)) name_offsets_.push_back(o.name.offset);
    else c_.report.add("There can be only one operation named " + quoted(o.name.text) + ".", {name_offsets_[names_.find(o.name.text)], o.name.offset});
  } else if (operation_count_ > 1) {
    c_.report.add("This anonymous operation must be the only defined operation.", {o.offset});
  }
  if (o.kind == OperationKind::kSubscription && root != nullptr) SubscriptionRoot(c_, o, *root).check();
}

}  // namespace jm::graphql
