#include "graphql/rules/values.h"

#include <charconv>
#include <limits>
#include <string>

#include "graphql/name_index.h"
#include "graphql/print.h"
#include "graphql/rules/suggest.h"

namespace jm::graphql {
namespace {

std::string shown(const Value& v) { return abbreviate(print_value(v)); }

bool fits_int32(std::string_view text) {
  std::int32_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size();
}

const ObjectField* field_of(const Value& object, std::string_view name) {   // the last one counts
  for (auto i = object.fields.size(); i-- > 0;) if (object.fields[i].name.text == name) return &object.fields[i];
  return nullptr;
}

// What is wrong with a literal for a built-in scalar; empty: nothing.
std::string scalar_problem(const Value& v, Builtin scalar) {
  switch (scalar) {
    case Builtin::kInt:
      if (v.kind != ValueKind::kInt) return "Int cannot represent non-integer value: " + shown(v);
      if (!fits_int32(v.text)) return "Int cannot represent non 32-bit signed integer value: " + abbreviate(std::string(v.text));
      return {};
    case Builtin::kFloat:
      return v.kind == ValueKind::kFloat || v.kind == ValueKind::kInt ? "" : "Float cannot represent non numeric value: " + shown(v);
    case Builtin::kString: return v.kind == ValueKind::kString ? "" : "String cannot represent a non string value: " + shown(v);
    case Builtin::kBoolean: return v.kind == ValueKind::kBoolean ? "" : "Boolean cannot represent a non boolean value: " + shown(v);
    case Builtin::kId:
      return v.kind == ValueKind::kString || v.kind == ValueKind::kInt ? "" : "ID cannot represent a non-string and non-integer value: " + shown(v);
    case Builtin::kNone: return {};                      // a custom scalar decides when it runs
  }
  return {};
}

}  // namespace

void ValueRules::walk(const Value& v, const TypeRef* type, bool has_default, const Type* one_of, bool checked) {
  switch (v.kind) {
    case ValueKind::kVariable:
      if (usages_ != nullptr) usages_->push_back({v.text, v.offset, type, has_default, one_of});
      return;
    case ValueKind::kList: return walk_list(v, type, checked);
    case ValueKind::kObject: return walk_object(v, type, checked);
    case ValueKind::kNull:
      if (checked && type != nullptr && type->is_non_null()) report_->add("Expected value of type \"" + type->str() + "\", found null.", {v.offset});
      return;
    default:
      if (checked) check_leaf(v, type);
  }
}

void ValueRules::walk_list(const Value& list, const TypeRef* type, bool checked) {
  const auto* nullable = type != nullptr ? type->nullable() : nullptr;
  const bool expected = nullable != nullptr && nullable->is_list();
  const auto* item_type = expected ? nullable->of : nullable;
  if (checked && !expected) {
    check_leaf(list, item_type);
    checked = false;                                     // reported as a whole
  }
  for (const auto& item : list.items) walk(item, item_type, false, nullptr, checked);
}

void ValueRules::walk_object(const Value& object, const TypeRef* type, bool checked) {
  const auto* named = type != nullptr ? type->named : nullptr;
  const bool expected = named != nullptr && named->kind == TypeKind::kInputObject;
  if (checked && expected) {
    check_object(object, *named);
  } else if (checked) {
    check_leaf(object, type);
    checked = false;
  }
  NameIndex seen;
  std::vector<std::uint32_t> first;                      // where each name was seen first
  for (std::size_t i = 0; i < object.fields.size(); ++i) {
    const auto& f = object.fields[i];
    const auto* definition = expected ? named->input_field(f.name.text) : nullptr;
    if (checked && definition == nullptr) {
      std::string hint;
      if (suggest_) {
        std::vector<std::string_view> names;
        for (const auto& known : named->input_fields) names.push_back(known.name);
        hint = did_you_mean(suggestions(f.name.text, std::move(names)));
      }
      report_->add("Field \"" + abbreviate(std::string(f.name.text)) + "\" is not defined by type \"" + named->name + "\"." + hint, {f.name.offset});
    }
    if (report_ != nullptr && object.fields.size() > 1) check_unique_field_names(object, i, seen, first);
    walk(f.value, definition != nullptr ? definition->type : nullptr, definition != nullptr && definition->default_value != nullptr,
         expected && named->is_one_of ? named : nullptr, checked);
  }
}

void ValueRules::check_object(const Value& object, const Type& type) {
  for (const auto& f : type.input_fields)
    if (f.is_required() && field_of(object, f.name) == nullptr)
      report_->add("Field \"" + type.name + "." + f.name + "\" of required type \"" + f.type->str() + "\" was not provided.", {object.offset});
  if (!type.is_one_of) return;
  bool one_name = !object.fields.empty();
  for (const auto& f : object.fields) one_name = one_name && f.name.text == object.fields.front().name.text;
  if (!one_name) return report_->add("OneOf Input Object \"" + type.name + "\" must specify exactly one key.", {object.offset});
  const auto& only = object.fields.back();
  if (only.value.kind == ValueKind::kNull)
    report_->add("Field \"" + type.name + "." + abbreviate(std::string(only.name.text)) + "\" must be non-null.", {object.offset});
}

void ValueRules::check_unique_field_names(const Value& object, std::size_t index, NameIndex& seen, std::vector<std::uint32_t>& first) {
  const auto& name = object.fields[index].name;
  if (seen.add(name.text)) {
    first.push_back(name.offset);
    return;
  }
  report_->add("There can be only one input field named \"" + abbreviate(std::string(name.text)) + "\".", {first[seen.find(name.text)], name.offset});
}

void ValueRules::check_leaf(const Value& v, const TypeRef* type) {
  if (type == nullptr) return;
  if (!type->named->is_leaf()) return report_->add("Expected value of type \"" + type->str() + "\", found " + shown(v) + ".", {v.offset});
  if (type->named->kind == TypeKind::kEnum) return check_enum(v, *type->named);
  if (auto problem = scalar_problem(v, type->named->builtin); !problem.empty()) report_->add(std::move(problem), {v.offset});
}

void ValueRules::check_enum(const Value& v, const Type& type) {
  if (v.kind == ValueKind::kEnum && type.enum_value(v.text) != nullptr) return;
  const auto text = shown(v);
  std::string hint;
  if (suggest_) {
    std::vector<std::string_view> names;
    for (const auto& known : type.enum_values) names.push_back(known.name);
    hint = did_you_mean(suggestions(text, std::move(names)), "the enum value ");
  }
  if (v.kind == ValueKind::kEnum) report_->add("Value \"" + text + "\" does not exist in \"" + type.name + "\" enum." + hint, {v.offset});
  else report_->add("Enum \"" + type.name + "\" cannot represent non-enum value: " + text + "." + hint, {v.offset});
}

}  // namespace jm::graphql
