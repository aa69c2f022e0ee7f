// The words people put above the sections of a CV, French and English.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace jm::cv {

enum class Section : std::uint8_t { kHeader, kContact, kSummary, kExperience, kEducation, kSkills, kLanguages, kCertifications, kProjects, kOther };

// What a line that is a heading begins; nothing when these are not words of a heading. Marks, numbering and capitals do not
// count: "3. EXPÉRIENCES PROFESSIONNELLES :" is kExperience.
std::optional<Section> heading_of(std::string_view line);

// The same for words that need a heading's looks to be one: "Computer Engineering Experience", "Compétences en gestion".
std::optional<Section> heading_like(std::string_view line);

}  // namespace jm::cv
