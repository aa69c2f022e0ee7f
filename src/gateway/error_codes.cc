#include "gateway/error_codes.h"

namespace jm::gateway {
namespace {

// Documented clients know UNAUTHENTICATED, BAD_USER_INPUT, NOT_FOUND and FORBIDDEN; what the caller can mend is always
// BAD_USER_INPUT (an illegal move, an e-mail that is taken), with the machine's word for it in the message.
std::string_view code_of(const Error& error) {
  switch (error.code) {
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
    case Code::kFailedPrecondition:
    case Code::kAlreadyExists: return "BAD_USER_INPUT";
    case Code::kUnauthenticated: return "UNAUTHENTICATED";
    case Code::kPermissionDenied: return "FORBIDDEN";
    case Code::kNotFound: return "NOT_FOUND";
    case Code::kResourceExhausted: return "RATE_LIMITED";
    case Code::kAborted: return "CONFLICT";
    case Code::kDeadlineExceeded:
    case Code::kCancelled: return "TIMEOUT";
    case Code::kUnavailable: return "SERVICE_UNAVAILABLE";
    case Code::kUnimplemented: return "NOT_IMPLEMENTED";
    default: return "INTERNAL_SERVER_ERROR";
  }
}

bool is_internal(const Error& error) { return code_of(error) == "INTERNAL_SERVER_ERROR"; }

constexpr graphql::ErrorPolicy kPolicy{code_of, is_internal};

}  // namespace

const graphql::ErrorPolicy& error_policy() { return kPolicy; }

}  // namespace jm::gateway
