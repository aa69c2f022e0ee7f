// What the coach looks at when it works on an application, owned, so that it can go to the CPU pool: the offer, the profile, the search.
#pragma once
#include <optional>
#include <string>

#include "domain/analysis.h"
#include "pg/rows.h"

namespace jm::coach {

struct Case {
  bool analysed = false;
  domain::Offer offer;
  domain::ProfileJson profile;
  std::optional<domain::SearchSpec> search;
  std::string start_date, duration, letter_template, motivation;
  domain::LetterStyle style;

  domain::AnalysisInput input(const domain::ProfileFacts& facts) const {
    return {offer, facts, search ? &*search : nullptr, start_date, duration, letter_template, motivation, style};
  }
};

// A row of load_case.sql.
Case read_case(const pg::Row& row, const Uuid& user_id);

}  // namespace jm::coach
