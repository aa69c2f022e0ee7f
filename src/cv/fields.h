// The lines of one section -> its fields.
#pragma once
#include <string>
#include <vector>

#include "cv/cv.h"
#include "cv/layout.h"

namespace jm::cv {

inline constexpr std::size_t kEntriesMax = 200;      // of a section
inline constexpr std::size_t kItemsMax = 500;        // skills
inline constexpr std::size_t kBulletsMax = 100;      // of an entry

std::vector<Experience> read_experience(const Lines& lines);
std::vector<Education> read_education(const Lines& lines);
std::vector<Entry> read_entries(const Lines& lines);          // certifications, projects
std::vector<SkillItem> read_skills(const Lines& lines);
std::vector<LanguageItem> read_languages(const Lines& lines);

}  // namespace jm::cv
