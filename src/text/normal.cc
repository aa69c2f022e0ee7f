#include "text/normal.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "text/utf8.h"

namespace jm::text {

std::string nfkc(std::string_view s) {
  if (std::ranges::all_of(s, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return std::string(s);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) return repair_utf8(s);
  const icu::UnicodeString out = form->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(s.data(), static_cast<std::int32_t>(s.size()))), status);
  if (U_FAILURE(status)) return repair_utf8(s);
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

bool is_blankless(char32_t cp) { return cp >= 0x2E80 && !(cp >= 0xAC00 && cp <= 0xD7AF) && cp < 0xFB00; }

}  // namespace jm::text
