#include "graphql/bind.h"

#include <algorithm>

namespace jm::graphql {

Bindings::Bindings(const Schema& schema) : schema_(schema), types_(schema.types().size()) {
  for (const auto& type : schema.types()) {
    auto& binding = types_[type.index];
    binding.fields.resize(type.fields.size());
    for (const auto& value : type.enum_values) binding.enum_names.push_back(value.name);
  }
  bind_introspection();
}

Bindings::~Bindings() = default;

Bindings::Bound Bindings::bind_type(std::string_view name, const std::type_info& object_type, bool abstract) {
  const Type* type = schema_.type(name);
  if (type == nullptr) {
    problems_.push_back("type " + std::string(name) + " is bound but not in the schema");
    return {nullptr, nullptr};
  }
  if (type->is_abstract() != abstract || !type->is_composite()) {
    problems_.push_back("type " + std::string(name) + " is bound as " + (abstract ? "an interface or union" : "an object") + " but is not one in the schema");
    return {nullptr, nullptr};
  }
  auto& binding = types_[type->index];
  if (binding.object_type != nullptr && *binding.object_type != object_type) problems_.push_back("type " + std::string(name) + " is bound to two C++ types");
  binding.object_type = &object_type;
  return {type, &binding};
}

void Bindings::bind_field(Bound bound, std::string_view name, FieldBinding field) {
  const auto [type, binding] = bound;
  if (type == nullptr) return;
  const Field* f = type->field(name);
  const auto label = type->name + "." + std::string(name);
  if (f == nullptr) return problems_.push_back("field " + label + " is bound but not in the schema");
  auto& slot = binding->fields[f->index];
  if (slot.kind != FieldBinding::Kind::kUnbound) return problems_.push_back("field " + label + " is bound twice");
  slot = field;
}

void Bindings::bind_root(OperationKind kind, std::string_view field, FieldBinding binding) {
  const Type* type = schema_.root(kind);
  if (type == nullptr) return problems_.push_back(std::string(operation_kind_name(kind)) + " field " + std::string(field) + " is bound but the schema has no such root");
  bind_field(bind_type(type->name, typeid(Root), false), field, binding);
}

namespace {

std::size_t list_depth(const TypeRef* type) {
  std::size_t depth = 0;
  for (; type != nullptr; type = type->of) depth += type->is_list();
  return depth;
}

void check_field(const Field& field, const FieldBinding& binding, const TypeBinding& target, std::vector<std::string>& problems) {
  const auto label = "field " + field.parent->name + "." + field.name;
  const Type* named = field.type->named;
  const auto complain = [&](std::string what) { problems.push_back(label + " " + std::move(what)); };
  if (binding.kind == FieldBinding::Kind::kUnbound) return complain("is not bound");
  const auto lists = list_depth(field.type);
  if (lists > LeafShape::kListDepthMax) return complain("has more than 7 lists in its type");
  if (named->is_leaf()) {
    if (binding.object_type != nullptr) complain("is a leaf in the schema but its function answers objects");
    return;
  }
  if (binding.object_type == nullptr) return complain("is an object in the schema but its function answers a leaf");
  const bool answers_list = binding.kind == FieldBinding::Kind::kList || binding.answers_list;
  if (answers_list != (lists > 0)) return complain(lists > 0 ? "is a list in the schema but its function answers one object" : "is one object in the schema but its function answers a list");
  if (target.object_type != nullptr && *target.object_type != *binding.object_type)
    complain("answers another C++ type than the one " + named->name + " is bound to");
}

}  // namespace

std::vector<std::string> Bindings::check() const {
  std::vector<std::string> problems = problems_;
  for (const auto& type : schema_.types()) {
    const auto& binding = types_[type.index];
    if (type.is_abstract()) {
      if (binding.resolve == nullptr) problems.push_back("type " + type.name + " has no function that tells the concrete type");
      continue;
    }
    if (type.kind != TypeKind::kObject || &type == schema_.subscription()) continue;
    for (const auto& field : type.fields) check_field(field, binding.fields[field.index], types_[field.type->named->index], problems);
  }
  return problems;
}

const FieldBinding& Bindings::of(const Field& field) const {
  static const FieldBinding none{};
  if (field.index == kSchemaField) return schema_field_;
  if (field.index == kTypeField) return type_field_;
  return field.parent == nullptr ? none : types_[field.parent->index].fields[field.index];
}

}  // namespace jm::graphql
