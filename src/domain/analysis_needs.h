// What an offer asks for. Reads title, text and the board's own list of requirements; every need has the spans that ask.
#pragma once
#include <vector>

#include "domain/analysis.h"
#include "domain/skills.h"

namespace jm::domain {

struct Need {
  NeedKind kind = NeedKind::kSkill;
  NeedLevel level = NeedLevel::kWanted;
  SkillId skill = 0;                    // kSkill
  std::string label;                    // kOther and kLicence: as the board lists it; kLanguage: ISO 639-1
  int value = 0;                        // as in Link
  bool in_title = false;
  std::vector<Span> spans;
};

inline constexpr std::size_t kNeedsMax = 80;
inline constexpr std::size_t kSpansPerNeedMax = 5;

std::vector<Need> find_needs(const Offer& offer);

// Shared with the reading of profiles. A language's ISO code by its French or English name (folded); "" = none.
std::string_view language_code(std::string_view folded_word);
std::string_view language_label(std::string_view code, Lang lang);
// A1..C2 as 1..6, "courant", "fluent", "notions" …; 0 = no level.
int language_level(std::string_view folded_word);
// The highest and lowest diploma a text names, in years after the baccalaureate (CAP -2, Bac 0, BTS 2, … PhD 8), with its
// place. `strict`: words that also mean something else count only beside words of study.
struct Diploma {
  int years = 0;
  std::uint32_t offset = 0, length = 0;
};
std::vector<Diploma> find_diplomas(std::string_view text, const text::Tokens& tokens, std::size_t first, std::size_t last, bool strict);

}  // namespace jm::domain
