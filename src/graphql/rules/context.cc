#include "graphql/rules/context.h"

namespace jm::graphql {

std::string quoted(std::string_view text) { return "\"" + abbreviate(std::string(text)) + "\""; }

Context::Context(const Schema& s, const Document& d, const ValidateOptions& o, Report& r, Budget& b)
    : schema(s), document(d), options(o), report(r), budget(b), arena(256) {
  for (const auto& definition : d.definitions()) {
    if (definition.fragment == nullptr) continue;
    const auto& f = *definition.fragment;
    if (names_.add(f.name.text)) fragments.emplace_back();
    auto& info = fragments[names_.find(f.name.text)];
    info.node = &f;
    info.type = composite(f.type_condition.text);
  }
}

std::vector<const Selection*> Context::spreads_in(const SelectionSet& set) {
  std::vector<const Selection*> found;
  std::vector<const SelectionSet*> open{&set};
  while (!open.empty()) {
    const auto* here = open.back();
    open.pop_back();
    for (const auto& s : here->selections) {
      if (s.kind == SelectionKind::kFragmentSpread) found.push_back(&s);
      else if (!s.selection_set.empty()) open.push_back(&s.selection_set);
    }
  }
  return found;
}

std::vector<FragmentInfo*> Context::reached_from(const std::vector<const Selection*>& spreads_of_operation) {
  std::vector<FragmentInfo*> found;
  if (spreads_of_operation.empty()) return found;
  std::vector<bool> seen(fragments.size());
  const auto add = [&](const std::vector<const Selection*>& list) {
    for (const auto* s : list) {
      auto* f = fragment(s->name.text);
      if (f == nullptr || seen[index_of(*f)]) continue;
      seen[index_of(*f)] = true;
      found.push_back(f);
    }
  };
  add(spreads_of_operation);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!budget.spend(1 + spreads(*found[i]).size())) break;
    add(spreads(*found[i]));
  }
  return found;
}

}  // namespace jm::graphql
