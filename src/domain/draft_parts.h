// What the parts of drafts share: draft (data, review, work), draft_letter, draft_cv.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "domain/analysis_parts.h"
#include "domain/draft.h"

namespace jm::domain {

std::size_t count_words(std::string_view s);
// "M. Lopez a signé. Puis 3.5 % de plus !" -> two sentences. One line in, at least one sentence out unless it is empty.
std::vector<std::string> split_sentences(std::string_view line);
// "2019-03" as people write it: "Mar 2019", « mars 2019 »; anything else as it stands.
std::string month_text(std::string_view written, Lang lang);
// "Mar 2019 – May 2021"; empty without dates.
std::string period_sentence(const FactEntry& entry, Lang lang);

// Builds paragraphs and gives sentences their ids.
class DraftWriter {
 public:
  explicit DraftWriter(Draft& draft) : draft_(draft) {}
  void paragraph(std::string id, std::string role, std::string section = {}, int variant = 0) {
    end();
    current_ = {std::move(id), std::move(role), std::move(section), variant, {}};
  }
  void sentence(std::string text, std::vector<Tie> ties, std::string part = {}) {
    if (text.empty()) return;
    current_.sentences.push_back({"s" + std::to_string(draft_.next_sentence++), std::move(part), std::move(text), std::move(ties), false, false});
    ++count_;
  }
  void end() {
    if (!current_.sentences.empty()) draft_.paragraphs.push_back(std::move(current_));
    current_ = {};
  }
  bool full() const { return count_ >= kDraftSentencesMax; }

 private:
  Draft& draft_;
  DraftParagraph current_;
  std::size_t count_ = 0;
};

// The letter without what only a FactBook can tell (ties of the user's own words).
Draft letter_draft(const AnalysisInput& input, const Linked& linked, Lang lang, const Contact& contact, int variant);

}  // namespace jm::domain
