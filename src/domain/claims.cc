#include "domain/claims.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "domain/analysis_needs.h"
#include "domain/analysis_parts.h"
#include "domain/offer.h"
#include "domain/ordinary_words.h"
#include "text/fold.h"
#include "text/lookalike.h"
#include "text/stem.h"
#include "text/utf8.h"

namespace jm::domain {
namespace {

constexpr std::size_t kTiesMax = 12, kTiesPerClaimMax = 2;
constexpr std::size_t kContextWords = 3;

using text::Gap;
using text::Tokens;

bool is_any(std::string_view w, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), w) != words.end(); }

// Ranks and trades that say what somebody is or was; one line, one meaning.
std::uint64_t role_group(std::string_view folded) {
  static constexpr std::string_view kLines[] = {
      "developer developpeur developpeuse programmer programmeur programmeuse", "engineer ingenieur ingenieure", "architect architecte",
      "analyst analyste", "consultant consultante", "administrator administrateur administratrice", "technician technicien technicienne",
      "scientist scientifique", "manager manageur manageuse responsable", "director directeur directrice", "accountant comptable",
      "assistant assistante", "nurse infirmier infirmiere", "teacher enseignant enseignante professeur professeure", "lecturer",
      "researcher chercheur chercheuse", "designer concepteur conceptrice", "lead leader", "head", "chief chef cheffe", "cto", "ceo pdg", "cfo daf",
      "coo", "cio dsi", "vp", "president presidente", "founder fondateur fondatrice", "cofounder cofondateur cofondatrice", "owner proprietaire",
      "senior confirme confirmee", "junior debutant debutante", "principal", "staff", "expert experte", "specialist specialiste", "trainee stagiaire intern", "apprentice apprenti apprentie alternant alternante",
      "freelancer freelance independant independante", "captain capitaine", "supervisor superviseur superviseuse", "coordinator coordinateur coordinatrice", "lawyer avocat avocate",
      "doctor medecin docteur docteure", "pharmacist pharmacien pharmacienne", "pilot pilote", "mentor", "trainer formateur formatrice", "buyer acheteur acheteuse", "recruiter recruteur recruteuse", "partner associe associee", "phd doctorat doctorate", "mba"};
  static const auto groups = [] {
    std::unordered_map<std::uint64_t, std::uint64_t> m;
    std::uint64_t number = 0;
    for (std::string_view line : kLines) {
      ++number;
      while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        m.emplace(text::stem_hash(line.substr(0, end)), number);
        line.remove_prefix(std::min(end + 1, line.size()));
      }
    }
    return m;
  }();
  const auto it = groups.find(text::stem_hash(folded));
  return it == groups.end() ? 0 : it->second;
}

int month_of(std::string_view w) {
  static const std::unordered_map<std::string_view, int> months = {
      {"january", 1}, {"janvier", 1}, {"jan", 1}, {"janv", 1}, {"february", 2}, {"fevrier", 2}, {"feb", 2}, {"fevr", 2}, {"march", 3}, {"mars", 3}, {"mar", 3}, {"april", 4}, {"avril", 4}, {"apr", 4}, {"avr", 4},
      {"may", 5}, {"mai", 5}, {"june", 6}, {"juin", 6}, {"jun", 6}, {"july", 7}, {"juillet", 7}, {"jul", 7}, {"juil", 7}, {"august", 8}, {"aout", 8}, {"aug", 8}, {"september", 9}, {"septembre", 9}, {"sept", 9}, {"sep", 9},
      {"october", 10}, {"octobre", 10}, {"oct", 10}, {"november", 11}, {"novembre", 11}, {"nov", 11}, {"december", 12}, {"decembre", 12}, {"dec", 12}};
  const auto it = months.find(w);
  return it == months.end() ? 0 : it->second;
}

std::string_view number_word(std::string_view w) {
  static const std::unordered_map<std::string_view, std::string_view> words = {
      {"two", "2"}, {"deux", "2"}, {"three", "3"}, {"trois", "3"}, {"four", "4"}, {"quatre", "4"}, {"five", "5"}, {"cinq", "5"}, {"six", "6"}, {"seven", "7"}, {"sept", "7"}, {"eight", "8"}, {"huit", "8"}, {"nine", "9"},
      {"ten", "10"}, {"dix", "10"}, {"dizaine", "10"}, {"dizaines", "10"}, {"eleven", "11"}, {"onze", "11"}, {"twelve", "12"}, {"douze", "12"}, {"dozen", "12"}, {"dozens", "12"}, {"douzaine", "12"}, {"treize", "13"}, {"thirteen", "13"},
      {"quatorze", "14"}, {"fourteen", "14"}, {"quinze", "15"}, {"fifteen", "15"}, {"quinzaine", "15"}, {"seize", "16"}, {"sixteen", "16"}, {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"}, {"vingt", "20"}, {"vingtaine", "20"}, {"twenty", "20"},
      {"trente", "30"}, {"trentaine", "30"}, {"thirty", "30"}, {"quarante", "40"}, {"forty", "40"}, {"cinquante", "50"}, {"cinquantaine", "50"}, {"fifty", "50"}, {"soixante", "60"}, {"sixty", "60"}, {"seventy", "70"}, {"eighty", "80"}, {"ninety", "90"},
      {"cent", "100"}, {"cents", "100"}, {"centaine", "100"}, {"centaines", "100"}, {"hundred", "100"}, {"hundreds", "100"}, {"mille", "1000"}, {"millier", "1000"}, {"milliers", "1000"}, {"thousand", "1000"}, {"thousands", "1000"},
      {"million", "1000000"}, {"millions", "1000000"}, {"milliard", "1000000000"}, {"milliards", "1000000000"}, {"billion", "1000000000"}, {"billions", "1000000000"}, {"double", "x2"}, {"doubled", "x2"}, {"triple", "x3"}, {"tripled", "x3"}};
  const auto it = words.find(w);
  return it == words.end() ? std::string_view() : it->second;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

// Digits of other scripts as ours; everything else as it is.
std::string ascii_digits(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    const auto [cp, n] = text::decode(s, i);
    constexpr std::array<char32_t, 6> kZeros = {0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10};
    const auto zero = std::ranges::find_if(kZeros, [cp](char32_t z) { return cp >= z && cp < z + 10; });
    if (zero != kZeros.end()) out += static_cast<char>('0' + (cp - *zero));
    else out += s.substr(i, n);
    i += n;
  }
  return out;
}

struct Number {
  std::size_t first = 0, last = 0;        // tokens
  std::string value;                      // "12", "3.5", "15000"
  std::string date = {};                  // "2019-03", where a word is one: 03/2019
};

bool all_digits(std::string_view w) { return !w.empty() && std::ranges::all_of(w, digit); }

bool is_year(std::string_view v) { return v.size() == 4 && all_digits(v) && v >= "1950" && v <= "2100"; }

// "12", "3.5", "3,5", "15k", "40+"; not "c++17" or "h264", which are names. The empty string: no number.
std::string plain_number(std::string_view w) {
  std::string value;
  std::size_t i = 0;
  for (; i < w.size() && (digit(w[i]) || ((w[i] == '.' || w[i] == ',') && i + 1 < w.size() && digit(w[i + 1]) && i > 0)); ++i) value += w[i] == ',' ? '.' : w[i];
  if (value.empty()) return {};
  const std::string_view unit = w.substr(i);
  if (unit == "k") return value.find('.') == value.npos ? value + "000" : value + "k";
  if (unit == "m") return value.find('.') == value.npos ? value + "000000" : value + "m";
  // Written together with its unit or not at all a word: "30%", "2x", "5h", "10th", "24/7".
  if (unit.size() <= 3 || !digit(w[0])) return value;
  return is_any(unit, {"years", "heures", "hours", "jours", "days"}) ? value : std::string();
}

std::vector<Number> numbers_of(const Tokens& t, std::string_view s) {
  std::vector<Number> out;
  for (std::size_t i = 0; i < t.size(); ++i) {
    const std::string w = ascii_digits(t.word(i));
    if (all_digits(w) && w.size() <= 3) {      // 1 200 and 1,200 and 1’200
      std::string joined = w;
      std::size_t k = i + 1;
      for (; k < t.size(); ++k) {
        const std::string next = ascii_digits(t.word(k));
        const std::string_view between = s.substr(t.items[k - 1].offset + t.items[k - 1].length, t.items[k].offset - t.items[k - 1].offset - t.items[k - 1].length);
        if (!all_digits(next) || next.size() != 3 || !is_any(between, {" ", ",", ".", "'", "\u00A0", "\u202F", "’"})) break;
        joined += next;
      }
      if (k > i + 1) {
        out.push_back({i, k - 1, std::move(joined)});
        i = k - 1;
        continue;
      }
    }
    if (const auto slash = w.rfind('/'); slash != w.npos && slash >= 1 && is_year(std::string_view(w).substr(slash + 1))) {
      const std::string year = w.substr(slash + 1), month = w.substr(slash >= 2 && digit(w[slash - 2]) ? slash - 2 : slash - 1, slash >= 2 && digit(w[slash - 2]) ? 2 : 1);
      out.push_back({i, i, year, all_digits(month) ? year + (month.size() == 1 ? "-0" : "-") + month : year});
      continue;
    }
    if (!w.empty() && digit(w[0])) {
      std::string value = plain_number(w);
      // 1.200 and 1,200 as one word are thousands here; 1.5 is not.
      if (const auto dot = value.find('.'); dot != value.npos && dot <= 3 && value.size() == dot + 4 && value[0] != '0') value.erase(dot, 1);
      if (!value.empty()) out.push_back({i, i, std::move(value)});
      continue;
    }
    if (const auto n = number_word(w); !n.empty() && !(w == "sept" && i + 1 < t.size() && all_digits(t.word(i + 1)))) out.push_back({i, i, std::string(n)});
    else if (w == "neuf" && i + 1 < t.size() && is_any(t.word(i + 1), {"ans", "mois", "personnes", "annees", "jours", "semaines", "developpeurs", "collaborateurs"})) out.push_back({i, i, "9"});
  }
  return out;
}

// "2019-03" of "mars 2019", "03/2019" and "2019-03"; the year alone otherwise.
std::string date_of(const Tokens& t, const Number& n, std::string_view s) {
  const auto two = [](int m) { return (m < 10 ? "-0" : "-") + std::to_string(m); };
  if (!n.date.empty()) return n.date;
  if (n.first > 0)
    if (const int m = month_of(t.word(n.first - 1)); m != 0) return n.value + two(m);
  const std::size_t at = t.items[n.first].offset, end = t.items[n.last].offset + t.items[n.last].length;
  const auto month_at = [&](std::size_t i) { return i + 2 <= s.size() && digit(s[i]) && digit(s[i + 1]) ? (s[i] - '0') * 10 + (s[i + 1] - '0') : 0; };
  if (at >= 3 && (s[at - 1] == '/' || s[at - 1] == '-' || s[at - 1] == '.'))
    if (const int m = month_at(at - 3); m >= 1 && m <= 12) return n.value + two(m);
  if (end + 3 <= s.size() && s[end] == '-')
    if (const int m = month_at(end + 1); m >= 1 && m <= 12) return n.value + two(m);
  return n.value;
}

// In a word like 2019-03 or 03/2019 the tokenizer leaves the parts as words; a month's digits are no number of their own.
bool is_month_digits(const Tokens& t, std::size_t i, std::string_view s) {
  const auto w = t.word(i);
  if (w.size() > 2 || !all_digits(w)) return false;
  const std::size_t at = t.items[i].offset, end = at + t.items[i].length;
  const auto year_at = [&](std::size_t k) { return k + 4 <= s.size() && is_year(s.substr(k, 4)); };
  if (end + 5 <= s.size() && (s[end] == '/' || s[end] == '-' || s[end] == '.') && year_at(end + 1)) return true;
  return at >= 5 && s[at - 1] == '-' && year_at(at - 5);
}

std::string_view written(const Tokens& t, std::size_t i, std::string_view s) { return s.substr(t.items[i].offset, t.items[i].length); }

// Capital letters of the word, and whether it begins with one.
struct Capitals {
  int count = 0;
  bool first = false;
};
Capitals capitals(std::string_view w) {
  Capitals c;
  bool begin = true;
  for (std::size_t i = 0; i < w.size();) {
    const auto [cp, n] = text::decode(w, i);
    const bool upper = (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7) || cp == 0x152 || cp == 0x178 || (cp >= 0x391 && cp <= 0x3A9) || (cp >= 0x410 && cp <= 0x42F);
    c.count += upper;
    c.first |= upper && begin;
    begin = false;
    i += n;
  }
  return c;
}

// Written with a capital without being anybody's name.
bool is_polite(std::string_view w) {
  static const std::unordered_set<std::string_view> words = {"i", "dear", "madam", "sir", "madame", "mademoiselle", "monsieur", "mesdames", "messieurs", "hiring", "team", "kind", "regards", "sincerely", "yours", "best", "objet", "subject",
                                                             "cv", "rh", "hr", "cdi", "cdd", "h", "f", "m", "mr", "mrs", "ms", "mme", "ps", "bonjour", "hello", "cordialement", "application", "candidature", "lettre", "motivation", "resume",
                                                             "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "ok", "it", "etc", "re", "pdf"};
  return words.contains(w);
}

bool small_word(std::string_view w) {
  static const std::unordered_set<std::string_view> words = {"de", "du", "des", "la", "le", "les", "un", "une", "et", "en", "au", "aux", "pour", "par", "sur", "dans", "avec", "ou", "a", "the", "of", "and", "to", "for", "in", "on", "with", "an",
                                                             "or", "at", "by", "as", "is", "are", "was", "were", "ses", "son", "sa", "mes", "mon", "ma", "my", "our", "nos", "notre", "vos", "votre", "your", "je", "j", "i", "we", "nous", "vous", "you",
                                                             "it", "that", "this", "qui", "que", "ce", "cette", "ai", "suis", "have", "has", "had", "am", "be", "more", "than", "plus", "chez", "from", "plusieurs", "several", "about", "over", "d", "l", "s"};
  return words.contains(w) || w.size() < 2;
}

std::uint64_t meaning_of(std::string_view w) {
  const std::uint64_t group = role_group(w);
  return group != 0 ? 0x726f6c6500000000 + group : text::stem_hash(w);
}

// The words that make what follows a place where somebody was, or with `title` something that somebody was, rather than one applied for.
bool claims_what_follows(const Tokens& t, std::size_t first, bool title) {
  const std::size_t from = first >= 4 ? first - 4 : 0;
  bool cue = false;
  for (std::size_t i = from; i < first; ++i) {
    const auto w = t.word(i);
    if (is_any(w, {"worked", "working", "work", "joined", "left", "employed", "former", "formerly", "served", "travaille", "travaillant", "rejoint", "quitte", "employe", "employee", "ancien", "ancienne", "exerce", "salarie", "salariee"}) ||
        (title && is_any(w, {"was", "been", "am", "as", "became", "currently", "suis", "comme", "etais", "ete", "tant", "devenu", "devenue", "actuellement"})))
      cue = true;
    if (is_any(w, {"poste", "position", "role", "offre", "opening", "job", "vacancy", "candidat", "candidate", "candidature", "apply", "applying", "application", "interested", "interesse", "interessee", "annonce", "intitule", "postule"})) cue = false;
  }
  return cue;
}

// A capital at the start of a sentence says nothing. There it is a name when it is no word of either language, or when what follows makes
// it somebody who acted on the writer ("Google m'a confié", "Amazon hired me"), which many words cannot be.
bool names_somebody(const Tokens& t, std::size_t i, std::string_view s) {
  const std::string_view w = t.word(i);
  if (w.size() < 2 || small_word(w)) return false;
  if (knows_ordinary_words() && !is_ordinary_word(w)) return true;
  static const std::unordered_set<std::string_view> never = {"il", "elle", "ils", "elles", "on", "cela", "ceci", "ca", "ce", "celle", "celui", "rien", "tout", "tous", "personne", "chacun", "he", "she", "they", "who", "which", "this", "these", "those", "that", "what",
                                                             "everyone", "nobody", "everything", "nothing", "experience", "formation", "training", "work", "travail", "parcours", "career", "curiosity", "curiosite"};
  if (never.contains(w) || i + 1 >= t.size()) return false;
  const std::string_view next = t.word(i + 1), after = i + 2 < t.size() ? t.word(i + 2) : std::string_view();
  const std::size_t end = t.items[i].offset + t.items[i].length;
  const std::string_view between = s.substr(end, t.items[i + 1].offset - end);      // the tokenizer lets "m’" fall away
  const bool me = between.ends_with("m'") || between.ends_with("m’");
  if (me || next == "nous") return is_any(me ? next : after, {"a", "ont", "avait", "avaient", "employait", "emploie", "embauche", "confiait"});
  if (is_any(next, {"hired", "employed", "trusted", "entrusted", "promoted", "recruited", "sponsored", "certified", "awarded", "appointed", "named", "chose", "gave", "asked", "made", "let", "put", "sent", "paid", "trained"})) return after == "me" || after == "us";
  return false;
}

bool quoted(std::string_view s, std::size_t begin, std::size_t end) {
  const std::string_view before = s.substr(0, begin), after = s.substr(end);
  const auto trim = [](std::string_view v, bool back) {
    while (true) {
      if (back ? v.ends_with(' ') : v.starts_with(' ')) v = back ? v.substr(0, v.size() - 1) : v.substr(1);
      else if (back ? v.ends_with("\u00A0") : v.starts_with("\u00A0")) v = back ? v.substr(0, v.size() - 2) : v.substr(2);
      else if (back ? v.ends_with("\u202F") : v.starts_with("\u202F")) v = back ? v.substr(0, v.size() - 3) : v.substr(3);
      else return v;
    }
  };
  const auto b = trim(before, true), a = trim(after, false);
  return (b.ends_with("“") && a.starts_with("”")) || (b.ends_with("«") && a.starts_with("»")) || (b.ends_with('"') && a.starts_with('"'));
}

bool speaks_of_languages(const Tokens& t) {
  for (std::size_t i = 0; i < t.size(); ++i) {
    const auto w = t.word(i);
    if (w.starts_with("parl") || is_any(w, {"speak", "spoken", "fluent", "fluently", "courant", "couramment", "langue", "langues", "language", "languages", "level", "niveau", "bilingual", "bilingue", "native", "maternelle", "b1", "b2", "c1", "c2", "a2", "lu", "ecrit", "maitrise"})) return true;
  }
  return false;
}

void add_fact(std::vector<KnownFact>& out, std::string id, std::string_view text, KnownRole role, int entry = -1, FactSource source = FactSource::kSkill) {
  if (!text.empty()) out.push_back({std::move(id), std::string(text), role, entry, source});
}

std::string_view member_of(FactSource s) {
  constexpr std::string_view kMembers[] = {"skills", "experience", "projects", "education", "certifications"};
  return kMembers[static_cast<std::size_t>(s)];
}

}  // namespace

std::string_view name(KnownRole v) {
  constexpr std::string_view kNames[] = {"NAME", "CONTACT", "HEADLINE", "SUMMARY", "TITLE", "EMPLOYER", "PLACE", "PERIOD", "TEXT", "SKILL", "LEVEL", "LANGUAGE", "EXPERIENCE", "OFFER_TITLE", "OFFER_COMPANY", "OWN_WORDS"};
  return kNames[static_cast<std::size_t>(v)];
}

std::string_view name(ClaimKind v) {
  constexpr std::string_view kNames[] = {"NUMBER", "DATE", "NAME", "TITLE", "SKILL", "PLACEHOLDER"};
  return kNames[static_cast<std::size_t>(v)];
}

std::string known_period(const FactEntry& e) {
  std::string period = e.from_written;
  if (!e.to_written.empty()) period += (period.empty() ? "" : " – ") + e.to_written;
  else if (!period.empty() && e.source == FactSource::kExperience) period += " – …";
  return period;
}

std::string period_id(const FactEntry& e) { return std::string(member_of(e.source)) + "[" + std::to_string(e.entry) + "].period"; }

std::vector<KnownFact> known_facts(const ProfileFacts& profile, const Contact& contact, const Offer& offer, std::string_view own_words, std::string_view start_date, std::string_view duration) {
  std::vector<KnownFact> out;
  add_fact(out, "name", profile.full_name, KnownRole::kName);
  add_fact(out, "contact.title", contact.title, KnownRole::kHeadline);
  add_fact(out, "contact.email", contact.email, KnownRole::kContact);
  add_fact(out, "contact.phone", contact.phone, KnownRole::kContact);
  add_fact(out, "contact.location", contact.location, KnownRole::kContact);
  for (std::size_t i = 0; i < contact.links.size(); ++i) add_fact(out, "contact.links[" + std::to_string(i) + "]", contact.links[i], KnownRole::kContact);
  add_fact(out, "summary", contact.summary, KnownRole::kSummary);
  for (const FactEntry& e : profile.entries) add_fact(out, period_id(e), known_period(e), KnownRole::kPeriod, e.entry, e.source);
  for (const Fact& f : profile.facts) {
    KnownRole role = KnownRole::kText;
    if (f.role == FactRole::kTitle) role = KnownRole::kTitle;
    else if (f.role == FactRole::kPlace) role = KnownRole::kEmployer;
    else if (f.role == FactRole::kLevel) role = KnownRole::kLevel;
    else if (is_location(f.path)) role = KnownRole::kPlace;
    else if (f.source == FactSource::kSkill) role = KnownRole::kSkill;
    add_fact(out, f.path, f.text, role, f.entry, f.source);
  }
  for (std::size_t i = 0; i < contact.languages.size(); ++i) {
    const auto& l = contact.languages[i];
    add_fact(out, "languages[" + std::to_string(i) + "]", l.level.empty() ? l.name : l.name + " (" + l.level + ")", KnownRole::kLanguage);
  }
  if (profile.experience_months && *profile.experience_months > 0)
    add_fact(out, "experience.total", years_text(*profile.experience_months, Lang::kEn), KnownRole::kExperience);
  add_fact(out, "offer.title", text::cut_utf8(offer.title, kFactBytesMax), KnownRole::kOfferTitle);
  add_fact(out, "offer.company", text::cut_utf8(offer.company, kFactBytesMax), KnownRole::kOfferCompany);
  add_fact(out, "search.startDate", text::cut_utf8(start_date, kFactBytesMax), KnownRole::kContact);
  add_fact(out, "search.duration", text::cut_utf8(duration, kFactBytesMax), KnownRole::kContact);
  add_fact(out, "motivation", text::cut_utf8(own_words, kFactBytesMax), KnownRole::kOwnWords);
  return out;
}

FactBook::FactBook(std::vector<KnownFact> facts, std::optional<int> experience_months) : facts_(std::move(facts)), experience_months_(experience_months) {
  for (const KnownFact& f : facts_) {
    View v;
    v.tokens = text::tokenize(f.text);
    const Tokens& t = v.tokens;
    for (std::size_t i = 0; i < t.size(); ++i) {
      v.stems.push_back(meaning_of(t.word(i)));
      if (const auto code = language_code(t.word(i)); !code.empty()) v.languages.emplace_back(code);
    }
    std::ranges::sort(v.stems);
    v.skills = find_skills(f.text, t, f.role == KnownRole::kSkill);
    for (const Number& n : numbers_of(t, f.text)) {
      v.numbers.push_back(n.value);
      if (is_year(n.value)) v.numbers.push_back(date_of(t, n, f.text));
    }
    if (t.size() > 0)
      for (const Diploma& d : find_diplomas(f.text, t, 0, t.size() - 1, f.source != FactSource::kEducation || f.entry < 0)) v.diploma = std::max(v.diploma, d.years);
    views_.push_back(std::move(v));
  }
}

const KnownFact* FactBook::find(std::string_view id) const {
  const auto it = std::ranges::find_if(facts_, [&](const KnownFact& f) { return f.id == id; });
  return it == facts_.end() ? nullptr : &*it;
}

const KnownFact* FactBook::find_text(std::string_view text) const {
  const auto it = std::ranges::find_if(facts_, [&](const KnownFact& f) { return f.text == text; });
  return it == facts_.end() ? nullptr : &*it;
}

// Words that quote what is known to be a name or a quotation: 1.
std::vector<std::uint8_t> FactBook::masked(std::string_view sentence, const Tokens& t) const {
  std::vector<std::uint8_t> mask(t.size(), 0);
  for (std::size_t f = 0; f < facts_.size(); ++f) {
    const KnownRole role = facts_[f].role;
    const Tokens& words = views_[f].tokens;
    const bool of_offer = role == KnownRole::kOfferTitle || role == KnownRole::kOfferCompany;
    if ((!of_offer && role != KnownRole::kName) || words.size() == 0) continue;
    for (std::size_t i = 0; i < t.size(); ++i) {
      std::size_t k = 0;
      while (k < words.size() && i + k < t.size() && t.word(i + k) == words.word(k)) ++k;
      const bool cut = k >= 4 && k < words.size() && sentence.substr(t.items[i + k - 1].offset + t.items[i + k - 1].length).starts_with("…");
      if (k < words.size() && !cut) continue;
      const std::size_t begin = t.items[i].offset, end = t.items[i + k - 1].offset + t.items[i + k - 1].length;
      const bool in_quotes = quoted(sentence, begin, end);
      if (of_offer && !in_quotes && claims_what_follows(t, i, role == KnownRole::kOfferTitle)) continue;
      if (role == KnownRole::kOfferTitle && words.size() < 2 && !in_quotes && i > 0 && !is_any(t.word(i - 1), {"poste", "position", "role", "application", "candidature", "job"})) continue;
      std::fill_n(mask.begin() + static_cast<std::ptrdiff_t>(i), k, std::uint8_t{1});
    }
  }
  // Contact data stand as they are: an address holds digits and names.
  for (const KnownFact& f : facts_) {
    if (f.role != KnownRole::kContact) continue;
    for (auto at = sentence.find(f.text); at != sentence.npos; at = sentence.find(f.text, at + f.text.size()))
      for (std::size_t i = 0; i < t.size(); ++i)
        if (t.items[i].offset >= at && t.items[i].offset < at + f.text.size()) mask[i] = 1;
  }
  return mask;
}

std::vector<FactBook::Asked> FactBook::claims(std::string_view s) const {
  std::vector<Asked> out;
  const Tokens t = text::tokenize(s);
  std::vector<std::uint8_t> taken = masked(s, t);
  const auto add = [&](ClaimKind kind, std::size_t first, std::size_t last) -> Asked& {
    Asked a;
    a.claim.kind = kind;
    a.claim.offset = t.items[first].offset;
    a.claim.length = t.items[last].offset + t.items[last].length - a.claim.offset;
    a.claim.text = std::string(s.substr(a.claim.offset, a.claim.length));
    out.push_back(std::move(a));
    for (std::size_t i = first; i <= last; ++i) taken[i] = 1;
    return out.back();
  };

  for (auto open = s.find("{{"); open != s.npos; open = s.find("{{", open + 2)) {
    const auto close = s.find("}}", open + 2);
    if (close == s.npos) break;
    Asked a;
    a.claim = {ClaimKind::kPlaceholder, static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(close + 2 - open), std::string(s.substr(open, close + 2 - open))};
    out.push_back(std::move(a));
    for (std::size_t i = 0; i < t.size(); ++i)
      if (t.items[i].offset >= open && t.items[i].offset < close) taken[i] = 1;
    open = close;
  }

  for (const SkillHit& hit : find_skills(s, t)) {
    if (skill(hit.skill).kind == SkillKind::kQuality || std::all_of(taken.begin() + hit.first, taken.begin() + hit.last + 1, [](auto m) { return m != 0; })) continue;
    add(ClaimKind::kSkill, hit.first, hit.last).skill = hit.skill;
    out.back().value.clear();
  }
  if (speaks_of_languages(t))
    for (std::size_t i = 0; i < t.size(); ++i)
      if (const auto code = language_code(t.word(i)); !code.empty() && !taken[i]) add(ClaimKind::kSkill, i, i).value = std::string(code);

  for (const Number& n : numbers_of(t, s)) {
    if (taken[n.first] || is_month_digits(t, n.first, s)) continue;
    if (is_year(n.value)) {
      const std::string date = date_of(t, n, s);
      const bool month_word = n.first > 0 && month_of(t.word(n.first - 1)) != 0;
      add(ClaimKind::kDate, month_word ? n.first - 1 : n.first, n.last).value = date;
      continue;
    }
    std::vector<std::uint64_t> context;
    for (std::size_t i = n.first >= kContextWords ? n.first - kContextWords : 0; i < t.size() && i <= n.last + kContextWords; ++i)
      if ((i < n.first || i > n.last) && !small_word(t.word(i)) && plain_number(t.word(i)).empty()) context.push_back(meaning_of(t.word(i)));
    Asked& a = add(ClaimKind::kNumber, n.first, n.last);
    a.value = n.value;
    a.context = std::move(context);
    const bool years = n.last + 1 < t.size() && is_any(t.word(n.last + 1), {"ans", "an", "annees", "years", "year"});
    const bool months = n.last + 1 < t.size() && is_any(t.word(n.last + 1), {"mois", "months", "month"});
    if ((years || months) && n.value.size() <= 3 && all_digits(n.value))
      for (std::size_t i = n.last + 2; i < t.size() && i <= n.last + 5; ++i)
        if (t.word(i) == "experience" || t.word(i) == "experiences") a.experience = true, a.months = std::stoi(n.value) * (years ? 12 : 1);
  }

  if (t.size() > 0)
    for (const Diploma& d : find_diplomas(s, t, 0, t.size() - 1, true)) {
      std::size_t first = t.size(), last = 0;
      for (std::size_t i = 0; i < t.size(); ++i)
        if (t.items[i].offset >= d.offset && t.items[i].offset < d.offset + d.length) first = std::min(first, i), last = i;
      if (first == t.size() || taken[first]) continue;
      Asked& a = add(ClaimKind::kTitle, first, last);
      a.diploma = d.years;
    }

  for (std::size_t i = 0; i < t.size(); ++i)
    if (!taken[i])
      if (const auto group = role_group(t.word(i)); group != 0) add(ClaimKind::kTitle, i, i).group = 0x726f6c6500000000 + group;

  for (std::size_t i = 0; i < t.size(); ++i) {
    if (taken[i]) continue;
    const std::string_view w = t.word(i), as_written = written(t, i, s);
    const bool follows_chez = i > 0 && t.word(i - 1) == "chez" && !is_any(w, {"vous", "nous", "moi", "eux", "elle", "elles", "lui", "soi", "un", "une", "le", "la", "les", "des", "mon", "ce", "cet", "cette", "plusieurs"});
    const bool disguised = !text::latin_lookalike(as_written).empty() && std::ranges::any_of(as_written, [](char c) { return static_cast<unsigned char>(c) >= 0xCD && static_cast<unsigned char>(c) <= 0xD4; });
    const Capitals c = capitals(as_written);
    const bool begins = t.items[i].gap == Gap::kSentence || t.items[i].gap == Gap::kColon;
    const bool a_name = c.first ? !begins || c.count > 1 || names_somebody(t, i, s) : c.count > 0;
    if (!follows_chez && !disguised && (!a_name || is_polite(w) || month_of(w) != 0 || !language_code(w).empty())) continue;
    if (small_word(w) && !disguised) continue;
    Asked& a = add(ClaimKind::kName, i, i);
    a.stem = meaning_of(w);
    a.past = claims_what_follows(t, i, false);
  }
  std::ranges::stable_sort(out, [](const Asked& a, const Asked& b) { return a.claim.offset < b.claim.offset; });
  return out;
}

bool FactBook::bears(std::size_t f, const Asked& a) const {
  const View& v = views_[f];
  const KnownRole role = facts_[f].role;
  const bool of_offer = role == KnownRole::kOfferTitle || role == KnownRole::kOfferCompany || role == KnownRole::kOwnWords;
  if (of_offer && (a.claim.kind != ClaimKind::kName || a.past)) return false;
  const auto has = [&](std::uint64_t stem) { return std::ranges::binary_search(v.stems, stem); };
  switch (a.claim.kind) {
    case ClaimKind::kPlaceholder: return false;
    case ClaimKind::kSkill:
      if (!a.value.empty()) return std::ranges::find(v.languages, a.value) != v.languages.end();
      return std::ranges::any_of(v.skills, [&](const SkillHit& h) { return shows(h.skill, a.skill); });
    case ClaimKind::kDate:
      return std::ranges::any_of(v.numbers, [&](const std::string& n) { return n == a.value; });
    case ClaimKind::kNumber:
      if (a.experience && role == KnownRole::kExperience) return experience_months_ && *experience_months_ >= a.months;
      if (role == KnownRole::kExperience) return false;
      return std::ranges::find(v.numbers, a.value) != v.numbers.end() && (a.context.empty() || std::ranges::any_of(a.context, has));
    case ClaimKind::kTitle: return a.group != 0 ? has(a.group) : v.diploma >= a.diploma;
    case ClaimKind::kName: return has(a.stem);
  }
  return false;
}

std::vector<Claim> FactBook::unsupported(std::string_view sentence, const std::vector<std::string>& ids) const {
  std::vector<std::size_t> tied;
  for (const std::string& id : ids)
    if (const KnownFact* f = find(id)) tied.push_back(static_cast<std::size_t>(f - facts_.data()));
  std::vector<Claim> out;
  std::size_t last_end = 0;
  for (Asked& a : claims(sentence)) {
    if (std::ranges::any_of(tied, [&](std::size_t f) { return bears(f, a); })) continue;
    // Words of one name are one claim.
    if (!out.empty() && a.claim.kind == ClaimKind::kName && out.back().kind == ClaimKind::kName && a.claim.offset == last_end + 1) {
      out.back().length = a.claim.offset + a.claim.length - out.back().offset;
      out.back().text = std::string(sentence.substr(out.back().offset, out.back().length));
    } else {
      out.push_back(std::move(a.claim));
    }
    last_end = out.back().offset + out.back().length;
  }
  return out;
}

std::vector<std::string> FactBook::ties(std::string_view sentence) const {
  const Tokens t = text::tokenize(sentence);
  std::vector<std::uint64_t> stems;
  for (std::size_t i = 0; i < t.size(); ++i)
    if (!small_word(t.word(i))) stems.push_back(meaning_of(t.word(i)));
  std::ranges::sort(stems);
  stems.erase(std::unique(stems.begin(), stems.end()), stems.end());

  std::vector<std::size_t> shared(facts_.size(), 0);
  std::vector<std::size_t> chosen;
  const auto choose = [&](std::size_t f) {
    if (chosen.size() < kTiesMax && std::ranges::find(chosen, f) == chosen.end()) chosen.push_back(f);
  };
  for (std::size_t f = 0; f < facts_.size(); ++f) {
    std::vector<std::uint64_t> own = views_[f].stems;
    own.erase(std::unique(own.begin(), own.end()), own.end());
    for (const auto stem : stems) shared[f] += std::ranges::binary_search(own, stem);
    const std::size_t words = own.size();
    if (shared[f] >= 2 && shared[f] * 5 >= words * 3) choose(f);
  }
  for (const Asked& a : claims(sentence)) {
    std::vector<std::size_t> bearing;
    for (std::size_t f = 0; f < facts_.size(); ++f)
      if (bears(f, a)) bearing.push_back(f);
    if (std::ranges::any_of(bearing, [&](std::size_t f) { return std::ranges::find(chosen, f) != chosen.end(); })) continue;
    std::ranges::stable_sort(bearing, [&](std::size_t x, std::size_t y) { return shared[x] > shared[y]; });
    for (std::size_t i = 0; i < bearing.size() && i < kTiesPerClaimMax; ++i) choose(bearing[i]);
  }
  // The offer's own words, quoted.
  for (std::size_t f = 0; f < facts_.size(); ++f) {
    const KnownRole role = facts_[f].role;
    if ((role == KnownRole::kOfferCompany || role == KnownRole::kOfferTitle || role == KnownRole::kName) && !facts_[f].text.empty() && sentence.find(facts_[f].text) != sentence.npos) choose(f);
  }
  std::ranges::sort(chosen);
  std::vector<std::string> out;
  for (const std::size_t f : chosen) out.push_back(facts_[f].id);
  return out;
}

}  // namespace jm::domain
