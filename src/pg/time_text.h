// PostgreSQL's text form of instants in a UTC session with ISO date style: "2026-05-28 21:45:47.123456+00". Microseconds, as
// the server keeps them (base/clock.h writes milliseconds, which is the wire contract's form).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace jm::pg {

void append_timestamptz(std::string& out, Time t);
// Also a bare timestamp (taken as UTC) and a date. 'infinity' and '-infinity' are the far ends of Time. Years before 1 or
// after 9999 are nullopt.
std::optional<Time> parse_timestamptz(std::string_view text);
// Appends what to_iso() makes of parse_timestamptz(text); false, and nothing appended, where that is nullopt.
bool append_iso_of_timestamptz(std::string& out, std::string_view text);

}  // namespace jm::pg
