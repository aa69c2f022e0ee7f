#include "domain/analysis_needs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "domain/cues.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/stem.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

using text::Gap;
using text::Tokens;

constexpr std::size_t kTokensMax = 20'000;          // of a description; what follows is not read
constexpr std::size_t kHeadingBytesMax = 70;
constexpr std::size_t kOtherLabelBytesMax = 120;
constexpr int kYearsMax = 20;

enum class Section : std::uint8_t { kNeutral, kWanted, kNice, kElsewhere };   // kElsewhere: about the company, what it offers

std::optional<int> number(std::string_view word) {
  int n = 0;
  const auto end = std::from_chars(word.data(), word.data() + word.size(), n);
  if (end.ec != std::errc() || (end.ptr != word.data() + word.size() && std::string_view(end.ptr, word.data() + word.size()) != "+")) return {};
  return n;
}
int number_word(std::string_view w) {
  constexpr std::pair<std::string_view, int> kWords[] = {{"un", 1}, {"une", 1}, {"one", 1}, {"deux", 2}, {"two", 2}, {"trois", 3}, {"three", 3}, {"quatre", 4}, {"four", 4}, {"cinq", 5}, {"five", 5},
                                                         {"six", 6}, {"sept", 7}, {"seven", 7}, {"huit", 8}, {"eight", 8}, {"dix", 10}, {"ten", 10}};
  for (const auto& [word, n] : kWords)
    if (word == w) return n;
  return 0;
}

class Finder {
 public:
  explicit Finder(const Offer& offer) : offer_(offer) {}

  std::vector<Need> run() {
    read_title();
    read_text();
    read_listed();
    read_structured_experience();
    std::stable_sort(needs_.begin(), needs_.end(), [](const Need& a, const Need& b) {
      if (a.in_title != b.in_title) return a.in_title;
      return a.level > b.level;
    });
    if (needs_.size() > kNeedsMax) needs_.resize(kNeedsMax);
    return std::move(needs_);
  }

 private:
  Need& need(NeedKind kind, SkillId skill, std::string_view label, NeedLevel level, Span span) {
    const auto same = [&](const Need& n) { return n.kind == kind && n.skill == skill && n.label == label; };
    auto it = std::find_if(needs_.begin(), needs_.end(), same);
    if (it == needs_.end()) {
      needs_.push_back({kind, level, skill, std::string(label), 0, false, {}});
      it = needs_.end() - 1;
    }
    it->level = std::max(it->level, level);
    if (it->spans.size() < kSpansPerNeedMax) it->spans.push_back(std::move(span));
    return *it;
  }

  static Span span_of(const Tokens& t, std::size_t first, std::size_t last, std::string field) {
    const auto& a = t.items[first];
    const auto& b = t.items[last];
    return {std::move(field), a.offset, b.offset + b.length - a.offset};
  }

  void read_title() {
    const Tokens t = text::tokenize(offer_.title);
    for (const SkillHit& hit : find_skills(offer_.title, t))
      need(NeedKind::kSkill, hit.skill, {}, NeedLevel::kMust, span_of(t, hit.first, hit.last, "title")).in_title = true;
  }

  void read_text() {
    tokens_ = text::tokenize(std::string_view(offer_.description));
    if (tokens_.size() > kTokensMax) tokens_.items.resize(kTokensMax);
    const std::vector<SkillHit> hits = find_skills(offer_.description, tokens_);
    std::size_t next_hit = 0;
    Section section = Section::kNeutral;
    for (std::size_t first = 0; first < tokens_.size();) {
      std::size_t last = first;
      while (last + 1 < tokens_.size() && tokens_.items[last + 1].gap != Gap::kSentence) ++last;
      const Cues cues = find_cues(tokens_, first, last);
      if (const auto changed = heading(first, last, cues)) section = *changed;
      const NeedLevel level = cues.has(kNiceCue) || section == Section::kNice ? NeedLevel::kNice
                              : cues.has(kMustCue)                            ? NeedLevel::kMust
                                                                              : NeedLevel::kWanted;
      for (; next_hit < hits.size() && hits[next_hit].first <= last; ++next_hit) {
        const SkillHit& hit = hits[next_hit];
        if (section == Section::kElsewhere || denied(hit.first, hit.last, first, last)) continue;
        const bool after_cue = hit.first - first >= cues.nice_from;
        need(NeedKind::kSkill, hit.skill, {}, after_cue ? NeedLevel::kNice : level, span_of(tokens_, hit.first, hit.last, "description"));
      }
      if (section != Section::kElsewhere) {
        read_years(first, last, cues, level);
        read_languages(first, last, cues, level);
        read_education(first, last, level);
        read_licence(first, last, cues, level);
      }
      first = last + 1;
    }
  }

  // A short line of its own that names a part of the posting.
  std::optional<Section> heading(std::size_t first, std::size_t last, const Cues& cues) const {
    if (!cues.has(Cue(kNiceHeading | kElsewhereHeading | kWantedHeading | kMissionHeading))) return {};
    const std::string_view s = offer_.description;
    const std::size_t begin = tokens_.items[first].offset, end = tokens_.items[last].offset + tokens_.items[last].length;
    if (end - begin > kHeadingBytesMax || last - first >= 8) return {};
    std::size_t line = begin;
    while (line > 0 && s[line - 1] != '\n') --line;
    const std::string_view before = s.substr(line, begin - line);
    if (before.find_first_not_of(" \t#*") != std::string_view::npos) return {};
    std::size_t stop = end;
    while (stop < s.size() && (s[stop] == ' ' || s[stop] == ':' || s[stop] == '?' || s[stop] == '*' || s[stop] == '.' || s[stop] == '!')) ++stop;
    const bool alone = stop >= s.size() || s[stop] == '\n';
    const bool colon = s.substr(end, stop - end).find(':') != std::string_view::npos;
    if (!alone && !colon) return {};
    // A sentence that ends the line is no heading: headings are short, or end in a colon.
    if (!colon && last - first >= 6) return {};
    if (cues.has(kNiceHeading)) return Section::kNice;
    if (cues.has(kElsewhereHeading)) return Section::kElsewhere;
    if (cues.has(kWantedHeading)) return Section::kWanted;
    if (cues.has(kMissionHeading)) return Section::kNeutral;
    return {};
  }

  // "no PHP", "sans Java", "Docker is not required", "Kubernetes non requis".
  bool denied(std::size_t hit_first, std::size_t hit_last, std::size_t first, std::size_t last) const {
    const auto is_no = [&](std::string_view w) { return w == "no" || w == "not" || w == "without" || w == "sans" || w == "pas" || w == "aucun" || w == "aucune" || w == "ni" || w == "non"; };
    const std::size_t from = hit_first > first + 3 ? hit_first - 3 : first;
    for (std::size_t i = hit_first; i > from; --i) {
      if (tokens_.items[i].gap >= Gap::kComma) break;
      // "not only", « non seulement »
      if (is_no(tokens_.word(i - 1))) return i == hit_first || (tokens_.word(i) != "only" && tokens_.word(i) != "seulement");
    }
    for (std::size_t i = hit_last + 1; i + 1 <= last && i <= hit_last + 4; ++i) {
      if (tokens_.items[i].gap >= Gap::kComma) break;
      const auto w = tokens_.word(i + 1);
      if (is_no(tokens_.word(i)) && (w.starts_with("requ") || w.starts_with("exig") || w.starts_with("necess") || w.starts_with("oblig") || w.starts_with("mandat"))) return true;
    }
    return false;
  }

  void read_years(std::size_t first, std::size_t last, const Cues& cues, NeedLevel level) {
    if (!cues.has(kExperience) || cues.has(kCompanyAge)) return;
    for (std::size_t i = first; i <= last; ++i) {
      const auto w = tokens_.word(i);
      const bool years = w == "ans" || w == "an" || w == "annee" || w == "annees" || w == "year" || w == "years" || w == "yrs" || w == "yr";
      const bool months = w == "mois" || w == "months" || w == "month";
      if ((!years && !months) || i == first) continue;
      const auto value = [&](std::size_t at) { return number(tokens_.word(at)).value_or(number_word(tokens_.word(at))); };
      std::size_t at = i - 1;
      int n = value(at);
      // "3 à 5 ans", "3-5 years": the lower figure is what is asked.
      if (n > 0 && at >= first + 1) {
        const auto before = tokens_.word(at - 1);
        const bool joined = tokens_.items[at].gap == Gap::kHyphen;
        if ((before == "a" || before == "to" || before == "ou" || before == "or" || before == "et" || before == "and") && at >= first + 2 && value(at - 2) > 0) at -= 2, n = value(at);
        else if (joined && value(at - 1) > 0) at -= 1, n = value(at);
      }
      const int total = months ? n : n * 12;
      if (n <= 0 || total > kYearsMax * 12) continue;
      Need& found = need(NeedKind::kExperience, 0, {}, level == NeedLevel::kNice ? level : NeedLevel::kMust, span_of(tokens_, at, i, "description"));
      found.value = found.value == 0 ? total : std::min(found.value, total);
    }
  }

  void read_languages(std::size_t first, std::size_t last, const Cues& cues, NeedLevel level) {
    if (!cues.has(kLanguageCue)) return;
    int level_asked = 0;
    for (std::size_t i = first; i <= last; ++i) level_asked = std::max(level_asked, language_level(tokens_.word(i)));
    for (std::size_t i = first; i <= last; ++i) {
      const auto code = language_code(tokens_.word(i));
      if (code.empty() || denied(i, i, first, last)) continue;
      Need& found = need(NeedKind::kLanguage, 0, code, level == NeedLevel::kNice ? level : level_asked >= 4 ? NeedLevel::kMust : level, span_of(tokens_, i, i, "description"));
      found.value = std::max(found.value, level_asked);
    }
  }

  void read_education(std::size_t first, std::size_t last, NeedLevel level) {
    const std::vector<Diploma> found = find_diplomas(offer_.description, tokens_, first, last, true);
    if (found.empty() || has_education_) return;
    const auto least = *std::min_element(found.begin(), found.end(), [](const Diploma& a, const Diploma& b) { return a.years < b.years; });
    need(NeedKind::kEducation, 0, {}, level, {"description", least.offset, least.length}).value = least.years;
    has_education_ = true;         // the first sentence that names a diploma decides
  }

  void read_licence(std::size_t first, std::size_t last, const Cues& cues, NeedLevel level) {
    if (!cues.has(kLicence)) return;
    for (std::size_t i = first; i <= last; ++i)
      if (tokens_.word(i) == "permis" || tokens_.word(i).starts_with("driv")) {
        need(NeedKind::kLicence, 0, "B", level, span_of(tokens_, i, std::min(i + 1, last), "description"));
        return;
      }
  }

  // What the board lists apart from the text.
  void read_listed() {
    for (std::size_t i = 0; i < offer_.requirements.size() && needs_.size() < kNeedsMax; ++i) {
      const Requirement& r = offer_.requirements[i];
      const NeedLevel level = r.required ? NeedLevel::kMust : NeedLevel::kWanted;
      const std::string field = "requirements[" + std::to_string(i) + "]";
      const Tokens t = text::tokenize(r.label);
      if (t.size() == 0) continue;
      const Span whole{field, 0, static_cast<std::uint32_t>(r.label.size())};
      if (r.kind == "language") {
        for (std::size_t k = 0; k < t.size(); ++k)
          if (const auto code = language_code(t.word(k)); !code.empty()) need(NeedKind::kLanguage, 0, code, level, whole);
        continue;
      }
      if (r.kind == "licence") {
        need(NeedKind::kLicence, 0, "B", level, whole);
        continue;
      }
      if (r.kind == "education") {
        const auto found = find_diplomas(r.label, t, 0, t.size() - 1, false);
        if (!found.empty() && !has_education_) {
          need(NeedKind::kEducation, 0, {}, level, whole).value = std::min_element(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.years < b.years; })->years;
          has_education_ = true;
        }
        continue;
      }
      const auto hits = find_skills(r.label, t);
      for (const SkillHit& hit : hits) need(NeedKind::kSkill, hit.skill, {}, level, whole);
      if (hits.empty() && t.size() >= 2)
        need(NeedKind::kOther, 0, text::cut_utf8(text::clean_line(r.label), kOtherLabelBytesMax), r.kind == "quality" ? NeedLevel::kNice : level, whole);
    }
  }

  void read_structured_experience() {
    if (!offer_.experience.months || *offer_.experience.months <= 0 || *offer_.experience.months > kYearsMax * 12) return;
    const bool named = std::any_of(needs_.begin(), needs_.end(), [](const Need& n) { return n.kind == NeedKind::kExperience; });
    if (named) return;
    const NeedLevel level = offer_.experience.need == ExperienceNeed::kRequired ? NeedLevel::kMust : NeedLevel::kWanted;
    need(NeedKind::kExperience, 0, {}, level, {"experience", 0, static_cast<std::uint32_t>(offer_.experience.raw.size())}).value = *offer_.experience.months;
  }

  const Offer& offer_;
  Tokens tokens_;
  std::vector<Need> needs_;
  bool has_education_ = false;
};

struct LanguageName {
  std::string_view code, en, fr;
  std::array<std::string_view, 4> words;      // folded
};
constexpr LanguageName kLanguages[] = {
    {"en", "English", "anglais", {"anglais", "english", "anglaise", ""}},     {"fr", "French", "français", {"francais", "french", "francaise", ""}},
    {"de", "German", "allemand", {"allemand", "german", "allemande", ""}},    {"es", "Spanish", "espagnol", {"espagnol", "spanish", "espagnole", ""}},
    {"it", "Italian", "italien", {"italien", "italian", "italienne", ""}},    {"nl", "Dutch", "néerlandais", {"neerlandais", "dutch", "flamand", ""}},
    {"pt", "Portuguese", "portugais", {"portugais", "portuguese", "", ""}},   {"ar", "Arabic", "arabe", {"arabe", "arabic", "", ""}},
    {"zh", "Chinese", "chinois", {"chinois", "chinese", "mandarin", ""}},     {"ja", "Japanese", "japonais", {"japonais", "japanese", "", ""}},
    {"ru", "Russian", "russe", {"russe", "russian", "", ""}},                 {"pl", "Polish", "polonais", {"polonais", "polonaise", "", ""}},
    {"tr", "Turkish", "turc", {"turc", "turkish", "", ""}},                   {"sv", "Swedish", "suédois", {"suedois", "swedish", "", ""}},
    {"da", "Danish", "danois", {"danois", "danish", "", ""}},                 {"ro", "Romanian", "roumain", {"roumain", "romanian", "", ""}},
};

}  // namespace

std::vector<Need> find_needs(const Offer& offer) { return Finder(offer).run(); }

std::string_view language_code(std::string_view w) {
  for (const auto& l : kLanguages)
    for (const auto name : l.words)
      if (!name.empty() && name == w) return l.code;
  return {};
}

std::string_view language_label(std::string_view code, Lang lang) {
  for (const auto& l : kLanguages)
    if (l.code == code) return lang == Lang::kFr ? l.fr : l.en;
  return code;
}

int language_level(std::string_view w) {
  constexpr std::pair<std::string_view, int> kLevels[] = {
      {"a1", 1}, {"a2", 2}, {"b1", 3}, {"b2", 4}, {"c1", 5}, {"c2", 6}, {"notions", 2}, {"basic", 2}, {"basique", 2}, {"scolaire", 2}, {"debutant", 1}, {"beginner", 1}, {"elementary", 2},
      {"intermediaire", 3}, {"intermediate", 3}, {"conversational", 3}, {"professionnel", 4}, {"professional", 4}, {"operationnel", 4}, {"courant", 5}, {"couramment", 5}, {"fluent", 5}, {"fluently", 5}, {"fluency", 5},
      {"avance", 5}, {"advanced", 5}, {"proficient", 5}, {"bilingue", 6}, {"bilingual", 6}, {"natif", 6}, {"native", 6}, {"maternelle", 6}};
  for (const auto& [word, level] : kLevels)
    if (word == w) return level;
  return 0;
}

std::vector<Diploma> find_diplomas(std::string_view s, const Tokens& t, std::size_t first, std::size_t last, bool strict) {
  std::vector<Diploma> found;
  std::optional<bool> about_study;       // looked at only when a word asks for it
  const auto of_study = [&] {
    if (!about_study) about_study = !strict || find_cues(t, first, last).has(kStudy);
    return *about_study;
  };
  const auto add = [&](std::size_t a, std::size_t b, int years) {
    const auto& x = t.items[a];
    const auto& y = t.items[b];
    found.push_back({years, x.offset, y.offset + y.length - x.offset});
  };
  const auto bare = [](std::string_view w) { return w.ends_with('+') ? w.substr(0, w.size() - 1) : w; };
  for (std::size_t i = first; i <= last && i < t.size(); ++i) {
    const std::string_view w = t.word(i), next = i + 1 <= last && i + 1 < t.size() ? t.word(i + 1) : std::string_view();
    const std::string_view before = i > first ? t.word(i - 1) : std::string_view();
    if (bare(w) == "bac" || bare(w) == "baccalaureat") {
      const auto n = number(next);
      if (n && *n >= 1 && *n <= 8 && s.substr(t.items[i].offset, t.items[i + 1].offset - t.items[i].offset).find('+') != std::string_view::npos) {
        add(i, i + 1, *n);
        ++i;
      } else if (next == "pro" || next == "professionnel" || of_study()) {
        add(i, i, 0);
      }
    } else if (w.starts_with("bac+") && w.size() == 5 && w[4] >= '1' && w[4] <= '8') {
      add(i, i, w[4] - '0');
    } else if (w == "bts" || w == "dut") {
      add(i, i, 2);
    } else if (w == "phd" || w == "ph.d" || w == "doctorat" || w == "doctorate") {
      add(i, i, 8);
    } else if (w == "msc" || w == "m.sc" || w == "mba") {
      add(i, i, 5);
    } else if (w == "bsc" || w == "b.sc") {
      add(i, i, 3);
    } else if (before != "scrum" && (w == "master" || w == "masters" || w == "ingenieur" || w == "m2") && of_study()) {
      add(i, i, 5);
    } else if ((w == "bachelor" || w == "bachelors" || w == "licence" || w == "undergraduate") && of_study()) {
      add(i, i, 3);
    } else if ((w == "cap" || w == "bep") && of_study()) {
      add(i, i, -2);
    }
  }
  return found;
}

}  // namespace jm::domain
