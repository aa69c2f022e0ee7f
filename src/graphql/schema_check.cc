#include "graphql/schema_check.h"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "graphql/rules/directives.h"
#include "graphql/rules/values.h"

namespace jm::graphql {
namespace {

class SchemaCheck {
 public:
  SchemaCheck(const Schema& schema, std::span<const Definition> definitions, Report& report)
      : schema_(schema), definitions_(definitions), report_(report), values_(&report, false, nullptr), directives_(schema, report, false) {}

  void run() {
    for (const auto& d : schema_.directives()) if (!d.is_builtin) directive(d);
    for (const auto& t : schema_.types()) if (!t.is_builtin) type(t);
    applied_to_schema();
    if (!report_.empty()) return;                        // the walks below need sound types
    for (const auto& t : schema_.types()) if (!t.is_builtin && t.kind == TypeKind::kInputObject) input_cycles(t);
    if (report_.empty()) default_value_cycles();
    for (const auto& d : schema_.directives()) if (!d.is_builtin) directive_cycles(d);
  }

 private:
  void problem(std::string message, std::uint32_t offset) { report_.add(std::move(message), {offset}); }

  void name(const Name& n) {
    if (n.text.starts_with("__"))
      problem("Name \"" + std::string(n.text) + "\" must not begin with \"__\", which is reserved by GraphQL introspection.", n.offset);
  }

  // ---- directives ----

  void directive(const DirectiveDefinition& d) {
    name(d.node->name);
    for (const auto& a : d.arguments) input_value(a, "@" + d.name + "(" + a.name + ":)", "argument", DirectiveLocation::kArgumentDefinition);
  }

  void applied_to_schema() {
    std::vector<std::span<const Directive>> lists;
    for (const auto& d : definitions_)
      if (d.type_system->kind == TypeSystemKind::kSchema) lists.push_back(d.type_system->directives);
    applied(lists, DirectiveLocation::kSchema);
  }

  void applied(std::span<const Directive> list, DirectiveLocation at) { applied(std::span(&list, 1), at); }
  void applied(std::span<const std::span<const Directive>> lists, DirectiveLocation at) {
    directives_.check_unique(lists);
    for (const auto& list : lists) directives_.check(list, at, values_);
  }

  // ---- types ----

  void type(const Type& t) {
    static constexpr DirectiveLocation kAt[] = {DirectiveLocation::kScalar, DirectiveLocation::kObject, DirectiveLocation::kInterface,
                                                DirectiveLocation::kUnion, DirectiveLocation::kEnum, DirectiveLocation::kInputObject};
    name(t.node->name);
    std::vector<std::span<const Directive>> lists{t.node->directives};
    for (const auto* e : t.extensions) lists.push_back(e->directives);
    applied(lists, kAt[static_cast<std::size_t>(t.kind)]);
    switch (t.kind) {
      case TypeKind::kScalar: break;
      case TypeKind::kObject:
      case TypeKind::kInterface: fields(t); interfaces(t); break;
      case TypeKind::kUnion: members(t); break;
      case TypeKind::kEnum: enum_values(t); break;
      case TypeKind::kInputObject: input_fields(t); break;
    }
  }

  void fields(const Type& t) {
    if (t.fields.empty()) problem("Type " + t.name + " must define one or more fields.", t.node->offset);
    for (const auto& f : t.fields) {
      name(f.node->name);
      if (!f.type->named->is_output())
        problem("The type of " + t.name + "." + f.name + " must be Output Type but got: " + f.type->str() + ".", f.node->type->offset);
      for (const auto& a : f.arguments) input_value(a, t.name + "." + f.name + "(" + a.name + ":)", "argument", DirectiveLocation::kArgumentDefinition);
      applied(f.node->directives, DirectiveLocation::kFieldDefinition);
    }
  }

  void input_value(const InputValue& v, const std::string& where, std::string_view what, DirectiveLocation at) {
    name(v.node->name);
    applied(v.node->directives, at);
    if (!v.type->named->is_input()) return problem("The type of " + where + " must be Input Type but got: " + v.type->str() + ".", v.node->type->offset);
    if (v.is_required() && v.deprecation_reason) problem("Required " + std::string(what) + " " + where + " cannot be deprecated.", v.node->offset);
    if (v.default_value != nullptr) values_.check(*v.default_value, v.type, false);
  }

  void members(const Type& t) {
    if (t.possible_types.empty()) problem("Union type " + t.name + " must define one or more member types.", t.node->offset);
    std::unordered_set<const Type*> seen;
    for (const auto* m : t.possible_types) {
      if (!seen.insert(m).second) problem("Union type " + t.name + " can only include type " + m->name + " once.", t.node->offset);
      else if (m->kind != TypeKind::kObject) problem("Union type " + t.name + " can only include Object types, it cannot include " + m->name + ".", t.node->offset);
    }
  }

  void enum_values(const Type& t) {
    if (t.enum_values.empty()) problem("Enum type " + t.name + " must define one or more values.", t.node->offset);
    for (const auto& v : t.enum_values) {
      name(v.node->name);
      applied(v.node->directives, DirectiveLocation::kEnumValue);
    }
  }

  void input_fields(const Type& t) {
    if (t.input_fields.empty()) problem("Input Object type " + t.name + " must define one or more fields.", t.node->offset);
    for (const auto& f : t.input_fields) {
      const auto where = t.name + "." + f.name;
      input_value(f, where, "input field", DirectiveLocation::kInputFieldDefinition);
      if (!t.is_one_of) continue;
      if (f.type->is_non_null()) problem("OneOf input field " + where + " must be nullable.", f.node->type->offset);
      if (f.default_value != nullptr) problem("OneOf input field " + where + " cannot have a default value.", f.node->offset);
    }
  }

  // ---- interfaces ----

  void interfaces(const Type& t) {
    std::unordered_set<const Type*> seen;
    for (const auto* i : t.interfaces) {
      if (i->kind != TypeKind::kInterface) {
        problem("Type " + t.name + " must only implement Interface types, it cannot implement " + i->name + ".", t.node->offset);
      } else if (i == &t) {
        problem("Type " + t.name + " cannot implement itself because it would create a circular reference.", t.node->offset);
      } else if (!seen.insert(i).second) {
        problem("Type " + t.name + " can only implement " + i->name + " once.", t.node->offset);
      } else {
        implements_ancestors(t, *i);
        implements(t, *i);
      }
    }
  }

  void implements_ancestors(const Type& t, const Type& interface) {
    for (const auto* ancestor : interface.interfaces) {
      bool declared = false;
      for (const auto* i : t.interfaces) declared |= i == ancestor;
      if (declared) continue;
      problem(ancestor == &t ? "Type " + t.name + " cannot implement " + interface.name + " because it would create a circular reference."
                             : "Type " + t.name + " must implement " + ancestor->name + " because it is implemented by " + interface.name + ".",
              t.node->offset);
    }
  }

  void implements(const Type& t, const Type& interface) {
    for (const auto& wanted : interface.fields) {
      const auto* f = t.field(wanted.name);
      const auto interface_field = interface.name + "." + wanted.name;
      if (f == nullptr) {
        problem("Interface field " + interface_field + " expected but " + t.name + " does not provide it.", t.node->offset);
        continue;
      }
      const auto own_field = t.name + "." + f->name;
      if (!Schema::is_subtype(f->type, wanted.type))
        problem("Interface field " + interface_field + " expects type " + wanted.type->str() + " but " + own_field + " is type " + f->type->str() + ".", f->node->type->offset);
      for (const auto& wanted_argument : wanted.arguments) {
        const auto* a = f->argument(wanted_argument.name);
        const auto suffix = "(" + wanted_argument.name + ":)";
        if (a == nullptr) problem("Interface field argument " + interface_field + suffix + " expected but " + own_field + " does not provide it.", f->node->offset);
        else if (a->type != wanted_argument.type)
          problem("Interface field argument " + interface_field + suffix + " expects type " + wanted_argument.type->str() + " but " + own_field + suffix + " is type " +
                      a->type->str() + ".", a->node->type->offset);
      }
      for (const auto& a : f->arguments)
        if (a.is_required() && wanted.argument(a.name) == nullptr)
          problem("Field " + own_field + " includes required argument " + a.name + " that is missing from the Interface field " + interface_field + ".", a.node->offset);
      if (f->deprecation_reason && !wanted.deprecation_reason)
        problem("Interface field " + interface_field + " is not deprecated, so implementation field " + own_field + " must not be deprecated.", f->node->offset);
    }
  }

  // ---- cycles ----

  // Input objects that need themselves: a chain of non-null fields that never ends.
  void input_cycles(const Type& t) {
    if (!visited_.insert(&t).second) return;
    position_[&t] = path_.size();
    for (const auto& f : t.input_fields) {
      const bool needed = f.type->is_non_null() && !f.type->of->is_list() && f.type->named->kind == TypeKind::kInputObject;
      if (!needed) continue;
      path_.push_back(&f);
      if (const auto at = position_.find(f.type->named); at == position_.end()) {
        input_cycles(*f.type->named);
      } else {
        std::string chain;
        for (auto i = at->second; i < path_.size(); ++i) chain += (chain.empty() ? "" : ".") + path_[i]->name;
        problem("Cannot reference Input Object \"" + f.type->named->name + "\" within itself through a series of non-null fields: \"" + chain + "\".",
                path_[at->second]->node->offset);
      }
      path_.pop_back();
    }
    position_.erase(&t);
  }

  // Default values that bring in themselves: filling `{}` in for a field may need that field's default again.
  void default_value_cycles() {
    for (const auto& t : schema_.types())
      if (t.kind == TypeKind::kInputObject) fill_defaults(t, nullptr);
  }
  // `given`: an object literal for a value of type `t`; null: an empty one.
  void fill_defaults(const Type& t, const Value* given) {
    for (const auto& f : t.input_fields) {
      if (f.type->named->kind != TypeKind::kInputObject) continue;
      const Value* value = nullptr;
      if (given != nullptr)
        for (const auto& g : given->fields) if (g.name.text == f.name) value = &g.value;
      if (value != nullptr) {
        fill_defaults_in(*f.type->named, *value);
        continue;
      }
      if (f.default_value == nullptr || defaults_done_.contains(&f)) continue;
      if (!defaults_open_.insert(&f).second) {
        problem("Default value of input field " + t.name + "." + f.name + " refers to itself through the defaults of its fields.", f.node->offset);
        continue;
      }
      fill_defaults_in(*f.type->named, *f.default_value);
      defaults_open_.erase(&f);
      defaults_done_.insert(&f);
    }
  }
  void fill_defaults_in(const Type& t, const Value& v) {
    if (v.kind == ValueKind::kObject) fill_defaults(t, &v);
    for (const auto& item : v.items) fill_defaults_in(t, item);
  }

  // A directive whose definition uses itself, directly or through the types of its arguments.
  void directive_cycles(const DirectiveDefinition& d) {
    std::unordered_set<const void*> seen;
    if (reaches_arguments(d, d, seen)) problem("Directive \"@" + d.name + "\" is used within its own definition.", d.node->offset);
  }
  bool reaches_arguments(const DirectiveDefinition& d, const DirectiveDefinition& target, std::unordered_set<const void*>& seen) {
    for (const auto& a : d.arguments)
      if (reaches(a.node->directives, target, seen) || reaches_type(*a.type->named, target, seen)) return true;
    return false;
  }
  bool reaches(std::span<const Directive> list, const DirectiveDefinition& target, std::unordered_set<const void*>& seen) {
    for (const auto& applied_directive : list) {
      const auto* d = schema_.directive(applied_directive.name.text);
      if (d == &target) return true;
      if (seen.insert(d).second && reaches_arguments(*d, target, seen)) return true;
    }
    return false;
  }
  bool reaches_type(const Type& t, const DirectiveDefinition& target, std::unordered_set<const void*>& seen) {
    if (t.is_builtin || !seen.insert(&t).second) return false;
    if (reaches(t.node->directives, target, seen)) return true;
    for (const auto* e : t.extensions) if (reaches(e->directives, target, seen)) return true;
    for (const auto& v : t.enum_values) if (reaches(v.node->directives, target, seen)) return true;
    for (const auto& f : t.input_fields)
      if (reaches(f.node->directives, target, seen) || reaches_type(*f.type->named, target, seen)) return true;
    return false;
  }

  const Schema& schema_;
  std::span<const Definition> definitions_;
  Report& report_;
  ValueRules values_;
  DirectiveRules directives_;
  std::unordered_set<const Type*> visited_;
  std::unordered_map<const Type*, std::size_t> position_;
  std::vector<const InputValue*> path_;
  std::unordered_set<const InputValue*> defaults_open_, defaults_done_;
};

}  // namespace

void check_schema(const Schema& schema, std::span<const Definition> definitions, Report& report) { SchemaCheck(schema, definitions, report).run(); }

}  // namespace jm::graphql
