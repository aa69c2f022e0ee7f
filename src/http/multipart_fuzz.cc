// First line: the boundary; the rest: the body. Parts must be views into the body, in order, within the limits.
#include <cstdint>
#include <cstdlib>

#include "base/json_text.h"
#include "http/multipart.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::http;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto line = all.find('\n');
  const auto boundary = all.substr(0, line), bytes = line == all.npos ? std::string_view() : all.substr(line + 1);
  (void)multipart_boundary(boundary);
  const MultipartLimits limits;
  const auto parts = parse_multipart(bytes, boundary, limits);
  if (!parts) return parts.error().message.empty() ? std::abort(), 0 : 0;
  if (parts->size() > limits.parts_max) std::abort();
  const char* at = bytes.data();
  for (const auto& p : *parts) {
    if (!jm::is_valid_utf8(p.name) || p.name.size() > limits.name_bytes_max) std::abort();
    if (p.filename && (!jm::is_valid_utf8(*p.filename) || p.filename->size() > limits.name_bytes_max)) std::abort();
    if (p.body.empty()) continue;
    if (p.body.data() < at || p.body.data() + p.body.size() > bytes.data() + bytes.size()) std::abort();
    at = p.body.data() + p.body.size();
  }
  return 0;
}
