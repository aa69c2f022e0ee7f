// A page's words as lines in reading order.
//
// The page is cut recursively (XY-cut): the widest white river between two stacks of words makes columns, what spans it stays
// above or below. Not every river is one between columns: dates at the right edge, or a rail of dates or labels at the left, belong
// to the rows beside them. No single rule reads every page right, so up to three candidate orders are made; `sections.h` says
// which of them makes more sense.
#pragma once
#include <string>
#include <vector>

#include "text/page.h"

namespace jm::cv {

// A stretch of one style, no wide gap inside.
struct Run {
  std::string text;
  text::Box box;
  bool bold = false, italic = false;
  bool after_gap = false;         // a wide gap (a tab) before it
};

struct Line {
  std::vector<Run> runs;
  int page = 0;
  text::Box box;
  float size = 0;                 // of most of its text
  bool bold = false;              // all of it
  bool bullet = false;            // a list mark stood before it (taken away)
  float indent = 0;               // x where the text (not its mark) begins
  float column_left = 0;          // edges of what stands in the same column
  float column_right = 0;
  bool rtl = false;               // reads from right to left
  bool column_start = false;      // the first line of a column
  std::string text() const;       // runs joined; wide gaps as tabs
  // Reaches the end of its column but for a share of what it could be wide: the next line may be its rest.
  bool fills(float share) const;
};

using Lines = std::vector<Line>;

// Is `next` the rest of `line`, which could reach to `edge`? Close under it, in its size, and its first word had no room above.
bool wraps_into(const Line& line, const Line& next, float edge);

// At least one order; all hold the same words.
std::vector<Lines> reading_orders(const text::Page& page, int page_number);

// The list mark at the start of a text, 0 for none: its length in bytes with the blanks after it.
std::size_t bullet_length(std::string_view s);

}  // namespace jm::cv
