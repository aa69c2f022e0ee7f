// Pay, contract, duration, remote and place texts of any bytes: no crash, and pay figures that make sense or none.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "discovery/normalise.h"
#include "domain/place.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  domain::Pay pay = discovery::parse_pay(s, "EUR");
  domain::normalise_pay(pay);
  if ((pay.min && !std::isfinite(*pay.min)) || (pay.yearly_min && *pay.yearly_min < 0)) std::abort();
  discovery::pay_in_text(s);
  discovery::contract_of(s);
  discovery::contract_in_title(s);
  discovery::working_time_of(s);
  discovery::remote_in_text(s.substr(0, 200), s);
  if (const auto m = discovery::months_in(s); m && *m < 0) std::abort();
  if (domain::parse_places(s).places.size() > domain::kPlacesMax) std::abort();
  return 0;
}
