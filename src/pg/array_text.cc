#include "pg/array_text.h"

namespace jm::pg {

std::optional<std::vector<std::optional<std::string>>> parse_array(std::string_view s) {
  std::vector<std::optional<std::string>> out;
  if (s.size() < 2 || s.front() != '{' || s.back() != '}') return std::nullopt;
  s = s.substr(1, s.size() - 2);
  if (s.empty()) return out;
  for (std::size_t i = 0;; ++i) {          // at the first byte of an element
    std::string element;
    if (i < s.size() && s[i] == '"') {
      for (++i; i < s.size() && s[i] != '"'; ++i) {
        if (s[i] == '\\' && ++i == s.size()) return std::nullopt;
        element += s[i];
      }
      if (i++ >= s.size()) return std::nullopt;          // no closing quote
      out.emplace_back(std::move(element));
    } else {
      for (; i < s.size() && s[i] != ','; ++i) {
        if (s[i] == '{' || s[i] == '}' || s[i] == '"') return std::nullopt;
        if (s[i] == '\\' && ++i == s.size()) return std::nullopt;
        element += s[i];
      }
      if (element.empty()) return std::nullopt;
      if (element == "NULL") out.emplace_back(std::nullopt);
      else out.emplace_back(std::move(element));
    }
    if (i == s.size()) return out;
    if (s[i] != ',') return std::nullopt;
  }
}

}  // namespace jm::pg
