// What may be expected to go wrong is returned, not thrown.
//
//   Result<Offer> r = parse(bytes);
//   if (!r) return std::unexpected(r.error());          or: JM_TRY(offer, parse(bytes));
//
// Code is gRPC's canonical list, so that the edge tables (GraphQL, HTTP, gRPC) are each one switch. `message` is for the
// person who caused the error: it says what is wrong and what to do, in plain words, and holds nothing internal (no SQL, no
// path, no secret). `reason` is a stable machine word (for example "ILLEGAL_MOVE") that clients may switch on; it may be empty.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace jm {

enum class Code : std::uint8_t {
  kOk = 0, kCancelled = 1, kUnknown = 2, kInvalidArgument = 3, kDeadlineExceeded = 4, kNotFound = 5, kAlreadyExists = 6,
  kPermissionDenied = 7, kResourceExhausted = 8, kFailedPrecondition = 9, kAborted = 10, kOutOfRange = 11,
  kUnimplemented = 12, kInternal = 13, kUnavailable = 14, kDataLoss = 15, kUnauthenticated = 16,
};

// The canonical upper-case name ("NOT_FOUND").
std::string_view code_name(Code code);

struct Error {
  Code code = Code::kUnknown;
  std::string message;
  std::string reason = {};
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Code code, std::string message, std::string reason = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(reason)});
}

}  // namespace jm

// JM_TRY(x, expr): x = *expr, or return its error. Usable in plain functions; JM_CO_TRY in coroutines.
#define JM_CONCAT_(a, b) a##b
#define JM_CONCAT(a, b) JM_CONCAT_(a, b)
#define JM_TRY_(tmp, var, expr, ret)                           \
  auto tmp = (expr);                                           \
  if (!tmp) [[unlikely]] ret std::unexpected(std::move(tmp).error()); \
  auto var = std::move(*tmp)
#define JM_TRY(var, expr) JM_TRY_(JM_CONCAT(jm_try_, __LINE__), var, expr, return)
#define JM_CO_TRY(var, expr) JM_TRY_(JM_CONCAT(jm_try_, __LINE__), var, expr, co_return)
#define JM_CHECK_OK(expr)                                      \
  if (auto jm_ok = (expr); !jm_ok) [[unlikely]] return std::unexpected(std::move(jm_ok).error())
#define JM_CO_CHECK_OK(expr)                                   \
  if (auto jm_ok = (expr); !jm_ok) [[unlikely]] co_return std::unexpected(std::move(jm_ok).error())
