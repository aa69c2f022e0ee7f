// A line (or several, joined) as one text whose every byte still knows its style and its place on the page.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cv/cv.h"
#include "cv/layout.h"

namespace jm::cv {

class Rich {
 public:
  Rich() = default;
  explicit Rich(const Line& line) { append(line); }
  // Goes on with another line: a blank between, or nothing where a word was hyphenated, and in scripts without blanks.
  void append(const Line& line);

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool bold_at(std::size_t i) const { return runs_[at_[i]].bold; }
  // Bytes [from, to) without blanks and dangling marks at the ends, with their box.
  Value value(std::size_t from, std::size_t to) const;
  Value whole() const { return value(0, text_.size()); }
  // Blanks out [from, to), as a tab.
  void cut_out(std::size_t from, std::size_t to);

 private:
  struct Piece {
    std::size_t from = 0, to = 0;     // bytes of text_
    text::Box box;
    bool bold = false;
    int page = 0;
  };
  std::string text_;
  std::vector<std::uint16_t> at_;     // run of each byte
  std::vector<Piece> runs_;
};

// List items and paragraphs: lines that belong together, joined. A line with a list mark begins an item.
std::vector<Value> joined_items(const Lines& lines, std::size_t from, std::size_t to);

}  // namespace jm::cv
