// What a document may ask for before it is validated: cheap walks over the syntax that stop expensive documents early.
// (Tokens, bytes and nesting of the text are the parser's limits; the cost of the plan is plan.h's; both are in EngineOptions.)
#pragma once
#include <cstdint>
#include <optional>

#include "graphql/ast.h"
#include "graphql/error.h"

namespace jm::graphql {

struct DocumentLimits {
  std::uint32_t depth_max = 10;               // nested fields of an operation, fragments followed; introspection apart
  std::uint32_t aliases_max = 30;             // in the document
  std::uint32_t directives_max = 50;          // in the document
  std::uint32_t introspection_depth_max = 25; // nested fields below __schema and __type
  std::uint32_t introspection_lists_max = 3;  // fields, interfaces, possibleTypes, inputFields inside one another: fewer than this
};

// The first limit the document exceeds.
std::optional<GraphqlError> check_document_limits(const Document& document, const DocumentLimits& limits);

}  // namespace jm::graphql
