// JSON from the network to Input values, the form that variable coercion reads. simdjson finds and checks the bytes; what it
// does not decide is decided here: of duplicate keys the last wins (as JSON.parse does), numbers keep the text they were
// written in (an ID above 2^53 loses nothing), nesting is bounded.
#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

#include "graphql/arena.h"
#include "graphql/input.h"

namespace jm::graphql {

enum class JsonInError : std::uint8_t { kMalformed, kInvalidUtf8, kTooDeep };
inline constexpr int kJsonInDepthMax = 64;

// One object or array and nothing after it but blanks; everything is copied into `arena`.
std::expected<Input, JsonInError> read_json(std::string_view text, Arena& arena);
std::string_view json_in_message(JsonInError error);

// Replaces the null at `path` ("variables.files.0") inside `root` by `value`. False: the path leads nowhere, or to something
// that is not null. `root` must come from read_json(): its memory is written to.
bool replace_null(Input& root, std::string_view path, Input value);

}  // namespace jm::graphql
