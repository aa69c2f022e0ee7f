// Dated entries: experience, education, projects, certifications. Lines fall into heads (names, dates) and bodies (list items,
// paragraphs); a date in a head anchors an entry. Who is the title and who the company is decided for the whole section at once:
// people write all their entries alike.
#include <algorithm>
#include <cctype>
#include <optional>

#include "cv/dates.h"
#include "cv/fields.h"
#include "cv/rich.h"
#include "cv/sections.h"
#include "cv/words.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

enum class Part : std::uint8_t { kHead, kItem, kProse };

struct Piece {
  Value value;
  bool bold = false;
};

struct Raw {
  std::vector<Piece> pieces;
  Period period;
  std::vector<Value> bullets;
  bool titled = false;            // a title in bold, and in italics under it who it was for
};

bool starts_lower(std::string_view s) { return !s.empty() && std::islower(static_cast<unsigned char>(s[0])) != 0; }

// A period that dates the line, not one inside a sentence: at the start, the end, behind a gap or in brackets.
bool dates_line(std::string_view text, const FoundPeriod& p) {
  const std::string_view before = text.substr(0, p.offset), after = text.substr(p.offset + p.length);
  const auto names = [](std::string_view s) { return std::ranges::count_if(s, [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0; }); };
  if (p.range) return names(before) < 90 || before.ends_with('\t');
  return names(before) == 0 || names(after) == 0 || before.ends_with('\t') || before.ends_with('(') || after.starts_with('\t');
}

// The runs of a line before the dates that float at its right, or stand there in another weight.
std::size_t runs_before_dates(const Line& line) {
  const std::size_t n = line.runs.size();
  return n > 1 && (line.runs.back().after_gap || (line.runs[n - 2].bold && !line.runs.back().bold && std::isdigit(static_cast<unsigned char>(line.runs[n - 2].text.back())) == 0)) && is_mostly_dates(line.runs.back().text) ? n - 1 : n;
}

bool all_bold(const Line& line) {
  return !line.runs.empty() && std::all_of(line.runs.begin(), line.runs.begin() + static_cast<std::ptrdiff_t>(runs_before_dates(line)), [](const Run& r) { return r.bold; });
}

bool all_italic(const Line& line) {
  return !line.runs.empty() && std::all_of(line.runs.begin(), line.runs.begin() + static_cast<std::ptrdiff_t>(runs_before_dates(line)), [](const Run& r) { return r.italic && !r.bold; });
}

std::vector<Part> parts_of(const Lines& lines) {
  std::vector<Part> out(lines.size(), Part::kHead);
  const Line* item = nullptr;                     // the list item that may go on
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& l = lines[i];
    const std::string text = l.text();
    const auto periods = find_periods(text);
    const bool dated = std::ranges::any_of(periods, [&](const auto& p) { return dates_line(text, p); });
    if (l.bullet) {
      out[i] = Part::kItem;
      item = &l;
      continue;
    }
    const Part before = i > 0 ? out[i - 1] : Part::kHead;
    const bool near = i > 0 && lines[i - 1].page == l.page && l.box.y0 - lines[i - 1].box.y1 < 0.9F * l.size && l.box.y0 > lines[i - 1].box.y0;
    const float right = l.column_right, full_from = right - 0.22F * std::max(right - l.indent, 1.0F);
    const bool filled = i > 0 && (l.rtl ? lines[i - 1].fills(0.22F) : lines[i - 1].box.x1 > full_from);
    if (!dated && !l.bold && before == Part::kItem && item != nullptr && (near || lines[i - 1].page != l.page) &&
        ((l.indent > item->box.x0 + 1.5F && l.indent > item->indent - 2) || (filled && starts_lower(text)))) {
      out[i] = Part::kItem;
      continue;
    }
    item = nullptr;
    // Under a title in bold, in italics: who it was for, however long.
    if (!dated && near && all_italic(l) && !text.ends_with('.') && before == Part::kHead && (all_bold(lines[i - 1]) || (all_italic(lines[i - 1]) && filled))) continue;
    if (!dated && !l.bold && before == Part::kProse && filled && near) {
      out[i] = Part::kProse;
      continue;
    }
    const auto words = std::ranges::count(text, ' ') + 1;
    const bool next_goes_on = i + 1 < lines.size() && starts_lower(lines[i + 1].text()) && l.box.x1 > full_from && words >= 9 && lines[i + 1].text().find('|') == text.npos && find_periods(lines[i + 1].text()).empty();
    if (!dated && !l.bold && (is_prose(text) || next_goes_on) && text.find('\t') == text.npos) out[i] = Part::kProse;
  }
  return out;
}

// Would the first word of `next` still have fitted on `line`, which may reach as far as `edge`? If not, `next` may be its rest.
bool wrapped(const Line& line, const Line& next, float edge) {
  if (line.runs.empty() || next.runs.empty() || line.page != next.page || std::abs(line.size - next.size) > 0.1F * line.size) return false;
  const Run& last = line.runs[runs_before_dates(line) - 1];
  const std::string& text = last.text;
  for (const std::string_view mark : {",", "—", "–", "|", " -", "&", " et", " and", " de", " of", " du", " des", " en", " à", " in", " the", " la"})
    if (text.ends_with(mark) && !next.runs.front().after_gap) return true;
  if (last.bold != next.runs.front().bold || last.italic != next.runs.front().italic) return false;
  if (line.rtl || next.rtl) return line.rtl && next.rtl && line.fills(0.12F) && line.box.width() > 0.6F * (line.column_right - line.column_left);
  const std::string first = next.runs.front().text.substr(0, next.runs.front().text.find(' '));
  const float per_byte = next.runs.front().box.width() / static_cast<float>(std::max<std::size_t>(next.runs.front().text.size(), 1));
  const float needs = per_byte * static_cast<float>(first.size() + 1);
  return last.box.x1 + needs > edge + 1 && last.box.x1 - line.box.x0 > 0.6F * (edge - line.box.x0);
}

// Where a head line is cut, besides wide gaps and changes of weight: nowhere else; before what is a place; at marks; also at marks that
// stand inside names (" - ", " / ").
enum class Cuts : std::uint8_t { kNone, kPlaces, kMarks, kWeakMarks };

void cut_pieces(const Rich& rich, Cuts cuts, std::vector<Piece>& out) {
  const std::string& s = rich.text();
  std::size_t from = 0;
  const auto finish = [&](std::size_t to) {
    Value v = rich.value(from, to);
    // Brackets that held the date.
    while (!v.empty() && (v.text == "()" || v.text == "(" || v.text == ")" || v.text == "[" || v.text == "]" || v.text == "( )")) v = {};
    if (v.text.ends_with("(")) v.text.pop_back();
    while (v.text.ends_with(' ')) v.text.pop_back();
    if (!v.empty() && std::ranges::any_of(v.text, [](char c) { return (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0; })) {
      std::size_t at = from;
      while (at + 1 < to && s[at] == ' ') ++at;
      out.push_back({std::move(v), rich.bold_at(at)});
    }
  };
  for (std::size_t i = 0; i < s.size();) {
    std::size_t mark = 0;
    const std::string_view rest = std::string_view(s).substr(i);
    const bool blank_before = i > 0 && (s[i - 1] == ' ' || s[i - 1] == '\t');
    if (rest[0] == '\t' || (rest[0] == '|' && cuts != Cuts::kNone)) mark = 1;
    for (const std::string_view m : {"— ", "– ", "• ", "· ", "- ", "@ ", "at ", "chez ", "// ", "∙ ", "● ", "⋄ ", "/ "})
      if (mark == 0 && cuts != Cuts::kNone && blank_before && rest.starts_with(m)) {
        if (cuts == Cuts::kPlaces && !is_known_place(rest.substr(m.size()))) continue;
        if (cuts == Cuts::kMarks && (m == "- " || m == "/ " || m == "– ")) continue;
        if ((m == "at " || m == "chez ") && occupation_score(std::string_view(s).substr(from, i - from)) <= 0) continue;
        mark = m.size();
      }
    if (mark == 0 && i > from && rich.bold_at(i) != rich.bold_at(i - 1)) {
      finish(i);
      from = i;
    }
    if (mark == 0) {
      ++i;
      continue;
    }
    finish(i);
    i += mark;
    from = i;
  }
  finish(s.size());
}

// Is the i-th line the rest of the one before it? Where dates stand at the right of the first line, all of them end before these.
bool goes_on(const Lines& lines, std::size_t i) {
  if (i == 0 || is_mostly_dates(lines[i].text())) return false;
  std::size_t first = i - 1;
  const auto dated = [&](std::size_t k) { return runs_before_dates(lines[k]) < lines[k].runs.size(); };
  while (first > 0 && !dated(first) && all_bold(lines[first]) && all_bold(lines[first - 1]) && i - first < 4) --first;
  if (dated(first)) return !dated(i) && lines[first].column_right < 1e5F && all_bold(lines[first]) && wrapped(lines[i - 1], lines[i], lines[first].runs.back().box.x0 - 2.6F * lines[first].size);
  return find_periods(lines[i - 1].text()).empty() && wrapped(lines[i - 1], lines[i], lines[i - 1].column_right);
}

// A line without dates of its own under a title that has its dates beside it: a year in it is part of a name.
bool under_dates(const Lines& lines, std::size_t i) {
  if (i == 0 || runs_before_dates(lines[i]) < lines[i].runs.size()) return false;
  if (all_bold(lines[i])) {
    if (!goes_on(lines, i)) return false;
  } else if (!all_italic(lines[i])) {
    return false;
  }
  std::size_t k = i - 1;
  while (k > 0 && all_italic(lines[k]) && runs_before_dates(lines[k]) == lines[k].runs.size()) --k;
  while (k > 0 && all_bold(lines[k]) && goes_on(lines, k)) --k;
  return all_bold(lines[k]) && runs_before_dates(lines[k]) < lines[k].runs.size();
}

Period period_of(const Rich& rich, const FoundPeriod& found) {
  Period p;
  p.start = found.start;
  p.end = found.end;
  p.current = found.current;
  p.written = rich.value(found.offset, found.offset + found.length);
  return p;
}

enum class Kind : std::uint8_t { kExperience, kEducation, kOther };

// Does the line in italics under a title in bold say who it was for? Many write title and company in bold, and the town or a remark under it.
bool names_who(std::string_view bold, std::string_view italic, Kind kind) {
  if (kind == Kind::kOther || is_mostly_dates(italic) || (is_known_place(italic) && school_score(italic) <= 0)) return false;
  if (std::ranges::any_of(find_periods(italic), [](const FoundPeriod& p) { return p.range; })) return false;
  const std::string folded = text::fold_name(italic);
  for (const std::string_view word : {"remote", "full remote", "teletravail", "hybrid", "hybride", "on site", "sur site", "a distance"})
    if (folded == word) return false;
  return kind == Kind::kExperience || school_score(bold) <= 0 || school_score(italic) > 0;
}

Raw read_raw(Kind kind, const Lines& lines, const std::vector<Part>& parts, std::size_t from, std::size_t head_end, std::size_t to) {
  Raw raw;
  std::size_t i = from;
  constexpr std::size_t kHeadLinesMax = 5;
  std::size_t used = 0;
  while (i < head_end && used < kHeadLinesMax) {
    const Line& first = lines[i];
    const bool dated = runs_before_dates(first) < first.runs.size();
    Rich rich, when;
    if (dated) {                                    // the dates stand beside; what is written goes on below
      Line words = first, dates = first;
      words.runs.pop_back();
      dates.runs = {first.runs.back()};
      rich.append(words);
      when.append(dates);
      for (const auto& p : find_periods(when.text())) {
        if (raw.period.written.empty() || (p.range && !raw.period.start && !raw.period.current)) raw.period = period_of(when, p);
        when.cut_out(p.offset, p.offset + p.length);
      }
    } else {
      rich.append(first);
    }
    ++used;
    while (i + 1 < head_end && goes_on(lines, i + 1)) rich.append(lines[++i]);
    ++i;
    const bool title = raw.pieces.empty() && all_bold(first) && i < head_end && all_italic(lines[i]) && runs_before_dates(lines[i]) == lines[i].runs.size() && names_who(rich.text(), lines[i].text(), kind);
    const bool under_title = raw.titled && raw.pieces.size() == 1 && all_italic(first);
    raw.titled |= title;
    for (const auto& p : find_periods(rich.text())) {
      if ((title || under_title) && (dated || !raw.period.written.empty())) break;      // part of the name
      if (!dates_line(rich.text(), p)) continue;
      const bool better = raw.period.written.empty() || (p.range && !raw.period.start && !raw.period.current);
      if (better) raw.period = period_of(rich, p);
      rich.cut_out(p.offset, p.offset + p.length);
    }
    // A title in bold with the company under it, in another weight, is whole.
    const bool whole = lines[i - 1].bold && i < head_end && !lines[i].bold && !is_mostly_dates(lines[i].text());
    cut_pieces(rich, title ? Cuts::kNone : under_title ? Cuts::kPlaces : whole ? Cuts::kMarks : Cuts::kWeakMarks, raw.pieces);
    if (dated) cut_pieces(when, Cuts::kWeakMarks, raw.pieces);
  }
  // What is left of a long head, and the body.
  std::size_t body = i;
  while (body < to && raw.bullets.size() < kBulletsMax) {
    std::size_t end = body;
    while (end < to && parts[end] == parts[body]) ++end;
    for (Value& v : joined_items(lines, body, end))
      if (raw.bullets.size() < kBulletsMax) raw.bullets.push_back(std::move(v));
    body = end;
  }
  return raw;
}

// A date that floats at the right of a list item belongs to the head above: a line of its own, before the item.
Lines with_own_dates(const Lines& lines) {
  Lines out;
  for (const Line& l : lines) {
    const std::size_t n = l.runs.size();
    if (l.bullet && n > 1 && l.runs.back().after_gap && is_mostly_dates(l.runs.back().text)) {
      Line date = l, item = l;
      date.runs = {l.runs.back()};
      date.runs.front().after_gap = false;
      date.bullet = false;
      date.box = l.runs.back().box;
      date.indent = date.box.x0;
      item.runs.pop_back();
      item.box.x1 = item.runs.back().box.x1;
      out.push_back(std::move(date));
      out.push_back(std::move(item));
    } else {
      out.push_back(l);
    }
  }
  return out;
}

using StartsEntry = bool (*)(const std::string& text);

std::vector<Raw> raw_entries(Kind kind, const Lines& as_read, StartsEntry undated) {
  const Lines lines = with_own_dates(as_read);
  const auto parts = parts_of(lines);
  const auto anchored = [&](std::size_t i) {
    if (parts[i] != Part::kHead) return false;
    const std::string text = lines[i].text();
    if (under_dates(lines, i)) return false;
    return std::ranges::any_of(find_periods(text), [&](const auto& p) { return dates_line(text, p); });
  };
  std::vector<std::size_t> anchors, starts;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (anchored(i)) anchors.push_back(i);

  for (std::size_t i = 0; i < lines.size();) {
    if (parts[i] != Part::kHead) {
      ++i;
      continue;
    }
    std::size_t end = i;
    std::vector<std::size_t> inside;
    while (end < lines.size() && parts[end] == Part::kHead) {
      if (anchored(end)) inside.push_back(end);
      ++end;
    }
    if (inside.empty()) {
      bool any = false;
      for (std::size_t k = i; k < end; ++k)
        if (undated != nullptr && undated(lines[k].text())) {
          // The line before may name the school or company of this one.
          starts.push_back(k);
          any = true;
        }
      if (!any && (anchors.empty() || lines[i].bold)) starts.push_back(i);
    } else {
      const std::size_t before = inside.front() - i;
      std::size_t free_from = i;
      for (const std::size_t a : inside) {
        const std::size_t start = std::max(free_from, a >= before ? a - before : 0);
        starts.push_back(start);
        free_from = a + 1;
      }
    }
    i = end;
  }

  std::vector<Raw> out;
  for (std::size_t n = 0; n < starts.size() && out.size() < kEntriesMax; ++n) {
    const std::size_t from = starts[n], to = n + 1 < starts.size() ? starts[n + 1] : lines.size();
    std::size_t head_end = from;
    while (head_end < to && parts[head_end] == Part::kHead) ++head_end;
    out.push_back(read_raw(kind, lines, parts, from, head_end, to));
  }
  return out;
}

Value part_of(const Value& v, std::size_t from, std::size_t to) {
  Value out = v;
  while (from < to && (v.text[from] == ' ' || v.text[from] == ',')) ++from;
  while (to > from && (v.text[to - 1] == ' ' || v.text[to - 1] == ',')) --to;
  out.text = v.text.substr(from, to - from);
  const auto n = static_cast<float>(std::max<std::size_t>(v.text.size(), 1));
  out.box.x0 = v.box.x0 + v.box.width() * static_cast<float>(from) / n;
  out.box.x1 = v.box.x0 + v.box.width() * static_cast<float>(to) / n;
  return out;
}

// Takes a town from the end of a piece ("Acme, Lyon", "Acme, Springfield, IL"), or a piece that is one.
void take_place(std::vector<Piece>& pieces, bool titled, Value& place) {
  for (std::size_t i = 0; i < pieces.size() && place.empty(); ++i) {
    Value& v = pieces[i].value;
    if (pieces.size() > 1 && i > (titled ? 1 : 0) && is_known_place(v.text)) {
      place = v;
      pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
    for (std::size_t comma = v.text.find(','); comma != std::string::npos; comma = v.text.find(',', comma + 1)) {
      const Value tail = part_of(v, comma, v.text.size());
      if (tail.empty() || !is_known_place(tail.text)) continue;
      place = tail;
      v = part_of(v, 0, comma);
      break;
    }
  }
  if (place.empty() || pieces.empty()) return;
  std::erase_if(pieces, [](const Piece& p) { return p.value.empty(); });
}

// One piece for two things: "Developer, Acme". Cut before the part that looks like the second thing, else at the first comma.
void split_at_comma(std::vector<Piece>& pieces, bool titled, bool (*second)(const std::string&)) {
  const bool sole = pieces.size() == 1 || (!titled && pieces.size() == 2 && pieces[1].value.text.ends_with('.'));
  if (!sole) return;
  const Value v = pieces.front().value;
  std::size_t at = v.text.find(", ");
  if (at == std::string::npos) return;
  for (std::size_t comma = at; comma != std::string::npos; comma = v.text.find(", ", comma + 1)) {
    const std::size_t end = std::min(v.text.find(", ", comma + 1), v.text.size());
    if (!second(v.text.substr(comma + 2, end - comma - 2))) continue;
    at = comma;
    break;
  }
  const Value a = part_of(v, 0, at), b = part_of(v, at, v.text.size());
  if (a.empty() || b.empty()) return;
  pieces.front().value = a;
  pieces.insert(pieces.begin() + 1, {b, false});
}

// --- sections set by type --------------------------------------------------------------------------------------------------------------

// Titles in bold, with the dates at their right or in a line of their own; under them in italics who it was for, with the place at its right
// or behind a dot; all else in list items. Where a whole section keeps to this, the type says what is what, and the words do not matter.
struct Typed {
  Value title, who, place;
  Period period;
  std::vector<Value> bullets;
};

// Fonts of many scripts have no italics.
bool is_slanted(const Run& run) {
  if (run.italic || run.bold) return run.italic && !run.bold;
  bool letters = false;
  for (std::size_t i = 0; i < run.text.size();) {
    const auto [cp, len] = text::decode(run.text, i);
    if ((cp < 0x80 && std::isalpha(static_cast<int>(cp)) != 0) || (cp >= 0xC0 && cp < 0x530) || (cp >= 0x1E00 && cp < 0x2000)) return false;
    letters |= cp >= 0x590;
    i += len;
  }
  return letters;
}

class TypedReader {
 public:
  TypedReader(Kind kind, const Lines& lines) : kind_(kind), lines_(lines) {}

  std::optional<std::vector<Typed>> read() {
    std::size_t named = 0, unnamed = 0;
    while (at_ < lines_.size() && out_.size() < kEntriesMax) {
      if (!is_title(lines_[at_])) return {};
      Typed& e = out_.emplace_back();
      e.title = take_title(e);
      while (at_ < lines_.size() && !is_title(lines_[at_]))
        if (!take_line(e)) return {};
      if (e.who.empty()) continue;
      const bool who = names_who(e.title.text, e.who.text, kind_);
      ++(who || !e.place.empty() ? named : unnamed);
    }
    if (kind_ != Kind::kOther && (named < unnamed || named == 0)) return {};
    return std::move(out_);
  }

 private:
  // How many runs stand before the last wide gap.
  static std::size_t words_of(const Line& line) {
    std::size_t n = line.runs.size();
    while (n > 1 && !line.runs[n - 1].after_gap) --n;
    return n > 1 ? n - 1 : line.runs.size();
  }

  static std::string behind(const Line& line, std::size_t n) {
    std::string s;
    for (std::size_t i = n; i < line.runs.size(); ++i) s += (i > n ? " " : "") + line.runs[i].text;
    return s;
  }

  // In bold up to a wide gap, behind which are dates.
  static bool is_title(const Line& line) {
    if (line.bullet || line.runs.empty()) return false;
    const std::size_t n = words_of(line);
    if (!std::all_of(line.runs.begin(), line.runs.begin() + static_cast<std::ptrdiff_t>(n), [](const Run& r) { return r.bold; })) return false;
    return n == line.runs.size() || is_mostly_dates(behind(line, n)) || !find_periods(behind(line, n)).empty();
  }

  Value take_title(Typed& e) {
    Line first = lines_[at_];
    float edge = first.column_right;
    if (const std::size_t n = words_of(first); n < first.runs.size()) {
      edge = first.runs[n].box.x0 - 2 * first.size;
      Line dates = first;
      dates.runs.erase(dates.runs.begin(), dates.runs.begin() + static_cast<std::ptrdiff_t>(n));
      date(dates, e);
      first.runs.resize(n);
    }
    Rich rich(first);
    ++at_;
    for (; at_ < lines_.size(); ++at_) {
      const Line& line = lines_[at_];
      if (line.runs.empty() || !std::ranges::all_of(line.runs, [](const Run& r) { return r.bold && !r.after_gap; }) || !wraps_into(lines_[at_ - 1], line, edge)) break;
      rich.append(line);
    }
    return rich.whole();
  }

  static void date(const Line& line, Typed& e) {
    const Rich rich(line);
    e.period.written = rich.whole();
    const auto found = find_periods(rich.text());
    const auto best = std::ranges::find_if(found, [](const FoundPeriod& p) { return p.range; });
    if (found.empty()) return;
    const FoundPeriod& p = best == found.end() ? found.front() : *best;
    e.period.start = p.start, e.period.end = p.end, e.period.current = p.current;
  }

  bool take_line(Typed& e) {
    const Line& line = lines_[at_];
    if (line.bullet) return take_items(e);
    if (!e.bullets.empty() || line.runs.empty()) return false;
    if (e.period.written.empty() && is_mostly_dates(line.text())) {
      date(line, e);
      ++at_;
      return true;
    }
    if (!e.who.empty() || !e.place.empty() || !std::ranges::all_of(line.runs, is_slanted)) return false;
    Line who = line;
    float edge = line.column_right;
    const std::size_t n = words_of(line);
    if (n < line.runs.size()) {
      // Words from right to left are in reverse; what is at the right edge is.
      const bool reversed = line.runs.back().box.x0 < line.runs.front().box.x0;
      Line place = line;
      const auto cut = static_cast<std::ptrdiff_t>(n);
      (reversed ? place : who).runs.erase((reversed ? place : who).runs.begin() + cut, (reversed ? place : who).runs.end());
      (reversed ? who : place).runs.erase((reversed ? who : place).runs.begin(), (reversed ? who : place).runs.begin() + cut);
      e.place = Rich(place).whole();
      edge = place.runs.front().box.x0 - 2 * line.size;
      if (is_mostly_dates(e.place.text)) return false;
    }
    Rich rich(who);
    for (++at_; at_ < lines_.size(); ++at_) {
      const Line& next = lines_[at_];
      if (next.bullet || next.runs.empty() || !std::ranges::all_of(next.runs, [](const Run& r) { return is_slanted(r) && !r.after_gap; }) || !wraps_into(lines_[at_ - 1], next, edge)) break;
      rich.append(next);
    }
    if (e.place.empty()) part(rich, e);
    else e.who = rich.whole();
    return true;
  }

  // "Acme · Lyon", "Lieu : Lyon".
  static void part(const Rich& rich, Typed& e) {
    static constexpr std::string_view kDot = " · ";
    const std::string& s = rich.text();
    const std::size_t dot = s.rfind(kDot), colon = s.find(':');
    const std::string label = colon == s.npos ? std::string() : text::fold_name(std::string_view(s).substr(0, colon));
    if (dot != s.npos) e.who = rich.value(0, dot), e.place = rich.value(dot + kDot.size(), s.size());
    else if (label == "lieu" || label == "location") e.place = rich.value(colon + 1, s.size());
    else e.who = rich.whole();
  }

  // List items: what goes on hangs beside the mark.
  bool take_items(Typed& e) {
    while (at_ < lines_.size() && lines_[at_].bullet) {
      const Line& item = lines_[at_];
      Rich rich(item);
      for (++at_; at_ < lines_.size(); ++at_) {
        const Line& next = lines_[at_];
        const bool hangs = !next.bullet && item.column_right < 1e5F && next.box.x0 > item.box.x0 + 1.5F && next.box.x0 > item.indent - 3 && (next.page != item.page || next.box.y0 - lines_[at_ - 1].box.y1 < 1.2F * next.size) && !is_title(next);
        if (!hangs) break;
        rich.append(next);
      }
      if (Value v = rich.whole(); !v.empty() && e.bullets.size() < kBulletsMax) e.bullets.push_back(std::move(v));
    }
    return true;
  }

  const Kind kind_;
  const Lines& lines_;
  std::size_t at_ = 0;
  std::vector<Typed> out_;
};

// A town at the end of a name ("Acme, Lyon") that has no place of its own.
void take_place(Typed& e) {
  std::vector<Piece> pieces = {{e.who, false}};
  if (e.who.empty() || !e.place.empty()) return;
  take_place(pieces, true, e.place);
  if (!e.place.empty()) e.who = pieces.front().value;
}

// `swapped`: what stands in bold is who it was for.
template <class T>
std::vector<T> entries_of(std::vector<Typed>& typed, bool swapped) {
  std::vector<T> out;
  for (Typed& e : typed) {
    if (swapped && !e.who.empty()) std::swap(e.title, e.who);
    else take_place(e);
    out.push_back({std::move(e.title), std::move(e.who), std::move(e.place), std::move(e.period), std::move(e.bullets)});
  }
  return out;
}

}  // namespace

std::vector<Experience> read_experience(const Lines& lines) {
  if (auto typed = TypedReader(Kind::kExperience, lines).read()) {
    // Some put the company in bold: where the words say so more than once.
    int swapped = 0;
    for (const Typed& e : *typed)
      if (!e.who.empty()) swapped += std::clamp(occupation_score(e.who.text) - occupation_score(e.title.text), -4, 4);
    return entries_of<Experience>(*typed, swapped > 4);
  }
  auto raws = raw_entries(Kind::kExperience, lines, nullptr);
  std::vector<Experience> out(raws.size());
  int title_first = 0;
  for (std::size_t i = 0; i < raws.size(); ++i) {
    auto& pieces = raws[i].pieces;
    take_place(pieces, raws[i].titled, out[i].place);
    split_at_comma(pieces, raws[i].titled, [](const std::string& part) { return occupation_score(part) < 0; });
    if (pieces.size() >= 2) title_first += std::clamp(occupation_score(pieces[0].value.text) - occupation_score(pieces[1].value.text), -4, 4);
  }
  for (std::size_t i = 0; i < raws.size(); ++i) {
    Experience& e = out[i];
    auto& pieces = raws[i].pieces;
    e.period = raws[i].period;
    e.bullets = std::move(raws[i].bullets);
    if (pieces.size() == 1) {
      const int score = occupation_score(pieces[0].value.text);
      (score < 0 ? e.company : e.title) = pieces[0].value;
    } else if (pieces.size() >= 2) {
      const int own = occupation_score(pieces[0].value.text) - occupation_score(pieces[1].value.text);
      const bool first = title_first >= 0 ? own > -4 : own > 3;
      e.title = pieces[first ? 0 : 1].value;
      e.company = pieces[first ? 1 : 0].value;
      for (std::size_t k = 2; k < pieces.size(); ++k) e.bullets.insert(e.bullets.begin() + static_cast<std::ptrdiff_t>(k - 2), pieces[k].value);
    }
  }
  // A company named once above several posts.
  for (std::size_t i = 1; i < out.size(); ++i)
    if (out[i].company.empty() && !out[i].title.empty() && !out[i - 1].company.empty() && out[i - 1].title.empty() && out[i - 1].period.written.empty()) {
      out[i].company = out[i - 1].company;
      out[i - 1] = {};
    }
  std::erase_if(out, [](const Experience& e) { return (e.title.empty() && e.company.empty()) || (e.period.written.empty() && e.company.empty() && e.bullets.empty()); });
  return out;
}

std::vector<Education> read_education(const Lines& lines) {
  if (auto typed = TypedReader(Kind::kEducation, lines).read()) {
    int swapped = 0;
    const auto school = [](const std::string& s) { return std::clamp(school_score(s), -2, 2); };
    for (const Typed& e : *typed)
      if (!e.who.empty()) swapped += school(e.title.text) - school(e.who.text);
    return entries_of<Education>(*typed, swapped > 2);
  }
  const auto starts = [](const std::string& text) { return is_degree(text); };
  auto raws = raw_entries(Kind::kEducation, lines, starts);
  std::vector<Education> out;
  for (Raw& raw : raws) {
    Education e;
    take_place(raw.pieces, raw.titled, e.place);
    split_at_comma(raw.pieces, raw.titled, [](const std::string& part) { return school_score(part) > 0; });
    e.period = raw.period;
    e.notes = std::move(raw.bullets);
    std::vector<Value> rest;
    for (auto& p : raw.pieces) rest.push_back(std::move(p.value));
    const auto take_best = [&](auto score) {
      std::size_t best = rest.size();
      int most = 0;
      for (std::size_t i = 0; i < rest.size(); ++i)
        if (const int s = score(rest[i].text); s > most) most = s, best = i;
      Value v;
      if (best < rest.size()) {
        v = rest[best];
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(best));
      }
      return v;
    };
    e.degree = take_best([](const std::string& s) { return is_degree(s) ? 5 - std::max(school_score(s), 0) : 0; });
    e.school = take_best([](const std::string& s) { return school_score(s); });
    const auto take_first = [&](Value& into) {
      if (!into.empty() || rest.empty()) return;
      into = rest.front();
      rest.erase(rest.begin());
    };
    take_first(e.degree);
    take_first(e.school);
    e.notes.insert(e.notes.begin(), rest.begin(), rest.end());
    if (!e.degree.empty() || !e.school.empty()) out.push_back(std::move(e));
  }
  return out;
}

std::vector<Entry> read_entries(const Lines& lines) {
  if (auto typed = TypedReader(Kind::kOther, lines).read()) {
    std::vector<Entry> out;
    for (Typed& e : *typed) out.push_back({std::move(e.title), std::move(e.who), std::move(e.period), std::move(e.bullets), std::move(e.place)});
    return out;
  }
  auto raws = raw_entries(Kind::kOther, lines, nullptr);
  std::vector<Entry> out;
  for (Raw& raw : raws) {
    Entry e;
    e.period = raw.period;
    if (!raw.pieces.empty()) e.name = raw.pieces[0].value;
    if (raw.pieces.size() > 1) e.issuer = raw.pieces[1].value;
    e.bullets = std::move(raw.bullets);
    for (std::size_t k = 2; k < raw.pieces.size(); ++k) e.bullets.insert(e.bullets.begin() + static_cast<std::ptrdiff_t>(k - 2), raw.pieces[k].value);
    if (!e.name.empty()) out.push_back(std::move(e));
  }
  // Nothing but list items: each is an entry.
  if (out.empty())
    for (Value& v : joined_items(lines, 0, lines.size()))
      if (out.size() < kEntriesMax) out.push_back({std::move(v), {}, {}, {}, {}});
  return out;
}

}  // namespace jm::cv
