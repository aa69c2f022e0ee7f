// schema.org nodes in a page, whichever way they are marked up, as JSON-LD texts: scripts of type application/ld+json as they
// stand, Microdata and RDFa Lite written as the JSON-LD they mean.
//
//   <div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Baker</h1></div>
//     ->  {"@type":"JobPosting","title":"Baker"}
//
// Values of properties that hold markup keep it, so that lists survive until text_of reads them. Pure; bounded by the limits below.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "html/document.h"

namespace jm::discovery {

inline constexpr std::size_t kMarkupScriptsMax = 200;            // JSON-LD scripts read per page
inline constexpr std::size_t kMarkupItemsMax = 1000;             // Microdata and RDFa postings per page
inline constexpr std::size_t kMarkupValueBytesMax = 200 * 1024;  // one property
inline constexpr std::size_t kMarkupItemBytesMax = std::size_t{3} << 20;     // one item, reached when its last value is written
inline constexpr std::size_t kMarkupBytesMax = std::size_t{8} << 20;   // all of a page's items together

struct MarkupNode {
  std::string json;                    // not checked
  bool embedded = false;               // a script: may need repair, may hold anything; else one JobPosting node
};

std::vector<MarkupNode> job_markup(const html::Document& page);

}  // namespace jm::discovery
