// The letter: the user's template with its placeholders filled, or ours. Only facts of the profile, the offer's title and
// company, and lexicon labels go in.
//
//   {{company}} {{title}} {{fullName}} {{skills}} {{motivation}} {{location}} {{startDate}} {{duration}} {{experience}}
//
// A placeholder nobody knows stays as it stands and is noted; one without a value becomes nothing and is noted.
#include <algorithm>
#include <array>

#include "domain/analysis_parts.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

constexpr std::size_t kNameBytesMax = 120;
constexpr std::size_t kSkillsNamed = 6;
constexpr std::size_t kMotivationWordsMax = 80;
constexpr std::size_t kQuotedLines = 2;

std::size_t count_words(std::string_view s) {
  std::size_t n = 0;
  bool in = false;
  for (const char c : s) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    n += !blank && !in;
    in = !blank;
  }
  return n;
}

// The first words, cut after a sentence where one ends in the second half.
std::string first_words(std::string_view s, std::size_t words_max) {
  std::size_t n = 0, end = s.size(), sentence = 0;
  bool in = false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool blank = s[i] == ' ' || s[i] == '\n' || s[i] == '\t';
    if (!blank && !in && ++n > words_max) {
      end = i;
      break;
    }
    if (blank && i > 0 && (s[i - 1] == '.' || s[i - 1] == '!' || s[i - 1] == '?')) sentence = i;
    in = !blank;
  }
  if (end == s.size()) return std::string(s);
  if (sentence > end / 2) end = sentence;
  while (end > 0 && (s[end - 1] == ' ' || s[end - 1] == '\n')) --end;
  return std::string(s.substr(0, end)) + (sentence > 0 && end <= sentence ? "" : "…");
}

class Writer {
 public:
  Writer(const AnalysisInput& input, const Linked& linked, Lang lang)
      : input_(input), linked_(linked), lang_(lang), company_(quote(input.offer.company, kNameBytesMax)), title_(quote(input.offer.title, kNameBytesMax)),
        name_(quote(input.profile.full_name, kNameBytesMax)), skills_(skills()) {}

  Letter run() {
    Letter letter;
    if (!text::clean_text(input_.letter_template).empty()) {
      letter.from_template = true;
      letter.text = fill(text::clean_text(text::cut_utf8(input_.letter_template, kTemplateBytesMax)), letter.notes);
      if (count_words(letter.text) > kLetterWordsMax) letter.notes.push_back("TOO_LONG: the letter has more than 300 words");
    } else {
      letter.text = first_words(ours(), kLetterWordsMax);
    }
    return letter;
  }

 private:
  // What the offer asks for and the profile shows, in the offer's order of importance.
  std::string skills() const {
    std::vector<std::string> names;
    for (const Link& l : linked_.links)
      if (l.kind == NeedKind::kSkill && !l.quality && l.met == Met::kYes && names.size() < kSkillsNamed) names.push_back(l.label);
    return join_words(names, lang_);
  }

  std::string experience() const {
    for (const FactEntry& e : input_.profile.entries) {
      if (e.source != FactSource::kExperience || e.title.empty()) continue;
      std::string out = quote(e.title, kNameBytesMax);
      if (!e.place.empty()) out += std::string(pick(lang_, " at ", " chez ")) + quote(e.place, kNameBytesMax);
      return out + period_text(e, lang_);
    }
    return {};
  }

  std::string motivation() const {
    std::string own = first_words(text::clean_text(input_.motivation), kMotivationWordsMax);
    if (!own.empty()) return own;
    if (skills_.empty()) return std::string(pick(lang_, "The job you describe is the direction in which I want to go on working.", "Le poste que vous décrivez correspond à la direction que je souhaite donner à mon parcours."));
    return say(pick(lang_, "What you ask for meets what I have worked with: {0}.", "Ce que vous demandez rejoint ce que j’ai pratiqué : {0}."), skills_);
  }

  std::string at_company() const { return company_.empty() ? std::string() : std::string(pick(lang_, " at ", " chez ")) + company_; }

  std::string ours() const {
    const bool fr = lang_ == Lang::kFr;
    std::string s = say(fr ? "Objet : candidature – {0}\n\nMadame, Monsieur,\n\n" : "Subject: application – {0}\n\nDear hiring team,\n\n", title_);
    s += say(fr ? "Votre offre « {0} »{1} a retenu toute mon attention. " : "Your opening “{0}”{1} caught my attention. ", title_, at_company());
    s += motivation() + "\n\n";
    if (const std::string e = experience(); !e.empty()) {
      s += say(fr ? "Mon expérience : {0}." : "My experience: {0}.", e);
      if (input_.profile.experience_months && *input_.profile.experience_months >= 24)
        s += say(fr ? " Mon parcours compte {0} d’expérience." : " In all I bring {0} of experience.", years_text(*input_.profile.experience_months, lang_));
      s += "\n";
    }
    for (std::size_t i = 0; i < linked_.highlights.size() && i < kQuotedLines; ++i) s += "- " + linked_.highlights[i].text + "\n";
    if (!skills_.empty() && !input_.motivation.empty()) s += say(fr ? "Parmi ce que vous demandez, j’apporte : {0}.\n" : "Of what you ask for, I bring: {0}.\n", skills_);
    if (!input_.start_date.empty()) s += say(fr ? "Disponibilité : {0}.\n" : "Available from: {0}.\n", quote(input_.start_date, 80));
    if (s.back() != '\n' || s[s.size() - 2] != '\n') s += "\n";
    s += fr ? "Un échange me permettrait de vous en dire plus, et de mieux comprendre vos attentes.\n\nJe vous prie d’agréer, Madame, Monsieur, l’expression de mes salutations distinguées.\n"
            : "I would be glad to tell you more, and to hear what matters most to you in this role.\n\nKind regards,\n";
    if (!name_.empty()) s += "\n" + name_ + "\n";
    return s;
  }

  std::string fill(const std::string& form, std::vector<std::string>& notes) const {
    std::string out;
    for (std::size_t i = 0; i < form.size();) {
      const auto open = form.find("{{", i);
      const auto close = open == std::string::npos ? open : form.find("}}", open + 2);
      if (close == std::string::npos) {
        out.append(form, i);
        break;
      }
      out.append(form, i, open - i);
      const std::string_view written = std::string_view(form).substr(open, close + 2 - open);
      if (const auto v = value(written.substr(2, written.size() - 4))) {
        if (v->empty()) note(notes, "EMPTY: ", written);
        out += *v;
      } else {
        note(notes, "UNKNOWN: ", written);
        out += written;
      }
      i = close + 2;
    }
    return out;
  }

  static void note(std::vector<std::string>& notes, std::string_view what, std::string_view written) {
    std::string n = std::string(what) + std::string(text::cut_utf8(written, 60));
    if (notes.size() < 20 && std::find(notes.begin(), notes.end(), n) == notes.end()) notes.push_back(std::move(n));
  }

  std::optional<std::string> value(std::string_view placeholder) const {
    std::string key = text::fold(placeholder);
    std::erase_if(key, [](char c) { return c == ' ' || c == '_' || c == '-'; });
    if (key == "company" || key == "entreprise" || key == "companyname") return company_;
    if (key == "title" || key == "jobtitle" || key == "poste" || key == "titre") return title_;
    if (key == "fullname" || key == "name" || key == "nom") return name_;
    if (key == "skills" || key == "competences") return skills_;
    if (key == "motivation") return motivation();
    if (key == "location" || key == "lieu") return quote(input_.offer.location(), kNameBytesMax);
    if (key == "startdate" || key == "datedebut") return quote(input_.start_date, kNameBytesMax);
    if (key == "duration" || key == "duree") return quote(input_.duration, kNameBytesMax);
    if (key == "experience") return experience();
    return {};
  }

  const AnalysisInput& input_;
  const Linked& linked_;
  const Lang lang_;
  const std::string company_, title_, name_, skills_;
};

}  // namespace

Letter write_letter(const AnalysisInput& input, const Linked& linked, Lang lang) { return Writer(input, linked, lang).run(); }

}  // namespace jm::domain
