#include "http/chunk_decoder.h"

#include <algorithm>

namespace jm::http {
namespace {

constexpr unsigned kSizeDigitsMax = 16;

int hex_value(unsigned char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_text(unsigned char c) { return (c >= 0x20 && c != 0x7f) || c == '\t'; }

}  // namespace

ChunkDecoder::Step ChunkDecoder::feed(std::string_view& bytes, std::string& out) {
  while (!bytes.empty() && state_ != State::kDone) {
    if (state_ == State::kData) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
      out.append(bytes.substr(0, n));
      bytes.remove_prefix(n);
      left_ -= n;
      if (left_ == 0) state_ = State::kDataCr;
      continue;
    }
    const auto c = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (const Step step = byte(c); step != Step::kNeedMore) return step;
  }
  return state_ == State::kDone ? Step::kDone : Step::kNeedMore;
}

// Everything but data.
ChunkDecoder::Step ChunkDecoder::byte(unsigned char c) {
  switch (state_) {
    case State::kSize:
      if (const int digit = hex_value(c); digit >= 0) {
        if (++digits_ > kSizeDigitsMax) return Step::kBad;
        left_ = left_ << 4 | static_cast<unsigned>(digit);
        return Step::kNeedMore;
      }
      if (digits_ == 0) return Step::kBad;
      if (left_ > body_max_ - taken_) return Step::kTooLarge;
      state_ = c == '\r' ? State::kSizeLf : State::kExtension;
      return c == '\r' || c == ';' || c == ' ' || c == '\t' ? Step::kNeedMore : Step::kBad;
    case State::kExtension:
      if (c == '\r') state_ = State::kSizeLf;
      else if (!is_text(c) || ++skipped_ > kSkippedBytesMax) return Step::kBad;
      return Step::kNeedMore;
    case State::kSizeLf:
      if (c != '\n') return Step::kBad;
      taken_ += left_;
      state_ = left_ == 0 ? State::kTrailerStart : State::kData;
      return Step::kNeedMore;
    case State::kDataCr:
      if (c != '\r') return Step::kBad;
      state_ = State::kDataLf;
      return Step::kNeedMore;
    case State::kDataLf:
      if (c != '\n') return Step::kBad;
      digits_ = 0;
      left_ = 0;
      state_ = State::kSize;
      return Step::kNeedMore;
    case State::kTrailerStart:
      if (c == '\r') {
        state_ = State::kEndLf;
        return Step::kNeedMore;
      }
      state_ = State::kTrailer;
      [[fallthrough]];
    case State::kTrailer:
      if (c == '\r') state_ = State::kTrailerLf;
      else if (!is_text(c) || ++skipped_ > kSkippedBytesMax) return Step::kBad;
      return Step::kNeedMore;
    case State::kTrailerLf:
      if (c != '\n') return Step::kBad;
      state_ = State::kTrailerStart;
      return Step::kNeedMore;
    case State::kEndLf:
      if (c != '\n') return Step::kBad;
      state_ = State::kDone;
      return Step::kNeedMore;
    case State::kData:
    case State::kDone: break;
  }
  return Step::kBad;
}

}  // namespace jm::http
