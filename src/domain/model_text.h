// What people are told about language models: why one is not used, what became of one, what calls are for. Words for machines, sentences
// for people in both languages. Pure.
#pragma once
#include <string>
#include <string_view>

#include "domain/reason.h"

namespace jm::domain {

// OFF, NO_ENDPOINT, NO_MODEL, KEY_UNREADABLE, NEEDS_HTTPS, NOTHING_LEAVES, CAP_USER, CAP_OPERATOR, MODEL_BUSY, MODEL_DOWN, MODEL_RESTING, MODEL_REFUSED,
// BAD_ANSWER, UNUSABLE, LOST, TIMEOUT, ADDRESS_REFUSED and what else a request can end with. Empty for the empty word.
std::string model_problem_text(std::string_view problem, Lang lang);

// Of an analysis: PENDING, USED, CACHED, FAILED (tried again later), GIVEN_UP, REFUSED, CAPPED, UNKNOWN, OFF; `problem` says why where there is a why.
std::string model_state_text(std::string_view state, std::string_view problem, Lang lang);

// Of a paragraph: PENDING, USED, CACHED, KEPT, UNCHANGED, REFUSED, GIVEN_UP, CAPPED, UNKNOWN, OFF.
std::string wording_state_text(std::string_view state, std::string_view problem, Lang lang);

// Of the ledger and of what left: "ANALYSIS", "PARAGRAPH", "TEST", "add job", "read boards", …
std::string purpose_text(std::string_view purpose, Lang lang);

}  // namespace jm::domain
