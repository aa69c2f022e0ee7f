// A profile as facts that can be pointed at. Users' JSON has any shape (a CV parser's, JSON Resume's, a form's): strings or
// objects, English or French member names; everything readable becomes a fact with the path where it stands.
//
//   {"skills": ["C++"], "experience": [{"title": "Developer", "company": "Acme", "bullets": ["Built the engine"]}]}
//   -> skills[0] "C++"   experience[0].title "Developer"   experience[0].company "Acme"   experience[0].bullets[0] "Built …"
//
// Limits: kFactsMax facts of kFactBytesMax each; what is deeper than kDepthMax or longer is left out. Never fails: unreadable
// JSON has no facts.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace jm::domain {

inline constexpr std::size_t kFactsMax = 1000;
inline constexpr std::size_t kFactBytesMax = 2000;
inline constexpr std::size_t kProfileJsonBytesMax = std::size_t{1} << 20;    // of one member
inline constexpr int kFactDepthMax = 6;

enum class FactSource : std::uint8_t { kSkill, kExperience, kProject, kEducation, kCertification };
// kTitle: what someone was, or a diploma's name; kPlace: a company or school; kLevel: how well ("fluent", "expert")
enum class FactRole : std::uint8_t { kText, kTitle, kPlace, kLevel };

struct Fact {
  FactSource source = FactSource::kSkill;
  FactRole role = FactRole::kText;
  int entry = -1;                 // which experience, project, …; facts of one entry belong together
  std::string path;               // "experience[0].bullets[0]"; a line of a text: "experience[0].description#1"
  std::string text;               // clean, one line
};

// One job, school or project with its time.
struct FactEntry {
  FactSource source = FactSource::kExperience;
  int entry = 0;
  std::string title, place;       // clean; may be empty
  std::optional<Time> from, to;   // `to` absent with `from` there: until now
  std::string from_written, to_written;      // as they stand there; "present" and its like are empty
};

struct ProfileJson {              // members as stored; empty = absent
  std::string full_name, status;  // status: STUDENT, JUNIOR, MID, SENIOR, OPEN_TO_WORK or empty
  std::string skills, experience, projects, education, certifications;
};

struct ProfileFacts {
  std::string full_name, status;
  std::vector<Fact> facts;
  std::vector<FactEntry> entries;
  std::optional<int> experience_months;      // time covered by dated experience, overlaps once; absent without dates
};

ProfileFacts read_profile(const ProfileJson& json, Time now);

// "experience[0].location" and its like: where, rather than what.
bool is_location(std::string_view path);

}  // namespace jm::domain
