#pragma once
#include "discovery/fetch/plan.h"

namespace jm::discovery {

const Fetching& france_travail_fetching();

}  // namespace jm::discovery
