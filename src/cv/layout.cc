#include "cv/layout.h"

#include <algorithm>
#include <cmath>

#include "cv/dates.h"
#include "cv/headings.h"
#include "text/bidi.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

using text::Box;
using text::PageWord;
using Words = std::vector<const PageWord*>;

constexpr int kCutDepthMax = 12;
constexpr float kTabGap = 1.8F;               // of the font size: a wider gap inside a line is a tab
constexpr std::size_t kWordsMax = 20'000;     // of a page; what is beyond is left out

float base(const PageWord& w) { return w.box.y1; }

struct Extent {
  float top = 1e9F, bottom = -1e9F, left = 1e9F, right = -1e9F;
  void add(const PageWord& w) {
    top = std::min(top, w.box.y0), bottom = std::max(bottom, w.box.y1);
    left = std::min(left, w.box.x0), right = std::max(right, w.box.x1);
  }
};

Extent extent(const Words& words) {
  Extent e;
  for (const auto* w : words) e.add(*w);
  return e;
}

float middle_of(std::vector<float> v) {
  if (v.empty()) return 0;
  std::ranges::nth_element(v, v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2));
  return v[v.size() / 2];
}

float body_size(const Words& words) {
  std::vector<float> sizes;
  for (const auto* w : words)
    for (std::size_t i = 0; i < std::min<std::size_t>(w->text.size(), 12); ++i) sizes.push_back(w->size);
  return std::max(middle_of(std::move(sizes)), 1.0F);
}

// Words on one baseline, top to bottom; inside a row by x.
std::vector<Words> rows_of(Words words) {
  std::ranges::stable_sort(words, [](const auto* a, const auto* b) { return base(*a) < base(*b); });
  std::vector<Words> rows;
  float at = -1e9F;
  for (const auto* w : words) {
    const bool same = !rows.empty() && base(*w) - at < 0.4F * std::min(w->size, rows.back().back()->size);
    if (!same) rows.emplace_back();
    if (!same || w->size >= rows.back().front()->size) at = base(*w);
    rows.back().push_back(w);
  }
  for (auto& row : rows) std::ranges::stable_sort(row, [](const auto* a, const auto* b) { return a->box.x0 < b->box.x0; });
  return rows;
}

std::string row_text(const Words& row) {
  std::string s;
  for (const auto* w : row) s += (s.empty() ? "" : " ") + w->text;
  return s;
}

std::size_t characters(std::string_view s) {
  return static_cast<std::size_t>(std::ranges::count_if(s, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_rtl_text(std::string_view s) { return text::letters_of(s).mostly_rtl(); }
bool has_rtl(const Words& row) { return std::ranges::any_of(row, [](const PageWord* w) { return text::letters_of(w->text).rtl > 0; }); }

bool wide_gap(const PageWord& left, const PageWord& right) { return right.box.x0 - left.box.x1 > kTabGap * std::min(right.size, left.size); }

// Dates at the right of a title, as a page that reads from the left has them.
bool ends_in_latin(const Words& row) {
  std::size_t from = row.size() - 1;
  while (from > 0 && !wide_gap(*row[from - 1], *row[from])) --from;
  return from > 0 && std::none_of(row.begin() + static_cast<std::ptrdiff_t>(from), row.end(), [](const PageWord* w) { return is_rtl_text(w->text); });
}

// A row from left to right -> as it is read. A word of a right-to-left script is in its own order already; the others may have marks that
// belong to the line ("++C").
void read_bidi(std::vector<PageWord>& row, bool rtl) {
  std::u32string seen;
  std::vector<std::pair<std::size_t, std::string>> of;      // the word each belongs to, its text
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) seen += U' ', of.emplace_back(row.size(), " ");
    if (is_rtl_text(row[i].text)) {
      char32_t letter = U'\u05D0';
      for (std::size_t k = 0; k < row[i].text.size();) {
        const auto [cp, len] = text::decode(row[i].text, k);
        if (text::is_rtl(cp)) letter = cp;
        k += len;
      }
      seen += letter;
      of.emplace_back(i, row[i].text);
      continue;
    }
    for (std::size_t k = 0; k < row[i].text.size();) {
      const auto [cp, len] = text::decode(row[i].text, k);
      seen += cp;
      of.emplace_back(i, row[i].text.substr(k, len));
      k += len;
    }
  }
  std::vector<PageWord> out;
  std::vector<std::size_t> placed(row.size(), row.size());
  for (const std::size_t at : text::reading_order(seen, rtl)) {
    const auto& [word, piece] = of[at];
    if (word == row.size()) continue;
    if (placed[word] == row.size()) {
      placed[word] = out.size();
      out.push_back(row[word]);
      out.back().text.clear();
    }
    out[placed[word]].text += piece;
  }
  row = std::move(out);
}

// Words that are read one after the other may have others between them: the widest blank on the way.
float widest_gap(const Words& row, const Box& a, const Box& b) {
  const Box &left = a.x0 < b.x0 ? a : b, &right = a.x0 < b.x0 ? b : a;
  float widest = -1e9F, at = left.x1;
  for (const auto* w : row) {
    if (w->box.x0 <= left.x0 || w->box.x0 >= right.x0) continue;
    widest = std::max(widest, w->box.x0 - at);
    at = std::max(at, w->box.x1);
  }
  return std::max(widest, right.x0 - at);
}

// Letter-spaced text ("C O N T A C T"): its letters put together again, words apart where the gap is clearly wider.
void rejoin_spaced(std::vector<PageWord>& row) {
  for (std::size_t i = 0; i < row.size();) {
    std::size_t j = i;
    while (j < row.size() && characters(row[j].text) == 1 && row[j].text != "|" && row[j].text != "-" && row[j].text != "&") ++j;
    if (j - i < 4) {
      i = std::max(j, i + 1);
      continue;
    }
    std::vector<float> gaps;
    for (std::size_t k = i + 1; k < j; ++k) gaps.push_back(row[k].box.x0 - row[k - 1].box.x1);
    const float usual = std::max(middle_of(gaps), 0.05F * row[i].size);
    std::vector<PageWord> joined;
    for (std::size_t k = i; k < j; ++k) {
      if (k > i && row[k].box.x0 - row[k - 1].box.x1 < 1.7F * usual + 0.05F * row[k].size) {
        joined.back().text += row[k].text;
        joined.back().box.add(row[k].box);
      } else {
        joined.push_back(row[k]);
      }
    }
    const std::size_t made = joined.size();
    row.erase(row.begin() + static_cast<std::ptrdiff_t>(i), row.begin() + static_cast<std::ptrdiff_t>(j));
    row.insert(row.begin() + static_cast<std::ptrdiff_t>(i), joined.begin(), joined.end());
    i += made;
  }
}

struct Maker {
  int page;
  bool columns, extend;                       // which order is made
  bool rtl_page;                              // of a language that is written from the right
  Lines out;

  // --- lines ------------------------------------------------------------------------------------------------------

  Line line_of(const Words& row, float column_right) const {
    std::vector<PageWord> words;
    for (const auto* w : row) words.push_back(*w);
    rejoin_spaced(words);
    const bool some_rtl = has_rtl(row), rtl = some_rtl && reads_rtl(row) && !ends_in_latin(row);
    const Box left_mark = rtl ? take_left_mark(words) : Box{};
    if (rtl) read_bidi(words, true);
    else if (some_rtl) read_parts(words);
    Line line;
    line.page = page;
    line.column_right = column_right;
    line.rtl = rtl;
    std::vector<float> sizes;
    const PageWord* before = nullptr;
    for (const PageWord& w : words) {
      const float gap = before == nullptr ? 0 : some_rtl ? widest_gap(row, before->box, w.box) : std::max(w.box.x0 - before->box.x1, before->box.x0 - w.box.x1);
      const bool wide = before != nullptr && gap > kTabGap * std::min(w.size, before->size);
      const bool glued = before != nullptr && gap < 0.08F * w.size;
      // Punctuation takes the style of what it follows.
      const bool mark = std::ranges::none_of(w.text, [](char c) { return (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0; });
      const bool bold = mark && before != nullptr ? line.runs.back().bold : w.bold;
      const bool italic = mark && before != nullptr ? line.runs.back().italic : w.italic;
      if (before == nullptr || wide || bold != line.runs.back().bold || italic != line.runs.back().italic) {
        line.runs.push_back({w.text, w.box, bold, italic, wide});
      } else {
        line.runs.back().text += (glued ? "" : " ") + w.text;
        line.runs.back().box.add(w.box);
      }
      line.box.add(w.box);
      for (std::size_t i = 0; i < std::min<std::size_t>(w.text.size(), 12); ++i) sizes.push_back(w.size);
      before = &w;
    }
    line.size = middle_of(std::move(sizes));
    line.bold = std::ranges::all_of(line.runs, [](const Run& r) { return r.bold; });
    line.indent = line.box.x0;
    take_bullet(line, words);
    if (!left_mark.empty()) line.bullet = true, line.box.add(left_mark);
    return line;
  }

  // Half of its letters, what stands at both its ends, or any of it on a page of such a language.
  bool reads_rtl(const Words& row) const {
    return (rtl_page && has_rtl(row)) || is_rtl_text(row_text(row)) || (row.size() > 2 && is_rtl_text(row.front()->text) && is_rtl_text(row.back()->text));
  }

  // In a row that reads from the left, what stands between wide gaps may read from the right: a title beside its dates.
  void read_parts(std::vector<PageWord>& row) const {
    for (std::size_t i = 0; i < row.size();) {
      std::size_t end = i + 1;
      while (end < row.size() && !wide_gap(row[end - 1], row[end])) ++end;
      std::vector<PageWord> part(row.begin() + static_cast<std::ptrdiff_t>(i), row.begin() + static_cast<std::ptrdiff_t>(end));
      Words words;
      for (const PageWord& w : part) words.push_back(&w);
      if (has_rtl(words)) {
        read_bidi(part, reads_rtl(words));
        std::ranges::move(part, row.begin() + static_cast<std::ptrdiff_t>(i));
      }
      i = end;
    }
  }

  // The mark of a list item may stand at the left whatever the direction of its text.
  static Box take_left_mark(std::vector<PageWord>& row) {
    if (row.size() < 2 || bullet_length(row.front().text) != row.front().text.size() || static_cast<unsigned char>(row.front().text[0]) < 0x80) return {};
    const Box mark = row.front().box;
    row.erase(row.begin());
    return mark;
  }

  static void take_bullet(Line& line, const std::vector<PageWord>& words) {
    if (line.runs.empty()) return;
    Run& first = line.runs.front();
    const std::size_t mark = bullet_length(first.text);
    if (mark == 0) return;
    if (mark >= first.text.size() && line.runs.size() == 1) {
      line.bullet = true;                     // the mark alone: its text is in the next line
      first.text.clear();
      return;
    }
    line.bullet = true;
    if (mark >= first.text.size()) {
      line.runs.erase(line.runs.begin());
      line.runs.front().after_gap = false;
    } else {
      first.text.erase(0, mark);
    }
    if (words.size() > 1) line.indent = words[1].box.x0;
  }

  // `right`: how far text may reach in this column.
  void emit(const Words& words, float right) {
    if (words.empty()) return;
    const float left = extent(words).left;
    bool first = true;
    bool mark_waits = false;
    for (const Words& row : rows_of(words)) {
      Line line = line_of(row, right);
      if (line.bullet && line.text().empty()) {
        mark_waits = true;
        continue;
      }
      line.column_left = left;
      if (mark_waits) line.bullet = true;
      mark_waits = false;
      line.column_start = first;
      first = false;
      out.push_back(std::move(line));
    }
  }

  // --- columns ----------------------------------------------------------------------------------------------------

  enum class Kind : std::uint8_t { kNone, kColumns, kRail };
  struct Cut {
    Kind kind = Kind::kNone;
    float x = 0, top = 0, bottom = 0;         // words with their middle between top and bottom are parted at x
    float score = 0;
  };

  // What stands left and right of a river, line by line.
  struct Side {
    std::vector<Words> rows;
    Extent area;
    std::size_t dates = 0, headings = 0;
    float left_aligned = 0, right_aligned = 0;      // the share of rows on the most common edge
  };

  static float share_on_one_edge(const std::vector<Words>& rows, bool left) {
    std::size_t best = 0;
    for (const auto& a : rows) {
      const float edge = left ? a.front()->box.x0 : a.back()->box.x1;
      std::size_t n = 0;
      for (const auto& b : rows) n += std::abs((left ? b.front()->box.x0 : b.back()->box.x1) - edge) < 1.5F ? 1 : 0;
      best = std::max(best, n);
    }
    return rows.empty() ? 0 : static_cast<float>(best) / static_cast<float>(rows.size());
  }

  static Side side_of(const Words& words) {
    Side s;
    s.rows = rows_of(words);
    s.area = extent(words);
    for (const auto& row : s.rows) {
      const std::string text = row_text(row);
      s.dates += is_mostly_dates(text) ? 1 : 0;
      s.headings += heading_of(text) ? 1 : 0;
    }
    s.left_aligned = share_on_one_edge(s.rows, true);
    s.right_aligned = share_on_one_edge(s.rows, false);
    return s;
  }

  // Do the rows of `few` stand beside rows of `many`, one for one?
  static bool rides_along(const Side& few, const Side& many) {
    std::size_t beside = 0;
    for (const auto& a : few.rows)
      beside += std::ranges::any_of(many.rows, [&](const Words& b) { return std::abs(base(*a.front()) - base(*b.front())) < 0.25F * a.front()->size; }) ? 1 : 0;
    return beside * 10 >= few.rows.size() * 8;
  }

  Kind judge(const Side& left, const Side& right, float x, float river, float size) const {
    const auto share = [](std::size_t n, const Side& s) { return static_cast<float>(n) / static_cast<float>(std::max<std::size_t>(s.rows.size(), 1)); };
    // What stands beside a rail begins where the rail ends.
    const auto begins_here = static_cast<std::size_t>(std::ranges::count_if(right.rows, [&](const Words& row) { return row.front()->box.x0 < x + 1.5F * size; }));
    const bool flush = share(begins_here, right) >= 0.5F;
    if (share(left.dates, left) >= 0.6F) return flush && share(right.dates, right) < 0.5F ? Kind::kRail : Kind::kNone;
    // Labels end in a colon, or stand apart by more than a blank.
    const auto labelled = static_cast<std::size_t>(std::ranges::count_if(left.rows, [](const Words& row) { return row.back()->text.ends_with(':'); }));
    if (flush && (river >= 0.4F * size || share(labelled, left) >= 0.7F) && share(left.headings, left) >= 0.7F && right.headings == 0 && rides_along(left, right)) return Kind::kRail;
    if (!columns) return Kind::kNone;
    if (share(right.dates, right) >= 0.4F) return Kind::kNone;
    // Row tails: flush right, fewer than the rows, beside them.
    if (right.headings == 0 && right.rows.size() < left.rows.size() && rides_along(right, left) && (right.right_aligned > right.left_aligned || right.rows.size() * 2 < left.rows.size())) return Kind::kNone;
    if (river < 0.6F * size) return Kind::kNone;
    if (river < 1.2F * size && left.headings + right.headings == 0) return Kind::kNone;
    if (right.left_aligned < 0.3F) return Kind::kNone;
    return Kind::kColumns;
  }

  Cut best_cut(const Words& words, float size) const {
    std::vector<float> edges;
    for (const auto* w : words) edges.push_back(w->box.x0);
    std::ranges::sort(edges);
    std::vector<float> candidates;
    for (std::size_t i = 0; i < edges.size();) {
      std::size_t j = i;
      while (j < edges.size() && edges[j] - edges[i] < 1.0F) ++j;
      if (j - i >= 2) candidates.push_back(edges[i]);
      i = j;
    }
    // A heading is one, even where a gap in it happens to stand above a river.
    std::vector<Box> headings;
    for (const Words& row : rows_of(words)) {
      bool close = true;
      for (std::size_t i = 1; i < row.size(); ++i) close &= row[i]->box.x0 - row[i - 1]->box.x1 < 1.0F * row[i]->size;
      if (!close || !heading_of(row_text(row))) continue;
      const Extent e = extent(row);
      headings.push_back({e.left, e.top, e.right, e.bottom});
    }
    Cut best;
    for (const float x : candidates) try_cut(words, headings, x, size, best);
    return best;
  }

  void try_cut(const Words& words, const std::vector<Box>& headings, float x, float size, Cut& best) const {
    std::vector<std::pair<float, float>> blocked;
    for (const Box& h : headings)
      if (h.x0 < x - 0.7F && h.x1 > x + 0.3F) blocked.emplace_back(h.y0, h.y1);
    for (const auto* w : words)
      if (w->box.x0 < x - 0.7F && w->box.x1 > x + 0.3F) blocked.emplace_back(w->box.y0 + 0.2F * w->size, w->box.y1);
    std::ranges::sort(blocked);
    float from = -1e9F;
    for (std::size_t i = 0; i <= blocked.size(); ++i) {
      const float to = i == blocked.size() ? 1e9F : blocked[i].first;
      if (to - from > 1.5F * size) try_band(words, x, from, to, size, best);
      if (i < blocked.size()) from = std::max(from, blocked[i].second);
    }
  }

  void try_band(const Words& words, float x, float from, float to, float size, Cut& best) const {
    Words left, right;
    for (const auto* w : words) {
      const float y = w->box.center_y();
      if (y > from && y < to) (w->box.x0 >= x - 0.7F ? right : left).push_back(w);
    }
    if (left.size() < 2 || right.size() < 2) return;
    const Extent le = extent(left), re = extent(right);
    float top = std::max(le.top, re.top), bottom = std::min(le.bottom, re.bottom);
    if (bottom - top < 1.5F * size) return;
    // The first rows of the two sides rarely share a baseline exactly: what begins within a line of the core belongs to it.
    top -= 1.0F * size;
    bottom += 0.6F * size;
    const auto outside = [&](const PageWord* w) { return w->box.center_y() < top || w->box.center_y() > bottom; };
    std::erase_if(left, outside);
    std::erase_if(right, outside);
    if (left.size() < 2 || right.size() < 2) return;
    if (extent(right).left > x + 1) return;            // the edge of the right side is a candidate of its own
    const float river = x - extent(left).right;
    if ((bottom - top) * std::min(river + 0.3F * size, 4 * size) <= best.score) return;      // cannot win
    const Side ls = side_of(left), rs = side_of(right);
    if (ls.rows.size() < 2 || rs.rows.size() < 2) return;
    const Kind kind = judge(ls, rs, x, river, size);
    if (kind == Kind::kNone) return;
    if (kind == Kind::kColumns && extend) {
      const Extent all = extent(words);
      if (from < all.top) top = from;
      if (to > all.bottom) bottom = to;
    }
    if (kind == Kind::kRail) bottom = rail_end(words, x, bottom, to, size);
    best = {kind, x, top, bottom, (extent(left).bottom - extent(left).top) * std::min(river + 0.3F * size, 4 * size)};
  }

  // What stands under the last label of a rail, without a wide gap, belongs to it.
  static float rail_end(const Words& words, float x, float bottom, float to, float size) {
    std::vector<std::pair<float, float>> spans;
    for (const auto* w : words)
      if (w->box.x0 >= x - 0.7F && w->box.center_y() > bottom && w->box.center_y() < to) spans.emplace_back(w->box.y0, w->box.y1);
    std::ranges::sort(spans);
    for (const auto& [y0, y1] : spans) {
      if (y0 - bottom > 1.2F * size) break;
      bottom = std::max(bottom, y1 + 0.1F);
    }
    return bottom;
  }

  void cut(const Words& words, float right_edge, int depth) {
    if (words.size() < 6 || depth > kCutDepthMax) return emit(words, right_edge);
    const Cut c = best_cut(words, body_size(words));
    if (c.kind == Kind::kNone) return emit(words, right_edge);
    Words above, left, right, below;
    for (const auto* w : words) {
      const float y = w->box.center_y();
      (y < c.top ? above : y > c.bottom ? below : w->box.x0 >= c.x - 0.7F ? right : left).push_back(w);
    }
    if (!above.empty()) cut(above, right_edge, depth + 1);
    if (c.kind == Kind::kRail) {
      rail(left, right, right_edge);
    } else {
      cut(left, extent(left).right, depth + 1);
      cut(right, right_edge, depth + 1);
    }
    if (!below.empty()) cut(below, right_edge, depth + 1);
  }

  // Label by label: its lines as one, then what stands beside it.
  void rail(const Words& left, const Words& right, float right_edge) {
    struct Cell {
      Words words;
      std::string text;
      float top = 0;
      std::size_t rows = 1;
    };
    std::vector<Cell> cells;
    const std::vector<Words> rows = rows_of(left);
    for (std::size_t i = 0; i < rows.size();) {
      const std::size_t n = rows_of_label(rows, i);
      Cell cell;
      for (std::size_t k = i; k < i + n; ++k) {
        cell.words.insert(cell.words.end(), rows[k].begin(), rows[k].end());
        cell.text += (k > i ? " " : "") + row_text(rows[k]);
      }
      cell.top = extent(cell.words).top;
      cell.rows = n;
      cells.push_back(std::move(cell));
      i += n;
    }
    Words before;
    for (const auto* w : right)
      if (cells.empty() || w->box.center_y() < cells.front().top) before.push_back(w);
    emit(before, right_edge);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      Line label = line_of(cells[i].words, right_edge);
      // Several rows: in their order, not by x.
      if (cells[i].rows > 1) {
        label.runs = {Run{cells[i].text, label.box, label.bold, false, false}};
        label.bullet = false;
      }
      out.push_back(std::move(label));
      const float next = i + 1 < cells.size() ? cells[i + 1].top : 1e9F;
      Words beside;
      for (const auto* w : right)
        if (w->box.center_y() >= cells[i].top && w->box.center_y() < next) beside.push_back(w);
      const std::size_t at = out.size();
      emit(beside, right_edge);
      for (std::size_t k = at; k < out.size(); ++k) out[k].column_start = false;
    }
  }

  // How many rows of a rail, from the i-th, make one label: a period broken over lines, a heading of two lines.
  static std::size_t rows_of_label(const std::vector<Words>& rows, std::size_t i) {
    constexpr std::size_t kRowsMax = 4;
    std::string text = row_text(rows[i]);
    std::size_t best = 1;
    for (std::size_t n = 2; n <= kRowsMax && i + n <= rows.size(); ++n) {
      const Words& row = rows[i + n - 1];
      if (extent(row).top - extent(rows[i + n - 2]).bottom > 0.8F * row.front()->size) break;
      const auto before = find_periods(text);
      if (before.size() == 1 && before.front().range && is_mostly_dates(text)) break;      // complete
      text += " " + row_text(row);
      const auto periods = find_periods(text);
      if ((periods.size() == 1 && periods.front().range && is_mostly_dates(text)) || heading_of(text)) best = n;
    }
    return best;
  }
};

}  // namespace

std::string Line::text() const {
  std::string s;
  for (const Run& r : runs) {
    if (!s.empty()) s += r.after_gap ? "\t" : (s.ends_with('(') || r.text.starts_with(',') || r.text.starts_with('.') || r.text.starts_with(')')) ? "" : " ";
    s += r.text;
  }
  return s;
}

bool Line::fills(float share) const {
  if (rtl) return box.x0 < column_left + share * std::max(box.x1 - column_left, 1.0F);
  return box.x1 > column_right - share * std::max(column_right - indent, 1.0F);
}

bool wraps_into(const Line& line, const Line& next, float edge) {
  if (line.runs.empty() || next.runs.empty() || line.column_right > 1e5F || next.page != line.page || next.bullet) return false;      // a format without pages: a line a paragraph
  if (std::abs(next.size - line.size) > 0.05F * line.size || next.box.y0 < line.box.y0 || next.box.y0 - line.box.y1 > 0.42F * line.size) return false;
  if (line.rtl || next.rtl) return line.fills(0.3F);
  const bool beside = line.runs.size() > 1 && line.runs.back().after_gap;
  const Run &last = line.runs[line.runs.size() - (beside ? 2 : 1)], &first = next.runs.front();
  const std::size_t word = std::min(first.text.find(' '), first.text.size());
  const float each = first.box.width() / static_cast<float>(std::max<std::size_t>(first.text.size(), 1));
  return last.box.x1 + 1.25F * each * static_cast<float>(word + 1) > edge;
}

std::size_t bullet_length(std::string_view s) {
  if (s.empty()) return 0;
  const auto [cp, len] = text::decode(s, 0);
  const bool sure = cp == 0x2022 || cp == 0x25CF || cp == 0x25CB || cp == 0x25AA || cp == 0x25A0 || cp == 0x25E6 || cp == 0x2023 || cp == 0x2043 || cp == 0x2219 || cp == 0x00B7 || cp == 0x22C5 ||
                    cp == 0x2713 || cp == 0x2714 || cp == 0x27A2 || cp == 0x25BA || cp == 0x25B8 || cp == 0x25B6 || cp == 0x2192 || cp == 0x25C6 || cp == 0x2756 || cp == 0x2217 || cp == 0x25FC || cp == 0x25FE || cp == 0xFFFD;
  std::size_t i = len;
  const bool blank = i < s.size() && (s[i] == ' ' || s[i] == '\t');
  while (i < s.size() && (s[i] == ' ' || s[i] == '\t')) ++i;
  if (sure) return i;
  const bool dash = cp == '-' || cp == 0x2013 || cp == '*' || cp == '>' || cp == '+';
  if (dash && i == s.size()) return i;                       // the mark is a run of its own
  return dash && blank ? i : 0;
}

std::vector<Lines> reading_orders(const text::Page& page, int page_number) {
  Words words;
  for (const auto& w : page.words) {
    if (words.size() == kWordsMax) break;
    words.push_back(&w);
  }
  text::Letters letters;
  for (const auto* w : words) {
    const text::Letters n = text::letters_of(w->text);
    letters.rtl += n.rtl, letters.all += n.all;
  }
  const bool rtl_page = letters.of_rtl_document();
  std::vector<Lines> orders;
  for (const auto& [columns, extend] : {std::pair{true, true}, std::pair{true, false}, std::pair{false, false}}) {
    Maker maker{page_number, columns, extend, rtl_page, {}};
    if (!words.empty()) maker.cut(words, extent(words).right, 0);
    const bool known = std::ranges::any_of(orders, [&](const Lines& o) {
      return o.size() == maker.out.size() && std::ranges::equal(o, maker.out, [](const Line& a, const Line& b) { return a.box == b.box; });
    });
    if (!known) orders.push_back(std::move(maker.out));
  }
  return orders;
}

}  // namespace jm::cv
