// The bytes of a CV in any of the formats people have -> a CV. PDF, DOCX, ODT, RTF, plain text (Markdown marks understood) and JSON
// Resume, told apart by their first bytes, never by their name.
//
// Errors carry a reason that explain() puts into words: TOO_LARGE, EMPTY_FILE, UNKNOWN_FORMAT, PDF_BROKEN, PDF_ENCRYPTED, PDF_EMPTY,
// PDF_TOO_LONG, PDF_PICTURE_TOO_LARGE, PDF_NO_TEXT (a scan or drawn outlines, and no OCR here), PDF_NO_MAPPING (text whose letters the file does not name, and
// no OCR here), OCR_UNREADABLE (a picture of which too little is certain),
// ARCHIVE_BROKEN, ARCHIVE_ENCRYPTED, ARCHIVE_TOO_LARGE, DOCUMENT_BROKEN, NOT_A_RESUME, NO_TEXT, SANDBOX_TIMEOUT, SANDBOX_ENDED.
#pragma once
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cv/cv.h"

namespace jm::cv {

inline constexpr std::size_t kDocumentBytesMax = std::size_t{10} << 20;
inline constexpr std::size_t kUnpackedBytesMax = std::size_t{24} << 20;      // of one member of an archive
inline constexpr const char* kReaderCommand = "read-document";

enum class Format : std::uint8_t { kUnknown, kPdf, kZip, kRtf, kJson, kText };
Format format_of(std::string_view bytes);
std::string_view media_type(std::string_view bytes);      // what it says it is by its bytes; for storing and downloads

// All words of a PDF, DOCX or ODT, in the order they stand in the file, and of no other format: for comparing. Right here as well.
std::string words_of(std::string_view bytes);

inline constexpr const char* kRecogniserCommand = "recognise-document";
inline constexpr int kPagesRecognisedMax = 6;                                // seconds each; the rest is named as not read

// What has to be opened before reading may be confined to reading.
void prepare();
// Reads right here: for the child, tests and fuzzers. Everything else uses read_in_sandbox.
Result<Cv> read_document(std::string_view bytes);

// The child's main: standard input to standard output.
int reader_main();
// The same through the child. Blocks: run it on a CpuPool.
Result<Cv> read_in_sandbox(std::string_view bytes);

// Pages that are pictures of text take seconds each to read, so they are a second step, in a second child, after read_in_sandbox said
// that there are any. Gives `read` back as it is where recognising is not installed, or where its pages hold nothing that is certain
// and `read` has others. Blocks for up to minutes: not on a pool that others wait for. `stop` ends the child, which is UNAVAILABLE.
int recogniser_main();
bool needs_recognising(const Result<Cv>& read);
Result<Cv> recognise_in_sandbox(std::string_view bytes, Result<Cv> read, std::stop_token stop = {});
// The step's decision: which of the two readings counts.
Result<Cv> better_reading(Result<Cv> read, Result<Cv> recognised);
// What the sandboxed child would say: empty when pictures can be read here, else the reason.
std::string recogniser_problem();

// For a person, in their language; the fallback when the reason is not known.
std::string explain(std::string_view reason, bool french);

}  // namespace jm::cv
