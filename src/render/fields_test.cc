// What people put into the other fields of a CV: headlines, summaries, places, addresses, projects, certificates, languages, skills, lines. All
// of it comes back, field by field, from every look and format; what is lost is named.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iterator>
#include <map>
#include <tuple>

#include "cv/document.h"
#include "render/drafts_for_tests.h"
#include "render/pdf.h"
#include "render/render.h"

namespace jm::render {
namespace {

using domain::Draft;
using domain::DraftSentence;

constexpr const char* kNames[] = {"Noémie Exemple", "Jean-Baptiste de La Rochefoucauld-Montmorency", "Li Na", "Dr. Ada Example", "Anne-Sophie O’Brien-Müller", "MARIE EXEMPLE", "Nguyễn Thị Mẫu", "José María Ejemplo y Muestra"};
constexpr const char* kHeadlines[] = {
    "", "Développeuse C++", "Head of User Experience", "Leadership", "Consultant 2019 – 2021 programme lead", "Ingénieure en systèmes embarqués, passionnée par le rail et par l’énergie.", "ASP.NET & Node.js developer | Cloud | DevOps", "Directrice administrative et financière – transformation, conformité, audit interne et gestion des risques",
    "Profil", "Chargée de projets", "Data / ML engineer (freelance)", "Étudiante en 2e année de master, en recherche d’un stage de six mois à partir de mars 2026", "QA", "Boulanger-pâtissier", "Compétences techniques et formation", "Technologies",
};
constexpr const char* kPhones[] = {"+33 6 12 34 56 78", "06.12.34.56.78", "+33 (0)6 12 34 56 78", "+1 (415) 555-0100", "+352 621 123 456", "621 123 456", "0612345678", "+44 7700 900123", "079 123 45 67", ""};
constexpr const char* kLocations[] = {"Lyon, France", "Saint-Rémy-lès-Chevreuse", "12 bis rue des Lilas, 69003 Lyon", "Clermont-Ferrand, Auvergne-Rhône-Alpes, France", "Lyon / Paris", "Bogotá, Colombia", "Remote (EU)", "Île-de-France", "Villeneuve-sous-Dammartin (77) – télétravail possible", "New York, NY", "City of London",
                                      "", "Résidence Les Trois Fontaines, bâtiment B, 147 avenue du Général-Exemple, 59650 Villeneuve-d’Ascq, France"};
constexpr const char* kLinks[] = {"https://github.com/noemie-exemple", "linkedin.com/in/noemie-exemple", "https://www.linkedin.com/in/noemie-exemple-4b7a1c2d9/", "noemie.codes", "http://noemie.example.org/portfolio/2024?lang=fr&view=all#top", "https://fr.wikipedia.org/wiki/Exemple_(homonymie)", "www.noemie-exemple.bzh",
                                  "GitHub : github.com/noemie", "https://example.org/a/very/long/path/that/nobody/would/ever/want/to/type/but/some/copy/index.html", "stackoverflow.com/users/1234567/noemie"};
constexpr const char* kSummaries[] = {
    "",
    "Offre de l’efficacité : fiches, flux, affinage.",
    "Dix ans d’expérience. De 2015 à 2021, j’ai dirigé une équipe de douze personnes – en France et en Allemagne – puis j’ai fondé une société. Compétences clés : écoute, rigueur et goût du terrain. Je parle anglais (C1) et je code en C++, en Python et en Rust depuis 2012.",
    "Backend engineer who likes boring systems. Experience: payments, search, logistics. Education matters: I teach evenings.",
    "Développeuse full-stack, je conçois des services temps réel pour le rail, l’énergie et la santé : conception, revue de code, mise en production, astreinte. Mes projets open-source comptent plus de 2 000 étoiles. + 35 % de débit en 2023. Mon site : https://noemie.example.org, mon adresse : noemie@example.org.",
    "Skills, curiosity, patience.",
    "Cheffe de projet",
    "J’aime résoudre des problèmes complexes – d’où mon parcours, qui va de la recherche (CNRS, 2012 – 2015) à l’industrie (2016 – aujourd’hui). Langues : français, anglais. Références sur demande.",
};
constexpr const char* kTitles[] = {"Développeuse C++ senior", "Officer", "Ingénieur R&D - traitement du signal", "Head of Data, Analytics", "Bénévole", "Consultant 2019 – 2021 programme lead", "Responsable d’équipe", "Stagiaire"};
constexpr const char* kEmployers[] = {"Orbis Rail", "Mairie de Saint-Exemple", "Booking.example.com", "Müller & Söhne GmbH & Co. KG", "", "Banque Exemple – Direction des systèmes d’information", "42", "Lyon Métropole"};
constexpr const char* kPlaces[] = {"", "Lyon", "Saint-Rémy-lès-Chevreuse", "Télétravail partiel (Lille)", "Remote", "Clermont-Ferrand, Auvergne-Rhône-Alpes, France", "Ouagadougou", "Paris / Berlin", "Site de production de Villeneuve-d’Ascq et déplacements réguliers en Europe centrale (20 %)"};
constexpr const char* kBullets[] = {
    "Conception du moteur de supervision pour 240 rames",
    "iOS and Android apps, shipped every two weeks",
    "mise en place de l’intégration continue : tests, revue de code, déploiement ; le délai passe de trois semaines à deux jours, et l’équipe ne travaille plus le week-end depuis le printemps de l’année dernière",
    "2019 – 2021 : pilotage du programme « Rail 2025 » (4 M€), en lien avec douze équipes, trois pays et deux autorités de sûreté",
    "Cut the nightly batch from six hours to forty minutes, and trained three teams",
    "Équipe : 12 personnes",
    "C++, Python, Rust.",
    "Réduction des coûts de 35 % – soit 1,2 M€ par an – sans perte de qualité, grâce à une refonte temps-réel, full-stack et open-source du système d’information et de ses vingt-sept interfaces historiques",
    "Formation",
    "Management",
    "Lyon, Paris",
    "https://github.com/noemie-exemple/supervision",
    "Led a team of 5 (2020)",
    "Croissance du chiffre d’affaires de l’agence régionale, passé de 1,4 à 2,1 M€ en dix-huit mois, soit une hausse de + 50 % – la meilleure du réseau – et recrutement de douze personnes",
    "Kubernetes",
    "Astreinte 24/7.",
};
constexpr const char* kProjects[][3] = {      // name, organisation, period
    {"Supervision", "", ""},
    {"jobs-map – carte des offres d’emploi", "Projet personnel", "2023"},
    {"OpenRail | Realtime board", "Association Rail Libre", "janv. 2021 – déc. 2022"},
    {"Refonte du site", "Mairie de Saint-Exemple, service communication", "mars 2019"},
    {"Compilateur (cours de master)", "Université Grenoble Alpes", "2016 – 2017"},
    {"Un jeu de rôle en ligne massivement multijoueur, écrit en Rust, pour apprendre la programmation réseau et la gestion de la mémoire", "", "2020"},
    {"Projet 2024", "Orbis Rail", ""},
    {"Hackathon: Best Experience Award", "Paris", "juin 2022"},
};
constexpr const char* kCertificates[][3] = {
    {"PSM I", "Scrum.org", "mars 2023"},
    {"AWS Certified Solutions Architect – Associate", "Amazon Web Services", "2022"},
    {"TOEIC (985/990)", "ETS Global", "juin 2018"},
    {"Permis B", "", ""},
    {"Certificat de qualification professionnelle « Agent de prévention et de sécurité »", "Commission paritaire nationale de l’emploi", "janv. 2020 – janv. 2025"},
    {"CACES R489 3", "", "2021"},
    {"ITIL® 4 Foundation", "PeopleCert", ""},
    {"SST", "INRS", "2019"},
    {"Certificate in Business Administration, Management and Leadership Skills", "University of Exampleton, School of Business", "Sep 2019"},
    {"Habilitation électrique B1V-BR", "Apave", "mars 2024"},
};
constexpr const char* kLanguages[][3] = {
    {"Anglais (C1)", "Espagnol (B2)", ""},
    {"Français (langue maternelle)", "Langue des signes française (courant)", "Chinois (mandarin) (B2)"},
    {"Malgache", "Anglais (lu, écrit, parlé)", ""},
    {"English (native)", "Serbo-Croatian (intermediate)", "Tok Pisin (basic)"},
    {"Anglais", "Allemand", "Occitan (courant (C1))"},
    {"French", "Wolof", ""},
    {"Latin et grec anciens (lecture)", "Italien (notions)", "Haoussa (langue maternelle)"},
};
constexpr const char* kSkills[] = {"C++", "C#", ".NET", "Python (expert)", "PostgreSQL", "Node.js", "Gestion de projet (confirmé)", "Rédaction", "SQL (PostgreSQL, MySQL)", "CI/CD", "Excel (VBA, 10 ans)", "Communication orale, écrite", "R", "Planification et suivi budgétaire de projets européens pluriannuels",
                                   "Soudure TIG/MIG", "Outils : Docker", "Écoute", "UX & UI", "TypeScript (5 years)", "Go", "Permis CACES 3", "Anglais technique", "Management d’équipe", "Machine learning (PyTorch)", "Vente additionnelle en boutique"};
constexpr const char* kKeywords[] = {"", "Docker, Kubernetes, C++", "Rust"};

template <class T, std::size_t N>
const T& at(const T (&list)[N], std::size_t n) { return list[n % N]; }

// The n-th of all combinations: each list goes at its own pace, and lists of one length are not in step.
Draft cv_of(std::size_t n, bool french) {
  Maker m;
  m.d.kind = domain::DraftKind::kCv;
  m.d.language = french ? domain::Lang::kFr : domain::Lang::kEn;
  m.put("header", "HEADER", "header", "name", at(kNames, n));
  m.put("header", "HEADER", "header", "headline", at(kHeadlines, n + n / 16));
  m.put("header", "HEADER", "header", "email", n % 5 == 3 ? "noemie-marie.exemple-duchamp@mail.example.org" : "noemie@example.org");
  m.put("header", "HEADER", "header", "phone", at(kPhones, n + n / 10));
  m.put("header", "HEADER", "header", "location", at(kLocations, n));
  for (std::size_t i = 0; i < n % 4; ++i) m.put("header", "HEADER", "header", "link", at(kLinks, n / 2 + 3 * i));
  m.put("summary", "SUMMARY", "summary", "", at(kSummaries, n + n / 8));
  std::size_t bullet = n * 5;
  const auto lines = [&](const std::string& id, const std::string& section, std::size_t many) {
    for (std::size_t i = 0; i < many; ++i) m.put(id, "ENTRY", section, "bullet", at(kBullets, bullet++));
  };
  for (std::size_t i = 0; i < (n % 7 == 6 ? 0 : 3); ++i) {
    const std::string id = "experience[" + std::to_string(i) + "]";
    m.put(id, "ENTRY", "experience", "title", at(kTitles, n + 3 * i));
    m.put(id, "ENTRY", "experience", "employer", at(kEmployers, n / 3 + 5 * i));
    m.put(id, "ENTRY", "experience", "place", at(kPlaces, n + 2 * i));
    m.put(id, "ENTRY", "experience", "period", i == 0 ? (french ? "mars 2020 – aujourd’hui" : "Mar 2020 – present") : i == 1 ? (french ? "sept. 2017 – févr. 2020" : "Sep 2017 – Feb 2020") : "2016");
    lines(id, "experience", (n + i) % 4);
    m.put(id, "ENTRY", "experience", "keywords", at(kKeywords, n / 2 + i));
  }
  for (std::size_t i = 0; i < n % 3; ++i) {
    const std::string id = "projects[" + std::to_string(i) + "]";
    const auto& p = at(kProjects, n + 3 * i);
    m.put(id, "ENTRY", "projects", "entry", p[0]);
    m.put(id, "ENTRY", "projects", "employer", p[1]);
    m.put(id, "ENTRY", "projects", "period", p[2]);
    lines(id, "projects", (n / 2 + i) % 3);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string id = "education[" + std::to_string(i) + "]";
    m.put(id, "ENTRY", "education", "degree", i == 0 ? "Master informatique" : "Baccalauréat scientifique, mention très bien");
    m.put(id, "ENTRY", "education", "school", i == 0 ? "Université Grenoble Alpes" : "Lycée Jean-Exemple");
    m.put(id, "ENTRY", "education", "place", at(kPlaces, n / 2 + i));
    m.put(id, "ENTRY", "education", "period", i == 0 ? "2013 – 2015" : "2012");
    lines(id, "education", (n / 3 + i) % 2);
  }
  for (std::size_t i = 0; i < 2 + n % 9; ++i) m.put("skills", "ITEMS", "skills", "skill", at(kSkills, n * 3 + i));
  for (const char* l : at(kLanguages, n)) m.put("languages", "ITEMS", "languages", "language", l);
  for (std::size_t i = 0; i < n % 4; ++i) {
    const std::string id = "certifications[" + std::to_string(i) + "]";
    const auto& c = at(kCertificates, n / 2 + 3 * i);
    m.put(id, "ENTRY", "certifications", "entry", c[0]);
    m.put(id, "ENTRY", "certifications", "issuer", c[1]);
    m.put(id, "ENTRY", "certifications", "period", c[2]);
  }
  return std::move(m.d);
}

std::string file_of(const Draft& d, Look look, bool docx) {
  if (docx) return write_docx(sheet_of(d, look, {}), look, {}).value_or("");
  const auto made = write_pdf(sheet_of(d, look, {}), look);
  EXPECT_TRUE(made) << made.error().reason << " " << made.error().message;
  return made ? made->bytes : "";
}

void show(const cv::Cv& cv) {
  std::printf("  name: %s | title: %s | phone: %s | location: %s\n  summary: %s\n", cv.name.text.c_str(), cv.title.text.c_str(), cv.phone.text.c_str(), cv.location.text.c_str(), cv.summary.text.c_str());
  for (const auto& l : cv.links) std::printf("  link: %s\n", l.text.c_str());
  const auto entry = [](const char* what, const cv::Value& a, const cv::Value& b, const cv::Value& c, const cv::Period& p, const std::vector<cv::Value>& lines) {
    std::printf("  %s: %s | %s | %s | %s\n", what, a.text.c_str(), b.text.c_str(), c.text.c_str(), p.written.text.c_str());
    for (const auto& l : lines) std::printf("    - %s\n", l.text.c_str());
  };
  for (const auto& e : cv.experience) entry("experience", e.title, e.company, e.place, e.period, e.bullets);
  for (const auto& e : cv.education) entry("education", e.degree, e.school, e.place, e.period, e.notes);
  for (const auto& e : cv.projects) entry("project", e.name, e.issuer, e.place, e.period, e.bullets);
  for (const auto& e : cv.certifications) entry("certificate", e.name, e.issuer, e.place, e.period, e.bullets);
  for (const auto& s : cv.skills) std::printf("  skill: %s (%s)\n", s.name.text.c_str(), s.level.c_str());
  for (const auto& l : cv.languages) std::printf("  language: %s (%s)\n", l.name.text.c_str(), l.level.c_str());
}

TEST(Fields, EachComesBackFromEveryLookAndFormat) {
  const auto ready = prepare_fonts();
  ASSERT_TRUE(ready) << ready.error().message;
  const char* env = std::getenv("FIELDS");
  const std::size_t many = env != nullptr ? static_cast<std::size_t>(std::atoi(env)) : 150;
  std::map<std::string, std::size_t> refused;
  std::size_t documents = 0, refusals = 0;
  for (std::size_t n = 0; n < many; ++n)
    for (const bool french : {true, false}) {
      const Draft d = cv_of(n, french);
      for (const Look look : kLooks)
        for (const bool docx : {false, true}) {
          const std::string where = std::to_string(n) + (french ? " fr" : " en") + (look == Look::kAts ? " ATS" : " DESIGNED") + (docx ? " docx" : " pdf"), bytes = file_of(d, look, docx);
          ++documents;
          auto lost = unread_words(d, cv::words_of(bytes));
          const auto read = cv::read_document(bytes);
          ASSERT_TRUE(read) << where;
          const auto fields = unread_fields(d, *read);
          lost.insert(lost.end(), fields.begin(), fields.end());
          if (lost.empty()) continue;
          ++refusals;
          for (const Unread& u : lost) ++refused[u.field];
          if (refusals <= 20) ADD_FAILURE() << where << "\n" << all(lost);
          if (const char* why = std::getenv("CV_WHY"); why != nullptr && where == why) show(*read);
        }
    }
  for (const auto& [field, n] : refused) std::printf("refused for %-14s %zu\n", field.c_str(), n);
  std::printf("%zu documents, %zu refused\n", documents, refusals);
  EXPECT_EQ(refusals, 0u);
}

// Each field changed after writing is named, and no other.
TEST(Fields, WhatIsLostIsNamed) {
  ASSERT_TRUE(prepare_fonts());
  Maker m;
  m.d.kind = domain::DraftKind::kCv;
  m.put("header", "HEADER", "header", "name", "Nadia Example");
  m.put("header", "HEADER", "header", "headline", "Backend Engineer");
  m.put("header", "HEADER", "header", "email", "nadia@example.org");
  m.put("header", "HEADER", "header", "phone", "+44 7700 900123");
  m.put("header", "HEADER", "header", "location", "Leeds, United Kingdom");
  m.put("header", "HEADER", "header", "link", "https://github.com/nadia");
  m.put("summary", "SUMMARY", "summary", "", "Ten years of boring systems.");
  m.put("experience[0]", "ENTRY", "experience", "title", "Backend Engineer");
  m.put("experience[0]", "ENTRY", "experience", "employer", "Orbis Rail");
  m.put("experience[0]", "ENTRY", "experience", "place", "Leeds");
  m.put("experience[0]", "ENTRY", "experience", "period", "Mar 2019 – Dec 2025");
  m.put("experience[0]", "ENTRY", "experience", "bullet", "Moved 40 services to Kubernetes");
  m.put("experience[1]", "ENTRY", "experience", "title", "Developer");
  m.put("experience[1]", "ENTRY", "experience", "employer", "Petit Web");
  m.put("experience[1]", "ENTRY", "experience", "period", "2016 – 2018");
  m.put("experience[1]", "ENTRY", "experience", "bullet", "Wrote the shop");
  m.put("projects[0]", "ENTRY", "projects", "entry", "OpenRail");
  m.put("projects[0]", "ENTRY", "projects", "bullet", "A realtime board");
  m.put("skills", "ITEMS", "skills", "skill", "Python (expert)");
  m.put("skills", "ITEMS", "skills", "skill", "C++");
  m.put("languages", "ITEMS", "languages", "language", "French (native)");
  m.put("certifications[0]", "ENTRY", "certifications", "entry", "PSM I");
  m.put("certifications[0]", "ENTRY", "certifications", "issuer", "Scrum.org");
  m.put("certifications[0]", "ENTRY", "certifications", "period", "Mar 2023");
  const auto with = [&](const std::string& from, const std::string& to) {
    Draft d = m.d;
    for (auto& p : d.paragraphs)
      for (DraftSentence& s : p.sentences)
        if (s.text == from) s.text = to;
    return d;
  };
  for (const Look look : kLooks)
    for (const bool docx : {false, true}) {
      const auto read = cv::read_document(file_of(m.d, look, docx));
      ASSERT_TRUE(read);
      EXPECT_EQ(all(unread_fields(m.d, *read)), "");
      for (const auto& [was, is, named] : {std::tuple{"Nadia Example", "Nadia Example Smith", "name"}, {"Leeds, United Kingdom", "Leeds", "location"}, {"https://github.com/nadia", "https://github.com/nadia2", "link"}, {"Ten years of boring systems.", "Ten years of systems.", "summary"},
                                           {"Orbis Rail", "Orbis", "employer"}, {"Leeds", "York", "place"}, {"Mar 2019 – Dec 2025", "Mar 2019 – Nov 2025", "dates"}, {"Moved 40 services to Kubernetes", "Moved 40 services", "line"}, {"Moved 40 services to Kubernetes", "Wrote the shop", "line"},
                                           {"OpenRail", "OpenTrain", "project"}, {"A realtime board", "A board", "line"}, {"Python (expert)", "Python (beginner)", "skill"}, {"C++", "C", "skill"}, {"French (native)", "French (fluent)", "language"}, {"PSM I", "PSM II", "certificate"},
                                           {"Scrum.org", "Scrum Alliance", "issuer"}, {"Mar 2023", "Apr 2023", "dates"}})
        EXPECT_EQ(all(unread_fields(with(was, is), *read)), std::string(named) + ": " + is + "\n") << docx;
      Draft titled = m.d;
      titled.paragraphs[0].sentences[1].text = "Frontend Engineer";
      EXPECT_EQ(all(unread_fields(titled, *read)), "headline: Frontend Engineer\n");
    }
}

}  // namespace
}  // namespace jm::render
