#include "graphql/ast.h"

namespace jm::graphql {

std::string_view operation_kind_name(OperationKind kind) {
  static constexpr std::string_view kNames[] = {"query", "mutation", "subscription"};
  return kNames[static_cast<std::size_t>(kind)];
}

const OperationDefinition* Document::operation(std::string_view name) const {
  const OperationDefinition* found = nullptr;
  for (const auto& d : definitions_) {
    if (d.operation == nullptr) continue;
    if (name.empty()) {
      if (found != nullptr) return nullptr;
      found = d.operation;
    } else if (d.operation->name.text == name) {
      return d.operation;
    }
  }
  return found;
}

std::size_t Document::operation_count() const {
  std::size_t n = 0;
  for (const auto& d : definitions_) n += d.operation != nullptr;
  return n;
}

const FragmentDefinition* Document::fragment(std::string_view name) const {
  for (const auto& d : definitions_) if (d.fragment != nullptr && d.fragment->name.text == name) return d.fragment;
  return nullptr;
}

}  // namespace jm::graphql
