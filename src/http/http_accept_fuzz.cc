// Header values of negotiation, and gzip bodies: any bytes, a bounded answer.
#include <cstdint>
#include <cstdlib>

#include "http/accept.h"
#include "http/compress.h"
#include "http/gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static constexpr std::string_view kOffers[] = {"application/json", "text/html", "application/graphql-response+json"};
  if (const auto best = best_match(text, kOffers); best && *best >= 3) std::abort();
  for (const std::string_view coding : {"br", "gzip", "identity"})
    if (const int q = coding_quality(text, coding); q < 0 || q > 1000) std::abort();
  (void)choose_coding(text);
  (void)is_compressible(text);
  (void)parse_media_type(text);
  const auto plain = gunzip(text, {.decoded_bytes_max = 100'000});
  if (plain && plain->size() > 100'000) std::abort();
  if (gunzip(gzip(text, 1)) != std::string(text)) std::abort();
  return 0;
}
