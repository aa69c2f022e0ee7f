// A list as columns: the answer of a statement with one row whose columns are array_agg(…), asked for by Database::read_columns.
// For lists of hundreds: the server sends one message, and nothing is kept per row or per value on its way to the reader.
//
//   SELECT array_agg(x.id), array_agg(x.title), array_agg(x.place) FILTER (WHERE $2) FROM (…) AS x
//
//   pg::Columns list = …;                                       // owns the received buffer; Column points into it
//   pg::Column id = list[0], title = list[1];
//   for (int row = 0; row < list.size(); ++row) { id.append_next(text); title.append_next(text); }
//
// Element types: uuid, text and varchar, smallint, integer, bigint, boolean, timestamptz. Format: PostgreSQL's array_send (number of
// dimensions, has-null flag, element type, then size and lower bound, then length and bytes of each element, big-endian).
// Anything else is a defect of the statement's author and throws BadColumn.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "pg/rows.h"

namespace jm::pg {

class Column {
 public:
  // Appends the next element's text: a uuid with its dashes, a number in decimal, t or f, an instant as to_iso() writes it.
  // False, and nothing appended: NULL, or no element left.
  bool append_next(std::string& out);

 private:
  friend class Columns;
  Column(const char* at, const char* end, std::uint32_t type, int left) : at_(at), end_(end), type_(type), left_(left) {}
  const char* at_;
  const char* end_;
  std::uint32_t type_;
  int left_;
};

class Columns {
 public:
  Columns() = default;
  explicit Columns(Rows answer);

  int size() const { return size_; }                          // elements of each column that is not NULL
  Column operator[](int column) const;                        // a column that is NULL as a whole gives NULLs

 private:
  Rows answer_;
  int size_ = 0;
};

}  // namespace jm::pg
