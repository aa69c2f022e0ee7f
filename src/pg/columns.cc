#include "pg/columns.h"

#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "base/clock.h"
#include "base/ids.h"

namespace jm::pg {
namespace {

// Element types, as pg_type has them.
constexpr std::uint32_t kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kVarchar = 1043, kTimestamptz = 1184, kUuid = 2950;
constexpr std::int64_t kEpoch_us = 946'684'800'000'000;      // 2000-01-01 in microseconds since 1970
constexpr std::size_t kHeadBytes = 20;

template <class Number>
Number big_endian(const char* at) {
  std::make_unsigned_t<Number> v;
  std::memcpy(&v, at, sizeof v);
  if constexpr (sizeof v == 2) v = __builtin_bswap16(v);
  else if constexpr (sizeof v == 4) v = __builtin_bswap32(v);
  else v = __builtin_bswap64(v);
  return static_cast<Number>(v);
}

template <class Number>
void append_number(std::string& out, Number v) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, v).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

std::size_t width(std::uint32_t type) {
  switch (type) {
    case kBool: return 1;
    case kInt2: return 2;
    case kInt4: return 4;
    case kInt8: case kTimestamptz: return 8;
    case kUuid: return 16;
    default: return 0;
  }
}

struct Head {
  std::uint32_t type = 0;
  int size = 0;
};

Head head_of(std::string_view array) {
  if (array.size() == 12 && big_endian<std::int32_t>(array.data()) == 0) return {};      // no element
  if (array.size() < kHeadBytes || big_endian<std::int32_t>(array.data()) != 1) throw BadColumn("not a one-dimensional array in binary");
  const Head head{big_endian<std::uint32_t>(array.data() + 8), big_endian<std::int32_t>(array.data() + 12)};
  if (width(head.type) == 0 && head.type != kText && head.type != kVarchar) throw BadColumn("an array of type " + std::to_string(head.type));
  return head;
}

}  // namespace

bool Column::append_next(std::string& out) {
  if (left_ == 0) return false;
  --left_;
  if (end_ - at_ < 4) throw BadColumn("an array ends early");
  const auto length = big_endian<std::int32_t>(at_);
  at_ += 4;
  if (length < 0) return false;
  const auto n = static_cast<std::size_t>(length);
  if (static_cast<std::size_t>(end_ - at_) < n || (width(type_) != 0 && width(type_) != n)) throw BadColumn("an array element of the wrong size");
  const char* const value = std::exchange(at_, at_ + n);
  switch (type_) {
    case kUuid: {
      Uuid id;
      std::memcpy(id.bytes.data(), value, n);
      id.append_to(out);
      break;
    }
    case kBool: out += *value != 0 ? 't' : 'f'; break;
    case kInt2: append_number(out, big_endian<std::int16_t>(value)); break;
    case kInt4: append_number(out, big_endian<std::int32_t>(value)); break;
    case kInt8: append_number(out, big_endian<std::int64_t>(value)); break;
    case kTimestamptz: {
      const auto us = big_endian<std::int64_t>(value);
      const bool finite = us > std::numeric_limits<std::int64_t>::min() && us < std::numeric_limits<std::int64_t>::max() - kEpoch_us;
      append_iso(out, Time{finite ? us + kEpoch_us : us});
      break;
    }
    default: out.append(value, n);
  }
  return true;
}

Columns::Columns(Rows answer) : answer_(std::move(answer)) {
  if (answer_.size() != 1) throw BadColumn("a list as columns is one row, not " + std::to_string(answer_.size()));
  const Row row = answer_.front();
  for (int column = 0; column < answer_.columns(); ++column) {
    if (row.is_null(column)) continue;
    const int size = head_of(row.text(column)).size;
    if (size_ != 0 && size != size_) throw BadColumn("columns of different lengths");
    size_ = size;
  }
}

Column Columns::operator[](int column) const {
  const Row row = answer_.front();
  if (row.is_null(column)) return {nullptr, nullptr, 0, 0};
  const std::string_view array = row.text(column);
  const Head head = head_of(array);
  return {array.data() + std::min(kHeadBytes, array.size()), array.data() + array.size(), head.type, head.size};
}

}  // namespace jm::pg
