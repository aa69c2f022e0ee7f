// JSON as pages embed it, made valid where it is plain what was meant:
//
//   <!-- {"a": "two
//   lines", /* why */ "b": 1,} -->        ->       {"a": "two\nlines", "b": 1}
//
// Comments (HTML, block, line), CDATA wrappers, byte order marks, raw control characters inside strings, unknown escapes, trailing
// commas, a semicolon at the end, JSON escaped as HTML ("{&quot;a&quot;…"). What is cut short stays cut short. Linear time; the
// result is not checked: parse it.
#pragma once
#include <string>
#include <string_view>

namespace jm::text {

std::string repair_json(std::string_view s);

}  // namespace jm::text
