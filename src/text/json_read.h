// Reading JSON: the house's door to simdjson, without its header.
//
//   JsonReader reader;                                     // keep one; it owns the memory of the last document
//   auto doc = reader.parse(bytes);                        // Result<JsonValue>; bytes are copied
//   for (JsonMembers m(*doc); m.next();) if (m.key() == "id") id = m.value().text();
//
// Values are views into the reader's last document and die with its next parse(). Wrong types are empty optionals, never
// errors: whoever reads decides what is essential.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jm::text {

inline constexpr std::size_t kJsonDepthMax = 64;

enum class JsonKind : std::uint8_t { kNull, kBool, kInt, kDouble, kString, kArray, kObject };

class JsonValue {
 public:
  JsonKind kind() const;
  bool is_object() const { return kind() == JsonKind::kObject; }
  bool is_array() const { return kind() == JsonKind::kArray; }
  bool is_null() const { return kind() == JsonKind::kNull; }

  std::optional<std::string_view> string() const;
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer() const;        // an integer within int64
  std::optional<double> number() const;               // any number
  // A string, or a number or boolean as its text: for ids that come as either.
  std::optional<std::string> text() const;

  // Member or element; empty when absent or of another kind. Linear: fine for a few look-ups, else use JsonMembers.
  std::optional<JsonValue> operator[](std::string_view key) const;

 private:
  friend class JsonReader;
  friend class JsonMembers;
  friend class JsonElements;
  alignas(8) std::byte raw_[16];
};

// Members in document order, duplicates included. Over anything but an object: none.
class JsonMembers {
 public:
  explicit JsonMembers(const JsonValue& object);
  bool next();
  std::string_view key() const { return key_; }
  const JsonValue& value() const { return value_; }

 private:
  alignas(8) std::byte at_[16], end_[16];
  std::string_view key_;
  JsonValue value_;
  bool started_ = false, any_ = false;
};

// Elements in order. Over anything but an array: none.
class JsonElements {
 public:
  explicit JsonElements(const JsonValue& array);
  bool next();
  const JsonValue& value() const { return value_; }

 private:
  alignas(8) std::byte at_[16], end_[16];
  JsonValue value_;
  bool started_ = false, any_ = false;
};

enum class JsonProblem : std::uint8_t { kMalformed, kTooDeep, kInvalidUtf8, kTooBig };

class JsonReader {
 public:
  explicit JsonReader(std::size_t bytes_max = std::size_t{64} << 20);
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;

  // One document, nothing after it but blanks. Error reason: "JSON_MALFORMED", "JSON_TOO_DEEP", "JSON_INVALID_UTF8",
  // "JSON_TOO_BIG"; last_problem() gives the same as a value.
  Result<JsonValue> parse(std::string_view bytes);
  JsonProblem last_problem() const { return problem_; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  JsonProblem problem_ = JsonProblem::kMalformed;
};

}  // namespace jm::text
