// A picture of a page -> words. One engine reads one page after another; not for several threads at once.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "text/page.h"

namespace jm::ocr {

inline constexpr const char* kLibrary = "libtesseract.so.5";
inline constexpr const char* kLanguages = "fra+eng";
inline constexpr float kConfidenceMin = 35;             // of 100: a word below is noise
inline constexpr float kPageConfidenceMin = 60;         // the mean of a page's words: below, it is not read at all

struct Picture {
  int width = 0, height = 0;                            // in dots
  float dots_per_inch = 0;
  std::vector<std::uint8_t> gray;                       // a byte a dot, rows from the top without gaps, 255 is white
};

class Engine {
 public:
  // Opens the library and its models: before the process is confined. UNAVAILABLE "OCR_MISSING" where they are not installed.
  static Result<Engine> open(const char* library = kLibrary);

  // The words of the page in points, its size included; none when the page is blank or cannot be read with any certainty.
  std::vector<text::PageWord> read(const Picture& picture);

 private:
  struct Calls;
  explicit Engine(std::shared_ptr<Calls> calls) : calls_(std::move(calls)) {}
  std::shared_ptr<Calls> calls_;
};

}  // namespace jm::ocr
