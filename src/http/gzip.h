// gzip and zlib (RFC 1950-1952) in both directions. Inflating is limited: by decoded size, and by ratio against bombs that
// stay below it.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jm::http {

struct InflateLimits {
  std::size_t decoded_bytes_max = 16 * 1024 * 1024;
  std::size_t ratio_max = 200;                         // decoded / encoded; checked once 64 kB have come out
};

// Streaming: feed() pieces as they come, then finish().
class Inflater {
 public:
  enum class Format : unsigned char { kGzip, kZlib, kGzipOrZlib };
  explicit Inflater(InflateLimits limits, Format format = Format::kGzip);
  ~Inflater();
  Inflater(Inflater&&) noexcept;

  // Appends what comes out. INVALID_ARGUMENT: not this format or corrupt (checksums verified); RESOURCE_EXHAUSTED: a limit.
  // Several gzip members in a row are one text.
  Result<void> feed(std::string_view encoded, std::string& out);
  Result<void> finish();                               // INVALID_ARGUMENT if the input was cut short

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Result<std::string> gunzip(std::string_view encoded, InflateLimits limits = {});
std::string gzip(std::string_view text, int level = 6);

}  // namespace jm::http
