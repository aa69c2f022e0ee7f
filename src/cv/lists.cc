// Sections that are lists: skills and languages.
#include <algorithm>
#include <cctype>
#include <set>

#include "cv/fields.h"
#include "cv/rich.h"
#include "cv/words.h"
#include "domain/skills.h"
#include "text/fold.h"
#include "text/tokens.h"

namespace jm::cv {
namespace {

bool is_known_skill(std::string_view s) {
  const text::Tokens tokens = text::tokenize(s);
  return !domain::find_skills(s, tokens, true).empty();
}

// Where to cut an item into several: the strongest mark that it holds.
enum class Mark : std::uint8_t { kNone, kPipe, kDot, kSemicolon, kComma, kSlash };

constexpr std::string_view kDots[] = {"•", "·", "●", "▪", "∙", "◦", "⋅"};

std::size_t mark_at(std::string_view s, std::size_t i, Mark mark) {
  switch (mark) {
    case Mark::kPipe: return s[i] == '|' || s[i] == '\t' ? 1 : 0;
    case Mark::kDot:
      for (const auto d : kDots)
        if (s.substr(i).starts_with(d)) return d.size();
      return s[i] == '\t' ? 1 : 0;
    case Mark::kSemicolon: return s[i] == ';' || s[i] == '\t' ? 1 : 0;
    case Mark::kComma: return s[i] == ',' || s[i] == '\t' || s[i] == ';' ? 1 : 0;
    case Mark::kSlash: return s.substr(i).starts_with(" / ") ? 3 : s[i] == '\t' ? 1 : 0;
    case Mark::kNone: return s[i] == '\t' ? 1 : 0;
  }
  return 0;
}

bool holds(std::string_view s, Mark mark) {
  int depth = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    depth += s[i] == '(' ? 1 : s[i] == ')' ? -1 : 0;
    if (depth <= 0 && s[i] != '\t' && mark_at(s, i, mark) > 0) return true;
  }
  return false;
}

std::vector<Value> cut_at(const Rich& rich, std::size_t from, Mark mark) {
  std::vector<Value> out;
  const std::string_view s = rich.text();
  int depth = 0;
  std::size_t start = from;
  for (std::size_t i = from; i <= s.size();) {
    const std::size_t length = i == s.size() ? 1 : depth <= 0 ? mark_at(s, i, mark) : 0;
    if (i < s.size()) depth += s[i] == '(' ? 1 : s[i] == ')' ? -1 : 0;
    if (length == 0) {
      ++i;
      continue;
    }
    if (Value v = rich.value(start, i); !v.empty()) out.push_back(std::move(v));
    i += length;
    start = i;
  }
  return out;
}

// Commas part items only where the pieces are short names; "cuirs, peaux et articles en cuir" is one.
bool commas_part(std::string_view s, bool sole_style) {
  std::vector<std::string_view> pieces;
  std::string_view rest = s;
  while (true) {
    const auto comma = rest.find(',');
    pieces.push_back(rest.substr(0, comma));
    if (comma == rest.npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (pieces.size() < 2) return false;
  std::size_t known = 0, longest = 0;
  for (auto p : pieces) {
    while (p.starts_with(' ')) p.remove_prefix(1);
    known += is_known_skill(p) ? 1 : 0;
    longest = std::max<std::size_t>(longest, static_cast<std::size_t>(std::ranges::count(p, ' ')) + 1);
  }
  if (sole_style) return longest <= 8;
  return known * 3 >= pieces.size() && longest <= 5;
}

struct Item {
  Rich rich;
  bool bullet = false;
};

bool wraps(const Line& line, const Line& next) {
  if (line.runs.empty() || next.runs.empty() || line.page != next.page || next.bullet) return false;
  const std::string& text = line.runs.back().text;
  if (text.ends_with(',') || text.ends_with('|') || text.ends_with("•") || text.ends_with("·") || text.ends_with('/') || text.ends_with('&')) return true;
  const std::string& begins = next.runs.front().text;
  if (begins.starts_with('|') || begins.starts_with(',')) return true;
  if (line.bullet && next.indent > line.box.x0 + 2) return true;
  if (line.rtl) return line.fills(0.1F);
  const std::string first = begins.substr(0, begins.find(' '));
  const auto characters = [](std::string_view s) { return static_cast<float>(std::ranges::count_if(s, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; })); };
  const float each = next.runs.front().box.width() / std::max(characters(begins), 1.0F);
  const bool lower = !begins.empty() && std::islower(static_cast<unsigned char>(begins[0])) != 0;
  return line.box.x1 + each * (characters(first) + 1) > line.column_right - (lower ? 2 : 0) * line.size || wraps_into(line, next, line.column_right);
}

// What stands before a colon, unless it is a list itself.
bool is_label(std::string_view s, std::size_t colon) {
  if (colon == s.npos) return false;
  const std::string_view head = s.substr(0, colon);
  return !holds(head, Mark::kComma) && !holds(head, Mark::kPipe) && !holds(head, Mark::kDot);
}

// Lines that go on are joined when the section has list marks or separators that say so.
std::vector<Item> items_of(const Lines& lines) {
  std::vector<Item> out;
  bool marked = false;
  for (const Line& l : lines) {
    const std::string t = l.text();
    marked |= l.bullet || holds(t, Mark::kPipe) || holds(t, Mark::kDot) || t.find(',') != t.npos;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& l = lines[i];
    bool goes_on = !out.empty() && marked && wraps(lines[i - 1], l);
    // A label begins anew: "Outils : Docker, Git".
    if (goes_on && !lines[i - 1].text().ends_with(',')) {
      const std::string t = l.text();
      const auto colon = t.find(':');
      if (is_label(t, colon) && colon < 40 && (l.runs.front().bold || colon < 25)) goes_on = false;
    }
    if (!goes_on) out.push_back({{}, l.bullet});
    out.back().rich.append(l);
  }
  return out;
}

// "Python (expert)", "Python : avancé", "Python – 5/5": the name, and how well.
void take_level(SkillItem& item) {
  std::string& s = item.name.text;
  if (s.ends_with(')')) {
    const auto open = s.rfind('(');
    if (open != s.npos && open > 0 && is_level(std::string_view(s).substr(open + 1, s.size() - open - 2))) {
      item.level = s.substr(open + 1, s.size() - open - 2);
      s.resize(open);
    }
  }
  for (const std::string_view mark : {" : ", ": ", " – ", " — ", " - "}) {
    const auto at = s.rfind(mark);
    if (!item.level.empty() || at == s.npos || at == 0) continue;
    const std::string tail = s.substr(at + mark.size());
    if (!is_level(tail)) continue;
    item.level = tail;
    s.resize(at);
  }
  // Filled and empty dots, "4/5", "80 %".
  for (const std::string_view dot : {"●", "★", "■", "⬤"}) {
    const auto at = s.find(dot);
    if (at == s.npos || at == 0 || !item.level.empty()) continue;
    std::size_t n = 0;
    for (auto k = at; k != s.npos; k = s.find(dot, k + dot.size())) ++n;
    item.level = std::to_string(n) + "/5";
    s.resize(at);
  }
  while (s.ends_with(' ') || s.ends_with(':') || s.ends_with('-')) s.pop_back();
}

}  // namespace

std::vector<SkillItem> read_skills(const Lines& lines) {
  std::vector<SkillItem> out;
  std::set<std::string> seen;
  const auto items = items_of(lines);
  bool pipes = false, dots = false, semicolons = false;
  for (const Item& i : items) {
    pipes |= holds(i.rich.text(), Mark::kPipe);
    dots |= holds(i.rich.text(), Mark::kDot);
    semicolons |= holds(i.rich.text(), Mark::kSemicolon);
  }
  const bool listed = std::ranges::count_if(items, [](const Item& i) { return i.bullet; }) * 2 > static_cast<std::ptrdiff_t>(items.size());
  for (const Item& item : items) {
    const std::string& s = item.rich.text();
    std::size_t from = 0;
    bool label = false;
    if (const auto colon = s.find(':'); colon != s.npos && colon < 45 && colon + 1 < s.size()) {
      const std::string named = text::fold_name(std::string_view(s).substr(0, colon));
      label = !is_level(std::string_view(s).substr(colon + 1)) && is_label(s, colon);
      from = label ? colon + 1 : 0;
      if (named == "language" || named == "langue" || named == "langues" || named == "spoken languages" || named == "interests" || named == "hobbies" || named == "loisirs" || named == "centres d interet") continue;
    }
    const std::string_view rest = std::string_view(s).substr(from);
    Mark mark = Mark::kNone;
    if (pipes && holds(rest, Mark::kPipe)) mark = Mark::kPipe;
    else if (dots && holds(rest, Mark::kDot)) mark = Mark::kDot;
    else if (semicolons && holds(rest, Mark::kSemicolon)) mark = Mark::kSemicolon;
    else if (!pipes && !dots && holds(rest, Mark::kComma) && (label || commas_part(rest, !listed && items.size() <= 6))) mark = Mark::kComma;
    for (Value& v : cut_at(item.rich, from, mark)) {
      SkillItem skill{std::move(v), {}};
      take_level(skill);
      if (label && skill.name.text.ends_with('.')) skill.name.text.pop_back();
      for (const std::string_view lead : {"and ", "et "})
        if (mark == Mark::kComma && skill.name.text.starts_with(lead)) skill.name.text.erase(0, lead.size());
      if (skill.name.empty() || out.size() >= kItemsMax) continue;
      if (seen.insert(text::fold_name(skill.name.text).empty() ? skill.name.text : text::fold(skill.name.text)).second) out.push_back(std::move(skill));
    }
  }
  return out;
}

namespace {

// "Anglais (C1), Langue des signes (courant)": in a list of languages the bracket says how well, whatever the name is.
std::vector<LanguageItem> bracketed(const Rich& rich) {
  const std::string& s = rich.text();
  std::vector<LanguageItem> out;
  const std::size_t colon = s.find(':') < s.find('(') ? s.find(':') + 1 : 0;
  std::vector<Value> pieces;
  for (const Mark mark : {Mark::kPipe, Mark::kDot, Mark::kSemicolon, Mark::kComma})
    if (pieces.size() < 2) pieces = cut_at(rich, colon, mark);
  bool any = false;
  for (Value& v : pieces) {
    LanguageItem item{v, {}, {}};
    const std::string& t = v.text;
    std::size_t open = t.size();
    for (int depth = 0; open > 0 && t.ends_with(')');) {
      --open;
      depth += t[open] == ')' ? 1 : t[open] == '(' ? -1 : 0;
      if (depth == 0) break;
    }
    if (open > 0 && open < t.size()) {
      item.level = t.substr(open + 1, t.size() - open - 2);
      item.name.text.resize(open);
      while (item.name.text.ends_with(' ')) item.name.text.pop_back();
      if (is_language(text::fold_name(item.level))) return {};
      item.cefr = cefr_of(item.level);
      any = true;
    } else if (std::ranges::count(t, ' ') > 2 || is_level(t)) {
      return {};
    }
    if (item.name.empty()) return {};
    out.push_back(std::move(item));
  }
  return any ? out : std::vector<LanguageItem>{};
}

}  // namespace

std::vector<LanguageItem> read_languages(const Lines& lines) {
  std::vector<LanguageItem> out;
  std::set<std::string> seen;
  const auto add = [&](LanguageItem item) {
    if (out.size() < kItemsMax && !item.name.empty() && seen.insert(text::fold_name(item.name.text)).second) out.push_back(std::move(item));
  };
  for (std::size_t n = 0; n < lines.size(); ++n) {
    Rich rich(lines[n]);
    const auto open = [&] { return std::ranges::count(rich.text(), '(') > std::ranges::count(rich.text(), ')'); };
    while (n + 1 < lines.size() && !lines[n + 1].bullet && (open() || lines[n].bullet) && wraps(lines[n], lines[n + 1])) rich.append(lines[++n]);
    const std::string& s = rich.text();
    if (auto items = bracketed(rich); !items.empty()) {
      for (auto& item : items) add(std::move(item));
      continue;
    }
    // Names of languages part the line; what follows a name is its level.
    struct Hit {
      std::size_t from, to;
    };
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < s.size();) {
      const bool starts = (s[i] & 0x80) != 0 || std::isalpha(static_cast<unsigned char>(s[i])) != 0;
      std::size_t k = i + 1;
      if (starts) {
        while (k < s.size() && ((s[k] & 0x80) != 0 || std::isalpha(static_cast<unsigned char>(s[k])) != 0)) ++k;
        if (is_language(text::fold_name(std::string_view(s).substr(i, k - i)))) hits.push_back({i, k});
      }
      i = k;
    }
    for (std::size_t h = 0; h < hits.size(); ++h) {
      const std::size_t end = h + 1 < hits.size() ? hits[h + 1].from : s.size();
      LanguageItem item;
      item.name = rich.value(hits[h].from, hits[h].to);
      Value level = rich.value(hits[h].to, end);
      while (level.text.starts_with('(')) level.text.erase(0, 1);
      while (level.text.ends_with(')') && std::ranges::count(level.text, '(') < std::ranges::count(level.text, ')')) level.text.pop_back();
      item.level = level.text;
      item.cefr = cefr_of(level.text);
      add(std::move(item));
    }
    // A level on the next line.
    if (hits.empty() && !out.empty() && out.back().level.empty() && is_level(s)) {
      out.back().level = rich.whole().text;
      out.back().cefr = cefr_of(out.back().level);
    }
  }
  return out;
}

}  // namespace jm::cv
