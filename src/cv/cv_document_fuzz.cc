// Every format but PDF (poppler's own fuzzers do that; here it only ever runs in the sandboxed child), read in this process.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json_text.h"
#include "cv/document.h"
#include "cv/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size > 200'000 || cv::format_of(bytes) == cv::Format::kPdf) return 0;
  const auto cv = cv::read_document(bytes);
  if (!cv) {
    if (cv.error().reason.empty() || cv.error().message.empty()) std::abort();
    return 0;
  }
  const std::string json = cv::to_json(*cv);
  if (!is_valid_utf8(json) || !cv::from_json(json)) std::abort();
  return 0;
}
