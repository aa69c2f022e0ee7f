// The values of $1, $2, … of a statement, in order, in one contiguous buffer.
//
//   db.read(scope, sql::feed, {user_id, "PENDING", 20}, deadline);
//   db.write(scope, sql::add_tags, pg::Params().uuid(id).text_array(tags).time(now).null(), deadline);
//
// Values travel as text (bytea as binary), so the server converts them to whatever type the statement declares; an array is
// one value ('{…}' literal, escaped here) for `unnest($1::text[])` and `= any($1::uuid[])`. Text holding a NUL byte cannot be
// stored by PostgreSQL: the query then answers INVALID_ARGUMENT without being sent.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace jm::pg {

class Params {
 public:
  Params() = default;
  template <class... T>
    requires(sizeof...(T) > 0 && (!std::same_as<std::remove_cvref_t<T>, Params> && ...))
  Params(const T&... values) {   // NOLINT: meant to be implicit, `{id, "PENDING", 20}`
    (add(values), ...);
  }

  Params& null();
  Params& text(std::string_view v);            // text, varchar, enum; also the text of any other type
  Params& json(std::string_view v) { return text(v); }
  Params& boolean(bool v);
  Params& i64(std::int64_t v);
  Params& f64(double v);                       // shortest exact form; NaN and infinities included
  Params& uuid(const Uuid& v);
  Params& time(Time v);                        // timestamptz, microseconds, UTC
  Params& bytes(std::span<const std::uint8_t> v);
  Params& bytes(std::string_view v);           // bytea from raw bytes (not hex)

  Params& text_array(std::span<const std::string> v);
  Params& text_array(std::span<const std::string_view> v);
  Params& text_array(std::span<const std::optional<std::string>> v);    // nullopt is NULL
  Params& uuid_array(std::span<const Uuid> v);
  Params& uuid_array(std::span<const std::optional<Uuid>> v);
  Params& i64_array(std::span<const std::int64_t> v);
  Params& i64_array(std::span<const std::optional<std::int64_t>> v);
  Params& f64_array(std::span<const double> v);
  Params& f64_array(std::span<const std::optional<double>> v);
  Params& bool_array(std::span<const std::uint8_t> v);                   // 0 is false
  Params& time_array(std::span<const Time> v);
  Params& time_array(std::span<const std::optional<Time>> v);
  Params& bytes_array(std::span<const std::string> v);

  // The value's own type decides; std::optional gives NULL when empty; a vector of text, uuid, int64, double, Time is an array.
  template <class T>
  Params& add(const T& v) {
    if constexpr (std::same_as<T, std::nullopt_t> || std::same_as<T, std::nullptr_t>) return null();
    else if constexpr (std::same_as<T, bool>) return boolean(v);
    else if constexpr (std::integral<T>) return i64(static_cast<std::int64_t>(v));
    else if constexpr (std::floating_point<T>) return f64(v);
    else if constexpr (std::same_as<T, Uuid>) return uuid(v);
    else if constexpr (std::same_as<T, Time>) return time(v);
    else if constexpr (std::convertible_to<T, std::string_view>) return text(v);
    else if constexpr (std::same_as<T, std::vector<std::uint8_t>>) return bytes(v);
    else if constexpr (requires { v.has_value(); *v; }) return v ? add(*v) : null();
    else if constexpr (requires { text_array(v); }) return text_array(v);
    else if constexpr (requires { uuid_array(v); }) return uuid_array(v);
    else if constexpr (requires { i64_array(v); }) return i64_array(v);
    else if constexpr (requires { f64_array(v); }) return f64_array(v);
    else if constexpr (requires { time_array(v); }) return time_array(v);
    else static_assert(sizeof(T) == 0, "pg::Params: no PostgreSQL form for this type");
    return *this;
  }

  std::size_t size() const { return values_.size(); }
  std::size_t bytes_size() const { return buffer_.size(); }
  bool has_nul() const { return has_nul_; }

  // For the lane that sends them: value i as libpq wants it (NUL-terminated text, or binary with its length).
  const char* data(std::size_t i) const { return values_[i].at == kNull ? nullptr : buffer_.data() + values_[i].at; }
  int length(std::size_t i) const { return static_cast<int>(values_[i].length); }
  int format(std::size_t i) const { return values_[i].binary ? 1 : 0; }

 private:
  static constexpr std::uint32_t kNull = 0xffffffff;
  struct Value {
    std::uint32_t at;
    std::uint32_t length;
    bool binary;
  };
  std::size_t open();
  Params& close(std::size_t at, bool binary = false);
  template <class Range, class Put>
  Params& array(const Range& v, Put put);

  std::string buffer_;
  std::vector<Value> values_;
  bool has_nul_ = false;
};

}  // namespace jm::pg
