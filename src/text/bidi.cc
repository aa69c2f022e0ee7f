#include "text/bidi.h"

#include <unicode/ubidi.h>

#include <memory>
#include <numeric>

#include "text/utf8.h"

namespace jm::text {
namespace {

using Bidi = std::unique_ptr<UBiDi, void (*)(UBiDi*)>;

// One unit a character: what is beyond the first plane counts as a letter of its direction.
std::u16string units_of(std::u32string_view s) {
  std::u16string out;
  for (const char32_t c : s) out += c < 0x10000 ? static_cast<char16_t>(c) : is_rtl(c) ? u'\u05D0' : u'a';
  return out;
}

std::vector<std::size_t> ordered(UBiDi* bidi, const std::u16string& s, bool rtl, UBiDiReorderingMode mode) {
  UErrorCode status = U_ZERO_ERROR;
  ubidi_setReorderingMode(bidi, mode);
  ubidi_setPara(bidi, s.data(), static_cast<std::int32_t>(s.size()), rtl ? 1 : 0, nullptr, &status);
  std::vector<std::int32_t> map(s.size());
  ubidi_getVisualMap(bidi, map.data(), &status);
  if (U_FAILURE(status)) return {};
  return {map.begin(), map.end()};
}

}  // namespace

bool is_rtl(char32_t cp) { return (cp >= 0x590 && cp <= 0x8FF) || (cp >= 0xFB1D && cp <= 0xFDFF) || (cp >= 0xFE70 && cp <= 0xFEFE) || (cp >= 0x10800 && cp <= 0x10FFF) || (cp >= 0x1E800 && cp <= 0x1EFFF); }

Letters letters_of(std::string_view s) {
  Letters n;
  for (std::size_t i = 0; i < s.size();) {
    const auto [cp, len] = decode(s, i);
    i += len;
    n.rtl += is_rtl(cp) ? 1 : 0;
    n.all += cp > 0x40 ? 1 : 0;
  }
  return n;
}

// More than one text may look like this: one is taken that would be shown so, and of those the one in which a number goes with the
// Latin word before it ("PostgreSQL 12").
std::vector<std::size_t> reading_order(std::u32string_view seen, bool rtl) {
  std::vector<std::size_t> as_seen(seen.size());
  std::iota(as_seen.begin(), as_seen.end(), 0);
  const Bidi bidi(ubidi_open(), ubidi_close);
  if (!bidi || seen.empty()) return as_seen;
  const std::u16string units = units_of(seen);
  std::vector<std::size_t> first;
  for (const auto mode : {UBIDI_REORDER_INVERSE_NUMBERS_AS_L, UBIDI_REORDER_INVERSE_LIKE_DIRECT, UBIDI_REORDER_INVERSE_FOR_NUMBERS_SPECIAL}) {
    std::vector<std::size_t> read = ordered(bidi.get(), units, rtl, mode);
    if (read.size() != units.size()) continue;
    std::u16string text;
    for (const std::size_t i : read) text += units[i];
    const std::vector<std::size_t> shown = ordered(bidi.get(), text, rtl, UBIDI_REORDER_DEFAULT);
    bool same = shown.size() == units.size();
    for (std::size_t i = 0; same && i < shown.size(); ++i) same = units[i] == text[shown[i]];
    if (same) return read;
    if (first.empty()) first = std::move(read);
  }
  return first.empty() ? as_seen : first;
}

}  // namespace jm::text
