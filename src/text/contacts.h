// Ways to reach a person, inside text: e-mail addresses and telephone numbers. A recruiter's are not part of an offer.
#pragma once
#include <string>

namespace jm::text {

// Replaces every e-mail address and telephone number in `s` by "[…]"; false: there was none. Addresses also as people hide them
// ("jobs [at] example [dot] org"). Pay, dates, postal codes, versions and reference numbers stay: a number counts as a telephone's
// when it is written as one (a "+" in front, the French 0X XX XX XX XX with ten digits, the American 555-555-0100).
bool remove_contacts(std::string& s);

}  // namespace jm::text
