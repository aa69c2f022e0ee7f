#include "graphql/coerce.h"

#include <charconv>
#include <cmath>
#include <variant>

#include "base/json_text.h"
#include "graphql/print.h"

namespace jm::graphql {
namespace {

template <class T>
std::span<const T> keep(Arena& arena, const std::vector<T>& items) { return arena.copy(items.data(), items.size()); }

// A value as error messages show it: strings quoted, containers cut at two levels and ten items.
void inspect(std::string& out, const Input& v, int depth = 0) {
  constexpr std::size_t kItemsMax = 10;
  switch (v.kind()) {
    case Input::Kind::kAbsent: out += "undefined"; return;
    case Input::Kind::kUpload: out += "[File]"; return;
    case Input::Kind::kFloat: append_json_number(out, v.number()); return;
    case Input::Kind::kList: {
      const auto items = v.items();
      if (items.empty()) out += "[]";
      else if (depth >= 2) out += "[Array]";
      else {
        out += '[';
        for (std::size_t i = 0; i < items.size() && i < kItemsMax; ++i) {
          if (i != 0) out += ", ";
          inspect(out, items[i], depth + 1);
        }
        if (items.size() > kItemsMax) out += ", ... " + std::to_string(items.size() - kItemsMax) + (items.size() == kItemsMax + 1 ? " more item" : " more items");
        out += ']';
      }
      return;
    }
    case Input::Kind::kObject: {
      const auto fields = v.fields();
      if (fields.empty()) out += "{}";
      else if (depth >= 2) out += "[Object]";
      else {
        out += "{ ";
        for (std::size_t i = 0; i < fields.size(); ++i) {
          if (i != 0) out += ", ";
          out += fields[i].name;
          out += ": ";
          inspect(out, fields[i].value, depth + 1);
        }
        out += " }";
      }
      return;
    }
    default: v.append_json(out);
  }
}

std::string inspect(const Input& v) {
  constexpr std::size_t kTextMax = 1000;                 // a megabyte of nonsense is not sent back
  std::string out;
  inspect(out, v);
  if (out.size() > kTextMax) {
    out.resize(kTextMax);
    while (!out.empty() && !is_valid_utf8(out)) out.pop_back();
    out += "...";
  }
  return out;
}

std::variant<Input, std::string> coerce_int(const Input& v) {
  const bool is_number = v.kind() == Input::Kind::kInt || v.kind() == Input::Kind::kFloat;
  const double d = v.number();
  if (!is_number || std::trunc(d) != d) return "Int cannot represent non-integer value: " + inspect(v);
  if (d < INT32_MIN || d > INT32_MAX) return "Int cannot represent non 32-bit signed integer value: " + inspect(v);
  return Input::integer(static_cast<std::int64_t>(d), {});
}

std::variant<Input, std::string> coerce_id(const Input& v, Arena& arena) {
  if (v.kind() == Input::Kind::kString) return v;
  if (v.kind() == Input::Kind::kInt) return Input::string(v.number_text());
  if (v.kind() == Input::Kind::kFloat && std::trunc(v.number()) == v.number()) {
    const auto text = v.number_text();                   // an integer too large for 64 bits keeps its digits
    if (text.find_first_of(".eE") == std::string_view::npos) return Input::string(text);
    std::string out;
    append_json_number(out, v.number());
    return Input::string(arena.copy(std::string_view(out)));
  }
  return "ID cannot represent value: " + inspect(v);
}

// A JSON value as a scalar or enum of the schema, or why not.
std::variant<Input, std::string> coerce_leaf(const Input& v, const Type& type, Arena& arena) {
  if (type.kind == TypeKind::kEnum) {
    if (v.kind() != Input::Kind::kString) return "Enum \"" + type.name + "\" cannot represent non-string value: " + inspect(v) + ".";
    if (const auto* value = type.enum_value(v.str())) return Input::enum_name(value->name);
    return "Value " + inspect(v) + " does not exist in \"" + type.name + "\" enum.";
  }
  switch (type.builtin) {
    case Builtin::kInt: return coerce_int(v);
    case Builtin::kFloat:
      if (v.kind() == Input::Kind::kFloat) return v;
      if (v.kind() == Input::Kind::kInt) return Input::number(v.number(), v.number_text());
      return "Float cannot represent non numeric value: " + inspect(v);
    case Builtin::kString:
      if (v.kind() == Input::Kind::kString) return v;
      return "String cannot represent a non string value: " + inspect(v);
    case Builtin::kBoolean:
      if (v.kind() == Input::Kind::kBoolean) return v;
      return "Boolean cannot represent a non boolean value: " + inspect(v);
    case Builtin::kId: return coerce_id(v, arena);
    case Builtin::kNone: break;
  }
  const bool is_upload = v.kind() == Input::Kind::kUpload;
  if (type.name == kUploadScalar && !is_upload) return "Upload value invalid: send the file as a part of a multipart request.";
  if (type.name != kUploadScalar && is_upload) return type.name + " cannot represent a file.";
  return v;
}

// Coerces one variable; every problem becomes an error that names the place inside the value.
class VariableCoercion {
 public:
  VariableCoercion(const VariablePlan& variable, const Document& document, Arena& arena, std::vector<GraphqlError>& errors, std::size_t errors_max)
      : variable_(variable), document_(document), arena_(arena), errors_(errors), errors_max_(errors_max) {}

  Input value(const Input& v, const TypeRef* type) {
    if (type->is_non_null()) {
      if (v.has_value()) return value(v, type->of);
      report(v, "Expected non-nullable type \"" + type->str() + "\" not to be null.");
      return {};
    }
    if (!v.has_value()) return Input::null();
    if (type->is_list()) return list(v, type->of);
    if (type->named->kind == TypeKind::kInputObject) return object(v, *type->named);
    auto leaf = coerce_leaf(v, *type->named, arena_);
    if (auto* good = std::get_if<Input>(&leaf)) return *good;
    report(v, std::get<std::string>(leaf));
    return {};
  }

  void add(std::string message) {
    errors_.push_back({.message = std::move(message), .locations = {document_.locate(variable_.node->offset)}, .code = std::string(kBadUserInput)});
  }

 private:
  Input list(const Input& v, const TypeRef* item_type) {
    std::vector<Input> items;
    if (v.kind() != Input::Kind::kList) {
      items.push_back(value(v, item_type));              // one item stands for a list of one
      return Input::list(keep(arena_, items));
    }
    const auto given = v.items();
    items.reserve(given.size());
    for (std::size_t i = 0; i < given.size() && errors_.size() < errors_max_; ++i) {
      path_.emplace_back(static_cast<std::int64_t>(i));
      items.push_back(value(given[i], item_type));
      path_.pop_back();
    }
    return Input::list(keep(arena_, items));
  }

  Input object(const Input& v, const Type& type) {
    if (v.kind() != Input::Kind::kObject) {
      report(v, "Expected type \"" + type.name + "\" to be an object.");
      return {};
    }
    std::vector<InputEntry> fields;
    for (const auto& field : type.input_fields) {
      const Input given = v[field.name];
      if (given.is_absent()) {
        if (field.default_value != nullptr) fields.push_back({field.name, coerce_default(field, arena_)});
        else if (field.type->is_non_null()) report(v, "Field \"" + field.name + "\" of required type \"" + field.type->str() + "\" was not provided.");
        continue;
      }
      path_.emplace_back(field.name);
      fields.push_back({field.name, value(given, field.type)});
      path_.pop_back();
    }
    for (const auto& given : v.fields()) {
      if (errors_.size() >= errors_max_) break;
      if (type.input_field(given.name) == nullptr) report(v, "Field \"" + std::string(given.name) + "\" is not defined by type \"" + type.name + "\".");
    }
    if (type.is_one_of) {
      if (fields.size() != 1) report(v, "Exactly one key must be specified for OneOf type \"" + type.name + "\".");
      else if (fields[0].value.is_null()) {
        path_.emplace_back(std::string(fields[0].name));
        report(fields[0].value, "Field \"" + std::string(fields[0].name) + "\" must be non-null.");
        path_.pop_back();
      }
    }
    return Input::object(keep(arena_, fields));
  }

  void report(const Input& v, const std::string& what) {
    if (errors_.size() > errors_max_) return;
    const std::string name(variable_.node->name.text);
    std::string message = "Variable \"$" + name + "\" got invalid value " + inspect(v);
    if (!path_.empty()) {
      message += " at \"" + name;
      for (const auto& step : path_) {
        if (const auto* key = std::get_if<std::string>(&step)) message += "." + *key;
        else message += "[" + std::to_string(std::get<std::int64_t>(step)) + "]";
      }
      message += '"';
    }
    add(message + "; " + what);
  }

  const VariablePlan& variable_;
  const Document& document_;
  Arena& arena_;
  std::vector<GraphqlError>& errors_;
  std::size_t errors_max_;
  std::vector<PathElement> path_;
};

Input number_literal(const Value& literal) {
  const char* end = literal.text.data() + literal.text.size();
  std::int64_t i = 0;
  if (literal.kind == ValueKind::kInt && std::from_chars(literal.text.data(), end, i).ec == std::errc{}) return Input::integer(i, literal.text);
  double d = 0;
  std::from_chars(literal.text.data(), end, d);
  return Input::number(d, literal.text);
}

// A literal for a custom scalar: any value, as JSON would say it.
std::optional<Input> untyped_literal(const Value& literal, const VariableValues* variables, Arena& arena) {
  switch (literal.kind) {
    case ValueKind::kVariable: {
      const Input v = variables ? variables->get(literal.text) : Input{};
      if (v.is_absent()) return std::nullopt;
      return v;
    }
    case ValueKind::kInt:
    case ValueKind::kFloat: return number_literal(literal);
    case ValueKind::kString: return Input::string(literal.text);
    case ValueKind::kEnum: return Input::enum_name(literal.text);
    case ValueKind::kBoolean: return Input::boolean(literal.boolean);
    case ValueKind::kNull: return Input::null();
    case ValueKind::kList: {
      std::vector<Input> items;
      for (const auto& item : literal.items) items.push_back(untyped_literal(item, variables, arena).value_or(Input::null()));
      return Input::list(keep(arena, items));
    }
    case ValueKind::kObject: {
      std::vector<InputEntry> fields;
      for (const auto& f : literal.fields)
        if (const auto v = untyped_literal(f.value, variables, arena)) fields.push_back({f.name.text, *v});
      return Input::object(keep(arena, fields));
    }
  }
  return std::nullopt;
}

std::optional<Input> leaf_literal(const Value& literal, const Type& type, const VariableValues* variables, Arena& arena) {
  if (type.kind == TypeKind::kEnum) {
    if (literal.kind != ValueKind::kEnum || type.enum_value(literal.text) == nullptr) return std::nullopt;
    return Input::enum_name(literal.text);
  }
  switch (type.builtin) {
    case Builtin::kInt: {
      if (literal.kind != ValueKind::kInt) return std::nullopt;
      const Input v = number_literal(literal);
      if (v.number() < INT32_MIN || v.number() > INT32_MAX) return std::nullopt;
      return v;
    }
    case Builtin::kFloat:
      if (literal.kind != ValueKind::kInt && literal.kind != ValueKind::kFloat) return std::nullopt;
      return Input::number(number_literal(literal).number(), literal.text);
    case Builtin::kString:
      if (literal.kind != ValueKind::kString) return std::nullopt;
      return Input::string(literal.text);
    case Builtin::kBoolean:
      if (literal.kind != ValueKind::kBoolean) return std::nullopt;
      return Input::boolean(literal.boolean);
    case Builtin::kId:
      if (literal.kind != ValueKind::kInt && literal.kind != ValueKind::kString) return std::nullopt;
      return Input::string(literal.text);
    case Builtin::kNone: break;
  }
  if (type.name == kUploadScalar) return std::nullopt;
  return untyped_literal(literal, variables, arena);
}

bool is_missing_variable(const Value& literal, const VariableValues* variables) {
  return literal.kind == ValueKind::kVariable && (variables == nullptr || variables->get(literal.text).is_absent());
}

std::optional<Input> list_literal(const Value& literal, const TypeRef* item_type, const VariableValues* variables, Arena& arena) {
  std::vector<Input> items;
  if (literal.kind != ValueKind::kList) {
    const auto item = coerce_literal(literal, item_type, variables, arena);
    if (!item) return std::nullopt;
    items.push_back(*item);
    return Input::list(keep(arena, items));
  }
  items.reserve(literal.items.size());
  for (const auto& node : literal.items) {
    if (is_missing_variable(node, variables)) {
      if (item_type->is_non_null()) return std::nullopt;
      items.push_back(Input::null());
      continue;
    }
    const auto item = coerce_literal(node, item_type, variables, arena);
    if (!item) return std::nullopt;
    items.push_back(*item);
  }
  return Input::list(keep(arena, items));
}

std::optional<Input> object_literal(const Value& literal, const Type& type, const VariableValues* variables, Arena& arena) {
  if (literal.kind != ValueKind::kObject) return std::nullopt;
  std::vector<InputEntry> fields;
  for (const auto& field : type.input_fields) {
    const ObjectField* node = nullptr;
    for (const auto& f : literal.fields) if (f.name.text == field.name) node = &f;
    if (node == nullptr || is_missing_variable(node->value, variables)) {
      if (field.default_value != nullptr) fields.push_back({field.name, coerce_default(field, arena)});
      else if (field.type->is_non_null()) return std::nullopt;
      continue;
    }
    const auto v = coerce_literal(node->value, field.type, variables, arena);
    if (!v) return std::nullopt;
    fields.push_back({field.name, *v});
  }
  if (type.is_one_of && (fields.size() != 1 || fields[0].value.is_null())) return std::nullopt;
  return Input::object(keep(arena, fields));
}

}  // namespace

std::expected<std::vector<Input>, std::vector<GraphqlError>> coerce_variables(std::span<const VariablePlan> variables, Input given, const Document& document,
                                                                              Arena& arena, std::size_t errors_max) {
  std::vector<Input> values;
  values.reserve(variables.size());
  std::vector<GraphqlError> errors;
  for (const auto& variable : variables) {
    VariableCoercion coercion(variable, document, arena, errors, errors_max);
    const Input v = given[variable.node->name.text];
    const std::string name(variable.node->name.text);
    if (v.is_absent()) {
      if (variable.default_value.is_absent() && variable.type->is_non_null())
        coercion.add("Variable \"$" + name + "\" of required type \"" + std::string(variable.type_text) + "\" was not provided.");
      values.push_back(variable.default_value);
    } else if (v.is_null() && variable.type->is_non_null()) {
      coercion.add("Variable \"$" + name + "\" of non-null type \"" + std::string(variable.type_text) + "\" must not be null.");
      values.emplace_back();
    } else {
      values.push_back(coercion.value(v, variable.type));
    }
    if (errors.size() > errors_max) {
      errors.resize(errors_max);
      errors.push_back({.message = "Too many errors processing variables, error limit reached. Execution aborted.", .code = std::string(kBadUserInput)});
      break;
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return values;
}

std::optional<Input> coerce_literal(const Value& literal, const TypeRef* type, const VariableValues* variables, Arena& arena) {
  if (literal.kind == ValueKind::kVariable) {
    const Input v = variables ? variables->get(literal.text) : Input{};
    if (v.is_absent() || (v.is_null() && type->is_non_null())) return std::nullopt;
    return v;                                            // coerced with its own type, which validation found to fit
  }
  if (type->is_non_null()) {
    if (literal.kind == ValueKind::kNull) return std::nullopt;
    return coerce_literal(literal, type->of, variables, arena);
  }
  if (literal.kind == ValueKind::kNull) return Input::null();
  if (type->is_list()) return list_literal(literal, type->of, variables, arena);
  if (type->named->kind == TypeKind::kInputObject) return object_literal(literal, *type->named, variables, arena);
  return leaf_literal(literal, *type->named, variables, arena);
}

Input coerce_default(const InputValue& definition, Arena& arena) {
  return coerce_literal(*definition.default_value, definition.type, nullptr, arena).value_or(Input::null());
}

std::expected<std::span<const InputEntry>, ArgumentError> coerce_arguments(std::span<const PlanArgument> arguments, std::uint32_t field_offset,
                                                                           const VariableValues& variables, Arena& arena) {
  const auto fail_at = [](const InputValue& d, std::string what, std::uint32_t offset) {
    return std::unexpected(ArgumentError{"Argument \"" + d.name + "\" " + std::move(what), offset});
  };
  std::vector<InputEntry> values;
  values.reserve(arguments.size());
  for (const auto& argument : arguments) {
    const InputValue& d = *argument.definition;
    if (argument.node == nullptr) {
      if (!argument.constant.is_absent()) values.push_back({d.name, argument.constant});
      else if (d.type->is_non_null()) return fail_at(d, "of required type \"" + d.type->str() + "\" was not provided.", field_offset);
      continue;
    }
    const Value& literal = argument.node->value;
    bool is_null = literal.kind == ValueKind::kNull;
    if (literal.kind == ValueKind::kVariable) {
      const Input v = variables.get(literal.text);
      if (v.is_absent()) {
        if (d.default_value != nullptr) values.push_back({d.name, coerce_default(d, arena)});
        else if (d.type->is_non_null())
          return fail_at(d, "of required type \"" + d.type->str() + "\" was provided the variable \"$" + std::string(literal.text) + "\" which was not provided a runtime value.", literal.offset);
        continue;
      }
      is_null = v.is_null();
    }
    if (is_null && d.type->is_non_null()) return fail_at(d, "of non-null type \"" + d.type->str() + "\" must not be null.", literal.offset);
    const auto v = coerce_literal(literal, d.type, &variables, arena);
    if (!v) return fail_at(d, "has invalid value " + print_value(literal) + ".", literal.offset);
    values.push_back({d.name, *v});
  }
  return keep(arena, values);
}

}  // namespace jm::graphql
