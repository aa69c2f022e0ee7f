// A saved search, as the user wrote it. Compiled by MatchIndex (match.h); how keywords, must-haves and red flags are written: rule.h.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "domain/offer.h"

namespace jm::domain {

// What the candidate accepts. kRemote demands remote work, kHybrid takes hybrid, remote or unstated, kOnSite takes everything.
enum class RemotePolicy : std::uint8_t { kOnSite, kHybrid, kRemote };
std::string_view name(RemotePolicy v);                        // "ON_SITE", "HYBRID", "REMOTE"
std::optional<RemotePolicy> remote_policy_from(std::string_view name);

struct SearchSpec {
  Uuid id;
  Uuid user_id;
  std::vector<std::string> job_titles;      // any of them; none = keywords decide; neither = everything
  std::vector<std::string> locations;       // any of them; none = anywhere
  std::vector<std::string> keywords;        // raise the rank
  std::vector<std::string> must_have;       // all of them; "a | b": either
  std::vector<std::string> red_flags;       // any of them sends a candidate to quarantine
  RemotePolicy remote_policy = RemotePolicy::kOnSite;
  std::optional<int> salary_min, salary_max;   // a year, gross
};

}  // namespace jm::domain
