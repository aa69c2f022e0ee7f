// Where leaf values go: straight into the bytes of the response.
//
// Out is given to a bound field function, which writes exactly one value (nothing at all counts as null). Out knows the
// field's type and checks every value against it: an Int outside 32 bits, a NaN, an enum name the schema does not have, a
// null where the schema forbids one become field errors with the right path, and the bytes already written for the value
// are taken back to the nearest place that may be null.
//
//   [String!]   out.begin_list(); out.string("a"); out.null(); out.end_list();   ->   null + one error at path [..., 1]
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jm::graphql {

// The part of a leaf field's type that matters for writing. Level 0 is the field's own value, level `list_depth` the scalar.
struct LeafShape {
  enum class Scalar : std::uint8_t { kString, kId, kInt, kFloat, kBoolean, kEnum, kCustom };
  static constexpr std::size_t kListDepthMax = 7;

  Scalar scalar = Scalar::kString;
  std::uint8_t list_depth = 0;
  std::uint8_t non_null = 0;                                  // bit d: level d may not be null
  std::span<const std::string_view> enum_names = {};
  std::string_view type_name = {};
};

class Out {
 public:
  // Told of each error as it happens; `indices` lead from the field to the list item at fault.
  struct Errors {
    virtual void value_error(Error error, std::span<const std::uint32_t> indices) = 0;
    // "Cannot return null for non-nullable field Job.title."
    virtual void null_error(std::span<const std::uint32_t> indices) = 0;
   protected:
    ~Errors() = default;
  };

  Out(std::string& bytes, const LeafShape& shape, Errors& errors) : bytes_(bytes), shape_(&shape), errors_(errors) {}
  Out(const Out&) = delete;

  void null();
  void string(std::string_view s);                            // String, ID, custom scalars; an enum's name
  void id(std::string_view s) { string(s); }
  void enum_value(std::string_view name) { string(name); }
  void int32(std::int64_t v);                                 // Int (range checked), Float, ID, custom scalars
  void float64(double v);                                     // Float, custom scalars; Int if it is a whole number
  void boolean(bool v);
  void json(std::string_view text);                           // custom scalars only: valid JSON text, passed on as it is
  void begin_list();
  void end_list();
  void error(Error error);                                    // this value failed: recorded, null in its place

  // Used by the executor. reset() arms the same Out for another field; finish() ends the value and returns false when the
  // field itself turned out null although its type forbids it (the error is recorded, the bytes are taken back).
  void reset(const LeafShape& shape);
  bool finish();

 private:
  struct Level {
    std::size_t start = 0;                                    // offset of '['
    std::uint32_t count = 0;                                  // items begun
  };
  bool begin_value();                                         // false: the value is to be dropped
  void end_value() {}
  void reject(std::string message);                           // the resolver wrote what the type does not allow
  void fail_here();                                           // error recorded: null here, or break outwards
  bool at_scalar() const { return depth_ == shape_->list_depth; }
  std::span<const std::uint32_t> indices();

  std::string& bytes_;
  const LeafShape* shape_;
  Errors& errors_;
  std::uint8_t depth_ = 0;                                    // open lists
  std::int8_t broken_ = -1;                                   // >= 0: drop everything until the list of this level ends; -1: sound
  bool written_ = false;
  bool field_null_ = false;                                   // a null climbed out of the field
  std::array<Level, LeafShape::kListDepthMax + 1> levels_{};
  std::array<std::uint32_t, LeafShape::kListDepthMax + 1> indices_{};
};

// Appends v as JSON.stringify does: the shortest text that reads back the same, without exponent between 1e-6 and 1e21.
// v must be finite.
void append_json_number(std::string& out, double v);
void append_json_number(std::string& out, std::int64_t v);

// Where a list field puts its objects. Nested lists by begin()/end().
class ObjectList {
 public:
  void add(const void* object) { items_.push_back(object); }  // nullptr: a null item
  void begin() { items_.push_back(&kBegin); }
  void end() { items_.push_back(&kEnd); }
  void null() { null_ = true; }                               // the whole list is null
  void fail(Error error) { error_ = std::move(error), failed_ = true; }

  static bool is_begin(const void* p) { return p == &kBegin; }
  static bool is_end(const void* p) { return p == &kEnd; }
  std::vector<const void*>& items() { return items_; }
  bool is_null() const { return null_; }
  bool failed() const { return failed_; }
  Error& error() { return error_; }
  void clear() { items_.clear(), null_ = failed_ = false; }

 private:
  static const char kBegin, kEnd;
  std::vector<const void*> items_;
  Error error_;
  bool null_ = false, failed_ = false;
};

}  // namespace jm::graphql
