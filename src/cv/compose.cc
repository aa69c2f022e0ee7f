#include "cv/compose.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/json_text.h"
#include "text/clean.h"
#include "text/normal.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

constexpr std::array<char32_t, 32> kHigh = {0x20AC, 0xFFFD, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0xFFFD, 0x17D, 0xFFFD,
                                            0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0xFFFD, 0x17E, 0x178};

void append_1252(std::string& out, unsigned char c) { text::append_utf8(out, c >= 0x80 && c < 0xA0 ? kHigh[c - 0x80] : char32_t{c}); }

bool only_marks(std::string_view s) {
  return std::ranges::none_of(s, [](char c) { return (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

std::string utf8_of_windows_1252(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) append_1252(out, static_cast<unsigned char>(c));
  return out;
}

void Composer::line(std::string_view text, bool bold, bool bullet, int heading, bool italic, bool large) {
  if (lines_.size() >= kLinesMax) return;
  std::size_t blanks = 0;
  while (blanks < text.size() && (text[blanks] == ' ' || text[blanks] == '\t')) ++blanks;
  text.remove_prefix(blanks);
  Line l;
  l.size = heading == 1 ? 13 : heading > 1 ? 12 : large ? 11 : 10;
  l.bullet = bullet;
  l.bold = bold || heading > 0;
  l.indent = 40 + 4 * static_cast<float>(std::min<std::size_t>(blanks, 40));
  l.column_right = 1e6F;
  float x = l.indent;
  bool wide = false;
  while (!text.empty()) {
    // A tab, or three blanks and more, is a wide gap.
    std::size_t end = std::min(text.find('\t'), text.find("   "));
    std::string piece = text::nfkc(text::clean_line(text.substr(0, end)));
    if (!wide && !l.bullet && l.runs.empty())
      if (const std::size_t mark = bullet_length(piece); mark > 0) {
        piece.erase(0, mark);
        l.bullet = true;
        l.indent += 8;
      }
    if (!piece.empty()) {
      const float width = 5 * static_cast<float>(std::min<std::size_t>(piece.size(), 10'000));
      l.runs.push_back({piece, {x, y_, x + width, y_ + 10}, l.bold, italic, wide && !l.runs.empty()});
      x += width + 20;
    }
    if (end == text.npos) break;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
    text.remove_prefix(end);
    wide = true;
  }
  if (l.runs.empty()) return gap();
  for (const Run& r : l.runs) l.box.add(r.box);
  lines_.push_back(std::move(l));
  y_ += 12;
}

Lines lines_of_text(std::string_view bytes) {
  std::string own;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (!is_valid_utf8(bytes)) {
    own = utf8_of_windows_1252(bytes);
    bytes = own;
  }
  Composer out;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    std::string_view raw = bytes.substr(0, end);
    bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
    while (raw.ends_with('\r') || raw.ends_with(' ')) raw.remove_suffix(1);
    if (raw.empty()) {
      out.gap();
      continue;
    }
    if (only_marks(raw)) continue;                       // "=====", "-----"
    std::string s(raw);
    bool heading = false;
    if (const auto hashes = s.find_first_not_of('#'); hashes > 0 && hashes != s.npos && hashes <= 6 && s[hashes] == ' ') {
      s.erase(0, hashes + 1);
      heading = true;
    }
    bool bold = false;
    for (auto at = s.find("**"); at != s.npos; at = s.find("**", at)) {
      bold |= at == 0;
      s.erase(at, 2);
    }
    out.line(s, bold && s.size() < 80, false, heading);
  }
  return out.take();
}

// A group that begins with one of these shows nothing.
Lines lines_of_rtf(std::string_view s) {
  constexpr std::array<std::string_view, 16> kSilent = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "datastore", "listtable", "listoverridetable", "generator", "header", "footer", "fldinst", "xmlnstbl", "rsidtbl"};
  struct State {
    bool silent = false, bold = false, hidden = false;
    int after_unicode = 1;
  };
  std::vector<State> states(1);
  Composer out;
  std::string line;
  bool line_bold = true, bullet = false;
  int skip = 0;
  const auto flush = [&] {
    bool any = !line.empty();
    any ? out.line(line, line_bold, bullet) : out.gap();
    line.clear();
    line_bold = true;
    bullet = false;
  };
  const auto put = [&](std::string_view text) {
    const State& st = states.back();
    if (st.silent || st.hidden || line.size() > 20'000) return;
    line += text;
    if (text != " " && text != "\t") line_bold &= st.bold;
  };
  for (std::size_t i = 0; i < s.size();) {
    const char c = s[i];
    if (c == '{') {
      if (states.size() < 200) states.push_back(states.back());
      else return out.take();
      ++i;
    } else if (c == '}') {
      if (states.size() > 1) states.pop_back();
      ++i;
    } else if (c == '\r' || c == '\n') {
      ++i;
    } else if (c != '\\') {
      std::string one;
      append_1252(one, static_cast<unsigned char>(c));
      if (skip > 0) --skip;
      else put((c & 0x80) != 0 ? one : std::string(1, c));
      ++i;
    } else if (i + 1 >= s.size()) {
      break;
    } else if (const char n = s[i + 1]; std::isalpha(static_cast<unsigned char>(n)) == 0) {
      i += 2;
      if (n == '\'' && i + 1 < s.size()) {
        unsigned value = 0;
        const auto read = std::from_chars(s.data() + i, s.data() + i + 2, value, 16);
        if (read.ec == std::errc()) {
          std::string one;
          append_1252(one, static_cast<unsigned char>(value));
          if (skip > 0) --skip;
          else put(one);
        }
        i += 2;
      } else if (n == '*') {
        states.back().silent = true;
      } else if (n == '~') {
        put(" ");
      } else if (n == '_' ) {
        put("-");
      } else if (n == '\\' || n == '{' || n == '}') {
        put(std::string(1, n));
      }
    } else {
      std::size_t k = i + 1;
      while (k < s.size() && std::isalpha(static_cast<unsigned char>(s[k])) != 0) ++k;
      const std::string_view word = s.substr(i + 1, k - i - 1);
      int number = 1;
      bool given = false;
      if (k < s.size() && (s[k] == '-' || std::isdigit(static_cast<unsigned char>(s[k])) != 0)) {
        const auto read = std::from_chars(s.data() + k, s.data() + s.size(), number);
        given = read.ec == std::errc();
        k = std::max(k + 1, static_cast<std::size_t>(read.ptr - s.data()));
      }
      if (k < s.size() && s[k] == ' ') ++k;
      i = k;
      State& st = states.back();
      if (word == "par" || word == "line" || word == "row" || word == "sect" || word == "page") flush();
      else if (word == "cell" || word == "tab") put("\t");
      else if (word == "b") st.bold = !given || number != 0;
      else if (word == "plain") st.bold = st.hidden = false;
      else if (word == "v") st.hidden = !given || number != 0;
      else if (word == "uc" && given) st.after_unicode = std::clamp(number, 0, 8);
      else if (word == "bullet") put("• ");
      else if (word == "pntext" || word == "listtext") st.silent = true, bullet = true;
      else if (word == "emdash") put("—");
      else if (word == "endash") put("–");
      else if (word == "rquote") put("’");
      else if (word == "lquote") put("‘");
      else if (word == "ldblquote" || word == "rdblquote") put("\"");
      else if (word == "u" && given) {
        std::string one;
        text::append_utf8(one, static_cast<char32_t>(number < 0 ? number + 65536 : number));
        put(one);
        skip = st.after_unicode;
      } else if (word == "bin" && given && number > 0) {
        i = std::min(s.size(), i + static_cast<std::size_t>(number));
      } else if (std::ranges::find(kSilent, word) != kSilent.end()) {
        st.silent = true;
      }
    }
  }
  flush();
  return out.take();
}

}  // namespace jm::cv
