#include "cv/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>
#include <vector>

#include "domain/gazetteer.h"
#include "text/fold.h"

namespace jm::cv {
namespace {

using Set = std::unordered_set<std::string_view>;

Set set_of(std::string_view forms) {
  Set out;
  while (!forms.empty()) {
    const auto end = forms.find(' ');
    if (end != 0) out.insert(forms.substr(0, end));
    forms.remove_prefix(end == forms.npos ? forms.size() : end + 1);
  }
  return out;
}

std::vector<std::string_view> split(std::string_view s) {
  std::vector<std::string_view> out;
  while (!s.empty()) {
    const auto end = s.find(' ');
    if (end != 0) out.push_back(s.substr(0, end));
    s.remove_prefix(end == s.npos ? s.size() : end + 1);
  }
  return out;
}

const Set& roles() {
  static const Set set = set_of(
      "developer engineer manager director officer assistant analyst consultant designer architect administrator technician operator worker clerk specialist coordinator supervisor lead head chief president "
      "founder cofounder intern trainee apprentice freelance freelancer researcher teacher professor lecturer tutor instructor nurse doctor physician surgeon dentist accountant auditor cashier driver chef cook waiter waitress baker "
      "butcher barista bartender receptionist secretary editor writer journalist translator photographer artist musician actor actress scientist chemist biologist physicist economist lawyer attorney paralegal judge "
      "agent broker buyer planner inspector mechanic electrician plumber carpenter welder painter mason fitter machinist foreman guard policeman soldier sailor pilot steward stewardess salesman saleswoman "
      "salesperson seller representative associate advisor adviser counselor counsellor therapist psychologist pharmacist veterinarian scholar handler assembler grader expert trader scrum owner fellow "
      "developpeur developpeuse ingenieur ingenieure responsable directeur directrice gerant gerante cheffe charge chargee conseiller conseillere assistante technicien technicienne ouvrier ouvriere employe employee "
      "agente vendeur vendeuse commercial commerciale comptable secretaire infirmier infirmiere medecin avocat avocate juriste notaire professeur professeure enseignant enseignante formateur formatrice educateur "
      "educatrice animateur animatrice cuisinier cuisiniere serveur serveuse boulanger patissier boucher coiffeur coiffeuse chauffeur conducteur conductrice livreur magasinier cariste macon electricien plombier menuisier "
      "charpentier peintre soudeur mecanicien mecanicienne operateur operatrice stagiaire alternant alternante apprenti apprentie chercheur chercheuse redacteur redactrice traducteur traductrice graphiste "
      "architecte consultante analyste auditeur auditrice acheteur acheteuse coordinateur coordinatrice coordonnateur coordonnatrice superviseur superviseuse monteur monteuse regleur agriculteur pecheur forgeron poursuiteur "
      "moniteur monitrice specialiste negociant negociante courtier courtiere aide auxiliaire preparateur preparatrice hote hotesse receptionniste standardiste caissier caissiere surveillant surveillante gardien gardienne "
      "fondateur fondatrice cofondateur president presidente delegue deleguee doctorant doctorante postdoc vacataire benevole volunteer ambassador member dev devops cto ceo cfo coo vp sre qa");
  return set;
}

const Set& company_words() {
  static const Set set = set_of(
      "conseil consulting consultants industrie industries logistics logistique systems systemes system labs lab laboratories laboratoire laboratoires sante health energie energies energy engineering ingenierie retail distribution group "
      "groupe holding bank banque technologies technology tech solutions services partners software studio studios media medias hopital hospital chu clinic clinique agence agency university universite ecole lycee mairie "
      "ministere association fondation foundation institute institut restaurant hotel airlines motors pharma inc llc ltd sa sas sarl sasu gmbh ag bv plc corp corporation co cie company limited llp lp eurl snc scop "
      "international global worldwide ventures capital insurance assurances robotics analytics publishing video networks digital interactive entertainment financial dynamics works press museum musee college school "
      "academy academie center centre organization organisation federation club store stores supermarche brasserie cafe transports transport construction batiment btp immobilier telecom telecoms aerospace automotive");
  return set;
}

const Set& degrees() {
  static const Set set = set_of(
      "bachelor bachelors bachelier master masters mastere mba bsc msc beng meng ba ma bs ms phd dphil licence bts but dut deug cap bep bac baccalaureat diplome diploma degree doctorat doctorate doctor hnd dea dess "
      "brevet agregation capes btec gcse gcses deust titre prepa associate habilitation llb llm bba bfa mfa md jd ged mphil aa as magister maitrise ingenieur graduate undergraduate "
      "licenciatura grado ingenieria abitur highschool cpge dnb bachillerato certificat certificate minor major postgraduate");
  return set;
}

const Set& school_words() {
  static const Set set = set_of(
      "university universite college school ecole lycee institut institute iut insa cnam academy academie faculty faculte polytechnique polytechnic edhec hec essec escp em emlyon centrale mines ens ensam epitech epita 42 "
      "afpa greta cfa universidad hochschule universitat conservatoire campus supelec telecom sorbonne mit ucla oxford cambridge harvard stanford berkeley yale univ isep isen esiea supinfo kedge neoma audencia skema openclassrooms udemy coursera");
  return set;
}

const Set& languages() {
  static const Set set = set_of(
      "francais anglais allemand espagnol italien portugais neerlandais arabe chinois mandarin japonais russe polonais roumain turc grec coreen hindi hebreu suedois danois norvegien finnois tcheque hongrois ukrainien "
      "catalan breton corse basque occitan creole wolof berbere tamazight kabyle persan ourdou bengali vietnamien thai indonesien malais swahili bulgare croate serbe slovene slovaque lituanien letton estonien islandais irlandais "
      "french english german spanish italian portuguese dutch arabic chinese cantonese japanese russian polish romanian turkish greek korean hebrew swedish danish norwegian finnish czech hungarian ukrainian "
      "irish welsh gaelic afrikaans zulu urdu punjabi tamil telugu marathi gujarati persian farsi vietnamese indonesian malay tagalog filipino bulgarian croatian serbian slovenian slovak lithuanian latvian estonian icelandic "
      "latin esperanto luxembourgeois luxembourgish flamand flemish espanol ingles frances aleman italiano deutsch englisch albanais albanian armenien armenian georgien georgian lingala bambara lsf kurde kurdish nepali "
      "malgache malagasy haoussa hausa yoruba igbo peul fulani soninke malinke mandinka dioula somali amharique amharic tigrinya oromo kinyarwanda kirundi sango shona xhosa tswana sotho comorien maltais maltese "
      "macedonien macedonian bosnien bosniaque bosnian montenegrin bielorusse belarusian azeri azerbaijani kazakh ouzbek uzbek turkmen tadjik tajik kirghiz kyrgyz mongol mongolian pachto pashto dari sindhi cinghalais "
      "sinhala birman burmese khmer laotien lao javanais javanese tibetain tibetan maori samoan tahitien tahitian hawaiian guarani quechua aymara alsacien alsatian picard sarde sicilien galicien galician frison frisian "
      "yiddish romani sanskrit kannada malayalam kikuyu luganda chichewa moldave moldovan papiamento tetum tongan fidjien fijian asl bsl");
  return set;
}

}  // namespace

int occupation_score(std::string_view text) {
  const std::string folded = text::fold_name(text);
  const auto words = split(folded);
  if (words.empty()) return 0;
  int score = 0;
  bool role = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (roles().contains(words[i])) {
      score += i == 0 ? 3 : role ? 0 : 2;
      role = true;
    }
  }
  if (!role) {
    // "…eur", "…ist", "…er": the endings of trades, on the first word (French) or the last (English).
    const auto trade = [](std::string_view w) {
      constexpr std::array kEnds = {"eur", "euse", "trice", "iste", "ier", "iere", "ien", "ienne", "logue", "ist", "ian", "or", "er", "man", "woman", "ant", "ante"};
      return w.size() > 4 && std::ranges::any_of(kEnds, [&](std::string_view e) { return w.ends_with(e); });
    };
    score += trade(words.front()) || trade(words.back()) ? 1 : 0;
  }
  if (words.size() > 1 && company_words().contains(words.back())) score -= 2;
  else if (std::ranges::any_of(words, [](std::string_view w) { return company_words().contains(w); })) score -= 1;
  if (school_words().contains(words.front())) score -= 2;
  return score;
}

bool is_degree(std::string_view text) {
  std::string folded = text::fold_name(text);
  const auto words = split(folded);
  if (words.size() > 25) return false;
  for (std::size_t i = 0; i < words.size() && i < 4; ++i) {
    if (degrees().contains(words[i]) && !(words[i] == "as" && i == 0 && words.size() > 4 && !text.starts_with("AS"))) return true;
    if (i + 1 < words.size() && words[i].size() == 1 && words[i + 1].size() <= 4 && (words[i] == "b" || words[i] == "m") && (words[i + 1] == "s" || words[i + 1] == "a" || words[i + 1] == "sc" || words[i + 1] == "eng" || words[i + 1] == "tech" || words[i + 1] == "ed" || words[i + 1] == "com")) return true;
    if (i + 1 < words.size() && ((words[i] == "ph" && words[i + 1] == "d") || (words[i] == "high" && words[i + 1] == "school" && folded.find("diploma") != folded.npos) || (words[i] == "a" && words[i + 1] == "levels"))) return true;
    if (words[i].starts_with("bac") && words[i].size() > 3 && std::isdigit(static_cast<unsigned char>(words[i][3])) != 0) return true;
    if ((words[i] == "m1" || words[i] == "m2" || words[i] == "l3" || words[i] == "l2") && i == 0) return true;
  }
  return false;
}

int school_score(std::string_view text) {
  const std::string folded = text::fold_name(text);
  int score = 0;
  for (const auto w : split(folded)) score += school_words().contains(w) ? 2 : 0;
  return std::min(score, 4) - (is_degree(text) ? 3 : 0);
}

bool is_language(std::string_view folded) { return languages().contains(folded); }

namespace {

bool is_state(std::string_view s) { return s.size() == 2 && std::isupper(static_cast<unsigned char>(s[0])) != 0 && std::isupper(static_cast<unsigned char>(s[1])) != 0; }

// "69003 Lyon", "Lyon 69003"; a word in letters and nothing that is dialled.
bool has_postal_code(std::string_view folded) {
  const auto words = split(folded);
  if (words.size() < 2 || words.size() > 5) return false;
  const auto code = [](std::string_view w) { return (w.size() == 4 || w.size() == 5) && std::ranges::all_of(w, [](char c) { return c >= '0' && c <= '9'; }); };
  const auto letters = [](std::string_view w) { return w.size() > 1 && std::ranges::none_of(w, [](char c) { return c >= '0' && c <= '9'; }); };
  const auto year = [](std::string_view w) { return w.size() == 4 && w >= "1950" && w <= "2050"; };      // behind words, rather
  return (code(words.front()) || (code(words.back()) && !year(words.back()))) && std::ranges::count_if(words, letters) + 1 == static_cast<std::ptrdiff_t>(words.size());
}

std::string_view trimmed(std::string_view s) {
  while (s.starts_with(' ')) s.remove_prefix(1);
  while (s.ends_with(' ')) s.remove_suffix(1);
  return s;
}

}  // namespace

bool is_known_place(std::string_view text) {
  const std::string folded = text::fold_name(text);
  if (folded.empty() || folded.size() > 60) return false;
  if (domain::find_area(folded) != nullptr || has_postal_code(folded)) return true;
  // "Springfield, IL", "Lyon, France": all parts known, or a town before a state.
  const auto comma = text.rfind(',');
  if (comma == text.npos || comma == 0) return false;
  const std::string_view head = trimmed(text.substr(0, comma)), tail = trimmed(text.substr(comma + 1));
  if (is_state(tail.substr(0, 2)) && (tail.size() == 2 || tail[2] == ' ')) {
    const bool address = !head.empty() && std::isdigit(static_cast<unsigned char>(head[0])) != 0;
    return address ? head.size() < 60 : head.find(',') == head.npos && std::ranges::count(head, ' ') < 3;
  }
  return domain::find_area(text::fold_name(tail)) != nullptr && is_known_place(head);
}

bool is_place(std::string_view text) {
  if (is_known_place(text)) return true;
  // A town that is not known before a country or region that is.
  const auto comma = text.rfind(',');
  if (comma == text.npos || comma == 0 || text.size() > 60) return false;
  return domain::find_area(text::fold_name(text.substr(comma + 1))) != nullptr && std::ranges::count(text.substr(0, comma), ' ') < 3;
}

std::string cefr_of(std::string_view level) {
  const std::string f = text::fold_name(level);
  for (const std::string_view code : {"a1", "a2", "b1", "b2", "c1", "c2"})
    for (const auto w : split(f))
      if (w == code) return {static_cast<char>(code[0] - 'a' + 'A'), code[1]};
  const auto says = [&](std::initializer_list<std::string_view> words) { return std::ranges::any_of(words, [&](std::string_view w) { return f.find(w) != f.npos; }); };
  if (says({"native", "maternelle", "natif", "mother tongue", "bilingue", "bilingual", "natal", "muttersprache", "first language"})) return "native";
  if (says({"limited working", "intermediaire", "intermediate", "conversation", "moyen"})) return "B1";
  if (says({"professional working", "bon niveau", "good", "professionnel", "upper intermediate", "lu ecrit parle", "avance", "advanced", "operationnel"})) return "B2";
  if (says({"fluent", "courant", "courante", "full professional", "proficient", "excellent", "couramment"})) return "C1";
  if (says({"elementary", "elementaire", "scolaire", "basic", "base", "notions", "beginner", "debutant", "faux debutant"})) return "A2";
  return {};
}

bool is_level(std::string_view text) {
  static const Set set = set_of("expert avance avancee advanced intermediaire intermediate debutant debutante beginner notions confirme confirmee maitrise proficient fluent courant basic bases base excellent bon bonne good "
                                "operationnel operationnelle senior junior moyen native maternelle bilingue bilingual elementary scolaire professional professionnel strong familiar competent skilled experienced novice");
  const std::string f = text::fold_name(text);
  const auto words = split(f);
  if (words.empty() || words.size() > 4) return false;
  if (!cefr_of(text).empty()) return true;
  return set.contains(words.front()) || set.contains(words.back());
}

}  // namespace jm::cv
