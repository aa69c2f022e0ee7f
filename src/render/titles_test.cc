// Long and odd titles, employers, schools, places and projects: what is honest passes its reading back in every look and format, on one
// line or four; what is lost is named.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iterator>
#include <tuple>

#include "cv/document.h"
#include "render/drafts_for_tests.h"
#include "render/pdf.h"
#include "render/render.h"
#include "text/fold.h"

namespace jm::render {
namespace {

using domain::Draft;
using domain::DraftSentence;

constexpr const char* kTitles[] = {
    "Engineer",
    "Senior Software Engineer – Platform & Infrastructure",
    "Développeuse C++ senior, responsable de l’équipe « temps réel »",
    "Ingénieur d’études et développement (JEE / Angular)",
    "Chargée de mission auprès du directeur général adjoint, responsable du développement durable et des relations avec les collectivités territoriales",
    "Head of Data, Analytics and Machine Learning for Europe, the Middle East and Africa",
    "Consultant 2019 – 2021 programme lead",
    "Responsable projet 2024",
    "QA/Test Automation Engineer (Selenium/Cypress)",
    "Technicien supérieur hospitalier de 1re classe",
    "Lead Developer @ Scale",
    "Developer at Large",
    "VP — Product & Design",
    "Assistant(e) de direction bilingue anglais/français",
    "Alternant – Développeur full-stack",
    "Principal Engineer, Search | Ranking | Relevance",
    "Officer",
    "Co-founder & CTO",
    "1st Line Support Analyst",
    "Directrice administrative et financière, membre du comité exécutif, en charge de la transformation des fonctions support, de la conformité, de l’audit interne et de la gestion des risques pour l’ensemble des filiales européennes du groupe",
    "Ingénieur R&D - traitement du signal",
    "Agent d'accueil · standardiste",
    "Product Owner: payments",
    "Software Engineer II",
    "Chef de projet MOA/MOE, assurance-vie & retraite collective (branche entreprises)",
};
constexpr const char* kEmployers[] = {
    "Orbis Rail",
    "Société d’exploitation des transports en commun de l’agglomération et du bassin de vie",
    "Müller & Söhne GmbH & Co. KG",
    "3M-like Works 2000",
    "Institut national de recherche pour l’agriculture et l’environnement (unité mixte 1234)",
    "Banque Exemple – Direction des systèmes d’information",
    "A/B Testing Ltd.",
    "Petit Web",
    "Agency for the Promotion of Regional Economic Development, Innovation and International Cooperation",
    "Studio 54",
    "Mairie de Saint-Exemple",
    "Example, Sample & Partners LLP",
    "La Manufacture des Idées, filiale du groupe Exemple",
    "E",
};
constexpr const char* kPlaces[] = {"", "Lyon", "Saint-Rémy-lès-Chevreuse", "Clermont-Ferrand, Auvergne-Rhône-Alpes, France", "New York, NY", "Remote", "Télétravail partiel (Lille)"};
constexpr const char* kDegrees[] = {
    "Master informatique",
    "Diplôme d’ingénieur, spécialité génie logiciel et systèmes distribués, option sûreté de fonctionnement",
    "BSc (Hons) Computer Science & Artificial Intelligence",
    "Licence professionnelle – Métiers de l’informatique : conception, développement et test de logiciels",
    "Bac+5",
    "Titre RNCP niveau 6 « Concepteur développeur d’applications »",
    "PhD, Applied Mathematics / Statistics",
    "Certificate of Higher Education 2.1",
};
constexpr const char* kSchools[] = {
    "Université Grenoble Alpes",
    "École nationale supérieure d’informatique et de mathématiques appliquées de Grenoble",
    "University of Exampleton, Department of Computer Science and Information Systems",
    "Lycée général et technologique Jean-Exemple (BTS)",
    "42",
    "Conservatoire national des arts et métiers – centre régional de Bretagne",
};
constexpr const char* kPeriods[][2] = {{"mars 2020 – aujourd’hui", "Mar 2020 – present"}, {"sept. 2017 – févr. 2020", "Sep 2017 – Feb 2020"}, {"2015 – 2017", "2015 – 2017"}};
constexpr const char* kBullets[][2] = {{"Conception du moteur de supervision pour 240 rames", "Moved 40 services to Kubernetes without downtime"}, {"Migration de la base vers PostgreSQL 12, formation de trois équipes et reprise de l’existant en six mois", "Cut the nightly batch from six hours to forty minutes, and trained three teams"}};

// A CV of three jobs and two schools; `n` chooses.
Draft cv_of(std::size_t n, bool french) {
  Maker m;
  m.d.kind = domain::DraftKind::kCv;
  m.d.language = french ? domain::Lang::kFr : domain::Lang::kEn;
  const std::size_t l = french ? 0 : 1;
  m.put("header", "HEADER", "header", "name", "Noémie Exemple");
  m.put("header", "HEADER", "header", "headline", kTitles[n % std::size(kTitles)]);
  m.put("header", "HEADER", "header", "email", "noemie@example.org");
  m.put("header", "HEADER", "header", "phone", "+33 6 12 34 56 78");
  m.put("header", "HEADER", "header", "location", "Lyon, France");
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string id = "experience[" + std::to_string(i) + "]";
    m.put(id, "ENTRY", "experience", "title", kTitles[(n + 7 * i) % std::size(kTitles)]);
    m.put(id, "ENTRY", "experience", "employer", kEmployers[(n + 5 * i) % std::size(kEmployers)]);
    m.put(id, "ENTRY", "experience", "place", kPlaces[(n + 3 * i) % std::size(kPlaces)]);
    m.put(id, "ENTRY", "experience", "period", kPeriods[i][l]);
    if ((n + i) % 4 != 0)
      for (const auto& b : kBullets) m.put(id, "ENTRY", "experience", "bullet", b[l]);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string id = "education[" + std::to_string(i) + "]";
    m.put(id, "ENTRY", "education", "degree", kDegrees[(n + 3 * i) % std::size(kDegrees)]);
    m.put(id, "ENTRY", "education", "school", kSchools[(n + i) % std::size(kSchools)]);
    m.put(id, "ENTRY", "education", "place", kPlaces[(n + i) % std::size(kPlaces)]);
    m.put(id, "ENTRY", "education", "period", i == 0 ? "2013 – 2015" : "2012");
  }
  m.put("skills", "ITEMS", "skills", "skill", "C++");
  m.put("skills", "ITEMS", "skills", "skill", "PostgreSQL");
  m.put("languages", "ITEMS", "languages", "language", french ? "Anglais (C1)" : "French (native)");
  return std::move(m.d);
}

TEST(Titles, LongAndOddOnesComeBackFromEveryLookAndFormat) {
  const auto ready = prepare_fonts();
  ASSERT_TRUE(ready) << ready.error().message;
  const char* env = std::getenv("TITLES");
  const std::size_t many = env != nullptr ? static_cast<std::size_t>(std::atoi(env)) : 60;
  for (std::size_t n = 0; n < many; ++n)
    for (const bool french : {true, false}) {
      const Draft d = cv_of(n, french);
      for (const Look look : {Look::kAts, Look::kDesigned})
        for (const bool docx : {false, true}) {
          const std::string where = std::to_string(n) + (french ? " fr" : " en") + (look == Look::kAts ? " ATS" : " DESIGNED") + (docx ? " docx" : " pdf");
          std::string bytes;
          if (docx) {
            const auto made = write_docx(sheet_of(d, look, {}), look, {});
            ASSERT_TRUE(made) << where;
            bytes = *made;
          } else {
            const auto made = write_pdf(sheet_of(d, look, {}), look);
            ASSERT_TRUE(made) << where << made.error().message;
            bytes = made->bytes;
          }
          EXPECT_EQ(all(unread_words(d, cv::words_of(bytes))), "") << where;
          const auto read = cv::read_document(bytes);
          ASSERT_TRUE(read) << where;
          const std::string lost = all(unread_fields(d, *read));
          EXPECT_EQ(lost, "") << where;
          if (!lost.empty() && std::getenv("CV_WHY") != nullptr) {
            for (const auto& e : read->experience) std::printf("  read: %s | %s | %s | %s\n", e.title.text.c_str(), e.company.text.c_str(), e.place.text.c_str(), e.period.written.text.c_str());
            for (const auto& e : read->education) std::printf("  read: %s | %s | %s | %s\n", e.degree.text.c_str(), e.school.text.c_str(), e.place.text.c_str(), e.period.written.text.c_str());
          }
        }
    }
}

// The reading back lets nothing pass that a reader cannot see: a word short, another name, another date.
TEST(Titles, WhatIsLostIsNamed) {
  ASSERT_TRUE(prepare_fonts());
  const auto change = [](Draft d, const std::string& part, const std::string& text) {
    for (auto& p : d.paragraphs)
      for (DraftSentence& s : p.sentences)
        if (p.id.ends_with("[0]") && s.part == part) s.text = text.empty() ? s.text.substr(0, s.text.rfind(' ')) : text;
    return d;
  };
  const auto text_of = [](const Draft& d, const std::string& part) {
    for (const auto& p : d.paragraphs)
      for (const DraftSentence& s : p.sentences)
        if (p.id.ends_with("[0]") && s.part == part) return s.text;
    return std::string();
  };
  for (std::size_t n = 0; n < 25; ++n) {
    const Draft whole = cv_of(n, true);
    for (const auto& [part, field, other] : {std::tuple{"title", "job title", ""}, {"employer", "employer", ""}, {"degree", "degree", ""}, {"school", "school", ""}, {"title", "job title", "Gardienne de phare"}, {"employer", "employer", "Phares et balises"}, {"period", "dates", "1999 – 2001"}}) {
      const std::string text = text_of(whole, part);
      if (text.find(' ') == text.npos || text.ends_with(')')) continue;      // nothing to take away; a mark alone is no word
      const Draft less = change(whole, part, other);
      if (text::fold_name(text_of(less, part)) == text::fold_name(text)) continue;
      const Look look = n % 2 == 0 ? Look::kAts : Look::kDesigned;
      const auto pdf = write_pdf(sheet_of(less, look, {}), look);
      ASSERT_TRUE(pdf);
      const auto read = cv::read_document(pdf->bytes);
      ASSERT_TRUE(read);
      const std::string named = all(unread_fields(whole, *read));
      EXPECT_NE(named.find(std::string(field) + ": " + text), std::string::npos) << n << " " << part << "\n" << named;
    }
  }
}

}  // namespace
}  // namespace jm::render
