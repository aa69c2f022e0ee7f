// Whatever an endpoint sends: it is a completion within bounds, or an error; and the JSON in it is checked without harm.
#include <cstdint>
#include <cstdlib>

#include "model/chat.h"
#include "model/client.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::model;
  static const Shape shape = Shape::object({{"pros", Shape::list(Shape::object({{"text", Shape::text(50)}, {"facts", Shape::list(Shape::text(8), 3)}}), 4)}, {"ok", Shape::boolean()}});
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  Prompt prompt;
  prompt.messages = {{"user", "?"}};
  const auto c = read_completion(body, prompt);
  if (c && (c->tokens_in < 0 || c->tokens_out < 0 || c->tokens_in > 20'000 || c->text.size() > body.size() * 3 + 3)) std::abort();
  const std::string_view json = json_part(c ? std::string_view(c->text) : body);
  jm::text::JsonReader reader;
  if (const auto doc = reader.parse(json)) (void)shape.check(*doc);
  (void)parse_retry_after(body, {});
  (void)clean_base_url(body);
  return 0;
}
