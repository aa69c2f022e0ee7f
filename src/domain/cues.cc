#include "domain/cues.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/stem.h"

namespace jm::domain {

namespace {

struct Phrases {
  Cue cue;
  std::vector<std::string_view> list;      // folded words, single blanks
};

const std::vector<Phrases>& phrases() {
  static const std::vector<Phrases> all = {
    {kNiceCue, {
       "un plus", "est un atout", "serait un atout", "sera un atout", "un vrai atout", "atout", "souhaite", "souhaitee", "souhaitable", "apprecie",
       "appreciee", "appreciees", "a plus", "preferred", "desirable", "would be great", "advantageous", "an advantage", "serait apprecie"}},
    {kNiceFollows, {
       "idealement", "ideally", "preferably", "de preference", "bonus", "nice to have", "optional", "facultatif"}},
    {kMustCue, {
       "requis", "requise", "requises", "exige", "exigee", "indispensable", "indispensables", "imperatif", "imperative", "imperativement",
       "obligatoire", "obligatoires", "necessaire", "necessaires", "must", "must have", "required", "requires", "mandatory", "essential",
       "need to have", "minimum", "au moins", "at least", "maitrise", "maitrisez", "vous maitrisez", "solide experience", "strong experience",
       "proven experience", "experience confirmee", "proficiency", "proficient", "solid knowledge", "bonne connaissance", "bonnes connaissances"}},
    {kNiceHeading, {
       "nice to have", "bonus", "les plus", "preferred", "pluses", "plus points", "atouts", "souhaite", "good to have", "desirable"}},
    {kWantedHeading, {
       "profil", "profil recherche", "votre profil", "requirements", "qualifications", "competences", "prerequis", "pre requis", "what you bring",
       "what you ll bring", "what we re looking for", "what we are looking for", "you have", "about you", "must have", "skills", "savoir faire",
       "savoir etre", "who you are", "qui etes vous", "vous etes", "your profile", "ce que nous recherchons", "experience", "what you need", "stack",
       "environnement technique", "technologies"}},
    {kElsewhereHeading, {
       "about us", "about the company", "who we are", "qui sommes nous", "a propos", "a propos de nous", "l entreprise", "entreprise",
       "notre entreprise", "benefits", "perks", "what we offer", "we offer", "nous offrons", "nous vous offrons", "ce que nous offrons",
       "ce que nous proposons", "avantages", "vos avantages", "nos avantages", "remuneration", "compensation", "our story", "process de recrutement",
       "processus de recrutement", "interview process", "hiring process", "equal opportunity", "diversity", "why join us", "pourquoi nous rejoindre",
       "conditions", "company description"}},
    {kMissionHeading, {
       "mission", "missions", "vos missions", "responsibilities", "what you ll do", "what you will do", "your role", "the role", "le poste",
       "description du poste", "activites", "role", "your mission", "taches", "duties", "job description"}},
    {kExperience, {
       "experience", "experiences", "exp", "xp", "anciennete"}},
    {kCompanyAge, {
       "notre", "our", "nos", "fort de", "forte de", "depuis", "founded", "cree", "creee", "since", "history", "years ago", "il y a"}},
    {kLanguageCue, {
       "courant", "couramment", "fluent", "fluently", "fluency", "lu", "parle", "parler", "ecrit", "niveau", "level", "maitrise", "bilingue",
       "bilingual", "native", "natif", "langue", "langues", "language", "languages", "professionnel", "professional", "operationnel", "proficiency",
       "proficient", "written", "spoken", "speaking", "speaker", "speakers", "speak", "intermediate", "intermediaire", "notions", "working", "requis",
       "required", "conversational", "technique", "pratique", "pratiquez", "a1", "a2", "b1", "b2", "c1", "c2", "excellent", "bon", "good", "strong"}},
    {kLicence, {
       "permis b", "permis de conduire", "driving licence", "driving license", "driver s license", "drivers license", "driver license", "permis vl"}},
    {kStudy, {
       "diplome", "diplomes", "diplomee", "diploma", "formation", "niveau", "degree", "degrees", "etudes", "graduate", "graduated", "education",
       "titulaire", "universite", "university", "ecole", "school", "etudiant", "etudiante", "student", "cursus", "issu", "issue", "studies",
       "equivalent"}},
  };
  return all;
}

struct Phrase {
  std::uint32_t cues;
  std::vector<std::string_view> words;
};

class Index {
 public:
  Index() {
    for (const Phrases& p : phrases())
      for (std::string_view rest : p.list) {
        Phrase phrase{p.cue, {}};
        while (!rest.empty()) {
          const std::size_t end = std::min(rest.find(' '), rest.size());
          phrase.words.push_back(rest.substr(0, end));
          rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        const std::uint64_t hash = text::word_hash(phrase.words[0]);
        bloom_[hash % kBits / 64] |= std::uint64_t{1} << hash % 64;
        by_first_[hash].push_back(std::move(phrase));
      }
  }

  const std::vector<Phrase>* at(std::string_view word) const {
    const std::uint64_t hash = text::word_hash(word);
    if ((bloom_[hash % kBits / 64] >> hash % 64 & 1) == 0) return nullptr;
    const auto it = by_first_.find(hash);
    return it == by_first_.end() ? nullptr : &it->second;
  }

 private:
  static constexpr std::size_t kBits = 16'384;
  std::array<std::uint64_t, kBits / 64> bloom_{};
  std::unordered_map<std::uint64_t, std::vector<Phrase>> by_first_;
};

}  // namespace

Cues find_cues(const text::Tokens& tokens, std::size_t first, std::size_t last) {
  static const Index index;
  Cues cues;
  for (std::size_t i = first; i <= last && i < tokens.size(); ++i) {
    const auto* starting = index.at(tokens.word(i));
    if (!starting) continue;
    for (const Phrase& p : *starting) {
      if (i + p.words.size() > last + 1 || i + p.words.size() > tokens.size()) continue;
      bool same = true;
      for (std::size_t k = 0; same && k < p.words.size(); ++k) same = tokens.word(i + k) == p.words[k];
      if (!same) continue;
      cues.found |= p.cues;
      if (p.cues == kNiceFollows) cues.nice_from = std::min(cues.nice_from, i - first);
    }
  }
  return cues;
}

}  // namespace jm::domain
