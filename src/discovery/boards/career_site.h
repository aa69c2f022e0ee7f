// How a company's own site is read (board "jobposting", boards/career_page): robots.txt → the followed page → sitemaps → the pages
// that look like postings, a bounded number a run, no faster than the site asks. Pure, as every plan.
//
// Remembered of each page between runs: its date in the sitemap and the ids of its postings. A page whose date did not move is not
// read again; one that vanished from the sitemap, or was never read, comes first. Postings are gone when their page is (404, 410),
// when it states them no more in two runs, or when everything was read and they were nowhere.
#pragma once
#include "discovery/fetch/plan.h"

namespace jm::discovery {

inline constexpr std::size_t kSitemapsMax = 20;                    // read in one run
inline constexpr std::size_t kListingPagesMax = 10;                // rel="next" from the followed page on
inline constexpr std::size_t kSitePagesKnownMax = 2'000;           // of one site; more = truncated
inline constexpr std::chrono::minutes kCrawlTimeMax{10};           // of one run: what a long Crawl-delay makes of the number of pages
inline constexpr std::chrono::days kEmptyPageAgain{7};             // a page without postings and without a date is looked at again

const Fetching& career_site_fetching();

}  // namespace jm::discovery
