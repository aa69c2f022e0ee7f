// A record of the bronze log as a damaged or foreign object store may give it; what is read is written and read again as the same.
#include <cstdint>
#include <cstdlib>

#include "discovery/fetch/bronze.h"
#include "discovery/fetch/fetcher.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::discovery;
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  if (const auto record = read_bronze_record(s)) {
    const auto again = read_bronze_record(to_json(*record));
    if (!again || again->ref != record->ref || again->url != record->url || again->payload.among_others != record->payload.among_others) std::abort();
  }
  const Validators validators = read_validators(s);
  if (read_validators(to_json(validators)).size() != validators.size()) std::abort();
  return 0;
}
