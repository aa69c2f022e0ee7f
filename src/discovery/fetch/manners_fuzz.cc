// What other people's servers say about how to behave, and addresses with secrets in them: any text.
#include "discovery/fetch/manners.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  using namespace jm::discovery;
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const Time now{1'780'000'000'000'000};
  if (const auto wait = parse_retry_after(s, now); wait && (wait->count() < 0 || wait->count() > 86'400)) std::abort();
  const Decision told = decide({.n = 1, .status = 429, .retry_after = parse_retry_after(s, now)}, 0.5);
  if (told.wait.count() < 0) std::abort();
  for (const char* form : {"json", "xml", "page", "any"}) is_expected_type(s, form);
  is_secret_header(s);
  if (const auto quiet = parse_quiet_hours(s)) {
    if (quiet->from < 0 || quiet->from > 23 || quiet->to < 0 || quiet->to > 23) std::abort();
    const Turn turn{.quiet = *quiet};
    if (next_turn(now, turn) <= now) std::abort();
  }
  const std::string clean = without_secrets(s);
  if (without_secrets(clean) != clean) std::abort();
  return 0;
}
