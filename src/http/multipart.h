// multipart/form-data (RFC 7578): bytes and boundary → parts that are views into the bytes. Pure.
//
//   --b\r\n
//   Content-Disposition: form-data; name="file"; filename="cv.pdf"\r\n
//   Content-Type: application/pdf\r\n
//   \r\n
//   %PDF-…\r\n
//   --b--\r\n
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jm::http {

struct MultipartLimits {
  std::size_t parts_max = 16;
  std::size_t part_header_bytes_max = 2048;
  std::size_t part_header_count_max = 8;
  std::size_t name_bytes_max = 256;            // name and file name each
};

struct Part {
  std::string name;                            // valid UTF-8
  std::optional<std::string> filename;         // as sent, valid UTF-8; never use it as a path
  std::string_view content_type;               // "text/plain" if absent
  std::string_view body;                       // into the parsed bytes
};

// INVALID_ARGUMENT for malformed or truncated bodies, RESOURCE_EXHAUSTED for a limit. A nested multipart part is refused.
Result<std::vector<Part>> parse_multipart(std::string_view bytes, std::string_view boundary, const MultipartLimits& limits = {});

// The boundary of a "multipart/form-data; boundary=…" content type; INVALID_ARGUMENT if it is another type or malformed.
Result<std::string> multipart_boundary(std::string_view content_type);

}  // namespace jm::http
