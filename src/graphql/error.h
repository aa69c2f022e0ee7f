// A GraphQL error as a client sees it (specification §7.1.6): message, where in the document, where in the answer, and
// a stable machine word in extensions.code. Locations are computed when the error is made (errors are rare; line numbers
// are not kept while parsing), so an error outlives its document.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace jm::graphql {

// Line and column, both from 1. A column counts UTF-16 code units, as graphql-js and editors do.
struct SourceLocation {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  auto operator<=>(const SourceLocation&) const = default;
};

using PathElement = std::variant<std::string, std::int64_t>;   // response key or list index

struct GraphqlError {
  std::string message;
  std::vector<SourceLocation> locations = {};
  std::vector<PathElement> path = {};       // execution errors only
  std::string code = {};                    // extensions.code; one of the words below, or an operation's own
};

inline constexpr std::string_view kParseFailed = "GRAPHQL_PARSE_FAILED";
inline constexpr std::string_view kValidationFailed = "GRAPHQL_VALIDATION_FAILED";
inline constexpr std::string_view kBadUserInput = "BAD_USER_INPUT";

}  // namespace jm::graphql
