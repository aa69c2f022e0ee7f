// Positions. A node keeps only its byte offset; line and column are worked out here when an error is reported.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "graphql/error.h"

namespace jm::graphql {

// Lines end at \r\n, \n or \r. `offset` may be one past the end (end of input).
SourceLocation locate(std::string_view source, std::uint32_t offset);

// Many at once in a single pass over the source; the result is in the order of `offsets`.
std::vector<SourceLocation> locate(std::string_view source, std::span<const std::uint32_t> offsets);

}  // namespace jm::graphql
