// The CV for one offer: the profile's own facts, in the order and the choice that the offer calls for.
//
//   level 1   the profile as it stands
//   level 2   what the offer asks for comes first: skills, and lines within a job
//   level 3   skills by the names the offer knows them by, before the jobs; the title among one's own that is closest; lines that have
//             nothing to do with the offer only as far as a job would be bare without them
//   level 4   few skills besides those asked for; jobs without anything asked for as one line
//
// At every level every job, school, project and certificate is there, with its title, place and dates.
#include <algorithm>

#include "domain/analysis_needs.h"
#include "domain/draft_parts.h"
#include "text/fold.h"

namespace jm::domain {
namespace {

constexpr std::size_t kLinesAtLevel3 = 4, kBareLines = 2, kOtherSkillsAtLevel4 = 6;

std::string_view part_of_place(FactSource s) { return s == FactSource::kEducation ? "school" : s == FactSource::kCertification ? "issuer" : "employer"; }

class Writer {
 public:
  explicit Writer(const DraftInput& input) : input_(input), profile_(input.basis.profile), lang_(input.basis.style.language.value_or(language_of(input.basis.offer))), level_(std::clamp(input.level, kLevelMin, kLevelMax)) {
    linked_ = link_needs(input.basis, lang_);
    draft_.kind = DraftKind::kCv;
    draft_.language = lang_;
    draft_.tone = input.basis.style.tone;
    draft_.level = level_;
  }

  Draft run() {
    DraftWriter out(draft_);
    header(out);
    if (const Contact& c = input_.contact; !c.summary.empty()) {
      out.paragraph("summary", "SUMMARY", "summary");
      for (std::string& s : split_sentences(c.summary)) out.sentence(std::move(s), {{"summary", c.summary}});
    }
    if (level_ >= 3) skills(out);
    entries(out, FactSource::kExperience, "experience");
    entries(out, FactSource::kProject, "projects");
    entries(out, FactSource::kEducation, "education");
    if (level_ < 3) skills(out);
    languages(out);
    entries(out, FactSource::kCertification, "certifications");
    out.end();
    return std::move(draft_);
  }

 private:
  static std::vector<Tie> tie(const Fact& f) { return {{f.path, f.text}}; }

  void header(DraftWriter& out) {
    const Contact& c = input_.contact;
    out.paragraph("header", "HEADER", "header");
    out.sentence(profile_.full_name, {{"name", profile_.full_name}}, "name");
    headline(out);
    out.sentence(c.email, {{"contact.email", c.email}}, "email");
    out.sentence(c.phone, {{"contact.phone", c.phone}}, "phone");
    out.sentence(c.location, {{"contact.location", c.location}}, "location");
    for (std::size_t i = 0; i < c.links.size(); ++i) out.sentence(c.links[i], {{"contact.links[" + std::to_string(i) + "]", c.links[i]}}, "link");
  }

  // A title of one's own: as the CV has it, from level 3 on the closest one, else the latest.
  void headline(DraftWriter& out) {
    const Contact& c = input_.contact;
    const auto by_path = [&](std::string_view path) { return std::ranges::find_if(profile_.facts, [&](const Fact& f) { return f.path == path; }); };
    auto f = profile_.facts.end();
    if (level_ >= 3 && linked_.role_fit >= 0.6 && linked_.role_path.starts_with("experience")) f = by_path(linked_.role_path);
    if (f == profile_.facts.end() && !c.title.empty()) return out.sentence(c.title, {{"contact.title", c.title}}, "headline");
    if (f == profile_.facts.end()) f = std::ranges::find_if(profile_.facts, [](const Fact& x) { return x.source == FactSource::kExperience && x.role == FactRole::kTitle; });
    if (f != profile_.facts.end() && f->text.size() <= 120) out.sentence(f->text, tie(*f), "headline");
  }

  int weight(const Fact& f) const {
    const auto i = static_cast<std::size_t>(&f - profile_.facts.data());
    return i < linked_.weights.size() ? linked_.weights[i] : 0;
  }

  void leave_out(const Fact& f) { draft_.left_out.push_back({f.path, f.text}); }

  void entries(DraftWriter& out, FactSource source, const std::string& section) {
    for (const FactEntry& e : profile_.entries)
      if (e.source == source) entry(out, e, section);
  }

  void entry(DraftWriter& out, const FactEntry& e, const std::string& section) {
    const Fact *title = nullptr, *place = nullptr, *where = nullptr;
    std::vector<const Fact*> lines, keywords;
    for (const Fact& f : profile_.facts) {
      if (f.source != e.source || f.entry != e.entry) continue;
      if (f.role == FactRole::kTitle && !title) title = &f;
      else if (f.role == FactRole::kPlace && !place) place = &f;
      else if (is_location(f.path) && !where) where = &f;
      else if (is_flag(f)) continue;
      else (is_keyword(f) ? keywords : lines).push_back(&f);
    }
    if (!title && !keywords.empty() && keywords[0]->path.ends_with("name")) {
      title = keywords[0];
      keywords.erase(keywords.begin());
    } else if (!title && !lines.empty() && (lines[0]->path.ends_with("name") || !place)) {
      title = lines[0];
      lines.erase(lines.begin());
    }
    out.paragraph(section + "[" + std::to_string(e.entry) + "]", "ENTRY", section);
    if (title) out.sentence(title->text, tie(*title), e.source == FactSource::kEducation ? "degree" : e.source == FactSource::kExperience ? "title" : "entry");
    if (place) out.sentence(place->text, tie(*place), std::string(part_of_place(e.source)));
    if (where) out.sentence(where->text, tie(*where), "place");
    if (const std::string period = period_sentence(e, lang_); !period.empty()) out.sentence(period, {{period_id(e), known_period(e)}}, "period");
    choose(lines);
    for (const Fact* f : lines) {
      if (out.full()) leave_out(*f);
      else out.sentence(f->text, tie(*f), "bullet");
    }
    if (keywords.empty()) return;
    std::string list;
    std::vector<Tie> ties;
    for (const Fact* f : keywords) {
      if (list.size() + f->text.size() > 600) {
        leave_out(*f);
        continue;
      }
      list += (list.empty() ? "" : ", ") + f->text;
      ties.push_back({f->path, f->text});
    }
    out.sentence(std::move(list), std::move(ties), "keywords");
  }

  void choose(std::vector<const Fact*>& lines) {
    if (level_ >= 2) std::ranges::stable_sort(lines, [&](const Fact* a, const Fact* b) { return weight(*a) > weight(*b); });
    if (level_ < 3) return;
    const auto relevant = static_cast<std::size_t>(std::ranges::count_if(lines, [&](const Fact* f) { return weight(*f) > 0; }));
    std::size_t kept = std::clamp(relevant, std::min(kBareLines, lines.size()), std::max(kLinesAtLevel3, relevant));
    if (level_ >= 4 && relevant == 0) kept = 0;
    for (std::size_t i = kept; i < lines.size(); ++i) leave_out(*lines[i]);
    lines.resize(std::min(kept, lines.size()));
  }

  void skills(DraftWriter& out) {
    struct Item {
      const Fact* fact;
      std::string level;
      std::string level_path;
      int weight;
    };
    std::vector<Item> items;
    for (const Fact& f : profile_.facts) {
      if (f.source != FactSource::kSkill || f.role == FactRole::kLevel || is_language(f) || is_location(f.path)) continue;
      Item item{&f, {}, {}, weight(f)};
      for (const Fact& l : profile_.facts)
        if (l.source == FactSource::kSkill && l.role == FactRole::kLevel && l.entry == f.entry && l.path.substr(0, l.path.rfind('.')) == f.path.substr(0, f.path.rfind('.'))) item.level = l.text, item.level_path = l.path;
      if (std::ranges::none_of(items, [&](const Item& x) { return text::fold(x.fact->text) == text::fold(f.text); })) items.push_back(std::move(item));
    }
    if (level_ >= 2) std::ranges::stable_sort(items, [](const Item& a, const Item& b) { return a.weight > b.weight; });
    std::size_t others = 0;
    out.paragraph("skills", "ITEMS", "skills");
    for (const Item& item : items) {
      if (out.full() || (level_ >= 4 && item.weight == 0 && ++others > kOtherSkillsAtLevel4)) {
        leave_out(*item.fact);
        continue;
      }
      std::string words = item.fact->text;
      std::vector<Tie> ties = tie(*item.fact);
      if (level_ >= 3 && item.weight > 0) words = known_name(words);
      if (!item.level.empty()) words += " (" + item.level + ")", ties.push_back({item.level_path, item.level});
      out.sentence(std::move(words), std::move(ties), "skill");
    }
  }

  // "postgres" as the lexicon and so the offer call it, when the whole of it is that one skill.
  std::string known_name(const std::string& words) const {
    const auto tokens = text::tokenize(words);
    const auto hits = find_skills(words, tokens, true);
    if (hits.size() != 1 || hits[0].first != 0 || hits[0].last + 1 != tokens.size()) return words;
    // A version or an edition is more than the name.
    return std::ranges::any_of(words, [](char c) { return c >= '0' && c <= '9'; }) ? words : skill_label(hits[0].skill, lang_);
  }

  void languages(DraftWriter& out) {
    out.paragraph("languages", "ITEMS", "languages");
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < input_.contact.languages.size(); ++i) {
      const auto& l = input_.contact.languages[i];
      const std::string words = l.level.empty() ? l.name : l.name + " (" + l.level + ")";
      out.sentence(words, {{"languages[" + std::to_string(i) + "]", words}}, "language");
      seen.push_back(text::fold(l.name));
    }
    for (const Fact& f : profile_.facts) {
      if (f.source != FactSource::kSkill || !is_language(f) || f.role == FactRole::kLevel || std::ranges::find(seen, text::fold(f.text)) != seen.end()) continue;
      std::string words = f.text;
      std::vector<Tie> ties = tie(f);
      for (const Fact& l : profile_.facts)
        if (l.source == FactSource::kSkill && l.role == FactRole::kLevel && l.entry == f.entry) words += " (" + l.text + ")", ties.push_back({l.path, l.text});
      out.sentence(std::move(words), std::move(ties), "spoken");
    }
  }

  static bool is_language(const Fact& f) {
    const auto t = text::tokenize(f.text);
    return t.size() >= 1 && t.size() <= 3 && !language_code(t.word(0)).empty();
  }
  // "current": true and its like say when, not what.
  static bool is_flag(const Fact& f) { return f.text == "true" || f.text == "false"; }
  static bool is_keyword(const Fact& f) {
    if (f.path.find("bullets") != std::string::npos || f.path.find("highlights") != std::string::npos || f.path.find('#') != std::string::npos) return false;
    return count_words(f.text) <= 3;
  }

  const DraftInput& input_;
  const ProfileFacts& profile_;
  const Lang lang_;
  const int level_;
  Linked linked_;
  Draft draft_;
};

}  // namespace

std::string month_text(std::string_view written, Lang lang) {
  constexpr std::string_view kEn[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::string_view kFr[] = {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."};
  const auto digits = [&](std::size_t from, std::size_t n) { return written.size() >= from + n && std::ranges::all_of(written.substr(from, n), [](char c) { return c >= '0' && c <= '9'; }); };
  if (written.size() < 7 || !digits(0, 4) || written[4] != '-' || !digits(5, 2)) return std::string(written);
  if (written.size() > 7 && (written[7] != '-' || written.size() > 10)) return std::string(written);
  const int month = (written[5] - '0') * 10 + (written[6] - '0');
  if (month < 1 || month > 12) return std::string(written.substr(0, 4));
  return std::string(lang == Lang::kFr ? kFr[month - 1] : kEn[month - 1]) + " " + std::string(written.substr(0, 4));
}

std::string period_sentence(const FactEntry& e, Lang lang) {
  std::string from = month_text(e.from_written, lang), to = month_text(e.to_written, lang);
  if (from.empty()) return to;
  if (to.empty() && e.source == FactSource::kExperience) to = pick(lang, "present", "aujourd’hui");
  return to.empty() || to == from ? from : from + " – " + to;
}

Draft compose_cv(const DraftInput& input) { return Writer(input).run(); }

}  // namespace jm::domain
