// Internet domain names in the form that the network knows (IDNA, UTS #46 non-transitional, as browsers do).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace jm::text {

// "Emploi.Société.fr" -> "emploi.xn--socit-esab.fr". nullopt: not a domain name (forbidden characters, empty labels, longer than
// DNS allows). One dot at the end is kept.
std::optional<std::string> domain_to_ascii(std::string_view utf8);

}  // namespace jm::text
