// Applied directives, one at a time: known, allowed here, arguments known, unique, complete and of the right type. For
// operations and for schemas.
#pragma once
#include <span>

#include "graphql/ast.h"
#include "graphql/rules/report.h"
#include "graphql/rules/values.h"
#include "graphql/schema.h"

namespace jm::graphql {

class DirectiveRules {
 public:
  DirectiveRules(const Schema& schema, Report& report, bool suggest) : schema_(schema), report_(report), suggest_(suggest) {}

  // `values` checks the arguments' values (and notes their variables).
  // `around`: the field around the directive; the arguments of an unknown directive are read as that field's, as graphql-js does.
  void check(std::span<const Directive> directives, DirectiveLocation at, ValueRules& values, const Field* around = nullptr);
  // A directive that is not repeatable stands only once; `lists` are parts of one place (a type and its extensions).
  void check_unique(std::span<const std::span<const Directive>> lists);
  void check_unique(std::span<const Directive> directives) { check_unique(std::span(&directives, 1)); }

 private:
  void check_one(const Directive& d, DirectiveLocation at, ValueRules& values, const Field* around);

  const Schema& schema_;
  Report& report_;
  bool suggest_;
};

// Rule UniqueArgumentNames.
void check_unique_arguments(std::span<const Argument> arguments, Report& report);

}  // namespace jm::graphql
