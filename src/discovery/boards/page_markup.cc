#include "discovery/boards/page_markup.h"

#include <algorithm>

#include "base/json_text.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {

using html::Document;
using html::kNoNode;
using html::Node;
using html::NodeId;

constexpr int kItemDepthMax = 8;
constexpr std::size_t kPropertiesMax = 500;                      // of one item

// The two syntaxes differ in the names of three attributes.
struct Syntax {
  std::string_view scope, type, property;
};
constexpr Syntax kMicrodata{"itemscope", "itemtype", "itemprop"};
constexpr Syntax kRdfa{"typeof", "typeof", "property"};

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
  return s;
}

template <class F>
void each_word(std::string_view s, F&& f) {
  while (true) {
    s = trim(s);
    if (s.empty()) return;
    const auto end = static_cast<std::size_t>(std::find_if(s.begin(), s.end(), is_blank) - s.begin());
    f(s.substr(0, end));
    s.remove_prefix(end);
  }
}

std::string_view local_name(std::string_view s) {
  const std::size_t cut = s.find_last_of("/#:");
  return cut == std::string_view::npos ? s : s.substr(cut + 1);
}

bool has_type(std::string_view types, std::string_view wanted) {
  bool found = false;
  each_word(types, [&](std::string_view t) { found |= local_name(t) == wanted; });
  return found;
}

bool is_link_property(std::string_view name) {
  return name == "url" || name == "sameAs" || name == "logo" || name == "image" || name == "mainEntityOfPage";
}

class Writer {
 public:
  Writer(const Document& page, const Syntax& syntax, std::size_t bytes_max) : page_(page), syntax_(syntax), bytes_max_(bytes_max) {}

  std::string item(NodeId root) {
    std::string out;
    write_item(root, out, 0);
    return out;
  }

 private:
  using Properties = std::vector<std::pair<std::string, std::vector<std::string>>>;      // name -> JSON values

  static void add(Properties& all, std::string_view name, const std::string& json) {
    for (auto& [n, values] : all)
      if (n == name) {
        values.push_back(json);
        return;
      }
    if (all.size() < kPropertiesMax) all.emplace_back(std::string(name), std::vector<std::string>{json});
  }

  void write_item(NodeId root, std::string& out, int depth) {
    Properties found;
    gather(root, root, found, depth);
    // Microdata may leave parts of an item elsewhere in the page.
    each_word(page_.attribute(root, "itemref"), [&](std::string_view id) {
      if (syntax_.scope != kMicrodata.scope || depth > 0) return;
      for (NodeId i = 0; i < page_.size(); ++i)
        if (!page_.node(i).tag.empty() && page_.attribute(i, "id") == id) {
          gather(i, kNoNode, found, depth);
          return;
        }
    });
    out += "{\"@type\":";
    std::string_view type;
    each_word(page_.attribute(root, syntax_.type), [&](std::string_view t) { if (type.empty()) type = local_name(t); });
    append_json_string(out, type);
    for (const auto& [name, values] : found) {
      out += ',';
      append_json_string(out, name);
      out += ':';
      if (values.size() > 1) out += '[';
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) out += ',';
        out += values[i];
      }
      if (values.size() > 1) out += ']';
    }
    out += '}';
  }

  // The properties that stand under `top` and belong to its item. `item`: the item's own element, whose attributes are not its
  // properties.
  void gather(NodeId top, NodeId item, Properties& found, int depth) {
    const NodeId end = page_.node(top).end;
    for (NodeId i = top; i < end && written_ < bytes_max_;) {
      const Node& n = page_.node(i);
      if (n.tag.empty() || i == item) {
        ++i;
        continue;
      }
      const bool scope = page_.has_attribute(i, syntax_.scope);
      const std::string_view names = page_.attribute(i, syntax_.property);
      if (!names.empty()) {
        std::string json;
        if (scope && depth < kItemDepthMax) write_item(i, json, depth + 1);
        each_word(names, [&](std::string_view name) {
          const std::string_view local = local_name(name);
          std::string value = json;
          if (!scope) append_json_string(value, text::repair_utf8(value_of(i, local)));
          if (value.empty()) return;
          written_ += value.size();
          add(found, local, value);
        });
      }
      i = scope ? n.end : i + 1;             // what stands inside another item is that item's
    }
  }

  std::string_view value_of(NodeId i, std::string_view name) const {
    const Node& n = page_.node(i);
    if (page_.has_attribute(i, "content")) return text::cut_utf8(page_.attribute(i, "content"), kMarkupValueBytesMax);
    if (n.tag == "time" && page_.has_attribute(i, "datetime")) return page_.attribute(i, "datetime");
    if ((n.tag == "data" || n.tag == "meter") && page_.has_attribute(i, "value")) return page_.attribute(i, "value");
    std::string_view link;
    for (const std::string_view attribute : {"href", "src", "resource", "data"})
      if (link.empty()) link = page_.attribute(i, attribute);
    const std::string_view inner = text::cut_utf8(trim(page_.inner_source(i)), kMarkupValueBytesMax);
    // By the letter a link's value is its address; people mark up the name of the employer with a link and mean its text.
    if (!link.empty() && (is_link_property(name) || inner.empty())) return link;
    return inner;
  }

  const Document& page_;
  const Syntax& syntax_;
  const std::size_t bytes_max_;
  std::size_t written_ = 0;
};

bool is_json_ld(const Document& page, NodeId i) {
  if (page.node(i).tag != "script") return false;
  std::string_view type = page.attribute(i, "type");
  type = trim(type.substr(0, type.find(';')));
  return text::fold(type.substr(0, 64)) == "application/ld+json";
}

}  // namespace

std::vector<MarkupNode> job_markup(const Document& page) {
  std::vector<MarkupNode> out;
  std::size_t scripts = 0, items = 0, bytes = 0;
  for (NodeId i = 0; i < page.size() && bytes < kMarkupBytesMax; ++i) {
    const Node& n = page.node(i);
    if (n.tag.empty()) continue;
    if (is_json_ld(page, i)) {
      if (scripts++ < kMarkupScriptsMax) out.push_back({std::string(trim(page.inner_source(i))), true});
      continue;
    }
    for (const Syntax* syntax : {&kMicrodata, &kRdfa}) {
      if (!page.has_attribute(i, syntax->scope) || !has_type(page.attribute(i, syntax->type), "JobPosting")) continue;
      if (items++ >= kMarkupItemsMax) break;
      out.push_back({Writer(page, *syntax, std::min(kMarkupItemBytesMax, kMarkupBytesMax - bytes)).item(i), false});
      bytes += out.back().json.size();
      break;
    }
  }
  // JSON-LD first: where a page says the same thing twice, it says it best there.
  std::stable_partition(out.begin(), out.end(), [](const MarkupNode& m) { return m.embedded; });
  return out;
}

}  // namespace jm::discovery
