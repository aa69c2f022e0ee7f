// The wire form of OpenAI's chat completions. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/shape.h"

namespace jm::model {

struct Message {
  std::string role, text;                      // "system", "user", "assistant"
};

struct Prompt {
  std::vector<Message> messages;
  std::string name;                            // of the schema: letters, digits, '_'
  const Shape* shape = nullptr;                // outlives the call; null: free text
  int tokens_max = 1000;                       // of the answer

  std::size_t bytes() const;                   // of all messages
};

struct Completion {
  std::string text;
  std::int64_t tokens_in = 0, tokens_out = 0;
  bool counted = false;                        // the endpoint said how many tokens; otherwise they are reckoned
  bool cut = false;                            // it ran into tokens_max
};

std::string request_body(std::string_view model, const Prompt& prompt);
// DATA_LOSS, reason BAD_ANSWER, when it is no completion.
Result<Completion> read_completion(std::string_view body, const Prompt& prompt);

// The JSON in an answer: without a fence or words around it. Empty when there is none.
std::string_view json_part(std::string_view text);

// Tokens of so many bytes when nobody has counted: on the safe side for French and English.
std::int64_t reckon_tokens(std::size_t bytes);

}  // namespace jm::model
