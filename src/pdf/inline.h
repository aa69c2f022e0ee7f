#pragma once

class PDFDoc;

namespace jm::pdf {

inline constexpr double kInlineDotsMax = 10'000'000;      // of all of a document: a page as one at 300 dpi has 8.7 million

// Do pictures inside instructions declare more than that?
bool declares_endless_pictures(PDFDoc& document);

}  // namespace jm::pdf
