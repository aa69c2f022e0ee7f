// Text to Document. Every construct of the September 2025 grammar, executable and type system; syntax errors read as
// graphql-js' do. Hostile input meets the limits below before it costs memory or stack.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "graphql/ast.h"
#include "graphql/error.h"

namespace jm::graphql {

struct ParseLimits {
  std::uint32_t source_bytes_max = 1 << 20;
  std::uint32_t tokens_max = 15'000;          // counted while lexing, without comments
  std::uint32_t depth_max = 128;              // nested selection sets, values and list types together
};
// For documents of our own (the schema file).
inline constexpr ParseLimits kTrustedLimits{.source_bytes_max = 64u << 20, .tokens_max = 10'000'000, .depth_max = 128};

// The document owns a copy of `source`.
std::expected<Document, GraphqlError> parse(std::string_view source, const ParseLimits& limits = {});

// One value, `[1, {a: $b}]` (for tests and tools); the document owns it and has no definitions. constant: no variables.
std::expected<std::pair<Document, const Value*>, GraphqlError> parse_value(std::string_view source, bool constant, const ParseLimits& limits = {});

}  // namespace jm::graphql
