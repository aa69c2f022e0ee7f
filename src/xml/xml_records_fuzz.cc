// Any bytes as XML: records within their limits, or a reason.
#include <cstdint>
#include <cstdlib>

#include "xml/records.h"

namespace {
std::size_t nodes(const jm::xml::Element& e) {
  std::size_t n = 1;
  for (const auto& c : e.children) n += nodes(c);
  return n;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::xml;
  const Limits limits{.depth_max = 16, .record_bytes_max = 4096, .record_nodes_max = 64};
  std::size_t records = 0;
  const auto doc = read_records({reinterpret_cast<const char*>(data), size}, {"item", "url", "position"}, limits, [&](const Element& e) {
    if (nodes(e) > limits.record_nodes_max || e.name.empty()) std::abort();
    return ++records < 100;
  });
  if (doc ? doc->records != records : doc.error().reason.empty()) std::abort();
  return 0;
}
