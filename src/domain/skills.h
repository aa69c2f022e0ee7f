// Skills by name, French and English: the lexicon that ships (data/lexicons/skills.txt) and where its names stand in a text.
//
//   Tokens t = text::tokenize("Maîtrise de Python, React.js et des bases PostgreSQL");
//   find_skills("Maîtrise …", t) -> python (tokens 2..2), react (3..3), postgresql (6..6)
//
// Names are compared by folded stems, longest first; names that mean more than the skill ("Go", "C", "cloud") count only in
// company (see the lexicon's header). The lexicon is compiled once, at first use; after that everything here is thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokens.h"

namespace jm::domain {

enum class SkillKind : std::uint8_t { kLanguage, kTech, kData, kMethod, kOffice, kBusiness, kTrade, kQuality };

struct Skill {
  std::string id;                          // "postgresql"
  SkillKind kind = SkillKind::kTech;
  std::string label_en, label_fr;
  std::vector<std::uint16_t> implies;      // transitively closed: who has this, has those
};
using SkillId = std::uint16_t;             // index in all_skills()

const std::vector<Skill>& all_skills();
const Skill& skill(SkillId id);
// True when having `had` shows `wanted`: the same, or implied.
bool shows(SkillId had, SkillId wanted);

struct SkillHit {
  SkillId skill = 0;
  std::uint32_t first = 0, last = 0;       // tokens, inclusive
  bool operator==(const SkillHit&) const = default;
};
// In order, not overlapping. `tokens` are those of `s`. `listed`: the text is an entry of a list of skills, where ambiguous
// names mean the skill.
std::vector<SkillHit> find_skills(std::string_view s, const text::Tokens& tokens, bool listed = false);

}  // namespace jm::domain
