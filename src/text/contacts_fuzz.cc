// Contacts leave any text: valid UTF-8 stays valid, and what is left holds none.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json_text.h"
#include "text/contacts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string s(reinterpret_cast<const char*>(data), size);
  const bool valid = jm::is_valid_utf8(s);
  jm::text::remove_contacts(s);
  if (valid && !jm::is_valid_utf8(s)) std::abort();
  return 0;
}
