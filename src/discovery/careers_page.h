// What a careers page leads to: the system behind it, its own postings, and further pages of the same site that may hold some. Pure.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/recognise.h"
#include "html/document.h"
#include "outbound/web_url.h"

namespace jm::discovery {

inline constexpr std::size_t kPageLinksMax = 2'000;

struct CareersView {
  std::optional<CareerSite> site;                // as recognise(); "jobposting" when the page itself states postings
  std::vector<std::string> job_links;            // same host, look like postings or lists of them; in the page's order, each once
  bool too_complex = false;
};
// `at`: the page's address after redirects; `pasted`: as the person gave it.
CareersView look_at_careers_page(std::string_view body, std::string_view content_type, const outbound::WebUrl& at, const outbound::WebUrl& pasted);

// Links of a page to others of its own host that look like job pages, and the page's own next one (rel="next").
struct PageLinks {
  std::vector<std::string> jobs;
  std::optional<std::string> next;
};
PageLinks links_of(const html::Document& page, const outbound::WebUrl& at);

// "https://acme.example" of any address there.
std::string origin_of(const outbound::WebUrl& url);
// Path and query, as sent and as robots.txt speaks of them.
std::string target_of(const outbound::WebUrl& url);

}  // namespace jm::discovery
