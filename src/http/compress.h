// Compressed response bodies: which coding a client wants, which types gain, and the coding itself.
#pragma once
#include <string>
#include <string_view>

namespace jm::http {

enum class Coding : unsigned char { kIdentity, kGzip, kBrotli };
std::string_view coding_name(Coding coding);           // "br"

// By Accept-Encoding's qualities; between equals brotli, then gzip. Identity when the header is absent.
Coding choose_coding(std::string_view accept_encoding);
// Text, JSON, JavaScript, XML, SVG, WebAssembly…; never text/event-stream, never what is compressed already.
bool is_compressible(std::string_view content_type);

std::string brotli(std::string_view text, int quality);
std::string encode_body(Coding coding, std::string_view body, int gzip_level, int brotli_quality);

}  // namespace jm::http
