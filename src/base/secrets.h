// A value that must not leave by accident: it has no operator<<, does not convert to a string, cannot become a log field, and
// its memory is wiped when it dies. reveal() is the one way out, and easy to search for.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace jm {

// Wipes the bytes and empties the string; the compiler may not remove the write.
void wipe(std::string& s);

// True if both hold the same bytes. Takes the same time wherever they differ; only the lengths are no secret.
bool equal_constant_time(std::string_view a, std::string_view b);

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view value);
  Secret(const Secret& o) : Secret(o.reveal()) {}
  Secret(Secret&& o) noexcept;
  Secret& operator=(Secret o) noexcept;
  ~Secret();

  std::string_view reveal() const { return {bytes_.get(), size_}; }   // valid while this lives
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  friend bool operator==(const Secret& a, const Secret& b) { return equal_constant_time(a.reveal(), b.reveal()); }

 private:
  std::unique_ptr<char[]> bytes_;      // never a std::string: its small buffer leaves copies behind when moved
  std::size_t size_ = 0;
};

}  // namespace jm
