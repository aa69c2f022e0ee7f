// What an error means for the next attempt.
#include <algorithm>

#include "queue/worker.h"

namespace jm::queue {

bool is_permanent(Code code) {
  switch (code) {
    case Code::kInvalidArgument:
    case Code::kNotFound:
    case Code::kAlreadyExists:
    case Code::kPermissionDenied:
    case Code::kFailedPrecondition:
    case Code::kOutOfRange:
    case Code::kUnimplemented:
      return true;
    default:
      return false;
  }
}

std::chrono::milliseconds retry_delay(int attempt, std::chrono::milliseconds first, std::chrono::milliseconds max, double random) {
  std::chrono::milliseconds whole = std::min(first, max);
  for (int i = 1; i < attempt && whole < max; ++i) whole = std::min(whole * 2, max);
  return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(whole.count()) * (0.5 + 0.5 * std::clamp(random, 0.0, 1.0))));
}

}  // namespace jm::queue
