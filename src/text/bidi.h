// Lines of scripts that are written from right to left: from what is seen to what is read, by Unicode's bidirectional algorithm.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jm::text {

bool is_rtl(char32_t cp);

struct Letters {
  std::size_t rtl = 0, all = 0;
  bool mostly_rtl() const { return rtl > 0 && rtl * 2 >= all; }
  bool of_rtl_document() const { return rtl > 0 && rtl * 10 >= all * 3; }      // names, tools and addresses stay Latin
};
Letters letters_of(std::string_view s);

// Characters as they stand from the left -> which of them is read first, second, …; `rtl`: the line as a whole is read from the right.
std::vector<std::size_t> reading_order(std::u32string_view seen, bool rtl);

}  // namespace jm::text
