#include "text/html.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>

#include "text/clean.h"
#include "text/utf8.h"

namespace jm::text {

namespace {

struct Entity {
  std::string_view name;
  char32_t cp;
};
constexpr Entity kEntities[] = {
#include "text/entities.inc"
};

// What an element means for the text.
enum class Role : std::uint8_t {
  kInline,       // vanishes
  kLine,         // starts and ends a line: div, tr, section
  kParagraph,    // set apart by an empty line: p, h1, table
  kBreak,        // br
  kList,         // ul, ol
  kItem,         // li
  kCell,         // td, th: a blank
  kSkip,         // left out with its content
  kVoidSkip,     // left out, has no content: meta, link, embed
};
struct Element {
  std::string_view name;
  Role role;
};
constexpr Element kElements[] = {
    {"a", Role::kInline}, {"abbr", Role::kInline}, {"acronym", Role::kInline}, {"address", Role::kLine}, {"applet", Role::kSkip},
    {"area", Role::kVoidSkip}, {"article", Role::kLine}, {"aside", Role::kLine}, {"audio", Role::kSkip}, {"b", Role::kInline},
    {"base", Role::kVoidSkip}, {"big", Role::kInline}, {"blockquote", Role::kParagraph}, {"body", Role::kLine}, {"br", Role::kBreak},
    {"button", Role::kInline}, {"canvas", Role::kSkip}, {"caption", Role::kLine}, {"center", Role::kLine}, {"cite", Role::kInline},
    {"code", Role::kInline}, {"col", Role::kVoidSkip}, {"colgroup", Role::kInline}, {"dd", Role::kLine}, {"del", Role::kInline},
    {"details", Role::kLine}, {"dfn", Role::kInline}, {"dialog", Role::kLine}, {"dir", Role::kList}, {"div", Role::kLine},
    {"dl", Role::kParagraph}, {"dt", Role::kLine}, {"em", Role::kInline}, {"embed", Role::kVoidSkip}, {"fieldset", Role::kLine},
    {"figcaption", Role::kLine}, {"figure", Role::kLine}, {"font", Role::kInline}, {"footer", Role::kLine}, {"form", Role::kLine},
    {"frame", Role::kVoidSkip}, {"frameset", Role::kSkip}, {"h1", Role::kParagraph}, {"h2", Role::kParagraph}, {"h3", Role::kParagraph},
    {"h4", Role::kParagraph}, {"h5", Role::kParagraph}, {"h6", Role::kParagraph}, {"head", Role::kSkip}, {"header", Role::kLine},
    {"hr", Role::kParagraph}, {"html", Role::kLine}, {"i", Role::kInline}, {"iframe", Role::kSkip}, {"img", Role::kInline},
    {"input", Role::kVoidSkip}, {"ins", Role::kInline}, {"kbd", Role::kInline}, {"label", Role::kInline}, {"legend", Role::kLine},
    {"li", Role::kItem}, {"link", Role::kVoidSkip}, {"main", Role::kLine}, {"map", Role::kInline}, {"mark", Role::kInline},
    {"marquee", Role::kInline}, {"math", Role::kSkip}, {"menu", Role::kList}, {"meta", Role::kVoidSkip}, {"nav", Role::kLine},
    {"noembed", Role::kSkip}, {"noframes", Role::kSkip}, {"noscript", Role::kSkip}, {"object", Role::kSkip}, {"ol", Role::kList},
    {"optgroup", Role::kInline}, {"option", Role::kLine}, {"output", Role::kInline}, {"p", Role::kParagraph}, {"param", Role::kVoidSkip},
    {"picture", Role::kInline}, {"pre", Role::kParagraph}, {"progress", Role::kInline}, {"q", Role::kInline}, {"s", Role::kInline},
    {"samp", Role::kInline}, {"script", Role::kSkip}, {"section", Role::kLine}, {"select", Role::kLine}, {"small", Role::kInline},
    {"source", Role::kVoidSkip}, {"span", Role::kInline}, {"strike", Role::kInline}, {"strong", Role::kInline}, {"style", Role::kSkip},
    {"sub", Role::kInline}, {"summary", Role::kLine}, {"sup", Role::kInline}, {"svg", Role::kSkip}, {"table", Role::kParagraph},
    {"tbody", Role::kLine}, {"td", Role::kCell}, {"template", Role::kSkip}, {"textarea", Role::kSkip}, {"tfoot", Role::kLine},
    {"th", Role::kCell}, {"thead", Role::kLine}, {"time", Role::kInline}, {"title", Role::kSkip}, {"tr", Role::kLine},
    {"track", Role::kVoidSkip}, {"tt", Role::kInline}, {"u", Role::kInline}, {"ul", Role::kList}, {"var", Role::kInline},
    {"video", Role::kSkip}, {"wbr", Role::kInline}, {"xmp", Role::kSkip},
};

constexpr std::size_t kElementNameMax = 40;
constexpr std::size_t kUnknownTagBytesMax = 1000;     // looked ahead for the end of an unknown tag

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

const Element* find_element(std::string_view lower) {
  static const auto index = [] {       // by first letter: the table is sorted
    std::array<std::uint8_t, 27> t{};
    std::size_t k = 0;
    for (std::size_t c = 0; c < 26; ++c) {
      t[c] = static_cast<std::uint8_t>(k);
      while (k < std::size(kElements) && kElements[k].name[0] == static_cast<char>('a' + c)) ++k;
    }
    t[26] = static_cast<std::uint8_t>(k);
    return t;
  }();
  if (lower.empty() || lower[0] < 'a' || lower[0] > 'z') return nullptr;
  const std::size_t c = static_cast<std::size_t>(lower[0] - 'a');
  for (std::size_t k = index[c]; k < index[c + 1]; ++k)
    if (kElements[k].name == lower) return &kElements[k];
  return nullptr;
}

struct Reference {
  char32_t cp;
  std::size_t len;
};

constexpr std::array<std::uint16_t, 32> kWindows1252 = {
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

std::optional<Reference> numeric_reference(std::string_view s) {      // s starts with "&#"
  std::size_t i = 2;
  const bool hex = i < s.size() && (s[i] == 'x' || s[i] == 'X');
  if (hex) ++i;
  std::uint32_t v = 0;
  const std::size_t first = i;
  for (; i < s.size() && i - first < 10; ++i) {
    const char c = s[i];
    const int d = c >= '0' && c <= '9' ? c - '0' : hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (d < 0) break;
    v = std::min<std::uint32_t>(v * (hex ? 16 : 10) + static_cast<std::uint32_t>(d), 0x110000);
  }
  if (i == first) return std::nullopt;
  if (i < s.size() && s[i] == ';') ++i;
  if (v >= 0x80 && v < 0xA0) v = kWindows1252[v - 0x80];
  if (v == 0 || v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF)) v = kReplacement;
  return Reference{v, i};
}

// The character reference at s[0] == '&', or nothing: then the ampersand is text.
std::optional<Reference> reference(std::string_view s) {
  if (s.size() < 3) return std::nullopt;
  if (s[1] == '#') return numeric_reference(s);
  std::size_t n = 1;
  while (n < s.size() && n < 12 && (is_alpha(s[n]) || (s[n] >= '0' && s[n] <= '9'))) ++n;
  const std::string_view name = s.substr(1, n - 1);
  const bool closed = n < s.size() && s[n] == ';';
  if (!closed && name != "amp" && name != "lt" && name != "gt" && name != "quot" && name != "nbsp") return std::nullopt;
  const auto* end = std::end(kEntities);
  const auto* it = std::lower_bound(std::begin(kEntities), end, name, [](const Entity& e, std::string_view v) { return e.name < v; });
  if (it == end || it->name != name) return std::nullopt;
  return Reference{it->cp, n + (closed ? 1u : 0u)};
}

class Stripper {
 public:
  // `keep_lines`: line ends of the source are line ends of the text (plain text with a stray element in it).
  Stripper(std::string_view s, bool keep_lines) : s_(s), keep_lines_(keep_lines || !has_block()) { out_.reserve(s.size()); }

  std::string run() {
    while (i_ < s_.size()) {
      const char c = s_[i_];
      if (c == '<') {
        if (!tag()) text(s_.substr(i_++, 1));
      } else if (c == '&') {
        if (const auto r = reference(s_.substr(i_))) {
          character(r->cp);
          i_ += r->len;
        } else {
          text(s_.substr(i_++, 1));
        }
      } else if (static_cast<unsigned char>(c) <= ' ') {
        if (c == '\n' && keep_lines_) ask(Break::kLine, true);
        else blank_ = true;
        ++i_;
      } else {
        std::size_t j = i_ + 1;
        while (j < s_.size() && s_[j] != '<' && s_[j] != '&' && static_cast<unsigned char>(s_[j]) > ' ') ++j;
        // Words with single blanks between them go through in one piece.
        while (j + 1 < s_.size() && s_[j] == ' ' && static_cast<unsigned char>(s_[j + 1]) > ' ' && s_[j + 1] != '<' && s_[j + 1] != '&') {
          j += 2;
          while (j < s_.size() && s_[j] != '<' && s_[j] != '&' && static_cast<unsigned char>(s_[j]) > ' ') ++j;
        }
        text(s_.substr(i_, j - i_));
        i_ = j;
      }
    }
    return std::move(out_);
  }

  bool saw_markup() const { return saw_markup_; }

 private:
  enum class Break : std::uint8_t { kNone, kLine, kParagraph };

  // Markup with blocks in it does not mean its line ends.
  bool has_block() const {
    for (std::size_t at = s_.find('<'); at != std::string_view::npos; at = s_.find('<', at + 1)) {
      const Name name = element_name(at + 1);
      const Element* e = find_element(name.lower());
      if (e && e->role != Role::kInline && e->role != Role::kVoidSkip) return true;
    }
    return false;
  }

  void ask(Break b, bool stack = false) {
    if (stack && break_ != Break::kNone) b = Break::kParagraph;       // two line ends in plain text: a paragraph
    if (b > break_) break_ = b;
    blank_ = false;
  }

  void flush() {
    if (break_ != Break::kNone) {
      if (!out_.empty()) out_.append(break_ == Break::kParagraph ? 2 : 1, '\n');
    } else if (blank_ && !out_.empty() && out_.back() != '\n') {
      out_ += ' ';
    }
    break_ = Break::kNone;
    blank_ = false;
  }

  void text(std::string_view t) {
    if (bullet_) {               // "- " is written with the first word of the item, so empty items leave nothing
      bullet_ = false;
      break_ = Break::kNone;
      blank_ = false;
      out_ += out_.empty() ? "- " : "\n- ";
    }
    flush();
    out_ += t;
  }

  void character(char32_t cp) {
    if (cp == 0xA0 || cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r') {
      blank_ = true;
      return;
    }
    std::string one;             // fits the small-string buffer
    append_utf8(one, cp);
    text(one);
  }

  // Past the end of the tag that starts before `from`, quoted values respected; the end of the text when it is never closed.
  std::size_t tag_end(std::size_t from) const {
    char quote = 0;
    for (std::size_t k = from; k < s_.size(); ++k) {
      const char c = s_[k];
      if (quote) {
        if (c == quote) quote = 0;
      } else if ((c == '"' || c == '\'') && s_[k - 1] == '=') {
        quote = c;
      } else if (c == '>') {
        return k + 1;
      }
    }
    const std::size_t close = s_.find('>', from);      // a quote was never closed: it is not a quote
    return close == std::string_view::npos ? s_.size() : close + 1;
  }

  struct Name {
    std::array<char, 16> buffer;
    std::size_t length = 0;        // of the name in the text; more than the buffer = no element of ours
    bool custom = false;           // holds "-" or ":"
    std::string_view lower() const { return length <= buffer.size() ? std::string_view(buffer.data(), length) : std::string_view(); }
  };
  Name element_name(std::size_t at) const {
    Name n;
    for (; at < s_.size() && n.length < kElementNameMax; ++at, ++n.length) {
      const char c = s_[at];
      const bool inner = n.length > 0 && ((c >= '0' && c <= '9') || c == '-' || c == ':');
      if (!is_alpha(c) && !inner) break;
      n.custom |= c == '-' || c == ':';
      if (n.length < n.buffer.size()) n.buffer[n.length] = is_alpha(c) ? static_cast<char>(c | 32) : c;
    }
    return n;
  }

  // The comment, declaration or tag at i_: taken, or false when "<" is only a sign.
  bool tag() {
    const std::string_view rest = s_.substr(i_);
    if (rest.starts_with("<!--")) {
      std::size_t end = open_comment_ ? std::string_view::npos : s_.find("-->", i_ + 4);
      open_comment_ |= end == std::string_view::npos;
      if (end == std::string_view::npos) end = s_.find('>', i_);
      else end += 2;
      i_ = end == std::string_view::npos ? s_.size() : end + 1;
      return true;
    }
    if (rest.starts_with("<![CDATA[")) { i_ += 9; return true; }
    if (rest.starts_with("<!") || rest.starts_with("<?")) { i_ = tag_end(i_ + 2); return true; }
    const bool closing = rest.size() > 1 && rest[1] == '/';
    const std::size_t name_at = i_ + (closing ? 2 : 1);
    const Name name = element_name(name_at);
    if (name.length == 0) return false;
    const std::size_t after = name_at + name.length;
    if (after < s_.size() && !is_space(s_[after]) && s_[after] != '>' && s_[after] != '/') return false;
    const Element* e = find_element(name.lower());
    if (!e) {
      // Unknown: <x-widget …> and <foo onclick=…> are markup, <int> and <T> are text.
      const std::string_view near = s_.substr(after, kUnknownTagBytesMax);
      const std::size_t end = near.find('>');
      if (end == std::string_view::npos || (!name.custom && near.substr(0, end).find('=') == std::string_view::npos)) return false;
      i_ = after + end + 1;
      saw_markup_ = true;
      return true;
    }
    saw_markup_ = true;
    i_ = tag_end(after);
    apply(*e, closing, i_ >= 2 && s_[i_ - 2] == '/');
    return true;
  }

  void apply(const Element& e, bool closing, bool self_closed) {
    switch (e.role) {
      case Role::kInline: case Role::kVoidSkip: return;
      case Role::kCell: blank_ = true; return;
      case Role::kBreak: ask(Break::kLine, true); return;
      case Role::kLine: ask(Break::kLine); return;
      case Role::kParagraph: ask(items_ ? Break::kLine : Break::kParagraph); return;
      case Role::kList:
        if (closing) items_ = bullet_ = false;
        ask(items_ || !closing ? Break::kLine : Break::kParagraph);
        return;
      case Role::kItem:
        items_ = bullet_ = !closing;
        ask(Break::kLine);
        return;
      case Role::kSkip:
        if (!closing && !self_closed) skip_content(e);
        return;
    }
  }

  void skip_content(const Element& element) {
    const std::size_t number = static_cast<std::size_t>(&element - kElements);
    const std::string_view name = element.name;
    for (std::size_t k = never_closed_[number] ? std::string_view::npos : s_.find("</", i_); k != std::string_view::npos;
         k = s_.find("</", k + 2)) {
      const Name found = element_name(k + 2);
      if (found.lower() != name) continue;
      i_ = tag_end(k + 2);
      blank_ = true;
      return;
    }
    never_closed_[number] = true;
    // A browser takes all that follows for the script; of the others the text inside is the text of the page.
    if (name == "script" || name == "style" || name == "iframe" || name == "textarea" || name == "title" || name == "xmp") i_ = s_.size();
  }

  std::string_view s_;
  std::string out_;
  std::size_t i_ = 0;
  Break break_ = Break::kNone;
  bool blank_ = false;
  bool bullet_ = false;          // an item has begun and has no text yet
  bool items_ = false;           // inside an item
  bool saw_markup_ = false;
  bool open_comment_ = false;    // "<!--" that is never closed: searched for once
  std::bitset<std::size(kElements)> never_closed_;
  const bool keep_lines_;
};

// Does this look as if it still held elements, plain or escaped?
bool may_hold_tags(std::string_view s) {
  if (s.find("&lt;") != std::string_view::npos) return true;
  for (std::size_t i = s.find('<'); i != std::string_view::npos && i + 1 < s.size(); i = s.find('<', i + 1))
    if (is_alpha(s[i + 1]) || s[i + 1] == '/' || s[i + 1] == '!' || s[i + 1] == '?') return true;
  return false;
}

}  // namespace

std::string html_to_text(std::string_view html) {
  html = cut_utf8(html, kHtmlBytesMax);
  std::string text;
  bool structured = false;       // a pass has met elements: its line ends are now the structure
  for (int pass = 0; pass < kHtmlPassesMax; ++pass) {
    Stripper stripper(pass == 0 ? html : std::string_view(text), structured);
    // Cleaned before it is looked at again: an invisible character inside a name must not hide an element.
    std::string next = clean_text(stripper.run());
    const bool done = next == text || !may_hold_tags(next);
    structured |= stripper.saw_markup();
    text = std::move(next);
    if (done) return text;
  }
  std::erase(text, '<');         // escaped more often than any board does: what is left is text for certain
  return clean_text(text);
}

std::string decode_entities(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size();) {
    if (s[i] == '&') {
      if (const auto r = reference(s.substr(i))) {
        append_utf8(out, r->cp);
        i += r->len;
        continue;
      }
    }
    out += s[i++];
  }
  return out;
}

}  // namespace jm::text
