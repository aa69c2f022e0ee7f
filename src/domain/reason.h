// Why an offer has its rank: a short list of codes with points and one parameter, stored as [[code, points, detail], …] and
// turned into a sentence in the reader's language by one function.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jm::domain {

enum class ReasonCode : std::uint8_t {
  kTitle,            // detail: the searched title found in the offer's title
  kTitleText,        // detail: the searched title, found partly or only in the text
  kKeywords,         // detail: the keywords found, comma separated
  kPlace,            // detail: the place as the offer writes it
  kPlaceNear,        // detail: "Villeurbanne; 3 km; Lyon": the place, how far it is from the middle of the location
  kPlaceVague,       // detail: the place, which may include the one searched
  kPlaceUnknown,
  kPlaceRemote,      // detail: the remote area; no travelling to that place needed
  kPay,              // detail: "55000-65000 EUR"
  kPayBelow,         // detail: the same; reaches the wish only in part
  kPayUnknown,
  kRemote,           // detail: REMOTE, HYBRID or ON_SITE
  kRemoteUnknown,
  kFresh,            // detail: age in days
  kOld,              // detail: age in days
  kReleased,         // detail: the red flag in spite of which the user wants it
};

struct Reason {
  ReasonCode code = ReasonCode::kTitle;
  int points = 0;
  std::string detail;
  bool operator==(const Reason&) const = default;
};

std::string_view name(ReasonCode v);                     // "TITLE", "KEYWORDS" …
std::optional<ReasonCode> reason_code_from(std::string_view name);

enum class Lang : std::uint8_t { kEn, kFr };
// One sentence without its full stop: "Title matches \"C++ developer\"" / "Le titre correspond à « développeur C++ »".
std::string reason_text(const Reason& reason, Lang lang);

}  // namespace jm::domain
