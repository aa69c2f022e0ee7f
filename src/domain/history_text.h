// What happened to an offer, as sentences for its reader, French or English.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/reason.h"

namespace jm::domain {

// A field that changed from one version to the next: title, company, location, remote, contract, salary, description. Absent =
// not stated. "Salary removed (was 45,000 EUR)", « Salaire retiré (c’était 45 000 EUR) ».
std::string change_text(std::string_view field, const std::optional<std::string>& before, const std::optional<std::string>& after, Lang lang);

// "45000-50000 EUR" from yearly bounds; nothing when neither is stated.
std::optional<std::string> salary_words(const std::optional<int>& min, const std::optional<int>& max, std::string_view currency);

// "Posted for the third time", « Publiée pour la troisième fois ».
std::string posting_text(int number, Lang lang);

// What the reader did with an earlier posting: `status` is APPROVED or REJECTED, `application` the state of its card or empty.
// "Posted for the third time: you applied for it on 2026-03-02 and it was turned down".
std::string repost_text(int number, std::string_view status, std::string_view application, Time at, Lang lang);

}  // namespace jm::domain
