#include "domain/search.h"

namespace jm::domain {

std::string_view name(RemotePolicy v) {
  switch (v) {
    case RemotePolicy::kOnSite: return "ON_SITE";
    case RemotePolicy::kHybrid: return "HYBRID";
    case RemotePolicy::kRemote: return "REMOTE";
  }
  return "ON_SITE";
}

std::optional<RemotePolicy> remote_policy_from(std::string_view n) {
  for (const auto v : {RemotePolicy::kOnSite, RemotePolicy::kHybrid, RemotePolicy::kRemote})
    if (n == name(v)) return v;
  return std::nullopt;
}

}  // namespace jm::domain
