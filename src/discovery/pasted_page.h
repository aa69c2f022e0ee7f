// From the page behind a pasted address to one offer. Pure: fetching is add_job_by_url.cc's.
//
//   PageView view = look_at_page(body, content_type, at, pasted, now);
//     view.posting      the one offer that its JobPosting markup states
//     view.site         the board behind it, when its public call is better asked
//     view.words        what title, OpenGraph tags and main text say, for want of better
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "discovery/recognise.h"
#include "domain/offer.h"
#include "outbound/web_url.h"

namespace jm::discovery {

struct PageView {
  std::optional<domain::Offer> posting;
  std::size_t postings = 0;              // stated by the page's markup
  std::optional<CareerSite> site;
  std::optional<domain::Offer> words;    // has a title and some text
  bool login_wall = false;
  bool too_complex = false;
};

// `at`: the page's address after redirects; `pasted`: as the person gave it.
PageView look_at_page(std::string_view body, std::string_view content_type, const outbound::WebUrl& at, const outbound::WebUrl& pasted, Time now);

// The site's posting out of its public call's answer (one posting or the whole feed): by number, else by address.
std::optional<domain::Offer> pick_posting(std::string_view body, const CareerSite& site, const outbound::WebUrl& pasted, Time now);

}  // namespace jm::discovery
