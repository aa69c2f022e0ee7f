// The chunked transfer coding (RFC 9112 §7.1), byte by byte, for both directions of the house: the server's requests and the
// client's responses. Pure.
//
//   4;ext=1\r\n  Wiki\r\n  0\r\n  Trailer: x\r\n  \r\n        → "Wiki"
//
// Extensions and trailers are skipped, under one limit for the whole body. Ours rather than Beast's because Beast 1.81
// aborts on an assertion when an empty body's last bytes arrive one by one ("0\r\n", "\r"), which any peer can send.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jm::http {

class ChunkDecoder {
 public:
  enum class Step : unsigned char { kNeedMore, kDone, kBad, kTooLarge };

  static constexpr std::size_t kSkippedBytesMax = 16 * 1024;     // extensions and trailers together

  explicit ChunkDecoder(std::size_t body_bytes_max = 0) : body_max_(body_bytes_max) {}

  // Appends the data to `out` and removes from the front of `bytes` what belongs to the body: all of them unless kDone.
  // kTooLarge: the body would pass the limit, whether the bytes have come or are only announced.
  Step feed(std::string_view& bytes, std::string& out);

 private:
  enum class State : unsigned char { kSize, kExtension, kSizeLf, kData, kDataCr, kDataLf, kTrailerStart, kTrailer, kTrailerLf, kEndLf, kDone };
  Step byte(unsigned char c);

  std::size_t body_max_;
  std::size_t taken_ = 0;              // data announced so far, over all chunks
  std::uint64_t left_ = 0;             // of the current chunk; while reading its size: the size so far
  std::size_t skipped_ = 0;
  unsigned digits_ = 0;
  State state_ = State::kSize;
};

}  // namespace jm::http
