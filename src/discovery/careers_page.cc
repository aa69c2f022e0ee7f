#include "discovery/careers_page.h"

#include <unordered_set>

#include "discovery/sitemap.h"
#include "text/charset.h"
#include "text/fold.h"

namespace jm::discovery {

using outbound::WebUrl;

std::string origin_of(const WebUrl& url) {
  const bool v6 = url.address && url.address->v6;
  return url.scheme + "://" + (v6 ? "[" + url.host + "]" : url.host) + (url.default_port() ? "" : ":" + std::to_string(url.port));
}

std::string target_of(const WebUrl& url) { return url.path + (url.query ? "?" + *url.query : ""); }

PageLinks links_of(const html::Document& page, const WebUrl& at) {
  PageLinks links;
  std::unordered_set<std::string> met{at.href()};
  for (html::NodeId i = 0; i < page.size() && links.jobs.size() < kPageLinksMax; ++i) {
    const auto& tag = page.node(i).tag;
    if (tag != "a" && tag != "link") continue;
    const auto href = page.attribute(i, "href");
    if (href.empty() || href.front() == '#') continue;
    const bool next = text::fold(page.attribute(i, "rel")) == "next";
    if (tag == "link" && !next) continue;
    const auto url = outbound::parse_web_url(href, &at);
    if (!url || url->host != at.host || url->port != at.port || url->scheme != at.scheme || url->credentials) continue;
    std::string text = url->href();
    if (next && !links.next && text != at.href()) links.next = text;
    if (!next && looks_like_job_page(text) && met.insert(text).second) links.jobs.push_back(std::move(text));
  }
  return links;
}

CareersView look_at_careers_page(std::string_view body, std::string_view content_type, const WebUrl& at, const WebUrl& pasted) {
  CareersView view;
  const auto page = html::parse(text::page_to_utf8(body, content_type));
  view.too_complex = !page;
  view.site = recognise(pasted.href(), at.href(), page ? &*page : nullptr);
  if (page) view.job_links = links_of(*page, at).jobs;
  return view;
}

}  // namespace jm::discovery
