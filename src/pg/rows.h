// The answer of one statement. Owns the received buffer: text() and the ranges point into it and die with the Rows.
//
//   for (const pg::Row row : *rows) out.push_back({row.uuid(0), std::string(row.text(1)), row.opt_time(2)});
//
// Columns are numbered from 0 in the statement's order. Reading NULL, another type's text or a column that is not there is a
// defect of the statement's author, so it throws BadColumn (text() of NULL alone is ""); the opt_ forms return nullopt for NULL.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

struct pg_result;      // libpq's; no libpq header here

namespace jm::pg {

struct BadColumn : std::logic_error {
  using std::logic_error::logic_error;
};

class Row {
 public:
  bool is_null(int column) const;
  std::string_view text(int column) const;               // "" for NULL
  std::optional<std::string_view> opt_view(int column) const;
  std::string str(int column) const { return std::string(text(column)); }
  std::int64_t i64(int column) const;
  std::int32_t i32(int column) const;
  double f64(int column) const;                           // float and numeric
  bool boolean(int column) const;
  Uuid uuid(int column) const;
  Time time(int column) const;                            // timestamptz, timestamp (taken as UTC), date (midnight UTC)
  void append_iso(int column, std::string& out) const;    // a timestamptz as to_iso(time(column)) writes it
  std::string bytes(int column) const;                    // bytea, decoded
  std::vector<std::string> text_array(int column) const;  // any one-dimensional array; a NULL array is empty, NULL elements are skipped
  std::vector<Uuid> uuid_array(int column) const;
  std::vector<std::int64_t> i64_array(int column) const;

  std::optional<std::string> opt_text(int column) const { return opt(column, &Row::str); }
  std::optional<std::int64_t> opt_i64(int column) const { return opt(column, &Row::i64); }
  std::optional<std::int32_t> opt_i32(int column) const { return opt(column, &Row::i32); }
  std::optional<double> opt_f64(int column) const { return opt(column, &Row::f64); }
  std::optional<bool> opt_boolean(int column) const { return opt(column, &Row::boolean); }
  std::optional<Uuid> opt_uuid(int column) const { return opt(column, &Row::uuid); }
  std::optional<Time> opt_time(int column) const { return opt(column, &Row::time); }
  std::optional<std::string> opt_bytes(int column) const { return opt(column, &Row::bytes); }

 private:
  friend class Rows;
  Row(const pg_result* r, int row) : result_(r), row_(row) {}
  template <class T>
  std::optional<T> opt(int column, T (Row::*get)(int) const) const {
    if (is_null(column)) return std::nullopt;
    return (this->*get)(column);
  }
  std::string_view value(int column) const;               // throws for NULL

  const pg_result* result_;
  int row_;
};

class Rows {
 public:
  Rows() = default;                                       // no rows, nothing affected
  explicit Rows(pg_result* owned) : result_(owned) {}

  int size() const;
  bool empty() const { return size() == 0; }
  Row operator[](int row) const;                          // throws BadColumn beyond the last row
  Row front() const { return (*this)[0]; }
  std::int64_t affected() const;                          // rows inserted, updated, deleted, or selected
  int columns() const;

  class Iterator {
   public:
    using value_type = Row;
    using difference_type = std::ptrdiff_t;
    Iterator(const Rows* rows, int at) : rows_(rows), at_(at) {}
    Row operator*() const { return (*rows_)[at_]; }
    Iterator& operator++() { ++at_; return *this; }
    bool operator==(const Iterator& o) const { return at_ == o.at_; }

   private:
    const Rows* rows_;
    int at_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  struct Clear {
    void operator()(pg_result* r) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace jm::pg
