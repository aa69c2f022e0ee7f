// Words on pages -> a CV. Pure; never fails: what cannot be recognised is left empty.
#pragma once
#include <vector>

#include "cv/cv.h"
#include "cv/layout.h"

namespace jm::cv {

Cv read_pages(const std::vector<text::Page>& pages);

// The same from lines that are in order already (text, DOCX).
Cv read_lines(Lines lines);

}  // namespace jm::cv
