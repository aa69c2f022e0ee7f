#include "domain/company.h"

#include <gtest/gtest.h>

namespace jm::domain {
namespace {

TEST(Company, OneKeyForTheNamesOfOneEmployer) {
  struct Case {
    const char *name, *key;
  };
  const Case cases[] = {
      {"Brume", "brume"}, {"BRUME SAS", "brume"}, {"S.A.S. Brume", "brume"}, {"Brume (SARL)", "brume"}, {"Groupe Brume", "brume"}, {"Brume Group, Inc.", "brume"},
      {"Société Brume", "brume"}, {"Brume & Fils", "brume fils"}, {"Brume et Fils S.A.R.L.", "brume fils"}, {"Brüme und Söhne GmbH & Co. KG", "brume sohne"},
      {"The Brume Company", "brume"}, {"Brume sp. z o.o.", "brume"}, {"Brume s.r.o.", "brume"}, {"Van As Logistics B.V.", "van as logistics"},
      {"SAS", "sas"}, {"Groupe SA", "groupe"}, {"A.B.C. Conseil", "abc conseil"}, {"", ""}, {"…", ""}, {"Électricité de Brume", "electricite de brume"},
  };
  for (const Case& c : cases) EXPECT_EQ(company_key(c.name), c.key) << c.name;
}

TEST(Company, Intermediaries) {
  for (const char* n : {"Adecco", "ADECCO FRANCE", "Adecco Médical", "Manpower", "RANDSTAD SAS", "Page Personnel", "Robert Half France", "Brume Intérim", "Brume Recrutement",
                        "Brume Recruitment Ltd", "Aquila RH", "Brume RH", "Sud Emploi", "Brume Staffing LLC", "Société de travail temporaire Brume", "Brume Executive Search", "LIP", "Crit"})
    EXPECT_TRUE(is_intermediary(n)) << n;
  for (const char* n : {"Brume", "Critical Systems", "Liptov", "Leaderboard", "Capgemini", "France Travail", "Pôle emploi", "Mairie de Lyon", "Hospital RH Unit", "Reedsy", "Domino's Pizza", "Leader Price", "Gi-De", "Brume Conseil", ""})
    EXPECT_FALSE(is_intermediary(n)) << n;
}

}  // namespace
}  // namespace jm::domain
