#include "graphql/source.h"

#include <algorithm>
#include <numeric>

namespace jm::graphql {

std::vector<SourceLocation> locate(std::string_view source, std::span<const std::uint32_t> offsets) {
  std::vector<std::size_t> order(offsets.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return offsets[i]; });
  std::vector<SourceLocation> found(offsets.size());
  SourceLocation at;
  std::size_t i = 0;
  for (const auto o : order) {
    const std::size_t end = std::min<std::size_t>(offsets[o], source.size());
    for (; i < end; ++i) {
      const auto byte = static_cast<unsigned char>(source[i]);
      const bool half_of_crlf = byte == '\r' && i + 1 < source.size() && source[i + 1] == '\n';
      if ((byte == '\n' || byte == '\r') && !half_of_crlf) at = {at.line + 1, 1};
      else if ((byte & 0xC0) != 0x80) at.column += byte >= 0xF0 ? 2 : 1;   // beyond U+FFFF: a surrogate pair
    }
    found[o] = at;
  }
  return found;
}

SourceLocation locate(std::string_view source, std::uint32_t offset) {
  return locate(source, std::span(&offset, 1)).front();
}

}  // namespace jm::graphql
