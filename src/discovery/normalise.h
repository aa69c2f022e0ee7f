// Boards' words to the offer's values: pay texts, contract names, durations, dates, what a text says about remote work. Pure;
// tables in normalise.cc and moments.cc.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "domain/offer.h"

namespace jm::discovery {

// One pay text, in the forms boards use:
//   "Annuel de 35000,00 Euros à 45000,00 Euros sur 12 mois"   "De 40000,00 Euros à 40000,00 Euros"   "Horaire de 11.88 Euros"
//   "$75k - $95k"   "£32K – £35K"   "45-55k€ brut annuel"   "de 16,61 € à 25,01 € brut/h"   "TJM 500 €"   "$50-$75 /hour"
// `currency`: what holds when the text names none. The origin is EMPLOYER; nothing found = only `raw` is set.
domain::Pay parse_pay(std::string_view text, std::string_view currency = {});

// A pay range that the running text states beside a word for pay ("salary", "rémunération"). Careful: a range with a currency,
// plausible for its period, or nothing.
std::optional<domain::Pay> pay_in_text(std::string_view description);

// Free text or code: "CDI", "Contrat à durée déterminée - 6 Mois", "permanent", "Intern", "Praktikum".
domain::Contract contract_of(std::string_view text);
// Only what a title says for certain: "(Stage)", "Alternance", "Internship", "Freelance", "CDI".
// Apprentices and trainees, and nothing that merely has to do with them ("formateur d'apprentis").
domain::Contract training_in_title(std::string_view title);
domain::Contract contract_in_title(std::string_view title);
// "6 Mois", "15 Jour(s)", "2 An(s)", "18 months": months, at least 1. The first number with a unit.
std::optional<int> months_in(std::string_view text);
// "FullTime", "Temps partiel", "part_time", "Vollzeit".
domain::WorkingTime working_time_of(std::string_view text);

// What title and text say about where the work is done; kUnknown when they say nothing or only mention the word.
domain::Remote remote_in_text(std::string_view title, std::string_view description);

// A moment as boards write it: ISO 8601 with or without zone (then UTC), "2026-08-05 09:41:37 UTC", a bare date, DD/MM/YYYY, RFC 822,
// epoch seconds or milliseconds, "il y a 10 jours", "hier", "3 days ago". The relative ones count back from `now`.
struct Moment {
  Time at;
  domain::DatePrecision precision = domain::DatePrecision::kInstant;
};
std::optional<Moment> moment_of(std::string_view text, Time now);

// Years after which a level of the European framework is named: "bac+5", "Bachelor's Degree", "master_degree", "CAP", "PhD" -> 7, 6,
// 7, 3, 8.
std::optional<int> education_level_of(std::string_view label);
// "hour", "1 YEAR", "per-month-salary", "mois", "HOURLY", "yr".
domain::PayPeriod pay_period_of(std::string_view text);

std::string_view currency_of_country(std::string_view alpha2);

}  // namespace jm::discovery
