// The "Type Validation" parts of the specification: is a linked schema one that can be served?
#pragma once
#include "graphql/rules/report.h"
#include "graphql/schema.h"

namespace jm::graphql {

// `definitions`: those of the SDL (the built-ins need no check). Offsets in `report` are into the SDL.
void check_schema(const Schema& schema, std::span<const Definition> definitions, Report& report);

}  // namespace jm::graphql
