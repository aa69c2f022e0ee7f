// Any bytes as a page: a tree whose ranges nest and whose views lie inside it, or a limit.
#include <cstdint>
#include <cstdlib>

#include "html/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::html;
  const auto doc = parse({reinterpret_cast<const char*>(data), size}, {.nodes_max = 5000, .time_max = std::chrono::milliseconds(5000)});
  if (!doc) return 0;
  if (doc->size() == 0 || doc->size() > 5000 || doc->node(0).end != doc->size()) std::abort();
  for (NodeId i = 0; i < doc->size(); ++i) {
    const Node& n = doc->node(i);
    if (n.end <= i || (n.parent != kNoNode && (n.parent >= i || doc->node(n.parent).end < n.end))) std::abort();
    const auto inner = doc->inner_source(i);
    if (!n.tag.empty() && (inner.data() < doc->source().data() || inner.data() + inner.size() > doc->source().data() + doc->source().size())) std::abort();
    if (doc->text(i, 100).size() > 100) std::abort();
  }
  return 0;
}
