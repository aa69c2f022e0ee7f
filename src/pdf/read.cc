#include "pdf/read.h"

#include <poppler/ErrorCodes.h>
#include <poppler/GfxFont.h>
#include <poppler/GfxState.h>
#include <poppler/GlobalParams.h>
#include <poppler/OutputDev.h>
#include <poppler/PDFDoc.h>
#include <poppler/Page.h>
#include <poppler/Stream.h>
#include <poppler/Error.h>

#include <cmath>
#include <mutex>

#include "pdf/inline.h"
#include "text/bidi.h"
#include "text/fold.h"
#include "text/normal.h"
#include "text/utf8.h"

namespace jm::pdf {
namespace {

using text::Box;

constexpr float kSizeMin = 3;                 // points: nobody reads less
constexpr float kWordGap = 0.15F;             // of the font size: a wider gap parts two words
constexpr int kContrastMin = 20;              // of 255, in the channel that differs most
constexpr std::size_t kFillsMax = 5'000;      // painted areas remembered per page

struct Colour {
  int r = 255, g = 255, b = 255;
  bool near(const Colour& o) const { return std::max({std::abs(r - o.r), std::abs(g - o.g), std::abs(b - o.b)}) < kContrastMin; }
};

Colour colour(const GfxRGB& c) { return {colToByte(c.r), colToByte(c.g), colToByte(c.b)}; }

struct Fill {
  Box area;
  Colour colour;
  bool known = true;              // an image or a pattern: any text may be readable on it
};

bool is_spacing_accent(char32_t c) { return c == 0xB4 || c == 0x60 || c == 0x5E || c == 0xA8 || c == 0x2C6 || c == 0x2DC || c == 0xB8 || c == 0x2D8 || c == 0x2C7; }

char32_t combining(char32_t accent) {
  switch (accent) {
    case 0xB4: return 0x301;
    case 0x60: return 0x300;
    case 0x5E: case 0x2C6: return 0x302;
    case 0xA8: return 0x308;
    case 0x2DC: return 0x303;
    case 0xB8: return 0x327;
    case 0x2D8: return 0x306;
    default: return 0x30C;
  }
}

// Glyphs in the order of painting, gathered into words; what is known about the page's ground decides who is visible.
class WordCollector final : public OutputDev {
 public:
  WordCollector(text::Page& page, std::size_t& glyphs_left) : page_(page), glyphs_left_(glyphs_left) {}

  bool upsideDown() override { return true; }
  bool useDrawChar() override { return true; }
  bool interpretType3Chars() override { return false; }
  bool needNonText() override { return false; }
  bool needCharCount() override { return false; }

  // An image is painted as "save, set the matrix, paint, restore"; the painting itself is skipped. A save that only set a
  // matrix stands for it.
  void saveState(GfxState*) override { matrix_set_ = painted_ = false; }
  void updateCTM(GfxState* state, double, double, double, double, double, double) override {
    matrix_set_ = true;
    unit_square_ = area_of(state, 0, 0, 1, 1);
  }
  void restoreState(GfxState*) override {
    if (page_.has_image && matrix_set_ && !painted_) add_fill({unit_square_, {}, false});
    matrix_set_ = false;
    painted_ = true;
  }

  void fill(GfxState* state) override { fill_path(state); }
  void eoFill(GfxState* state) override { fill_path(state); }
  void stroke(GfxState*) override { painted_ = true; }

  void drawChar(GfxState* state, double x, double y, double dx, double dy, double, double, CharCode, int, const Unicode* u, int length) override {
    painted_ = true;
    if (glyphs_left_ == 0) return;
    --glyphs_left_;
    double spacing_x = 0, spacing_y = 0;
    state->textTransformDelta(state->getCharSpace() * state->getHorizScaling(), 0, &spacing_x, &spacing_y);
    double px = 0, py = 0, w = 0, h = 0;
    state->transform(x, y, &px, &py);
    state->transformDelta(dx - spacing_x, dy - spacing_y, &w, &h);
    if (!std::isfinite(px) || !std::isfinite(py) || !std::isfinite(w) || !std::isfinite(h) || std::abs(px) > 1e5 || std::abs(py) > 1e5 || std::abs(w) > 1e4) return;

    Glyph g;
    g.size = static_cast<float>(std::min(state->getTransformedFontSize(), 1000.0));
    const auto& font = state->getFont();
    if (font) {
      if (font->getType() == fontType3) g.size = type3_size(*font, g.size);
      look_at_name(*font);
      g.bold = state->getRender() == 2 || font->isBold() || font->getWeight() >= GfxFont::W600 || named_bold_;
      g.italic = font->isItalic() || named_italic_;
      g.vertical = font->getWMode() != 0;
    }
    g.rotated = std::abs(h) > std::abs(w) && !g.vertical;
    g.x = static_cast<float>(std::min(px, px + w));
    g.width = static_cast<float>(std::abs(w));
    g.base = static_cast<float>(py);
    g.backwards = w < 0;
    take(g, state, u, length);
  }

  void endPage() override { flush(); }

 private:
  struct Glyph {
    float x = 0, width = 0, base = 0, size = 0;
    bool bold = false, italic = false, rotated = false, vertical = false, backwards = false;
  };

  static float type3_size(const GfxFont& font, float size) {
    const double* matrix = font.getFontMatrix();
    const double* box = font.getFontBBox();
    const double height = std::abs((box[3] - box[1]) * matrix[3]) * size;
    return height > 1 && height < 200 ? static_cast<float>(height) : size;
  }

  // Many writers leave the flags of a font empty.
  void look_at_name(const GfxFont& font) {
    const std::string_view written = font.getName() ? std::string_view(*font.getName()) : std::string_view();
    if (written == font_name_) return;
    font_name_ = written;
    const std::string name = text::fold(font_name_);
    named_bold_ = named_italic_ = false;
    for (const std::string_view mark : {"italic", "oblique"}) named_italic_ |= name.find(mark) != std::string::npos;
    for (const std::string_view mark : {"bold", "black", "heavy", "demi", "cmbx", "-medi"}) named_bold_ |= name.find(mark) != std::string::npos;
  }

  Box area_of(GfxState* state, double x0, double y0, double x1, double y1) const {
    double ax = 0, ay = 0, bx = 0, by = 0;
    state->transform(x0, y0, &ax, &ay);
    state->transform(x1, y1, &bx, &by);
    return {static_cast<float>(std::min(ax, bx)), static_cast<float>(std::min(ay, by)), static_cast<float>(std::max(ax, bx)), static_cast<float>(std::max(ay, by))};
  }

  void add_fill(Fill fill) {
    if (fills_.size() < kFillsMax && fill.area.width() > 4 && fill.area.height() > 4) fills_.push_back(fill);
  }

  void fill_path(GfxState* state) {
    painted_ = true;
    const GfxPath* path = state->getPath();
    if (path == nullptr || state->getFillOpacity() < 0.5) return;
    Fill fill;
    for (int i = 0; i < path->getNumSubpaths() && i < 64; ++i) {
      const GfxSubpath* sub = path->getSubpath(i);
      Box area;
      for (int k = 0; k < sub->getNumPoints() && k < 64; ++k) {
        double x = 0, y = 0;
        state->transform(sub->getX(k), sub->getY(k), &x, &y);
        const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
        if (k == 0) area = {fx, fy, fx, fy};
        area = {std::min(area.x0, fx), std::min(area.y0, fy), std::max(area.x1, fx), std::max(area.y1, fy)};
      }
      fill.area = area;
      if (state->getFillColorSpace()->getMode() == csPattern) {
        fill.known = false;
      } else {
        GfxRGB rgb;
        state->getFillRGB(&rgb);
        fill.colour = colour(rgb);
      }
      add_fill(fill);
    }
  }

  bool hidden(const Glyph& g, GfxState* state) const {
    const int render = state->getRender();
    if (render == 3 || render == 7 || g.size < kSizeMin) return true;
    const float cx = g.x + g.width / 2, cy = g.base - g.size / 3;
    if (cx < 0 || cy < 0 || cx > page_.width || cy > page_.height) return true;
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    state->getClipBBox(&x0, &y0, &x1, &y1);
    if (cx < x0 - 1 || cx > x1 + 1 || cy < y0 - 1 || cy > y1 + 1) return true;
    const bool stroked = (render & 3) == 1;
    if (!stroked && state->getFillOpacity() < 0.05) return true;
    if ((stroked ? state->getStrokeColorSpace() : state->getFillColorSpace())->getMode() == csPattern) return false;
    GfxRGB rgb;
    stroked ? state->getStrokeRGB(&rgb) : state->getFillRGB(&rgb);
    const Colour ink = colour(rgb);
    for (auto f = fills_.rbegin(); f != fills_.rend(); ++f)
      if (cx >= f->area.x0 && cx <= f->area.x1 && cy >= f->area.y0 && cy <= f->area.y1) return f->known && ink.near(f->colour);
    return ink.near(Colour{});
  }

  void take(const Glyph& g, GfxState* state, const Unicode* u, int length) {
    std::u32string cps;
    for (int i = 0; i < length && i < 16; ++i) {
      char32_t c = u[i];
      // A hyphen that is seen is one, whatever the file calls it: many name theirs a soft one.
      if (c == 0x2010 || c == 0x2011 || (c == 0xAD && g.width > 0.1F * g.size)) c = '-';
      if (c == 0xAD || c == 0x200B || c == 0xFEFF || c < 0x20 || (c >= 0x7F && c < 0xA0)) continue;      // soft hyphens, invisible ones
      if ((c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 || c == text::kReplacement) continue;             // icons: no meaning outside their font
      cps += c;
    }
    if (length == 0) ++page_.unmapped;
    const bool blank = !cps.empty() && (cps[0] == 0x20 || cps[0] == 0xA0 || (cps[0] >= 0x2000 && cps[0] <= 0x200A) || cps[0] == 0x202F || cps[0] == 0x3000);
    if (cps.empty() || blank) {
      if (length > 0 && cps.empty() && g.width < 0.01F * g.size) return;      // a soft hyphen without width
      flush();
      return;
    }
    const bool unseen = hidden(g, state);
    if (!word_.text.empty() && !joins(g, unseen)) flush();
    if (word_.text.empty()) {
      word_ = {};
      hidden_ = unseen;
      first_ = g;
    }
    if (repeats(g, cps)) return;                     // painted twice to look bold
    append(g, cps);
  }

  bool joins(const Glyph& g, bool unseen) const {
    if (unseen != hidden_ || g.rotated != last_.rotated) return false;
    if (g.rotated) return std::abs(g.x - last_.x) < g.size * 0.5F;
    if (std::abs(g.base - last_.base) > 0.35F * std::max(g.size, last_.size) || std::abs(g.size - last_.size) > 0.35F * last_.size) return false;
    const float limit = kWordGap * std::min(g.size, last_.size);
    const float ahead = g.x - (last_.x + last_.width), behind = last_.x - (g.x + g.width);
    if (text::is_rtl(last_cp_)) return std::min(std::abs(ahead), std::abs(behind)) < limit + 0.05F * g.size || overlaps(g);
    return (ahead > -0.5F * g.size && ahead < limit) || overlaps(g);
  }
  bool overlaps(const Glyph& g) const { return g.x < last_.x + last_.width && g.x + g.width > last_.x && g.x > last_.x - 0.5F * g.size; }

  bool repeats(const Glyph& g, const std::u32string& cps) const {
    return !word_.text.empty() && cps[0] == last_cp_ && std::abs(g.x - last_.x) < 0.1F * g.size && std::abs(g.base - last_.base) < 0.1F * g.size && g.width > 0.2F * g.size;
  }

  void append(const Glyph& g, const std::u32string& cps) {
    const bool accent_before = is_spacing_accent(last_cp_) && !pieces_.empty() && g.x < last_.x + last_.width * 0.5F && g.x > last_.x - g.size * 0.5F;
    const bool accent_after = is_spacing_accent(cps[0]) && !pieces_.empty() && g.x < last_.x + last_.width * 0.5F;
    std::string piece;
    if (accent_before) {
      for (const char32_t c : cps) text::append_utf8(piece, c == 0x131 ? U'i' : c);
      text::append_utf8(piece, combining(last_cp_));
      pieces_.back().second = piece;
    } else if (accent_after) {
      text::append_utf8(pieces_.back().second, combining(cps[0]));
    } else {
      for (const char32_t c : cps) text::append_utf8(piece, c);
      pieces_.emplace_back(g.x, piece);
    }
    word_.text = "x";                                // there is something; made up at the end
    rtl_ += text::is_rtl(cps[0]) ? 1 : 0;
    glyphs_ += 1;
    bold_ += g.bold ? 1 : 0;
    italic_ += g.italic ? 1 : 0;
    word_.size = std::max(word_.size, g.size);
    word_.box.add(Box{g.x, g.base - 0.8F * g.size, g.x + std::max(g.width, 0.01F), g.base + 0.2F * g.size});
    last_ = g;
    last_cp_ = cps.back();
  }

  void flush() {
    if (word_.text.empty()) return;
    if (rtl_ * 2 > glyphs_) order_rtl();
    std::string raw;
    for (const auto& [x, piece] : pieces_) raw += piece;
    word_.text = text::nfkc(raw);
    std::erase(word_.text, ' ');
    word_.bold = bold_ * 2 > glyphs_;
    word_.italic = italic_ * 2 > glyphs_;
    if (hidden_) {
      ++page_.hidden;
      if (page_.hidden_text.size() < text::kHiddenBytesMax) page_.hidden_text += (page_.hidden_text.empty() ? "" : " ") + word_.text;
    } else if (!word_.text.empty() && !(first_.rotated && glyphs_ > 1)) {
      page_.words.push_back(std::move(word_));
    }
    word_ = {};
    pieces_.clear();
    glyphs_ = bold_ = italic_ = rtl_ = 0;
    last_cp_ = 0;
  }

  // Painted from left to right, read from right to left; numbers inside keep their order.
  void order_rtl() {
    std::ranges::stable_sort(pieces_, [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < pieces_.size();) {
      std::size_t j = i;
      while (j < pieces_.size() && pieces_[j].second.size() == 1 && pieces_[j].second[0] >= '0' && pieces_[j].second[0] <= '9') ++j;
      std::reverse(pieces_.begin() + static_cast<std::ptrdiff_t>(i), pieces_.begin() + static_cast<std::ptrdiff_t>(j));
      i = std::max(j, i + 1);
    }
  }

  text::Page& page_;
  std::size_t& glyphs_left_;
  std::vector<Fill> fills_;
  Box unit_square_;
  bool matrix_set_ = false, painted_ = false;

  text::PageWord word_;
  std::vector<std::pair<float, std::string>> pieces_;     // left edge, text
  Glyph first_, last_;
  char32_t last_cp_ = 0;
  bool hidden_ = false;
  int glyphs_ = 0, bold_ = 0, italic_ = 0, rtl_ = 0;
  std::string font_name_;
  bool named_bold_ = false, named_italic_ = false;
};

bool has_image(Page& page) {
  Dict* resources = page.getResourceDict();
  if (resources == nullptr) return false;
  const Object objects = resources->lookup("XObject");
  if (!objects.isDict()) return false;
  for (int i = 0; i < objects.dictGetLength() && i < 256; ++i) {
    const Object x = objects.dictGetVal(i);
    if (x.isStream() && x.streamGetDict()->lookup("Subtype").isName("Image")) return true;
  }
  return false;
}

void start_poppler() {
  static std::once_flag once;
  std::call_once(once, [] {
    globalParams = std::make_unique<GlobalParams>();
    setErrorCallback([](ErrorCategory, Goffset, const char*) {});
  });
}

}  // namespace

void prepare() { start_poppler(); }

bool looks_like_pdf(std::string_view bytes) { return bytes.substr(0, 1024 + 5).find("%PDF-") != std::string_view::npos; }

Result<Pages> read(std::string_view bytes) {
  start_poppler();
  PDFDoc document(new MemStream(bytes.data(), 0, static_cast<Goffset>(bytes.size()), Object(objNull)));
  if (!document.isOk()) {
    if (document.getErrorCode() == errEncrypted) return fail(Code::kInvalidArgument, "This PDF is protected by a password. Save it without one and upload it again.", "PDF_ENCRYPTED");
    return fail(Code::kInvalidArgument, "This PDF is damaged and cannot be read. Export it again and upload the new file.", "PDF_BROKEN");
  }
  Pages out;
  out.pages_in_file = document.getNumPages();
  if (out.pages_in_file < 1) return fail(Code::kInvalidArgument, "This PDF has no pages.", "PDF_EMPTY");
  if (declares_endless_pictures(document)) return fail(Code::kInvalidArgument, "This PDF holds pictures that are far too large. Export the CV without pictures and upload it again.", "PDF_PICTURE_TOO_LARGE");
  std::size_t glyphs_left = kGlyphsMax;
  for (int n = 1; n <= out.pages_in_file && n <= kPagesMax; ++n) {
    ::Page* source = document.getPage(n);
    if (source == nullptr || !source->isOk()) continue;
    text::Page& page = out.pages.emplace_back();
    page.width = static_cast<float>(source->getCropWidth());
    page.height = static_cast<float>(source->getCropHeight());
    if (source->getRotate() == 90 || source->getRotate() == 270) std::swap(page.width, page.height);
    page.has_image = has_image(*source);
    WordCollector device(page, glyphs_left);
    document.displayPage(&device, n, 72, 72, 0, false, true, false);
    device.endPage();
    if (glyphs_left == 0) return fail(Code::kResourceExhausted, "This PDF holds far more text than a CV. Upload the CV alone.", "PDF_TOO_LONG");
  }
  if (out.pages.empty()) return fail(Code::kInvalidArgument, "This PDF is damaged: none of its pages can be read.", "PDF_BROKEN");
  return out;
}

}  // namespace jm::pdf
