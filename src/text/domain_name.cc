#include "text/domain_name.h"

#include <unicode/uidna.h>

#include <array>

namespace jm::text {

namespace {

constexpr std::size_t kInputBytesMax = 1024;
constexpr std::size_t kNameBytesMax = 253;
constexpr std::size_t kLabelBytesMax = 63;

// Forbidden domain code points of the URL standard: what would be read as another part of a URL, and controls.
bool forbidden(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u <= 0x20 || u >= 0x7F || std::string_view("#%/:<>?@[\\]^|").find(c) != std::string_view::npos;
}

const UIDNA* rules() {
  static const UIDNA* const uts46 = [] {
    UErrorCode status = U_ZERO_ERROR;
    UIDNA* made = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
    return U_SUCCESS(status) ? made : nullptr;
  }();
  return uts46;
}

}  // namespace

std::optional<std::string> domain_to_ascii(std::string_view utf8) {
  if (utf8.empty() || utf8.size() > kInputBytesMax || !rules()) return std::nullopt;
  std::array<char, 2 * kInputBytesMax> out;
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const auto n = uidna_nameToASCII_UTF8(rules(), utf8.data(), static_cast<std::int32_t>(utf8.size()), out.data(), static_cast<std::int32_t>(out.size()), &info, &status);
  // Hyphens and lengths are checked below or not at all, as browsers do.
  constexpr std::uint32_t kTolerated = UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN;
  if (U_FAILURE(status) || (info.errors & ~kTolerated) != 0 || n <= 0) return std::nullopt;
  std::string name(out.data(), static_cast<std::size_t>(n));
  std::string_view rest = name;
  if (rest.ends_with('.')) rest.remove_suffix(1);
  if (rest.empty() || rest.size() > kNameBytesMax) return std::nullopt;
  std::size_t label = 0;
  for (const char c : rest) {
    if (forbidden(c)) return std::nullopt;
    label = c == '.' ? 0 : label + 1;
    if (label > kLabelBytesMax) return std::nullopt;
  }
  if (rest.front() == '.' || rest.find("..") != std::string_view::npos) return std::nullopt;
  return name;
}

}  // namespace jm::text
