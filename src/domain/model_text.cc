#include "domain/model_text.h"

namespace jm::domain {
namespace {

struct Words {
  std::string_view name, en, fr;
};

constexpr Words kProblems[] = {
    {"OFF", "The language model is switched off in your settings.", "Le modèle de langue est désactivé dans vos réglages."},
    {"NO_ENDPOINT", "No language model is set up. Give the address and key of one in your settings, or ask whoever runs JobMate.",
     "Aucun modèle de langue n’est configuré. Indiquez l’adresse et la clé d’un service dans vos réglages, ou demandez à la personne qui gère JobMate."},
    {"NO_MODEL", "The name of the model is missing in your settings.", "Le nom du modèle manque dans vos réglages."},
    {"KEY_UNREADABLE", "Your stored key can no longer be read. Enter it again.", "Votre clé enregistrée n’est plus lisible. Saisissez-la de nouveau."},
    {"NEEDS_HTTPS", "The address must start with https://: your key would travel in the open.", "L’adresse doit commencer par https://\u00a0: votre clé voyagerait en clair."},
    {"NOTHING_LEAVES", "“Nothing leaves” is switched on: no model on another machine is asked.", "«\u00a0Rien ne sort\u00a0» est activé\u00a0: aucun modèle sur une autre machine n’est interrogé."},
    {"CAP_USER", "Your budget for this month does not allow it.", "Votre budget du mois ne le permet pas."},
    {"CAP_OPERATOR", "The installation's budget for this month does not allow it.", "Le budget de l’installation pour ce mois ne le permet pas."},
    {"MODEL_BUSY", "The model's service takes no more questions at the moment.", "Le service du modèle n’accepte plus de questions pour le moment."},
    {"MODEL_DOWN", "The model's service does not work at the moment.", "Le service du modèle ne fonctionne pas pour le moment."},
    {"MODEL_RESTING", "The model's service has failed several times in a row and is left alone for a moment.", "Le service du modèle a échoué plusieurs fois de suite\u00a0; il est laissé en repos un instant."},
    {"MODEL_REFUSED", "The model's service refuses: check the key, the model's name and your account there.", "Le service du modèle refuse\u00a0: vérifiez la clé, le nom du modèle et votre compte chez lui."},
    {"BAD_ANSWER", "The model's service did not answer in the form that was asked for.", "Le service du modèle n’a pas répondu sous la forme demandée."},
    {"UNUSABLE", "The model's answer said things that your profile and the posting do not show, and was not used.", "La réponse du modèle affirmait ce que ni votre profil ni l’annonce ne montrent\u00a0; elle n’a pas été utilisée."},
    {"LOST", "The model's answer was lost on the way. It may have been paid for, so it is not asked for again by itself.",
     "La réponse du modèle s’est perdue en route. Elle a peut-être été facturée\u00a0: la question n’est pas reposée automatiquement."},
    {"TIMEOUT", "The model's service took too long to answer.", "Le service du modèle a mis trop de temps à répondre."},
    {"ADDRESS_REFUSED", "The address leads into a private network, which is not allowed here.", "L’adresse mène à un réseau privé, ce qui n’est pas autorisé ici."},
    {"TOO_LARGE", "The model's answer is larger than accepted.", "La réponse du modèle est plus longue qu’accepté."},
    {"NAME_NOT_FOUND", "The name in the address does not exist.", "Le nom dans l’adresse n’existe pas."},
};

constexpr Words kStates[] = {
    {"PENDING", "A language model is improving the wording.", "Un modèle de langue améliore la formulation."},
    {"USED", "Worded by a language model, checked against your profile.", "Formulé par un modèle de langue, vérifié avec votre profil."},
    {"CACHED", "Worded by a language model for an earlier posting of this job, checked against your profile; it cost nothing.",
     "Formulé par un modèle de langue pour une publication précédente de ce poste, vérifié avec votre profil\u00a0; sans frais."},
    {"FAILED", "Made without a language model.", "Réalisé sans modèle de langue."},
    {"GIVEN_UP", "Made without a language model.", "Réalisé sans modèle de langue."},
    {"REFUSED", "Made without a language model.", "Réalisé sans modèle de langue."},
    {"CAPPED", "Made without a language model.", "Réalisé sans modèle de langue."},
    {"UNKNOWN", "Made without a language model.", "Réalisé sans modèle de langue."},
    {"OFF", "Made without a language model.", "Réalisé sans modèle de langue."},
};

// Of a paragraph.
constexpr Words kWordings[] = {
    {"PENDING", "A language model is wording this paragraph.", "Un modèle de langue formule ce paragraphe."},
    {"USED", "Worded by a language model, checked against your profile.", "Formulé par un modèle de langue, vérifié avec votre profil."},
    {"CACHED", "Worded by a language model as it was asked before, checked against your profile; it cost nothing.",
     "Formulé par un modèle de langue, déjà interrogé à ce sujet, vérifié avec votre profil\u00a0; sans frais."},
    {"KEPT", "You changed this paragraph meanwhile: your words stay. What the model said is kept; using it costs nothing.",
     "Vous avez modifié ce paragraphe entre-temps\u00a0: vos mots restent. La formulation du modèle est gardée\u00a0; l’utiliser ne coûte rien."},
    {"UNCHANGED", "The model found nothing to word better.", "Le modèle n’a rien trouvé à mieux formuler."},
    {"REFUSED", "The paragraph stays as it is.", "Le paragraphe reste tel quel."},
    {"GIVEN_UP", "The paragraph stays as it is.", "Le paragraphe reste tel quel."},
    {"CAPPED", "The paragraph stays as it is.", "Le paragraphe reste tel quel."},
    {"UNKNOWN", "The paragraph stays as it is.", "Le paragraphe reste tel quel."},
    {"OFF", "The paragraph stays as it is.", "Le paragraphe reste tel quel."},
};

constexpr Words kPurposes[] = {
    {"PARAGRAPH", "Wording of a paragraph: its sentences, without names, and the lines of your profile that they rest on",
     "Formulation d’un paragraphe\u00a0: ses phrases, sans les noms, et les lignes de votre profil sur lesquelles elles reposent"},
    {"ANALYSIS", "Wording of an analysis: what the posting asks, and the lines of your profile that show it", "Formulation d’une analyse\u00a0: ce que l’annonce demande et les lignes de votre profil qui le montrent"},
    {"TEST", "Test of the endpoint: one fixed sentence, nothing of yours", "Test du service\u00a0: une phrase fixe, rien de vous"},
    {"add job", "Reading the page of an address that you pasted: the address only", "Lecture de la page d’une adresse que vous avez collée\u00a0: l’adresse seulement"},
    {"robots.txt", "What the site asks of readers", "Ce que le site demande à ses lecteurs"},
    {"read boards", "Reading job boards, once for everybody: job titles and places searched for, where the board can be searched",
     "Lecture des sites d’emploi, une fois pour tous\u00a0: intitulés et lieux recherchés, quand le site permet la recherche"},
};

template <std::size_t n>
const Words* find(const Words (&table)[n], std::string_view name) {
  for (const Words& w : table)
    if (w.name == name) return &w;
  return nullptr;
}

std::string_view in(const Words& w, Lang lang) { return lang == Lang::kFr ? w.fr : w.en; }

}  // namespace

std::string model_problem_text(std::string_view problem, Lang lang) {
  if (problem.empty()) return {};
  if (const Words* w = find(kProblems, problem)) return std::string(in(*w, lang));
  return lang == Lang::kFr ? "Le service du modèle est injoignable." : "The model's service cannot be reached.";
}

std::string model_state_text(std::string_view state, std::string_view problem, Lang lang) {
  const Words* w = find(kStates, state);
  std::string out(w ? in(*w, lang) : std::string_view());
  const std::string why = model_problem_text(problem, lang);
  if (!why.empty()) out += (out.empty() ? "" : " ") + why;
  if (state == "FAILED") out += lang == Lang::kFr ? " Une nouvelle tentative aura lieu, sans frais supplémentaires." : " It will be tried again, at no extra cost.";
  return out;
}

std::string wording_state_text(std::string_view state, std::string_view problem, Lang lang) {
  const Words* w = find(kWordings, state);
  std::string out(w ? in(*w, lang) : std::string_view());
  // A paragraph has no posting that could show anything.
  if (problem == "UNUSABLE") return out + (lang == Lang::kFr ? " La réponse du modèle disait plus que votre profil\u00a0; elle n’a pas été utilisée." : " The model’s answer said more than your profile does, and was not used.");
  const std::string why = model_problem_text(problem, lang);
  if (!why.empty()) out += (out.empty() ? "" : " ") + why;
  if (state == "PENDING" && !why.empty()) out += lang == Lang::kFr ? " Une nouvelle tentative aura lieu, sans frais supplémentaires." : " It will be tried again, at no extra cost.";
  return out;
}

std::string purpose_text(std::string_view purpose, Lang lang) {
  const Words* w = find(kPurposes, purpose);
  return std::string(w ? in(*w, lang) : purpose);
}

}  // namespace jm::domain
