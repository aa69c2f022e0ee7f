// Addresses, numbers and links inside text. Offsets in bytes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace jm::cv {

struct Found {
  std::string text;
  std::size_t offset = 0, length = 0;
};

std::vector<Found> find_emails(std::string_view text);
// Numbers of the plans of FR, UK, US and CA, CH, BE, DE, and any international one with "+": as written.
std::vector<Found> find_phones(std::string_view text);
std::vector<Found> find_links(std::string_view text);       // with or without a scheme; no e-mail addresses

}  // namespace jm::cv
