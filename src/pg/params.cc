#include "pg/params.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "pg/time_text.h"

namespace jm::pg {
namespace {

template <class Number>
void put_number(std::string& out, Number v) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), v).ptr;
  out.append(text.data(), end);
}

void put(std::string& out, std::int64_t v) { put_number(out, v); }
void put(std::string& out, double v) {
  if (std::isnan(v)) out += "NaN";
  else if (std::isinf(v)) out += v < 0 ? "-Infinity" : "Infinity";
  else put_number(out, v);
}
void put(std::string& out, Time v) { append_timestamptz(out, v); }
void put(std::string& out, const Uuid& v) { v.append_to(out); }

// An element of an array literal: always quoted, so that "NULL", "", braces, commas and spaces mean themselves.
void put_quoted(std::string& out, std::string_view v) {
  out += '"';
  for (std::size_t from = 0;;) {
    const std::size_t at = v.find_first_of("\"\\", from);
    out += v.substr(from, at - from);
    if (at == v.npos) break;
    out += '\\';
    out += v[at];
    from = at + 1;
  }
  out += '"';
}

}  // namespace

std::size_t Params::open() {
  if (values_.empty()) {           // most statements have few and short ones
    values_.reserve(12);
    buffer_.reserve(480);
  }
  return buffer_.size();
}

Params& Params::close(std::size_t at, bool binary) {
  values_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(buffer_.size() - at), binary});
  buffer_ += '\0';
  return *this;
}

Params& Params::null() {
  values_.push_back({kNull, 0, false});
  return *this;
}

Params& Params::text(std::string_view v) {
  if (v.find('\0') != v.npos) has_nul_ = true;
  const auto at = open();
  buffer_ += v;
  return close(at);
}

Params& Params::boolean(bool v) { return text(v ? "t" : "f"); }

Params& Params::i64(std::int64_t v) {
  const auto at = open();
  put(buffer_, v);
  return close(at);
}

Params& Params::f64(double v) {
  const auto at = open();
  put(buffer_, v);
  return close(at);
}

Params& Params::uuid(const Uuid& v) {
  const auto at = open();
  put(buffer_, v);
  return close(at);
}

Params& Params::time(Time v) {
  const auto at = open();
  put(buffer_, v);
  return close(at);
}

Params& Params::bytes(std::string_view v) {
  const auto at = open();
  buffer_ += v;
  return close(at, true);
}

Params& Params::bytes(std::span<const std::uint8_t> v) {
  return bytes(std::string_view(reinterpret_cast<const char*>(v.data()), v.size()));
}

template <class Range, class Put>
Params& Params::array(const Range& v, Put put_element) {
  const auto at = open();
  buffer_ += '{';
  for (const auto& e : v) {
    if (buffer_.size() > at + 1) buffer_ += ',';
    if constexpr (requires { e.has_value(); }) {
      if (e) put_element(*e);
      else buffer_ += "NULL";
    } else {
      put_element(e);
    }
  }
  buffer_ += '}';
  return close(at);
}

#define JM_ARRAY_OF_TEXT(Element)                                   \
  Params& Params::text_array(std::span<const Element> v) {          \
    return array(v, [this](std::string_view e) {                    \
      if (e.find('\0') != e.npos) has_nul_ = true;                  \
      put_quoted(buffer_, e);                                       \
    });                                                             \
  }
JM_ARRAY_OF_TEXT(std::string)
JM_ARRAY_OF_TEXT(std::string_view)
JM_ARRAY_OF_TEXT(std::optional<std::string>)
#undef JM_ARRAY_OF_TEXT

#define JM_ARRAY(name, Element)                                     \
  Params& Params::name(std::span<const Element> v) {                \
    return array(v, [this](const auto& e) { put(buffer_, e); });    \
  }
JM_ARRAY(uuid_array, Uuid)
JM_ARRAY(uuid_array, std::optional<Uuid>)
JM_ARRAY(i64_array, std::int64_t)
JM_ARRAY(i64_array, std::optional<std::int64_t>)
JM_ARRAY(f64_array, double)
JM_ARRAY(f64_array, std::optional<double>)
#undef JM_ARRAY

Params& Params::bool_array(std::span<const std::uint8_t> v) {
  return array(v, [this](std::uint8_t e) { buffer_ += e != 0 ? 't' : 'f'; });
}

// A timestamp holds a space: quoted.
#define JM_ARRAY_OF_TIME(Element)                                   \
  Params& Params::time_array(std::span<const Element> v) {          \
    return array(v, [this](Time e) {                                \
      buffer_ += '"';                                               \
      put(buffer_, e);                                              \
      buffer_ += '"';                                               \
    });                                                             \
  }
JM_ARRAY_OF_TIME(Time)
JM_ARRAY_OF_TIME(std::optional<Time>)
#undef JM_ARRAY_OF_TIME

Params& Params::bytes_array(std::span<const std::string> v) {
  return array(v, [this](std::string_view e) {
    static constexpr char kHex[] = "0123456789abcdef";
    buffer_ += "\"\\\\x";
    for (const char c : e) {
      buffer_ += kHex[static_cast<unsigned char>(c) >> 4];
      buffer_ += kHex[static_cast<unsigned char>(c) & 15];
    }
    buffer_ += '"';
  });
}

}  // namespace jm::pg
