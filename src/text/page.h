// A document as words on pages: what every format that shows text (PDF, OCR, DOCX after laying out) can be turned into, and what
// readers of such documents start from. Points (1/72 inch), y grows downward, the origin is the page's top left.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace jm::text {

struct Box {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  float width() const { return x1 - x0; }
  float height() const { return y1 - y0; }
  float center_y() const { return (y0 + y1) / 2; }
  bool empty() const { return x1 <= x0 && y1 <= y0; }
  void add(const Box& b) {
    if (empty()) {
      *this = b;
      return;
    }
    x0 = std::min(x0, b.x0), y0 = std::min(y0, b.y0), x1 = std::max(x1, b.x1), y1 = std::max(y1, b.y1);
  }
  bool operator==(const Box&) const = default;
};

struct PageWord {
  std::string text;               // NFKC, no blanks inside, in reading order of its script
  Box box;                        // from ascent to descent of the font
  float size = 0;                 // of the font
  bool bold = false, italic = false;
};

struct Page {
  float width = 0, height = 0;
  std::vector<PageWord> words = {};   // visible ones, in no particular order
  std::uint32_t hidden = 0;       // words kept out: nobody sees them on paper (white on white, tiny, off the page, not painted)
  std::string hidden_text = {};   // the first kHiddenBytesMax bytes of them
  std::uint32_t unmapped = 0;     // glyphs without a meaning in the file
  bool has_image = false;
};

inline constexpr std::size_t kHiddenBytesMax = 400;

}  // namespace jm::text
