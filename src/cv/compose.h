// Text without a page -> lines as the readers expect them: a line a line, blank lines as gaps, marks understood.
#pragma once
#include <string_view>

#include "cv/layout.h"

namespace jm::cv {

class Composer {
 public:
  // One line of text, tabs kept as wide gaps. `heading`: the level of one in its format, 1 for the highest; `large`: larger than the text.
  void line(std::string_view text, bool bold = false, bool bullet = false, int heading = 0, bool italic = false, bool large = false);
  void gap() { y_ += 12; }
  Lines take() { return std::move(lines_); }

 private:
  static constexpr std::size_t kLinesMax = 20'000;
  Lines lines_;
  float y_ = 40;
};

// Plain text and Markdown, UTF-8 or (when it is none) Windows-1252.
Lines lines_of_text(std::string_view bytes);
Lines lines_of_rtf(std::string_view bytes);
std::string utf8_of_windows_1252(std::string_view bytes);

}  // namespace jm::cv
