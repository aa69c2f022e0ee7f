#include <poppler/PDFDoc.h>
#include <poppler/Page.h>
#include <poppler/SplashOutputDev.h>
#include <poppler/Stream.h>
#include <poppler/splash/SplashBitmap.h>

#include <cmath>
#include <vector>

#include "pdf/inline.h"
#include "pdf/read.h"

namespace jm::pdf {
namespace {

// Pictures are decoded dot by dot, whatever size they are drawn at: a file of a kilobyte may declare billions. What is more than a page
// can hold is not begun, and the page counts as not drawn.
class Painter final : public SplashOutputDev {
 public:
  explicit Painter(SplashColor paper) : SplashOutputDev(splashModeMono8, 1, false, paper) {}
  bool too_large() const { return too_large_; }

  void drawImageMask(GfxState* state, Object* ref, Stream* str, int width, int height, bool invert, bool interpolate, bool inline_image) override {
    if (fits(width, height)) SplashOutputDev::drawImageMask(state, ref, str, width, height, invert, interpolate, inline_image);
  }
  void drawImage(GfxState* state, Object* ref, Stream* str, int width, int height, GfxImageColorMap* colours, bool interpolate, const int* mask, bool inline_image) override {
    if (fits(width, height)) SplashOutputDev::drawImage(state, ref, str, width, height, colours, interpolate, mask, inline_image);
  }
  void drawMaskedImage(GfxState* state, Object* ref, Stream* str, int width, int height, GfxImageColorMap* colours, bool interpolate, Stream* mask, int mask_width, int mask_height, bool invert, bool mask_interpolate) override {
    if (fits(width, height) && fits(mask_width, mask_height)) SplashOutputDev::drawMaskedImage(state, ref, str, width, height, colours, interpolate, mask, mask_width, mask_height, invert, mask_interpolate);
  }
  void drawSoftMaskedImage(GfxState* state, Object* ref, Stream* str, int width, int height, GfxImageColorMap* colours, bool interpolate, Stream* mask, int mask_width, int mask_height, GfxImageColorMap* mask_colours,
                           bool mask_interpolate) override {
    if (fits(width, height) && fits(mask_width, mask_height)) SplashOutputDev::drawSoftMaskedImage(state, ref, str, width, height, colours, interpolate, mask, mask_width, mask_height, mask_colours, mask_interpolate);
  }
  void setSoftMaskFromImageMask(GfxState* state, Object* ref, Stream* str, int width, int height, bool invert, bool inline_image, double* matrix) override {
    masks_.push_back(fits(width, height));
    if (masks_.back()) SplashOutputDev::setSoftMaskFromImageMask(state, ref, str, width, height, invert, inline_image, matrix);
  }
  void unsetSoftMaskFromImageMask(GfxState* state, double* matrix) override {
    const bool set = !masks_.empty() && masks_.back();
    if (!masks_.empty()) masks_.pop_back();
    if (set) SplashOutputDev::unsetSoftMaskFromImageMask(state, matrix);
  }

 private:
  bool fits(int width, int height) {
    left_ -= static_cast<double>(width) * height;
    too_large_ |= left_ < 0;
    return !too_large_;
  }
  double left_ = kSamplesMax;
  bool too_large_ = false;
  std::vector<bool> masks_;
};

}  // namespace

void draw(std::string_view bytes, std::span<const int> pages, float dots_per_inch, const std::function<void(Drawn)>& take) {
  prepare();
  PDFDoc document(new MemStream(bytes.data(), 0, static_cast<Goffset>(bytes.size()), Object(objNull)));
  if (!document.isOk() || declares_endless_pictures(document)) return;
  for (const int n : pages) {
    ::Page* source = n >= 1 && n <= document.getNumPages() ? document.getPage(n) : nullptr;
    if (source == nullptr || !source->isOk()) continue;
    const double area = source->getCropWidth() * source->getCropHeight() / (72.0 * 72.0);        // square inches
    if (!(area > 0.01)) continue;
    const double dpi = std::min<double>(dots_per_inch, std::sqrt(kDotsMax / area));
    if (dpi < 30) continue;                                                                      // a poster: its letters would be dots
    SplashColor white = {0xFF, 0xFF, 0xFF, 0xFF};
    Painter device(white);
    device.startDoc(&document);
    document.displayPage(&device, n, dpi, dpi, 0, false, true, false);
    if (device.too_large()) continue;
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
