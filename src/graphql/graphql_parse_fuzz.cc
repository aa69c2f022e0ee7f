// Any bytes: no crash; what parses prints to a document that prints the same.
#include <cstdlib>
#include <string>
#include <string_view>

#include "graphql/parser.h"
#include "graphql/print.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::graphql;
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  if (const auto value = parse_value(source, false)) {
    const auto printed = print_value(*value->second);
    const auto again = parse_value(printed, false);
    if (!again || print_value(*again->second) != printed) std::abort();
  }
  const auto document = parse(source);
  if (!document) return 0;
  const auto printed = print(*document);
  const auto again = parse(printed, {.source_bytes_max = 1u << 30});
  if (!again || print(*again) != printed) std::abort();
  return 0;
}
