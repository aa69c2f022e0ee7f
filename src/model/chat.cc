#include "model/chat.h"

#include <algorithm>

#include "base/json_text.h"
#include "text/json_read.h"

namespace jm::model {

std::size_t Prompt::bytes() const {
  std::size_t n = 0;
  for (const Message& m : messages) n += m.text.size();
  return n;
}

std::string request_body(std::string_view model, const Prompt& prompt) {
  std::string out = "{\"model\":";
  append_json_string(out, model);
  out += ",\"messages\":[";
  for (std::size_t i = 0; i < prompt.messages.size(); ++i) {
    out += i > 0 ? ",{\"role\":" : "{\"role\":";
    append_json_string(out, prompt.messages[i].role);
    out += ",\"content\":";
    append_json_string(out, prompt.messages[i].text);
    out += '}';
  }
  out += "],\"max_tokens\":" + std::to_string(prompt.tokens_max) + ",\"temperature\":0,\"stream\":false";
  if (prompt.shape) {
    out += R"(,"response_format":{"type":"json_schema","json_schema":{"name":)";
    append_json_string(out, prompt.name);
    out += R"(,"strict":true,"schema":)" + prompt.shape->schema() + "}}";
  }
  return out + '}';
}

Result<Completion> read_completion(std::string_view body, const Prompt& prompt) {
  const auto bad = [](const char* what) { return fail(Code::kDataLoss, std::string("The model's endpoint did not answer as it should: ") + what + ".", "BAD_ANSWER"); };
  text::JsonReader reader(std::size_t{4} << 20);
  const auto doc = reader.parse(body);
  if (!doc || !doc->is_object()) return bad("no JSON object");
  const auto choices = (*doc)["choices"];
  if (!choices) return bad("no choices");
  text::JsonElements e(*choices);
  if (!e.next()) return bad("no choices");
  const auto message = e.value()["message"];
  const auto content = message ? (*message)["content"] : std::nullopt;
  if (!content || !content->string()) return bad("no text");
  Completion c;
  c.text = std::string(*content->string());
  if (const auto finish = e.value()["finish_reason"]) c.cut = finish->string() == "length";
  if (const auto usage = (*doc)["usage"]) {
    const auto in = (*usage)["prompt_tokens"], out = (*usage)["completion_tokens"];
    const auto n_in = in ? in->integer() : std::nullopt, n_out = out ? out->integer() : std::nullopt;
    // What an endpoint claims is believed within reason: a token is at least a byte.
    if (n_in && n_out && *n_in >= 0 && *n_out >= 0) {
      c.counted = true;
      c.tokens_in = std::min<std::int64_t>(*n_in, static_cast<std::int64_t>(prompt.bytes()) + 10'000);
      c.tokens_out = std::min<std::int64_t>(*n_out, std::max<std::int64_t>(prompt.tokens_max, static_cast<std::int64_t>(c.text.size())) + 10'000);
    }
  }
  if (!c.counted) {
    c.tokens_in = reckon_tokens(prompt.bytes());
    c.tokens_out = reckon_tokens(c.text.size());
  }
  return c;
}

std::string_view json_part(std::string_view text) {
  const auto first = text.find('{'), last = text.rfind('}');
  if (first == text.npos || last == text.npos || last < first) return {};
  return text.substr(first, last - first + 1);
}

std::int64_t reckon_tokens(std::size_t bytes) { return static_cast<std::int64_t>(bytes / 3) + 1; }

}  // namespace jm::model
