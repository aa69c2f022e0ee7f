// A CV as it was read -> the facts that are proposed to its owner. Pure.
#pragma once
#include <map>
#include <string>

#include "base/clock.h"
#include "cv/cv.h"

namespace jm::profile {

struct ProposedFacts {
  std::string json = "[]";                     // for store_reading.sql: [{id, section, field, position, identity, value, places}]
  std::map<std::string, int> counts;           // by the profile's member: "skills" -> 12
};

ProposedFacts propose(const cv::Cv& cv, Time now);

}  // namespace jm::profile
