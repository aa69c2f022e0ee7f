#include "domain/reason.h"

#include <charconv>

#include "domain/offer_json.h"

namespace jm::domain {

namespace {

// {0} stands for the detail.
struct Row {
  ReasonCode code;
  std::string_view name, en, fr;
};
constexpr Row kRows[] = {
    {ReasonCode::kTitle, "TITLE", "The title matches “{0}”", "Le titre correspond à «\u00a0{0}\u00a0»"},
    {ReasonCode::kTitleText, "TITLE_TEXT", "“{0}” appears, though not all in the title", "«\u00a0{0}\u00a0» apparaît, mais pas entièrement dans le titre"},
    {ReasonCode::kKeywords, "KEYWORDS", "Mentions {0}", "Mentionne {0}"},
    {ReasonCode::kPlace, "PLACE", "Located in {0}", "Situé à {0}"},
    {ReasonCode::kPlaceNear, "PLACE_NEAR", "Located in {0}", "Situé à {0}"},
    {ReasonCode::kPlaceVague, "PLACE_VAGUE", "The place is only given as {0}", "Le lieu indiqué est seulement {0}"},
    {ReasonCode::kPlaceUnknown, "PLACE_UNKNOWN", "No place is given", "Aucun lieu indiqué"},
    {ReasonCode::kPlaceRemote, "PLACE_REMOTE", "Remote work, open to where you search ({0})", "Télétravail, ouvert à votre zone de recherche ({0})"},
    {ReasonCode::kPay, "PAY", "Pays {0} a year", "Rémunération\u00a0: {0} par an"},
    {ReasonCode::kPayBelow, "PAY_BELOW", "Pays {0} a year, which reaches your minimum only in part",
     "Rémunération\u00a0: {0} par an, votre minimum n’est atteint qu’en partie"},
    {ReasonCode::kPayUnknown, "PAY_UNKNOWN", "The pay is not stated, or not reliably", "La rémunération n’est pas indiquée, ou pas de façon fiable"},
    {ReasonCode::kRemote, "REMOTE", "{0}", "{0}"},
    {ReasonCode::kRemoteUnknown, "REMOTE_UNKNOWN", "Remote work is not mentioned", "Le télétravail n’est pas mentionné"},
    {ReasonCode::kFresh, "FRESH", "Published {0} days ago", "Publiée il y a {0} jours"},
    {ReasonCode::kOld, "OLD", "Published {0} days ago", "Publiée il y a {0} jours"},
    {ReasonCode::kReleased, "RELEASED", "You let it through in spite of the red flag “{0}”", "Vous l’avez laissée passer malgré le signal d’alerte «\u00a0{0}\u00a0»"},
};

// "53000-72000 EUR", as reasons carry it, for people.
std::string pay_words(std::string_view detail, Lang lang) {
  const auto figure = [&detail]() -> std::optional<double> {
    int value = 0;
    const auto [end, problem] = std::from_chars(detail.data(), detail.data() + detail.size(), value);
    if (problem != std::errc()) return {};
    detail.remove_prefix(static_cast<std::size_t>(end - detail.data()));
    return value;
  };
  const std::string_view whole = detail;
  Pay pay;
  pay.min = pay.max = figure();
  if (detail.starts_with('-')) {
    detail.remove_prefix(1);
    pay.max = figure();
  }
  if (!pay.min || !pay.max) return std::string(whole);
  if (detail.starts_with(' ')) pay.currency = detail.substr(1);
  return pay_text(pay, lang == Lang::kFr ? "fr" : "en");
}

std::string_view remote_words(std::string_view name, Lang lang) {
  const bool fr = lang == Lang::kFr;
  if (name == "REMOTE") return fr ? "Télétravail complet" : "Fully remote";
  if (name == "HYBRID") return fr ? "Télétravail partiel" : "Partly remote";
  return fr ? "Sur site" : "On site";
}

}  // namespace

std::string_view name(ReasonCode v) {
  for (const Row& r : kRows)
    if (r.code == v) return r.name;
  return {};
}

std::optional<ReasonCode> reason_code_from(std::string_view n) {
  for (const Row& r : kRows)
    if (r.name == n) return r.code;
  return std::nullopt;
}

std::string reason_text(const Reason& reason, Lang lang) {
  const bool fr = lang == Lang::kFr;
  std::string_view detail = reason.detail;
  std::string_view form;
  for (const Row& r : kRows)
    if (r.code == reason.code) form = fr ? r.fr : r.en;
  if (reason.code == ReasonCode::kRemote) detail = remote_words(detail, lang);
  if (reason.code == ReasonCode::kPlaceRemote && detail.empty()) form = fr ? "Télétravail, où que vous viviez" : "Remote work, wherever you live";
  if (reason.code == ReasonCode::kFresh || reason.code == ReasonCode::kOld) {
    if (detail == "0") form = fr ? "Publiée aujourd’hui" : "Published today";
    else if (detail == "1") form = fr ? "Publiée hier" : "Published yesterday";
  }
  std::string pay;
  if (reason.code == ReasonCode::kPay || reason.code == ReasonCode::kPayBelow) detail = pay = pay_words(detail, lang);
  std::string near;
  if (reason.code == ReasonCode::kPlaceNear) {
    const std::size_t middle = detail.rfind("; "), km = middle == std::string_view::npos || middle == 0 ? middle : detail.rfind("; ", middle - 1);
    if (km != std::string_view::npos && km < middle) {
      near = std::string(detail.substr(0, km)) + (fr ? ", à " : ", ") + std::string(detail.substr(km + 2, middle - km - 2)) + (fr ? " de " : " from ") + std::string(detail.substr(middle + 2));
      detail = near;
    }
  }
  const std::size_t slot = form.find("{0}");
  std::string out(form.substr(0, slot));
  if (slot != std::string_view::npos) {
    out += detail;
    out += form.substr(slot + 3);
  }
  return out;
}

}  // namespace jm::domain
