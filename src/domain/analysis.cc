#include "domain/analysis.h"

#include <algorithm>
#include <cmath>

#include "domain/analysis_parts.h"
#include "domain/match.h"
#include "text/clean.h"
#include "text/language.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

// The score, see analysis.h.
constexpr double kPrior = 0.4;
constexpr double kWeightMust = 3, kWeightWanted = 1.5, kWeightNice = 1, kWeightTitle = 1.5, kQualityShare = 0.4;
constexpr double kCreditListed = 0.9, kCreditImplied = 0.9, kCreditPartly = 0.5;
constexpr double kPartSkills = 0.60, kPartExperience = 0.15, kPartRole = 0.15, kPartLanguages = 0.05, kPartEducation = 0.05;
constexpr double kNeedsScale = 6;                // weight of needs at which the offer's share of the confidence is 1 - 1/e
constexpr double kProfileBytesScale = 150;       // the same for the profile, in bytes of readable text
constexpr int kCapLanguageMissing = 70, kCapFarFromExperience = 65;
constexpr std::size_t kSentencesMax = 6, kKeywordsMax = 20;

double weight_of(const Need& n, const Link& l) {
  const double w = n.level == NeedLevel::kMust ? kWeightMust : n.level == NeedLevel::kWanted ? kWeightWanted : kWeightNice;
  return (w + (n.in_title ? kWeightTitle : 0)) * (l.quality ? kQualityShare : 1);
}

double credit_of(const Link& l) {
  if (l.met == Met::kPartly) return kCreditPartly;
  if (l.met != Met::kYes) return 0;
  if (l.kind != NeedKind::kSkill || l.evidence.empty()) return 1;
  const Evidence& best = l.evidence.front();
  return best.by.empty() ? (best.path.starts_with("skills") ? kCreditListed : 1) : kCreditImplied;
}

struct Scored {
  int score;
  double confidence;
  bool thin_profile;                    // rather than a thin offer
};

Scored score(const Linked& linked, const Offer& offer) {
  double asked = 0, shown = 0;          // skills and other listed requirements
  struct Part {
    double weight, value;
  };
  std::vector<Part> parts;
  double evidence = 0;                  // everything there was to compare
  double languages = 0, languages_met = 0;
  int cap = 100;
  for (std::size_t i = 0; i < linked.links.size(); ++i) {
    const Link& l = linked.links[i];
    const double w = weight_of(linked.needs[i], l);
    if (l.met == Met::kUnknown) continue;
    evidence += w;
    switch (l.kind) {
      case NeedKind::kSkill:
      case NeedKind::kOther:
        asked += w;
        shown += w * credit_of(l);
        break;
      case NeedKind::kExperience:
        parts.push_back({kPartExperience, credit_of(l)});
        if (l.met == Met::kNo && l.level == NeedLevel::kMust) cap = std::min(cap, kCapFarFromExperience);
        break;
      case NeedKind::kLanguage:
        languages += w;
        languages_met += w * credit_of(l);
        if (l.met == Met::kNo && l.level == NeedLevel::kMust) cap = std::min(cap, kCapLanguageMissing);
        break;
      case NeedKind::kEducation: parts.push_back({kPartEducation, credit_of(l)}); break;
      case NeedKind::kLicence: break;
    }
  }
  if (asked > 0) parts.push_back({kPartSkills, shown / asked});
  if (languages > 0) parts.push_back({kPartLanguages, languages_met / languages});
  if (linked.role_fit >= 0) parts.push_back({kPartRole, linked.role_fit});
  double total = 0, value = 0;
  for (const Part& p : parts) {
    total += p.weight;
    value += p.weight * p.value;
  }
  const double raw = total > 0 ? value / total : kPrior;
  const double of_offer = 1 - std::exp(-evidence / kNeedsScale), of_profile = 1 - std::exp(-static_cast<double>(linked.profile_bytes) / kProfileBytesScale);
  double confidence = of_offer * of_profile;
  if (offer.description_cut) confidence *= 0.8;
  confidence = std::clamp(confidence, 0.0, 0.95);
  const int points = static_cast<int>(std::lround(100 * (kPrior + (raw - kPrior) * confidence)));
  return {std::clamp(points, 0, cap), std::round(confidence * 100) / 100, of_profile < of_offer};
}

void note_search(const AnalysisInput& input, Lang lang, Time now, std::vector<Note>& notes) {
  if (!input.search) return;
  const Verdict verdict = match_one(*input.search, input.offer, now);
  switch (verdict.refusal) {
    case Refusal::kPlace: notes.push_back({"PLACE", false, std::string(pick(lang, "The place is not one your search names", "Le lieu ne fait pas partie de ceux de votre recherche"))}); break;
    case Refusal::kRemote: notes.push_back({"REMOTE", false, std::string(pick(lang, "The remote work offered is not what your search asks for", "Le télétravail proposé ne correspond pas à votre recherche"))}); break;
    case Refusal::kPay: notes.push_back({"PAY", false, std::string(pick(lang, "The stated pay is below your minimum", "La rémunération indiquée est inférieure à votre minimum"))}); break;
    case Refusal::kMustHave: notes.push_back({"MUST_HAVE", false, std::string(pick(lang, "It lacks a word your search demands", "Il manque un mot que votre recherche exige"))}); break;
    case Refusal::kTitle:
    case Refusal::kNone: break;
  }
  if (!verdict.outcome) return;
  for (const Reason& r : verdict.outcome->reasons) {
    switch (r.code) {
      case ReasonCode::kPlace:
      case ReasonCode::kPlaceRemote:
      case ReasonCode::kPay:
      case ReasonCode::kRemote: notes.push_back({std::string(name(r.code)), true, reason_text(r, lang)}); break;
      case ReasonCode::kPlaceVague:
      case ReasonCode::kPlaceUnknown:
      case ReasonCode::kPayUnknown:
      case ReasonCode::kRemoteUnknown: notes.push_back({std::string(name(r.code)), true, reason_text(r, lang), true}); break;
      case ReasonCode::kPayBelow: notes.push_back({"PAY_BELOW", false, reason_text(r, lang)}); break;
      default: break;
    }
  }
  for (const RedFlagHit& hit : verdict.outcome->hits) {
    notes.push_back({"RED_FLAG", false, say(pick(lang, "Your red flag “{0}” is in the posting", "Votre critère d’exclusion «\u00a0{0}\u00a0» figure dans l’annonce"), quote(hit.rule))});
    break;
  }
}

void note_contract(const AnalysisInput& input, Lang lang, std::vector<Note>& notes) {
  const Contract c = input.offer.contract;
  const std::string& status = input.profile.status;
  if (c == Contract::kUnknown) return;
  const bool for_students = c == Contract::kInternship || c == Contract::kApprenticeship;
  if (for_students && (status == "MID" || status == "SENIOR"))
    notes.push_back({"CONTRACT", false, std::string(pick(lang, "The contract is an internship or an apprenticeship", "Le contrat est un stage ou une alternance"))});
  else if (c == Contract::kCdi && status == "STUDENT")
    notes.push_back({"CONTRACT", false, std::string(pick(lang, "A permanent contract; your profile says that you are a student", "C’est un CDI, et votre profil indique que vous êtes étudiant(e)"))});
  else
    notes.push_back({"CONTRACT", true, say(pick(lang, "Contract: {0}", "Contrat\u00a0: {0}"), name(c))});
}

void note_links(const Linked& linked, Lang lang, std::vector<Note>& notes) {
  for (const Link& l : linked.links) {
    if (l.kind == NeedKind::kExperience && l.met == Met::kNo)
      notes.push_back({"EXPERIENCE", false, say(pick(lang, "{0} of experience are asked for, clearly more than your profile shows", "{0} d’expérience demandés, nettement plus que ce que montre votre profil"), l.label)});
    if (l.kind == NeedKind::kLanguage && l.met == Met::kNo)
      notes.push_back({"LANGUAGE", false, say(pick(lang, "{0} is asked for; your profile does not show it", "Langue demandée\u00a0: {0}\u00a0; votre profil ne la montre pas"), l.label)});
    if (l.kind == NeedKind::kEducation && l.met == Met::kNo)
      notes.push_back({"EDUCATION", false, say(pick(lang, "The level of education asked for ({0}) is above what your profile shows", "Le niveau d’études demandé ({0}) dépasse celui de votre profil"), l.label)});
    if (l.kind == NeedKind::kLicence && l.met != Met::kYes)
      notes.push_back({"LICENCE", false, std::string(pick(lang, "A driving licence is asked for; your profile does not mention one", "Le permis de conduire est demandé\u00a0; votre profil n’en parle pas")), l.met == Met::kUnknown});
    if ((l.kind == NeedKind::kExperience || l.kind == NeedKind::kLanguage || l.kind == NeedKind::kEducation) && l.met == Met::kUnknown)
      notes.push_back({std::string(l.kind == NeedKind::kExperience ? "EXPERIENCE" : l.kind == NeedKind::kLanguage ? "LANGUAGE" : "EDUCATION"), true,
                       say(pick(lang, "{0} asked for; your profile does not say", "{0} demandé\u00a0; votre profil ne le dit pas"), l.label), true});
  }
}

// Sentences, and the links that each rests on.
struct Sentences {
  std::vector<std::string> text;
  std::vector<std::vector<std::size_t>> links;
  void push_back(std::string sentence, std::vector<std::size_t> rests_on = {}) {
    text.push_back(std::move(sentence));
    links.push_back(std::move(rests_on));
  }
  std::size_t size() const { return text.size(); }
  void resize(std::size_t n) {
    text.resize(n);
    links.resize(n);
  }
};

Sentences pros_of(const AnalysisInput& input, const Linked& linked, const std::vector<Note>& notes, Lang lang) {
  Sentences pros;
  std::vector<std::string> listed;
  std::vector<std::size_t> listed_links;
  if (linked.role_fit >= 0.6) pros.push_back(say(pick(lang, "Your role “{0}” is close to this job.", "Votre poste «\u00a0{0}\u00a0» est proche de celui-ci."), linked.role));
  // One sentence for each place in the profile, with all that it shows.
  struct Shown {
    const Evidence* place;
    std::vector<std::string> labels;
    std::vector<std::size_t> links;
  };
  std::vector<Shown> shown;
  for (std::size_t i = 0; i < linked.links.size(); ++i) {
    const Link& l = linked.links[i];
    if (l.met != Met::kYes || l.evidence.empty() || (l.kind != NeedKind::kSkill && l.kind != NeedKind::kOther)) continue;
    const Evidence& best = l.evidence.front();
    if (best.path.starts_with("skills") && best.by.empty()) {
      listed.push_back(l.label);
      listed_links.push_back(i);
      continue;
    }
    auto it = std::find_if(shown.begin(), shown.end(), [&](const Shown& s) { return s.place->path == best.path; });
    if (it == shown.end()) it = shown.insert(shown.end(), {&best, {}, {}});
    it->labels.push_back(l.label + (l.level == NeedLevel::kMust ? std::string(pick(lang, " (required)", " (exigé)")) : std::string()));
    it->links.push_back(i);
  }
  for (std::size_t i = 0; i < shown.size() && i < 3; ++i)
    pros.push_back(say(pick(lang, "{0}: shown in “{1}”.", "{0}\u00a0: montré dans «\u00a0{1}\u00a0»."), join_words(shown[i].labels, lang), shown[i].place->text), shown[i].links);
  if (listed.size() > 8) {
    listed.resize(8);
    listed_links.resize(8);
  }
  if (!listed.empty()) pros.push_back(say(pick(lang, "Among your skills: {0}.", "Dans vos compétences\u00a0: {0}."), join_words(listed, lang)), listed_links);
  for (std::size_t i = 0; i < linked.links.size(); ++i) {
    const Link& l = linked.links[i];
    if (l.met != Met::kYes) continue;
    if (l.kind == NeedKind::kExperience && input.profile.experience_months)
      pros.push_back(say(pick(lang, "{0} of experience asked for; your profile shows {1}.", "{0} d’expérience demandés\u00a0; votre profil en montre {1}."), l.label, years_text(*input.profile.experience_months, lang)), {i});
    if (l.kind == NeedKind::kLanguage) pros.push_back(say(pick(lang, "{0} is asked for, and you have it.", "Langue demandée\u00a0: {0}, et vous l’avez."), l.label), {i});
    if (l.kind == NeedKind::kEducation) pros.push_back(say(pick(lang, "Your education reaches the level asked for ({0}).", "Votre formation atteint le niveau demandé ({0})."), l.label), {i});
  }
  for (const Note& n : notes)
    if (n.ok && (n.code == "PLACE" || n.code == "PLACE_NEAR" || n.code == "PLACE_REMOTE" || n.code == "PAY" || n.code == "REMOTE")) pros.push_back(n.text + ".");
  if (pros.size() > kSentencesMax) pros.resize(kSentencesMax);
  return pros;
}

Sentences cons_of(const AnalysisInput& input, const Linked& linked, const std::vector<Note>& notes, const Scored& scored, Lang lang) {
  Sentences cons;
  std::vector<std::string> also;
  std::vector<std::size_t> also_links;
  const auto mention = [&](std::size_t i) {
    also.push_back(linked.links[i].label);
    also_links.push_back(i);
  };
  for (std::size_t i = 0; i < linked.links.size(); ++i) {
    const Link& l = linked.links[i];
    if (l.kind != NeedKind::kSkill && l.kind != NeedKind::kOther) continue;
    if (l.met == Met::kPartly) mention(i);
    if (l.met != Met::kNo) continue;
    if (l.level == NeedLevel::kMust && cons.size() < 3)
      cons.push_back(say(pick(lang, "{0} is required, and nothing in your profile shows it.", "{0}\u00a0: exigé, et rien dans votre profil ne le montre."), l.label), {i});
    else
      mention(i);
  }
  for (std::size_t i = 0; i < linked.links.size(); ++i) {
    const Link& l = linked.links[i];
    if (l.kind == NeedKind::kExperience && l.met == Met::kPartly && input.profile.experience_months)
      cons.push_back(say(pick(lang, "{0} of experience asked for; your profile shows {1}.", "{0} d’expérience demandés\u00a0; votre profil en montre {1}."), l.label, years_text(*input.profile.experience_months, lang)), {i});
  }
  for (const Note& n : notes)
    if (!n.ok) cons.push_back(n.text + ".");
  if (also.size() > 8) {
    also.resize(8);
    also_links.resize(8);
  }
  if (!also.empty()) cons.push_back(say(pick(lang, "Also asked for, and not or only partly in your profile: {0}.", "Aussi demandé, et absent ou partiel dans votre profil\u00a0: {0}."), join_words(also, lang)), also_links);
  if (cons.size() > kSentencesMax) cons.resize(kSentencesMax);
  if (scored.confidence < 0.5)
    cons.push_back(std::string(scored.thin_profile ? pick(lang, "Your profile says little so far, so the score is cautious.", "Votre profil dit encore peu de choses\u00a0: la note reste prudente.")
                                                                           : pick(lang, "The posting says little about what it asks for, so the score is cautious.", "L’annonce dit peu de choses de ce qu’elle demande\u00a0: la note reste prudente.")));
  return cons;
}

}  // namespace

Lang language_of(const Offer& offer) {
  std::string_view code = offer.language;
  if (code != "fr" && code != "en") code = text::detect_language(offer.title + "\n" + offer.description);
  if (code == "fr") return Lang::kFr;
  if (code == "en") return Lang::kEn;
  const Place* place = offer.main_place();
  return place && place->country == "FR" ? Lang::kFr : Lang::kEn;
}

std::string_view name(NeedKind v) {
  constexpr std::string_view kNames[] = {"skill", "experience", "language", "education", "licence", "other"};
  return kNames[static_cast<std::size_t>(v)];
}
std::string_view name(NeedLevel v) {
  constexpr std::string_view kNames[] = {"nice", "wanted", "must"};
  return kNames[static_cast<std::size_t>(v)];
}
std::string_view name(Met v) {
  constexpr std::string_view kNames[] = {"no", "partly", "yes", "unknown"};
  return kNames[static_cast<std::size_t>(v)];
}

std::string_view name(Criterion v) {
  constexpr std::string_view kNames[] = {"met", "missed", "unknown"};
  return kNames[static_cast<std::size_t>(v)];
}

Eligibility Analysis::criteria() const {
  Eligibility e;
  for (const Note& n : eligibility) ++(n.state() == Criterion::kMet ? e.met : n.state() == Criterion::kMissed ? e.missed : e.unknown);
  return e;
}

std::string say(std::string_view form, std::string_view a, std::string_view b) {
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}' && (form[i + 1] == '0' || form[i + 1] == '1')) {
      out += form[i + 1] == '0' ? a : b;
      i += 2;
    } else {
      out += form[i];
    }
  }
  return out;
}

std::string skill_label(SkillId id, Lang lang) { return lang == Lang::kFr ? skill(id).label_fr : skill(id).label_en; }

std::string join_words(std::span<const std::string> words, Lang lang) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? pick(lang, " and ", " et ") : std::string_view(", ");
    out += words[i];
  }
  return out;
}

std::string years_text(int months, Lang lang) {
  if (months < 12) return std::to_string(months) + std::string(pick(lang, months == 1 ? " month" : " months", " mois"));
  const int years = months / 12;
  return std::to_string(years) + std::string(years == 1 ? pick(lang, " year", " an") : pick(lang, " years", " ans"));
}

std::string diploma_text(int years, Lang lang) {
  if (years < 0) return "CAP/BEP";
  if (years == 0) return std::string(pick(lang, "Baccalauréat", "Bac"));
  if (lang == Lang::kFr) return "Bac+" + std::to_string(years);
  if (years >= 8) return "PhD";
  if (years >= 5) return "Master's degree";
  return years >= 3 ? "Bachelor's degree" : "two-year diploma";
}

std::string quote(std::string_view text, std::size_t bytes_max) {
  std::string line = text::clean_line(text.substr(0, bytes_max * 4 + 16));
  if (line.size() <= bytes_max) return line;
  std::string cut(text::cut_utf8(line, bytes_max));
  if (const auto blank = cut.rfind(' '); blank != std::string::npos && blank > bytes_max / 2) cut.resize(blank);
  return cut + "…";
}

std::string period_text(const FactEntry& entry, Lang lang) {
  if (!entry.from) return {};
  std::string out = " (" + to_iso(*entry.from).substr(0, 4) + "–";
  out += entry.to ? to_iso(*entry.to).substr(0, 4) : std::string(pick(lang, "now", "aujourd’hui"));
  return out + ")";
}

Analysis analyse(const AnalysisInput& input, Time now) {
  Analysis a;
  a.language = language_of(input.offer);
  Linked linked = link_needs(input, a.language);
  const Scored scored = score(linked, input.offer);
  a.score = scored.score;
  a.confidence = scored.confidence;
  note_links(linked, a.language, a.eligibility);
  note_search(input, a.language, now, a.eligibility);
  note_contract(input, a.language, a.eligibility);
  Sentences pros = pros_of(input, linked, a.eligibility, a.language);
  Sentences cons = cons_of(input, linked, a.eligibility, scored, a.language);
  a.pros = std::move(pros.text);
  a.pros_links = std::move(pros.links);
  a.cons = std::move(cons.text);
  a.cons_links = std::move(cons.links);
  for (const Link& l : linked.links) {
    if (l.kind != NeedKind::kSkill || l.quality) continue;
    auto& list = l.met == Met::kYes ? a.keywords_present : a.keywords_missing;
    if (list.size() < kKeywordsMax) list.push_back(l.label);
  }
  const Lang letter = input.style.language.value_or(a.language);
  a.letter = letter == a.language ? write_letter(input, linked, letter) : write_letter(input, link_needs(input, letter), letter);
  a.cv_skills = std::move(linked.cv_skills);
  a.cv_highlights = std::move(linked.highlights);
  a.links = std::move(linked.links);
  return a;
}

}  // namespace jm::domain
