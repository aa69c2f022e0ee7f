#include "graphql/rules/fields.h"

#include <algorithm>

#include "graphql/rules/suggest.h"

namespace jm::graphql {

void FieldRules::enter(const Selection& f, const Type* parent, const Field* definition) {
  if (definition == nullptr) {
    if (parent != nullptr) no_such_field(f, *parent);
    return;
  }
  if (definition->type->named->is_leaf()) {
    if (!f.selection_set.empty())
      c_.report.add("Field \"" + definition->name + "\" must not have a selection since type \"" + definition->type->str() + "\" has no subfields.", {f.selection_set.offset});
  } else if (f.selection_set.empty()) {
    c_.report.add("Field \"" + definition->name + "\" of type \"" + definition->type->str() + "\" must have a selection of subfields. Did you mean \"" +
                      definition->name + " { ... }\"?", {f.offset});
  }
}

void FieldRules::no_such_field(const Selection& f, const Type& parent) {
  std::string hint;
  if (c_.options.suggestions) {
    hint = did_you_mean(types_with_field(parent, f.name.text), "to use an inline fragment on ");
    if (hint.empty() && parent.kind != TypeKind::kUnion) {
      std::vector<std::string_view> names;
      for (const auto& known : parent.fields) names.push_back(known.name);
      hint = did_you_mean(suggestions(f.name.text, std::move(names)));
    }
  }
  c_.report.add("Cannot query field " + quoted(f.name.text) + " on type \"" + parent.name + "\"." + hint, {f.offset});
}

// Types below an abstract one that do have the field, the most common first, interfaces before what implements them.
std::vector<std::string_view> FieldRules::types_with_field(const Type& abstract, std::string_view name) const {
  struct Candidate {
    const Type* type;
    int uses;
  };
  std::vector<Candidate> found;
  const auto add = [&](const Type* t) {
    if (t->field(name) == nullptr) return false;
    const auto known = std::ranges::find(found, t, &Candidate::type);
    if (known != found.end()) ++known->uses;
    else found.push_back({t, 1});
    return true;
  };
  if (abstract.is_abstract())
    for (const auto* t : abstract.possible_types)
      if (add(t)) for (const auto* i : t->interfaces) add(i);
  const auto before = [this](const Candidate& a, const Candidate& b) {
    if (a.uses != b.uses) return a.uses > b.uses;
    if (a.type->kind == TypeKind::kInterface && a.type != b.type && Schema::is_subtype(c_.schema.ref(b.type), c_.schema.ref(a.type))) return true;
    if (b.type->kind == TypeKind::kInterface && a.type != b.type && Schema::is_subtype(c_.schema.ref(a.type), c_.schema.ref(b.type))) return false;
    return natural_less(a.type->name, b.type->name);
  };
  // Not an order that std::sort could take (hierarchy and alphabet may disagree in a circle); inserting one by one is safe.
  for (std::size_t i = 1; i < found.size(); ++i)
    for (std::size_t j = i; j > 0 && before(found[j], found[j - 1]); --j) std::swap(found[j], found[j - 1]);
  std::vector<std::string_view> names;
  for (const auto& f : found) names.push_back(f.type->name);
  return names;
}

void FieldRules::unknown_argument(const Argument& a, const Type* parent, const Field& definition) {
  if (parent == nullptr) return;
  std::string hint;
  if (c_.options.suggestions) {
    std::vector<std::string_view> names;
    for (const auto& known : definition.arguments) names.push_back(known.name);
    hint = did_you_mean(suggestions(a.name.text, std::move(names)));
  }
  c_.report.add("Unknown argument " + quoted(a.name.text) + " on field \"" + parent->name + "." + definition.name + "\"." + hint, {a.name.offset});
}

void FieldRules::leave(const Selection& f, const Field& definition) {
  for (const auto& required : definition.arguments) {
    if (!required.is_required()) continue;
    if (std::ranges::any_of(f.arguments, [&](const Argument& a) { return a.name.text == required.name; })) continue;
    c_.report.add("Field \"" + definition.name + "\" argument \"" + required.name + "\" of type \"" + required.type->str() + "\" is required, but it was not provided.",
                  {f.offset});
  }
}

bool FieldRules::check_introspection_depth(const Selection& f) {
  std::vector<std::int64_t> visited(c_.fragments.size(), -1);
  fine_.resize(c_.fragments.size(), -1);
  exceeded_.resize(c_.fragments.size(), -1);
  if (!too_deep(f, 0, 0, visited)) return true;
  c_.report.add("Maximum introspection depth exceeded", {f.offset});
  return false;
}

bool FieldRules::too_deep(const Selection& s, std::uint32_t lists, std::uint32_t nesting, std::vector<std::int64_t>& visited) {
  constexpr std::uint32_t kListsMax = 3;                 // type systems are cyclic: each more multiplies the answer
  const auto in = [&](const SelectionSet& set, std::uint32_t deeper) {
    return std::ranges::any_of(set.selections, [&](const Selection& child) { return too_deep(child, lists, deeper, visited); });
  };
  if (s.kind == SelectionKind::kFragmentSpread) {
    auto* f = c_.fragment(s.name.text);
    if (f == nullptr) return false;
    if (nesting >= kFragmentNestingMax) {
      c_.budget.exhausted();
      return false;
    }
    const auto i = c_.index_of(*f);
    if (exceeded_[i] >= 0 && exceeded_[i] <= lists) return true;
    if (visited[i] >= lists || fine_[i] >= lists) return false;
    visited[i] = lists;
    if (in(f->node->selection_set, nesting + 1)) {
      exceeded_[i] = lists;
      return true;
    }
    fine_[i] = lists;
    return false;
  }
  const auto& name = s.name.text;
  if (s.kind == SelectionKind::kField && (name == "fields" || name == "interfaces" || name == "possibleTypes" || name == "inputFields") && ++lists >= kListsMax)
    return true;
  return in(s.selection_set, nesting);
}

}  // namespace jm::graphql
