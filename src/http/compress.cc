#include "http/compress.h"

#include <brotli/encode.h>

#include <algorithm>
#include <cstdlib>

#include "http/accept.h"
#include "http/gzip.h"
#include "http/message.h"

namespace jm::http {

std::string_view coding_name(Coding coding) {
  switch (coding) {
    case Coding::kGzip: return "gzip";
    case Coding::kBrotli: return "br";
    case Coding::kIdentity: break;
  }
  return "identity";
}

Coding choose_coding(std::string_view accept_encoding) {
  if (accept_encoding.empty()) return Coding::kIdentity;
  const int br = coding_quality(accept_encoding, "br"), gz = coding_quality(accept_encoding, "gzip");
  // Not naming identity means "if you must"; naming it may rank it first.
  const bool named = accept_encoding.find("identity") != accept_encoding.npos;
  const int plain = named ? coding_quality(accept_encoding, "identity") : 0;
  if (br > 0 && br >= gz && br >= plain) return Coding::kBrotli;
  if (gz > 0 && gz >= plain) return Coding::kGzip;
  return Coding::kIdentity;
}

bool is_compressible(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  if (iequals(type, "text/event-stream")) return false;
  if (type.size() > 5 && iequals(type.substr(0, 5), "text/")) return true;
  const auto ends = [&](std::string_view suffix) {
    return type.size() > suffix.size() && iequals(type.substr(type.size() - suffix.size()), suffix);
  };
  if (ends("+json") || ends("+xml") || ends("/json") || ends("/xml") || ends("/javascript")) return true;
  for (const std::string_view t : {"application/wasm", "application/x-ndjson", "application/manifest+json", "image/svg+xml",
                                   "image/x-icon", "font/ttf", "font/otf"})
    if (iequals(type, t)) return true;
  return false;
}

std::string brotli(std::string_view text, int quality) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(std::max<std::size_t>(size, 64), '\0');
  size = out.size();
  const auto ok = BrotliEncoderCompress(std::clamp(quality, 0, 11), 18, BROTLI_MODE_TEXT, text.size(),
                                        reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                        reinterpret_cast<std::uint8_t*>(out.data()));
  if (!ok) std::abort();                       // only for lack of memory
  out.resize(size);
  return out;
}

std::string encode_body(Coding coding, std::string_view body, int gzip_level, int brotli_quality) {
  switch (coding) {
    case Coding::kGzip: return gzip(body, gzip_level);
    case Coding::kBrotli: return brotli(body, brotli_quality);
    case Coding::kIdentity: break;
  }
  return std::string(body);
}

}  // namespace jm::http
