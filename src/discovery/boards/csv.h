// Delimited tables (RFC 4180 with any one-character delimiter): quoted fields may hold delimiters, line ends and doubled quotes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jm::discovery {

inline constexpr std::size_t kCsvFieldsMax = 500;

class CsvReader {
 public:
  CsvReader(std::string_view bytes, char delimiter);
  // The next row; false at the end. Empty lines are passed over.
  bool next(std::vector<std::string>& row);
  bool cut() const { return cut_; }      // the last row ended inside a quoted field

 private:
  std::string_view s_;
  char delimiter_;
  std::size_t at_ = 0;
  bool cut_ = false;
};

// The delimiter of a table by its first line: the one of "|;,\t" that occurs most.
char csv_delimiter(std::string_view bytes);

// Past the last line end of `bytes` that stands outside quotes; 0 = there is none. For cutting a stream of rows into batches that
// each start with a row.
std::size_t csv_rows_end(std::string_view bytes);

}  // namespace jm::discovery
