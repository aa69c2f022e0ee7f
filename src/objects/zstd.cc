#include "objects/zstd.h"

#include <zstd.h>

#include <memory>
#include <stdexcept>

namespace jm::objects {

namespace {
constexpr int kLevel = 6;      // payloads are text that is written once: twice the time of level 3, a tenth smaller

struct Free {
  void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
  void operator()(ZSTD_DCtx* d) const { ZSTD_freeDCtx(d); }
};
}  // namespace

std::string zstd_compress(std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  if (!context) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t n = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(n)) throw std::runtime_error(ZSTD_getErrorName(n));      // the buffer is large enough: a broken invariant
  out.resize(n);
  out.shrink_to_fit();
  return out;
}

Result<std::string> zstd_decompress(std::string_view frame, std::size_t bytes_max) {
  const auto bad = [] { return fail(Code::kDataLoss, "The stored object is not a whole Zstandard frame.", "BAD_FRAME"); };
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) return bad();
  if (size > bytes_max) return fail(Code::kResourceExhausted, "The stored object is larger than accepted.", "TOO_LARGE");
  if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size()) return bad();
  const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  std::string out(static_cast<std::size_t>(size), '\0');
  const std::size_t n = ZSTD_decompressDCtx(context.get(), out.data(), out.size(), frame.data(), frame.size());
  if (ZSTD_isError(n) || n != out.size()) return bad();
  return out;
}

}  // namespace jm::objects
