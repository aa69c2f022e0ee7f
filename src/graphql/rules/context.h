// What the rules of one validation share: schema, document, where errors go, and the document's fragments by name.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/ast.h"
#include "graphql/name_index.h"
#include "graphql/rules/report.h"
#include "graphql/rules/values.h"
#include "graphql/schema.h"
#include "graphql/validate.h"

namespace jm::graphql {

// Fragments spread in each other further than this are refused: the rules recurse along them.
inline constexpr std::uint32_t kFragmentNestingMax = 500;

std::string quoted(std::string_view text);     // "text", cut when too long

struct FragmentInfo {
  const FragmentDefinition* node = nullptr;    // of several with one name, the last
  const Type* type = nullptr;                  // its type condition; null: unknown or not composite
  std::optional<std::vector<const Selection*>> spreads;   // on demand: Context::spreads()
  std::optional<std::vector<VariableUsage>> usages;       // on demand: VariableRules
};

class Context {
 public:
  Context(const Schema& s, const Document& d, const ValidateOptions& o, Report& r, Budget& b);

  const Schema& schema;
  const Document& document;
  const ValidateOptions& options;
  Report& report;
  Budget& budget;
  Arena arena;                                 // types that only variables have

  std::vector<FragmentInfo> fragments;
  FragmentInfo* fragment(std::string_view name) {
    const auto i = names_.find(name);
    return i == NameIndex::kNone ? nullptr : &fragments[i];
  }
  std::uint32_t index_of(const FragmentInfo& f) const { return static_cast<std::uint32_t>(&f - fragments.data()); }
  // Composite type of that name, or null.
  const Type* composite(std::string_view name) const {
    const auto* t = schema.type(name);
    return t != nullptr && t->is_composite() ? t : nullptr;
  }

  // The type whose fields the selection set of `s` asks for; null: unknown. `definition`: of s, if it is a field.
  const Type* type_below(const Selection& s, const Type* parent, const Field* definition) const {
    if (s.kind != SelectionKind::kField) return s.name ? composite(s.name.text) : parent;
    return definition != nullptr && definition->type->named->is_composite() ? definition->type->named : nullptr;
  }

  // Every fragment spread below a selection set, not looking into the fragments.
  static std::vector<const Selection*> spreads_in(const SelectionSet& set);
  const std::vector<const Selection*>& spreads(FragmentInfo& f) {
    if (!f.spreads) f.spreads = spreads_in(f.node->selection_set);
    return *f.spreads;
  }
  // The fragments that these spreads reach, each once, in breadth-first order.
  std::vector<FragmentInfo*> reached_from(const std::vector<const Selection*>& spreads_of_operation);

 private:
  NameIndex names_;
};

}  // namespace jm::graphql
