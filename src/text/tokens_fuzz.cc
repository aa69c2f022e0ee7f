// Any bytes to words: ranges grow, stay inside and hold what was read; folding and stemming never fail.
#include <cstdint>
#include <cstdlib>

#include "base/json_text.h"
#include "text/fold.h"
#include "text/stem.h"
#include "text/tokens.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const jm::text::Tokens t = jm::text::tokenize(s);
  std::size_t at = 0;
  for (std::size_t i = 0; i < t.size(); ++i) {
    const auto& k = t.items[i];
    if (k.offset < at || k.length == 0 || k.offset + k.length > size || t.word(i).empty()) std::abort();
    at = k.offset + k.length;
    if (jm::text::stemmed(t.word(i)).empty()) std::abort();
  }
  if (!jm::is_valid_utf8(t.folded) || !jm::is_valid_utf8(jm::text::fold(s))) std::abort();
  return 0;
}
