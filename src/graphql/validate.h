// Is this document meaningful against this schema? All validation rules of the September 2025 edition, with the verdicts,
// locations and messages of graphql-js 16 (tests/graphql_oracle compares them), and its limit on nested lists in introspection.
// A document that passes can be planned and executed without further checks.
#pragma once
#include <cstdint>
#include <vector>

#include "graphql/ast.h"
#include "graphql/error.h"
#include "graphql/schema.h"

namespace jm::graphql {

struct ValidateOptions {
  std::uint32_t errors_max = 100;             // then "Too many validation errors, ..." closes the list
  bool suggestions = false;                   // "Did you mean ...?" tells outsiders what the schema holds
  // Comparisons and fragment visits of those rules whose work can grow faster than the document.
  std::uint64_t work_max = 500'000;
};

// Empty: valid.
std::vector<GraphqlError> validate(const Schema& schema, const Document& document, const ValidateOptions& options = {});

}  // namespace jm::graphql
