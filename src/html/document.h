// An HTML page as a bounded, flat tree.
//
//   Result<Document> page = parse(bytes, Limits{});
//   for (NodeId i = 0; i < page->size(); ++i)
//     if (page->node(i).tag == "meta") use(page->attribute(i, "content"));
//
// Nodes stand in document order, so a subtree is the range [id, node(id).end) and every walk is a loop. The first node is the root
// (tag "html"). Views point into the document and live as long as it does; it is movable, and safe to read from many threads.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jm::html {

struct Limits {
  std::size_t bytes_max = std::size_t{5} << 20;
  std::size_t nodes_max = 200'000;
  std::size_t memory_bytes_max = std::size_t{192} << 20;     // while parsing
  std::chrono::milliseconds time_max{3'000};
};

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};

struct Attribute {
  std::string_view name;               // lower case
  std::string_view value;              // references decoded
};

struct Node {
  std::string_view tag;                // lower case; empty = a text node
  std::string_view text;               // of a text node, references decoded
  NodeId parent = kNoNode;
  NodeId end = 0;                      // past the last descendant
  std::uint32_t first_attribute = 0, attributes = 0;
  std::uint32_t inner_begin = 0, inner_end = 0;   // what stands between the tags, in source()
};

class Document {
 public:
  Document();
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;

  NodeId size() const { return static_cast<NodeId>(nodes_.size()); }
  const Node& node(NodeId id) const { return nodes_[id]; }
  // Of an element; empty view with null data when it has no such attribute.
  std::string_view attribute(NodeId id, std::string_view name) const;
  bool has_attribute(NodeId id, std::string_view name) const { return attribute(id, name).data() != nullptr; }
  // The text of a subtree as it stands, scripts and styles left out; at most bytes_max.
  std::string text(NodeId id, std::size_t bytes_max = 4096) const;
  // The source between an element's tags; for a text node, its text.
  std::string_view inner_source(NodeId id) const;
  std::string_view source() const;
  // The first element with that tag at or after `from`; kNoNode.
  NodeId find(std::string_view tag, NodeId from = 0) const;

 private:
  friend Result<Document> parse(std::string_view, const Limits&);
  struct Memory;
  std::unique_ptr<Memory> memory_;
  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
};

// `bytes`: UTF-8 (invalid bytes become U+FFFD). Any text is a page; RESOURCE_EXHAUSTED with reason "PAGE_TOO_LARGE" (bytes) or
// "PAGE_TOO_COMPLEX" (nodes, memory, time).
Result<Document> parse(std::string_view bytes, const Limits& limits = {});

}  // namespace jm::html
