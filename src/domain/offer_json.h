// The offer as JSON: `details` (everything, for storage and for rebuilding the offer) and `raw data` (what clients of the
// wire contract read: an object with at least title, company, location, description, salary where known).
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/offer.h"

namespace jm::domain {

// Everything but the columns that the offers table holds itself when `without_text` (title, company, description, url).
std::string details_json(const Offer& offer, bool without_text = true);

// Reads what details_json wrote into `offer`, leaving members it does not name as they are. Unknown keys are ignored.
Result<void> read_details(std::string_view json, Offer& offer);

std::string raw_data_json(const Offer& offer);

// "55 000 – 65 000 € a year" / "… par an"; empty when nothing is stated.
std::string pay_text(const Pay& pay, std::string_view lang);

}  // namespace jm::domain
