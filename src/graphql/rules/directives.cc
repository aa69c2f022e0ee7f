#include "graphql/rules/directives.h"

#include <string>
#include <vector>

#include "graphql/rules/duplicates.h"
#include "graphql/rules/suggest.h"

namespace jm::graphql {

void check_unique_arguments(std::span<const Argument> arguments, Report& report) {
  for_each_repeated(arguments, [](const Argument& a) -> const Name& { return a.name; }, [&report](std::string_view name, std::span<const std::uint32_t> at) {
    report.add("There can be only one argument named \"" + abbreviate(std::string(name)) + "\".", at);
  });
}

void DirectiveRules::check_unique(std::span<const std::span<const Directive>> lists) {
  std::size_t count = 0;
  for (const auto& list : lists) count += list.size();
  if (count < 2) return;
  std::vector<const Directive*> first(schema_.directives().size());
  for (const auto& list : lists)
    for (const auto& d : list) {
      const auto* definition = schema_.directive(d.name.text);
      if (definition == nullptr || definition->is_repeatable) continue;
      auto& seen = first[definition->index];
      if (seen == nullptr) seen = &d;
      else report_.add("The directive \"@" + definition->name + "\" can only be used once at this location.", {seen->offset, d.offset});
    }
}

void DirectiveRules::check(std::span<const Directive> directives, DirectiveLocation at, ValueRules& values, const Field* around) {
  for (const auto& d : directives) check_one(d, at, values, around);
}

void DirectiveRules::check_one(const Directive& d, DirectiveLocation at, ValueRules& values, const Field* around) {
  const auto* definition = schema_.directive(d.name.text);
  if (definition == nullptr) {
    report_.add("Unknown directive \"@" + abbreviate(std::string(d.name.text)) + "\".", {d.offset});
  } else if (!definition->allowed_at(at)) {
    report_.add("Directive \"@" + definition->name + "\" may not be used on " + std::string(directive_location_name(at)) + ".", {d.offset});
  }
  if (definition != nullptr)
    for (const auto& a : d.arguments) {
      if (definition->argument(a.name.text) != nullptr) continue;
      std::string hint;
      if (suggest_) {
        std::vector<std::string_view> names;
        for (const auto& known : definition->arguments) names.push_back(known.name);
        hint = did_you_mean(suggestions(a.name.text, std::move(names)));
      }
      report_.add("Unknown argument \"" + abbreviate(std::string(a.name.text)) + "\" on directive \"@" + definition->name + "\"." + hint, {a.name.offset});
    }
  check_unique_arguments(d.arguments, report_);
  for (const auto& a : d.arguments)
    values.check(a, definition != nullptr ? definition->argument(a.name.text) : around != nullptr ? around->argument(a.name.text) : nullptr);
  if (definition == nullptr) return;
  for (const auto& required : definition->arguments)
    if (required.is_required() && d.argument(required.name) == nullptr)
      report_.add("Directive \"@" + definition->name + "\" argument \"" + required.name + "\" of type \"" + required.type->str() +
                      "\" is required, but it was not provided.", {d.offset});
}

}  // namespace jm::graphql
