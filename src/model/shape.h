// What a model's answer must look like, written once: as the JSON schema that is sent along, and as the check of what comes back.
//
//   const Shape kAnswer = Shape::object({{"pros", Shape::list(Shape::text(300), 8)}, {"enough", Shape::boolean()}});
//   kAnswer.schema()                                         {"type":"object","properties":{…},"required":[…],"additionalProperties":false}
//   Result<void> ok = kAnswer.check(value);                  INVALID_ARGUMENT: "pros[2]: longer than 300 bytes"
//
// Every member is required and no other is allowed. Limits that OpenAI's strict mode does not know are checked, not sent.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "text/json_read.h"

namespace jm::model {

class Shape {
 public:
  static Shape object(std::vector<std::pair<std::string, Shape>> members);
  static Shape list(Shape of, std::size_t items_max);
  static Shape text(std::size_t bytes_max);
  static Shape one_of(std::vector<std::string> words);
  static Shape boolean();
  static Shape integer(std::int64_t min, std::int64_t max);

  std::string schema() const;
  Result<void> check(const text::JsonValue& value) const;

 private:
  enum class Kind : std::uint8_t { kObject, kList, kText, kWord, kBoolean, kInteger };
  explicit Shape(Kind kind) : kind_(kind) {}
  void append_schema(std::string& out) const;
  Result<void> check(const text::JsonValue& value, const std::string& at) const;

  Kind kind_;
  std::vector<std::pair<std::string, Shape>> members_;      // of a list: one, without a name
  std::vector<std::string> words_;
  std::size_t max_ = 0;
  std::int64_t from_ = 0, to_ = 0;
};

}  // namespace jm::model
