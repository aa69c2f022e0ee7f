// Offers out of an XML feed: every element of one name, each read by itself, good ones before a break kept.
#pragma once
#include <functional>
#include <optional>
#include <string_view>

#include "discovery/boards/board.h"
#include "xml/records.h"

namespace jm::discovery {

using ElementReader = std::function<std::optional<Reject>(const xml::Element& element, domain::Offer& offer)>;

// As parse_records, for XML: reads, finishes and counts. A document that breaks off is one reject more.
void parse_elements(std::string_view bytes, std::string_view element_name, std::string_view source, Time now, ParseOutput& out, const ElementReader& read);

// One child of a feed's element: where it goes. A null reader = known, and of no use here.
template <class Target>
struct ElementKey {
  std::string_view name;
  void (*read)(Target&, const xml::Element&);
};
template <class Target, std::size_t N>
void read_children(const xml::Element& element, const ElementKey<Target> (&keys)[N], Target& target, ParseOutput& out);

// Is it XML by its first bytes?
bool looks_like_xml(std::string_view bytes);

std::string_view trimmed(std::string_view text);

// ---------------------------------------------------------------------------------------------------------------------

void count_unmapped_element(ParseOutput& out, const xml::Element& parent, std::string_view name);

template <class Target, std::size_t N>
void read_children(const xml::Element& element, const ElementKey<Target> (&keys)[N], Target& target, ParseOutput& out) {
  for (const xml::Element& child : element.children) {
    bool known = false;
    for (const auto& k : keys) {
      if (k.name != child.name) continue;
      if (k.read) k.read(target, child);
      known = true;
      break;
    }
    if (!known) count_unmapped_element(out, element, child.name);
  }
}

}  // namespace jm::discovery
