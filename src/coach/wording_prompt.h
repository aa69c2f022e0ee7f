// The question that words a paragraph, and how its answer is read. Pure.
//
// Two typed blocks: the sentences (S1 …, with marks for what is quoted) and the facts (F1 …) they rest on, between markers that are new in each
// question. Of the posting there is nothing in it. What comes back passes domain/wording.h or is not used.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "domain/wording.h"
#include "model/chat.h"

namespace jm::coach {

// Of everything that an answer depends on besides the paragraph: a change makes cached answers unusable.
inline constexpr std::string_view kWordingPromptVersion = "paragraph-1";

struct WordingQuestion {
  model::Prompt prompt;
  std::string asked;                           // hash of kind, language, tone, sentences and facts: what S1 and F1 mean
  std::string canary;
};
// `seed` as analysis_question's.
WordingQuestion wording_question(const domain::WordingGround& ground, std::string_view seed);

struct ReadWording {
  domain::WordedParagraph worded;
  std::optional<std::string> wrong;            // as ReadAdvice::wrong
};
ReadWording read_wording(std::string_view json, const domain::WordingGround& ground, const domain::Draft& draft, const domain::FactBook& book, std::string_view canary);

// The accepted sentences in the answer's own form.
std::string wording_json(const domain::WordedParagraph& worded);

}  // namespace jm::coach
