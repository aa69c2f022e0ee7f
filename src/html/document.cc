#include "html/document.h"

#include <gumbo.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>

namespace jm::html {

namespace {

constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
constexpr std::size_t kAllocationsPerClockRead = 512;
constexpr std::size_t kAlign = alignof(std::max_align_t);

// Memory that is given back all at once. Single allocations are not: gumbo's own freeing would recurse through a deep tree.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  ~Arena() {
    for (void* block : blocks_) std::free(block);
  }

  // Null when a limit is reached.
  void* take(std::size_t size) {
    size = (std::max<std::size_t>(size, 1) + kAlign - 1) / kAlign * kAlign;
    if (size > left_) {
      const std::size_t block = std::max(size, kBlockBytes);
      if (block > memory_left_) return nullptr;
      memory_left_ -= block;
      at_ = static_cast<char*>(std::malloc(block));
      if (!at_) return nullptr;
      left_ = block;
      blocks_.push_back(at_);
    }
    if (++taken_ % kAllocationsPerClockRead == 0 && std::chrono::steady_clock::now() > stop_) return nullptr;
    void* p = at_;
    at_ += size;
    left_ -= size;
    return p;
  }

  void limit(std::size_t bytes, std::chrono::milliseconds time) {
    memory_left_ = bytes;
    stop_ = std::chrono::steady_clock::now() + time;
    blocks_.reserve(bytes / kBlockBytes + 8);
  }

 private:
  std::vector<void*> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0, memory_left_ = 0, taken_ = 0;
  std::chrono::steady_clock::time_point stop_;
};

struct Run {
  Arena* arena;
  std::jmp_buf out;
};

void* take(void* run, std::size_t size) {
  auto* r = static_cast<Run*>(run);
  if (void* p = r->arena->take(size)) return p;
  std::longjmp(r->out, 1);            // over gumbo's frames only: C, with nothing to destroy
}

void give(void*, void*) {}

// Null: a limit was reached. In a function of its own, because nothing with a destructor may live across the jump.
GumboOutput* run_gumbo(Arena& arena, const char* bytes, std::size_t size) {
  Run run{&arena, {}};
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = take;
  options.deallocator = give;
  options.userdata = &run;
  options.max_errors = 0;
  if (setjmp(run.out) != 0) return nullptr;
  return gumbo_parse_with_options(&options, bytes, size);
}

std::string_view view(const GumboStringPiece& s) { return {s.data, s.length}; }

Error too_complex() {
  return {Code::kResourceExhausted, "The page is too complex to be read.", "PAGE_TOO_COMPLEX"};
}

}  // namespace

struct Document::Memory {
  std::string source;
  Arena arena;
};

Document::Document() : memory_(std::make_unique<Memory>()) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

std::string_view Document::source() const { return memory_->source; }

std::string_view Document::attribute(NodeId id, std::string_view name) const {
  const Node& n = nodes_[id];
  for (std::uint32_t a = n.first_attribute; a < n.first_attribute + n.attributes; ++a)
    if (attributes_[a].name == name) return attributes_[a].value;
  return {};
}

std::string Document::text(NodeId id, std::size_t bytes_max) const {
  std::string out;
  for (NodeId i = id; i < nodes_[id].end && out.size() < bytes_max;) {
    const Node& n = nodes_[i];
    if (n.tag == "script" || n.tag == "style" || n.tag == "template" || n.tag == "noscript") {
      i = n.end;
      continue;
    }
    out += n.text.substr(0, bytes_max - out.size());
    ++i;
  }
  while (!out.empty() && out.size() == bytes_max && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
  if (!out.empty() && out.size() + 4 > bytes_max && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
  return out;
}

std::string_view Document::inner_source(NodeId id) const {
  const Node& n = nodes_[id];
  if (n.tag.empty()) return n.text;
  return source().substr(n.inner_begin, n.inner_end - n.inner_begin);
}

NodeId Document::find(std::string_view tag, NodeId from) const {
  for (NodeId i = from; i < size(); ++i)
    if (nodes_[i].tag == tag) return i;
  return kNoNode;
}

Result<Document> parse(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes_max) return fail(Code::kResourceExhausted, "The page is larger than accepted.", "PAGE_TOO_LARGE");
  Document doc;
  doc.memory_->source.assign(bytes);
  std::string& source = doc.memory_->source;
  Arena& arena = doc.memory_->arena;
  arena.limit(limits.memory_bytes_max, limits.time_max);
  const GumboOutput* output = run_gumbo(arena, source.c_str(), source.size());
  if (!output || !output->root) return std::unexpected(too_complex());

  const auto offset_of = [&](const char* p) { return static_cast<std::uint32_t>(p - source.data()); };
  struct Open {
    const GumboNode* node;
    NodeId id;
    unsigned next = 0;
    std::uint32_t reached = 0;         // the end of the content seen so far, in source()
  };
  std::vector<Open> open;
  const auto reach = [&](std::uint32_t end) {
    if (!open.empty()) open.back().reached = std::max(open.back().reached, end);
  };
  const auto enter = [&](const GumboNode* g, NodeId parent) -> bool {
    if (doc.nodes_.size() >= limits.nodes_max) return false;
    const NodeId id = doc.size();
    Node n;
    n.parent = parent;
    if (g->type == GUMBO_NODE_ELEMENT || g->type == GUMBO_NODE_TEMPLATE) {
      const GumboElement& e = g->v.element;
      n.tag = gumbo_normalized_tagname(e.tag);
      if (e.tag == GUMBO_TAG_UNKNOWN || n.tag.empty()) {
        GumboStringPiece piece = e.original_tag;
        gumbo_tag_from_original_text(&piece);
        char* lower = static_cast<char*>(arena.take(piece.length + 1));
        if (!lower) return false;
        std::transform(piece.data, piece.data + piece.length, lower, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        n.tag = piece.length > 0 ? std::string_view(lower, piece.length) : std::string_view("unknown");
      }
      n.first_attribute = static_cast<std::uint32_t>(doc.attributes_.size());
      n.attributes = e.attributes.length;
      for (unsigned a = 0; a < e.attributes.length; ++a) {
        const auto* at = static_cast<const GumboAttribute*>(e.attributes.data[a]);
        doc.attributes_.push_back({at->name, at->value});
      }
      const std::string_view tag = view(e.original_tag);
      if (!tag.empty()) {
        n.inner_begin = offset_of(tag.data() + tag.size());
        n.inner_end = std::min(e.end_pos.offset, static_cast<unsigned>(source.size()));
      }
      if (n.inner_end < n.inner_begin) n.inner_end = n.inner_begin;
    } else if (g->type == GUMBO_NODE_TEXT || g->type == GUMBO_NODE_WHITESPACE || g->type == GUMBO_NODE_CDATA) {
      n.text = g->v.text.text;
      if (const std::string_view original = view(g->v.text.original_text); !original.empty()) reach(offset_of(original.data() + original.size()));
      n.end = id + 1;
      doc.nodes_.push_back(n);
      return true;
    } else {
      return true;                     // comments
    }
    doc.nodes_.push_back(n);
    open.push_back({g, id});
    return true;
  };

  if (!enter(output->root, kNoNode)) return std::unexpected(too_complex());
  while (!open.empty()) {
    Open& top = open.back();
    const GumboVector& children = top.node->v.element.children;
    if (top.next == children.length) {
      Node& n = doc.nodes_[top.id];
      n.end = doc.size();
      // gumbo does not note where a form ends: then it ends with its content.
      if (top.node->v.element.end_pos.offset == 0) n.inner_end = std::max(n.inner_end, top.reached);
      const std::string_view end_tag = view(top.node->v.element.original_end_tag);
      const std::uint32_t end = end_tag.empty() ? n.inner_end : offset_of(end_tag.data() + end_tag.size());
      open.pop_back();
      reach(end);
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(children.data[top.next++]);
    if (!enter(child, top.id)) return std::unexpected(too_complex());   // `top` may dangle from here on
  }
  return doc;
}

}  // namespace jm::html
