// SDL to Schema in four steps: declare every name, extend, link (type references, fields, roots), and derive what execution
// asks for (indexes, possible types). Checking whether the result makes sense is schema_check.cc's part; the steps here only
// refuse what cannot be linked.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "graphql/name_index.h"
#include "graphql/parser.h"
#include "graphql/prelude.h"
#include "graphql/rules/report.h"
#include "graphql/schema.h"
#include "graphql/schema_check.h"

namespace jm::graphql {
namespace {

constexpr std::uint32_t kErrorsMax = 30;               // enough to mend a schema by
constexpr std::string_view kMetaType = "__Meta";       // see prelude.cc

TypeKind type_kind(TypeSystemKind kind) {
  switch (kind) {
    case TypeSystemKind::kScalar: return TypeKind::kScalar;
    case TypeSystemKind::kObject: return TypeKind::kObject;
    case TypeSystemKind::kInterface: return TypeKind::kInterface;
    case TypeSystemKind::kUnion: return TypeKind::kUnion;
    case TypeSystemKind::kEnum: return TypeKind::kEnum;
    default: return TypeKind::kInputObject;
  }
}

std::string_view kind_word(TypeSystemKind kind) {
  static constexpr std::string_view kWords[] = {"schema", "scalar", "object", "interface", "union", "enum", "input object", "directive"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string q(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::optional<std::string> owned(const Value* text) { return text != nullptr ? std::optional<std::string>(text->text) : std::nullopt; }

const Directive* applied(std::span<const Directive> directives, std::string_view name) {
  for (const auto& d : directives) if (d.name.text == name) return &d;
  return nullptr;
}

// The string argument of an applied directive; whether it is a string at all is checked later.
std::optional<std::string> string_argument(const Directive* d, std::string_view name) {
  const auto* a = d != nullptr ? d->argument(name) : nullptr;
  return a != nullptr ? std::optional<std::string>(a->value.text) : std::nullopt;
}

std::optional<std::string> deprecation(std::span<const Directive> directives, const std::string& default_reason) {
  const auto* d = applied(directives, "deprecated");
  if (d == nullptr) return std::nullopt;
  return string_argument(d, "reason").value_or(default_reason);
}

}  // namespace

class SchemaBuilder {
 public:
  static Result<std::unique_ptr<Schema>> build(std::string_view sdl) {
    auto document = parse(sdl, kTrustedLimits);
    if (!document) return failure({document.error()});
    SchemaBuilder b(std::move(*document));
    b.declare();
    if (b.report_.empty()) b.extend();
    if (b.report_.empty()) b.link();
    if (b.report_.empty()) b.derive();
    if (b.report_.empty()) check_schema(*b.schema_, b.sdl().definitions(), b.report_);
    if (!b.report_.empty()) return failure(b.report_.take());
    return std::move(b.schema_);
  }

 private:
  explicit SchemaBuilder(Document sdl) : schema_(new Schema), report_(sdl.source(), kErrorsMax, kValidationFailed) {
    auto prelude = parse(prelude_sdl(), kTrustedLimits);
    schema_->documents_.push_back(std::move(sdl));
    schema_->documents_.push_back(std::move(*prelude));
  }

  static std::unexpected<Error> failure(const std::vector<GraphqlError>& errors) {
    std::string text = "The GraphQL schema cannot be used:";
    for (const auto& e : errors) {
      text += "\nschema";
      if (!e.locations.empty()) text += ":" + std::to_string(e.locations.front().line) + ":" + std::to_string(e.locations.front().column);
      text += ": " + e.message;
    }
    return fail(Code::kInvalidArgument, std::move(text), "BAD_SCHEMA");
  }

  const Document& sdl() const { return schema_->documents_[0]; }
  const Document& prelude() const { return schema_->documents_[1]; }
  void problem(std::string message, std::uint32_t offset) { report_.add(std::move(message), {offset}); }

  // ---- declare ----

  void declare() {
    const TypeSystemDefinition* schema_definition = nullptr;
    for (const auto& d : prelude().definitions())       // known first, so that a redefinition can be told
      if (d.type_system->kind != TypeSystemKind::kDirective) builtin_names_.insert(d.type_system->name.text);
      else builtin_directive_names_.insert(d.type_system->name.text);
    for (const auto& d : sdl().definitions()) {
      if (d.type_system == nullptr) {
        problem("A schema holds only type definitions; operations and fragments belong to documents.", d.offset());
        continue;
      }
      const auto& t = *d.type_system;
      if (t.is_extension) continue;
      if (t.kind == TypeSystemKind::kSchema) {
        if (schema_definition != nullptr) problem("Must provide only one schema definition.", t.offset);
        schema_definition = &t;
      } else if (t.kind == TypeSystemKind::kDirective) {
        if (builtin_directive_names_.contains(t.name.text)) problem("Directive \"@" + std::string(t.name.text) + "\" is built in and cannot be defined again.", t.name.offset);
        else declare_directive(t, false);
      } else if (builtin_names_.contains(t.name.text)) {
        problem("Type " + q(t.name.text) + " is built in and cannot be defined again.", t.name.offset);
      } else {
        declare_type(t, false);
      }
    }
    for (const auto& d : prelude().definitions()) {
      const auto& t = *d.type_system;
      if (t.name.text == kMetaType) meta_ = &t;
      else if (t.kind == TypeSystemKind::kDirective) declare_directive(t, true);
      else declare_type(t, true);
    }
    schema_definition_ = schema_definition;
    if (schema_definition != nullptr) schema_->description_ = owned(schema_definition->description);
    default_reason_ = [this] {
      const auto* d = schema_->directive("deprecated");
      return std::string(d->node->input_values.front().default_value->text);
    }();
  }

  void declare_type(const TypeSystemDefinition& node, bool is_builtin) {
    auto& t = schema_->types_.emplace_back();
    t.kind = type_kind(node.kind);
    t.is_builtin = is_builtin;
    t.index = static_cast<std::uint32_t>(schema_->types_.size() - 1);
    t.name = node.name.text;
    t.description = owned(node.description);
    t.node = &node;
    if (is_builtin && t.kind == TypeKind::kScalar) {
      t.builtin = t.name == "Int" ? Builtin::kInt : t.name == "Float" ? Builtin::kFloat : t.name == "String" ? Builtin::kString
                : t.name == "Boolean" ? Builtin::kBoolean : Builtin::kId;
    }
    if (!schema_->type_names_.add(t.name)) {
      schema_->types_.pop_back();
      problem("There can be only one type named " + q(node.name.text) + ".", node.name.offset);
      return;
    }
    named_.push_back(&schema_->refs_.emplace_back(TypeRef{.named = &t}));
    schema_->named_refs_.push_back(named_.back());
  }

  void declare_directive(const TypeSystemDefinition& node, bool is_builtin) {
    auto& d = schema_->directives_.emplace_back();
    d.name = node.name.text;
    d.description = owned(node.description);
    d.index = static_cast<std::uint32_t>(schema_->directives_.size() - 1);
    d.is_repeatable = node.is_repeatable;
    d.is_builtin = is_builtin;
    for (const auto& l : node.names) d.locations |= 1u << static_cast<unsigned>(*directive_location(l.text));
    d.node = &node;
    if (schema_->directive_names_.add(d.name)) return;
    schema_->directives_.pop_back();
    problem("There can be only one directive named \"@" + std::string(node.name.text) + "\".", node.name.offset);
  }

  // ---- extend ----

  void extend() {
    for (const auto& d : sdl().definitions()) {
      const auto& t = *d.type_system;
      if (!t.is_extension || t.kind == TypeSystemKind::kSchema) continue;
      auto* type = mutable_type(t.name.text);
      if (type == nullptr || type->is_builtin) {
        problem("Cannot extend type " + q(t.name.text) + (type == nullptr ? " because it is not defined." : " because it is built in."), t.name.offset);
      } else if (type->kind != type_kind(t.kind)) {
        problem("Cannot extend non-" + std::string(kind_word(t.kind)) + " type " + q(t.name.text) + ".", t.name.offset);
      } else {
        type->extensions.push_back(&t);
      }
    }
  }

  Type* mutable_type(std::string_view name) {
    const auto i = schema_->type_names_.find(name);
    return i == NameIndex::kNone ? nullptr : &schema_->types_[i];
  }

  // ---- link ----

  void link() {
    for (auto& d : schema_->directives_) {
      d.arguments = input_values(d.node->input_values);
      check_unique_names(d.node->input_values, [&](std::string_view n) { return "Argument \"@" + d.name + "(" + std::string(n) + ":)\" can only be defined once."; });
    }
    for (auto& t : schema_->types_) {
      link_part(t, *t.node);
      for (const auto* e : t.extensions) link_part(t, *e);
      apply_type_directives(t);
    }
    for (const auto& f : meta_->fields) {
      auto& m = schema_->meta_fields_.emplace_back(field(f, nullptr));
      m.index = kTypenameField + static_cast<std::uint32_t>(schema_->meta_fields_.size() - 1);
    }
    link_roots();
    for (std::size_t i = 1; i < schema_->meta_fields_.size(); ++i) schema_->meta_fields_[i].parent = schema_->roots_[0];
  }

  void link_part(Type& t, const TypeSystemDefinition& part) {
    for (const auto& f : part.fields) {
      t.fields.push_back(field(f, &t));
      t.fields.back().index = static_cast<std::uint32_t>(t.fields.size() - 1);
      check_unique_names(f.arguments, [&](std::string_view n) {
        return "Argument \"" + t.name + "." + std::string(f.name.text) + "(" + std::string(n) + ":)\" can only be defined once.";
      });
    }
    for (const auto& v : part.enum_values) {
      t.enum_values.push_back({.name = std::string(v.name.text), .description = owned(v.description), .index = static_cast<std::uint32_t>(t.enum_values.size()),
                               .deprecation_reason = deprecation(v.directives, default_reason_), .node = &v});
    }
    if (t.kind == TypeKind::kInputObject) append_input_values(t.input_fields, part.input_values);
    for (const auto& i : part.interfaces)
      if (const auto* target = linked_type(i)) t.interfaces.push_back(target);
    if (t.kind == TypeKind::kUnion)
      for (const auto& m : part.names)
        if (const auto* target = linked_type(m)) t.possible_types.push_back(target);
  }

  const Type* linked_type(const Name& name) {
    const auto* t = schema_->type(name.text);
    if (t == nullptr) problem("Unknown type " + q(name.text) + ".", name.offset);
    return t;
  }

  Field field(const FieldDefinition& node, const Type* parent) {
    return {.name = std::string(node.name.text), .description = owned(node.description), .parent = parent, .type = ref(*node.type),
            .arguments = input_values(node.arguments), .deprecation_reason = deprecation(node.directives, default_reason_), .node = &node};
  }

  std::vector<InputValue> input_values(std::span<const InputValueDefinition> nodes) {
    std::vector<InputValue> out;
    append_input_values(out, nodes);
    return out;
  }
  void append_input_values(std::vector<InputValue>& out, std::span<const InputValueDefinition> nodes) {
    for (const auto& n : nodes)
      out.push_back({.name = std::string(n.name.text), .description = owned(n.description), .index = static_cast<std::uint32_t>(out.size()),
                     .type = ref(*n.type), .default_value = n.default_value, .deprecation_reason = deprecation(n.directives, default_reason_), .node = &n});
  }

  template <class T, class F>
  void check_unique_names(std::span<const T> nodes, F message) {
    for (std::size_t i = 1; i < nodes.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (nodes[i].name.text == nodes[j].name.text) {
          problem(message(nodes[i].name.text), nodes[i].name.offset);
          break;
        }
  }

  TypeRef* ref(const TypeNode& node) {
    if (node.kind == TypeNodeKind::kNamed) {
      const auto i = schema_->type_names_.find(node.name);
      if (i != NameIndex::kNone) return named_[i];
      problem("Unknown type " + q(node.name) + ".", node.offset);
      return named_.front();                             // any: the build fails anyway
    }
    auto* of = ref(*node.of);
    auto*& form = node.kind == TypeNodeKind::kList ? of->list_form : of->non_null_form;
    if (form == nullptr) form = &schema_->refs_.emplace_back(TypeRef{.kind = node.kind, .named = of->named, .of = of});
    return form;
  }

  void apply_type_directives(Type& t) {
    const auto apply = [&t](const TypeSystemDefinition& part) {
      if (t.kind == TypeKind::kInputObject && applied(part.directives, "oneOf") != nullptr) t.is_one_of = true;
      if (t.kind != TypeKind::kScalar) return;
      if (auto url = string_argument(applied(part.directives, "specifiedBy"), "url")) t.specified_by_url = std::move(url);
    };
    apply(*t.node);
    for (const auto* e : t.extensions) apply(*e);
  }

  void link_roots() {
    const auto link_part = [this](const TypeSystemDefinition& part) {
      for (const auto& r : part.roots) {
        auto& root = schema_->roots_[static_cast<std::size_t>(r.kind)];
        if (root != nullptr) problem("There can be only one " + std::string(operation_kind_name(r.kind)) + " type in schema.", r.offset);
        else if (const auto* t = linked_type(r.type)) root = t;
      }
    };
    if (schema_definition_ != nullptr) {
      link_part(*schema_definition_);
    } else {
      static constexpr std::string_view kDefaultNames[] = {"Query", "Mutation", "Subscription"};
      for (std::size_t i = 0; i < 3; ++i) schema_->roots_[i] = schema_->type(kDefaultNames[i]);
    }
    for (const auto& d : sdl().definitions())
      if (d.type_system->is_extension && d.type_system->kind == TypeSystemKind::kSchema) link_part(*d.type_system);
    static constexpr std::string_view kNames[] = {"Query", "Mutation", "Subscription"};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto* root = schema_->roots_[i];
      if (root == nullptr) {
        if (i == 0) report_.add("Query root type must be provided.", {});
        continue;
      }
      if (root->kind != TypeKind::kObject)
        problem(std::string(kNames[i]) + " root type must be Object type, it cannot be " + root->name + ".", root->node->name.offset);
      for (std::size_t j = 0; j < i; ++j)
        if (schema_->roots_[j] == root)
          problem("All root types must be different, " + q(root->name) + " is used for " + std::string(kNames[j]) + " and " + std::string(kNames[i]) + ".", root->node->name.offset);
    }
  }

  // ---- derive ----

  void derive() {
    const std::size_t words = (schema_->types_.size() + 63) / 64;
    for (auto& t : schema_->types_) {
      index_names(t);
      if (!t.is_composite()) continue;
      t.possible_bits.resize(words);
      if (t.kind == TypeKind::kObject) t.possible_types = {&t};
    }
    for (auto& t : schema_->types_)
      for (const auto* i : t.interfaces) {
        auto& interface = schema_->types_[i->index];
        if (interface.kind != TypeKind::kInterface) continue;   // reported by the checks
        if (t.kind == TypeKind::kObject) interface.possible_types.push_back(&t);
        else interface.implementing_interfaces.push_back(&t);
      }
    for (auto& t : schema_->types_)
      if (t.is_composite())
        for (const auto* p : t.possible_types) t.possible_bits[p->index / 64] |= std::uint64_t{1} << (p->index % 64);
  }

  void index_names(Type& t) {
    const auto index = [&](const auto& items, std::string_view what, auto offset_of) {
      for (const auto& item : items)
        if (!t.names.add(item.name)) problem(std::string(what) + " \"" + t.name + "." + item.name + "\" can only be defined once.", offset_of(item));
    };
    const auto offset_of = [](const auto& item) { return item.node->name.offset; };
    index(t.fields, "Field", offset_of);
    index(t.input_fields, "Field", offset_of);
    index(t.enum_values, "Enum value", offset_of);
  }

  std::unique_ptr<Schema> schema_;
  Report report_;
  std::vector<TypeRef*> named_;                          // by Type::index
  std::set<std::string_view> builtin_names_, builtin_directive_names_;
  const TypeSystemDefinition* schema_definition_ = nullptr;
  const TypeSystemDefinition* meta_ = nullptr;
  std::string default_reason_;
};

Result<std::unique_ptr<Schema>> build_schema(std::string_view sdl) { return SchemaBuilder::build(sdl); }

}  // namespace jm::graphql
