// Source text to tokens, one at a time, on bytes of valid UTF-8. White space, commas, comments and byte order marks are
// skipped. A token's text is a view into the source; only strings with escapes and block strings are decoded, into the arena.
//
// After the first error every further token is kEof, so that a parser may run to its end without asking.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "graphql/arena.h"

namespace jm::graphql {

enum class TokenKind : std::uint8_t {
  kSof, kEof, kBang, kDollar, kAmp, kParenL, kParenR, kSpread, kColon, kEquals, kAt, kBracketL, kBracketR, kBraceL, kPipe,
  kBraceR, kName, kInt, kFloat, kString, kBlockString,
};
std::string_view token_kind_text(TokenKind kind);      // `"{"`, `Name`, `<EOF>`: as it reads in an error

struct Token {
  TokenKind kind = TokenKind::kSof;
  std::uint32_t offset = 0;
  std::uint32_t end = 0;
  std::string_view text = {};                          // kName, numbers: as written; strings: the value
  bool has_text() const { return kind >= TokenKind::kName; }
};

struct SyntaxError {
  std::string message;
  std::uint32_t offset = 0;
};

class Lexer {
 public:
  // `source` is valid UTF-8, shorter than 4 GiB, and outlives the tokens; so does the arena.
  Lexer(std::string_view source, Arena& arena) : source_(source), arena_(arena) {}

  // The token after `last`. kEof again and again at the end.
  Token next(const Token& last);

  const SyntaxError* error() const { return failed_ ? &error_ : nullptr; }
  void fail(std::uint32_t offset, std::string message);   // the first error stays

 private:
  unsigned char at(std::size_t i) const { return i < source_.size() ? static_cast<unsigned char>(source_[i]) : 0; }
  std::size_t skip_ignored(std::size_t i) const;
  Token number(std::size_t start);
  bool digits(std::size_t& i);
  Token string(std::size_t start);
  Token escaped_string(std::size_t start, std::size_t escape);
  bool unicode_escape(std::string& out, std::size_t& i);
  Token block_string(std::size_t start);
  Token failed(std::size_t offset, std::string message);
  std::string describe(std::size_t i) const;              // the character at i: `"x"`, `U+00E9`, `<EOF>`
  std::string_view units(std::size_t i, std::size_t utf16_units) const;

  std::string_view source_;
  Arena& arena_;
  bool failed_ = false;
  SyntaxError error_;
};

}  // namespace jm::graphql
