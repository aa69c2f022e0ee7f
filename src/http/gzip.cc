#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>

namespace jm::http {
namespace {

constexpr std::size_t kPieceBytes = 16 * 1024;
constexpr std::size_t kRatioCheckedFromBytes = 64 * 1024;

Bytef* bytes_of(const char* p) { return reinterpret_cast<Bytef*>(const_cast<char*>(p)); }

}  // namespace

struct Inflater::State {
  z_stream z{};
  InflateLimits limits;
  std::size_t in = 0, out = 0;        // over all members
  bool member_open = false;           // bytes of the current member have been seen, its end has not
  bool any = false;

  State(InflateLimits l, Format f) : limits(l) {
    const int window = f == Format::kGzip ? 15 + 16 : f == Format::kZlib ? 15 : 15 + 32;
    if (inflateInit2(&z, window) != Z_OK) std::abort();      // out of memory
  }
  ~State() { inflateEnd(&z); }
};

Inflater::Inflater(InflateLimits limits, Format format) : state_(std::make_unique<State>(limits, format)) {}
Inflater::~Inflater() = default;
Inflater::Inflater(Inflater&&) noexcept = default;

Result<void> Inflater::feed(std::string_view encoded, std::string& out) {
  State& s = *state_;
  // avail_in is 32 bits wide.
  constexpr std::size_t kFeedMax = 1u << 30;
  while (encoded.size() > kFeedMax) {
    JM_CHECK_OK(feed(encoded.substr(0, kFeedMax), out));
    encoded.remove_prefix(kFeedMax);
  }
  s.z.next_in = bytes_of(encoded.data());
  s.z.avail_in = static_cast<uInt>(encoded.size());
  for (;;) {
    if (!s.member_open) {
      if (s.z.avail_in == 0) return {};
      if (s.any && inflateReset(&s.z) != Z_OK) std::abort();
      s.member_open = s.any = true;
    }
    char piece[kPieceBytes];
    s.z.next_out = bytes_of(piece);
    s.z.avail_out = sizeof piece;
    const auto in_before = s.z.avail_in;
    const int rc = inflate(&s.z, Z_NO_FLUSH);
    const std::size_t got = sizeof piece - s.z.avail_out;
    s.in += in_before - s.z.avail_in;
    s.out += got;
    if (s.out > s.limits.decoded_bytes_max)
      return fail(Code::kResourceExhausted, "The compressed data expands beyond the size allowed.", "TOO_LARGE");
    if (s.out > kRatioCheckedFromBytes && s.out / std::max<std::size_t>(s.in, 1) > s.limits.ratio_max)
      return fail(Code::kResourceExhausted, "The compressed data expands suspiciously much.", "TOO_LARGE");
    if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
      return fail(Code::kInvalidArgument, "The compressed data is corrupt or not gzip.", "BAD_COMPRESSION");
    out.append(piece, got);
    if (rc == Z_STREAM_END) {
      s.member_open = false;
      continue;
    }
    // A full output piece may hide more that is ready; otherwise wait for input.
    if (s.z.avail_in == 0 && got < sizeof piece) return {};
    if (rc == Z_BUF_ERROR && got == 0) return {};
  }
}

Result<void> Inflater::finish() {
  if (!state_->any || state_->member_open)
    return fail(Code::kInvalidArgument, "The compressed data is cut short.", "BAD_COMPRESSION");
  return {};
}

Result<std::string> gunzip(std::string_view encoded, InflateLimits limits) {
  Inflater inflater(limits);
  std::string out;
  JM_CHECK_OK(inflater.feed(encoded, out));
  JM_CHECK_OK(inflater.finish());
  return out;
}

std::string gzip(std::string_view text, int level) {
  z_stream z{};
  if (deflateInit2(&z, std::clamp(level, 1, 9), Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string out(deflateBound(&z, text.size()), '\0');
  z.next_in = bytes_of(text.data());
  z.next_out = bytes_of(out.data());
  std::size_t in_left = text.size(), out_left = out.size();
  int rc = Z_OK;
  do {                                 // the counters of zlib are 32 bits wide
    const auto in_now = static_cast<uInt>(std::min<std::size_t>(in_left, 1u << 30));
    const auto out_now = static_cast<uInt>(std::min<std::size_t>(out_left, 1u << 30));
    z.avail_in = in_now;
    z.avail_out = out_now;
    rc = deflate(&z, in_left == in_now ? Z_FINISH : Z_NO_FLUSH);
    in_left -= in_now - z.avail_in;
    out_left -= out_now - z.avail_out;
  } while (rc == Z_OK);
  deflateEnd(&z);
  if (rc != Z_STREAM_END) std::abort();   // deflateBound is a promise
  out.resize(out.size() - out_left);
  return out;
}

}  // namespace jm::http
