// The type system of one API, built once from SDL and never changed: read from every thread without a lock, pointers into
// it stay valid as long as it lives. Everything that execution looks up is dense: types, fields, arguments, enum values
// and input fields carry their index in their owner, so that bindings are arrays.
//
// The built-in scalars (Int Float String Boolean ID), directives (@skip @include @deprecated @specifiedBy @oneOf) and the
// introspection types (__Schema ...) are part of every schema; `is_builtin` marks them.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "graphql/ast.h"
#include "graphql/name_index.h"

namespace jm::graphql {

struct Type;
struct Field;

// A type in a position: Named, [of] or of!. Within a schema equal types are the same pointer.
struct TypeRef {
  TypeNodeKind kind = TypeNodeKind::kNamed;
  const Type* named = nullptr;                // the innermost type, whatever the wrappers
  const TypeRef* of = nullptr;                // kList, kNonNull
  TypeRef* list_form = nullptr;               // [this] and this!, where the schema spells them
  TypeRef* non_null_form = nullptr;
  bool is_non_null() const { return kind == TypeNodeKind::kNonNull; }
  bool is_list() const { return kind == TypeNodeKind::kList; }
  const TypeRef* nullable() const { return is_non_null() ? of : this; }
  std::string str() const;                    // "[Offer!]!"
};

enum class TypeKind : std::uint8_t { kScalar, kObject, kInterface, kUnion, kEnum, kInputObject };
std::string_view type_kind_name(TypeKind kind);   // "SCALAR", as introspection says

enum class Builtin : std::uint8_t { kNone, kInt, kFloat, kString, kBoolean, kId };   // the five scalars, for a switch

struct InputValue {                           // argument, input field
  std::string name = {};
  std::optional<std::string> description = {};
  std::uint32_t index = 0;                    // in its owner
  const TypeRef* type = nullptr;
  const Value* default_value = nullptr;       // constant AST, checked against the type at build; null: none
  std::optional<std::string> deprecation_reason = {};
  const InputValueDefinition* node = nullptr; // with the applied directives
  bool is_required() const { return type->is_non_null() && default_value == nullptr; }
};

struct Field {
  std::string name = {};
  std::optional<std::string> description = {};
  std::uint32_t index = 0;                    // in its type; meta fields have one of kTypenameField...
  const Type* parent = nullptr;               // null for __typename, which every composite type has
  const TypeRef* type = nullptr;
  std::vector<InputValue> arguments = {};
  std::optional<std::string> deprecation_reason = {};
  const FieldDefinition* node = nullptr;
  const InputValue* argument(std::string_view n) const {   // fields have few arguments
    for (const auto& a : arguments) if (a.name == n) return &a;
    return nullptr;
  }
};

inline constexpr std::uint32_t kTypenameField = 0xFFFFFFF0;   // __typename
inline constexpr std::uint32_t kSchemaField = 0xFFFFFFF1;     // __schema, query root only
inline constexpr std::uint32_t kTypeField = 0xFFFFFFF2;       // __type(name:), query root only

struct EnumValue {
  std::string name = {};
  std::optional<std::string> description = {};
  std::uint32_t index = 0;
  std::optional<std::string> deprecation_reason = {};
  const EnumValueDefinition* node = nullptr;
};

struct Type {
  TypeKind kind = TypeKind::kScalar;
  Builtin builtin = Builtin::kNone;
  bool is_builtin = false;                    // built-in scalar or introspection type
  bool is_one_of = false;                     // kInputObject
  std::uint32_t index = 0;                    // in Schema::types()
  std::string name = {};
  std::optional<std::string> description = {};
  std::optional<std::string> specified_by_url = {};         // kScalar
  std::vector<Field> fields = {};                           // kObject, kInterface
  std::vector<const Type*> interfaces = {};                 // kObject, kInterface: as declared
  std::vector<const Type*> possible_types = {};             // kObject: itself; kInterface: implementers (objects); kUnion: members
  std::vector<const Type*> implementing_interfaces = {};    // kInterface: interfaces that implement it
  std::vector<EnumValue> enum_values = {};                  // kEnum
  std::vector<InputValue> input_fields = {};                // kInputObject
  const TypeSystemDefinition* node = nullptr;               // definition; null never
  std::vector<const TypeSystemDefinition*> extensions = {};

  bool is_composite() const { return kind == TypeKind::kObject || kind == TypeKind::kInterface || kind == TypeKind::kUnion; }
  bool is_abstract() const { return kind == TypeKind::kInterface || kind == TypeKind::kUnion; }
  bool is_leaf() const { return kind == TypeKind::kScalar || kind == TypeKind::kEnum; }
  bool is_input() const { return is_leaf() || kind == TypeKind::kInputObject; }
  bool is_output() const { return kind != TypeKind::kInputObject; }

  const Field* field(std::string_view n) const { const auto i = names.find(n); return i == NameIndex::kNone ? nullptr : &fields[i]; }
  const EnumValue* enum_value(std::string_view n) const { const auto i = names.find(n); return i == NameIndex::kNone ? nullptr : &enum_values[i]; }
  const InputValue* input_field(std::string_view n) const { const auto i = names.find(n); return i == NameIndex::kNone ? nullptr : &input_fields[i]; }
  // True if an object of type `object` (kObject) may stand where this type is asked for.
  bool is_possible(const Type* object) const { return (possible_bits[object->index / 64] >> (object->index % 64)) & 1; }

  NameIndex names = {};                       // of fields, enum values or input fields, by kind
  std::vector<std::uint64_t> possible_bits = {};   // composite types: bit per Type::index; sized for all types
};

// Where a directive may stand, one bit each.
enum class DirectiveLocation : std::uint8_t {
  kQuery, kMutation, kSubscription, kField, kFragmentDefinition, kFragmentSpread, kInlineFragment, kVariableDefinition,
  kSchema, kScalar, kObject, kFieldDefinition, kArgumentDefinition, kInterface, kUnion, kEnum, kEnumValue, kInputObject,
  kInputFieldDefinition,
};
inline constexpr std::size_t kDirectiveLocationCount = 19;
std::string_view directive_location_name(DirectiveLocation location);   // "FRAGMENT_SPREAD"
std::optional<DirectiveLocation> directive_location(std::string_view name);

struct DirectiveDefinition {
  std::string name = {};
  std::optional<std::string> description = {};
  std::uint32_t index = 0;
  bool is_repeatable = false;
  bool is_builtin = false;
  std::uint32_t locations = 0;                // bit per DirectiveLocation
  std::vector<InputValue> arguments = {};
  const TypeSystemDefinition* node = nullptr;
  bool allowed_at(DirectiveLocation l) const { return (locations >> static_cast<unsigned>(l)) & 1; }
  const InputValue* argument(std::string_view n) const {
    for (const auto& a : arguments) if (a.name == n) return &a;
    return nullptr;
  }
};

class Schema {
 public:
  Schema(const Schema&) = delete;
  ~Schema();

  const std::optional<std::string>& description() const { return description_; }
  const Type* query() const { return roots_[0]; }           // never null
  const Type* mutation() const { return roots_[1]; }        // null: not offered
  const Type* subscription() const { return roots_[2]; }
  const Type* root(OperationKind kind) const { return roots_[static_cast<std::size_t>(kind)]; }

  // In the order of the SDL, built-ins last. Type::index is the position here.
  const std::deque<Type>& types() const { return types_; }
  const Type* type(std::string_view name) const { const auto i = type_names_.find(name); return i == NameIndex::kNone ? nullptr : &types_[i]; }

  const std::deque<DirectiveDefinition>& directives() const { return directives_; }
  const DirectiveDefinition* directive(std::string_view name) const { const auto i = directive_names_.find(name); return i == NameIndex::kNone ? nullptr : &directives_[i]; }

  // The field `name` of a composite type, __typename on all and __schema, __type on the query root included. Null: no such field.
  const Field* field(const Type* parent, std::string_view name) const;
  const Field* typename_field() const { return &meta_fields_[0]; }
  const Field* schema_field() const { return &meta_fields_[1]; }
  const Field* type_field() const { return &meta_fields_[2]; }

  // The interned reference to a named type (nullable), and the meaning of a type as written in a document (null: unknown name).
  const TypeRef* ref(const Type* type) const { return named_refs_[type->index]; }
  // Wrappers that the schema itself never spells (a variable may) are made in `arena`, which must outlive the answer.
  const TypeRef* resolve(const TypeNode& node, Arena& arena) const;

  // True if both composite types can hold a common object.
  static bool overlap(const Type* a, const Type* b);
  // True if a value of type `sub` is always one of type `super`: same, stricter about null, or an implementer or member.
  static bool is_subtype(const TypeRef* sub, const TypeRef* super);

 private:
  friend class SchemaBuilder;
  Schema();
  std::vector<Document> documents_;           // prelude and SDL: default values and nodes point into them
  std::optional<std::string> description_;
  std::deque<Type> types_;
  NameIndex type_names_;
  std::deque<DirectiveDefinition> directives_;
  NameIndex directive_names_;
  const Type* roots_[3] = {};
  std::deque<Field> meta_fields_;
  std::deque<TypeRef> refs_;
  std::vector<const TypeRef*> named_refs_;
};

// Builds and checks the whole schema. The error lists what is wrong, a line each, with its place:
//   schema:12:3: Unknown type "Ofer".
Result<std::unique_ptr<Schema>> build_schema(std::string_view sdl);

}  // namespace jm::graphql
