// PDF -> words. Not reentrant across threads for one call; calls may run one after another on any thread.
//
// Errors (INVALID_ARGUMENT unless said otherwise): PDF_BROKEN, PDF_ENCRYPTED (a password is needed), PDF_EMPTY (no page),
// PDF_PICTURE_TOO_LARGE (inside a page's instructions), PDF_TOO_LONG (RESOURCE_EXHAUSTED). A page without text is no error here: see has_image, and draw() for what its picture shows.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/page.h"

namespace jm::pdf {

inline constexpr int kPagesMax = 100;                  // what is behind is not read
inline constexpr std::size_t kGlyphsMax = 1'000'000;   // of a document

struct Pages {
  std::vector<text::Page> pages;
  int pages_in_file = 0;
};

// "%PDF-" within the first KiB, as the format allows.
bool looks_like_pdf(std::string_view bytes);

// What has to be opened before reading may be confined to reading.
void prepare();

// `bytes` are read in place.
Result<Pages> read(std::string_view bytes);

// A page as it is seen: a byte a dot, rows from the top without gaps, 255 is white.
struct Drawn {
  int page = 0;                        // 1-based
  int width = 0, height = 0;
  float dots_per_inch = 0;             // less than asked for where the page is large
  std::vector<std::uint8_t> gray;
};
inline constexpr double kDotsMax = 10'000'000;         // of one page: A4 at 300 dpi has 8.7 million

inline constexpr double kSamplesMax = 150'000'000;     // of all pictures of a page, as they are stored: A4 at 1200 dpi has 139 million

// Decodes pictures and draws outlines, which read() never does: for recognising text, in a child of its own. One page at a time;
// one that is too large to be seen, or whose pictures hold more than kSamplesMax, is left out.
void draw(std::string_view bytes, std::span<const int> pages, float dots_per_inch, const std::function<void(Drawn)>& take);

}  // namespace jm::pdf
