#include <poppler/PDFDoc.h>
#include <poppler/Page.h>
#include <poppler/SplashOutputDev.h>
#include <poppler/Stream.h>
#include <poppler/splash/SplashBitmap.h>

#include <cmath>

#include "pdf/read.h"

namespace jm::pdf {

void draw(std::string_view bytes, std::span<const int> pages, float dots_per_inch, const std::function<void(Drawn)>& take) {
  prepare();
  PDFDoc document(new MemStream(bytes.data(), 0, static_cast<Goffset>(bytes.size()), Object(objNull)));
  if (!document.isOk()) return;
  for (const int n : pages) {
    ::Page* source = n >= 1 && n <= document.getNumPages() ? document.getPage(n) : nullptr;
    if (source == nullptr || !source->isOk()) continue;
    const double area = source->getCropWidth() * source->getCropHeight() / (72.0 * 72.0);        // square inches
    if (!(area > 0.01)) continue;
    const double dpi = std::min<double>(dots_per_inch, std::sqrt(kDotsMax / area));
    if (dpi < 30) continue;                                                                      // a poster: its letters would be dots
    SplashColor white = {0xFF, 0xFF, 0xFF, 0xFF};
    SplashOutputDev device(splashModeMono8, 1, false, white);
    device.startDoc(&document);
    document.displayPage(&device, n, dpi, dpi, 0, false, true, false);
    const SplashBitmap* seen = device.getBitmap();
    if (seen == nullptr || seen->getWidth() <= 0 || seen->getHeight() <= 0 || static_cast<double>(seen->getWidth()) * seen->getHeight() > 1.1 * kDotsMax) continue;
    Drawn drawn{n, seen->getWidth(), seen->getHeight(), static_cast<float>(dpi), {}};
    drawn.gray.reserve(static_cast<std::size_t>(drawn.width) * static_cast<std::size_t>(drawn.height));
    for (int y = 0; y < drawn.height; ++y) {
      const auto* row = seen->getDataPtr() + static_cast<std::ptrdiff_t>(y) * seen->getRowSize();
      drawn.gray.insert(drawn.gray.end(), row, row + drawn.width);
    }
    take(std::move(drawn));
  }
}

}  // namespace jm::pdf
