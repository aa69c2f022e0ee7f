// Any bytes as a career page: every offer within its limits, every posting accounted for.
#include <cstdint>
#include <cstdlib>

#include "base/json_text.h"
#include "discovery/boards/board.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  static const auto* board = discovery::find_board("jobposting");
  discovery::ParseOutput out;
  board->parse({reinterpret_cast<const char*>(data), size}, {.name = "https://example.org/jobs/1"}, Time{1'780'000'000'000'000}, out);
  if (out.seen != out.offers.size() + out.rejected || out.seen == 0) std::abort();
  for (const auto& o : out.offers)
    if (o.title.empty() || o.source_id.empty() || o.source_id.size() > domain::kSourceIdBytesMax || !is_valid_utf8(o.description)) std::abort();
  return 0;
}
