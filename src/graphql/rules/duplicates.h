// Names that must be unique among their siblings, with the error listing every place of a repeated name.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "graphql/name_index.h"

namespace jm::graphql {

// Calls repeated(name, offsets) for every name that occurs more than once, in the order of first occurrence.
// name_of(item) gives a Name.
template <class T, class NameOf, class F>
void for_each_repeated(std::span<const T> items, NameOf name_of, F repeated) {
  if (items.size() < 2) return;
  constexpr std::size_t kFew = 12;                       // below this, comparing all pairs is quickest
  if (items.size() <= kFew) {
    bool any = false;
    for (std::size_t i = 1; i < items.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) any |= name_of(items[i]).text == name_of(items[j]).text;
    if (!any) return;
  }
  NameIndex index;
  std::vector<std::vector<std::uint32_t>> places;
  for (const auto& item : items) {
    const auto& n = name_of(item);
    if (index.add(n.text)) places.emplace_back();
    places[index.find(n.text)].push_back(n.offset);
  }
  if (places.size() == items.size()) return;
  for (const auto& item : items) {
    auto& p = places[index.find(name_of(item).text)];
    if (p.size() > 1) repeated(name_of(item).text, std::span<const std::uint32_t>(p));
    p.clear();                                           // once per name
  }
}

}  // namespace jm::graphql
