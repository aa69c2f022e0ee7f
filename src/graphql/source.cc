#include "graphql/source.h"

#include <algorithm>

namespace jm::graphql {

SourceLocation locate(std::string_view source, std::uint32_t offset) {
  const std::size_t end = std::min<std::size_t>(offset, source.size());
  SourceLocation at;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < end; ++i) {
    if (source[i] == '\r' && i + 1 < source.size() && source[i + 1] == '\n') continue;   // the \n counts
    if (source[i] != '\n' && source[i] != '\r') continue;
    ++at.line;
    line_start = i + 1;
  }
  for (std::size_t i = line_start; i < end; ++i) {
    const auto byte = static_cast<unsigned char>(source[i]);
    if ((byte & 0xC0) == 0x80) continue;               // continuation of a character already counted
    at.column += byte >= 0xF0 ? 2 : 1;                 // beyond U+FFFF: a surrogate pair
  }
  return at;
}

}  // namespace jm::graphql
