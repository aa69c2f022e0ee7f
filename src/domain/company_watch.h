// Why a company's careers page cannot be followed, in words for people: what is wrong and what to do, in both languages.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/pasted_page.h"
#include "domain/reason.h"

namespace jm::domain {

enum class WatchProblem : std::uint8_t {
  kNotAnAddress, kAddressRefused, kNotAPage, kTooLarge, kLoginWall, kGone, kSiteDown, kUnreachable, kTimeout, kTooMany, kNothingLeaves,   // reading the page
  kNotRecognised,      // no job board, no postings that a program could read
  kNoFeed,             // a system without a public feed; detail: its name
  kRobots,             // the site's robots.txt asks programs to stay away
  kListFull,           // detail: how many companies may be followed
  kCount_,
};
std::string_view name(WatchProblem v);                             // "NOT_RECOGNISED"
std::string watch_problem_text(WatchProblem v, std::string_view detail, Lang lang);
WatchProblem watch_problem_of(PageProblem v);

}  // namespace jm::domain
