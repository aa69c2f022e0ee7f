// Board "jobposting": any page with schema.org JobPosting on it, as JSON-LD, Microdata or RDFa, or a JSON-LD document by itself.
//
//   parse(bytes, {.name = "https://acme.example/jobs/7"}, now, out)      the page's address makes its offers' ids and links whole
//
// Ids: "<host>:<identifier>" when the posting has an identifier, else made from its own address, else from what it says. The same
// posting twice on a page (two markups) counts once, the first with its gaps filled by nothing: JSON-LD is read first.
#pragma once
#include <cstddef>
#include <string_view>

#include "discovery/boards/board.h"
#include "html/document.h"

namespace jm::discovery {

inline constexpr std::size_t kPostingsPerPageMax = 2000;
inline constexpr std::size_t kEmbeddedJsonBytesMax = std::size_t{5} << 20;   // one script, or a document by itself

// All postings of a page already in tree form. Nothing is counted when it has none. Returns how many postings were met.
std::size_t read_page_postings(const html::Document& page, std::string_view page_url, Time now, ParseOutput& out);

}  // namespace jm::discovery
