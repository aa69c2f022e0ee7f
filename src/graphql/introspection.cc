// Introspection (specification §4) is not a special case: the schema's own structs are bound like any other objects.
// A __Type is a TypeRef: a named type or a wrapper.
#include "graphql/bind.h"
#include "graphql/print.h"

namespace jm::graphql {
namespace {

using Deprecation = std::optional<std::string>;

// Elements that are not deprecated, or all if the client asks for them.
template <class T>
std::vector<const T*> visible(const std::vector<T>& all, const Args& args) {
  const bool with_deprecated = args.boolean("includeDeprecated");
  std::vector<const T*> out;
  for (const auto& item : all) if (with_deprecated || !item.deprecation_reason) out.push_back(&item);
  return out;
}

template <class T>
void bind_deprecation(ObjectBinder<T>& binder) {
  binder.field("isDeprecated", [](const T& t) { return t.deprecation_reason.has_value(); });
  binder.field("deprecationReason", [](const T& t) -> const Deprecation& { return t.deprecation_reason; });
}

const Type* named(const TypeRef& ref) { return ref.kind == TypeNodeKind::kNamed ? ref.named : nullptr; }

std::string_view kind_of(const TypeRef& ref) {
  switch (ref.kind) {
    case TypeNodeKind::kList: return "LIST";
    case TypeNodeKind::kNonNull: return "NON_NULL";
    case TypeNodeKind::kNamed: break;
  }
  return type_kind_name(ref.named->kind);
}

template <class T>
using Maybe = std::optional<std::vector<const T*>>;

void bind_type_fields(Bindings& b, const Schema& schema) {
  const auto refs = [&schema](const std::vector<const Type*>& types) {
    std::vector<const TypeRef*> out;
    for (const auto* t : types) out.push_back(schema.ref(t));
    return out;
  };
  b.object<TypeRef>("__Type")
      .field("kind", &kind_of)
      .field("name", [](const TypeRef& r, Out& out) { named(r) ? out.string(named(r)->name) : out.null(); })
      .field("description", [](const TypeRef& r, Out& out) { named(r) && named(r)->description ? out.string(*named(r)->description) : out.null(); })
      .field("specifiedByURL", [](const TypeRef& r, Out& out) { named(r) && named(r)->specified_by_url ? out.string(*named(r)->specified_by_url) : out.null(); })
      .field("isOneOf", [](const TypeRef& r, Out& out) { named(r) && named(r)->kind == TypeKind::kInputObject ? out.boolean(named(r)->is_one_of) : out.null(); })
      .field("ofType", [](const TypeRef& r) -> const TypeRef* { return named(r) ? nullptr : r.of; })
      .field("fields", [](const TypeRef& r, Args args) -> Maybe<Field> {
        const Type* t = named(r);
        if (t == nullptr || (t->kind != TypeKind::kObject && t->kind != TypeKind::kInterface)) return std::nullopt;
        return visible(t->fields, args);
      })
      .field("interfaces", [refs](const TypeRef& r) -> Maybe<TypeRef> {
        const Type* t = named(r);
        if (t == nullptr || (t->kind != TypeKind::kObject && t->kind != TypeKind::kInterface)) return std::nullopt;
        return refs(t->interfaces);
      })
      .field("possibleTypes", [refs](const TypeRef& r) -> Maybe<TypeRef> {
        const Type* t = named(r);
        if (t == nullptr || !t->is_abstract()) return std::nullopt;
        return refs(t->possible_types);
      })
      .field("enumValues", [](const TypeRef& r, Args args) -> Maybe<EnumValue> {
        const Type* t = named(r);
        if (t == nullptr || t->kind != TypeKind::kEnum) return std::nullopt;
        return visible(t->enum_values, args);
      })
      .field("inputFields", [](const TypeRef& r, Args args) -> Maybe<InputValue> {
        const Type* t = named(r);
        if (t == nullptr || t->kind != TypeKind::kInputObject) return std::nullopt;
        return visible(t->input_fields, args);
      });
}

void bind_parts(Bindings& b) {
  auto field = b.object<Field>("__Field");
  field.field("name", &Field::name)
      .field("description", &Field::description)
      .field("args", [](const Field& f, Args args) { return visible(f.arguments, args); })
      .field("type", [](const Field& f) { return f.type; });
  bind_deprecation(field);

  auto input = b.object<InputValue>("__InputValue");
  input.field("name", &InputValue::name)
      .field("description", &InputValue::description)
      .field("type", [](const InputValue& v) { return v.type; })
      .field("defaultValue", [](const InputValue& v, Out& out) { v.default_value ? out.string(print_value(*v.default_value)) : out.null(); });
  bind_deprecation(input);

  auto value = b.object<EnumValue>("__EnumValue");
  value.field("name", &EnumValue::name).field("description", &EnumValue::description);
  bind_deprecation(value);

  b.object<DirectiveDefinition>("__Directive")
      .field("name", &DirectiveDefinition::name)
      .field("description", &DirectiveDefinition::description)
      .field("isRepeatable", &DirectiveDefinition::is_repeatable)
      .field("args", [](const DirectiveDefinition& d, Args args) { return visible(d.arguments, args); })
      .field("locations", [](const DirectiveDefinition& d, Out& out) {
        out.begin_list();
        for (std::size_t i = 0; i < kDirectiveLocationCount; ++i) {
          const auto location = static_cast<DirectiveLocation>(i);
          if (d.allowed_at(location)) out.string(directive_location_name(location));
        }
        out.end_list();
      });
}

FieldBinding object_binding(const void* fn, FieldBinding::Object object, const std::type_info& type) {
  FieldBinding b;
  b.kind = FieldBinding::Kind::kObject;
  b.fn = fn;
  b.object = object;
  b.object_type = &type;
  return b;
}

}  // namespace

void Bindings::bind_introspection() {
  const auto root = [this](const Type* t) -> const TypeRef* { return t == nullptr ? nullptr : schema_.ref(t); };
  object<Schema>("__Schema")
      .field("description", &Schema::description)
      .field("types", [](const Schema& s) {
        std::vector<const TypeRef*> out;
        for (const auto& t : s.types()) out.push_back(s.ref(&t));
        return out;
      })
      .field("queryType", [root](const Schema& s) { return root(s.query()); })
      .field("mutationType", [root](const Schema& s) { return root(s.mutation()); })
      .field("subscriptionType", [root](const Schema& s) { return root(s.subscription()); })
      .field("directives", &Schema::directives);
  bind_type_fields(*this, schema_);
  bind_parts(*this);

  schema_field_ = object_binding(&schema_, [](const void* schema, const void*, const Args&, Ctx&, std::optional<Error>&) { return schema; }, typeid(Schema));
  type_field_ = object_binding(
      &schema_,
      [](const void* schema, const void*, const Args& args, Ctx&, std::optional<Error>&) -> const void* {
        const auto& s = *static_cast<const Schema*>(schema);
        const Type* t = s.type(args.string("name"));
        return t == nullptr ? nullptr : s.ref(t);
      },
      typeid(TypeRef));
}

}  // namespace jm::graphql
