// Any bytes as robots.txt, asked about its own tail.
#include <cstdint>
#include <cstdlib>

#include "outbound/robots.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::outbound;
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const auto robots = Robots::parse(s, "JobMate");
  (void)robots.allows(s.substr(s.size() / 2));
  if (!robots.allows("/robots.txt") || robots.sitemaps().size() > kRobotsSitemapsMax) std::abort();
  return 0;
}
