#include "graphql/json_in.h"

#include <simdjson.h>

#include <charconv>
#include <string>
#include <vector>

#include "base/json_text.h"
#include "graphql/name_index.h"

namespace jm::graphql {
namespace {

namespace ondemand = simdjson::ondemand;

class Reader {
 public:
  explicit Reader(Arena& arena) : arena_(arena) {}

  JsonInError error() const { return error_; }

  // nullopt: error_ says why.
  std::optional<Input> value(ondemand::value v, int depth) {
    ondemand::json_type type;
    if (v.type().get(type)) return bad();
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object o;
        if (v.get_object().get(o)) return bad();
        return object(o, depth);
      }
      case ondemand::json_type::array: {
        ondemand::array a;
        if (v.get_array().get(a)) return bad();
        return array(a, depth);
      }
      case ondemand::json_type::string: {
        std::string_view s;
        if (v.get_string().get(s)) return bad();
        return Input::string(arena_.copy(s));
      }
      case ondemand::json_type::boolean: {
        bool b;
        if (v.get_bool().get(b)) return bad();
        return Input::boolean(b);
      }
      case ondemand::json_type::null: {
        bool is_null = false;
        if (v.is_null().get(is_null) || !is_null) return bad();
        return Input::null();
      }
      case ondemand::json_type::number: return number(v);
    }
    return bad();
  }

  std::optional<Input> object(ondemand::object o, int depth) {
    if (depth >= kJsonInDepthMax) return bad(JsonInError::kTooDeep);
    std::vector<InputEntry> entries;
    NameIndex seen;                           // only once there are many: few members are found faster by looking
    for (auto field : o) {
      std::string_view key;
      if (field.unescaped_key().get(key)) return bad();
      key = arena_.copy(key);
      ondemand::value v;
      if (field.value().get(v)) return bad();
      const auto read = value(v, depth + 1);
      if (!read) return std::nullopt;
      if (InputEntry* earlier = find(entries, seen, key)) {
        earlier->value = *read;
        continue;
      }
      entries.push_back({key, *read});
      if (entries.size() == kFew) for (const auto& e : entries) seen.add(e.name);
      else if (entries.size() > kFew) seen.add(key);
    }
    return Input::object(arena_.copy(entries.data(), entries.size()));
  }

  std::optional<Input> array(ondemand::array a, int depth) {
    if (depth >= kJsonInDepthMax) return bad(JsonInError::kTooDeep);
    std::vector<Input> items;
    for (auto element : a) {
      ondemand::value v;
      if (element.get(v)) return bad();
      const auto read = value(v, depth + 1);
      if (!read) return std::nullopt;
      items.push_back(*read);
    }
    return Input::list(arena_.copy(items.data(), items.size()));
  }

 private:
  static constexpr std::size_t kFew = 16;

  static InputEntry* find(std::vector<InputEntry>& entries, const NameIndex& seen, std::string_view key) {
    if (entries.size() >= kFew) {
      const auto at = seen.find(key);
      return at == NameIndex::kNone ? nullptr : &entries[at];
    }
    for (auto& e : entries) if (e.name == key) return &e;
    return nullptr;
  }

  std::optional<Input> number(ondemand::value v) {
    std::string_view text = v.raw_json_token();
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    double d;
    if (v.get_double().get(d)) return bad();  // checks the grammar; integers of any length are read as double here
    text = arena_.copy(text);
    std::int64_t i = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, ec] = std::from_chars(text.data(), end, i);
    if (ec == std::errc{} && stopped == end) return Input::integer(i, text);
    return Input::number(d, text);
  }

  std::optional<Input> bad(JsonInError error = JsonInError::kMalformed) {
    error_ = error;
    return std::nullopt;
  }

  Arena& arena_;
  JsonInError error_ = JsonInError::kMalformed;
};

}  // namespace

std::expected<Input, JsonInError> read_json(std::string_view text, Arena& arena) {
  // One reader per thread: its tables grow to the largest document and are used again.
  thread_local ondemand::parser parser;
  thread_local std::string padded;
  padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  padded.assign(text);
  ondemand::document document;
  if (const auto error = parser.iterate(simdjson::padded_string_view(padded.data(), text.size(), padded.capacity())).get(document))
    return std::unexpected(error == simdjson::UTF8_ERROR ? JsonInError::kInvalidUtf8 : JsonInError::kMalformed);
  Reader reader(arena);
  std::optional<Input> read;
  ondemand::json_type type;
  if (document.type().get(type)) return std::unexpected(JsonInError::kMalformed);
  if (type == ondemand::json_type::object) {
    ondemand::object o;
    if (document.get_object().get(o)) return std::unexpected(JsonInError::kMalformed);
    read = reader.object(o, 0);
  } else if (type == ondemand::json_type::array) {
    ondemand::array a;
    if (document.get_array().get(a)) return std::unexpected(JsonInError::kMalformed);
    read = reader.array(a, 0);
  } else {
    return std::unexpected(JsonInError::kMalformed);
  }
  if (!read) return std::unexpected(reader.error());
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return std::unexpected(JsonInError::kMalformed);
  return *read;
}

std::string_view json_in_message(JsonInError error) {
  switch (error) {
    case JsonInError::kInvalidUtf8: return "is not valid UTF-8";
    case JsonInError::kTooDeep: return "is nested too deep";
    case JsonInError::kMalformed: break;
  }
  return "is not a JSON object";
}

bool replace_null(Input& root, std::string_view path, Input value) {
  Input* at = &root;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const auto step = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    Input* next = nullptr;
    if (at->kind() == Input::Kind::kObject) {
      for (const auto& f : at->fields()) if (f.name == step) next = const_cast<Input*>(&f.value);
    } else if (at->kind() == Input::Kind::kList) {
      std::size_t index = 0;
      const char* end = step.data() + step.size();
      const auto [stopped, ec] = std::from_chars(step.data(), end, index);
      if (ec == std::errc{} && stopped == end && index < at->items().size()) next = const_cast<Input*>(&at->items()[index]);
    }
    if (next == nullptr) return false;
    at = next;
  }
  if (!at->is_null()) return false;
  *at = value;
  return true;
}

}  // namespace jm::graphql
