#include "domain/company.h"

#include <algorithm>
#include <vector>

#include "text/fold.h"
#include "text/utf8.h"

namespace jm::domain {

namespace {

constexpr std::size_t kNameBytesMax = 256;

constexpr std::string_view kLegalForms[] = {
    "ab",   "ag",   "aktiengesellschaft", "aps", "as",     "asbl",        "asa",   "bv",     "bvba",    "co",   "company", "corp",
    "corporation", "cv", "ei",   "eirl",   "eurl",  "ev",     "gie",  "gmbh",  "gmbhco", "inc", "incorporated", "kft",  "kg",
    "kgaa", "lda",  "limited",   "llc",  "llp",   "lp",     "ltd",         "ltda",  "mbh",    "nv",      "ohg",  "oy",      "oyj",
    "plc",  "private", "pte",    "pty",  "pvt",   "sa",     "sarl",        "sas",   "sasu",   "sca",     "scic", "scm",     "scop",
    "scp",  "se",   "sel",   "selarl", "selas", "sl",    "slu",  "snc",  "societe", "spa", "spj", "spk", "spol", "sprl", "srl", "sro", "ste", "ug", "uab",
};
bool is_legal_form(std::string_view w) { return std::find(std::begin(kLegalForms), std::end(kLegalForms), w) != std::end(kLegalForms); }
bool is_small(std::string_view w) { return w == "et" || w == "and" || w == "und" || w == "the" || w == "y"; }
bool is_group(std::string_view w) { return w == "groupe" || w == "group" || w == "gruppe"; }

// Folded words; letters written apart are one word ("S.A.S." -> "sas").
std::vector<std::string> words_of(std::string_view name) {
  const std::string folded = text::fold_name(text::cut_utf8(name, kNameBytesMax));
  std::vector<std::string> words;
  bool spelled = false;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    const std::string_view w = std::string_view(folded).substr(at, end - at);
    const bool letter = w.size() == 1 && w[0] >= 'a' && w[0] <= 'z';
    if (letter && spelled) words.back() += w;
    else words.emplace_back(w);
    spelled = letter;
    at = end + 1;
  }
  return words;
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& w : words) {
    if (!out.empty()) out += ' ';
    out += w;
  }
  return out;
}

// Agencies by their keys: the whole key, or its beginning ("adecco medical").
constexpr std::string_view kAgencies[] = {
    "adaming", "adecco", "adsearch", "aerotek", "akkodis talent", "allegis", "alphabet emploi", "amoria bond", "apex systems", "appel medical",
    "approach people", "aquila rh", "aston carter", "avomind", "badenoch clark", "bluesky resource", "client server", "collabera", "computer futures",
    "cooptalis", "crossing hurdles", "cybercoders", "derichebourg interim", "dice talent", "ergalis", "expectra", "experis", "externatic",
    "extracadabra", "fed africa", "fed business", "fed finance", "fed group", "fed human", "fed it", "fed legal", "fed medical", "fed office",
    "fed supply", "gi life sciences", "gojob", "harvey nash", "hirewell", "hunteed", "hunter bond", "insight global", "iziwork", "jobgether",
    "jobleads", "jobot", "jobs via dice", "kelly services", "kforce", "la fosse associates", "lynx rh", "manpower", "manpowergroup", "mediflash",
    "medikstaff", "menway", "mercato de l emploi", "mercato emploi", "michael bailey associates", "michael page", "michael page international",
    "mistertemp", "morgan mckinley", "morgan philips", "morgan services", "motion recruitment", "nigel frank", "nigel wright", "octopus it",
    "oliver james", "onepi", "optineris", "oscar technology", "page executive", "page outsourcing", "page personnel", "pagegroup", "partnaire",
    "phaidon international", "progressive recruitment", "prosek talent", "qapa", "randstad", "real staffing", "remotehunter", "robert half",
    "robert half technology", "robert walters", "samsic emploi", "sbc interim", "selby jennings", "selescope", "silkhom", "sim emploi", "skillink",
    "slash interim", "spring professional", "staffmatch", "staffme", "start people", "student pop", "supplay", "suppleance", "teksystems", "temporis",
    "tenth revolution", "triangle solutions", "understanding recruitment", "up skills", "urban linker", "vitalis medical", "walters people",
    "winsearch",
};
// Names that begin other employers' names too: only the whole key.
constexpr std::string_view kAgenciesAlone[] = {
    "abalone", "actua", "actual", "adequat", "adia", "altaide", "artus", "axxis", "brigad", "camo emploi", "clementine", "connectt", "crit",
    "crossover", "dlsi", "domino", "gi", "harnham", "hays", "huxley", "interaction", "jubil", "leader", "lensa", "lever up", "lhh", "lip", "mercor",
    "modis", "proman", "ras", "reed", "sigmar", "sthree", "synergie", "talentify", "tempo", "temporaire", "the judge", "triangle", "twine", "vaco",
    "volt", "welljob", "worldjob", "yoh",
};

// Words that name the trade.
constexpr std::string_view kTradeWords[] = {
    "interim", "interimaire", "interimaires", "recrutement", "recrutements", "recruitment", "recruiting", "recruiters", "recruiter", "recruteur", "recruteurs", "staffing",
    "headhunter", "headhunters", "headhunting", "personalvermittlung", "zeitarbeit", "personaldienstleistungen", "personaldienstleister", "uitzendbureau", "outplacement", "chasseurs de tetes",
};
constexpr std::string_view kTradePhrases[] = {"travail temporaire", "executive search", "talent search", "temp agency", "employment agency", "recruitment agency", "chasse de tetes", "ressources humaines conseil", "portage salarial", "job search firm"};

bool holds(std::string_view padded, std::string_view phrase) {
  for (std::size_t at = padded.find(phrase); at != std::string_view::npos; at = padded.find(phrase, at + 1))
    if (padded[at - 1] == ' ' && padded[at + phrase.size()] == ' ') return true;
  return false;
}

}  // namespace

std::string company_key(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  std::vector<std::string> kept;
  for (const std::string& w : words)
    if (!is_small(w)) kept.push_back(w);
  if (kept.size() > 2 && kept.back() == "zoo" && kept[kept.size() - 2] == "sp") kept.resize(kept.size() - 2);      // "sp. z o.o."
  // Forms stand at the ends; inside a name they may be a word of it ("Van As Logistics").
  while (kept.size() > 1 && (is_legal_form(kept.back()) || is_group(kept.back()))) kept.pop_back();
  while (kept.size() > 1 && (is_legal_form(kept.front()) || is_group(kept.front()))) kept.erase(kept.begin());
  return kept.empty() ? join(words) : join(kept);
}

bool is_intermediary(std::string_view name) {
  const std::string key = company_key(name);
  if (key.empty()) return false;
  for (const std::string_view agency : kAgencies)
    if (key.starts_with(agency) && (key.size() == agency.size() || key[agency.size()] == ' ')) return true;
  if (std::find(std::begin(kAgenciesAlone), std::end(kAgenciesAlone), key) != std::end(kAgenciesAlone)) return true;
  const std::string padded = " " + key + " ";
  for (const std::string_view w : kTradeWords)
    if (holds(padded, w)) return true;
  for (const std::string_view p : kTradePhrases)
    if (holds(padded, p)) return true;
  // "Aquila RH", "Sud Emploi": the last word of an agency's name, not of a hospital's.
  return key.ends_with(" rh") || (key.ends_with(" emploi") && !key.starts_with("pole ") && !key.starts_with("france ") && !key.starts_with("maison "));
}

}  // namespace jm::domain
