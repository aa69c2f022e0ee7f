// html_to_text and the cleaners on any bytes: valid UTF-8 out, no element left, and cleaning twice changes nothing.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json_text.h"
#include "text/clean.h"
#include "text/html.h"
#include "text/language.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const std::string text = jm::text::html_to_text(s);
  if (!jm::is_valid_utf8(text)) std::abort();
  for (const char* element : {"<script>", "<iframe>", "<img src", "<svg>"})
    if (text.find(element) != std::string::npos) std::abort();
  if (jm::text::clean_text(text) != text) std::abort();
  const std::string repaired = jm::text::repair_mojibake(text);
  if (!jm::is_valid_utf8(repaired)) std::abort();
  jm::text::detect_language(s);
  return 0;
}
