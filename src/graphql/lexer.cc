#include "graphql/lexer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace jm::graphql {
namespace {

enum Class : std::uint8_t { kOther, kIgnored, kNameStart, kDigit, kPunctuator };

constexpr auto kClass = [] {
  std::array<std::uint8_t, 256> t{};
  for (const char c : {' ', '\t', '\n', '\r', ','}) t[static_cast<unsigned char>(c)] = kIgnored;
  for (int c = 'a'; c <= 'z'; ++c) t[c] = t[c - 'a' + 'A'] = kNameStart;
  t['_'] = kNameStart;
  for (int c = '0'; c <= '9'; ++c) t[c] = kDigit;
  for (const char c : {'!', '$', '&', '(', ')', ':', '=', '@', '[', ']', '{', '|', '}'}) t[static_cast<unsigned char>(c)] = kPunctuator;
  return t;
}();

bool is_digit(unsigned char c) { return kClass[c] == kDigit; }
bool is_name_start(unsigned char c) { return kClass[c] == kNameStart; }
bool is_name_continue(unsigned char c) { return kClass[c] == kNameStart || kClass[c] == kDigit; }

TokenKind punctuator(unsigned char c) {
  switch (c) {
    case '!': return TokenKind::kBang;
    case '$': return TokenKind::kDollar;
    case '&': return TokenKind::kAmp;
    case '(': return TokenKind::kParenL;
    case ')': return TokenKind::kParenR;
    case ':': return TokenKind::kColon;
    case '=': return TokenKind::kEquals;
    case '@': return TokenKind::kAt;
    case '[': return TokenKind::kBracketL;
    case ']': return TokenKind::kBracketR;
    case '{': return TokenKind::kBraceL;
    case '|': return TokenKind::kPipe;
    default: return TokenKind::kBraceR;
  }
}

// -1: not a hexadecimal digit.
int hex(unsigned char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_scalar_value(std::uint32_t c) { return c <= 0xD7FF || (c >= 0xE000 && c <= 0x10FFFF); }

void append_utf8(std::string& out, std::uint32_t c) {
  const auto push = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return push(c);
  if (c < 0x800) return push(0xC0 | c >> 6), push(0x80 | (c & 0x3F));
  if (c < 0x10000) return push(0xE0 | c >> 12), push(0x80 | (c >> 6 & 0x3F)), push(0x80 | (c & 0x3F));
  push(0xF0 | c >> 18), push(0x80 | (c >> 12 & 0x3F)), push(0x80 | (c >> 6 & 0x3F)), push(0x80 | (c & 0x3F));
}

std::size_t indent_of(std::string_view line) {
  const auto i = line.find_first_not_of(" \t");
  return i == std::string_view::npos ? line.size() : i;
}

// Specification §2.9.4 BlockStringValue: common indentation and blank lines at both ends removed.
std::string dedent(const std::vector<std::string>& lines) {
  std::size_t common = std::string::npos, first = lines.size(), last = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto indent = indent_of(lines[i]);
    if (indent == lines[i].size()) continue;
    if (first == lines.size()) first = i;
    last = i;
    if (i != 0) common = std::min(common, indent);
  }
  std::string out;
  for (std::size_t i = first; i < lines.size() && i <= last; ++i) {
    if (i != first) out += '\n';
    out += i == 0 ? std::string_view(lines[i]) : std::string_view(lines[i]).substr(std::min(common, lines[i].size()));
  }
  return out;
}

}  // namespace

std::string_view token_kind_text(TokenKind kind) {
  static constexpr std::string_view kText[] = {
      "<SOF>", "<EOF>", "\"!\"", "\"$\"", "\"&\"", "\"(\"", "\")\"", "\"...\"", "\":\"", "\"=\"", "\"@\"", "\"[\"", "\"]\"",
      "\"{\"", "\"|\"", "\"}\"", "Name", "Int", "Float", "String", "BlockString"};
  return kText[static_cast<std::size_t>(kind)];
}

void Lexer::fail(std::uint32_t offset, std::string message) {
  if (failed_) return;
  failed_ = true;
  error_ = {std::move(message), offset};
}

Token Lexer::failed(std::size_t offset, std::string message) {
  fail(static_cast<std::uint32_t>(offset), std::move(message));
  return {TokenKind::kEof, static_cast<std::uint32_t>(source_.size()), static_cast<std::uint32_t>(source_.size())};
}

std::size_t Lexer::skip_ignored(std::size_t i) const {
  while (i < source_.size()) {
    const auto c = static_cast<unsigned char>(source_[i]);
    if (kClass[c] == kIgnored) {
      ++i;
    } else if (c == '#') {
      while (i < source_.size() && source_[i] != '\n' && source_[i] != '\r') ++i;
    } else if (c == 0xEF && at(i + 1) == 0xBB && at(i + 2) == 0xBF) {   // byte order mark
      i += 3;
    } else {
      break;
    }
  }
  return i;
}

Token Lexer::next(const Token& last) {
  if (failed_ || last.kind == TokenKind::kEof) return {TokenKind::kEof, last.offset, last.end};
  const auto start = skip_ignored(last.end);
  const auto token = [start](TokenKind kind, std::size_t end, std::string_view text = {}) {
    return Token{kind, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), text};
  };
  if (start == source_.size()) return token(TokenKind::kEof, start);
  const auto c = static_cast<unsigned char>(source_[start]);
  switch (kClass[c]) {
    case kNameStart: {
      auto end = start + 1;
      while (end < source_.size() && is_name_continue(static_cast<unsigned char>(source_[end]))) ++end;
      return token(TokenKind::kName, end, source_.substr(start, end - start));
    }
    case kPunctuator: return token(punctuator(c), start + 1);
    case kDigit: return number(start);
    default: break;
  }
  if (c == '.' && at(start + 1) == '.' && at(start + 2) == '.') return token(TokenKind::kSpread, start + 3);
  if (c == '-') return number(start);
  if (c == '"') return at(start + 1) == '"' && at(start + 2) == '"' ? block_string(start) : string(start);
  if (c == '\'') return failed(start, "Unexpected single quote character ('), did you mean to use a double quote (\")?");
  return failed(start, "Unexpected character: " + describe(start) + ".");
}

std::string Lexer::describe(std::size_t i) const {
  if (i >= source_.size()) return "<EOF>";
  const unsigned char c = at(i);
  if (c == '"') return "'\"'";
  if (c >= 0x20 && c <= 0x7E) return std::string("\"") + static_cast<char>(c) + "\"";
  std::uint32_t code = c;
  if (c >= 0xF0) code = (c & 7u) << 18 | (at(i + 1) & 0x3Fu) << 12 | (at(i + 2) & 0x3Fu) << 6 | (at(i + 3) & 0x3Fu);
  else if (c >= 0xE0) code = (c & 15u) << 12 | (at(i + 1) & 0x3Fu) << 6 | (at(i + 2) & 0x3Fu);
  else if (c >= 0xC0) code = (c & 31u) << 6 | (at(i + 1) & 0x3Fu);
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", code);
  return text;
}

// The text of so many UTF-16 code units from i, as an error quotes it; a character beyond U+FFFF is never cut in two.
std::string_view Lexer::units(std::size_t i, std::size_t utf16_units) const {
  auto end = i;
  while (end < source_.size() && utf16_units > 0) {
    const auto wide = at(end) >= 0xF0;
    utf16_units -= std::min<std::size_t>(utf16_units, wide ? 2 : 1);
    do ++end; while (end < source_.size() && (at(end) & 0xC0) == 0x80);
  }
  return source_.substr(i, end - i);
}

bool Lexer::digits(std::size_t& i) {
  if (!is_digit(at(i))) {
    failed(i, "Invalid number, expected digit but got: " + describe(i) + ".");
    return false;
  }
  while (is_digit(at(i))) ++i;
  return true;
}

Token Lexer::number(std::size_t start) {
  auto i = start;
  bool is_float = false;
  if (at(i) == '-') ++i;
  if (at(i) == '0') {
    ++i;
    if (is_digit(at(i))) return failed(i, "Invalid number, unexpected digit after 0: " + describe(i) + ".");
  } else if (!digits(i)) {
    return failed(i, {});
  }
  if (at(i) == '.') {
    is_float = true;
    if (!digits(++i)) return failed(i, {});
  }
  if (at(i) == 'e' || at(i) == 'E') {
    is_float = true;
    ++i;
    if (at(i) == '+' || at(i) == '-') ++i;
    if (!digits(i)) return failed(i, {});
  }
  if (at(i) == '.' || is_name_start(at(i))) return failed(i, "Invalid number, expected digit but got: " + describe(i) + ".");
  return {is_float ? TokenKind::kFloat : TokenKind::kInt, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(i),
          source_.substr(start, i - start)};
}

Token Lexer::string(std::size_t start) {
  for (auto i = start + 1; i < source_.size(); ++i) {
    switch (source_[i]) {
      case '"':
        return {TokenKind::kString, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(i + 1),
                source_.substr(start + 1, i - start - 1)};
      case '\\': return escaped_string(start, i);
      case '\n':
      case '\r': return failed(i, "Unterminated string.");
      default: break;
    }
  }
  return failed(source_.size(), "Unterminated string.");
}

Token Lexer::escaped_string(std::size_t start, std::size_t escape) {
  std::string value(source_.substr(start + 1, escape - start - 1));
  auto i = escape;
  while (i < source_.size()) {
    const char c = source_[i];
    if (c == '"')
      return {TokenKind::kString, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(i + 1), arena_.copy(value)};
    if (c == '\n' || c == '\r') break;
    if (c != '\\') {
      value += c;
      ++i;
      continue;
    }
    const unsigned char e = at(i + 1);
    if (e == 'u') {
      if (!unicode_escape(value, i)) return failed(i, {});
      continue;
    }
    switch (e) {
      case '"': value += '"'; break;
      case '\\': value += '\\'; break;
      case '/': value += '/'; break;
      case 'b': value += '\b'; break;
      case 'f': value += '\f'; break;
      case 'n': value += '\n'; break;
      case 'r': value += '\r'; break;
      case 't': value += '\t'; break;
      default: return failed(i, "Invalid character escape sequence: \"" + std::string(units(i, 2)) + "\".");
    }
    i += 2;
  }
  return failed(i, "Unterminated string.");
}

// \uXXXX, a \uD83D\uDE00 pair or \u{1F600} at i. A surrogate that is not half of a pair is an error.
bool Lexer::unicode_escape(std::string& out, std::size_t& i) {
  const auto bad = [&](std::size_t utf16_units) {
    failed(i, "Invalid Unicode escape sequence: \"" + std::string(units(i, utf16_units)) + "\".");
    return false;
  };
  if (at(i + 2) == '{') {
    constexpr std::size_t kUnitsMax = 12;              // \u{00000000}
    std::uint32_t code = 0;
    for (std::size_t size = 3; size < kUnitsMax;) {
      const auto c = at(i + size++);
      if (c == '}') {
        if (size < 5 || !is_scalar_value(code)) return bad(size);
        append_utf8(out, code);
        i += size;
        return true;
      }
      if (hex(c) < 0 || code > 0x7FFFFFF) return bad(size);
      code = code << 4 | static_cast<std::uint32_t>(hex(c));
    }
    return bad(kUnitsMax);
  }
  const auto read4 = [this](std::size_t p) {           // negative: a digit is missing
    return hex(at(p)) << 12 | hex(at(p + 1)) << 8 | hex(at(p + 2)) << 4 | hex(at(p + 3));
  };
  const auto code = read4(i + 2);
  if (code < 0) return bad(6);
  if (is_scalar_value(static_cast<std::uint32_t>(code))) {
    append_utf8(out, static_cast<std::uint32_t>(code));
    i += 6;
    return true;
  }
  if (code > 0xDBFF || at(i + 6) != '\\' || at(i + 7) != 'u') return bad(6);
  const auto low = read4(i + 8);
  if (low < 0xDC00 || low > 0xDFFF) return bad(6);
  append_utf8(out, 0x10000 + ((static_cast<std::uint32_t>(code) - 0xD800) << 10) + (static_cast<std::uint32_t>(low) - 0xDC00));
  i += 12;
  return true;
}

Token Lexer::block_string(std::size_t start) {
  std::vector<std::string> lines(1);
  for (auto i = start + 3; i < source_.size();) {
    const char c = source_[i];
    if (c == '"' && at(i + 1) == '"' && at(i + 2) == '"')
      return {TokenKind::kBlockString, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(i + 3), arena_.copy(dedent(lines))};
    if (c == '\\' && at(i + 1) == '"' && at(i + 2) == '"' && at(i + 3) == '"') {
      lines.back() += "\"\"\"";
      i += 4;
    } else if (c == '\n' || c == '\r') {
      i += c == '\r' && at(i + 1) == '\n' ? 2 : 1;
      lines.emplace_back();
    } else {
      lines.back() += c;
      ++i;
    }
  }
  return failed(source_.size(), "Unterminated string.");
}

}  // namespace jm::graphql
