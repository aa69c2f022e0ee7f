// The one table between our error codes and HTTP, and the one shape of an error body: {"error":{"code","message"}}.
#pragma once
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace jm::http {

int status_of(Code code);
Code code_of(int status);                           // the other way, for clients
std::string_view reason_phrase(int status);         // "Not Found"

// {"error":{"code":"NOT_FOUND","message":"…"}}; code is Error::reason if set, else the canonical name.
Response error_response(const Error& error);
Response error_response(int status, std::string_view code, std::string_view message);

}  // namespace jm::http
