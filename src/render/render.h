// A draft -> a file that may be sent: written, read back by our own reader, and refused when anything did not come back.
//
//   parent (on a CpuPool: it blocks)   Result<Made> file = make_file(draft, Look::kAts, Format::kPdf, letter_date(now, lang), french);
//
// PDFs are written in a confined child (fonts and shaping libraries see user content there); every file is read back in another. Errors
// are for the person, in French when asked for: INVALID_ARGUMENT "NO_GLYPH", "TOO_MANY_PAGES"; FAILED_PRECONDITION "FONTS_MISSING", "NOT_READ_BACK" (the message names
// the fields); DEADLINE_EXCEEDED, UNAVAILABLE, INTERNAL "RENDER_FAILED".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cv/cv.h"
#include "render/sheet.h"

namespace jm::render {

enum class Format : std::uint8_t { kPdf, kDocx };

struct Made {
  std::string bytes;
  int pages = 0;                         // of a PDF
};

Result<Made> make_file(const domain::Draft& draft, Look look, Format format, std::string_view date, bool french = false);

// The children's mains: a draft to PDF; a PDF or DOCX to its words.
inline constexpr const char* kWriterCommand = "write-document";
inline constexpr const char* kWordsCommand = "read-words";
int writer_main();
int words_main();

struct Unread {
  std::string field;                     // "employer", "dates", "skill", "words"
  std::string text;
};
// What a reading of the file does not have, of the fields of a CV; and of any document, word by word.
std::vector<Unread> unread_fields(const domain::Draft& draft, const cv::Cv& read);
std::vector<Unread> unread_words(const domain::Draft& draft, std::string_view words);

// The fonts that PDFs need are installed.
bool fonts_installed();

Result<std::string> write_docx(const Sheet& sheet, Look look, Time made_at);

}  // namespace jm::render
