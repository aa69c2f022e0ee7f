// The pure reader: any words anywhere. Each line of the input is "x y size flags word".
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json_text.h"
#include "cv/json.h"
#include "cv/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  if (size > 20'000) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<text::Page> pages(1);
  pages[0].width = 595, pages[0].height = 842;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    std::string line(rest.substr(0, end));
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    char* at = line.data();
    const float x = std::strtof(at, &at), y = std::strtof(at, &at), points = std::strtof(at, &at);
    const long flags = std::strtol(at, &at, 10);
    if (flags == 9 && pages.size() < 5) {
      pages.push_back(pages[0]);
      pages.back().words.clear();
    }
    while (*at == ' ') ++at;
    const std::string word(at);
    if (word.empty() || !is_valid_utf8(word) || !(x > -1e4F && x < 1e4F && y > -1e4F && y < 1e4F && points > 0.1F && points < 500)) continue;
    pages.back().words.push_back({word, {x, y, x + static_cast<float>(word.size()) * points / 2, y + points}, points, (flags & 1) != 0, (flags & 2) != 0});
  }
  const std::string json = cv::to_json(cv::read_pages(pages));
  const auto back = cv::from_json(json);
  if (!back || !is_valid_utf8(json)) std::abort();
  return 0;
}
