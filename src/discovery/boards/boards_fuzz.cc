// Any bytes as any board's payload (the first byte picks the board, its highest bit whether it is a table): no crash, every offer within its
// limits and valid UTF-8, every record accounted for.
#include <cstdint>
#include <cstdlib>

#include "base/json_text.h"
#include "discovery/boards/board.h"
#include "domain/offer_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  if (size == 0) return 0;
  const auto boards = discovery::all_boards();
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  discovery::ParseOutput out;
  boards[(data[0] & 127) % boards.size()]->parse(bytes, {.name = data[0] >= 128 ? "x.csv" : "x.json"}, Time{1'780'000'000'000'000}, out);
  if (out.seen != out.offers.size() + out.rejected) std::abort();
  for (domain::Offer& o : out.offers) {
    if (o.title.size() > domain::kTitleBytesMax || o.description.size() > domain::kDescriptionBytesMax || o.source_id.empty()) std::abort();
    const std::string json = domain::details_json(o, false);
    if (!is_valid_utf8(json)) std::abort();
    domain::Offer back;
    if (!domain::read_details(json, back)) std::abort();
    domain::seal(o, Time{1'780'000'000'000'000});
  }
  return 0;
}
