#include "domain/source_health.h"

#include <algorithm>

namespace jm::domain {
namespace {

constexpr std::string_view kStates[] = {"OFF", "WAITING", "OK", "BROKEN", "PAUSED"};

// {0}, {1}, … stand for the parts of the detail.
struct Row {
  SourceProblem problem;
  char cut;                       // what parts the detail
  std::string_view name, en, fr;
};
constexpr Row kRows[] = {
    {SourceProblem::kNone, 0, "", "", ""},
    {SourceProblem::kNoAnswer, 0, "NO_ANSWER", "The service could not be reached ({0}). It will be tried again.",
     "Le service est injoignable ({0}). Un nouvel essai aura lieu."},
    {SourceProblem::kTimeout, 0, "TIMEOUT", "The service did not answer in time. It will be tried again.",
     "Le service n’a pas répondu à temps. Un nouvel essai aura lieu."},
    {SourceProblem::kHttpStatus, 0, "HTTP_STATUS", "The service answered with the error {0}. It will be tried again.",
     "Le service a répondu par l’erreur {0}. Un nouvel essai aura lieu."},
    {SourceProblem::kRefused, 0, "REFUSED", "The service refuses our requests ({0}). Its conditions may have changed.",
     "Le service refuse nos requêtes ({0}). Ses conditions ont peut-être changé."},
    {SourceProblem::kKeyRefused, 0, "KEY_REFUSED", "The service does not accept the key. Check it and its subscription: {0}",
     "Le service n’accepte pas la clé. Vérifiez-la ainsi que son abonnement\u00a0: {0}"},
    {SourceProblem::kNotFound, 0, "NOT_FOUND", "There is no such job board any more (error {0}). The company may have moved: watch its new careers page.",
     "Cette page d’offres n’existe plus (erreur {0}). L’entreprise a peut-être déménagé\u00a0: suivez sa nouvelle page carrières."},
    {SourceProblem::kMoved, 0, "MOVED", "The job board has moved to another address. Watch the company's new careers page.",
     "La page d’offres a changé d’adresse. Suivez la nouvelle page carrières de l’entreprise."},
    {SourceProblem::kRobots, 0, "ROBOTS", "{0} asks programs not to read these pages (robots.txt), so they are not read.",
     "{0} demande aux programmes de ne pas lire ces pages (robots.txt)\u00a0: elles ne sont donc pas lues."},
    {SourceProblem::kRateLimited, 0, "RATE_LIMITED", "The service asks us to come back later (in {0} s).",
     "Le service demande de revenir plus tard (dans {0} s)."},
    {SourceProblem::kBudget, 0, "BUDGET", "Today's {0} requests to this service are used up. It goes on tomorrow.",
     "Les {0} requêtes du jour à ce service sont épuisées. La suite demain."},
    {SourceProblem::kQuiet, 0, "QUIET", "The quiet hours have begun. It goes on after {0}.", "Les heures calmes ont commencé. La suite après {0}."},
    {SourceProblem::kNotUnderstood, 0, "NOT_UNDERSTOOD", "The answer has not the form it used to have ({0}). JobMate may need an update for this source.",
     "La réponse n’a plus sa forme habituelle ({0}). JobMate a peut-être besoin d’une mise à jour pour cette source."},
    {SourceProblem::kWrongType, 0, "WRONG_TYPE", "The answer is not data but {0}. The service may be down for maintenance.",
     "La réponse n’est pas une donnée mais {0}. Le service est peut-être en maintenance."},
    {SourceProblem::kTooLarge, 0, "TOO_LARGE", "The answer is larger than accepted.", "La réponse est plus grande que permis."},
    {SourceProblem::kCutShort, 0, "CUT_SHORT", "The answer broke off half-way. It will be tried again.",
     "La réponse s’est interrompue à mi-chemin. Un nouvel essai aura lieu."},
    {SourceProblem::kEmpty, 0, "EMPTY", "It used to give about {0} offers and now gives none.", "Elle donnait environ {0} offres et n’en donne plus aucune."},
    {SourceProblem::kRejects, '/', "REJECTS", "{0} of {1} offers could not be read, far more than usual. JobMate may need an update for this source.",
     "{0} offres sur {1} sont illisibles, bien plus que d’habitude. JobMate a peut-être besoin d’une mise à jour pour cette source."},
    {SourceProblem::kParts, '/', "PARTS", "{0} of {1} parts failed; they are read again next time.",
     "{0} parties sur {1} ont échoué\u00a0; elles seront relues la prochaine fois."},
    {SourceProblem::kInterrupted, 0, "INTERRUPTED", "Reading was interrupted and starts again.", "La lecture a été interrompue et recommence."},
    {SourceProblem::kStore, 0, "STORE", "The offers could not be stored. See the log of JobMate.", "Les offres n’ont pas pu être enregistrées. Voir le journal de JobMate."},
    {SourceProblem::kNeedsKey, '|', "NEEDS_KEY", "Needs a key: set {0}. Get it at {1}", "Il faut une clé\u00a0: définissez {0}. On l’obtient sur {1}"},
    {SourceProblem::kUnwanted, 0, "UNWANTED", "No active search and no watched company needs it.", "Aucune recherche active ni entreprise suivie n’en a besoin."},
};

std::string filled(std::string_view pattern, std::string_view detail, char cut) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{' || i + 2 >= pattern.size() || pattern[i + 2] != '}') {
      out += pattern[i];
      continue;
    }
    std::string_view rest = detail;
    for (char n = '0'; cut != 0 && n < pattern[i + 1]; ++n) rest = rest.find(cut) == std::string_view::npos ? std::string_view() : rest.substr(rest.find(cut) + 1);
    out += cut == 0 ? rest : rest.substr(0, rest.find(cut));
    i += 2;
  }
  return out;
}

}  // namespace

std::string_view name(SourceState v) {
  const auto i = static_cast<std::size_t>(v);
  return i < std::size(kStates) ? kStates[i] : std::string_view();
}

std::string_view name(SourceProblem v) {
  for (const Row& r : kRows)
    if (r.problem == v) return r.name;
  return {};
}

std::optional<SourceState> source_state_from(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kStates); ++i)
    if (kStates[i] == name) return static_cast<SourceState>(i);
  return std::nullopt;
}

SourceProblem source_problem_from(std::string_view name) {
  for (const Row& r : kRows)
    if (r.name == name) return r.problem;
  return SourceProblem::kNone;
}

std::string problem_text(SourceProblem problem, std::string_view detail, Lang lang) {
  for (const Row& r : kRows)
    if (r.problem == problem) return filled(lang == Lang::kFr ? r.fr : r.en, detail, r.cut);
  return {};
}

std::string state_text(SourceState state, Lang lang) {
  const bool fr = lang == Lang::kFr;
  switch (state) {
    case SourceState::kOff: return fr ? "Désactivée." : "Off.";
    case SourceState::kWaiting: return fr ? "Pas encore lue." : "Not read yet.";
    case SourceState::kOk: return fr ? "Fonctionne." : "Works.";
    case SourceState::kBroken: return fr ? "En panne." : "Broken.";
    case SourceState::kPaused: return fr ? "En pause." : "Paused.";
    case SourceState::kCount_: break;
  }
  return {};
}

std::string health_text(SourceState state, SourceProblem problem, std::string_view detail, Lang lang) {
  std::string text = state_text(state, lang);
  if (problem != SourceProblem::kNone) text += " " + problem_text(problem, detail, lang);
  return text;
}

namespace {
constexpr double kWeightOfTheNewest = 0.3;
constexpr std::uint64_t kRejectsMin = 3;         // fewer say nothing
constexpr double kRejectShareMin = 0.2;
constexpr double kRejectJump = 3;

double moved(double average, double value, bool first) { return first ? value : average + kWeightOfTheNewest * (value - average); }
}  // namespace

SourceVerdict judge_run(const RunFacts& run, const RunHistory& before) {
  SourceVerdict v;
  v.history = before;
  const double share = run.seen == 0 ? 0 : static_cast<double>(run.rejected) / static_cast<double>(run.seen);
  const bool nothing_readable = run.seen > 0 && run.rejected == run.seen;
  const bool has_rejects = nothing_readable || (run.rejected >= kRejectsMin && share > std::max(kRejectShareMin, kRejectJump * before.usual_reject_share));
  if (run.failed) {
    v.problem = run.problem;
    v.detail = run.detail;
  } else if (run.seen == 0 && !run.unchanged && !run.narrowed && before.usual_seen >= 1) {
    v.problem = SourceProblem::kEmpty;
    v.detail = std::to_string(static_cast<long long>(before.usual_seen + 0.5));
  } else if (has_rejects) {
    v.problem = SourceProblem::kRejects;
    v.detail = std::to_string(run.rejected) + "/" + std::to_string(run.seen);
  } else if (run.problem == SourceProblem::kParts) {
    // What came is good and is kept; what is missing comes next time.
    v.problem = run.problem;
    v.detail = run.detail;
    v.history.failures = 0;
    v.trusted = false;
    return v;
  }
  if (v.problem != SourceProblem::kNone) {
    const bool waits = told_to_wait(v.problem);
    v.trusted = false;
    if (!waits) v.history.failures = before.failures + 1;
    v.state = waits || v.history.failures >= kBreakerFailures ? SourceState::kPaused : SourceState::kBroken;
    return v;
  }
  v.history.failures = 0;
  if (!run.unchanged && run.seen > 0) {
    const bool first = before.usual_seen == 0;
    v.history.usual_seen = moved(before.usual_seen, static_cast<double>(run.seen), first);
    v.history.usual_reject_share = moved(before.usual_reject_share, share, first);
  }
  return v;
}

std::chrono::seconds rest_after(int failures, std::chrono::seconds interval) {
  constexpr std::chrono::seconds kRestMax{86'400};
  std::chrono::seconds rest = interval;
  for (int i = 1; i < failures && rest < kRestMax; ++i) rest *= 2;
  return std::max(interval, std::min(rest, kRestMax));
}

}  // namespace jm::domain
