// Two ads of any bytes: reading and comparing never fail, are symmetric, and an ad is never in another town than itself.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "domain/place.h"
#include "domain/same_job.h"
#include "text/clean.h"

namespace {

// title \n company \n place \n text
jm::domain::Offer offer_of(std::string_view s) {
  jm::domain::Offer o;
  const auto line = [&] {
    const std::size_t end = std::min(s.find('\n'), s.size());
    const std::string_view l = s.substr(0, end);
    s.remove_prefix(std::min(end + 1, s.size()));
    return jm::text::clean_line(l);
  };
  o.title = line();
  o.company = line();
  o.places = jm::domain::parse_places(line()).places;
  o.description = jm::text::clean_text(s);
  return o;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const std::size_t half = std::min(s.find('\0'), size / 2);
  const auto a = jm::domain::read_ad(offer_of(s.substr(0, half))), b = jm::domain::read_ad(offer_of(s.substr(half)));
  const auto there = jm::domain::compare(a, b), back = jm::domain::compare(b, a);
  if (there.same != back.same || there.shared != back.shared || there.place != back.place) std::abort();
  if (jm::domain::compare(a, a).place != jm::domain::PlaceLikeness::kSame) std::abort();
  if (jm::domain::keys_of(a).size() > jm::domain::kKeysMax || jm::domain::keys_of(a) != jm::domain::keys_of(a)) std::abort();
  return 0;
}
