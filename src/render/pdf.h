// A sheet -> PDF 1.7, A4: real text in embedded fonts, without ligatures, tagged, with title, author and language. In a confined child;
// see render.h for the way in.
#pragma once
#include <span>
#include <string>

#include "base/result.h"
#include "render/sheet.h"

namespace jm::render {

inline constexpr int kPagesMax = 12;

struct Pdf {
  std::string bytes;
  int pages = 0;
};

inline constexpr Look kLooks[] = {Look::kAts, Look::kDesigned};

// Opens every font of these looks, so that nothing needs to be opened afterwards; of more than one look, some may be opened again.
// FAILED_PRECONDITION "FONTS_MISSING".
Result<void> prepare_fonts(std::span<const Look> looks = kLooks);

// INVALID_ARGUMENT: TOO_MANY_PAGES, HEADER_TOO_LONG, NO_GLYPH. The message is the detail alone (how many pages, which characters): render.cc
// puts it into words.
Result<Pdf> write_pdf(const Sheet& sheet, Look look);

}  // namespace jm::render
