#include "graphql/rules/fragments.h"

namespace jm::graphql {

void FragmentRules::enter(const FragmentDefinition& f) {
  const auto* type = c_.schema.type(f.type_condition.text);
  if (type != nullptr && !type->is_composite())
    c_.report.add("Fragment " + quoted(f.name.text) + " cannot condition on non composite type \"" + type->name + "\".", {f.type_condition.offset});
  if (names_.add(f.name.text)) name_offsets_.push_back(f.name.offset);
  else c_.report.add("There can be only one fragment named " + quoted(f.name.text) + ".", {name_offsets_[names_.find(f.name.text)], f.name.offset});
  find_cycles(f);
}

void FragmentRules::enter_inline(const Selection& f, const Type* parent) {
  if (!f.name) return;
  const auto* type = c_.schema.type(f.name.text);
  if (type == nullptr) return;
  if (!type->is_composite()) {
    c_.report.add("Fragment cannot condition on non composite type \"" + type->name + "\".", {f.name.offset});
  } else if (parent != nullptr && !Schema::overlap(type, parent)) {
    c_.report.add("Fragment cannot be spread here as objects of type \"" + parent->name + "\" can never be of type \"" + type->name + "\".", {f.offset});
  }
}

void FragmentRules::enter_spread(const Selection& spread, const Type* parent) {
  const auto* f = c_.fragment(spread.name.text);
  if (f == nullptr) return c_.report.add("Unknown fragment " + quoted(spread.name.text) + ".", {spread.name.offset});
  if (f->type != nullptr && parent != nullptr && !Schema::overlap(f->type, parent))
    c_.report.add("Fragment " + quoted(spread.name.text) + " cannot be spread here as objects of type \"" + parent->name + "\" can never be of type \"" +
                      f->type->name + "\".", {spread.offset});
}

// Depth first along the spreads, with the path walked so far; a spread of a fragment on the path closes a cycle. Every
// fragment is entered once in the document, so a cycle is reported once.
void FragmentRules::find_cycles(const FragmentDefinition& from) {
  struct Step {
    std::uint32_t fragment;
    std::vector<const Selection*> spreads;
    std::size_t next = 0;                                // the spread to follow next
  };
  visited_.resize(c_.fragments.size());
  std::vector<Step> path;
  std::vector<std::uint32_t> position(c_.fragments.size(), NameIndex::kNone);
  const auto enter = [&](std::uint32_t fragment, std::vector<const Selection*> spreads) {
    visited_[fragment] = true;
    position[fragment] = static_cast<std::uint32_t>(path.size());
    path.push_back({fragment, std::move(spreads)});
  };
  const auto& info = *c_.fragment(from.name.text);
  if (visited_[c_.index_of(info)]) return;
  // Of several fragments with this name, `from` need not be the one that spreads mean.
  enter(c_.index_of(info), Context::spreads_in(from.selection_set));
  while (!path.empty()) {
    auto& step = path.back();
    if (step.next == step.spreads.size()) {
      position[step.fragment] = NameIndex::kNone;
      path.pop_back();
      continue;
    }
    const auto* spread = step.spreads[step.next++];
    auto* target = c_.fragment(spread->name.text);
    if (target == nullptr) continue;
    const auto index = c_.index_of(*target);
    if (position[index] != NameIndex::kNone) {
      std::vector<std::uint32_t> at;
      std::string via;
      for (auto i = position[index]; i < path.size(); ++i) {
        const auto* s = path[i].spreads[path[i].next - 1];
        at.push_back(s->offset);
        if (i + 1 < path.size()) via += (via.empty() ? "" : ", ") + quoted(s->name.text);
      }
      c_.report.add("Cannot spread fragment " + quoted(spread->name.text) + " within itself" + (via.empty() ? "." : " via " + abbreviate(std::move(via)) + "."), at);
    } else if (!visited_[index]) {
      enter(index, c_.spreads(*target));
    }
  }
}

void FragmentRules::document_end() {
  if (c_.fragments.empty()) return;
  std::vector<const Selection*> spreads;
  for (const auto& d : c_.document.definitions()) {
    if (d.operation == nullptr) continue;
    const auto more = Context::spreads_in(d.operation->selection_set);
    spreads.insert(spreads.end(), more.begin(), more.end());
  }
  std::vector<bool> used(c_.fragments.size());
  for (const auto* f : c_.reached_from(spreads)) used[c_.index_of(*f)] = true;
  if (c_.report.stopped()) return;
  for (const auto& d : c_.document.definitions())
    if (d.fragment != nullptr && !used[c_.index_of(*c_.fragment(d.fragment->name.text))])
      c_.report.add("Fragment " + quoted(d.fragment->name.text) + " is never used.", {d.fragment->offset});
}

}  // namespace jm::graphql
