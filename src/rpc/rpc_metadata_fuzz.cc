// What arrives beside a message, and the health request: any bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "rpc/health.h"
#include "rpc/metadata.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::rpc;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (is_authorized(bytes, "a-credential") != (bytes == "Bearer a-credential")) std::abort();
  if (const auto caller = caller_from(bytes, bytes, bytes, jm::Deadline::never())) {
    for (const char c : caller->request_id + caller->address)
      if (c <= 0x20 || c >= 0x7f) std::abort();
    if (caller->request_id.size() > kRequestIdBytesMax || caller->address.size() > kAddressBytesMax) std::abort();
  }
  for (const std::size_t max : {std::size_t{0}, std::size_t{1}, std::size_t{7}, size})
    if (shortened(bytes, max).size() > max) std::abort();
  if (const auto name = health_service(bytes); name && name->size() + 2 != size && size != 0) std::abort();
  return 0;
}
