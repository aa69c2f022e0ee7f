#include "domain/company_watch.h"

#include <array>

namespace jm::domain {

namespace {

struct Row {
  std::string_view name, en, fr;      // {} stands for the detail
};
// In the order of the enum.
constexpr std::array<Row, static_cast<std::size_t>(WatchProblem::kCount_)> kRows = {{
    {"NOT_AN_ADDRESS", "This is not a web address. Paste the whole address of the company's careers page, starting with https://.",
     "Ce n’est pas une adresse web. Collez l’adresse complète de la page carrières de l’entreprise, qui commence par https://."},
    {"ADDRESS_REFUSED", "This address is not read: it leads into a private network, to an unusual port, or holds a password.",
     "Cette adresse n’est pas lue\u00a0: elle mène à un réseau privé, à un port inhabituel ou contient un mot de passe."},
    {"NOT_A_PAGE", "This address leads to a file, not to a page. Paste the address of the company's careers page.",
     "Cette adresse mène à un fichier, pas à une page. Collez l’adresse de la page carrières de l’entreprise."},
    {"TOO_LARGE", "The page is too large or too tangled to be read. Paste the address of one of the company's offers, or of its job board.",
     "La page est trop lourde ou trop embrouillée pour être lue. Collez l’adresse d’une offre de l’entreprise, ou de son site d’offres."},
    {"LOGIN_WALL", "The site does not show this page to programs. Paste the address of one of the company's offers on its job board.",
     "Le site ne montre pas cette page aux programmes. Collez l’adresse d’une offre de l’entreprise sur son site d’offres."},
    {"PAGE_GONE", "There is no page at this address (any more). Check the address.", "Il n’y a pas (ou plus) de page à cette adresse. Vérifiez l’adresse."},
    {"SITE_DOWN", "The site does not answer as it should at the moment. Try again later.", "Le site ne répond pas normalement en ce moment. Réessayez plus tard."},
    {"UNREACHABLE", "The site cannot be reached, or its security certificate is not valid. Check the address.",
     "Le site est injoignable, ou son certificat de sécurité n’est pas valable. Vérifiez l’adresse."},
    {"PAGE_TIMEOUT", "The site took too long to answer. Try again later.", "Le site a mis trop de temps à répondre. Réessayez plus tard."},
    {"TOO_MANY_PAGES", "Too many pages within a minute. Wait a moment, then try again.", "Trop de pages en une minute. Attendez un instant, puis réessayez."},
    {"NOTHING_LEAVES", "No page is read: \"nothing leaves\" is switched on. Switch it off in the settings first.",
     "Aucune page n’est lue\u00a0: «\u00a0rien ne sort\u00a0» est activé. Désactivez-le d’abord dans les réglages."},
    {"NOT_RECOGNISED",
     "No job board was recognised on this page, and the site states no offers in a form that programs can read. Paste the address of one of the company's job offers, or of its board, like "
     "https://boards.greenhouse.io/acme.",
     "Aucun site d’offres n’a été reconnu sur cette page, et le site ne présente pas d’offres sous une forme lisible par un programme. Collez l’adresse d’une offre de l’entreprise ou de son site "
     "d’offres, par exemple https://boards.greenhouse.io/acme."},
    {"NO_FEED", "This company uses {}, which has no public feed that may be followed. Its single offers can be added by their addresses.",
     "Cette entreprise utilise {}, qui n’a pas de flux public que l’on puisse suivre. Ses offres peuvent être ajoutées une à une, par leur adresse."},
    {"ROBOTS", "The site asks programs not to read these pages (robots.txt), so they are not followed. Single offers can be added by their addresses.",
     "Le site demande aux programmes de ne pas lire ces pages (robots.txt)\u00a0: elles ne sont donc pas suivies. Les offres peuvent être ajoutées une à une, par leur adresse."},
    {"TOO_MANY", "You follow {} companies, the most there can be. Stop following one first.", "Vous suivez {} entreprises, le maximum. Cessez d’abord d’en suivre une."},
}};

}  // namespace

std::string_view name(WatchProblem v) { return kRows[static_cast<std::size_t>(v)].name; }

std::string watch_problem_text(WatchProblem v, std::string_view detail, Lang lang) {
  const Row& row = kRows[static_cast<std::size_t>(v)];
  std::string text(lang == Lang::kFr ? row.fr : row.en);
  if (const auto at = text.find("{}"); at != std::string::npos) text.replace(at, 2, detail);
  return text;
}

WatchProblem watch_problem_of(PageProblem v) {
  const std::string_view wanted = name(v);
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (kRows[i].name == wanted) return static_cast<WatchProblem>(i);
  return WatchProblem::kNotRecognised;          // a page of several offers, or of none
}

}  // namespace jm::domain
