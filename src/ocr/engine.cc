#include "ocr/engine.h"

#include <dlfcn.h>
#include <tesseract/capi.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "text/normal.h"

namespace jm::ocr {

using tesseract::PSM_AUTO, tesseract::RIL_TEXTLINE, tesseract::RIL_WORD;

// The few functions that are used, with the types their header gives them.
struct Engine::Calls {
  void* library = nullptr;
  TessBaseAPI* engine = nullptr;
#define JM_CALL(name) decltype(&::Tess##name) name = nullptr
  JM_CALL(BaseAPICreate);
  JM_CALL(BaseAPIDelete);
  JM_CALL(BaseAPIInit3);
  JM_CALL(BaseAPIClear);
  JM_CALL(BaseAPISetPageSegMode);
  JM_CALL(BaseAPISetImage);
  JM_CALL(BaseAPISetSourceResolution);
  JM_CALL(BaseAPIRecognize);
  JM_CALL(BaseAPIGetIterator);
  JM_CALL(ResultIteratorDelete);
  JM_CALL(ResultIteratorGetPageIterator);
  JM_CALL(ResultIteratorNext);
  JM_CALL(ResultIteratorGetUTF8Text);
  JM_CALL(ResultIteratorConfidence);
  JM_CALL(ResultIteratorWordFontAttributes);
  JM_CALL(PageIteratorBoundingBox);
  JM_CALL(PageIteratorBaseline);
  JM_CALL(PageIteratorIsAtBeginningOf);
  JM_CALL(DeleteText);
#undef JM_CALL

  Calls() = default;
  Calls(const Calls&) = delete;
  ~Calls() {
    if (engine != nullptr) BaseAPIDelete(engine);          // the library stays: what it registered at exit would be gone
  }

  bool load(const char* name) {
    library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return false;
    bool all = true;
    const auto find = [&](auto& call, const char* symbol) {
      call = reinterpret_cast<std::remove_reference_t<decltype(call)>>(::dlsym(library, symbol));
      all = all && call != nullptr;
    };
#define JM_FIND(name) find(name, "Tess" #name)
    JM_FIND(BaseAPICreate);
    JM_FIND(BaseAPIDelete);
    JM_FIND(BaseAPIInit3);
    JM_FIND(BaseAPIClear);
    JM_FIND(BaseAPISetPageSegMode);
    JM_FIND(BaseAPISetImage);
    JM_FIND(BaseAPISetSourceResolution);
    JM_FIND(BaseAPIRecognize);
    JM_FIND(BaseAPIGetIterator);
    JM_FIND(ResultIteratorDelete);
    JM_FIND(ResultIteratorGetPageIterator);
    JM_FIND(ResultIteratorNext);
    JM_FIND(ResultIteratorGetUTF8Text);
    JM_FIND(ResultIteratorConfidence);
    JM_FIND(ResultIteratorWordFontAttributes);
    JM_FIND(PageIteratorBoundingBox);
    JM_FIND(PageIteratorBaseline);
    JM_FIND(PageIteratorIsAtBeginningOf);
    JM_FIND(DeleteText);
#undef JM_FIND
    return all;
  }
};

namespace {

std::unexpected<Error> missing() { return fail(Code::kUnavailable, "Recognising text in pictures needs tesseract-ocr with its French and English models, which are not installed here.", "OCR_MISSING"); }

// A dot before an item is no letter that the models know: they see one of these.
bool looks_like_bullet(std::string_view word, float confidence) {
  for (const std::string_view mark : {"•", "·", "+", "*", "¢", "«", "»", "°", "©", "®", "¤", "="})
    if (word == mark) return true;
  return confidence < 70 && (word == "e" || word == "o");
}

}  // namespace

Result<Engine> Engine::open(const char* library) {
  ::setenv("OMP_THREAD_LIMIT", "1", 1);        // its threads cannot be started later, and one child shall take one core
  auto calls = std::make_shared<Calls>();
  if (!calls->load(library)) return missing();
  calls->engine = calls->BaseAPICreate();
  if (calls->engine == nullptr || calls->BaseAPIInit3(calls->engine, nullptr, kLanguages) != 0) return missing();
  calls->BaseAPISetPageSegMode(calls->engine, PSM_AUTO);
  return Engine(std::move(calls));
}

std::vector<text::PageWord> Engine::read(const Picture& picture) {
  Calls& c = *calls_;
  std::vector<text::PageWord> words;
  if (picture.width < 8 || picture.height < 8 || picture.dots_per_inch <= 0 || picture.gray.size() < static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height)) return words;
  c.BaseAPISetImage(c.engine, picture.gray.data(), picture.width, picture.height, 1, picture.width);
  c.BaseAPISetSourceResolution(c.engine, static_cast<int>(std::lround(picture.dots_per_inch)));
  if (c.BaseAPIRecognize(c.engine, nullptr) != 0) return words;
  TessResultIterator* at = c.BaseAPIGetIterator(c.engine);
  double sure = 0;
  std::size_t seen = 0;
  bool bullet = false;
  const float points = 72.0F / picture.dots_per_inch;
  if (at != nullptr) {
    do {
      char* raw = c.ResultIteratorGetUTF8Text(at, RIL_WORD);
      if (raw == nullptr) continue;
      std::string text = text::nfkc(raw);
      c.DeleteText(raw);
      std::erase_if(text, [](unsigned char b) { return b <= ' '; });
      int left = 0, top = 0, right = 0, bottom = 0;
      if (text.empty() || c.PageIteratorBoundingBox(c.ResultIteratorGetPageIterator(at), RIL_WORD, &left, &top, &right, &bottom) == 0) continue;
      const float confidence = c.ResultIteratorConfidence(at, RIL_WORD);
      if (looks_like_bullet(text, confidence) && c.PageIteratorIsAtBeginningOf(c.ResultIteratorGetPageIterator(at), RIL_TEXTLINE) != 0) {
        text = "•";
        bullet = true;
      } else {
        bullet = false;
      }
      if (!bullet) {
        sure += confidence;
        ++seen;
        if (confidence < kConfidenceMin) continue;
      }
      text::PageWord word;
      word.text = std::move(text);
      BOOL bold = 0, italic = 0, other = 0;
      int size = 0, font = 0;
      c.ResultIteratorWordFontAttributes(at, &bold, &italic, &other, &other, &other, &other, &size, &font);
      word.size = static_cast<float>(size);
      if (word.size < 3 || word.size > 200) word.size = static_cast<float>(bottom - top) * points;
      // The box that the font would have, as everywhere: letters without ascender or descender lie on the same line.
      int x1 = 0, y1 = 0, x2 = 0, y2 = 0;
      float base = static_cast<float>(bottom);
      if (c.PageIteratorBaseline(c.ResultIteratorGetPageIterator(at), RIL_WORD, &x1, &y1, &x2, &y2) != 0) base = static_cast<float>(y1 + y2) / 2;
      word.box = {static_cast<float>(left) * points, base * points - 0.8F * word.size, static_cast<float>(right) * points, base * points + 0.2F * word.size};
      words.push_back(std::move(word));
    } while (c.ResultIteratorNext(at, RIL_WORD) != 0);
    c.ResultIteratorDelete(at);
  }
  c.BaseAPIClear(c.engine);
  if (seen == 0 || sure / static_cast<double>(seen) < kPageConfidenceMin) words.clear();
  return words;
}

}  // namespace jm::ocr
