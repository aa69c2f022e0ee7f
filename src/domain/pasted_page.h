// A job offer read from a page that a person pointed to: what such a reading found, and why there may be none. Names for machines,
// sentences for people in both languages.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/offer.h"
#include "domain/reason.h"

namespace jm::domain {

enum class PageProblem : std::uint8_t {
  kNotAnAddress,       // not a web address
  kAddressRefused,     // leads into a private network, or to an unusual port, or holds credentials
  kNotAPage,           // an image, a PDF, an archive
  kTooLarge,           // more than may be read, or too tangled
  kLoginWall,          // only for people who are signed in, or not for programs
  kGone,               // 404, 410
  kSiteDown,           // 5xx, 429
  kUnreachable,        // no such name, no connection, no trust in its certificate
  kTimeout,
  kListing,            // a page of many offers
  kNothingFound,
  kTooMany,            // pages asked for within a minute
  kNothingLeaves,      // the user, or the operator, lets no request leave the machine
  kCount_,
};
std::string_view name(PageProblem v);                              // "ADDRESS_REFUSED"
std::optional<PageProblem> page_problem_from(std::string_view name);
// What is wrong and what to do, full sentences.
std::string_view page_problem_text(PageProblem v, Lang lang);

enum class FoundBy : std::uint8_t { kJobPosting, kBoardApi, kPage, kKnown };
std::string_view name(FoundBy v);                                  // "JOB_POSTING", "BOARD_API", "PAGE", "KNOWN"

// The parts of an offer that people look for: "TITLE", "COMPANY", "LOCATION", "DESCRIPTION", "CONTRACT", "SALARY", "REMOTE", "DATE".
struct PartsFound {
  std::vector<std::string> found, missing;
};
PartsFound parts_found(const Offer& offer);

// "The offer is in your inbox. Not found: salary, contract." / "L'offre est dans votre boîte. Non trouvé : salaire, contrat."
std::string page_result_text(const std::vector<std::string>& missing, bool already_known, Lang lang);

}  // namespace jm::domain
