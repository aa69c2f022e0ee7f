// One pass, byte by byte for ASCII and by code point above it. `i` always stands at the start of a character.
#include "text/tokens.h"

#include <array>

#include "text/fold.h"
#include "text/utf8.h"

namespace jm::text {

namespace {

enum Class : std::uint8_t { kOther, kLetter, kDigit, kSpaceSign, kSentenceSign, kCommaSign, kColonSign, kHyphenSign };

constexpr std::array<std::uint8_t, 128> kClass = [] {
  std::array<std::uint8_t, 128> t{};
  for (int c = 'a'; c <= 'z'; ++c) t[c] = kLetter, t[c - 32] = kLetter;
  for (int c = '0'; c <= '9'; ++c) t[c] = kDigit;
  for (const char c : {' ', '\t', '\r'}) t[int(c)] = kSpaceSign;
  for (const char c : {'.', '!', '?', ';', '\n', '|'}) t[int(c)] = kSentenceSign;
  t[','] = kCommaSign;
  t['('] = t[')'] = kCommaSign;
  t[':'] = kColonSign;
  t['-'] = t['_'] = kHyphenSign;
  return t;
}();

bool alnum(char c) { return static_cast<unsigned char>(c) < 0x80 && (kClass[int(c)] == kLetter || kClass[int(c)] == kDigit); }
bool letter(char c) { return static_cast<unsigned char>(c) < 0x80 && kClass[int(c)] == kLetter; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool ideograph(char32_t cp) {
  return (cp >= 0x3040 && cp <= 0x30FF) || (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7AF) ||
         (cp >= 0x20000 && cp <= 0x3FFFF);
}

// Above ASCII: a letter or digit of any script, told by what its folded form starts with; symbols and punctuation are not.
bool word_char(char32_t cp) {
  if (cp < 0xAA) return false;
  if (cp < 0xC0) return cp == 0xAA || cp == 0xB5 || cp == 0xBA;
  if (cp == 0xD7 || cp == 0xF7) return false;
  if (cp < 0x2000) return true;
  if (cp < 0x2C00) return (cp >= 0x2071 && cp <= 0x209C) || (cp >= 0x2100 && cp <= 0x218B && cp != 0x2116);
  if (cp >= 0x2E00 && cp < 0x3040) return cp == 0x3005;
  if (cp >= 0xE000 && cp < 0xF900) return false;
  if (cp >= 0xFE00 && cp < 0xFE70) return false;
  if (cp >= 0xFF00 && cp < 0xFF10) return false;
  if (cp >= 0xFF1A && cp < 0xFF21) return false;
  if (cp >= 0xFFE0 && cp < 0x10000) return false;
  if (cp >= 0x1F000 && cp < 0x20000) return false;
  return true;
}

// "l'", "d'", "qu'" … stand before a word and belong to none.
bool is_elision(std::string_view folded) {
  if (folded.size() == 1) return std::string_view("cdjlmnst").find(folded[0]) != std::string_view::npos;
  return folded == "qu" || folded == "jusqu" || folded == "lorsqu" || folded == "puisqu" || folded == "quoiqu";
}

// What may follow a dot inside a technology name.
bool dot_suffix(std::string_view folded) {
  return folded == "js" || folded == "net" || folded == "io" || folded == "ai" || folded == "ts" || folded == "py";
}

struct Slash {
  std::string_view left, right;
};
constexpr Slash kSlashNames[] = {{"ci", "cd"}, {"tcp", "ip"}, {"pl", "sql"}, {"a", "b"}, {"i", "o"}};

class Tokenizer {
 public:
  Tokenizer(std::string_view s, Tokens& out) : s_(s), out_(out) {}

  void run() {
    while (i_ < s_.size()) {
      const unsigned char c = static_cast<unsigned char>(s_[i_]);
      if (c < 0x80) {
        switch (kClass[c]) {
          case kLetter: case kDigit: word(); continue;
          case kSentenceSign:
            if (c == '.' && dot_net()) continue;
            widen(c == '.' && i_ + 1 < s_.size() && letter(s_[i_ + 1]) ? Gap::kComma : Gap::kSentence);
            break;
          case kCommaSign: widen(Gap::kComma); break;
          case kColonSign: widen(Gap::kColon); break;
          case kHyphenSign: hyphen(); break;
          default: if (gap_ == Gap::kHyphen) gap_ = Gap::kSpace; break;
        }
        ++i_;
        continue;
      }
      const Decoded d = decode(s_, i_);
      if (d.cp >= 0x2010 && d.cp <= 0x2015) hyphen(d.len);
      else if (d.cp == 0x2022 || d.cp == 0x2028 || d.cp == 0x2029 || d.cp == 0x25CF || d.cp == 0x3002) widen(Gap::kSentence);
      else if (word_char(d.cp)) { word(); continue; }
      i_ += d.len;
    }
  }

 private:
  void widen(Gap g) { if (g > gap_) gap_ = g; }

  // A hyphen joins only when it touches a word on both sides.
  void hyphen(std::size_t len = 1) {
    const bool after = !out_.items.empty() && out_.items.back().offset + out_.items.back().length == i_;
    const bool before = i_ + len < s_.size() && (alnum(s_[i_ + len]) || static_cast<unsigned char>(s_[i_ + len]) >= 0x80);
    if (gap_ <= Gap::kHyphen) gap_ = after && before ? Gap::kHyphen : after || before ? gap_ : Gap::kComma;
  }

  bool dot_net() {
    if (i_ > 0 && alnum(s_[i_ - 1])) return false;
    if (s_.size() - i_ < 4) return false;
    const auto low = [&](std::size_t k) { return static_cast<char>(s_[i_ + k] | 32); };
    if (low(1) != 'n' || low(2) != 'e' || low(3) != 't') return false;
    if (i_ + 4 < s_.size() && alnum(s_[i_ + 4])) return false;
    const std::size_t start = i_;
    i_ += 4;
    begin();
    out_.folded += ".net";
    finish(start, false);
    return true;
  }

  void begin() { fold_start_ = static_cast<std::uint32_t>(out_.folded.size()); }

  void finish(std::size_t start, bool upper) {
    const std::size_t length = out_.folded.size() - fold_start_;
    if (length == 0) return;
    out_.items.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(i_ - start), fold_start_,
                          static_cast<std::uint16_t>(length), gap_, upper});
    gap_ = Gap::kSpace;
  }

  std::string_view so_far() const { return std::string_view(out_.folded).substr(fold_start_); }

  // Letters and digits from i_ on, folded and appended.
  void run_of_word_chars(std::size_t start, bool& upper) {
    while (i_ < s_.size() && i_ - start < kTokenBytesMax) {
      const unsigned char c = static_cast<unsigned char>(s_[i_]);
      if (c < 0x80) {
        if (kClass[c] != kLetter && kClass[c] != kDigit) return;
        const bool up = c >= 'A' && c <= 'Z';
        upper |= up;
        out_.folded += static_cast<char>(up ? c + 32 : c);
        ++i_;
        continue;
      }
      const Decoded d = decode(s_, i_);
      // A soft hyphen, zero-width space or combining mark inside a word is invisible: skipped, the word goes on.
      const bool mark = (d.cp >= 0x300 && d.cp <= 0x36F) || d.cp == 0xAD || (d.cp >= 0x200B && d.cp <= 0x200D) || d.cp == 0x2060;
      if (!mark && !word_char(d.cp)) return;
      if (ideograph(d.cp)) {
        if (i_ == start) {
          fold_append(out_.folded, d.cp);
          i_ += d.len;
        }
        return;
      }
      const std::size_t before = out_.folded.size();
      if (!mark) fold_append(out_.folded, d.cp);
      // Latin capitals above ASCII come in pairs or in the À-Þ block; enough to know "É" for a capital.
      if (d.cp >= 0xC0 && d.cp <= 0xDE) upper = true;
      if (out_.folded.size() == before && !mark) return;
      i_ += d.len;
    }
  }

  std::string_view ascii_run(std::size_t from, std::array<char, 12>& buffer) const {
    std::size_t n = 0;
    while (from + n < s_.size() && alnum(s_[from + n]) && n < buffer.size()) {
      buffer[n] = letter(s_[from + n]) ? static_cast<char>(s_[from + n] | 32) : s_[from + n];
      ++n;
    }
    return {buffer.data(), n};
  }

  void take_ascii(std::size_t n, bool& upper) {
    for (; n > 0; --n, ++i_) {
      upper |= s_[i_] >= 'A' && s_[i_] <= 'Z';
      out_.folded += letter(s_[i_]) ? static_cast<char>(s_[i_] | 32) : s_[i_];
    }
  }

  void word() {
    const std::size_t start = i_;
    bool upper = false;
    begin();
    run_of_word_chars(start, upper);
    if (i_ == start) {            // nothing could be taken (a character that folds to nothing)
      i_ += decode(s_, i_).len;
      return;
    }
    if (so_far().empty()) return;  // marks without a letter
    while (i_ < s_.size() && i_ - start < kTokenBytesMax && extend(start, upper)) {}
    if (dropped_) {
      dropped_ = false;
      out_.folded.resize(fold_start_);
      return;
    }
    finish(start, upper);
  }

  char at(std::size_t k) const { return k < s_.size() ? s_[k] : '\0'; }
  bool boundary(std::size_t k) const { return k >= s_.size() || !(alnum(s_[k]) || static_cast<unsigned char>(s_[k]) >= 0xC3); }

  // Looks at the sign after the word so far; true = the word grew and may grow again.
  bool extend(std::size_t start, bool& upper) {
    const std::string_view word = so_far();
    const char c = s_[i_];
    std::array<char, 12> buffer;
    if (c == '+') {
      std::size_t n = 1;
      while (at(i_ + n) == '+') ++n;
      if (n > 2 || digit(word.back()) || (n == 1 && !boundary(i_ + 1))) return false;     // c++17 is c++, bac+5 is bac
      out_.folded.append(n, '+');
      i_ += n;
      return false;
    }
    if (c == '#') {
      if (word.size() > 2 || digit(word.back()) || !boundary(i_ + 1)) return false;
      out_.folded += '#';
      ++i_;
      return false;
    }
    if (c == '.' || c == ',') {
      const std::string_view next = ascii_run(i_ + 1, buffer);
      if (next.empty()) return false;
      if (digit(word.back()) && digit(next[0]) && digit(word[0])) {        // 3.5, 45,000
        out_.folded += c;
        ++i_;
        take_ascii(next.size(), upper);
        return true;
      }
      if (c == ',') return false;
      if (dot_suffix(next) && boundary(i_ + 1 + next.size())) {            // node.js
        out_.folded += '.';
        ++i_;
        take_ascii(next.size(), upper);
        return false;
      }
      if (i_ - start == 1 && letter(s_[start]) && next.size() == 1 && at(i_ + 2) == '.') return acronym(start, upper);
      return false;
    }
    if (c == '&') {
      const std::string_view next = ascii_run(i_ + 1, buffer);
      if (next.empty() || next.size() > 2 || word.size() > 2 || !boundary(i_ + 1 + next.size())) return false;
      out_.folded += '&';
      ++i_;
      take_ascii(next.size(), upper);
      return false;
    }
    if (c == '/') {
      const std::string_view next = ascii_run(i_ + 1, buffer);
      for (const Slash& name : kSlashNames) {
        if (word == name.left && next == name.right && boundary(i_ + 1 + next.size())) {
          out_.folded += '/';
          ++i_;
          take_ascii(next.size(), upper);
          return false;
        }
      }
      return false;
    }
    const std::size_t quote = c == '\'' ? 1 : s_.substr(i_, 3) == "\xE2\x80\x99" || s_.substr(i_, 3) == "\xE2\x80\x98" ? 3 : 0;
    if (quote == 0) return false;
    return apostrophe(start, quote, upper);
  }

  // "l'" is dropped; "team's" loses its ending; "don't" and "aujourd'hui" are one word.
  bool apostrophe(std::size_t start, std::size_t quote, bool& upper) {
    const std::size_t next = i_ + quote;
    if (next >= s_.size() || !(letter(s_[next]) || static_cast<unsigned char>(s_[next]) >= 0xC3)) return false;
    if (is_elision(so_far())) {
      i_ = next;
      dropped_ = true;
      return false;
    }
    std::array<char, 12> buffer;
    const std::string_view tail = ascii_run(next, buffer);
    const bool ends = boundary(next + tail.size());
    if (ends && (tail == "s" || tail == "ll" || tail == "re" || tail == "ve" || tail == "d" || tail == "m")) {
      i_ = next + tail.size();
      return false;
    }
    i_ = next;
    const std::size_t before = out_.folded.size();
    run_of_word_chars(start, upper);
    return out_.folded.size() > before;
  }

  // U.S.A. -> usa
  bool acronym(std::size_t start, bool& upper) {
    (void)start;
    while (at(i_) == '.' && letter(at(i_ + 1)) && (at(i_ + 2) == '.' || boundary(i_ + 2))) {
      ++i_;
      take_ascii(1, upper);
    }
    if (at(i_) == '.') ++i_;
    return false;
  }

  std::string_view s_;
  Tokens& out_;
  std::size_t i_ = 0;
  std::uint32_t fold_start_ = 0;
  Gap gap_ = Gap::kSentence;
  bool dropped_ = false;
};

}  // namespace

void tokenize(std::string_view s, Tokens& out) {
  out.items.reserve(out.items.size() + s.size() / 6);
  out.folded.reserve(out.folded.size() + s.size());
  Tokenizer(s, out).run();
}

Tokens tokenize(std::string_view s) {
  Tokens t;
  tokenize(s, t);
  return t;
}

}  // namespace jm::text
