// The question that an analysis asks a model, and how its answer is read. Pure.
//
// Three typed blocks: the requirements (R1 …: label, level, how far met), the facts (F1 …) that are evidence of them, and the posting,
// which anybody may have written: cleaned, cut, between two markers that are new in each question, and named as data. That is
// manners, not the defence: the defence is that an answer passes domain/advice.h or is not used.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "domain/advice.h"
#include "model/chat.h"

namespace jm::coach {

// Of everything that an answer depends on besides the case: a change makes cached answers unusable.
inline constexpr std::string_view kAnalysisPromptVersion = "analysis-1";
inline constexpr std::size_t kPostingBytesMax = 8'000;

struct AnalysisQuestion {
  model::Prompt prompt;
  std::string asked;                           // hash of requirements and facts: what R1 and F1 mean
  std::string canary;                          // in the instructions; in an answer it means that they leaked
};
// `seed`: unguessable, one a call; the same seed makes the same question, as an idempotency key demands.
AnalysisQuestion analysis_question(const domain::Analysis& analysis, const domain::Ground& ground, const domain::Offer& offer, std::string_view seed);

// The answer by its shape, then by its sentences. An error names what is wrong, for the model's second try; it begins with UNUSABLE
// when the form is right and no sentence may be shown.
struct ReadAdvice {
  domain::Vetted vetted;
  std::optional<std::string> wrong;
};
ReadAdvice read_advice(std::string_view json, const domain::Analysis& analysis, const domain::Ground& ground, std::string_view canary);

// The accepted sentences in the answer's own form: what is kept for the next posting of the same job.
std::string advice_json(const domain::Vetted& vetted, const domain::Ground& ground);

}  // namespace jm::coach
