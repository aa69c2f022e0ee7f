#include "discovery/asked.h"

#include <gtest/gtest.h>

namespace jm::discovery {
namespace {

using domain::ExperienceNeed;
using domain::Offer;

std::string skills(const Offer& o) {
  std::string s;
  for (const auto& k : o.skills) s += (s.empty() ? "" : " ") + k.id + (k.required ? "!" : "");
  return s;
}
std::string languages(const Offer& o) {
  std::string s;
  for (const auto& l : o.languages) s += (s.empty() ? "" : " ") + l.code + ":" + l.level + (l.required ? "!" : "");
  return s;
}

TEST(Asked, InFrench) {
  Offer o;
  o.title = "Développeur Python (H/F)";
  o.description = "Vos missions\n- Faire vivre nos API\n\nVotre profil\n- Maîtrise de PostgreSQL indispensable\n- Diplôme bac+5 exigé\n- 3 ans d'expérience\n- Anglais courant requis\n"
                  "- Permis B obligatoire\n- Docker serait un plus\n\nNous offrons\n- Un poste dans une équipe qui aime Java";
  read_what_is_asked(o);
  EXPECT_EQ(skills(o), "python! postgresql! docker");
  EXPECT_EQ(languages(o), "en:C1!");
  EXPECT_EQ(o.education_level, 7);
  EXPECT_TRUE(o.education_required);
  EXPECT_EQ(o.experience.months, 36);
  EXPECT_EQ(o.experience.need, ExperienceNeed::kRequired);
  EXPECT_EQ(o.licences, std::vector<std::string>{"B"});
}

TEST(Asked, InEnglish) {
  Offer o;
  o.title = "Backend Engineer";
  o.tags = {"Kubernetes", "Engineering"};
  o.description = "Requirements\n- Strong experience with Rust and PostgreSQL is required\n- Bachelor's degree or equivalent\n- At least 5 years of experience\n- Fluent German\n\nNice to have\n- Terraform";
  read_what_is_asked(o);
  EXPECT_EQ(skills(o), "rust! postgresql! terraform kubernetes");
  EXPECT_EQ(languages(o), "de:C1!");
  EXPECT_EQ(o.education_level, 6);
  EXPECT_EQ(o.experience.months, 60);
}

TEST(Asked, WhatTheBoardSaidStays) {
  Offer o;
  o.title = "Comptable";
  o.description = "Une expérience de 5 ans est exigée. Diplôme de niveau bac+2.";
  o.experience = {ExperienceNeed::kWished, 24, "2 An(s)"};
  o.education_level = 6;
  o.languages = {{"en", "B2", false}};
  o.requirements = {{"skill", "Excel", "1", true}, {"language", "Anglais", "", true}, {"licence", "B - Véhicule léger", "", false}};
  read_what_is_asked(o);
  EXPECT_EQ(o.experience.months, 24);
  EXPECT_EQ(o.experience.need, ExperienceNeed::kWished);
  EXPECT_EQ(o.education_level, 6);
  EXPECT_EQ(languages(o), "en:B2!");
  EXPECT_EQ(skills(o), "accounting! excel!");
  EXPECT_EQ(o.licences, std::vector<std::string>{"B"});
}

TEST(Asked, WhoSpeaksForAClient) {
  const auto speaks = [](const char* text) {
    Offer o;
    o.description = text;
    read_what_is_asked(o);
    return o.intermediary;
  };
  for (const char* s : {"Nous recherchons pour notre client, un industriel, un technicien.", "Recrute pour le compte de l’un de nos clients", "Our client is a scale-up in Leeds.", "On behalf of our client we seek"})
    EXPECT_TRUE(speaks(s)) << s;
  for (const char* s : {"Vous interviendrez chez notre client à Lyon.", "La satisfaction client est notre priorité.", "Our clients love us.", ""}) EXPECT_FALSE(speaks(s)) << s;
}

TEST(Asked, LicencesByTheirCode) {
  Offer o;
  o.requirements = {{"licence", "B - Véhicule léger", "", true}, {"licence", "CE - Poids lourd + remorque", "", true}};
  read_what_is_asked(o);
  EXPECT_EQ(o.licences, (std::vector<std::string>{"B", "CE"}));
}

TEST(Asked, NothingIsAskedByNothing) {
  Offer o;
  read_what_is_asked(o);
  EXPECT_TRUE(o.skills.empty() && o.languages.empty() && !o.education_level && o.licences.empty() && !o.experience.months);
}

}  // namespace
}  // namespace jm::discovery
