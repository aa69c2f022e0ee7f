#include "discovery/normalise.h"

#include <gtest/gtest.h>

#include <sstream>

namespace jm::discovery {
namespace {

using domain::Contract;
using domain::Remote;
using domain::WorkingTime;

// "min-max currency PERIOD xmonths GROSS", parts left out when unknown.
std::string show(const domain::Pay& p) {
  if (!p.stated()) return "";
  std::ostringstream out;
  if (p.min) out << *p.min;
  out << "-";
  if (p.max) out << *p.max;
  for (const std::string& part : {p.currency, std::string(name(p.period)), p.months > 0 ? "x" + std::to_string(int(p.months)) : std::string(), std::string(name(p.gross_net))})
    if (!part.empty()) out << " " << part;
  return out.str();
}

TEST(ParsePay, Forms) {
  struct Case {
    const char *text, *currency, *expected;
  };
  const Case cases[] = {
      // France Travail
      {"Annuel de 35000,00 Euros à 45000,00 Euros", "EUR", "35000-45000 EUR YEAR"},
      {"Annuel de 30000.0 Euros à 40000.0 Euros sur 12.0 mois", "EUR", "30000-40000 EUR YEAR x12"},
      {"Horaire de 11.88 Euros sur 12.0 mois", "EUR", "11.88-11.88 EUR HOUR x12"},
      {"Mensuel de 1764,00 Euros", "EUR", "1764-1764 EUR MONTH"},
      {"Mensuel de 1805.0 Euros à 2000.0 Euros sur 13.0 mois", "EUR", "1805-2000 EUR MONTH x13"},
      {"Annuel de", "EUR", ""},
      {"Autre de 30000,00 Euros à 400000,00 Euros", "EUR", "30000-400000 EUR YEAR"},
      {"De 40000,00 Euros à 40000,00 Euros", "EUR", "40000-40000 EUR YEAR"},
      {"de 16,61 € à 25,01 € brut/h", "EUR", "16.61-25.01 EUR HOUR GROSS"},
      {"11,88 €", "EUR", "11.88-11.88 EUR HOUR"},
      {"Selon profil et expérience", "EUR", ""},
      {"35H/semaine, 2 ans d'expérience", "EUR", ""},
      // French elsewhere
      {"45-55k€", "", "45000-55000 EUR YEAR"},
      {"45 - 55 K€ brut annuel", "", "45000-55000 EUR YEAR GROSS"},
      {"45 000 € à 55 000 € brut annuel sur 13 mois", "", "45000-55000 EUR YEAR x13 GROSS"},
      {"45\u202F000 € – 55\u00A0000 €", "", "45000-55000 EUR YEAR"},
      {"entre 40 et 45 k€", "", "40000-45000 EUR YEAR"},
      {"TJM 500 €", "", "500-500 EUR DAY"},
      {"1 690 € net par mois", "", "1690-1690 EUR MONTH NET"},
      {"à partir de 42k€", "", "42000- EUR YEAR"},
      {"jusqu'à 60k€ par an", "", "-60000 EUR YEAR"},
      {"50.000,00 € - 65.000,00 €", "", "50000-65000 EUR YEAR"},
      // English
      {"$75k - $95k", "", "75000-95000 USD YEAR"},
      {"£32K – £35K", "", "32000-35000 GBP YEAR"},
      {"$60k–$72k", "", "60000-72000 USD YEAR"},
      {"$31,2k- $52k", "", "31200-52000 USD YEAR"},
      {"$50-$75 /hour", "", "50-75 USD HOUR"},
      {"CA$120,000 - CA$140,000 per year", "", "120000-140000 CAD YEAR"},
      {"$118,000 to $160,000 USD", "", "118000-160000 USD YEAR"},
      {"CHF 110'000 - 130'000", "", "110000-130000 CHF YEAR"},
      {"Up to £60,000 per annum", "", "-60000 GBP YEAR"},
      {"50-58k€ per year", "", "50000-58000 EUR YEAR"},
      // nothing
      {"", "", ""}, {"12", "EUR", ""}, {"Bonus 10%", "EUR", ""}, {"€", "", ""}, {"13e mois + RTT", "EUR", ""},
  };
  for (const Case& c : cases) {
    const domain::Pay p = parse_pay(c.text, c.currency);
    EXPECT_EQ(show(p), c.expected) << c.text;
    EXPECT_EQ(p.origin, p.stated() ? domain::PayOrigin::kEmployer : domain::PayOrigin::kNone);
  }
}

TEST(PayInText, OnlyCertainRanges) {
  EXPECT_EQ(show(*pay_in_text("About us\nSalary range: €62,000 - €78,000 a year.\nApply")), "62000-78000 EUR YEAR");
  EXPECT_EQ(show(*pay_in_text("Rémunération : 45-55k€ selon profil")), "45000-55000 EUR YEAR");
  EXPECT_EQ(show(*pay_in_text("The base pay range is $118,000 — $160,000 USD.")), "118000-160000 USD YEAR");
  for (const char* no : {"We raised $150 million - $200 million", "Salary: competitive", "compensation of €500", "from $5 to $10 a coffee", "Salaire : 35-40", ""})
    EXPECT_FALSE(pay_in_text(no)) << no;
}

TEST(Contracts, FromWordsAndTitles) {
  const std::pair<const char*, Contract> cases[] = {
      {"CDI", Contract::kCdi}, {"Contrat à durée indéterminée", Contract::kCdi}, {"permanent", Contract::kCdi}, {"CDD - 6 Mois", Contract::kCdd},
      {"Contrat à durée déterminée - 6 Mois", Contract::kCdd}, {"MIS", Contract::kInterim}, {"Intérim - 3 Mois", Contract::kInterim},
      {"Mission intérimaire - 15 Jour(s)", Contract::kInterim}, {"SAI", Contract::kTemporary}, {"Saisonnier - 5 Mois", Contract::kTemporary},
      {"Contrat apprentissage", Contract::kApprenticeship}, {"Cont. professionnalisation", Contract::kApprenticeship}, {"Intern", Contract::kInternship},
      {"Praktikum", Contract::kInternship}, {"contract", Contract::kTemporary}, {"Temporary", Contract::kTemporary}, {"FullTime", Contract::kUnknown}, {"", Contract::kUnknown}};
  for (const auto& [text, want] : cases) EXPECT_EQ(contract_of(text), want) << text;
  const std::pair<const char*, Contract> titles[] = {
      {"Alternance - Développeur", Contract::kApprenticeship}, {"Développeur (stage)", Contract::kInternship}, {"Software Engineering Intern", Contract::kInternship},
      {"Internal tools engineer", Contract::kUnknown}, {"Stagehand", Contract::kUnknown}, {"Contract manager", Contract::kUnknown}, {"Développeur freelance", Contract::kFreelance}};
  for (const auto& [text, want] : titles) EXPECT_EQ(contract_in_title(text), want) << text;
}

TEST(Durations, InMonths) {
  const std::pair<const char*, int> cases[] = {{"CDD - 6 Mois", 6}, {"2 An(s)", 24}, {"Mission intérimaire - 15 Jour(s)", 1}, {"Intérim - 90 Jour(s)", 3},
                                               {"Expérience exigée de 3 An(s)", 36}, {"18 months", 18}, {"3+ years", 36}, {"CDD - 2 Semaine(s)", 1}};
  for (const auto& [text, want] : cases) EXPECT_EQ(months_in(text), want) << text;
  for (const char* no : {"Débutant accepté", "", "CDI", "35H"}) EXPECT_FALSE(months_in(no)) << no;
}

TEST(WorkingTimes, Words) {
  const std::pair<const char*, WorkingTime> cases[] = {{"Temps plein", WorkingTime::kFullTime}, {"Temps partiel", WorkingTime::kPartTime}, {"full_time", WorkingTime::kFullTime},
                                                       {"PartTime", WorkingTime::kPartTime}, {"Vollzeit", WorkingTime::kFullTime}, {"35H", WorkingTime::kUnknown}};
  for (const auto& [text, want] : cases) EXPECT_EQ(working_time_of(text), want) << text;
}

TEST(RemoteInText, SaysWhatTheTextSays) {
  struct Case {
    const char *title, *text;
    Remote want;
  };
  const Case cases[] = {
      {"Développeur", "Full remote depuis la France", Remote::kRemote}, {"Développeur", "Poste en 100% télétravail", Remote::kRemote},
      {"Développeur", "télétravail complet", Remote::kRemote}, {"Développeur", "deux jours de télétravail par semaine", Remote::kHybrid},
      {"Développeur", "TÉLÉTRAVAIL PARTIEL", Remote::kHybrid}, {"Développeur", "Pas de télétravail", Remote::kOnSite},
      {"Développeur", "mode de travail hybride", Remote::kHybrid}, {"Développeur", "Le télétravail est une pratique", Remote::kUnknown},
      {"Developer (Remote)", "", Remote::kRemote}, {"Developer", "We are fully remote", Remote::kRemote}, {"Developer", "This is a remote position", Remote::kRemote},
      {"Developer", "Hybrid work, two days from home", Remote::kHybrid}, {"Developer", "We build hybrid vehicles", Remote::kUnknown},
      {"Cloud engineer", "experience with hybrid cloud at work", Remote::kUnknown}, {"Developer", "No remote work", Remote::kOnSite},
      {"Developer", "Fully remote company. This job: no remote.", Remote::kOnSite}, {"Developer", "control of remote sensors", Remote::kUnknown}, {"", "", Remote::kUnknown}};
  for (const Case& c : cases) EXPECT_EQ(name(remote_in_text(c.title, c.text)), name(c.want)) << c.title << " / " << c.text;
}

}  // namespace
}  // namespace jm::discovery
