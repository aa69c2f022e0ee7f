#include "discovery/asked.h"

#include <algorithm>

#include "domain/analysis_needs.h"
#include "domain/skills.h"
#include "text/fold.h"
#include "text/tokens.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {

using domain::Need;
using domain::NeedKind;
using domain::NeedLevel;
using domain::Offer;

constexpr std::string_view kCefr[] = {"", "A1", "A2", "B1", "B2", "C1", "C2"};

// Years after the baccalaureate -> level of the European framework.
int framework_level(int years) {
  if (years < 0) return 3;
  if (years < 2) return 4;
  if (years < 3) return 5;
  if (years < 5) return 6;
  return years < 8 ? 7 : 8;
}

void add_skill(Offer& o, domain::SkillId id, bool required) {
  const std::string& name = domain::skill(id).id;
  const auto it = std::find_if(o.skills.begin(), o.skills.end(), [&](const auto& s) { return s.id == name; });
  if (it == o.skills.end()) o.skills.push_back({name, required});
  else it->required |= required;
}

void add_language(Offer& o, const Need& n, bool required) {
  const auto it = std::find_if(o.languages.begin(), o.languages.end(), [&](const auto& l) { return l.code == n.label; });
  const std::string level(n.value >= 1 && n.value <= 6 ? kCefr[n.value] : std::string_view());
  if (it == o.languages.end()) {
    o.languages.push_back({n.label, level, required});
    return;
  }
  if (it->level.empty()) it->level = level;
  it->required |= required;
}

void add_licence(Offer& o, std::string_view code) {
  if (!code.empty() && std::find(o.licences.begin(), o.licences.end(), code) == o.licences.end()) o.licences.emplace_back(code);
}

// "B - Véhicule léger" -> "B"; "CACES R489" -> "CACES R489".
std::string_view licence_code(std::string_view label) {
  const std::string_view head = label.substr(0, label.find(" - "));
  return head.size() <= 12 ? head : std::string_view();
}

// "Nous recherchons pour notre client …", "Our client is looking for …": somebody else will be the employer. Consultants sent to a
// client ("chez notre client") keep their own.
bool speaks_for_a_client(std::string_view description) {
  constexpr std::size_t kBeginning = 3'000, kAround = 40;
  static constexpr std::string_view kPhrases[] = {"pour notre client", "pour son client", "pour un client", "pour l'un de nos client", "pour un de nos client", "pour le compte de notre client", "pour le compte d'un de nos client",
                                                  "pour le compte de l'un de nos client", "pour le compte de son client", "our client is", "our client, a", "behalf of our client", "our client are", "our client seeks", "our client has an"};
  const std::string_view s = text::cut_utf8(description, kBeginning);
  for (std::size_t at = s.find("client"); at != std::string_view::npos; at = s.find("client", at + 1)) {
    std::size_t from = at > kAround ? at - kAround : 0;
    while (from < at && (static_cast<unsigned char>(s[from]) & 0xC0) == 0x80) ++from;
    const std::string around = text::fold(text::cut_utf8(s.substr(from), at - from + 20));
    for (const std::string_view p : kPhrases)
      if (around.find(p) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

void read_what_is_asked(Offer& o) {
  if (!o.intermediary && speaks_for_a_client(o.description)) o.intermediary = true;
  for (const Need& n : domain::find_needs(o)) {
    const bool required = n.level == NeedLevel::kMust;
    switch (n.kind) {
      case NeedKind::kSkill: add_skill(o, n.skill, required); break;
      case NeedKind::kLanguage: add_language(o, n, required); break;
      case NeedKind::kEducation:
        if (o.education_level) break;
        o.education_level = framework_level(n.value);
        o.education_required = required;
        break;
      case NeedKind::kLicence:
        if (!n.spans.empty() && n.spans[0].field == "description") add_licence(o, n.label);      // the listed ones say more below
        break;
      case NeedKind::kExperience:
        if (o.experience.months || n.value <= 0) break;
        o.experience.months = n.value;
        if (o.experience.need == domain::ExperienceNeed::kUnknown)
          o.experience.need = n.level == NeedLevel::kNice ? domain::ExperienceNeed::kWished : domain::ExperienceNeed::kRequired;
        break;
      case NeedKind::kOther: break;
    }
  }
  for (const domain::Requirement& r : o.requirements) {
    if (r.kind == "licence") add_licence(o, licence_code(r.label));
    if (r.kind == "education" && r.required && o.education_level) o.education_required = true;
  }
  for (const std::string& tag : o.tags)
    for (const auto& hit : domain::find_skills(tag, text::tokenize(tag), true)) add_skill(o, hit.skill, false);
}

}  // namespace jm::discovery
