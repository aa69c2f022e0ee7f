#include "text/time_zone.h"

#include <unicode/ucal.h>

#include <memory>
#include <string>

namespace jm::text {

std::optional<std::chrono::seconds> utc_offset(std::string_view zone, Time at) {
  if (zone.empty() || zone.size() > 64) return std::nullopt;
  const std::u16string id(zone.begin(), zone.end());
  UErrorCode status = U_ZERO_ERROR;
  UChar canonical[128];
  UBool is_system = false;
  ucal_getCanonicalTimeZoneID(id.data(), static_cast<std::int32_t>(id.size()), canonical, 128, &is_system, &status);
  if (U_FAILURE(status) || !is_system) return std::nullopt;
  const auto close = [](UCalendar* c) { ucal_close(c); };
  const std::unique_ptr<UCalendar, decltype(close)> calendar(ucal_open(id.data(), static_cast<std::int32_t>(id.size()), "en", UCAL_GREGORIAN, &status), close);
  if (U_FAILURE(status)) return std::nullopt;
  ucal_setMillis(calendar.get(), static_cast<double>(at.us / 1000), &status);
  const auto ms = ucal_get(calendar.get(), UCAL_ZONE_OFFSET, &status) + ucal_get(calendar.get(), UCAL_DST_OFFSET, &status);
  if (U_FAILURE(status)) return std::nullopt;
  return std::chrono::seconds(ms / 1000);
}

}  // namespace jm::text
