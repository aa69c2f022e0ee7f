// Records out of an XML document: each element of a given name, wherever it stands, as a small tree of its own.
//
//   <rss><channel><item><title>A</title></item><item>…        read_records(bytes, {"item"}, {}, [](const Element& item) {
//                                                                use(item.text_of("title"));
//                                                                return true;                 // false = enough
//                                                              });
//
// Names are as written, prefix included ("media:content"). CDATA is text. Records before a mistake have been delivered when the
// mistake is reported. A document may name a DTD (it is not read), but not declare entities.
#pragma once
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace jm::xml {

struct Limits {
  std::size_t bytes_max = std::size_t{256} << 20;
  std::size_t depth_max = 64;
  std::size_t record_bytes_max = std::size_t{4} << 20;       // names, values and text of one record
  std::size_t record_nodes_max = 20'000;
};

struct Element {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;                       // its own, children's left out; not trimmed
  std::vector<Element> children;

  const Element* child(std::string_view child_name) const;            // the first; nullptr
  std::string_view text_of(std::string_view child_name) const;        // trimmed; empty if there is no such child
  std::string_view attribute(std::string_view attribute_name) const;  // empty if absent
};

struct Document {
  std::string root;                       // name of the outermost element
  std::size_t records = 0;
  bool stopped = false;                   // by on_record
};

// `on_record` returns false to stop reading. A record inside a record belongs to the outer one.
// INVALID_ARGUMENT: "XML_MALFORMED" (says where), "XML_ENTITIES" (declares entities); RESOURCE_EXHAUSTED: "XML_TOO_LARGE",
// "XML_TOO_DEEP", "XML_RECORD_TOO_LARGE".
Result<Document> read_records(std::string_view bytes, std::initializer_list<std::string_view> names, const Limits& limits,
                              const std::function<bool(const Element&)>& on_record);

}  // namespace jm::xml
