// The wording of one paragraph of a document by a language model: the command, and what a question is made of.
#pragma once
#include <memory>
#include <string>

#include "coach/material.h"
#include "coach/model_desk.h"
#include "coach/wording_prompt.h"

namespace jm::coach {

inline constexpr std::string_view kWordCommand = "CMD_WORD_PARAGRAPH";
inline constexpr std::string_view kParagraphPurpose = "PARAGRAPH";
inline constexpr int kDocumentVersionsMax = 500;

struct WordingLook {
  std::shared_ptr<const Material> material;
  domain::Draft draft;
  domain::WordingGround ground;                // empty: nothing in it that a model may word
  WordingQuestion question;
  CachedUnder cached_under() const { return {"paragraph:" + question.asked, material->profile_version, question.asked}; }
};
// On the CPU pool. `content`: of a version; `seed` as analysis_question's.
Result<std::shared_ptr<const WordingLook>> look_at_wording(std::shared_ptr<const Material> material, std::string_view content, std::string_view paragraph, std::string_view seed);

// PARAGRAPH_WORDED: a wish began, waits, or ended.
struct WordingNews {
  std::string user, application, document, paragraph, wording, state, problem;
  int version = 0;
  std::string mutation_id;
};
std::string event_of(const WordingNews& news);

void handle_wordings(queue::Worker& worker, CoachDeps deps);

}  // namespace jm::coach
