#include "pg/sqlstate.h"

namespace jm::pg {
namespace {

struct Line {
  std::string_view prefix;       // a whole SQLSTATE or its beginning; the first line that fits counts
  Code code;
  std::string_view message;
  std::string_view reason;       // empty: the constraint's name
};

constexpr Line kTable[] = {
    {"23505", Code::kAlreadyExists, "This already exists.", ""},
    {"23503", Code::kFailedPrecondition, "It refers to something that does not exist, or that others still refer to.", ""},
    {"23P01", Code::kFailedPrecondition, "It conflicts with something that already exists.", ""},
    {"23", Code::kInvalidArgument, "A value is missing or not allowed.", ""},
    {"22", Code::kInvalidArgument, "A value has a form that cannot be stored.", ""},
    {"54", Code::kInvalidArgument, "A value is too large to be stored.", ""},
    {"42501", Code::kPermissionDenied, "This is not allowed.", ""},
    {"40", Code::kAborted, "Somebody else changed the same thing at the same moment. Try again.", "CONFLICT"},
    {"55P03", Code::kAborted, "Somebody else is changing the same thing. Try again.", "CONFLICT"},
    {"25P02", Code::kAborted, "An earlier step failed, so nothing was stored.", "TRANSACTION_FAILED"},
    {"57014", Code::kDeadlineExceeded, "The database took too long. Try again.", "DATABASE_SLOW"},
    {"53", Code::kResourceExhausted, "The database is out of resources. Try again in a moment.", "DATABASE_FULL"},
    {"57P", Code::kUnavailable, "The database is restarting. Try again in a moment.", "DATABASE_DOWN"},
    {"25P03", Code::kUnavailable, "The connection to the database was closed because its transaction stood still.", "DATABASE_DOWN"},
    {"08", Code::kUnavailable, "The connection to the database was lost. Try again in a moment.", "DATABASE_DOWN"},
    {"P0002", Code::kNotFound, "There is no such thing.", ""},
    {"P0001", Code::kFailedPrecondition, "This is not possible in the present state.", ""},
    {"XX001", Code::kDataLoss, "The stored data is damaged. Call your administrator.", "DATA_DAMAGED"},
    {"XX002", Code::kDataLoss, "The stored data is damaged. Call your administrator.", "DATA_DAMAGED"},
};

}  // namespace

Error error_of(std::string_view sqlstate, std::string_view constraint) {
  if (sqlstate.empty()) sqlstate = "08006";        // libpq's own errors carry none: the connection broke
  for (const Line& line : kTable)
    if (sqlstate.starts_with(line.prefix)) return {line.code, std::string(line.message), std::string(line.reason.empty() ? constraint : line.reason)};
  return {Code::kInternal, "Something went wrong on our side.", ""};
}

bool is_connection_loss(std::string_view sqlstate) {
  return sqlstate.empty() || sqlstate.starts_with("08") || sqlstate.starts_with("57P") || sqlstate == "25P03";
}

bool is_server_full(std::string_view words) {
  for (const std::string_view known : {"too many clients", "remaining connection slots", "too many connections for"})
    if (words.find(known) != words.npos) return true;
  return false;
}

}  // namespace jm::pg
