// Our error codes as GraphQL's extensions.code: the edge's one table.
#pragma once
#include "graphql/execute.h"

namespace jm::gateway {

const graphql::ErrorPolicy& error_policy();

}  // namespace jm::gateway
