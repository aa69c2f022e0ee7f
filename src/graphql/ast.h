// The parsed document: plain structs in the document's arena. Names are views into the document's own copy of the source,
// decoded strings live in the arena, every node knows the byte offset where it starts. A Document may be moved (its nodes
// stay where they are) and shared read-only between threads.
//
//   { me { name } }   ->  Document{ definitions: [ OperationDefinition{kQuery, selections: [ Selection{kField, "me", ...} ]} ] }
//
// Nodes that come in several shapes (Value, Selection, TypeSystemDefinition) are one struct with a kind: fewer pointers to
// follow, and a switch tells what is meaningful.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "graphql/arena.h"
#include "graphql/error.h"
#include "graphql/source.h"

namespace jm::graphql {

struct Name {
  std::string_view text = {};
  std::uint32_t offset = 0;
  explicit operator bool() const { return !text.empty(); }
};

enum class ValueKind : std::uint8_t { kVariable, kInt, kFloat, kString, kBoolean, kNull, kEnum, kList, kObject };

struct ObjectField;

struct Value {
  ValueKind kind = ValueKind::kNull;
  bool boolean = false;                       // kBoolean
  bool is_block = false;                      // kString written as """block"""
  std::uint32_t offset = 0;
  std::string_view text = {};                 // kVariable: name without $; kInt, kFloat: as written; kString: decoded; kEnum: name
  std::span<const Value> items = {};          // kList
  std::span<const ObjectField> fields = {};   // kObject
};

struct ObjectField {
  Name name;
  Value value;
};

enum class TypeNodeKind : std::uint8_t { kNamed, kList, kNonNull };

struct TypeNode {
  TypeNodeKind kind = TypeNodeKind::kNamed;
  std::uint32_t offset = 0;
  std::string_view name = {};                 // kNamed
  const TypeNode* of = nullptr;               // kList, kNonNull
  std::string_view base_name() const { const auto* t = this; while (t->of) t = t->of; return t->name; }
};

struct Argument {
  Name name;
  Value value;
};

struct Directive {
  std::uint32_t offset = 0;                   // of the '@'
  Name name;
  std::span<const Argument> arguments = {};
  const Argument* argument(std::string_view n) const {
    for (const auto& a : arguments) if (a.name.text == n) return &a;
    return nullptr;
  }
};

struct Selection;

struct SelectionSet {
  std::uint32_t offset = 0;                   // of the '{'
  std::span<const Selection> selections = {};
  bool empty() const { return selections.size() == 0; }   // the grammar has no empty set: empty means "none written"
};

enum class SelectionKind : std::uint8_t { kField, kFragmentSpread, kInlineFragment };

struct Selection {
  SelectionKind kind = SelectionKind::kField;
  std::uint32_t offset = 0;
  Name name = {};                             // kField: field; kFragmentSpread: fragment; kInlineFragment: type condition or empty
  Name alias = {};                            // kField: alias or empty
  std::span<const Argument> arguments = {};   // kField
  std::span<const Directive> directives = {};
  SelectionSet selection_set = {};            // kField (may be empty), kInlineFragment
  std::string_view response_key() const { return alias ? alias.text : name.text; }
};

enum class OperationKind : std::uint8_t { kQuery, kMutation, kSubscription };
std::string_view operation_kind_name(OperationKind kind);   // "query" ...

struct VariableDefinition {
  std::uint32_t offset = 0;                   // of the '$', or of its description
  std::uint32_t variable_offset = 0;          // of the '$'
  const Value* description = nullptr;         // a string; null: none
  Name name = {};                             // without $
  const TypeNode* type = nullptr;
  const Value* default_value = nullptr;       // null: none
  std::span<const Directive> directives = {};
};

struct OperationDefinition {
  OperationKind kind = OperationKind::kQuery;
  bool is_shorthand = false;                  // { ... } without a keyword
  std::uint32_t offset = 0;
  const Value* description = nullptr;         // a string; null: none
  Name name = {};                             // empty: anonymous
  std::span<const VariableDefinition> variables = {};
  std::span<const Directive> directives = {};
  SelectionSet selection_set = {};
};

struct FragmentDefinition {
  std::uint32_t offset = 0;
  const Value* description = nullptr;         // a string; null: none
  Name name = {};
  Name type_condition = {};
  std::span<const Directive> directives = {};
  SelectionSet selection_set = {};
};

// ---- type system ----

struct InputValueDefinition {                 // argument or input field
  std::uint32_t offset = 0;
  const Value* description = nullptr;         // a string; null: none
  Name name = {};
  const TypeNode* type = nullptr;
  const Value* default_value = nullptr;       // null: none
  std::span<const Directive> directives = {};
};

struct FieldDefinition {
  std::uint32_t offset = 0;
  const Value* description = nullptr;         // a string; null: none
  Name name = {};
  std::span<const InputValueDefinition> arguments = {};
  const TypeNode* type = nullptr;
  std::span<const Directive> directives = {};
};

struct EnumValueDefinition {
  std::uint32_t offset = 0;
  const Value* description = nullptr;         // a string; null: none
  Name name = {};
  std::span<const Directive> directives = {};
};

struct RootOperationDefinition {
  std::uint32_t offset = 0;
  OperationKind kind = OperationKind::kQuery;
  Name type = {};
};

enum class TypeSystemKind : std::uint8_t { kSchema, kScalar, kObject, kInterface, kUnion, kEnum, kInputObject, kDirective };

struct TypeSystemDefinition {
  TypeSystemKind kind = TypeSystemKind::kSchema;
  bool is_extension = false;                  // extend ...
  bool is_repeatable = false;                 // kDirective
  std::uint32_t offset = 0;
  const Value* description = nullptr;         // a string; null: none
  Name name = {};                             // empty for kSchema
  std::span<const Directive> directives = {};
  std::span<const Name> interfaces = {};                     // kObject, kInterface
  std::span<const FieldDefinition> fields = {};              // kObject, kInterface
  std::span<const InputValueDefinition> input_values = {};   // kInputObject: fields; kDirective: arguments
  std::span<const EnumValueDefinition> enum_values = {};     // kEnum
  std::span<const Name> names = {};                          // kUnion: members; kDirective: locations
  std::span<const RootOperationDefinition> roots = {};       // kSchema
};

// ---- document ----

struct Definition {                           // exactly one pointer is set; in source order
  const OperationDefinition* operation = nullptr;
  const FragmentDefinition* fragment = nullptr;
  const TypeSystemDefinition* type_system = nullptr;
  std::uint32_t offset() const { return operation ? operation->offset : fragment ? fragment->offset : type_system->offset; }
};

class Document {
 public:
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;

  std::string_view source() const { return source_; }
  std::span<const Definition> definitions() const { return definitions_; }
  std::uint32_t token_count() const { return token_count_; }

  // The operation to run: by name, or the only one when `name` is empty. Null: none, or not the only one.
  const OperationDefinition* operation(std::string_view name) const;
  std::size_t operation_count() const;
  const FragmentDefinition* fragment(std::string_view name) const;   // linear; the first of that name

  SourceLocation locate(std::uint32_t offset) const { return graphql::locate(source_, offset); }
  std::size_t memory_bytes() const { return sizeof(Document) + arena_.bytes(); }   // source included

 private:
  friend class Parser;
  Document() = default;
  Arena arena_;
  std::string_view source_;                   // in the arena
  std::span<const Definition> definitions_;
  std::uint32_t token_count_ = 0;
};

}  // namespace jm::graphql
