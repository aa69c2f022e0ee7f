// What one user's searches and watched companies are read from.
#pragma once
#include "discovery/fetch/sources.h"
#include "discovery/module.h"

namespace jm::discovery {

Task<Result<std::vector<SourceSpec>>> my_sources(DiscoveryDeps deps, Caller caller);

// Has them read now, except those that were asked for within kAskedAgainAfter, by whomever, or that rest.
struct Asked {
  int reading = 0, fresh = 0;
  std::optional<Time> quiet_until;                // quiet hours: nothing is read before that
};
Task<Result<Asked>> ask_my_sources(DiscoveryDeps deps, Caller caller);

}  // namespace jm::discovery
