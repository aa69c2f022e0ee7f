#include "domain/history_text.h"

#include <algorithm>
#include <array>

namespace jm::domain {
namespace {

struct Field {
  std::string_view name, en, fr;
 
};
constexpr Field kFields[] = {
    {"title", "Title", "Intitulé"},      {"company", "Employer", "Employeur"}, {"location", "Place", "Lieu"},
    {"remote", "Remote work", "Télétravail"}, {"contract", "Contract", "Contrat"}, {"salary", "Salary", "Salaire"},
    {"description", "Text", "Texte"},
};

std::string ordinal_en(int n) {
  static constexpr std::array<std::string_view, 10> kWords = {"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"};
  if (n >= 1 && n < static_cast<int>(kWords.size())) return std::string(kWords[static_cast<std::size_t>(n)]);
  const bool teen = n % 100 >= 11 && n % 100 <= 13;
  return std::to_string(n) + (teen ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th");
}
std::string ordinal_fr(int n) {
  static constexpr std::array<std::string_view, 10> kWords = {"", "première", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième", "neuvième"};
  if (n >= 1 && n < static_cast<int>(kWords.size())) return std::string(kWords[static_cast<std::size_t>(n)]);
  return std::to_string(n) + "e";
}

// "2026-03-02"; « 02/03/2026 ».
std::string day(Time at, bool fr) {
  const std::string iso = to_iso(at).substr(0, 10);
  return fr ? iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4) : iso;
}

}  // namespace

std::optional<std::string> salary_words(const std::optional<int>& min, const std::optional<int>& max, std::string_view currency) {
  if (!min && !max) return std::nullopt;
  std::string out = min ? std::to_string(*min) : std::to_string(*max);
  if (min && max && *min != *max) out += "-" + std::to_string(*max);
  if (!currency.empty()) out.append(" ").append(currency);
  return out;
}

std::string change_text(std::string_view field, const std::optional<std::string>& before, const std::optional<std::string>& after, Lang lang) {
  const bool fr = lang == Lang::kFr;
  const auto known = std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& f) { return f.name == field; });
  const std::string name(known == std::end(kFields) ? field : fr ? known->fr : known->en);
  if (field == "description") return name + (fr ? " modifié" : " changed");
  if (!after) return name + (fr ? " retiré (c’était " : " removed (was ") + before.value_or("") + ")";
  if (!before) return name + (fr ? " ajouté\u00a0: " : " added: ") + *after;
  return name + (fr ? "\u00a0: " : ": ") + *before + " → " + *after;
}

std::string posting_text(int number, Lang lang) {
  return lang == Lang::kFr ? "Publiée pour la " + ordinal_fr(number) + " fois" : "Posted for the " + ordinal_en(number) + " time";
}

std::string repost_text(int number, std::string_view status, std::string_view application, Time at, Lang lang) {
  const bool fr = lang == Lang::kFr;
  const std::string on = day(at, fr);
  std::string did;
  if (status == "REJECTED") did = fr ? "vous l’avez écartée le " + on : "you turned it down on " + on;
  else if (application == "REJECTED") did = fr ? "vous avez postulé, et la réponse du " + on + " était négative" : "you applied, and were turned down on " + on;
  else if (application.empty() || application == "TO_APPLY") did = fr ? "vous l’avez retenue le " + on : "you kept it on " + on;
  else did = fr ? "vous y avez déjà postulé (dernier changement le " + on + ")" : "you have already applied for it (last change on " + on + ")";
  return posting_text(number, lang) + (fr ? "\u00a0: " : ": ") + did;
}

}  // namespace jm::domain
