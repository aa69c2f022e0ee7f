// The wording of an analysis by a language model: the command, and putting it into the queue.
#pragma once
#include <string>

#include "coach/module.h"
#include "pg/database.h"

namespace jm::coach {

inline constexpr std::string_view kImproveCommand = "CMD_IMPROVE_ANALYSIS";
inline constexpr std::string_view kAnalysisPurpose = "ANALYSIS";

struct Improvement {
  std::string payload;
  pg::Call call;
};
// `approval`: the application's id; for another analysis of it, with "/" and a new id after it.
Improvement queue_improvement(const Uuid& user, const Uuid& application, const std::string& approval);

void handle_improvements(queue::Worker& worker, CoachDeps deps);

}  // namespace jm::coach
