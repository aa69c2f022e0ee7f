// Any bytes, whole and in pieces of any size: the parser must not crash, must not read differently depending on how TCP cut
// the bytes, and what it lets through must keep the promises of Request.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json_text.h"
#include "http/request_parser.h"

namespace {

using namespace jm::http;
using Step = RequestParser::Step;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(Request& r, std::size_t body_max) {
  require(r.path == "*" || r.path.starts_with('/'));
  require(jm::is_valid_utf8(r.path));
  require(r.path.find("/../") == std::string::npos && !r.path.ends_with("/..") && r.path.find("//") == std::string::npos);
  require(r.body.size() <= body_max);
  for (const auto& [name, value] : r.headers.all()) {
    require(!name.empty());
    for (const char c : value) require(static_cast<unsigned char>(c) >= 0x20 || c == '\t');
  }
  (void)r.query("q");
  (void)r.is_type("application/json");
}

// What a connection makes of the bytes when they arrive `step` at a time: one line per message.
std::vector<std::string> read_all(std::string_view bytes, std::size_t step) {
  static const Limits limits{.header_bytes_max = 1024, .header_count_max = 8, .target_bytes_max = 256, .body_bytes_max = 512};
  RequestParser parser(limits);
  std::vector<std::string> out;
  std::size_t start = 0, available = std::min(step, bytes.size());
  const auto more = [&] {
    if (available == bytes.size()) return false;
    available = std::min(available + step, bytes.size());
    return true;
  };
  for (;;) {
    auto s = parser.head(bytes.substr(start, available - start));
    while (s == Step::kNeedMore && more()) s = parser.head(bytes.substr(start, available - start));
    if (s == Step::kNeedMore) return out;
    if (s == Step::kDone) {
      start += parser.head_size();
      s = parser.begin_body(limits.body_bytes_max);
      while (s == Step::kNeedMore) {
        std::string_view rest = bytes.substr(start, available - start);
        s = parser.body(rest);
        start = available - rest.size();
        require(s != Step::kNeedMore || rest.empty());
        if (s == Step::kNeedMore && !more()) return out;
      }
    }
    if (s == Step::kRefused) {
      require(parser.refusal().status >= 400 && parser.refusal().status < 600);
      out.push_back("refused");
      return out;
    }
    Request& r = parser.request();
    check(r, limits.body_bytes_max);
    out.push_back(std::string(r.method_text) + " " + r.path + " " + r.body + (r.keep_alive ? "" : " close"));
    parser.reset();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 4096) return 0;
  const std::size_t step = data[0] % 16 + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  require(read_all(bytes, bytes.size()) == read_all(bytes, step));
  return 0;
}
