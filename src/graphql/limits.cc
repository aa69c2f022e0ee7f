#include "graphql/limits.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace jm::graphql {
namespace {

bool is_introspection(const Selection& s) { return s.kind == SelectionKind::kField && (s.name.text == "__schema" || s.name.text == "__type"); }

bool is_introspection_list(const Selection& s) {
  const auto n = s.name.text;
  return s.kind == SelectionKind::kField && (n == "fields" || n == "interfaces" || n == "possibleTypes" || n == "inputFields");
}

GraphqlError too_many(std::string what, std::uint32_t found, std::uint32_t max, std::string code) {
  return {.message = "The document has " + std::to_string(found) + " " + what + "; at most " + std::to_string(max) + " are allowed.", .code = std::move(code)};
}

// A measure that adds up along a branch and takes the largest over branches. Each fragment is measured once; a fragment
// that reaches itself counts nothing there (validation refuses it afterwards).
class Branches {
 public:
  using Weight = std::uint32_t (*)(const Selection&);
  Branches(const Document& document, Weight weight, bool into_introspection) : weight_(weight), into_introspection_(into_introspection) {
    for (const auto& d : document.definitions())
      if (d.fragment != nullptr) fragments_.emplace(d.fragment->name.text, Fragment{d.fragment});
  }

  std::uint32_t longest(const SelectionSet& set) {
    std::uint32_t most = 0;
    for (const auto& s : set.selections) most = std::max(most, selection(s));
    return most;
  }
  std::uint32_t selection(const Selection& s) {
    if (s.kind == SelectionKind::kFragmentSpread) return fragment(s.name.text);
    if (is_introspection(s) && !into_introspection_) return weight_(s);
    return weight_(s) + longest(s.selection_set);
  }

 private:
  struct Fragment {
    const FragmentDefinition* node;
    bool is_open = false, is_done = false;
    std::uint32_t value = 0;
  };
  std::uint32_t fragment(std::string_view name) {
    const auto at = fragments_.find(name);
    if (at == fragments_.end() || at->second.is_open) return 0;
    auto& f = at->second;
    if (f.is_done) return f.value;
    f.is_open = true;
    f.value = longest(f.node->selection_set);
    f.is_open = false;
    f.is_done = true;
    return f.value;
  }

  Weight weight_;
  bool into_introspection_;
  std::unordered_map<std::string_view, Fragment> fragments_;
};

struct Counts {
  std::uint32_t aliases = 0, directives = 0;
  const Selection* introspection = nullptr;   // any
};

void count(const SelectionSet& set, Counts& counts) {
  for (const auto& s : set.selections) {
    if (s.alias) ++counts.aliases;
    counts.directives += static_cast<std::uint32_t>(s.directives.size());
    if (is_introspection(s)) counts.introspection = &s;
    count(s.selection_set, counts);
  }
}

// The first __schema or __type whose selection is too deep, or asks for lists of the schema's graph inside one another.
class IntrospectionCheck {
 public:
  IntrospectionCheck(const Document& document, const DocumentLimits& limits) : limits_(limits), depth_(document, is_field, true), lists_(document, is_list, true) {}

  const Selection* first_too_deep(const SelectionSet& set) {
    for (const auto& s : set.selections) {
      if (is_introspection(s) && (depth_.selection(s) > limits_.introspection_depth_max || lists_.selection(s) >= limits_.introspection_lists_max)) return &s;
      if (const auto* found = first_too_deep(s.selection_set)) return found;
    }
    return nullptr;
  }

 private:
  static std::uint32_t is_field(const Selection& s) { return s.kind == SelectionKind::kField; }
  static std::uint32_t is_list(const Selection& s) { return is_introspection_list(s); }

  const DocumentLimits& limits_;
  Branches depth_, lists_;
};

}  // namespace

std::optional<GraphqlError> check_document_limits(const Document& document, const DocumentLimits& limits) {
  Counts counts;
  Branches depth(document, [](const Selection& s) -> std::uint32_t { return s.kind == SelectionKind::kField; }, false);
  for (const auto& d : document.definitions()) {
    if (d.type_system != nullptr) continue;
    const SelectionSet& set = d.operation != nullptr ? d.operation->selection_set : d.fragment->selection_set;
    counts.directives += static_cast<std::uint32_t>(d.operation != nullptr ? d.operation->directives.size() : d.fragment->directives.size());
    count(set, counts);
    if (const auto found = d.operation != nullptr ? depth.longest(set) : 0; found > limits.depth_max)
      return GraphqlError{.message = "The query is " + std::to_string(found) + " fields deep; at most " + std::to_string(limits.depth_max) + " are allowed.",
                          .locations = {document.locate(d.operation->offset)},
                          .code = "QUERY_TOO_DEEP"};
  }
  if (counts.aliases > limits.aliases_max) return too_many("aliases", counts.aliases, limits.aliases_max, "TOO_MANY_ALIASES");
  if (counts.directives > limits.directives_max) return too_many("directives", counts.directives, limits.directives_max, "TOO_MANY_DIRECTIVES");
  if (counts.introspection == nullptr) return std::nullopt;
  IntrospectionCheck introspection(document, limits);
  for (const auto& d : document.definitions()) {
    if (d.type_system != nullptr) continue;
    const SelectionSet& set = d.operation != nullptr ? d.operation->selection_set : d.fragment->selection_set;
    if (const auto* at = introspection.first_too_deep(set))
      return GraphqlError{.message = "Maximum introspection depth exceeded", .locations = {document.locate(at->offset)}, .code = "INTROSPECTION_TOO_DEEP"};
  }
  return std::nullopt;
}

}  // namespace jm::graphql
