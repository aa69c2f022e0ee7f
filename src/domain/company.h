// Names of employers: the key under which the names of one employer are equal, and agencies told by their names. Facts and
// word lists in company.cc; neither claims more than the name says.
#pragma once
#include <string>
#include <string_view>

namespace jm::domain {

// Folded words without legal forms, "groupe" and the small words between: "S.A.S. Brume & Fils", "Brume et Fils (SAS)" and
// "BRUME FILS GmbH" are all "brume fils". A name of nothing but such words keeps them. Empty for an empty name.
std::string company_key(std::string_view name);

// Temporary work, staffing and recruitment firms: known ones, and names that say so ("… Intérim", "… Recruitment", "… RH").
// Consultancies are employers, not intermediaries.
bool is_intermediary(std::string_view name);

}  // namespace jm::domain
