// Any bytes as the page behind a pasted address.
#include <cstdint>
#include <cstdlib>

#include "base/json_text.h"
#include "discovery/pasted_page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  static const auto at = *outbound::parse_web_url("https://example.org/jobs/1");
  auto view = discovery::look_at_page({reinterpret_cast<const char*>(data), size}, "", at, at, Time{1'780'000'000'000'000});
  for (auto* o : {&view.posting, &view.words})
    if (*o && ((*o)->title.size() > domain::kTitleBytesMax || !is_valid_utf8((*o)->description))) std::abort();
  return 0;
}
