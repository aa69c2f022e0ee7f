#include "base/secrets.h"

#include <string.h>     // explicit_bzero

#include <cstring>
#include <utility>

namespace jm {

void wipe(std::string& s) {
  s.resize(s.capacity());
  explicit_bzero(s.data(), s.size());
  s.clear();
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  return difference == 0;
}

Secret::Secret(std::string_view value) : bytes_(new char[value.size()]), size_(value.size()) {
  if (!value.empty()) std::memcpy(bytes_.get(), value.data(), value.size());
}

Secret::Secret(Secret&& o) noexcept : bytes_(std::move(o.bytes_)), size_(std::exchange(o.size_, 0)) {}

Secret& Secret::operator=(Secret o) noexcept {
  std::swap(bytes_, o.bytes_);
  std::swap(size_, o.size_);
  return *this;
}

Secret::~Secret() {
  if (bytes_) explicit_bzero(bytes_.get(), size_);
}

}  // namespace jm
