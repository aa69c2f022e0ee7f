#include "graphql/plan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/json_text.h"
#include "graphql/coerce.h"

namespace jm::graphql {
namespace {

bool has_variable(const Value& v) {
  if (v.kind == ValueKind::kVariable) return true;
  return std::ranges::any_of(v.items, has_variable) || std::ranges::any_of(v.fields, [](const ObjectField& f) { return has_variable(f.value); });
}

std::uint8_t non_null_bits(const TypeRef* type) {
  std::uint8_t bits = 0, level = 0;
  for (; type != nullptr; type = type->of) {
    if (type->is_non_null()) bits |= static_cast<std::uint8_t>(1u << level);
    else if (type->is_list()) ++level;
  }
  return bits;
}

std::uint8_t list_depth(const TypeRef* type) {
  std::uint8_t depth = 0;
  for (; type != nullptr; type = type->of) depth += type->is_list();
  return depth;
}

LeafShape::Scalar scalar_of(const Type& type) {
  using Scalar = LeafShape::Scalar;
  if (type.kind == TypeKind::kEnum) return Scalar::kEnum;
  switch (type.builtin) {
    case Builtin::kInt: return Scalar::kInt;
    case Builtin::kFloat: return Scalar::kFloat;
    case Builtin::kString: return Scalar::kString;
    case Builtin::kBoolean: return Scalar::kBoolean;
    case Builtin::kId: return Scalar::kId;
    case Builtin::kNone: break;
  }
  return Scalar::kCustom;
}

// All occurrences of one response key, in order.
struct Group {
  std::string_view key;
  std::vector<const Selection*> nodes;
};

class Compiler {
 public:
  Compiler(const PlanSource& source, const VariableValues& conditions, const PlanLimits& limits)
      : source_(source), conditions_(conditions), limits_(limits), plan_(std::make_unique<Plan>()) {
    for (const auto& d : source.document.definitions())
      if (d.fragment != nullptr) fragments_.emplace(d.fragment->name.text, d.fragment);
  }

  std::expected<std::unique_ptr<Plan>, GraphqlError> run() {
    plan_->kind = source_.operation.kind;
    const SelectionSet* set = &source_.operation.selection_set;
    auto* root = plan_->arena.make<PlanObject>(object(source_.schema.root(plan_->kind), {&set, 1}));
    if (error_) return std::unexpected(std::move(*error_));
    plan_->root = root;
    if (!plan_->cost_needs_variables) plan_->cost = plan_cost(*plan_, {}, limits_);
    return std::move(plan_);
  }

 private:
  using Sets = std::span<const SelectionSet* const>;

  bool included(std::span<const Directive> directives) const {
    for (const auto& d : directives) {
      const bool is_skip = d.name.text == "skip";
      if (!is_skip && d.name.text != "include") continue;
      const Argument* argument = d.argument("if");
      if (argument == nullptr) continue;
      const bool value = argument->value.kind == ValueKind::kVariable ? conditions_.get(argument->value.text).boolean() : argument->value.boolean;
      if (value == is_skip) return false;
    }
    return true;
  }

  bool applies(std::string_view condition, const Type* concrete) const {
    const Type* type = source_.schema.type(condition);
    return type == concrete || (type != nullptr && type->is_abstract() && type->is_possible(concrete));
  }

  struct Collected {
    std::vector<Group> groups;
    NameIndex keys;
    std::unordered_set<std::string_view> visited;
  };

  void collect(const SelectionSet& set, const Type* concrete, Collected& out) {
    for (const auto& s : set.selections) {
      if (++work_ > kWorkPerField * limits_.fields_max) return too_complex();
      if (!included(s.directives)) continue;
      switch (s.kind) {
        case SelectionKind::kField: {
          const auto key = s.response_key();
          auto at = out.keys.find(key);
          if (at == NameIndex::kNone) {
            at = static_cast<std::uint32_t>(out.groups.size());
            out.keys.add(key);
            out.groups.push_back({key, {}});
          }
          out.groups[at].nodes.push_back(&s);
          break;
        }
        case SelectionKind::kInlineFragment:
          if (!s.name || applies(s.name.text, concrete)) collect(s.selection_set, concrete, out);
          break;
        case SelectionKind::kFragmentSpread: {
          if (!out.visited.insert(s.name.text).second) break;
          const auto fragment = fragments_.find(s.name.text);
          if (fragment != fragments_.end() && applies(fragment->second->type_condition.text, concrete)) collect(fragment->second->selection_set, concrete, out);
          break;
        }
      }
      if (error_) return;
    }
  }

  PlanObject object(const Type* concrete, Sets sets) {
    Collected collected;
    for (const auto* set : sets) collect(*set, concrete, collected);
    std::vector<PlanField> fields;
    fields.reserve(collected.groups.size());
    for (const auto& group : collected.groups) {
      if (error_) return {};
      if (++fields_ > limits_.fields_max) {
        too_complex();
        return {};
      }
      fields.push_back(field(concrete, group));
    }
    const auto kept = plan_->arena.copy(fields.data(), fields.size());
    std::vector<const PlanField*> framed;
    for (const auto& f : kept) if (f.frame != kNoFrame) framed.push_back(&f);
    return {concrete, source_.bindings.of(concrete).object_type, kept, plan_->arena.copy(framed.data(), framed.size())};
  }

  PlanField field(const Type* concrete, const Group& group) {
    const Selection& node = *group.nodes.front();
    PlanField f;
    f.parent = concrete;
    f.field = source_.schema.field(concrete, node.name.text);
    if (f.field == nullptr) {               // only if the document was not validated
      fail("Cannot query field \"" + std::string(node.name.text) + "\" on type \"" + concrete->name + "\".", node.offset);
      return f;
    }
    std::vector<std::uint32_t> offsets;
    for (const auto* n : group.nodes) offsets.push_back(n->offset);
    f.offsets = plan_->arena.copy(offsets.data(), offsets.size());
    f.response_key = plan_->arena.copy(group.key);
    std::string key;
    append_json_string(key, group.key);
    key += ':';
    if (f.field->index == kTypenameField) {
      append_json_string(key, concrete->name);
      f.kind = PlanField::Kind::kTypename;
      f.key = plan_->arena.copy(std::string_view(key));
      return f;
    }
    f.key = plan_->arena.copy(std::string_view(key));
    f.binding = &source_.bindings.of(*f.field);
    arguments(f, node);
    value(f, group);
    if (f.is_batch() || (f.below != nullptr && f.below->has_frames)) f.frame = plan_->frames++;
    return f;
  }

  void value(PlanField& f, const Group& group) {
    const Type* named = f.field->type->named;
    const bool waits = f.binding->kind == FieldBinding::Kind::kBatch;
    f.non_null = non_null_bits(f.field->type);
    f.list_depth = list_depth(f.field->type);
    if (named->is_leaf()) {
      f.kind = waits ? PlanField::Kind::kBatchLeaf : PlanField::Kind::kLeaf;
      f.shape = {scalar_of(*named), f.list_depth, f.non_null, source_.bindings.of(named).enum_names, named->name};
      return;
    }
    if (f.list_depth > 0) f.kind = waits ? PlanField::Kind::kBatchList : PlanField::Kind::kList;
    else f.kind = waits ? PlanField::Kind::kBatchObject : PlanField::Kind::kObject;
    std::vector<const SelectionSet*> sets;
    for (const auto* n : group.nodes) sets.push_back(&n->selection_set);
    f.below = selection(named, sets);
  }

  const PlanSelection* selection(const Type* type, Sets sets) {
    std::vector<PlanObject> objects;
    PlanSelection s{.type = type};
    if (type->is_abstract()) s.abstract = &source_.bindings.of(type);
    for (const Type* concrete : type->possible_types) {
      objects.push_back(object(concrete, sets));
      s.has_frames = s.has_frames || !objects.back().framed.empty();
      if (error_) break;
    }
    s.objects = plan_->arena.copy(objects.data(), objects.size());
    return plan_->arena.make<PlanSelection>(s);
  }

  void arguments(PlanField& f, const Selection& node) {
    if (f.field->arguments.empty()) return;
    std::vector<PlanArgument> arguments;
    bool constant = true;
    for (const auto& d : f.field->arguments) {
      PlanArgument a{.definition = &d};
      for (const auto& given : node.arguments) if (given.name.text == d.name) a.node = &given;
      if (a.node != nullptr && has_variable(a.node->value)) {
        constant = false;
        const bool is_length = d.name == "first" || d.name == "last";
        plan_->cost_needs_variables = plan_->cost_needs_variables || (is_length && list_depth(f.field->type) > 0);
      } else if (a.node != nullptr) {
        const auto v = coerce_literal(a.node->value, d.type, nullptr, plan_->arena);
        if (!v) return fail(d.type->named->name == kUploadScalar ? "A file is given by a variable, not written in the document." : "Argument \"" + d.name + "\" has an invalid value.", a.node->value.offset);
        a = {.definition = &d, .constant = *v};
      } else if (d.default_value != nullptr) {
        a.constant = coerce_default(d, plan_->arena);
      }
      arguments.push_back(a);
    }
    if (!constant) {
      f.arguments = plan_->arena.copy(arguments.data(), arguments.size());
      f.arguments_slot = plan_->arguments_slots++;
      return;
    }
    std::vector<InputEntry> values;
    for (const auto& a : arguments) if (!a.constant.is_absent()) values.push_back({a.definition->name, a.constant});
    f.constant_arguments = plan_->arena.copy(values.data(), values.size());
  }

  void too_complex() {
    if (!error_) error_ = GraphqlError{.message = "The query is too complex: it expands to more than " + std::to_string(limits_.fields_max) + " fields. Ask for less.", .code = "QUERY_TOO_COMPLEX"};
  }
  void fail(std::string message, std::uint32_t offset) {
    if (!error_) error_ = GraphqlError{.message = std::move(message), .locations = {source_.document.locate(offset)}, .code = std::string(kValidationFailed)};
  }

  static constexpr std::uint64_t kWorkPerField = 20;

  const PlanSource& source_;
  const VariableValues& conditions_;
  const PlanLimits& limits_;
  std::unique_ptr<Plan> plan_;
  std::unordered_map<std::string_view, const FragmentDefinition*> fragments_;
  std::optional<GraphqlError> error_;
  std::uint64_t work_ = 0;
  std::uint32_t fields_ = 0;
};

// ---- cost ----

class CostCounter {
 public:
  CostCounter(const VariableValues& variables, const PlanLimits& limits) : variables_(variables), limits_(limits) {}

  std::uint64_t object(const PlanObject& o) const {
    std::uint64_t sum = 0;
    for (const auto& f : o.fields) sum = capped(sum + field(f));
    return sum;
  }

 private:
  std::uint64_t capped(std::uint64_t v) const { return std::min<std::uint64_t>(v, std::uint64_t{limits_.cost_max} + 1); }

  std::uint64_t field(const PlanField& f) const {
    const bool is_introspection = f.field->index == kSchemaField || f.field->index == kTypeField;
    if (f.below == nullptr || is_introspection) return 1;      // introspection has a limit of its own
    std::uint64_t one = 0;
    for (const auto& o : f.below->objects) one = std::max(one, object(o));
    one = capped(one + 2);
    return f.list_depth == 0 ? one : capped(one * std::max<std::uint64_t>(1, length(f)));
  }

  std::uint64_t length(const PlanField& f) const {
    for (const auto& a : f.constant_arguments)
      if (is_length(a.name) && a.value.has_value()) return clamp(a.value);
    for (const auto& a : f.arguments) {
      if (!is_length(a.definition->name)) continue;
      const Input v = a.node == nullptr ? a.constant : a.node->value.kind == ValueKind::kVariable ? given(a) : Input{};
      if (v.has_value()) return clamp(v);
    }
    return limits_.list_length_default;
  }
  Input given(const PlanArgument& a) const {
    const Input v = variables_.get(a.node->value.text);
    if (!v.is_absent() || a.definition->default_value == nullptr) return v;
    Arena arena(256);
    const Input d = coerce_default(*a.definition, arena);
    return Input::integer(d.integer(), {});
  }
  static bool is_length(std::string_view name) { return name == "first" || name == "last"; }
  static std::uint64_t clamp(const Input& v) { return static_cast<std::uint64_t>(std::clamp<std::int64_t>(v.integer(), 0, 1'000'000)); }

  const VariableValues& variables_;
  const PlanLimits& limits_;
};

void add_conditions(const SelectionSet& set, std::vector<std::string_view>& names) {
  for (const auto& s : set.selections) {
    for (const auto& d : s.directives) {
      if (d.name.text != "skip" && d.name.text != "include") continue;
      const Argument* a = d.argument("if");
      if (a != nullptr && a->value.kind == ValueKind::kVariable && std::ranges::find(names, a->value.text) == names.end()) names.push_back(a->value.text);
    }
    add_conditions(s.selection_set, names);
  }
}

}  // namespace

std::expected<std::unique_ptr<Plan>, GraphqlError> make_plan(const PlanSource& source, const VariableValues& conditions, const PlanLimits& limits) {
  return Compiler(source, conditions, limits).run();
}

std::uint32_t plan_cost(const Plan& plan, const VariableValues& variables, const PlanLimits& limits) {
  return static_cast<std::uint32_t>(CostCounter(variables, limits).object(*plan.root));
}

std::vector<std::string_view> condition_variables(const Document& document, const OperationDefinition& operation) {
  std::vector<std::string_view> names;
  add_conditions(operation.selection_set, names);
  for (const auto& d : document.definitions()) if (d.fragment != nullptr) add_conditions(d.fragment->selection_set, names);
  // Fragments of other operations may use variables that this one does not have.
  std::erase_if(names, [&](std::string_view n) { return std::ranges::none_of(operation.variables, [&](const auto& v) { return v.name.text == n; }); });
  return names;
}

}  // namespace jm::graphql
