// Cairo writes the pages and their tags, Pango sets the lines; what Cairo 1.16 has no call for is language.h's. Blocks are set into columns first and then drawn page by page, so that a page's columns stand in reading order.
#include "render/pdf.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "cv/layout.h"
#include "render/language.h"
#include "render/render.h"
#include "text/bidi.h"
#include "text/utf8.h"

namespace jm::render {
namespace {

constexpr double kWidth = 595.276, kHeight = 841.89;        // A4 in points
constexpr double kGap = 20;                                 // between a title and its dates

template <class T>
using GObjectPtr = std::unique_ptr<T, void (*)(gpointer)>;
template <class T>
GObjectPtr<T> hold(T* p) { return {p, g_object_unref}; }

// --- fonts ----------------------------------------------------------------------------------------------------------------------

// Cairo keeps ten files open at most; those of one look and the ones below are no more, so that none is opened twice.
constexpr const char* kAtsFiles[] = {"/usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf", "/usr/share/fonts/truetype/crosextra/Carlito-Bold.ttf", "/usr/share/fonts/truetype/crosextra/Carlito-Italic.ttf"};
constexpr const char* kDesignedFiles[] = {"/usr/share/fonts/truetype/lato/Lato-Regular.ttf", "/usr/share/fonts/truetype/lato/Lato-Italic.ttf", "/usr/share/fonts/truetype/lato/Lato-Bold.ttf", "/usr/share/fonts/truetype/lato/Lato-Light.ttf"};
// For letters the first ones do not have.
constexpr const char* kFallbackFiles[] = {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
                                          "/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf"};
constexpr const char *kAtsFamilies = "Carlito,DejaVu Sans,Droid Sans Fallback,NanumGothic", *kDesignedFamilies = "Lato,DejaVu Sans,Droid Sans Fallback,NanumGothic";

std::span<const char* const> files_of(Look look) {
  if (look == Look::kAts) return kAtsFiles;
  return kDesignedFiles;
}

PangoFontMap* g_fonts = nullptr;

// --- styles ---------------------------------------------------------------------------------------------------------------------

struct Colour {
  double r, g, b;
};
constexpr Colour kInk{0.10, 0.11, 0.13}, kSoft{0.34, 0.37, 0.41}, kAccent{0.07, 0.31, 0.38}, kPaper{0.945, 0.957, 0.961}, kLine{0.75, 0.79, 0.81};

struct Style {
  double size = 10.5;
  bool bold = false, light = false, italic = false;
  Colour colour = kInk;
  double before = 0, after = 0, line = 1.22;
  const char* tag = "P";
  bool keep = false;                     // with what follows
};

Style style_of(BlockKind kind, Look look, bool side, bool letter) {
  Style s;
  if (look == Look::kAts) {
    switch (kind) {
      case BlockKind::kName: s = {.size = letter ? 14.0 : 21.0, .bold = true, .after = 1, .line = 1.1, .tag = "H1"}; break;
      case BlockKind::kHeadline: s = {.size = 12.5, .colour = kSoft, .after = 3}; break;
      case BlockKind::kContact: s = {.size = 10}; break;
      case BlockKind::kSection: s = {.size = 12.5, .bold = true, .before = 12, .after = 5, .tag = "H2", .keep = true}; break;
      case BlockKind::kEntry: s = {.size = 11, .bold = true, .before = 6, .tag = "H3", .keep = true}; break;
      case BlockKind::kSub: s = {.size = 10.5, .italic = true, .colour = kSoft, .after = 1, .keep = true}; break;
      case BlockKind::kBullet: s = {.size = 10.5, .before = 1.5, .tag = "LI"}; break;
      case BlockKind::kSubject: s = {.size = 10.5, .bold = true}; break;
      default: s = {.size = 10.5, .before = 1}; break;
    }
  } else {
    switch (kind) {
      case BlockKind::kName: s = {.size = letter ? 17.0 : 25.0, .light = true, .colour = kAccent, .after = 1, .line = 1.05, .tag = "H1"}; break;
      case BlockKind::kHeadline: s = {.size = 12, .colour = kSoft, .before = 2}; break;
      case BlockKind::kContact: s = {.size = 9, .before = side ? 2.5 : 0.0}; break;
      case BlockKind::kSection: s = {.size = side ? 10.0 : 11.5, .bold = true, .colour = kAccent, .before = side ? 14.0 : 13.0, .after = 5, .tag = "H2", .keep = true}; break;
      case BlockKind::kEntry: s = {.size = side ? 9.0 : 10.5, .bold = true, .before = side ? 3.0 : 6.0, .tag = "H3", .keep = true}; break;
      case BlockKind::kSub: s = {.size = side ? 8.5 : 9.5, .italic = true, .colour = kSoft, .after = 1, .keep = !side}; break;
      case BlockKind::kBullet: s = {.size = side ? 9.0 : 9.5, .before = 2, .line = 1.3, .tag = "LI"}; break;
      case BlockKind::kSubject: s = {.size = 10, .bold = true}; break;
      default: s = {.size = side ? 9.0 : 9.5, .before = 2, .line = 1.3}; break;
    }
    if (letter && (kind == BlockKind::kText || kind == BlockKind::kBullet)) s.size = 10.5;
  }
  return s;
}

// --- setting lines into columns ---------------------------------------------------------------------------------------------------

struct Set {                             // a line in its place
  int page = 0;
  double x = 0, y = 0;                   // of its baseline
  PangoLayoutLine* line = nullptr;
  std::size_t block = 0;                 // number within all that is drawn; lines of one block are one tag
  const Style* style = nullptr;
  std::string link;
  PangoLayoutLine* mark = nullptr;       // of a list, before it
  bool rule = false;                     // a thin line under it
  double rule_x = 0, rule_width = 0;
};

class Setter {
 public:
  Setter(Look look, const Sheet& sheet) : look_(look), letter_(sheet.letter), language_(sheet.language), context_(context(PANGO_DIRECTION_LTR)), rtl_context_(context(PANGO_DIRECTION_RTL)) {
    text::Letters letters;
    for (const auto* part : {&sheet.header, &sheet.side, &sheet.main})
      for (const Block& b : *part)
        for (const std::string* s : {&b.text, &b.right}) {
          const text::Letters n = text::letters_of(*s);
          letters.rtl += n.rtl, letters.all += n.all;
        }
    rtl_document_ = letters.of_rtl_document();
  }

  GObjectPtr<PangoContext> context(PangoDirection direction) const {
    auto made = hold(pango_font_map_create_context(g_fonts));
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(made.get(), options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(made.get(), 72);
    pango_context_set_round_glyph_positions(made.get(), FALSE);
    pango_context_set_language(made.get(), pango_language_from_string(language_ == domain::Lang::kFr ? "fr" : "en"));
    pango_context_set_base_dir(made.get(), direction);
    return made;
  }

  struct Column {
    double x, width, top, bottom, next_top;          // next_top: on the pages after the first
    bool side;
  };

  // Where the column ends on its last page.
  struct End {
    int page;
    double y;
  };

  Result<End> set(std::vector<Block> blocks, Column c) {
    int page = 0;
    double y = c.top;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      Block& b = blocks[i];
      styles_.push_back(std::make_unique<Style>(style_of(b.kind, look_, c.side, letter_)));
      Style& style = *styles_.back();
      if (letter_ && b.begins) style.before = b.kind == BlockKind::kSubject ? 14 : 9;
      if (b.kind == BlockKind::kRight) style.before = 10;
      const double indent = b.kind == BlockKind::kBullet ? 12 : 0;
      // A name stands in one line, a title or an employer if it can a little smaller; else it goes on below, in its own style.
      if (b.kind == BlockKind::kName)
        while (style.size > 13 && width_of(b.text, style) > c.width) style.size -= 0.5;
      if (b.kind == BlockKind::kEntry || b.kind == BlockKind::kSub) {
        const double room = c.width - (b.right.empty() ? 0 : width_of(b.right, style) + kGap), whole = style.size;
        while (style.size > whole - 1 && width_of(b.text, style) > room) style.size -= 0.25;
        if (width_of(b.text, style) > room) style.size = whole;
      }
      double right_width = 0;
      PangoLayout* right = nullptr;
      Style* right_style = nullptr;
      if (!b.right.empty()) {
        styles_.push_back(std::make_unique<Style>(style));
        right_style = styles_.back().get();
        right_style->bold = false;
        right_style->colour = kSoft;
        right_style->size = style.size - 1;
        right_style->tag = "P";
        right = lay_out(b.right, *right_style, c.width);
        PangoRectangle box;
        pango_layout_get_extents(right, nullptr, &box);
        right_width = static_cast<double>(box.width) / PANGO_SCALE;
      }
      const double width = c.width - indent - (right_width > 0 ? right_width + kGap : 0);
      // Dates that leave a title no room stand below it.
      const bool below = right != nullptr && (width < c.width * 0.45 || pango_layout_get_line_count(right) > 1);
      PangoLayout* layout = lay_out(b.text, style, below ? c.width - indent : width);
      // An address stays in one piece: it becomes smaller, as far as it can be read.
      while (b.kind == BlockKind::kContact && b.text.find(' ') == b.text.npos && pango_layout_get_line_count(layout) > 1 && style.size > 6.5) {
        style.size -= 0.5;
        layout = lay_out(b.text, style, width);
      }
      if (b.kind == BlockKind::kRight) pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
      const double height = style.size * style.line;
      if (y > c.top || page > 0) y += style.before;
      const int lines = pango_layout_get_line_count(layout);
      // A heading and the first lines of what follows stay together.
      const double needed = style.keep ? height * lines + 36 : height * std::min(lines, 2);
      const double top = page == 0 ? c.top : c.next_top;
      if (y + needed > c.bottom && y > top) {
        ++page;
        y = c.next_top;
      }
      const std::size_t block = blocks_++;
      Set beside;
      PangoLayoutIter* it = pango_layout_get_iter(layout);
      bool first = true;
      do {
        if (y + height > c.bottom) {
          ++page;
          y = c.next_top;
        }
        if (page >= kPagesMax) {
          pango_layout_iter_free(it);
          return fail(Code::kInvalidArgument, std::to_string(kPagesMax), "TOO_MANY_PAGES");
        }
        PangoRectangle box;
        pango_layout_iter_get_line_extents(it, nullptr, &box);
        Set line{page, c.x + indent + static_cast<double>(box.x) / PANGO_SCALE, y + style.size * 0.95, pango_layout_iter_get_line_readonly(it), block, &style, b.link};
        if (first && b.kind == BlockKind::kBullet) line.mark = pango_layout_get_line_readonly(lay_out("•", style, c.width), 0);
        line.rule = b.kind == BlockKind::kSection && !c.side;
        line.rule_x = c.x;
        line.rule_width = c.width;
        out_.push_back(line);
        if (first && right != nullptr && !below) beside = {page, c.x + c.width - right_width, line.y, pango_layout_get_line_readonly(right, 0), 0, right_style, {}};
        y += height;
        first = false;
      } while (pango_layout_iter_next_line(it));
      pango_layout_iter_free(it);
      if (right && !below) {              // after all of its title, which is one thing
        beside.block = blocks_++;
        out_.push_back(beside);
      }
      if (below) {
        const std::size_t own = blocks_++;
        for (int k = 0; k < pango_layout_get_line_count(right); ++k) {
          PangoLayoutLine* line = pango_layout_get_line_readonly(right, k);
          out_.push_back({page, c.x, y + right_style->size * 0.95, line, own, right_style, {}});
          y += right_style->size * right_style->line;
        }
      }
      y += style.after;
    }
    return End{page, y};
  }

  std::vector<Set>& lines() { return out_; }
  const std::set<char32_t>& unknown() const { return unknown_; }

 private:
  double width_of(const std::string& text, const Style& style) {
    PangoRectangle box;
    pango_layout_get_extents(lay_out(text, style, 10'000), nullptr, &box);
    return static_cast<double>(box.width) / PANGO_SCALE;
  }

  // As readers will take it: what is of a right-to-left script in a document of one, or is that for the most part.
  bool is_rtl(std::string_view text) const {
    const text::Letters letters = text::letters_of(text);
    return letters.mostly_rtl() || (rtl_document_ && letters.rtl > 0) || (text::letters_of(text.substr(0, text.find(' '))).mostly_rtl() && text::letters_of(text.substr(text.rfind(' ') + 1)).mostly_rtl());
  }

  PangoLayout* lay_out(const std::string& text, const Style& style, double width) {
    const bool rtl = is_rtl(text);
    layouts_.push_back(hold(pango_layout_new((rtl ? rtl_context_ : context_).get())));
    PangoLayout* layout = layouts_.back().get();
    pango_layout_set_auto_dir(layout, FALSE);      // the page is one of a language that is written from the left: a line in another direction keeps to that edge
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family_static(font, look_ == Look::kAts ? kAtsFamilies : kDesignedFamilies);
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    if (style.italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : style.light ? PANGO_WEIGHT_LIGHT : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0,clig=0,dlig=0,hlig=0"));       // one letter, one glyph: what is copied is what is read
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    keep_together(attributes, text);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
    if (pango_layout_get_unknown_glyphs_count(layout) > 0) note_unknown(layout, text);
    return layout;
  }

  // Lines are broken between words only: not behind a hyphen or in an address, which would come back as two words or without its mark; not
  // before a mark that a list item begins with; not inside Korean words, whose blanks say where they end.
  static void keep_together(PangoAttrList* attributes, std::string_view text) {
    const auto forbid = [&](std::size_t from, std::size_t to) {
      if (from >= to) return;
      PangoAttribute* keep = pango_attr_allow_breaks_new(FALSE);
      keep->start_index = static_cast<guint>(from);
      keep->end_index = static_cast<guint>(to);
      pango_attr_list_insert(attributes, keep);
    };
    const auto hangul = [](char32_t c) { return c >= 0xAC00 && c <= 0xD7AF; };
    const auto point = [](char32_t c) { return (c > ' ' && c < 0x80 && std::isalnum(static_cast<int>(c)) == 0) || (c >= 0x2010 && c <= 0x2027); };
    std::size_t from = 0, to = 0, at = 0;                      // what is kept so far; where the character before is
    char32_t before = ' ';
    for (std::size_t i = 0; i < text.size();) {
      const auto [cp, len] = text::decode(text, i);
      const bool inside = before != ' ' && cp != ' ' && (point(before) || point(cp) || hangul(before) || hangul(cp));
      if (inside || (i > 0 && before == ' ' && cv::bullet_length(text.substr(i)) > 0)) {
        if (at >= to) forbid(from, to), from = at;
        to = i + len;
      }
      before = cp;
      at = i;
      i += len;
    }
    forbid(from, to);
  }

  void note_unknown(PangoLayout* layout, const std::string& text) {
    PangoLayoutIter* it = pango_layout_get_iter(layout);
    do {
      const PangoLayoutRun* run = pango_layout_iter_get_run_readonly(it);
      if (run == nullptr) continue;
      for (int i = 0; i < run->glyphs->num_glyphs; ++i)
        if ((run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0 && unknown_.size() < 20)
          unknown_.insert(text::decode(text, static_cast<std::size_t>(run->item->offset + run->glyphs->log_clusters[i])).cp);
    } while (pango_layout_iter_next_run(it));
    pango_layout_iter_free(it);
  }

  const Look look_;
  const bool letter_;
  const domain::Lang language_;
  GObjectPtr<PangoContext> context_, rtl_context_;
  bool rtl_document_ = false;
  std::vector<GObjectPtr<PangoLayout>> layouts_;
  std::vector<std::unique_ptr<Style>> styles_;
  std::vector<Set> out_;
  std::set<char32_t> unknown_;
  std::size_t blocks_ = 0;
};

// --- drawing --------------------------------------------------------------------------------------------------------------------

void colour(cairo_t* cr, const Colour& c) { cairo_set_source_rgb(cr, c.r, c.g, c.b); }

void draw(cairo_t* cr, const std::vector<Set>& lines, int pages, Look look, bool letter, double side_width, double header_height) {
  cairo_tag_begin(cr, "Document", nullptr);
  for (int page = 0; page < pages; ++page) {
    if (look == Look::kDesigned) {
      if (side_width > 0) {
        colour(cr, kPaper);
        cairo_rectangle(cr, 0, 0, side_width, kHeight);
        cairo_fill(cr);
      }
      if (page == 0) {
        colour(cr, kAccent);
        if (letter) cairo_rectangle(cr, 0, 0, kWidth, 6);
        else cairo_rectangle(cr, 0, 0, kWidth, 8);
        cairo_fill(cr);
        if (letter) {
          colour(cr, kLine);
          cairo_rectangle(cr, 62, header_height, kWidth - 124, 0.6);
          cairo_fill(cr);
        }
      }
    }
    bool in_list = false;
    for (std::size_t i = 0; i < lines.size();) {
      if (lines[i].page != page) {
        ++i;
        continue;
      }
      const Set& first = lines[i];
      const bool item = std::string_view(first.style->tag) == "LI";
      if (item != in_list) item ? cairo_tag_begin(cr, "L", nullptr) : cairo_tag_end(cr, "L");
      in_list = item;
      cairo_tag_begin(cr, first.style->tag, nullptr);
      if (first.mark != nullptr) {
        cairo_tag_begin(cr, "Lbl", nullptr);
        colour(cr, first.style->colour);
        cairo_move_to(cr, first.x - 10, first.y);
        pango_cairo_show_layout_line(cr, first.mark);
        cairo_tag_end(cr, "Lbl");
      }
      if (item) cairo_tag_begin(cr, "LBody", nullptr);
      const std::string uri = "uri='" + first.link + "'";
      if (!first.link.empty()) cairo_tag_begin(cr, CAIRO_TAG_LINK, uri.c_str());
      for (; i < lines.size() && lines[i].block == first.block && lines[i].page == page; ++i) {
        const Set& s = lines[i];
        colour(cr, s.style->colour);
        cairo_move_to(cr, s.x, s.y);
        pango_cairo_show_layout_line(cr, s.line);
      }
      if (!first.link.empty()) cairo_tag_end(cr, CAIRO_TAG_LINK);
      if (item) cairo_tag_end(cr, "LBody");
      cairo_tag_end(cr, first.style->tag);
      if (first.rule) {
        colour(cr, look == Look::kAts ? kInk : kLine);
        cairo_rectangle(cr, first.rule_x, first.y + 4, first.rule_width, look == Look::kAts ? 0.5 : 0.7);
        cairo_fill(cr);
      }
    }
    if (in_list) cairo_tag_end(cr, "L");
    if (page + 1 < pages) cairo_show_page(cr);
  }
  cairo_tag_end(cr, "Document");
}

cairo_status_t append(void* out, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string shown(const std::set<char32_t>& unknown) {
  std::string out;
  for (const char32_t cp : unknown) {
    char code[16];
    std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(cp));
    out += out.empty() ? "" : ", ";
    text::append_utf8(out, cp);
    out += std::string(" (") + code + ")";
  }
  return out;
}

Result<Pdf> write(Setter& setter, const Sheet& sheet, Look look) {
  const bool designed = look == Look::kDesigned;
  const bool has_side = designed && !sheet.letter && !sheet.side.empty();
  const double side = has_side ? 178 : 0, margin = sheet.letter ? 62 : designed ? 30 : 50, bottom = kHeight - (sheet.letter ? 56 : 40);
  const double main_x = has_side ? side + 24 : margin, main_width = kWidth - main_x - (designed && !sheet.letter ? 34 : margin);
  // The header, above the main column; then the side, then the main column.
  JM_TRY(header, setter.set(sheet.header, {main_x, main_width, sheet.letter ? 44.0 : designed ? 40.0 : 42.0, bottom, 40, false}));
  if (header.page > 0) return fail(Code::kInvalidArgument, "", "HEADER_TOO_LONG");
  JM_TRY(aside, setter.set(sheet.side, {22, side - 40, 40, bottom, 40, true}));
  JM_TRY(main, setter.set(sheet.main, {main_x, main_width, header.y + (sheet.letter ? 16.0 : 14.0), bottom, 44, false}));
  if (!setter.unknown().empty())
    return fail(Code::kInvalidArgument, shown(setter.unknown()), "NO_GLYPH");
  const int pages = std::max(main.page, aside.page) + 1;

  std::string bytes;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(append, &bytes, kWidth, kHeight);
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, sheet.title.c_str());
  if (!sheet.author.empty()) cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, sheet.author.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "JobMate");
  cairo_t* cr = cairo_create(surface);
  draw(cr, setter.lines(), pages, look, sheet.letter, side, header.y + 6);
  cairo_destroy(cr);
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) return fail(Code::kInternal, std::string("cairo: ") + cairo_status_to_string(status), "RENDER_FAILED");
  Pdf pdf{with_language(bytes, sheet.language == domain::Lang::kFr ? "fr-FR" : "en-GB"), pages};
  if (pdf.bytes.empty()) return fail(Code::kInternal, "The PDF could not be finished.", "RENDER_FAILED");
  return pdf;
}

}  // namespace

bool fonts_installed() {
  const auto there = [](Look look) { return std::ranges::all_of(files_of(look), [](const char* file) { return access(file, R_OK) == 0; }); };
  return there(Look::kAts) && there(Look::kDesigned);
}

Result<void> prepare_fonts(std::span<const Look> looks) {
  FcConfig* config = FcConfigCreate();
  for (const Look look : looks)
    for (const char* file : files_of(look))
      if (access(file, R_OK) != 0 || !FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(file)))
        return fail(Code::kFailedPrecondition, "apt-get install fonts-lato fonts-crosextra-carlito", "FONTS_MISSING");
  for (const char* file : kFallbackFiles)
    if (access(file, R_OK) == 0) FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(file));
  g_fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(g_fonts), config);
  FcConfigSetCurrent(config);
  // A line in every face and script, kept: as long as somebody holds a font its file stays open, and none can be opened later.
  static std::vector<std::unique_ptr<Setter>> kept;
  Sheet sheet;
  sheet.author = "A";
  for (const BlockKind kind : {BlockKind::kName, BlockKind::kHeadline, BlockKind::kSection, BlockKind::kSub, BlockKind::kText, BlockKind::kBullet}) sheet.main.push_back({kind, "Aé Привет Ελληνικά עברית العربية 日本語 中文 한국어 •"});
  for (const Look look : looks)
    for (const bool letter : {false, true}) {
      sheet.letter = letter;
      kept.push_back(std::make_unique<Setter>(look, sheet));
      JM_CHECK_OK(write(*kept.back(), sheet, look));
    }
  return {};
}

Result<Pdf> write_pdf(const Sheet& sheet, Look look) {
  Setter setter(look, sheet);
  return write(setter, sheet, look);
}

}  // namespace jm::render
