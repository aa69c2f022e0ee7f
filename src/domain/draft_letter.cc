// The letter: the user's template with its placeholders filled, or ours. Only facts of the profile, the offer's title and company,
// and lexicon labels go in.
//
//   {{company}} {{title}} {{fullName}} {{skills}} {{motivation}} {{location}} {{startDate}} {{duration}} {{experience}}
//
// A placeholder nobody knows stays as it stands and is noted; one without a value becomes nothing and is noted.
#include <algorithm>
#include <array>

#include "domain/draft_parts.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

constexpr std::size_t kNameBytesMax = 120;
constexpr std::size_t kSkillsNamed = 6;
constexpr std::size_t kMotivationWordsMax = 80;
constexpr std::size_t kQuotedLines = 2;

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

// One thing said in three tones and two languages; a few wordings of each.
using Wordings = std::array<std::string_view, 3>;
struct Form {
  Wordings en, fr;
};
struct Forms {
  Form formal, warm, direct;
};

constexpr Forms kGreeting = {
    {{"Dear hiring team,", "Dear Sir or Madam,", ""}, {"Madame, Monsieur,", "", ""}},
    {{"Hello,", "Dear team,", ""}, {"Bonjour,", "", ""}},
    {{"Hello,", "", ""}, {"Bonjour,", "", ""}},
};
constexpr Forms kOpening = {
    {{"Your opening “{0}”{1} caught my attention.", "I am writing to you about your opening “{0}”{1}.", "I would like to apply for your opening “{0}”{1}."},
     {"Votre offre «\u00a0{0}\u00a0»{1} a retenu toute mon attention.", "Je vous écris au sujet de votre offre «\u00a0{0}\u00a0»{1}.", "Je souhaite vous proposer ma candidature à votre offre «\u00a0{0}\u00a0»{1}."}},
    {{"I was glad to come across your opening “{0}”{1}.", "Your opening “{0}”{1} made me want to write to you.", ""},
     {"C’est avec plaisir que j’ai découvert votre offre «\u00a0{0}\u00a0»{1}.", "Votre offre «\u00a0{0}\u00a0»{1} m’a donné envie de vous écrire.", ""}},
    {{"I am applying for your opening “{0}”{1}.", "This is my application for your opening “{0}”{1}.", ""},
     {"Je postule à votre offre «\u00a0{0}\u00a0»{1}.", "Voici ma candidature à votre offre «\u00a0{0}\u00a0»{1}.", ""}},
};
constexpr Form kOpeningUntitled = {{"I would like to work with you{1}.", "I am writing to offer you my application{1}.", ""}, {"Je souhaite travailler avec vous{1}.", "Je vous propose ma candidature{1}.", ""}};
constexpr Form kFit = {{"What you ask for meets what I have worked with: {0}.", "Of what you ask for, I have put into practice: {0}.", ""},
                       {"Ce que vous demandez rejoint ce que j’ai pratiqué\u00a0: {0}.", "De ce que vous demandez, j’ai mis en pratique\u00a0: {0}.", ""}};
constexpr Form kNoFit = {{"The job you describe is the direction in which I want to go on working.", "", ""}, {"Le poste que vous décrivez correspond à la direction que je souhaite donner à mon parcours.", "", ""}};
constexpr Form kAlso = {{"Of what you ask for, I bring: {0}.", "", ""}, {"Parmi ce que vous demandez, j’apporte\u00a0: {0}.", "", ""}};
constexpr Form kYears = {{"In all I bring {0} of experience.", "Behind me are {0} of experience.", ""}, {"Mon parcours compte {0} d’expérience.", "J’ai derrière moi {0} d’expérience.", ""}};
constexpr Form kWork = {{"My experience: {0}.", "", ""}, {"Mon expérience\u00a0: {0}.", "", ""}};
constexpr Form kWorkWith = {{"From my work as {0}, this comes closest to what you describe:", "As {0}, I did what you are looking for:", ""},
                            {"Comme {0}, voici ce que j’ai fait de plus proche de ce que vous décrivez\u00a0:", "Mon expérience, {0}, montre ce que vous recherchez\u00a0:", ""}};
constexpr Form kProjectWith = {{"From my project “{0}”, this comes closest to what you describe:", "", ""}, {"De mon projet «\u00a0{0}\u00a0», voici ce qui se rapproche le plus de ce que vous décrivez\u00a0:", "", ""}};
constexpr Form kAvailable = {{"Available from: {0}.", "", ""}, {"Disponibilité\u00a0: {0}.", "", ""}};
constexpr Forms kClosing = {
    {{"I would be glad to tell you more, and to hear what matters most to you in this role.", "May I tell you more in a conversation?", ""},
     {"Un échange me permettrait de vous en dire plus, et de mieux comprendre vos attentes.", "Je me tiens à votre disposition pour un entretien.", ""}},
    {{"I would love to hear about your team, and to tell you more.", "Let us talk: I would love to know more about your team.", ""},
     {"Ce serait un plaisir d’en parler avec vous et d’en savoir plus sur votre équipe.", "Parlons-en\u00a0: j’aimerais en savoir plus sur votre équipe.", ""}},
    {{"I am available for a call whenever it suits you.", "When may we talk?", ""}, {"Quand pouvons-nous en parler\u00a0?", "Je reste à votre disposition pour un entretien.", ""}},
};
constexpr Forms kRegards = {
    {{"Kind regards,", "Yours sincerely,", ""}, {"Je vous prie d’agréer, Madame, Monsieur, l’expression de mes salutations distinguées.", "Veuillez recevoir, Madame, Monsieur, mes salutations les meilleures.", ""}},
    {{"With kind regards,", "Warm regards,", ""}, {"Bien à vous,", "Bien cordialement,", ""}},
    {{"Regards,", "", ""}, {"Cordialement,", "", ""}},
};

class Writer {
 public:
  Writer(const AnalysisInput& input, const Linked& linked, Lang lang, const Contact& contact, int variant)
      : input_(input), linked_(linked), lang_(lang), contact_(contact), variant_(variant), company_(quote(input.offer.company, kNameBytesMax)), title_(quote(input.offer.title, kNameBytesMax)),
        name_(quote(input.profile.full_name, kNameBytesMax)) {
    // What the offer asks for and the profile shows, in the offer's order of importance.
    std::vector<std::string> names;
    for (const Link& l : linked_.links) {
      if (l.kind != NeedKind::kSkill || l.quality || l.met != Met::kYes || names.size() >= kSkillsNamed) continue;
      names.push_back(l.label);
      for (const Evidence& e : l.evidence) tie(skill_ties_, e.path);
    }
    skills_ = join_words(names, lang_);
    for (const FactEntry& e : input_.profile.entries)
      if (e.source == FactSource::kExperience && !e.title.empty()) {
        latest_ = &e;
        break;
      }
  }

  Draft run() {
    draft_.kind = DraftKind::kLetter;
    draft_.language = lang_;
    draft_.tone = input_.style.tone;
    if (text::clean_text(input_.letter_template).empty()) ours();
    else of_template();
    return std::move(draft_);
  }

 private:
  std::string_view say_it(const Form& form) const {
    const Wordings& w = lang_ == Lang::kFr ? form.fr : form.en;
    const auto n = static_cast<int>(std::ranges::count_if(w, [](std::string_view s) { return !s.empty(); }));
    return w[static_cast<std::size_t>(variant_ % n)];
  }
  std::string_view say_it(const Forms& forms) const {
    const Tone tone = input_.style.tone;
    return say_it(tone == Tone::kWarm ? forms.warm : tone == Tone::kDirect ? forms.direct : forms.formal);
  }

  void tie(std::vector<Tie>& ties, std::string_view id) const {
    if (std::ranges::any_of(ties, [&](const Tie& t) { return t.fact == id; })) return;
    const auto f = std::ranges::find_if(input_.profile.facts, [&](const Fact& x) { return x.path == id; });
    if (f != input_.profile.facts.end()) ties.push_back({std::string(id), f->text});
  }
  Tie offer_title() const { return {"offer.title", std::string(text::cut_utf8(input_.offer.title, kFactBytesMax))}; }
  std::vector<Tie> offer_ties() const {
    std::vector<Tie> ties;
    if (!title_.empty()) ties.push_back(offer_title());
    if (!company_.empty()) ties.push_back({"offer.company", std::string(text::cut_utf8(input_.offer.company, kFactBytesMax))});
    return ties;
  }
  Tie own_words() const { return {"motivation", std::string(text::cut_utf8(input_.motivation, kFactBytesMax))}; }

  std::string experience_text(const FactEntry& e) const {
    std::string out = quote(e.title, kNameBytesMax);
    if (!e.place.empty()) out += std::string(pick(lang_, " at ", " chez ")) + quote(e.place, kNameBytesMax);
    return out + period_text(e, lang_);
  }
  std::vector<Tie> entry_ties(const FactEntry& e) const {
    std::vector<Tie> ties;
    for (const Fact& f : input_.profile.facts)
      if (f.source == e.source && f.entry == e.entry && (f.role == FactRole::kTitle || f.role == FactRole::kPlace)) ties.push_back({f.path, f.text});
    if (const std::string period = known_period(e); !period.empty()) ties.push_back({period_id(e), period});
    return ties;
  }

  std::string motivation() const {
    std::string own = first_words(text::clean_text(input_.motivation), kMotivationWordsMax);
    if (!own.empty()) return own;
    return skills_.empty() ? std::string(say_it(kNoFit)) : say(say_it(kFit), skills_);
  }

  std::string at_company() const { return company_.empty() ? std::string() : std::string(pick(lang_, " at ", " chez ")) + company_; }

  void ours() {
    DraftWriter out(draft_);
    out.paragraph("sender", "SENDER");
    if (!name_.empty()) out.sentence(name_, {{"name", input_.profile.full_name}}, "name");
    if (!contact_.email.empty()) out.sentence(contact_.email, {{"contact.email", contact_.email}}, "email");
    if (!contact_.phone.empty()) out.sentence(contact_.phone, {{"contact.phone", contact_.phone}}, "phone");
    if (!contact_.location.empty()) out.sentence(contact_.location, {{"contact.location", contact_.location}}, "location");
    out.paragraph("subject", "SUBJECT");
    if (title_.empty()) out.sentence(std::string(pick(lang_, "Subject: application", "Objet\u00a0: candidature")), {});
    else out.sentence(say(pick(lang_, "Subject: application – {0}", "Objet\u00a0: candidature – {0}"), title_), {offer_title()});
    out.paragraph("greeting", "GREETING", {}, variant_);
    out.sentence(std::string(say_it(kGreeting)), {});
    out.paragraph("opening", "TEXT", {}, variant_);
    out.sentence(say(title_.empty() ? say_it(kOpeningUntitled) : say_it(kOpening), title_, at_company()), offer_ties());
    const bool own = !text::clean_text(input_.motivation).empty();
    if (own) {
      std::string words = motivation();
      std::ranges::replace(words, '\n', ' ');
      for (std::string& s : split_sentences(words)) out.sentence(std::move(s), {own_words()});
    } else {
      out.sentence(motivation(), skill_ties_);
    }
    experience(out);
    out.paragraph("fit", "TEXT", {}, variant_);
    if (own && !skills_.empty()) out.sentence(say(say_it(kAlso), skills_), skill_ties_);
    if (!input_.start_date.empty()) out.sentence(say(say_it(kAvailable), quote(input_.start_date, 80)), {{"search.startDate", input_.start_date}});
    out.paragraph("closing", "TEXT", {}, variant_);
    out.sentence(std::string(say_it(kClosing)), {});
    out.paragraph("regards", "TEXT", {}, variant_);
    out.sentence(std::string(say_it(kRegards)), {});
    out.paragraph("signature", "SIGNATURE");
    if (!name_.empty()) out.sentence(name_, {{"name", input_.profile.full_name}});
    out.end();
    // A few words too many: lines go before sentences do.
    while (word_count(draft_) > kLetterWordsMax) {
      const auto list = std::ranges::find_if(draft_.paragraphs, [](const DraftParagraph& p) { return p.id == "examples" && p.sentences.size() > 1; });
      const auto opening = std::ranges::find_if(draft_.paragraphs, [](const DraftParagraph& p) { return p.id == "opening" && p.sentences.size() > 2; });
      if (list != draft_.paragraphs.end()) list->sentences.pop_back();
      else if (opening != draft_.paragraphs.end()) opening->sentences.pop_back();
      else break;
    }
  }

  // The entry that the closest line is of, else the latest; with its lines.
  void experience(DraftWriter& out) {
    std::vector<const Fact*> lines;
    const FactEntry* entry = nullptr;
    for (const CvHighlight& h : linked_.highlights) {
      const auto f = std::ranges::find_if(input_.profile.facts, [&](const Fact& x) { return x.path == h.path; });
      if (f == input_.profile.facts.end() || f->text.size() > 300) continue;
      if (entry == nullptr) {
        const auto e = std::ranges::find_if(input_.profile.entries, [&](const FactEntry& x) { return x.source == f->source && x.entry == f->entry; });
        if (e == input_.profile.entries.end() || e->title.empty()) continue;
        entry = &*e;
      }
      if (f->source == entry->source && f->entry == entry->entry && lines.size() < kQuotedLines) lines.push_back(&*f);
    }
    const FactEntry* work = entry && entry->source == FactSource::kExperience ? entry : latest_;
    out.paragraph("experience", "TEXT", {}, variant_);
    if (input_.profile.experience_months && *input_.profile.experience_months >= 24)
      out.sentence(say(say_it(kYears), years_text(*input_.profile.experience_months, lang_)), {{"experience.total", years_text(*input_.profile.experience_months, Lang::kEn)}});
    if (work && (lines.empty() || entry != work)) out.sentence(say(say_it(kWork), experience_text(*work)), entry_ties(*work));
    if (lines.empty()) return;
    if (entry == work) out.sentence(say(say_it(kWorkWith), experience_text(*entry)), entry_ties(*entry));
    else out.sentence(say(say_it(kProjectWith), quote(entry->title, kNameBytesMax)), entry_ties(*entry));
    out.paragraph("examples", "LIST", {}, variant_);
    for (const Fact* f : lines) out.sentence(f->text, {{f->path, f->text}}, "bullet");
  }

  void of_template() {
    draft_.from_template = true;
    const std::string text = fill(text::clean_text(text::cut_utf8(input_.letter_template, kTemplateBytesMax)), draft_.notes);
    if (count_words(text) > kLetterWordsMax) draft_.notes.push_back("TOO_LONG: the letter has more than 300 words");
    DraftWriter out(draft_);
    int n = 0;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find("\n\n", at), text.size());
      std::string_view block = std::string_view(text).substr(at, end - at);
      out.paragraph("t" + std::to_string(++n), "TEXT");
      while (!block.empty()) {
        const std::size_t line_end = std::min(block.find('\n'), block.size());
        bool first = true;
        for (std::string& s : split_sentences(block.substr(0, line_end))) {
          if (out.full()) break;
          out.sentence(std::move(s), {}, first ? "line" : "");
          first = false;
        }
        block.remove_prefix(std::min(line_end + 1, block.size()));
      }
      at = end + 2;
    }
    out.end();
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
    if (key == "experience") return latest_ ? experience_text(*latest_) : std::string();
    return {};
  }

  const AnalysisInput& input_;
  const Linked& linked_;
  const Lang lang_;
  const Contact& contact_;
  const int variant_;
  const std::string company_, title_, name_;
  std::string skills_;
  std::vector<Tie> skill_ties_;
  const FactEntry* latest_ = nullptr;
  Draft draft_;
};

}  // namespace

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

std::vector<std::string> split_sentences(std::string_view line) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  const auto put = [&](std::size_t end) {
    std::string_view s = line.substr(begin, end - begin);
    while (s.starts_with(' ')) s.remove_prefix(1);
    while (s.ends_with(' ')) s.remove_suffix(1);
    // A run without an end is cut all the same.
    while (!s.empty()) {
      const std::string_view piece = text::cut_utf8(s, kSentenceBytesMax);
      out.emplace_back(piece);
      s.remove_prefix(piece.size());
    }
    begin = end;
  };
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const bool ends = line[i] == '.' || line[i] == '!' || line[i] == '?' || (line[i] == '\xA6' && i >= 2 && line.substr(i - 2, 3) == "…");
    if (!ends || line[i + 1] != ' ') continue;
    const std::size_t next = i + 2;
    if (next < line.size() && line[next] >= 'a' && line[next] <= 'z') continue;      // "etc. and"
    std::size_t word = i;
    while (word > begin && line[word - 1] != ' ') --word;
    const std::string w = text::fold(line.substr(word, i - word));
    if (line[i] == '.' && (w.size() <= 1 || w == "mme" || w == "dr" || w == "mr" || w == "ms" || w == "mrs" || w == "no" || w == "st" || w == "e.g" || w == "i.e")) continue;
    put(i + 1);
  }
  put(line.size());
  return out;
}

Draft letter_draft(const AnalysisInput& input, const Linked& linked, Lang lang, const Contact& contact, int variant) { return Writer(input, linked, lang, contact, variant).run(); }

Letter write_letter(const AnalysisInput& input, const Linked& linked, Lang lang) {
  Draft draft = letter_draft(input, linked, lang, {}, 0);
  return {letter_text(draft, false), draft.from_template, std::move(draft.notes)};
}

Draft compose_letter(const DraftInput& input, const FactBook& book) {
  const AnalysisInput& basis = input.basis;
  const Lang lang = basis.style.language.value_or(language_of(basis.offer));
  Draft draft = letter_draft(basis, link_needs(basis, lang), lang, input.contact, input.variant);
  for (DraftParagraph& p : draft.paragraphs)
    for (DraftSentence& s : p.sentences) {
      const bool own_words = std::ranges::any_of(s.ties, [](const Tie& t) { return t.fact == "motivation"; });
      if (!draft.from_template && !own_words) continue;
      for (const std::string& id : book.ties(s.text))
        if (std::ranges::none_of(s.ties, [&](const Tie& t) { return t.fact == id; })) s.ties.push_back({id, book.find(id)->text});
    }
  return draft;
}

}  // namespace jm::domain
