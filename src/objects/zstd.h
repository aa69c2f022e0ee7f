// Zstandard, for objects that are kept long: a frame with its content size and a checksum. Pure; large inputs belong on a CpuPool.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jm::objects {

std::string zstd_compress(std::string_view bytes);
// DATA_LOSS for anything that is not one whole frame; RESOURCE_EXHAUSTED when it would give more than `bytes_max`.
Result<std::string> zstd_decompress(std::string_view frame, std::size_t bytes_max);

}  // namespace jm::objects
