// Any bytes as a schema: refused with a message, or built; and a schema that was printed is as good as before.
#include <cstdlib>
#include <string_view>

#include "graphql/parser.h"
#include "graphql/print.h"
#include "graphql/schema.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm::graphql;
  const std::string_view sdl(reinterpret_cast<const char*>(data), size);
  const auto schema = build_schema(sdl);
  if (!schema) {
    if (schema.error().message.empty()) std::abort();
    return 0;
  }
  for (const auto& t : (*schema)->types()) {
    if ((*schema)->type(t.name) != &t) std::abort();
    for (const auto& f : t.fields) if (t.field(f.name) != &f || f.type->str().empty()) std::abort();
    for (const auto* p : t.possible_types) if (!t.is_possible(p) || p->kind != TypeKind::kObject) std::abort();
  }
  if (const auto again = build_schema(print(*parse(sdl, kTrustedLimits))); !again || (*again)->types().size() != (*schema)->types().size()) std::abort();
  return 0;
}
