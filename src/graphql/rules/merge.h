// Rule OverlappingFieldsCanBeMerged: fields that answer to one response key must ask for the same thing (same field, same
// arguments) unless they can never meet (different object types), and must always have the same shape.
//
// Compared are, per selection set: its own fields (inline fragments flattened) with each other, with those of every fragment
// it spreads, and the fragments with each other; recursively for the sub-selections of two fields that merge. What has been
// collected or compared once is remembered, and every comparison is paid for from the budget.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "graphql/rules/context.h"

namespace jm::graphql {

class MergeRule {
 public:
  explicit MergeRule(Context& context) : c_(context) {}
  // Every selection set except those of inline fragments, which are part of the one around them.
  void enter(const SelectionSet& set, const Type* parent);

 private:
  struct Entry {
    const Selection* node;
    const Type* parent;                                  // null: unknown
    const Field* definition;                             // null: unknown, or a meta field
    bool is_simple_leaf;                                 // no arguments, no selection
    const TypeRef* type() const { return definition != nullptr ? definition->type : nullptr; }
  };
  struct Collected {                                     // the fields of one selection set by response key, in order
    NameIndex keys;
    std::vector<std::string_view> key_names;
    std::vector<std::vector<Entry>> fields;
    std::vector<std::uint32_t> fragments;                // spread here, each once
    std::unordered_map<std::uint32_t, bool> compared;    // with fragment: true when only as mutually exclusive
  };
  struct Conflict {
    std::string_view key;
    std::string reason;
    std::vector<std::uint32_t> at1, at2;
  };
  using Conflicts = std::vector<Conflict>;
  struct SetKey {
    const SelectionSet* set;
    const Type* parent;
    bool operator==(const SetKey&) const = default;
  };
  struct SetKeyHash {
    std::size_t operator()(const SetKey& k) const { return std::hash<const void*>()(k.set) * 31 + std::hash<const void*>()(k.parent); }
  };

  bool trivially_fine(const SelectionSet& set) const;
  Collected& collect(const SelectionSet& set, const Type* parent);
  void collect_into(Collected& out, const SelectionSet& set, const Type* parent);
  Collected& collect_fragment(std::uint32_t fragment);

  void within(Collected& set, Conflicts& out);
  void between(bool exclusive, Collected& a, Collected& b, Conflicts& out);
  void fields_and_fragment(bool exclusive, Collected& fields, std::uint32_t fragment, Conflicts& out);
  void fragments(bool exclusive, std::uint32_t a, std::uint32_t b, Conflicts& out);
  void sub_selections(bool exclusive, const Entry& a, const Entry& b, Conflicts& out);
  std::optional<Conflict> compare(bool exclusive, std::string_view key, const Entry& a, const Entry& b);
  bool same_arguments(const Selection& a, const Selection& b);

  Context& c_;
  std::unordered_map<SetKey, std::unique_ptr<Collected>, SetKeyHash> collected_;
  std::unordered_map<std::uint64_t, bool> compared_fragments_;   // pair: true when only as mutually exclusive
  std::uint32_t nesting_ = 0;
};

}  // namespace jm::graphql
