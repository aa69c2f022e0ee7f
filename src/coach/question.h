// What the questions to models share: markers that nobody can guess, and the first look at an answer. Pure.
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "model/shape.h"
#include "text/json_read.h"

namespace jm::coach {

inline constexpr std::size_t kAnswerBytesMax = std::size_t{1} << 20;

struct Chance {
  std::string fence;                           // of a block of data: "posting-<fence>"
  std::string canary;                          // in the instructions; in an answer it means that they leaked
};
// `seed`: unguessable, one a call; the same seed makes the same question, as an idempotency key demands.
Chance chance_of(std::string_view seed);

// The answer when it has the form and not the canary; else what is wrong, for the model's second try. It lives as long as the reader.
std::expected<text::JsonValue, std::string> read_answer(text::JsonReader& reader, std::string_view json, const model::Shape& shape, std::string_view canary);
// The same for an answer of which nothing may be used. It begins with UNUSABLE, as the ledger's reason.
std::string unusable(std::string_view why, const std::vector<std::string>& refused);

std::vector<std::string> texts(const text::JsonValue& object, std::string_view key);
std::string texts_json(const std::vector<std::string>& texts);

}  // namespace jm::coach
