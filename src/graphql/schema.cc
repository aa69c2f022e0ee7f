#include "graphql/schema.h"

#include <array>

namespace jm::graphql {
namespace {

constexpr std::array<std::string_view, kDirectiveLocationCount> kLocationNames = {
    "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION",
    "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION"};

}  // namespace

Schema::Schema() = default;
Schema::~Schema() = default;

std::string TypeRef::str() const {
  switch (kind) {
    case TypeNodeKind::kList: return "[" + of->str() + "]";
    case TypeNodeKind::kNonNull: return of->str() + "!";
    default: return named->name;
  }
}

std::string_view type_kind_name(TypeKind kind) {
  static constexpr std::string_view kNames[] = {"SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view directive_location_name(DirectiveLocation location) { return kLocationNames[static_cast<std::size_t>(location)]; }

std::optional<DirectiveLocation> directive_location(std::string_view name) {
  for (std::size_t i = 0; i < kLocationNames.size(); ++i) if (kLocationNames[i] == name) return static_cast<DirectiveLocation>(i);
  return std::nullopt;
}

const Field* Schema::field(const Type* parent, std::string_view name) const {
  if (name.starts_with("__")) [[unlikely]] {
    if (name == "__typename") return typename_field();
    if (parent == query() && name == "__schema") return schema_field();
    if (parent == query() && name == "__type") return type_field();
  }
  return parent->kind == TypeKind::kUnion ? nullptr : parent->field(name);
}

const TypeRef* Schema::resolve(const TypeNode& node, Arena& arena) const {
  if (node.kind == TypeNodeKind::kNamed) {
    const auto* t = type(node.name);
    return t != nullptr ? ref(t) : nullptr;
  }
  const auto* of = resolve(*node.of, arena);
  if (of == nullptr) return nullptr;
  const auto* known = node.kind == TypeNodeKind::kList ? of->list_form : of->non_null_form;
  return known != nullptr ? known : arena.make<TypeRef>(TypeRef{.kind = node.kind, .named = of->named, .of = of});
}

bool Schema::overlap(const Type* a, const Type* b) {
  if (a == b) return true;
  for (std::size_t i = 0; i < a->possible_bits.size(); ++i) if ((a->possible_bits[i] & b->possible_bits[i]) != 0) return true;
  return false;
}

bool Schema::is_subtype(const TypeRef* sub, const TypeRef* super) {
  if (sub == super) return true;
  if (super->is_non_null()) return sub->is_non_null() && is_subtype(sub->of, super->of);
  if (sub->is_non_null()) return is_subtype(sub->of, super);
  if (super->is_list() || sub->is_list()) return super->is_list() && sub->is_list() && is_subtype(sub->of, super->of);
  const auto *a = sub->named, *b = super->named;
  if (a == b) return true;
  if (b->kind == TypeKind::kUnion || b->kind == TypeKind::kInterface) {
    if (a->kind == TypeKind::kObject) return b->is_possible(a);
    for (const auto* i : b->implementing_interfaces) if (i == a) return true;
  }
  return false;
}

}  // namespace jm::graphql
