#include "rpc/metadata.h"

#include <algorithm>

namespace jm::rpc {

std::string printable(std::string_view text, std::size_t bytes_max) {
  std::string out;
  out.reserve(std::min(text.size(), bytes_max));
  for (const char c : text) {
    if (out.size() >= bytes_max) break;
    if (c > 0x20 && c < 0x7f) out.push_back(c);
  }
  return out;
}

std::string_view shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t n = bytes_max;
  while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) --n;
  return text.substr(0, n);
}

bool is_authorized(std::string_view header, std::string_view credential) {
  constexpr std::string_view kScheme = "Bearer ";
  if (credential.empty() || !header.starts_with(kScheme)) return false;
  header.remove_prefix(kScheme.size());
  // Every byte of the right length is looked at: where the first difference is must not show in the time taken.
  if (header.size() != credential.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < header.size(); ++i)
    difference = static_cast<unsigned char>(difference | (header[i] ^ credential[i]));
  return difference == 0;
}

Result<Caller> caller_from(std::string_view user_id, std::string_view request_id, std::string_view address, Deadline deadline) {
  Caller caller;
  if (!user_id.empty()) {
    const auto id = Uuid::parse(user_id);
    if (!id) return fail(Code::kInvalidArgument, "x-user-id must be a UUID.", "BAD_USER_ID");
    caller.user_id = *id;
  }
  caller.request_id = printable(request_id, kRequestIdBytesMax);
  caller.address = printable(address, kAddressBytesMax);
  if (!deadline.is_never()) caller.deadline = deadline;
  return caller;
}

Error transport_error(Code code) {
  switch (code) {
    case Code::kDeadlineExceeded: return {code, "This took too long. Try again.", "DEADLINE"};
    case Code::kResourceExhausted: return {code, "The message is too large.", "MESSAGE_TOO_LARGE"};
    case Code::kCancelled: return {code, "The call was cancelled.", "CANCELLED"};
    case Code::kUnimplemented: return {code, "The service does not know this method. Its version may be older than the caller's.", "UNKNOWN_METHOD"};
    case Code::kInternal:
    case Code::kDataLoss: return {Code::kInternal, "The service answered something unreadable.", "BAD_ANSWER"};
    default: return {Code::kUnavailable, "The service cannot be reached at the moment. Try again shortly.", "UNREACHABLE"};
  }
}

}  // namespace jm::rpc
