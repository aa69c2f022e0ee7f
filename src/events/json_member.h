// Where the value of a top-level member stands in a JSON object's own bytes: for changing one value, or taking one, without
// building the document. For reading documents there is text/json_read.h.
#pragma once
#include <optional>
#include <string_view>

namespace jm::events {

// The text between the quotes (escapes untouched, a view into `json`) of the first top-level member with this name, if its
// value is a string. Bytes that are not a JSON object give nothing, or a view of what looks like it; never more than `json`.
std::optional<std::string_view> string_member(std::string_view json, std::string_view name);

}  // namespace jm::events
