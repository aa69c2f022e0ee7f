// PostgreSQL's SQLSTATE (appendix A of its manual) -> our canonical codes: the one table. What the outside reads says nothing
// of SQL; `reason` is the constraint's name, so that a store can tell which rule was broken.
#pragma once
#include <string_view>

#include "base/result.h"

namespace jm::pg {

Error error_of(std::string_view sqlstate, std::string_view constraint);

// The connection is gone or going (08…, 57P0…, 25P03, or no SQLSTATE at all).
bool is_connection_loss(std::string_view sqlstate);

// What a server says that has no connection left (53300), as far as a failed connection tells: its words, in English.
bool is_server_full(std::string_view words);

}  // namespace jm::pg
