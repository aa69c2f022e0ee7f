// What a user says about an offer of their own: typed in, or read from a page and corrected.
#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "discovery.pb.h"
#include "pg/params.h"

namespace jm::discovery {

// The parameters of edit_manual.sql, or what is wrong with the wish. Absent members stay; empty ones are cleared. `event`: what clients are told.
Result<pg::Params> edit_params(const Uuid& item, const Uuid& user, const jobmate::v1::UpdateManualJobRequest& request, Time now,
                               const std::optional<std::string>& event);

}  // namespace jm::discovery
