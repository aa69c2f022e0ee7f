// Reading and writing a TextTable (proto/inbox.proto): a list of messages as one text.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "inbox.pb.h"

namespace jobmate::v1 {

// Values row by row, each row in the order of `fields`; exactly fields.size() * rows of them.
class TextTableWriter {
 public:
  TextTableWriter(TextTable& table, std::span<const std::uint32_t> fields, int rows, std::size_t row_bytes_guess) : text_(*table.mutable_text()) {
    for (const auto f : fields) table.add_fields(f);
    const int values = static_cast<int>(fields.size()) * rows;
    table.mutable_ends()->Reserve(values);
    next_ = table.mutable_ends()->AddNAlreadyReserved(values);
    text_.reserve(static_cast<std::size_t>(rows) * row_bytes_guess);
  }

  void add(std::string_view value) {
    text_.append(value);
    end();
  }
  void add(std::optional<std::string_view> value) { value ? add(*value) : null(); }
  void null() { *next_++ = size() | kAbsent; }
  // For values that are written in place: append to text(), then end().
  std::string& text() { return text_; }
  void end() { *next_++ = size(); }

  static constexpr std::uint32_t kAbsent = 1u << 31;

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }
  std::uint32_t* next_;
  std::string& text_;
};

// The table must outlive it and stay as it is.
class TextTableReader {
 public:
  explicit TextTableReader(const TextTable& table) : ends_(table.ends().data()), columns_(static_cast<std::size_t>(table.fields_size())), text_(table.text()) {
    column_of_.fill(kNone);
    for (std::size_t c = 0; c < columns_ && c < kNone; ++c)
      if (table.fields(static_cast<int>(c)) < column_of_.size()) column_of_[table.fields(static_cast<int>(c))] = static_cast<std::uint8_t>(c);
    rows_ = columns_ == 0 ? 0 : static_cast<std::size_t>(table.ends_size()) / columns_;
  }

  std::size_t rows() const { return rows_; }
  // nullopt: absent, or not a column. `row` < rows().
  std::optional<std::string_view> get(std::size_t row, std::size_t field) const {
    const std::size_t column = field < column_of_.size() ? column_of_[field] : kNone;
    if (column == kNone) return std::nullopt;
    const std::size_t i = row * columns_ + column;
    const std::uint32_t end = ends_[i], begin = i == 0 ? 0 : ends_[i - 1] & ~TextTableWriter::kAbsent;
    if (end & TextTableWriter::kAbsent || begin > end || end > text_.size()) return std::nullopt;
    return std::string_view(text_.data() + begin, end - begin);
  }

 private:
  static constexpr std::uint8_t kNone = 255;
  const std::uint32_t* ends_;
  std::size_t columns_, rows_ = 0;
  std::string_view text_;
  std::array<std::uint8_t, 32> column_of_;
};

}  // namespace jobmate::v1
