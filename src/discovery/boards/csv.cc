#include "discovery/boards/csv.h"

#include <algorithm>

namespace jm::discovery {

CsvReader::CsvReader(std::string_view bytes, char delimiter) : s_(bytes), delimiter_(delimiter) {
  if (s_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

bool CsvReader::next(std::vector<std::string>& row) {
  while (at_ < s_.size() && (s_[at_] == '\n' || s_[at_] == '\r')) ++at_;
  if (at_ >= s_.size()) return false;
  row.clear();
  std::string field;
  bool quoted = false;
  for (; at_ < s_.size(); ++at_) {
    const char c = s_[at_];
    if (quoted) {
      if (c != '"') field += c;
      else if (at_ + 1 < s_.size() && s_[at_ + 1] == '"') field += s_[++at_];
      else quoted = false;
    } else if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == delimiter_) {
      if (row.size() < kCsvFieldsMax) row.push_back(std::move(field));
      field.clear();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      field += c;
    }
  }
  if (row.size() < kCsvFieldsMax) row.push_back(std::move(field));
  cut_ = quoted;
  return true;
}

char csv_delimiter(std::string_view bytes) {
  const std::string_view first = bytes.substr(0, bytes.find('\n'));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char d : {'|', ';', ',', '\t'})
    if (const auto n = std::count(first.begin(), first.end(), d); n > most) most = n, best = d;
  return best;
}

std::size_t csv_rows_end(std::string_view bytes) {
  std::size_t end = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '"') quoted = !quoted;       // a doubled quote toggles twice
    else if (bytes[i] == '\n' && !quoted) end = i + 1;
  }
  return end;
}

}  // namespace jm::discovery
