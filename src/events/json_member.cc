#include "events/json_member.h"

namespace jm::events {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view json) : rest_(json) {}

  bool eat(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_string() {
    skip_blanks();
    return rest_.starts_with('"');
  }
  std::optional<std::string_view> string() {
    if (!eat('"')) return std::nullopt;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '\\') ++i;
      else if (rest_[i] == '"') {
        const std::string_view inside = rest_.substr(0, i);
        rest_.remove_prefix(i + 1);
        return inside;
      }
    }
    return std::nullopt;
  }
  // Past one value of any kind, up to the ',' or '}' that follows it in the object.
  bool skip_value() {
    std::size_t depth = 0;
    for (;;) {
      skip_blanks();
      if (rest_.empty()) return false;
      const char c = rest_.front();
      if (depth == 0 && (c == ',' || c == '}')) return true;
      if (c == '"') {
        if (!string()) return false;
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') {
        if (depth == 0) return false;
        --depth;
      }
      rest_.remove_prefix(1);
    }
  }

 private:
  void skip_blanks() {
    const std::size_t n = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(n == std::string_view::npos ? rest_.size() : n);
  }
  std::string_view rest_;
};

}  // namespace

std::optional<std::string_view> string_member(std::string_view json, std::string_view name) {
  Scanner s(json);
  if (!s.eat('{')) return std::nullopt;
  do {
    const auto key = s.string();
    if (!key || !s.eat(':')) return std::nullopt;
    if (*key == name) return s.at_string() ? s.string() : std::nullopt;
    if (!s.skip_value()) return std::nullopt;
  } while (s.eat(','));
  return std::nullopt;
}

}  // namespace jm::events
