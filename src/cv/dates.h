// Periods in text, French and English:
//
//   "2019 – 2021"  "mars 2019 à aujourd'hui"  "03/2019 - 02/2021"  "Jan 2020 to present"  "depuis 2018"  "juin - août 2019"  "2017"
//
// A year that was masked ("20XX – 20XX", "mars 201X à ce jour") is a period all the same: written, with no start or end made up for it.
#pragma once
#include <string_view>
#include <vector>

#include "cv/cv.h"

namespace jm::cv {

struct FoundPeriod {
  std::size_t offset = 0, length = 0;     // bytes of the text
  std::optional<YearMonth> start, end;    // a single date is `end` alone; neither where the year is masked
  bool current = false;
  bool range = false;                     // two ends, or an open one
};

std::vector<FoundPeriod> find_periods(std::string_view text);

// Hardly anything but dates: what may stand in a rail or at the right edge.
bool is_mostly_dates(std::string_view text);

}  // namespace jm::cv
