#include "text/stem.h"

namespace jm::text {

namespace {
constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325, kFnvPrime = 0x100000001b3;

std::uint64_t fnv(std::uint64_t h, std::string_view s) {
  for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return h;
}
}  // namespace

Stem stem(std::string_view w) {
  const std::size_t n = w.size();
  const Stem same{n, {}};
  if (n <= 3) return same;
  const char last = w[n - 1];
  if (last != 's' && last != 'x' && last != 'e') return same;
  for (const char c : w)
    if (!((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80)) return same;
  const auto ends = [&](std::string_view tail) { return w.ends_with(tail); };
  if (last == 'x') {
    if (ends("eaux") || ends("eux") || ends("oux")) return {n - 1, {}};
    if (ends("aux") && n > 4) return {n - 3, "al"};
    return same;
  }
  if (last == 'e') {
    if (ends("ie") && n > 4) return {n - 2, "y"};
    return same;
  }
  if (ends("ss") || ends("us") || ends("is")) return same;
  if (ends("sses")) return {n - 2, {}};
  if (ends("ies") && n > 4) return {n - 3, "y"};
  return {n - 1, {}};
}

std::string stemmed(std::string_view word) {
  const Stem s = stem(word);
  std::string out(word.substr(0, s.keep));
  out += s.tail;
  return out;
}

std::uint64_t stem_hash(std::string_view word) {
  const Stem s = stem(word);
  return fnv(fnv(kFnvBasis, word.substr(0, s.keep)), s.tail);
}

std::uint64_t word_hash(std::string_view word) { return fnv(kFnvBasis, word); }

}  // namespace jm::text
