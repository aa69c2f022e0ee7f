#include "objects/store.h"

#include "base/json_text.h"

namespace jm::objects {

Result<void> check_key(std::string_view key) {
  const auto bad = [](std::string message) { return fail(Code::kInvalidArgument, std::move(message), "BAD_KEY"); };
  if (key.empty()) return bad("An object key must not be empty.");
  if (key.size() > kKeyBytesMax) return bad("An object key has 1,024 bytes at most.");
  if (!is_valid_utf8(key)) return bad("An object key must be valid UTF-8.");
  for (const char c : key)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') return bad("An object key must not contain control characters or backslashes.");
  for (bool first = true; !key.empty(); first = false) {
    const auto slash = key.find('/');
    const auto segment = key.substr(0, slash);
    if (segment.empty() || slash == key.size() - 1) return bad("An object key must not start or end with '/', nor contain '//'.");
    if (segment == "." || segment == "..") return bad("An object key must not contain \".\" or \"..\" as a segment.");
    if (segment.size() > kSegmentBytesMax) return bad("A segment of an object key has 200 bytes at most.");
    if (first && segment == ".jm") return bad("Object keys below \".jm\" are reserved.");
    key = slash == key.npos ? std::string_view() : key.substr(slash + 1);
  }
  return {};
}

}  // namespace jm::objects
