#include "graphql/coordinate.h"

#include <optional>

namespace jm::graphql {
namespace {

// The parts of a coordinate, not looked up yet.
struct Parts {
  bool is_directive = false;
  std::string_view name, member, argument;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<Parts> read() {
    Parts p;
    p.is_directive = take("@");
    if (!take_name(p.name)) return std::nullopt;
    if (!p.is_directive && take(".") && !take_name(p.member)) return std::nullopt;
    if ((p.is_directive || !p.member.empty()) && take("(") && !(take_name(p.argument) && take(":)"))) return std::nullopt;
    return text_.empty() ? std::optional(p) : std::nullopt;
  }

 private:
  bool take(std::string_view s) {
    if (!text_.starts_with(s)) return false;
    text_.remove_prefix(s.size());
    return true;
  }
  bool take_name(std::string_view& out) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    std::size_t n = 0;
    while (n < text_.size() && (letter(text_[n]) || (n > 0 && text_[n] >= '0' && text_[n] <= '9'))) ++n;
    out = text_.substr(0, n);
    text_.remove_prefix(n);
    return n > 0;
  }

  std::string_view text_;
};

std::unexpected<Error> none(std::string_view what, std::string_view name, const std::string& where) {
  return fail(Code::kNotFound, std::string(where) + " has no " + std::string(what) + " \"" + std::string(name) + "\".");
}

}  // namespace

Result<SchemaElement> resolve_coordinate(const Schema& schema, std::string_view coordinate) {
  const auto parts = Reader(coordinate).read();
  if (!parts)
    return fail(Code::kInvalidArgument, "\"" + std::string(coordinate) + "\" is not a schema coordinate. Write Type, Type.member, Type.field(argument:), @directive or @directive(argument:).");
  SchemaElement e;
  if (parts->is_directive) {
    e.directive = schema.directive(parts->name);
    if (e.directive == nullptr) return none("directive", parts->name, "The schema");
    if (parts->argument.empty()) return e;
    e.input_value = e.directive->argument(parts->argument);
    if (e.input_value == nullptr) return none("argument", parts->argument, "Directive @" + e.directive->name);
    return e;
  }
  e.type = schema.type(parts->name);
  if (e.type == nullptr) return none("type", parts->name, "The schema");
  if (parts->member.empty()) return e;
  const auto type = "Type " + e.type->name;
  if (e.type->kind == TypeKind::kEnum) e.enum_value = e.type->enum_value(parts->member);
  else if (e.type->kind == TypeKind::kInputObject) e.input_value = e.type->input_field(parts->member);
  else if (e.type->is_composite()) e.field = schema.field(e.type, parts->member);
  if (e.enum_value == nullptr && e.input_value == nullptr && e.field == nullptr) return none("member", parts->member, type);
  if (parts->argument.empty()) return e;
  if (e.field == nullptr) return none("field with arguments named", parts->member, type);
  e.input_value = e.field->argument(parts->argument);
  if (e.input_value == nullptr) return none("argument", parts->argument, "Field " + e.type->name + "." + e.field->name);
  return e;
}

}  // namespace jm::graphql
