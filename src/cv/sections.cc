#include "cv/sections.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "cv/contact.h"
#include "cv/dates.h"
#include "cv/words.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

bool is_capitals(std::string_view s) {
  bool any = false;
  for (std::size_t i = 0; i < s.size();) {
    const auto [cp, len] = text::decode(s, i);
    i += len;
    if ((cp >= 'a' && cp <= 'z') || (cp >= 0xDF && cp <= 0xFF && cp != 0xF7)) return false;
    any |= (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE);
  }
  return any;
}

struct Style {
  int size = 0;                   // tenths of a point
  bool bold = false, capitals = false;
  auto operator<=>(const Style&) const = default;
};

Style style_of(const Line& line) { return {static_cast<int>(std::lround(line.size * 10)), line.bold, is_capitals(line.text())}; }

float most_common_size(const Lines& lines) {
  std::map<int, std::size_t> sizes;
  for (const Line& l : lines) sizes[static_cast<int>(std::lround(l.size * 10))] += l.text().size();
  const auto most = std::ranges::max_element(sizes, {}, [](const auto& s) { return s.second; });
  return most == sizes.end() ? 10.0F : static_cast<float>(most->first) / 10.0F;
}

struct Headings {
  float body = 10;
  bool styled = false;            // some heading stands out by its style
  std::set<Style> styles;         // of headings that stand out and are no one else's
  std::set<Style> known_styles;   // of headings by the lexicon
  std::set<Style> sole_styles;    // of one of them only

  explicit Headings(const Lines& lines) : body(most_common_size(lines)) {
    std::map<Style, std::pair<int, int>> seen;      // headings by the lexicon, other lines
    for (const Line& l : lines) {
      const bool known = heading_of(l.text()).has_value() && !l.bullet;
      auto& counts = seen[style_of(l)];
      (known ? counts.first : counts.second) += 1;
      styled |= known && stands_out(l);
      if (known && stands_out(l)) {
        if (known_styles.insert(style_of(l)).second) sole_styles.insert(style_of(l));
        else sole_styles.erase(style_of(l));
      }
    }
    for (const auto& [style, counts] : seen)
      if (counts.first >= 2 && counts.second <= counts.first * 2 && (style.size > body * 10.8F || (style.capitals && style.bold))) styles.insert(style);
  }

  // The headings are set in another size or weight.
  bool is_headline(const Line& l) const {
    const Style own = style_of(l);
    const auto other = [&](const Style& s) { return std::abs(s.size - own.size) > 2 || s.bold != own.bold; };
    return !l.bullet && !known_styles.empty() && std::ranges::all_of(known_styles, [&](const Style& s) { return other(s) || (s == own && sole_styles.contains(own)); }) && std::ranges::any_of(known_styles, other);
  }

  bool stands_out(const Line& l) const { return l.bold || l.size > body * 1.05F || is_capitals(l.text()) || l.text().ends_with(':'); }

  std::optional<Section> of(const Line& l) const {
    if (l.bullet) return {};
    const std::string text = l.text();
    if (text.find('\t') != text.npos) return {};
    if (const auto known = heading_of(text); known && (stands_out(l) || !styled) && !text.empty() && (static_cast<unsigned char>(text[0]) >= 0x80 || !std::islower(static_cast<unsigned char>(text[0])) || l.size > body * 1.05F))
      return known;
    if (stands_out(l) && (l.size > body * 1.05F || known_styles.contains(style_of(l))) && find_periods(text).empty())
      if (const auto like = heading_like(text)) return like;
    if (text.size() < 60 && std::ranges::count(text, ' ') < 5 && styles.contains(style_of(l)) && find_periods(text).empty() && !has_email(text) && !has_phone(text) && find_links(text).empty() && text.find(',') == text.npos) return Section::kOther;
    return {};
  }
};

}  // namespace

bool has_email(std::string_view text) { return !find_emails(text).empty(); }
bool has_phone(std::string_view text) { return !find_phones(text).empty(); }

bool names_language(std::string_view text) {
  const std::string folded = text::fold_name(text);
  return is_language(std::string_view(folded).substr(0, folded.find(' ')));
}

bool is_headline(const Lines& lines, const Line& line) { return Headings(lines).is_headline(line); }
float body_size(const Lines& lines) { return most_common_size(lines); }

bool is_prose(std::string_view text) {
  const auto words = std::ranges::count(text, ' ') + 1;
  return words >= 14 || (words >= 7 && text.ends_with('.'));
}

namespace {

// No heading says "experience": dated lines under the header or the summary begin it.
void find_unnamed_experience(std::vector<Block>& blocks, const Headings& headings) {
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (blocks[b].section != Section::kHeader && blocks[b].section != Section::kSummary && blocks[b].section != Section::kOther) continue;
    for (std::size_t i = 0; i < blocks[b].lines.size(); ++i) {
      const Line& l = blocks[b].lines[i];
      const std::string text = l.text();
      // In a summary that is one, years stand inside sentences; in one that is none they stand apart, or in brackets behind a job.
      const auto dates = [&](const FoundPeriod& p) {
        if (!p.range || blocks[b].section != Section::kSummary) return p.range;
        const std::string_view before = std::string_view(text).substr(0, p.offset), after = std::string_view(text).substr(p.offset + p.length);
        if (i > 0 && wraps_into(blocks[b].lines[i - 1], l, l.column_right)) return false;
        if (before.ends_with('(')) return !is_prose(before) && occupation_score(before) > 0;
        return !is_prose(text) && (before.empty() || after.empty() || before.ends_with('\t') || after.starts_with('\t'));
      };
      const bool title = blocks[b].section == Section::kHeader && i > 0 && i < 3 && l.size > 1.05F * headings.body && headings.is_headline(l);      // of the person
      if (l.bullet || title || is_degree(text) || std::ranges::none_of(find_periods(text), dates)) continue;
      // A date that stands alone belongs to the line above.
      std::size_t from = i;
      if (is_mostly_dates(text) && i > 0 && !is_prose(blocks[b].lines[i - 1].text())) --from;
      Block found{Section::kExperience, Lines(blocks[b].lines.begin() + static_cast<std::ptrdiff_t>(from), blocks[b].lines.end())};
      blocks[b].lines.resize(from);
      blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(b) + 1, std::move(found));
      return;
    }
  }
}

}  // namespace

std::vector<Block> to_sections(const Lines& lines, std::string_view name) {
  const Headings headings(lines);
  std::vector<Block> out(1);
  bool named = false;
  const Line *above = nullptr, *name_line = nullptr;      // above: the name, or what stands under it
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& l = lines[i];
    const std::string text = l.text();
    if (!named && !name.empty() && text.find('@') == text.npos && text::fold_name(text).starts_with(name)) {      // "ada@example.org" is no Ada Example
      named = true;
      if (out.back().section != Section::kHeader) out.push_back({});
      out.back().lines.push_back(l);
      above = name_line = &l;
      continue;
    }
    if (above != nullptr && above == &lines[i - 1] && l.page == above->page && headings.is_headline(l) && (above == name_line || style_of(l) == style_of(*above))) {
      out.back().lines.push_back(l);
      above = &l;
      continue;
    }
    above = nullptr;
    // A heading over two lines ("COMPÉTENCES" / "TECHNIQUES").
    if (i + 1 < lines.size() && style_of(l) == style_of(lines[i + 1]) && !l.bullet && headings.stands_out(l) && text.size() < 30 && lines[i + 1].box.y0 - l.box.y1 < 0.9F * l.size && lines[i + 1].page == l.page) {
      Line both = l;
      both.runs.insert(both.runs.end(), lines[i + 1].runs.begin(), lines[i + 1].runs.end());
      if (const auto section = headings.of(both); section && heading_of(both.text())) {
        out.push_back({*section, {}});
        ++i;
        continue;
      }
    }
    if (const auto section = headings.of(l)) {
      out.push_back({*section, {}});
      continue;
    }
    // "Compétences : Python, Go": the heading and its content in one line.
    if (const auto colon = text.find(':'); colon != text.npos && colon + 1 < text.size() && colon < 40 && !l.bullet && out.back().section != Section::kSkills) {
      const auto section = heading_of(text.substr(0, colon));
      const bool list = section && (*section == Section::kSkills || *section == Section::kLanguages || *section == Section::kCertifications || *section == Section::kOther);
      if (list && (l.runs.front().bold || !headings.styled || out.back().section == Section::kOther)) {
        Line rest = l;
        std::size_t drop = colon + 1;
        while (!rest.runs.empty() && drop > 0) {
          Run& run = rest.runs.front();
          if (run.text.size() > drop) {
            run.text.erase(0, drop);
            while (run.text.starts_with(' ')) run.text.erase(0, 1);
            break;
          }
          drop -= std::min(drop, run.text.size() + 1);
          rest.runs.erase(rest.runs.begin());
        }
        out.push_back({*section, {}});
        if (!rest.runs.empty()) out.back().lines.push_back(std::move(rest));
        continue;
      }
    }
    out.back().lines.push_back(l);
  }
  if (out.front().lines.empty() && out.size() > 1) out.erase(out.begin());
  if (std::ranges::none_of(out, [](const Block& b) { return b.section == Section::kExperience; })) find_unnamed_experience(out, headings);
  return out;
}

double coherence(const Lines& lines, std::string_view name) {
  double score = 0;
  const auto blocks = to_sections(lines, name);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const Block& block = blocks[b];
    if (block.section != Section::kHeader && block.lines.empty()) score -= 4;
    bool dated = false;
    int header_lines = 0;
    text::Box above;
    for (const Line& l : block.lines) {
      const std::string text = l.text();
      // What goes on below in a column further left is of that column.
      if (!above.empty() && l.page == block.lines.front().page && l.box.x1 < above.x0 && l.box.y0 > above.y1 - l.size) score -= 3;
      above.add(l.box);
      const auto periods = find_periods(text);
      const bool range = std::ranges::any_of(periods, [](const auto& p) { return p.range; });
      const bool contact = has_email(text) || has_phone(text);
      // Two columns read as one row leave wide gaps, between texts that are no dates.
      if (const auto tab = text.find('\t'); tab != text.npos && !is_mostly_dates(text.substr(tab + 1)) && !is_mostly_dates(text.substr(0, tab))) score -= 1;
      switch (block.section) {
        case Section::kExperience:
          score += range ? 2 : 0;
          score -= contact ? 2 : 0;
          score -= names_language(text) && text.size() < 30 ? 1 : 0;
          dated |= !periods.empty();
          break;
        case Section::kEducation:
          score += !periods.empty() ? 1 : 0;
          score += is_degree(text) ? 1 : 0;
          score -= contact ? 2 : 0;
          dated |= !periods.empty() || is_degree(text);
          break;
        case Section::kLanguages: score += names_language(text) ? 2 : -1.5; break;
        case Section::kSkills: score -= range ? 2 : 0; score -= contact ? 2 : 0; score += text.size() < 40 || text.find(',') != text.npos || l.bullet ? 0.3 : 0; break;
        case Section::kSummary: score -= range || contact ? 2 : 0; score += is_prose(text) ? 0.3 : 0; break;
        case Section::kContact: score += contact ? 2 : 0; score -= range ? 2 : 0; break;
        case Section::kHeader: score += contact && b == 0 ? 0.5 : 0; score -= range ? 1 : 0; header_lines += 1; break;
        case Section::kCertifications: score += !periods.empty() ? 1 : 0; break;
        case Section::kOther: score -= range ? 0.7 : 0; score -= is_degree(text) ? 1 : 0; break;
        default: break;
      }
    }
    if (header_lines > 10) score -= 0.3 * (header_lines - 10);
    if ((block.section == Section::kExperience || block.section == Section::kEducation) && !block.lines.empty()) score += dated ? 1 : -3;
  }
  return score;
}

}  // namespace jm::cv
