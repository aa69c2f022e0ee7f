#include "coach/question.h"

#include "base/json_text.h"
#include "crypto/hash.h"

namespace jm::coach {

Chance chance_of(std::string_view seed) {
  const std::string chance = crypto::to_hex(crypto::sha256("question " + std::string(seed)));
  return {chance.substr(0, 24), "canary-" + chance.substr(24, 16)};
}

std::expected<text::JsonValue, std::string> read_answer(text::JsonReader& reader, std::string_view json, const model::Shape& shape, std::string_view canary) {
  const auto doc = reader.parse(json);
  if (!doc) return std::unexpected(std::string("it is not valid JSON"));
  if (const auto ok = shape.check(*doc); !ok) return std::unexpected(ok.error().message);
  if (!canary.empty() && json.find(canary) != json.npos) return std::unexpected(unusable("it repeats the instructions", {}));
  return *doc;
}

std::string unusable(std::string_view why, const std::vector<std::string>& refused) {
  std::string out = "UNUSABLE: " + std::string(why);
  for (std::size_t i = 0; i < refused.size() && i < 6; ++i) out += (i == 0 ? " (" : "; ") + refused[i];
  if (!refused.empty()) out += ")";
  return out;
}

std::vector<std::string> texts(const text::JsonValue& object, std::string_view key) {
  std::vector<std::string> out;
  if (const auto list = object[key])
    for (text::JsonElements e(*list); e.next();) out.emplace_back(e.value().string().value_or(""));
  return out;
}

std::string texts_json(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& t : texts) {
    if (out.size() > 1) out += ',';
    append_json_string(out, t);
  }
  return out + "]";
}

}  // namespace jm::coach
