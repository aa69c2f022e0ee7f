#include "graphql/rules/merge.h"

#include <algorithm>

namespace jm::graphql {
namespace {

constexpr std::size_t kLocationsMax = 20;                // of one side of a conflict
constexpr std::size_t kPairwiseMax = 16;                 // selections compared without a table

bool same_value(const Value& a, const Value& b);

std::vector<const ObjectField*> by_name(const Value& object) {
  std::vector<const ObjectField*> fields;
  for (const auto& f : object.fields) fields.push_back(&f);
  std::ranges::sort(fields, [](const auto* x, const auto* y) { return x->name.text != y->name.text ? x->name.text < y->name.text : x < y; });
  return fields;
}

bool same_object(const Value& a, const Value& b) {
  if (a.fields.size() != b.fields.size()) return false;
  const auto fa = by_name(a), fb = by_name(b);
  return std::ranges::equal(fa, fb, [](const auto* x, const auto* y) { return x->name.text == y->name.text && same_value(x->value, y->value); });
}

// As written: 1 and 1.0 differ, {a: 1, b: 2} and {b: 2, a: 1} do not.
bool same_value(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case ValueKind::kNull: return true;
    case ValueKind::kBoolean: return a.boolean == b.boolean;
    case ValueKind::kList: return std::ranges::equal(a.items, b.items, same_value);
    case ValueKind::kObject: return same_object(a, b);
    case ValueKind::kString: return a.text == b.text && a.is_block == b.is_block;
    default: return a.text == b.text;
  }
}

// Lists, nullability and leaf types must agree; composite types are compared by their fields.
bool types_conflict(const TypeRef* a, const TypeRef* b) {
  if (a == b) return false;
  if (a->kind != b->kind) return true;
  if (a->kind != TypeNodeKind::kNamed) return types_conflict(a->of, b->of);
  return (a->named->is_leaf() || b->named->is_leaf()) && a->named != b->named;
}

void append_locations(std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& from) {
  const auto room = kLocationsMax - to.size();           // the deeper ones tell more: they are kept
  to.insert(to.end(), from.end() - static_cast<std::ptrdiff_t>(std::min(room, from.size())), from.end());
}

}  // namespace

void MergeRule::enter(const SelectionSet& set, const Type* parent) {
  if (trivially_fine(set)) return;
  Conflicts conflicts;
  auto& here = collect(set, parent);
  within(here, conflicts);
  if (!here.fragments.empty() && (here.keys.size() != 0 || here.fragments.size() > 1))
    for (std::size_t i = 0; i < here.fragments.size(); ++i) {
      fields_and_fragment(false, here, here.fragments[i], conflicts);
      for (std::size_t j = i + 1; j < here.fragments.size(); ++j) fragments(false, here.fragments[i], here.fragments[j], conflicts);
    }
  for (auto& c : conflicts) {
    c.at1.insert(c.at1.end(), c.at2.begin(), c.at2.end());
    c_.report.add("Fields " + quoted(c.key) + " conflict because " + c.reason + ". Use different aliases on the fields to fetch both if this was intentional.", c.at1);
  }
}

// The common case, at a glance: only fields, no key twice.
bool MergeRule::trivially_fine(const SelectionSet& set) const {
  const auto& s = set.selections;
  if (s.size() == 1) return s.front().kind != SelectionKind::kInlineFragment;
  if (s.size() > kPairwiseMax) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i].kind != SelectionKind::kField) return false;
    for (std::size_t j = 0; j < i; ++j) if (s[i].response_key() == s[j].response_key()) return false;
  }
  return true;
}

MergeRule::Collected& MergeRule::collect(const SelectionSet& set, const Type* parent) {
  auto& slot = collected_[{&set, parent}];
  if (slot == nullptr) {
    slot = std::make_unique<Collected>();
    collect_into(*slot, set, parent);
  }
  return *slot;
}

void MergeRule::collect_into(Collected& out, const SelectionSet& set, const Type* parent) {
  const bool has_fields = parent != nullptr && (parent->kind == TypeKind::kObject || parent->kind == TypeKind::kInterface);
  for (const auto& s : set.selections) {
    switch (s.kind) {
      case SelectionKind::kField: {
        const auto key = s.response_key();
        if (out.keys.add(key)) {
          out.key_names.push_back(key);
          out.fields.emplace_back();
        }
        out.fields[out.keys.find(key)].push_back({&s, parent, has_fields ? parent->field(s.name.text) : nullptr, s.arguments.empty() && s.selection_set.empty()});
        break;
      }
      case SelectionKind::kFragmentSpread:
        if (const auto* f = c_.fragment(s.name.text); f != nullptr && std::ranges::find(out.fragments, c_.index_of(*f)) == out.fragments.end())
          out.fragments.push_back(c_.index_of(*f));
        break;
      case SelectionKind::kInlineFragment: collect_into(out, s.selection_set, s.name ? c_.composite(s.name.text) : parent);
    }
  }
}

MergeRule::Collected& MergeRule::collect_fragment(std::uint32_t fragment) {
  const auto& f = c_.fragments[fragment];
  return collect(f.node->selection_set, f.type);
}

void MergeRule::within(Collected& set, Conflicts& out) {
  for (std::size_t k = 0; k < set.fields.size(); ++k) {
    const auto& fields = set.fields[k];
    for (std::size_t i = 0; i < fields.size(); ++i)
      for (std::size_t j = i + 1; j < fields.size(); ++j) {
        if (auto c = compare(false, set.key_names[k], fields[i], fields[j])) out.push_back(std::move(*c));
        if (c_.report.stopped()) return;
      }
  }
}

void MergeRule::between(bool exclusive, Collected& a, Collected& b, Conflicts& out) {
  if (a.fields.empty() || b.fields.empty() || !c_.budget.spend(a.fields.size())) return;
  for (std::size_t k = 0; k < a.fields.size(); ++k) {
    const auto other = b.keys.find(a.key_names[k]);
    if (other == NameIndex::kNone) continue;
    for (const auto& x : a.fields[k])
      for (const auto& y : b.fields[other]) {
        if (auto c = compare(exclusive, a.key_names[k], x, y)) out.push_back(std::move(*c));
        if (c_.report.stopped()) return;
      }
  }
}

void MergeRule::fields_and_fragment(bool exclusive, Collected& fields, std::uint32_t fragment, Conflicts& out) {
  if (!c_.budget.spend(1) || fields.fields.empty()) return;
  // What was compared as if both could apply covers the exclusive case too, not the other way round.
  const auto known = fields.compared.find(fragment);
  if (known != fields.compared.end() && (!known->second || exclusive)) return;
  fields.compared[fragment] = exclusive;
  auto& other = collect_fragment(fragment);
  if (&other == &fields) return;
  between(exclusive, fields, other, out);
  for (const auto nested : other.fragments) {
    if (c_.report.stopped()) return;
    fields_and_fragment(exclusive, fields, nested, out);
  }
}

void MergeRule::fragments(bool exclusive, std::uint32_t a, std::uint32_t b, Conflicts& out) {
  if (!c_.budget.spend(2) || a == b) return;
  const auto pair = std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
  const auto known = compared_fragments_.find(pair);
  if (known != compared_fragments_.end() && (!known->second || exclusive)) return;
  compared_fragments_[pair] = exclusive;
  if (nesting_ >= kFragmentNestingMax) return c_.budget.exhausted();
  ++nesting_;
  auto &fa = collect_fragment(a), &fb = collect_fragment(b);
  between(exclusive, fa, fb, out);
  for (const auto nested : fb.fragments) if (!c_.report.stopped()) fragments(exclusive, a, nested, out);
  for (const auto nested : fa.fragments) if (!c_.report.stopped()) fragments(exclusive, nested, b, out);
  --nesting_;
}

void MergeRule::sub_selections(bool exclusive, const Entry& a, const Entry& b, Conflicts& out) {
  const auto below = [](const Entry& e) { return e.definition != nullptr ? e.definition->type->named : nullptr; };
  auto &sa = collect(a.node->selection_set, below(a)), &sb = collect(b.node->selection_set, below(b));
  between(exclusive, sa, sb, out);
  for (const auto f : sb.fragments) if (!c_.report.stopped()) fields_and_fragment(exclusive, sa, f, out);
  for (const auto f : sa.fragments) if (!c_.report.stopped()) fields_and_fragment(exclusive, sb, f, out);
  for (const auto f : sa.fragments)
    for (const auto g : sb.fragments) if (!c_.report.stopped()) fragments(exclusive, f, g, out);
}

std::optional<MergeRule::Conflict> MergeRule::compare(bool exclusive, std::string_view key, const Entry& a, const Entry& b) {
  if (!c_.budget.spend(2)) return std::nullopt;
  const auto conflict = [&](std::string reason) { return Conflict{key, std::move(reason), {a.node->offset}, {b.node->offset}}; };
  const auto &name_a = a.node->name.text, &name_b = b.node->name.text;
  if (a.is_simple_leaf && b.is_simple_leaf && a.type() == b.type() && name_a == name_b) return std::nullopt;
  const auto is_object = [](const Type* t) { return t != nullptr && t->kind == TypeKind::kObject; };
  exclusive = exclusive || (a.parent != b.parent && is_object(a.parent) && is_object(b.parent));
  if (!exclusive) {
    if (name_a != name_b) return conflict(quoted(name_a) + " and " + quoted(name_b) + " are different fields");
    if (!same_arguments(*a.node, *b.node)) return conflict("they have differing arguments");
  }
  if (a.type() != nullptr && b.type() != nullptr && types_conflict(a.type(), b.type()))
    return conflict("they return conflicting types \"" + a.type()->str() + "\" and \"" + b.type()->str() + "\"");
  if (a.node->selection_set.empty() || b.node->selection_set.empty()) return std::nullopt;
  if (nesting_ >= kFragmentNestingMax) {
    c_.budget.exhausted();
    return std::nullopt;
  }
  Conflicts below;
  ++nesting_;
  sub_selections(exclusive, a, b, below);
  --nesting_;
  if (below.empty()) return std::nullopt;
  auto c = conflict({});
  for (const auto& sub : below) {
    c.reason += (c.reason.empty() ? "subfields " : " and subfields ") + quoted(sub.key) + " conflict because " + sub.reason;
    if (c.reason.size() > kQuoteMax) break;
  }
  c.reason = abbreviate(std::move(c.reason));
  for (const auto& sub : below) {
    append_locations(c.at1, sub.at1);
    append_locations(c.at2, sub.at2);
  }
  return c;
}

bool MergeRule::same_arguments(const Selection& a, const Selection& b) {
  if (a.arguments.size() != b.arguments.size() || !c_.budget.spend(a.arguments.size())) return false;
  return std::ranges::all_of(a.arguments, [&](const Argument& x) {
    const auto y = std::find_if(b.arguments.rbegin(), b.arguments.rend(), [&](const Argument& other) { return other.name.text == x.name.text; });
    return y != b.arguments.rend() && same_value(x.value, y->value);
  });
}

}  // namespace jm::graphql
