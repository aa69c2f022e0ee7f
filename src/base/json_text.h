// The one JSON string escaper of the house, for code that writes JSON bytes directly (logs, GraphQL answers, SSE).
#pragma once
#include <string>
#include <string_view>

namespace jm {

// Appends s as a JSON string with its quotes. Valid UTF-8 passes through unescaped (RFC 8259); control characters, quote
// and backslash are escaped; bytes that are not valid UTF-8 become U+FFFD, so the output is always valid JSON.
void append_json_string(std::string& out, std::string_view s);

// True if s is well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool is_valid_utf8(std::string_view s);

}  // namespace jm
