// Which applicant-tracking system stands behind a careers URL, and under which name: by the URL itself, by where it redirects to,
// and by what its page loads and links. Pure.
//
//   recognise("https://jobs.lever.co/acme/5ac21346-…", "", nullptr)
//     ->  {.ats = "lever", .token = "acme", .job_id = "5ac21346-…", .evidence = kUrl}
//
// Systems with a public feed: greenhouse, lever, ashby, workable, smartrecruiters, recruitee, teamtailor, personio. "jobposting": the
// page itself states its postings. Others that are known by name have no feed (`followed` is false): the user is told which it is.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "html/document.h"
#include "outbound/web_url.h"

namespace jm::discovery {

enum class Evidence : std::uint8_t { kUrl, kRedirect, kPage };

struct CareerSite {
  std::string ats;                   // name of the board, as find_board knows it
  std::string token;                 // the employer there, decoded; for a site on its own domain: its host
  std::string region;                // "eu" (Lever, Greenhouse), "de" or "com" (Personio); else empty
  std::string job_id;                // when the URL is one posting's
  bool own_domain = false;           // Recruitee or Teamtailor under the employer's host: token is that host
  bool followed = true;
  Evidence evidence = Evidence::kUrl;
  bool operator==(const CareerSite&) const = default;
};

std::optional<CareerSite> recognise_url(const outbound::WebUrl& url);
// What the page loads, embeds and links to. `url`: its address.
std::optional<CareerSite> recognise_page(const html::Document& page, const outbound::WebUrl& url);
// All there is, strongest first. `final_url` may be empty, `page` null.
std::optional<CareerSite> recognise(std::string_view url, std::string_view final_url, const html::Document* page);

// The public feed of all the employer's postings; empty where there is none.
std::string feed_url(const CareerSite& site);
// The public call that gives this one posting; empty without a job id, or where only the whole feed is public.
std::string posting_url(const CareerSite& site);
// "Greenhouse", "Workday" …
std::string_view ats_label(std::string_view ats);

}  // namespace jm::discovery
