#include "graphql/writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/json_text.h"

namespace jm::graphql {

using Scalar = LeafShape::Scalar;

constinit const char ObjectList::kBegin = 0;
constinit const char ObjectList::kEnd = 0;

void append_json_number(std::string& out, double v) {
  if (v == 0) {
    out += '0';                          // minus zero too
    return;
  }
  char text[40];
  const double size = std::fabs(v);
  const bool plain = size >= 1e-6 && size < 1e21;
  const auto end = plain ? std::to_chars(text, text + sizeof text, v, std::chars_format::fixed).ptr : std::to_chars(text, text + sizeof text, v).ptr;
  out.append(text, end);
}

void append_json_number(std::string& out, std::int64_t v) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, v).ptr;
  out.append(text, end);
}

void Out::reset(const LeafShape& shape) {
  shape_ = &shape;
  depth_ = 0;
  broken_ = -1;
  written_ = field_null_ = false;
}

std::span<const std::uint32_t> Out::indices() {
  for (std::uint8_t d = 0; d < depth_; ++d) indices_[d] = levels_[d].count - 1;
  return {indices_.data(), depth_};
}

// Called before each value (a list is one): counts it, writes the comma, says whether it is wanted at all.
bool Out::begin_value() {
  if (broken_ >= 0 || field_null_) return false;
  if (depth_ > 0) {
    if (levels_[depth_ - 1].count++ != 0) bytes_ += ',';
    return true;
  }
  if (written_) {
    // The first value is already in the bytes; one more would make the response unreadable.
    errors_.value_error(Error{Code::kInternal, "A resolver wrote more than one value for a field."}, {});
    return false;
  }
  written_ = true;
  return true;
}

// An error is on record for the value at the current place: null if the type allows it, else climb out of lists.
void Out::fail_here() {
  if (((shape_->non_null >> depth_) & 1) == 0) {
    bytes_ += "null";
    return;
  }
  // The value of level depth_ may not be null, so the list of level depth_-1 is null, if it may be, and so on.
  int level = static_cast<int>(depth_) - 1;
  while (level >= 0 && ((shape_->non_null >> level) & 1)) --level;
  if (level < 0) {
    if (depth_ > 0) bytes_.resize(levels_[0].start);
    field_null_ = true;
    return;
  }
  bytes_.resize(levels_[static_cast<std::size_t>(level)].start);
  bytes_ += "null";
  broken_ = static_cast<std::int8_t>(level);
}

void Out::null() {
  if (!begin_value()) return;
  if ((shape_->non_null >> depth_) & 1) errors_.null_error(indices());
  fail_here();
}

void Out::error(Error error) {
  if (!begin_value()) return;
  errors_.value_error(std::move(error), indices());
  fail_here();
}

void Out::reject(std::string message) {
  errors_.value_error(Error{Code::kInternal, std::move(message)}, indices());
  fail_here();
}

void Out::string(std::string_view s) {
  if (shape_->list_depth == 0 && shape_->scalar <= Scalar::kId && !written_) {     // nearly every field there is
    written_ = true;
    return append_json_string(bytes_, s);
  }
  if (!begin_value()) return;
  if (!at_scalar()) return reject("A list was expected, a string was written.");
  switch (shape_->scalar) {
    case Scalar::kString:
    case Scalar::kId:
    case Scalar::kCustom: append_json_string(bytes_, s); return;
    case Scalar::kEnum:
      if (std::ranges::find(shape_->enum_names, s) == shape_->enum_names.end())
        return reject("Enum \"" + std::string(shape_->type_name) + "\" cannot represent value: \"" + std::string(s) + "\"");
      bytes_ += '"';
      bytes_ += s;
      bytes_ += '"';
      return;
    default: return reject(std::string(shape_->type_name) + " cannot represent a string.");
  }
}

void Out::int32(std::int64_t v) {
  if (!begin_value()) return;
  if (!at_scalar()) return reject("A list was expected, a number was written.");
  switch (shape_->scalar) {
    case Scalar::kInt:
      if (v < INT32_MIN || v > INT32_MAX) return reject("Int cannot represent non 32-bit signed integer value: " + std::to_string(v));
      return append_json_number(bytes_, v);
    case Scalar::kFloat:
    case Scalar::kCustom: return append_json_number(bytes_, v);
    case Scalar::kId:
      bytes_ += '"';
      append_json_number(bytes_, v);
      bytes_ += '"';
      return;
    default: return reject(std::string(shape_->type_name) + " cannot represent a number.");
  }
}

void Out::float64(double v) {
  if (!begin_value()) return;
  if (!at_scalar()) return reject("A list was expected, a number was written.");
  switch (shape_->scalar) {
    case Scalar::kFloat:
    case Scalar::kCustom:
      if (!std::isfinite(v)) return reject(std::string(shape_->type_name) + " cannot represent non numeric value: " + (std::isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity"));
      return append_json_number(bytes_, v);
    case Scalar::kInt:
      if (!(std::trunc(v) == v)) return reject("Int cannot represent non-integer value.");
      if (v < INT32_MIN || v > INT32_MAX) return reject("Int cannot represent non 32-bit signed integer value.");
      return append_json_number(bytes_, static_cast<std::int64_t>(v));
    default: return reject(std::string(shape_->type_name) + " cannot represent a number.");
  }
}

void Out::boolean(bool v) {
  if (!begin_value()) return;
  if (!at_scalar()) return reject("A list was expected, a boolean was written.");
  if (shape_->scalar != Scalar::kBoolean && shape_->scalar != Scalar::kCustom) return reject(std::string(shape_->type_name) + " cannot represent a boolean.");
  bytes_ += v ? "true" : "false";
}

void Out::json(std::string_view text) {
  if (text.empty() || text == "null") return null();
  if (!begin_value()) return;
  if (!at_scalar()) return reject("A list was expected, JSON was written.");
  if (shape_->scalar != Scalar::kCustom) return reject(std::string(shape_->type_name) + " cannot represent raw JSON.");
  bytes_ += text;
}

// While broken_ or past a rejected '[', depth_ still counts the lists, so that the end of the dropped one is recognised.
void Out::begin_list() {
  if (field_null_) return;
  if (broken_ >= 0) {
    ++depth_;
    return;
  }
  if (!begin_value()) return;
  if (depth_ == shape_->list_depth) {
    reject(std::string(shape_->type_name) + " cannot represent a list.");
    if (field_null_) return;
    if (broken_ < 0) broken_ = static_cast<std::int8_t>(depth_);
    ++depth_;
    return;
  }
  levels_[depth_] = {bytes_.size(), 0};
  bytes_ += '[';
  ++depth_;
}

void Out::end_list() {
  if (field_null_ || depth_ == 0) return;
  --depth_;
  if (broken_ < 0) bytes_ += ']';
  else if (depth_ == broken_) broken_ = -1;
}

bool Out::finish() {
  if (field_null_) return false;
  if (depth_ > 0) {                      // a list was left open
    const bool sound = broken_ < 0;
    bytes_.resize(sound ? levels_[0].start : bytes_.size());
    depth_ = 0;
    if (sound) reject("A resolver left a list open.");
    return !field_null_;
  }
  if (!written_) null();
  return !field_null_;
}

}  // namespace jm::graphql
