#include "pg/rows.h"

#include <libpq-fe.h>

#include <charconv>

#include "pg/array_text.h"
#include "pg/time_text.h"

namespace jm::pg {
namespace {

[[noreturn]] void bad(int column, std::string_view wanted, std::string_view found) {
  throw BadColumn("column " + std::to_string(column) + " is not " + std::string(wanted) + ": " + std::string(found.substr(0, 40)));
}

template <class Number>
Number number(int column, std::string_view text, std::string_view wanted) {
  Number v{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (ec != std::errc() || end != text.data() + text.size()) bad(column, wanted, text);
  return v;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

bool Row::is_null(int column) const {
  if (column < 0 || column >= PQnfields(result_)) throw BadColumn("there is no column " + std::to_string(column));
  return PQgetisnull(result_, row_, column) != 0;
}

std::string_view Row::text(int column) const {
  const char* const value = PQgetvalue(result_, row_, column);     // null: no such column
  if (value == nullptr) throw BadColumn("there is no column " + std::to_string(column));
  return {value, static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::optional<std::string_view> Row::opt_view(int column) const {
  const std::string_view v = text(column);
  if (v.empty() && PQgetisnull(result_, row_, column) != 0) return std::nullopt;
  return v;
}

std::string_view Row::value(int column) const {
  if (is_null(column)) throw BadColumn("column " + std::to_string(column) + " is NULL");
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::int64_t Row::i64(int column) const { return number<std::int64_t>(column, value(column), "an integer"); }
std::int32_t Row::i32(int column) const { return number<std::int32_t>(column, value(column), "a 32-bit integer"); }

double Row::f64(int column) const {
  const std::string_view v = value(column);
  if (v == "Infinity") return std::numeric_limits<double>::infinity();
  if (v == "-Infinity") return -std::numeric_limits<double>::infinity();
  return number<double>(column, v, "a number");
}

bool Row::boolean(int column) const {
  const std::string_view v = value(column);
  if (v != "t" && v != "f") bad(column, "a boolean", v);
  return v == "t";
}

void Row::append_iso(int column, std::string& out) const {
  const std::string_view v = value(column);
  if (!append_iso_of_timestamptz(out, v)) bad(column, "a timestamp", v);
}

Uuid Row::uuid(int column) const {
  const std::string_view v = value(column);
  const auto id = Uuid::parse(v);
  if (!id) bad(column, "a uuid", v);
  return *id;
}

Time Row::time(int column) const {
  const std::string_view v = value(column);
  const auto t = parse_timestamptz(v);
  if (!t) bad(column, "a time", v);
  return *t;
}

std::string Row::bytes(int column) const {
  const std::string_view v = value(column);
  if (!v.starts_with("\\x") || v.size() % 2 != 0) bad(column, "bytea", v);
  std::string out;
  out.reserve(v.size() / 2 - 1);
  for (std::size_t i = 2; i < v.size(); i += 2) {
    const int high = hex(v[i]), low = hex(v[i + 1]);
    if (high < 0 || low < 0) bad(column, "bytea", v);
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::vector<std::string> Row::text_array(int column) const {
  const std::string_view v = text(column);
  if (v.empty()) return {};
  auto elements = parse_array(v);
  if (!elements) bad(column, "a one-dimensional array", v);
  std::vector<std::string> out;
  out.reserve(elements->size());
  for (auto& e : *elements)
    if (e) out.push_back(std::move(*e));
  return out;
}

std::vector<Uuid> Row::uuid_array(int column) const {
  std::vector<Uuid> out;
  for (const std::string& e : text_array(column)) {
    const auto id = Uuid::parse(e);
    if (!id) bad(column, "an array of uuid", e);
    out.push_back(*id);
  }
  return out;
}

std::vector<std::int64_t> Row::i64_array(int column) const {
  std::vector<std::int64_t> out;
  for (const std::string& e : text_array(column)) out.push_back(number<std::int64_t>(column, e, "an array of integers"));
  return out;
}

int Rows::size() const { return result_ ? PQntuples(result_.get()) : 0; }
int Rows::columns() const { return result_ ? PQnfields(result_.get()) : 0; }

Row Rows::operator[](int row) const {
  if (row < 0 || row >= size()) throw BadColumn("there is no row " + std::to_string(row));
  return {result_.get(), row};
}

std::int64_t Rows::affected() const {
  if (!result_) return 0;
  const std::string_view text = PQcmdTuples(result_.get());
  std::int64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

void Rows::Clear::operator()(pg_result* r) const { PQclear(r); }

}  // namespace jm::pg
