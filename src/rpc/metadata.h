// What travels beside the message: names, and the pure functions that write and read it. Values of metadata are printable
// ASCII; gRPC aborts the process on anything else, so every value that came from outside goes through printable().
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/result.h"

namespace jm::rpc {

inline constexpr char kUserId[] = "x-user-id";              // absent: not signed in
inline constexpr char kRequestId[] = "x-request-id";
inline constexpr char kClientAddress[] = "x-client-address";
inline constexpr char kAuthorization[] = "authorization";   // "Bearer <credential>"
inline constexpr char kReason[] = "x-reason";               // trailing, on every error one of our servers made ("-": no reason)

inline constexpr std::size_t kRequestIdBytesMax = 128;
inline constexpr std::size_t kAddressBytesMax = 64;
inline constexpr std::size_t kReasonBytesMax = 128;
inline constexpr std::size_t kMessageBytesMax = 1024;       // gRPC's headers are limited to 8 KiB in all

// The printable ASCII of `text`, at most `bytes_max` of it.
std::string printable(std::string_view text, std::size_t bytes_max);
// At most `bytes_max`, cut between characters of UTF-8.
std::string_view shortened(std::string_view text, std::size_t bytes_max);

// True if `header` is "Bearer <credential>"; takes as long for a nearly right credential as for a wrong one.
bool is_authorized(std::string_view header, std::string_view credential);

// The Caller a server makes of what came in. INVALID_ARGUMENT for an x-user-id that is not a UUID.
Result<Caller> caller_from(std::string_view user_id, std::string_view request_id, std::string_view address, Deadline deadline);

// What the caller is told when gRPC itself failed the call (no server, deadline, size): gRPC's own words name hosts and files.
Error transport_error(Code code);

}  // namespace jm::rpc
