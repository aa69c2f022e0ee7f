// A JsonValue is a simdjson element (document pointer and tape index) carried as bytes.
#include "text/json_read.h"

#include <simdjson.h>

#include <charconv>
#include <cstring>
#include <new>

namespace jm::text {

namespace {

namespace dom = simdjson::dom;
static_assert(sizeof(dom::element) == 16 && std::is_trivially_copyable_v<dom::element>);
static_assert(sizeof(dom::object::iterator) == 16 && std::is_trivially_copyable_v<dom::object::iterator>);
static_assert(sizeof(dom::array::iterator) == 16 && std::is_trivially_copyable_v<dom::array::iterator>);

template <class T>
T load(const std::byte* raw) {
  T t;
  std::memcpy(static_cast<void*>(&t), raw, sizeof t);
  return t;
}
template <class T>
void store(std::byte* raw, const T& t) { std::memcpy(raw, static_cast<const void*>(&t), sizeof t); }

}  // namespace

JsonKind JsonValue::kind() const {
  switch (load<dom::element>(raw_).type()) {
    case dom::element_type::ARRAY: return JsonKind::kArray;
    case dom::element_type::OBJECT: return JsonKind::kObject;
    case dom::element_type::STRING: return JsonKind::kString;
    case dom::element_type::INT64: case dom::element_type::UINT64: return JsonKind::kInt;
    case dom::element_type::DOUBLE: return JsonKind::kDouble;
    case dom::element_type::BOOL: return JsonKind::kBool;
    case dom::element_type::NULL_VALUE: return JsonKind::kNull;
  }
  return JsonKind::kNull;
}

std::optional<std::string_view> JsonValue::string() const {
  std::string_view s;
  if (load<dom::element>(raw_).get_string().get(s)) return std::nullopt;
  return s;
}

std::optional<bool> JsonValue::boolean() const {
  bool b;
  if (load<dom::element>(raw_).get_bool().get(b)) return std::nullopt;
  return b;
}

std::optional<std::int64_t> JsonValue::integer() const {
  std::int64_t i;
  if (load<dom::element>(raw_).get_int64().get(i)) return std::nullopt;
  return i;
}

std::optional<double> JsonValue::number() const {
  double d;
  if (load<dom::element>(raw_).get_double().get(d)) return std::nullopt;
  return d;
}

std::optional<std::string> JsonValue::text() const {
  const auto e = load<dom::element>(raw_);
  switch (e.type()) {
    case dom::element_type::STRING: return std::string(*string());
    case dom::element_type::INT64: return std::to_string(*integer());
    case dom::element_type::UINT64: return std::to_string(e.get_uint64().value_unsafe());
    case dom::element_type::BOOL: return std::string(*boolean() ? "true" : "false");
    case dom::element_type::DOUBLE: {
      char buffer[32];
      const auto r = std::to_chars(buffer, buffer + sizeof buffer, *number());
      return std::string(buffer, r.ptr);
    }
    default: return std::nullopt;
  }
}

std::optional<JsonValue> JsonValue::operator[](std::string_view key) const {
  dom::object o;
  if (load<dom::element>(raw_).get_object().get(o)) return std::nullopt;
  dom::element e;
  if (o.at_key(key).get(e)) return std::nullopt;
  JsonValue v;
  store(v.raw_, e);
  return v;
}

JsonMembers::JsonMembers(const JsonValue& object) {
  dom::object o;
  if (load<dom::element>(object.raw_).get_object().get(o)) return;
  any_ = true;
  store(at_, o.begin());
  store(end_, o.end());
}

bool JsonMembers::next() {
  if (!any_) return false;
  auto at = load<dom::object::iterator>(at_);
  if (started_) ++at;
  started_ = true;
  store(at_, at);
  if (!(at != load<dom::object::iterator>(end_))) return any_ = false;
  key_ = at.key();
  store(value_.raw_, at.value());
  return true;
}

JsonElements::JsonElements(const JsonValue& array) {
  dom::array a;
  if (load<dom::element>(array.raw_).get_array().get(a)) return;
  any_ = true;
  store(at_, a.begin());
  store(end_, a.end());
}

bool JsonElements::next() {
  if (!any_) return false;
  auto at = load<dom::array::iterator>(at_);
  if (started_) ++at;
  started_ = true;
  store(at_, at);
  if (!(at != load<dom::array::iterator>(end_))) return any_ = false;
  store(value_.raw_, *at);
  return true;
}

struct JsonReader::Impl {
  dom::parser parser;
  std::string padded;
  std::size_t bytes_max;
};

JsonReader::JsonReader(std::size_t bytes_max) : impl_(std::make_unique<Impl>()) { impl_->bytes_max = bytes_max; }
JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;

Result<JsonValue> JsonReader::parse(std::string_view bytes) {
  const auto no = [&](JsonProblem p, std::string message, std::string reason) {
    problem_ = p;
    return fail(Code::kInvalidArgument, std::move(message), std::move(reason));
  };
  if (bytes.size() > impl_->bytes_max)
    return no(JsonProblem::kTooBig, "The JSON document is larger than " + std::to_string(impl_->bytes_max) + " bytes.", "JSON_TOO_BIG");
  Impl& m = *impl_;
  if (m.parser.capacity() < bytes.size() || m.parser.max_depth() != kJsonDepthMax) {
    const std::size_t room = std::max<std::size_t>(bytes.size() + bytes.size() / 2, 64 * 1024);
    if (m.parser.allocate(room, kJsonDepthMax)) throw std::bad_alloc();
  }
  m.padded.assign(bytes);
  m.padded.append(simdjson::SIMDJSON_PADDING, ' ');
  dom::element root;
  if (const auto error = m.parser.parse(m.padded.data(), bytes.size(), false).get(root)) {
    switch (error) {
      case simdjson::DEPTH_ERROR:
        return no(JsonProblem::kTooDeep, "The JSON is nested more than " + std::to_string(kJsonDepthMax) + " levels deep.", "JSON_TOO_DEEP");
      case simdjson::UTF8_ERROR: return no(JsonProblem::kInvalidUtf8, "The JSON holds bytes that are not UTF-8.", "JSON_INVALID_UTF8");
      case simdjson::NUMBER_ERROR: return no(JsonProblem::kMalformed, "The JSON holds a number that no 64-bit type can take.", "JSON_MALFORMED");
      case simdjson::MEMALLOC: throw std::bad_alloc();
      default: return no(JsonProblem::kMalformed, "This is not valid JSON.", "JSON_MALFORMED");
    }
  }
  JsonValue v;
  store(v.raw_, root);
  return v;
}

}  // namespace jm::text
