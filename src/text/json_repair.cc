#include "text/json_repair.h"

#include "text/html.h"

namespace jm::text {

namespace {

bool is_hex4(std::string_view s) {
  if (s.size() < 4) return false;
  for (const char c : s.substr(0, 4))
    if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'))) return false;
  return true;
}

class Repair {
 public:
  explicit Repair(std::string_view s) : s_(s) { out_.reserve(s.size()); }

  std::string run() {
    while (i_ < s_.size()) {
      const std::string_view rest = s_.substr(i_);
      const char c = rest[0];
      if (c == '"') string();
      else if (rest.starts_with("\xEF\xBB\xBF")) i_ += 3;
      else if (rest.starts_with("<![CDATA[")) i_ += 9;
      else if (rest.starts_with("]]>")) i_ += 3;
      else if (rest.starts_with("<!--")) html_comment();
      else if (rest.starts_with("-->")) i_ += 3;
      else if (rest.starts_with("/*")) skip_past("*/");
      else if (rest.starts_with("//")) comment_line();
      else if (c == '}' || c == ']') close(c);
      else if (c == ';' && rest.find_first_not_of("; \t\r\n") == std::string_view::npos) i_ = s_.size();
      else take(c);
    }
    return std::move(out_);
  }

 private:
  void take(char c) {
    out_ += c;
    ++i_;
  }

  void skip_past(std::string_view end) {
    const std::size_t at = s_.find(end, i_ + 2);
    i_ = at == std::string_view::npos ? s_.size() : at + end.size();
  }

  // A wrapper around the JSON, or words about it.
  void html_comment() {
    const std::size_t first = s_.find_first_not_of(" \t\r\n", i_ + 4);
    if (first != std::string_view::npos && (s_[first] == '{' || s_[first] == '[' || s_[first] == '"')) i_ += 4;
    else skip_past("-->");
  }

  // "//<![CDATA[" and "//]]>" hide the wrapper from scripts; other line comments go to the line's end.
  void comment_line() {
    i_ += 2;
    while (i_ < s_.size() && (s_[i_] == ' ' || s_[i_] == '\t')) ++i_;
    const std::string_view rest = s_.substr(i_);
    if (rest.starts_with("<![CDATA[") || rest.starts_with("]]>") || rest.starts_with("<!--") || rest.starts_with("-->")) return;
    const std::size_t end = s_.find('\n', i_);
    i_ = end == std::string_view::npos ? s_.size() : end;
  }

  void close(char c) {
    const std::size_t last = out_.find_last_not_of(" \t\r\n");
    if (last != std::string::npos && out_[last] == ',') out_.erase(last, 1);
    take(c);
  }

  void string() {
    take('"');
    while (i_ < s_.size()) {
      const char c = s_[i_];
      if (c == '"') return take('"');
      if (c == '\\') {
        escape();
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out_ += c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : " ";
        ++i_;
      } else {
        take(c);
      }
    }
  }

  void escape() {
    const char next = i_ + 1 < s_.size() ? s_[i_ + 1] : '\0';
    const bool known = next != '\0' && std::string_view("\"\\/bfnrt").find(next) != std::string_view::npos;
    if (known || (next == 'u' && is_hex4(s_.substr(i_ + 2)))) {
      take('\\');
      take(next);
    } else {
      ++i_;                       // "\'" and "\x": the backslash meant nothing to JSON
    }
  }

  std::string_view s_;
  std::string out_;
  std::size_t i_ = 0;
};

}  // namespace

std::string repair_json(std::string_view s) {
  if (s.find('"') == std::string_view::npos && s.find("&quot;") != std::string_view::npos) return Repair(decode_entities(s)).run();
  return Repair(s).run();
}

}  // namespace jm::text
