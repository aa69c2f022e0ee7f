// Positions. A node keeps only its byte offset; line and column are worked out here when an error is reported.
#pragma once
#include <cstdint>
#include <string_view>

#include "graphql/error.h"

namespace jm::graphql {

// Lines end at \r\n, \n or \r. `offset` may be one past the end (end of input).
SourceLocation locate(std::string_view source, std::uint32_t offset);

}  // namespace jm::graphql
