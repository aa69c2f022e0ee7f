// From what the offer asks to where the profile shows it.
#include <algorithm>
#include <unordered_set>

#include "domain/analysis_parts.h"
#include "domain/words.h"
#include "text/language.h"
#include "text/stem.h"

namespace jm::domain {
namespace {

constexpr std::size_t kEvidenceMax = 3;
constexpr std::size_t kHighlightsMax = 5, kCvSkillsMax = 60;

struct FactView {
  const Fact* fact;
  text::Tokens tokens;
  std::vector<SkillHit> skills;
  std::vector<std::uint64_t> stems;
};

bool is_small_word(std::string_view w) {
  static const std::unordered_set<std::string_view> words = {"de", "du", "des", "la", "le", "les", "un", "une", "et", "en", "au", "aux", "pour", "par", "sur", "dans", "avec", "ou", "a", "the", "of", "and", "to", "for",
                                                             "in", "on", "with", "an", "or", "at", "by", "as", "is", "are", "ses", "son", "sa", "vos", "votre", "your", "our"};
  return words.contains(w);
}

class Linker {
 public:
  Linker(const AnalysisInput& input, Lang lang) : input_(input), lang_(lang) {
    for (const Fact& f : input.profile.facts) {
      FactView v{&f, text::tokenize(f.text), {}, {}};
      v.skills = find_skills(f.text, v.tokens, f.source == FactSource::kSkill);
      for (std::size_t i = 0; i < v.tokens.size(); ++i) v.stems.push_back(text::stem_hash(v.tokens.word(i)));
      out_.profile_bytes += f.text.size();
      facts_.push_back(std::move(v));
    }
  }

  Linked run() {
    out_.needs = find_needs(input_.offer);
    for (const Need& n : out_.needs) out_.links.push_back(link(n));
    fit_role();
    choose_cv();
    return std::move(out_);
  }

 private:
  Link link(const Need& n) {
    Link l{n.kind, n.level, {}, n.value, n.spans, Met::kNo, {}, false};
    switch (n.kind) {
      case NeedKind::kSkill: link_skill(n, l); break;
      case NeedKind::kExperience: link_experience(n, l); break;
      case NeedKind::kLanguage: link_language(n, l); break;
      case NeedKind::kEducation: link_education(n, l); break;
      case NeedKind::kLicence: link_licence(l); break;
      case NeedKind::kOther: link_other(n, l); break;
    }
    return l;
  }

  static Evidence evidence(const Fact& f, std::string by = {}) { return {f.path, quote(f.text), std::move(by)}; }

  void link_skill(const Need& n, Link& l) {
    l.label = skill_label(n.skill, lang_);
    l.quality = skill(n.skill).kind == SkillKind::kQuality;
    struct Found {
      int strength;
      Evidence evidence;
    };
    std::vector<Found> found;
    for (const FactView& v : facts_) {
      const SkillHit* best = nullptr;
      for (const SkillHit& hit : v.skills)
        if (shows(hit.skill, n.skill) && (!best || hit.skill == n.skill)) best = &hit;
      if (!best) continue;
      const bool direct = best->skill == n.skill;
      const bool done = v.fact->source == FactSource::kExperience || v.fact->source == FactSource::kProject;
      const int strength = (direct ? 2 : 0) + (done ? 3 : v.fact->source == FactSource::kSkill ? 1 : 2);
      found.push_back({strength, evidence(*v.fact, direct ? std::string() : skill_label(best->skill, lang_))});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.strength > b.strength; });
    if (found.size() > kEvidenceMax) found.resize(kEvidenceMax);
    for (Found& f : found) l.evidence.push_back(std::move(f.evidence));
    // Qualities are seldom written down: their absence proves nothing.
    l.met = !l.evidence.empty() ? Met::kYes : l.quality ? Met::kUnknown : Met::kNo;
  }

  void link_experience(const Need& n, Link& l) {
    l.label = years_text(n.value, lang_);
    std::optional<int> months = input_.profile.experience_months;
    if (!months) {
      const std::string& s = input_.profile.status;
      if (s == "JUNIOR") months = 12;
      else if (s == "MID") months = 48;
      else if (s == "SENIOR") months = 96;
      else if (s == "STUDENT") months = 0;
      if (months) l.evidence.push_back({"status", s, {}});
    }
    if (!months) {
      l.met = Met::kUnknown;
      return;
    }
    for (const FactEntry& e : input_.profile.entries)
      if (e.source == FactSource::kExperience && e.from && l.evidence.size() < kEvidenceMax)
        l.evidence.push_back({"experience[" + std::to_string(e.entry) + "]", quote(e.title + (e.place.empty() ? "" : ", " + e.place)) + period_text(e, lang_), {}});
    l.met = *months >= n.value ? Met::kYes : *months * 10 >= n.value * 6 ? Met::kPartly : Met::kNo;
  }

  void link_language(const Need& n, Link& l) {
    l.label = language_label(n.label, lang_);
    int level = 0;
    for (const FactView& v : facts_) {
      bool named = false;
      for (std::size_t i = 0; i < v.tokens.size(); ++i) named |= language_code(v.tokens.word(i)) == n.label;
      if (!named) continue;
      if (l.evidence.size() < kEvidenceMax) l.evidence.push_back(evidence(*v.fact));
      for (const FactView& other : facts_) {
        if (&other != &v && (other.fact->role != FactRole::kLevel || other.fact->source != v.fact->source || other.fact->entry != v.fact->entry)) continue;
        for (std::size_t i = 0; i < other.tokens.size(); ++i) level = std::max(level, language_level(other.tokens.word(i)));
      }
    }
    if (l.evidence.empty() && profile_language() == n.label) {
      const auto longest = std::max_element(facts_.begin(), facts_.end(), [](const auto& a, const auto& b) { return a.fact->text.size() < b.fact->text.size(); });
      l.evidence.push_back(evidence(*longest->fact));
      level = 6;
    }
    if (l.evidence.empty()) l.met = Met::kNo;
    else if (n.value == 0 || level >= n.value) l.met = Met::kYes;
    else l.met = level == 0 || level + 1 >= n.value ? Met::kPartly : Met::kNo;
  }

  std::string_view profile_language() {
    if (!language_read_) {
      std::string all;
      for (const FactView& v : facts_) all.append(v.fact->text).append("\n");
      language_ = text::detect_language(all);
      language_read_ = true;
    }
    return language_;
  }

  void link_education(const Need& n, Link& l) {
    l.label = diploma_text(n.value, lang_);
    const FactView* best = nullptr;
    int years = -10;
    bool any = false;
    for (const FactView& v : facts_) {
      if (v.fact->source != FactSource::kEducation && v.fact->source != FactSource::kCertification) continue;
      any = true;
      if (v.tokens.size() == 0) continue;
      for (const Diploma& d : find_diplomas(v.fact->text, v.tokens, 0, v.tokens.size() - 1, false))
        if (d.years > years) years = d.years, best = &v;
    }
    if (best) l.evidence.push_back(evidence(*best->fact));
    l.met = best ? (years >= n.value ? Met::kYes : years + 1 >= n.value ? Met::kPartly : Met::kNo) : any || facts_.empty() ? Met::kUnknown : Met::kNo;
  }

  void link_licence(Link& l) {
    l.label = pick(lang_, "driving licence", "permis B");
    for (const FactView& v : facts_)
      for (std::size_t i = 0; i < v.tokens.size() && l.evidence.empty(); ++i)
        if (v.tokens.word(i) == "permis" || (v.tokens.word(i).starts_with("driv") && i + 1 < v.tokens.size() && v.tokens.word(i + 1).starts_with("licen"))) l.evidence.push_back(evidence(*v.fact));
    l.met = l.evidence.empty() ? Met::kUnknown : Met::kYes;
  }

  // A line of the board's list that the lexicon does not know: by the words it shares with one place in the profile.
  void link_other(const Need& n, Link& l) {
    l.label = n.label;
    const text::Tokens t = text::tokenize(n.label);
    std::vector<std::uint64_t> wanted;
    for (std::size_t i = 0; i < t.size(); ++i)
      if (!is_small_word(t.word(i))) wanted.push_back(text::stem_hash(t.word(i)));
    if (wanted.size() < 2) {
      l.met = Met::kUnknown;
      return;
    }
    const FactView* best = nullptr;
    std::size_t most = 0;
    for (const FactView& v : facts_) {
      const auto shared = static_cast<std::size_t>(std::count_if(wanted.begin(), wanted.end(), [&](auto w) { return std::find(v.stems.begin(), v.stems.end(), w) != v.stems.end(); }));
      if (shared > most) most = shared, best = &v;
    }
    if (most * 2 >= wanted.size() && best) l.evidence.push_back(evidence(*best->fact));
    l.met = most * 4 >= wanted.size() * 3 ? Met::kYes : most * 2 >= wanted.size() ? Met::kPartly : Met::kNo;
  }

  static std::vector<std::uint64_t> role_words(std::string_view title) {
    std::vector<std::uint64_t> words;
    const text::Tokens t = text::tokenize(title);
    for (std::size_t i = 0; i < t.size(); ++i) {
      const auto w = t.word(i);
      if (is_title_filler(w) || is_small_word(w) || seniority_of(w) != Seniority::kNone) continue;
      const auto stem = text::stem_hash(w);
      const auto trade = trade_class(stem);
      words.push_back(trade ? trade : stem);
    }
    return words;
  }

  void fit_role() {
    const auto wanted = role_words(input_.offer.title);
    if (wanted.empty()) return;
    for (const FactView& v : facts_) {
      if (v.fact->role != FactRole::kTitle || (v.fact->source != FactSource::kExperience && v.fact->source != FactSource::kProject)) continue;
      const auto had = role_words(v.fact->text);
      const auto shared = std::count_if(wanted.begin(), wanted.end(), [&](auto w) { return std::find(had.begin(), had.end(), w) != had.end(); });
      const double fit = static_cast<double>(shared) / static_cast<double>(wanted.size());
      if (fit > out_.role_fit) {
        out_.role_fit = fit;
        out_.role = quote(std::string_view(v.fact->text).substr(0, v.fact->text.find_first_of(":,;(")));
        out_.role_path = v.fact->path;
      }
    }
  }

  // More than the bare names of skills: a line worth quoting.
  static bool says_something(const FactView& v) {
    std::size_t words = 0;
    for (std::size_t i = 0; i < v.tokens.size(); ++i)
      words += !is_small_word(v.tokens.word(i)) && std::none_of(v.skills.begin(), v.skills.end(), [&](const SkillHit& h) { return h.first == i && h.last == i; });
    return v.tokens.size() >= 4 && words >= 2;
  }

  void choose_cv() {
    const auto asked = [&](const FactView& v) {      // index of the first need it answers
      for (std::size_t i = 0; i < out_.needs.size(); ++i)
        if (out_.needs[i].kind == NeedKind::kSkill && std::any_of(v.skills.begin(), v.skills.end(), [&](const SkillHit& h) { return shows(h.skill, out_.needs[i].skill); })) return i;
      return out_.needs.size();
    };
    std::vector<std::pair<std::size_t, const FactView*>> skills;
    for (const FactView& v : facts_)
      if (v.fact->source == FactSource::kSkill && v.fact->role != FactRole::kLevel) skills.emplace_back(asked(v), &v);
    std::stable_sort(skills.begin(), skills.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [at, v] : skills) {
      std::string text = quote(v->fact->text);
      if (out_.cv_skills.size() < kCvSkillsMax && std::find(out_.cv_skills.begin(), out_.cv_skills.end(), text) == out_.cv_skills.end()) out_.cv_skills.push_back(std::move(text));
    }

    std::vector<std::pair<int, const FactView*>> lines;
    for (const FactView& v : facts_) {
      int weight = 0;
      for (const Need& n : out_.needs)
        if (n.kind == NeedKind::kSkill && std::any_of(v.skills.begin(), v.skills.end(), [&](const SkillHit& h) { return shows(h.skill, n.skill); })) weight += 1 + static_cast<int>(n.level);
      out_.weights.push_back(weight);
      if (v.fact->role != FactRole::kText || (v.fact->source != FactSource::kExperience && v.fact->source != FactSource::kProject)) continue;
      if (weight > 0 && says_something(v)) lines.emplace_back(weight, &v);
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [weight, v] : lines)
      if (out_.highlights.size() < kHighlightsMax) out_.highlights.push_back({v->fact->path, quote(v->fact->text, 300)});
  }

  const AnalysisInput& input_;
  const Lang lang_;
  std::vector<FactView> facts_;
  Linked out_;
  std::string_view language_;
  bool language_read_ = false;
};

}  // namespace

Linked link_needs(const AnalysisInput& input, Lang lang) { return Linker(input, lang).run(); }

}  // namespace jm::domain
