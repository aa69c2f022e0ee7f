#include "domain/pasted_page.h"

#include <array>

namespace jm::domain {

namespace {

struct Problem {
  std::string_view name, en, fr;
};
// In the order of the enum.
constexpr std::array<Problem, static_cast<std::size_t>(PageProblem::kCount_)> kProblems = {{
    {"NOT_AN_ADDRESS", "This is not a web address. Paste the whole address of the offer, starting with https://, or add the offer by hand.",
     "Ce n’est pas une adresse web. Collez l’adresse complète de l’offre, qui commence par https://, ou ajoutez l’offre à la main."},
    {"ADDRESS_REFUSED", "This address is not read: it leads into a private network, to an unusual port, or holds a password. Add the offer by hand.",
     "Cette adresse n’est pas lue\u00a0: elle mène à un réseau privé, à un port inhabituel ou contient un mot de passe. Ajoutez l’offre à la main."},
    {"NOT_A_PAGE", "This address leads to a file, not to a page. Paste the address of the page that shows the offer, or add it by hand.",
     "Cette adresse mène à un fichier, pas à une page. Collez l’adresse de la page qui montre l’offre, ou ajoutez-la à la main."},
    {"TOO_LARGE", "The page is too large or too tangled to be read. Add the offer by hand.", "La page est trop lourde ou trop embrouillée pour être lue. Ajoutez l’offre à la main."},
    {"LOGIN_WALL", "The site shows this page only to people who are signed in, or not to programs. Add the offer by hand: copy its text.",
     "Le site ne montre cette page qu’aux personnes connectées, ou pas aux programmes. Ajoutez l’offre à la main\u00a0: copiez son texte."},
    {"PAGE_GONE", "There is no page at this address (any more). Check the address; if the offer is still open elsewhere, add it by hand.",
     "Il n’y a pas (ou plus) de page à cette adresse. Vérifiez l’adresse\u00a0; si l’offre est encore ouverte ailleurs, ajoutez-la à la main."},
    {"SITE_DOWN", "The site does not answer as it should at the moment. Try again later, or add the offer by hand.",
     "Le site ne répond pas normalement en ce moment. Réessayez plus tard, ou ajoutez l’offre à la main."},
    {"UNREACHABLE", "The site cannot be reached, or its security certificate is not valid. Check the address, or add the offer by hand.",
     "Le site est injoignable, ou son certificat de sécurité n’est pas valable. Vérifiez l’adresse, ou ajoutez l’offre à la main."},
    {"PAGE_TIMEOUT", "The site took too long to answer. Try again, or add the offer by hand.", "Le site a mis trop de temps à répondre. Réessayez, ou ajoutez l’offre à la main."},
    {"LISTING_PAGE", "This page lists several offers. Open the one you want and paste its own address, or add it by hand.",
     "Cette page présente plusieurs offres. Ouvrez celle qui vous intéresse et collez son adresse, ou ajoutez-la à la main."},
    {"NOTHING_FOUND", "No job offer was found on this page. Check that it is the offer's own page, or add the offer by hand.",
     "Aucune offre d’emploi n’a été trouvée sur cette page. Vérifiez que c’est bien la page de l’offre, ou ajoutez-la à la main."},
    {"TOO_MANY_PAGES", "Too many pages within a minute. Wait a moment, then try again.", "Trop de pages en une minute. Attendez un instant, puis réessayez."},
    {"NOTHING_LEAVES", "No page is read: \"nothing leaves\" is switched on. Add the offer by hand, or switch it off in the settings.",
     "Aucune page n’est lue\u00a0: «\u00a0rien ne sort\u00a0» est activé. Ajoutez l’offre à la main, ou désactivez-le dans les réglages."},
}};

struct Part {
  std::string_view name, en, fr;
  bool (*has)(const Offer&);
};
constexpr Part kParts[] = {
    {"TITLE", "title", "intitulé", [](const Offer& o) { return !o.title.empty(); }},
    {"COMPANY", "company", "entreprise", [](const Offer& o) { return !o.company.empty(); }},
    {"LOCATION", "location", "lieu", [](const Offer& o) { return !o.places.empty(); }},
    {"DESCRIPTION", "description", "description", [](const Offer& o) { return !o.description.empty(); }},
    {"CONTRACT", "contract", "contrat", [](const Offer& o) { return o.contract != Contract::kUnknown || o.working_time != WorkingTime::kUnknown; }},
    {"SALARY", "salary", "salaire", [](const Offer& o) { return o.pay.stated() || !o.pay.raw.empty(); }},
    {"REMOTE", "remote work", "télétravail", [](const Offer& o) { return o.remote != Remote::kUnknown; }},
    {"DATE", "date", "date", [](const Offer& o) { return o.posted_at.has_value(); }},
};

}  // namespace

std::string_view name(PageProblem v) { return kProblems[static_cast<std::size_t>(v)].name; }

std::optional<PageProblem> page_problem_from(std::string_view name) {
  for (std::size_t i = 0; i < kProblems.size(); ++i)
    if (kProblems[i].name == name) return static_cast<PageProblem>(i);
  return std::nullopt;
}

std::string_view page_problem_text(PageProblem v, Lang lang) {
  const Problem& p = kProblems[static_cast<std::size_t>(v)];
  return lang == Lang::kFr ? p.fr : p.en;
}

std::string_view name(FoundBy v) {
  switch (v) {
    case FoundBy::kJobPosting: return "JOB_POSTING";
    case FoundBy::kBoardApi: return "BOARD_API";
    case FoundBy::kPage: return "PAGE";
    case FoundBy::kKnown: return "KNOWN";
  }
  return "";
}

PartsFound parts_found(const Offer& offer) {
  PartsFound out;
  for (const Part& p : kParts) (p.has(offer) ? out.found : out.missing).emplace_back(p.name);
  return out;
}

std::string page_result_text(const std::vector<std::string>& missing, bool already_known, Lang lang) {
  const bool fr = lang == Lang::kFr;
  if (already_known) return fr ? "Vous aviez déjà cette offre." : "You already have this offer.";
  std::string out = fr ? "L’offre est dans votre réception." : "The offer is in your inbox.";
  std::string list;
  for (const std::string& m : missing)
    for (const Part& p : kParts)
      if (p.name == m) list += (list.empty() ? "" : ", ") + std::string(fr ? p.fr : p.en);
  if (!list.empty()) out += (fr ? " Non trouvé\u00a0: " : " Not found: ") + list + (fr ? ". Vous pouvez compléter l’offre." : ". You can fill in the rest.");
  return out;
}

}  // namespace jm::domain
