// What a resolver sees of the client's input: coerced values, already checked against the schema.
//
//   moveCard(applicationId: "42", newStatus: APPLIED)      args.string("applicationId"), args.string("newStatus")
//   updateProfile(input: {fullName: "Ada", skills: null})  args["input"].has("skills") && args["input"]["skills"].is_null()
//
// An Input is a small view (32 bytes, copied freely). What it points to lives in the plan (constants) or in the
// request's memory (variables) and is valid until the response has been written.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jm::graphql {

struct InputEntry;
struct PlanField;                      // plan.h

// A file of a multipart request. The bytes live as long as the request.
struct Upload {
  std::string_view file_name;          // as the client wrote it: a label, never a path
  std::string_view content_type;
  std::string_view bytes;
};

class Input {
 public:
  // kAbsent: not given at all (a field of an input object, an argument without default). Different from null.
  enum class Kind : std::uint8_t { kAbsent, kNull, kBoolean, kInt, kFloat, kString, kEnum, kList, kObject, kUpload };

  Input() = default;
  static Input null() { return Input(Kind::kNull); }
  static Input boolean(bool b);
  static Input integer(std::int64_t i, std::string_view text);      // text: the number as written
  static Input number(double d, std::string_view text);
  static Input string(std::string_view s);
  static Input enum_name(std::string_view s);
  static Input list(std::span<const Input> items);
  static Input object(std::span<const InputEntry> fields);
  static Input upload(std::size_t index);

  Kind kind() const { return kind_; }
  bool is_absent() const { return kind_ == Kind::kAbsent; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool has_value() const { return kind_ != Kind::kAbsent && kind_ != Kind::kNull; }

  // The value, or the neutral one ("" / 0 / false / empty) if it is absent, null or of another kind.
  std::string_view str() const { return kind_ == Kind::kString || kind_ == Kind::kEnum ? text() : std::string_view{}; }
  std::int64_t integer() const { return kind_ == Kind::kInt ? int_ : kind_ == Kind::kFloat ? static_cast<std::int64_t>(float_) : 0; }
  double number() const { return kind_ == Kind::kFloat ? float_ : kind_ == Kind::kInt ? static_cast<double>(int_) : 0; }
  bool boolean() const { return kind_ == Kind::kBoolean && int_ != 0; }
  std::span<const Input> items() const;
  std::span<const InputEntry> fields() const;
  std::size_t upload_index() const { return static_cast<std::size_t>(int_); }
  // The number as the client wrote it (kInt and kFloat): nothing is lost above 2^53.
  std::string_view number_text() const { return text(); }

  // A field of an input object; absent if there is none.
  Input operator[](std::string_view field) const;
  bool has(std::string_view field) const { return !(*this)[field].is_absent(); }

  // The value as JSON text (enum names become strings, uploads null). An absent value appends nothing.
  void append_json(std::string& out) const;
  std::string json() const;

 private:
  explicit Input(Kind kind) : kind_(kind) {}
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }

  Kind kind_ = Kind::kAbsent;
  union {
    std::int64_t int_ = 0;
    double float_;
  };
  const void* data_ = nullptr;
  std::size_t size_ = 0;
};

struct InputEntry {
  std::string_view name;
  Input value;
};

// The arguments of one field, with what the client selects below it.
class Args {
 public:
  Args() = default;
  Args(std::span<const InputEntry> values, const PlanField* field) : values_(values), field_(field) {}

  Input operator[](std::string_view name) const;
  bool has(std::string_view name) const { return !(*this)[name].is_absent(); }

  std::string_view string(std::string_view name) const { return (*this)[name].str(); }     // String, ID, enum
  std::int64_t integer(std::string_view name) const { return (*this)[name].integer(); }
  double number(std::string_view name) const { return (*this)[name].number(); }
  bool boolean(std::string_view name) const { return (*this)[name].boolean(); }
  // nullopt when absent or null.
  std::optional<std::string_view> optional_string(std::string_view name) const;
  std::optional<std::int64_t> optional_integer(std::string_view name) const;
  std::optional<bool> optional_boolean(std::string_view name) const;
  std::vector<std::string> strings(std::string_view name) const;                           // [String!], [ID!], [Enum!]
  // An input object or any value as JSON text; "null" when absent.
  std::string json(std::string_view name) const;

  // True if the client asks for this field below ("company" or "company.name"), whatever the alias or the concrete type.
  bool selects(std::string_view path) const;
  // True if every leaf below is one of `leaves` ("id", "company.name"); __typename does not count.
  bool selects_only(std::span<const std::string_view> leaves) const;

  // A number made of what is selected below and nothing else, so that it is made once and kept with the plan.
  template <class F>
  std::uint64_t once_per_plan(F compute) const {
    Memo* const memo = this->memo();
    if (memo == nullptr) return compute();
    if (!memo->is_set) *memo = {true, compute()};
    return memo->value;
  }
  struct Memo {
    bool is_set = false;
    std::uint64_t value = 0;
  };

  std::span<const InputEntry> all() const { return values_; }

 private:
  Memo* memo() const;
  std::span<const InputEntry> values_;
  const PlanField* field_ = nullptr;
};

}  // namespace jm::graphql
