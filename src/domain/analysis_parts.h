// What the parts of the analysis share. Each part is one file: analysis_needs (the offer), analysis_links (needs to evidence),
// analysis (score and summary), draft_letter (the letter), analysis_json.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/analysis.h"
#include "domain/analysis_needs.h"

namespace jm::domain {

// `form` with {0}, {1} replaced.
std::string say(std::string_view form, std::string_view a = {}, std::string_view b = {});
// English or French.
inline std::string_view pick(Lang lang, std::string_view en, std::string_view fr) { return lang == Lang::kFr ? fr : en; }
std::string skill_label(SkillId id, Lang lang);
// "a, b and c" / « a, b et c »
std::string join_words(std::span<const std::string> words, Lang lang);
std::string years_text(int months, Lang lang);
std::string diploma_text(int years, Lang lang);
// Text of the offer or the profile as it may stand in a sentence: clean, one line, cut at a word.
std::string quote(std::string_view text, std::size_t bytes_max = kQuoteBytesMax);
// " (2019–2022)", empty without dates.
std::string period_text(const FactEntry& entry, Lang lang);

struct ProfileView;      // facts with their words and skills, see analysis_links.cc

struct Linked {
  std::vector<Need> needs;
  std::vector<Link> links;              // links[i] answers needs[i]
  double role_fit = -1;                 // 0..1, how close a former role is to the offer's title; -1: nothing to compare
  std::string role, role_path;          // the closest
  std::size_t profile_bytes = 0;        // readable text in the profile
  std::vector<std::string> cv_skills;
  std::vector<CvHighlight> highlights;
  std::vector<int> weights;             // of each fact of the profile: how much it says of what is asked for
};
Linked link_needs(const AnalysisInput& input, Lang lang);

Letter write_letter(const AnalysisInput& input, const Linked& linked, Lang lang);

}  // namespace jm::domain
