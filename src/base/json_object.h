// Builds one flat JSON object as text: {"type":"CARD_MOVED","count":3}. For the small objects of events and commands; what is
// large or nested is Boost.JSON's.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/json_text.h"

namespace jm {

class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value) {
    begin(key);
    append_json_string(out_, value);
    return *this;
  }
  // Left out when empty.
  JsonObject& optional_text(std::string_view key, std::string_view value) { return value.empty() ? *this : text(key, value); }
  JsonObject& id(std::string_view key, const Uuid& value) { return text(key, value.str()); }
  JsonObject& number(std::string_view key, std::int64_t value) { return raw(key, std::to_string(value)); }
  JsonObject& boolean(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  JsonObject& null(std::string_view key) { return raw(key, "null"); }
  // `json` is JSON already.
  JsonObject& raw(std::string_view key, std::string_view json) {
    begin(key);
    out_ += json;
    return *this;
  }
  std::string str() const { return out_ + '}'; }

 private:
  void begin(std::string_view key) {
    if (out_.size() > 1) out_ += ',';
    append_json_string(out_, key);
    out_ += ':';
  }
  std::string out_ = "{";
};

}  // namespace jm
